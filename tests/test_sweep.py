"""One setting varied, on the small model: what is trained for each value, what is not, and what is said of it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from studio import sweep
from studio.cli import app
from studio.engine.protocol import write_control
from studio.errors import RunError, SpecError
from studio.events import EventFollower, Resumed, Started
from studio.headless import fetched
from studio.methods.registry import METHODS
from studio.spec import RunSpec, read_run_spec, run_spec_from, run_toml
from studio.store.project import Project
from studio.terminal import Answer, plain
from studio.training.run import train_run
from studio.trials import Row
from tests.hub_server import HubServer

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise on Windows")


@pytest.fixture
def run_file(tmp_path: Path, tiny_model: Path) -> Path:
    """A run.toml beside a table of films."""
    with (tmp_path / "films.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for number in range(60):
            words, label = [("a bad story", "negative"), ("good", "positive"), ("great", "positive")][number % 3]
            writer.writerow([f"the film {number} was {words}", label])
    values = {
        "model": {"name": str(tiny_model)},
        "data": {
            "file": "films.csv",
            "template": "{soft:4}{text}\nIt was",
            "label": "label",
            "validation": 0.2,
            "test": 0.2,
        },
        "method": {"name": "prompt_tuning", "num_virtual_tokens": 4},
        "training": {"max_steps": 2, "batch_size": 8, "threads": 1},
    }
    written = tmp_path / "run.toml"
    written.write_text(run_toml(run_spec_from(values)), encoding="utf-8")
    return written


def changed(run_file: Path, **sections: dict[str, Any]) -> RunSpec:
    values = read_run_spec(run_file).model_dump(mode="json", exclude_none=True)
    for section, settings in sections.items():
        values[section] = settings if section == "method" else values[section] | settings
    spec = run_spec_from(values)
    run_file.write_text(run_toml(spec), encoding="utf-8")
    return spec


def swept(run_file: Path, vary: str, *arguments: object, status: int = 0, form: str = "--json") -> Any:
    given = ["sweep", run_file, "--project", run_file.parent / "project", "--vary", vary, *arguments, form]
    done = CliRunner().invoke(app, [str(one) for one in given], catch_exceptions=False)
    assert done.exit_code == status, done.stderr
    return json.loads(done.stdout) if form == "--json" else done.stdout


def test_every_value_is_trained_over_the_seeds_and_its_slot_grows_with_it(run_file: Path) -> None:
    said = swept(run_file, "method.num_virtual_tokens=1,4", "--seeds", 2)

    assert (said["setting"], said["title"], said["method"]) == (
        "method.num_virtual_tokens",
        "Virtual tokens",
        "Prompt tuning",
    )
    assert (said["metric"], said["split"], said["test_rows"], said["seeds"]) == ("accuracy", "test", 12, 2)
    assert [point["value"] for point in said["points"]] == [1, 4]
    opened = Project.open(run_file.parent / "project")
    for point, tokens in zip(said["points"], (1, 4), strict=True):
        row = point["row"]
        runs = [opened.store.run(run) for run in row["runs"]]
        assert [run.settings["training"]["seed"] for run in runs] == [0, 1]
        assert {run.settings["method"]["num_virtual_tokens"] for run in runs} == {tokens}
        assert {run.settings["data"]["template"] for run in runs} == {f"{{soft:{tokens}}}{{text}}\nIt was"}
        assert runs[0].name == f"Virtual tokens {tokens}, seed 0"
        assert row["title"] == str(tokens)
        assert row["value"] == pytest.approx(statistics.mean(run.metrics["test"]["accuracy"] for run in runs))
        assert row["second"] == pytest.approx(statistics.mean(run.metrics["test"]["macro_f1"] for run in runs))
        assert row["interval"] == "seeds"
        assert row["trainable_parameters"] == 32 * tokens  # vectors of the model's hidden size
        assert [one["method"] for one in point["baselines"]] == ["majority", "zero_shot"]
    gathered = sweep.gathered(opened, [run for point in said["points"] for run in point["row"]["runs"]])
    assert plain(gathered) == said, "the window finds in the runs what the command found"
    opened.close()


def test_what_is_finished_is_not_trained_again_and_an_interrupted_run_goes_on(run_file: Path) -> None:
    planned = sweep.plan(read_run_spec(run_file), run_file.parent, "training.learning_rate=0.1")
    [variant] = planned.variants
    assert variant.spec is not None
    opened = Project.open(run_file.parent / "project", create=True)
    run_dir = opened.create_run(variant.spec)
    opened.close()
    write_control(run_dir, "pause")
    train_run(run_dir)

    first = swept(run_file, "training.learning_rate=0.1", "--seeds", 1)
    again = swept(run_file, "training.learning_rate=1e-1,0.2", "--seeds", 1)
    assert first["points"][0]["row"]["runs"] == again["points"][0]["row"]["runs"] == [run_dir.name]
    began = [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, Started | Resumed)]
    assert len(began) == 2
    assert len(list((run_file.parent / "project" / "runs").iterdir())) == 2


def test_models_are_named_by_folders_from_here_and_each_has_its_own_recommendation(
    run_file: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.numpy import load_file, save_file

    large = run_file.parent / "large"
    shutil.copytree(tiny_model, large)
    weights = load_file(large / "model.safetensors")
    weights["model.embed_tokens.weight"] *= 4
    save_file(weights, large / "model.safetensors", metadata={"format": "pt"})
    shutil.copytree(tiny_model, run_file.parent / "small")
    monkeypatch.chdir(run_file.parent)
    said = swept(run_file, "model.name=small,./large,none/such/folder", "--seeds", 1)

    small, scaled, missing = said["points"]
    assert (said["model"], small["row"]["title"], scaled["row"]["title"]) == ("", "small", "./large")
    assert missing["row"]["remark"].startswith("left out: ")
    assert "none/such/folder" in missing["row"]["remark"]
    opened = Project.open(run_file.parent / "project")
    one, other = (opened.store.run(point["row"]["runs"][0]) for point in (small, scaled))
    opened.close()
    assert (one.settings["model"]["name"], other.settings["model"]["name"]) == (
        str(run_file.parent / "small"),
        str(large),
    )
    rates = [run.settings["training"]["learning_rate"] for run in (one, other)]
    assert rates[1] == pytest.approx(4 * rates[0], rel=0.2)  # a rate has one digit


def test_what_does_not_fit_or_fails_says_so_in_its_row_and_the_others_go_on(
    run_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from studio.training import one_run

    whole = one_run.build_prompt

    def failing(settings: Any, context: Any) -> Any:
        if settings.num_virtual_tokens == 3:
            raise RunError("Memory ran out.")
        return whole(settings, context)

    monkeypatch.setattr(one_run, "build_prompt", failing)
    like = read_run_spec(run_file)
    planned = sweep.plan(like, run_file.parent, "method.num_virtual_tokens=3,2,300")
    opened = Project.open(run_file.parent / "project", create=True)
    found = sweep.sweep(opened, planned, Answer(), seeds=1)
    opened.close()

    assert capsys.readouterr().err.startswith("Virtual tokens 300 is left out: ")  # before anything is trained
    failed, fine, too_many = (asdict(point.row) for point in found.points)
    assert too_many["remark"].startswith("left out: ")
    assert "256" in too_many["remark"]  # the model's context
    assert failed["remark"] == "seed 0 failed: Memory ran out."
    assert (too_many["value"], failed["value"]) == (None, None)
    assert (fine["remark"], fine["interval"]) == ("", "rows")
    assert 0.0 <= fine["low"] <= fine["value"] <= fine["high"] <= 1.0


def test_the_table_is_printed_for_a_readme(run_file: Path) -> None:
    changed(run_file, method={"name": "zero_shot"})
    written = swept(run_file, "data.template=['{text} It was', '{text}, so it | was']", form="--markdown")

    headings, rule, *lines = written.strip().splitlines()
    assert headings == "| Template | accuracy | 95 % | macro-F1 | trainable parameters | seconds |"
    assert rule == "| --- | ---: | ---: | ---: | ---: | ---: |"
    assert [line.split(" | ")[0] for line in lines[:3]] == [
        "| {text} It was",
        "| {text}, so it / was",
        "| Majority class",
    ]
    assert lines[-1].startswith("Zero-shot on ")
    assert lines[-1].endswith(", 12 test rows. Interval: 95 % by Wilson over the rows.")


@pytest.mark.parametrize(
    ("vary", "says"),
    [
        ("method.num_virtual_tokens", "write a setting and its values, as in method.num_virtual_tokens=1,5,20."),
        ("method.num_vitual_tokens=1,2", 'no setting "method.num_vitual_tokens". Did you mean "method.num_virtual_to'),
        ("num_virtual_tokens=1,2", 'Did you mean "method.num_virtual_tokens"?'),
        ("method.num_virtual_tokens=1,,2", "a value is empty"),
        ("method.num_virtual_tokens=", "a value is empty"),
        ("method.num_virtual_tokens=1,few", "--vary method.num_virtual_tokens: few: Write a whole number."),
        ("method.num_virtual_tokens=0", "0: Write at least 1."),
        ("method.num_virtual_tokens=[1, 2", "is no TOML list"),
        (
            "method.start=random,vocabulary",
            'vocabulary: Write one of these: "random", "sampled_vocabulary", ',
        ),
        ("method.name=p_tuning", "softprompt-studio compare"),
        ("training.seed=1,2", "--seeds"),
        ("data.seed=1,2", "Of [data], these can be varied: text, template, balance, max_tokens."),
        ("method.num_virtual_tokens=400,300", "No value of method.num_virtual_tokens can be trained. "),
        ("method.start=text", 'start = "text" needs start_text'),
        ("data.template=['{txt}']", 'has no column "txt"'),
    ],
)
def test_what_is_asked_wrongly_is_said_before_anything_is_made(run_file: Path, vary: str, says: str) -> None:
    said = swept(run_file, vary, status=2)
    assert says in said["message"]
    assert not (run_file.parent / "project").exists()


def test_a_prefix_leaves_the_template_as_it_is_and_several_counted_slots_say_what_to_do(run_file: Path) -> None:
    changed(run_file, data={"template": "{soft:2}{text}{soft:2} It was"})
    with pytest.raises(SpecError, match=r"hold 4 virtual tokens and .* is 5\. .* or write one slot as \{soft\}"):
        sweep.plan(read_run_spec(run_file), run_file.parent, "method.num_virtual_tokens=5")
    changed(run_file, data={"template": "{soft:2}{text}{soft} It was"})
    planned = sweep.plan(read_run_spec(run_file), run_file.parent, "method.num_virtual_tokens=2,5")
    two, five = planned.variants
    assert two.remark.startswith("Template: its slots hold 2 virtual tokens and num_virtual_tokens is 2.")
    assert five.spec is not None
    assert five.spec.data.template == "{soft:2}{text}{soft} It was"
    like = changed(run_file, data={"template": "{soft:4}{text}"}, method={"name": "prefix_tuning"})
    planned = sweep.plan(like, run_file.parent, "method.num_virtual_tokens=2,5")
    assert all(variant.spec is not None for variant in planned.variants)


def test_values_are_read_as_their_setting_has_them(run_file: Path) -> None:
    like = read_run_spec(run_file)
    read = sweep.read_varied
    assert read(" training.learning_rate = 1e-3 ,0.1, 0.10", like).values == [0.001, 0.1]
    assert read("method.head=true,false", like).values == [True, False]
    assert read('method.start_text=["a, b", "c"]', like).values == ["a, b", "c"]
    cpt = like.model_copy(update={"method": METHODS["cpt"].model_validate({})})
    assert read("method.examples=[[1, 2], [3]]", cpt).values == [[1, 2], [3]]
    values = {True: "true", 1e-3: "0.001", 20: "20", "random": "random", "{text}\nIt": r"{text}\nIt"}
    assert [sweep.shown(value) for value in values] == list(values.values())


def test_a_baseline_that_every_value_shares_is_shown_once_and_otherwise_with_its_value() -> None:
    def point(name: str, zero_shot: float) -> sweep.Point:
        rows = [Row("majority", "Majority class", value=0.5), Row("zero_shot", "Zero-shot", value=zero_shot)]
        return sweep.Point(name, Row("prompt_tuning", name, value=0.9), rows)

    points = [point("a", 0.4), point("b", 0.6)]
    found = sweep.Sweep("model.name", "Base model", Path(), "Prompt tuning", "", "accuracy", "test", 9, 3, points)
    lines, said = sweep.report(found)
    assert [line[0] for line in lines] == ["Base model", "a", "b", "Majority class", "Zero-shot, a", "Zero-shot, b"]
    assert said == "Prompt tuning, 9 test rows."
    assert asdict(found)["points"][1]["baselines"][1]["value"] == 0.6


# --- a base model that is not here ---------------------------------------------------------------------------------


def test_a_sweep_fetches_its_model_once_and_shows_how_far_it_is(
    run_file: Path, hub: HubServer, tiny_model: Path
) -> None:
    hub.put("owner/tiny", tiny_model)
    like, drawn = changed(run_file, model={"name": "owner/tiny"}), io.StringIO()
    with Answer() as answer:
        answer.progress = Console(file=drawn, force_terminal=True, width=120)
        hub.seconds = 1.0
        sweep.plan(like, run_file.parent, "method.num_virtual_tokens=1,4", fetched(answer))
    seen = set(re.findall(r"([\d.]+)/[\d.]+ kB", drawn.getvalue()))

    assert "Fetching owner/tiny" in drawn.getvalue()
    assert len(seen) > 3
    assert len(hub.files_asked(".safetensors")) == 1


@posix_only
def test_ctrl_c_ends_a_sweep_that_fetches_its_model_at_once(run_file: Path, hub: HubServer, tiny_model: Path) -> None:
    hub.put("owner/tiny", tiny_model)
    hub.held.clear()
    changed(run_file, model={"name": "owner/tiny"})
    given = ["sweep", run_file, "--project", run_file.parent / "project", "--vary", "method.num_virtual_tokens=1,4"]
    command = [sys.executable, "-m", "studio.cli", *map(str, given)]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert hub.waiting.wait(60)
    time.sleep(0.3)  # what went out before comes in
    began = time.monotonic()
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=30)

    assert time.monotonic() - began < 2
    assert program.returncode == 130
    assert "Paused: " in said
    assert not (run_file.parent / "project").exists()
