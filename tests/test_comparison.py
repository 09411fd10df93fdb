"""Methods held against each other, on the small model: what is trained, what is not, and what is said of it."""

from __future__ import annotations

import csv
import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from studio import comparison, trials
from studio.cli import app
from studio.data.readers import read_table
from studio.data.run_tables import read_data
from studio.engine.protocol import write_control
from studio.errors import RunError
from studio.events import EventFollower, Resumed, Started
from studio.headless import recommended
from studio.spec import read_run_spec, run_spec_from
from studio.store.project import Project
from studio.store.run_folder import with_absolute_files
from studio.training.run import train_run


@pytest.fixture
def project(tmp_path: Path, tiny_model: Path) -> Path:
    """A project with a table of films and one run on it, which has not begun."""
    with (tmp_path / "films.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        for number in range(60):
            words, label = [("a bad story", "negative"), ("good", "positive"), ("great", "positive")][number % 3]
            writer.writerow([f"the film {number} was {words}", label])
    made = Project.create(tmp_path / "project")
    values = {
        "model": {"name": str(tiny_model)},
        "data": {
            "file": str(tmp_path / "films.csv"),
            "template": "{soft:4}{text}\nIt was",
            "label": "label",
            "validation": 0.2,
            "test": 0.2,
        },
        "method": {"name": "prompt_tuning", "num_virtual_tokens": 4},
        "training": {"epochs": 7, "learning_rate": 0.5, "batch_size": 8, "threads": 1},
    }
    made.create_run(run_spec_from(values))
    made.close()
    return tmp_path / "project"


def compared(project: Path, *arguments: object, status: int = 0) -> Any:
    given = ["compare", "--project", project, "--data", "films", "--max-steps", 2, *arguments, "--json"]
    done = CliRunner().invoke(app, [str(one) for one in given], catch_exceptions=False)
    assert done.exit_code == status, done.stderr
    return json.loads(done.stdout)


def test_every_method_is_trained_over_the_seeds_and_baselines_stand_beside(project: Path) -> None:
    said = compared(project, "--methods", "prompt_tuning,full-finetune,few_shot", "--seeds", 2)

    rows = {row["method"]: row for row in said["rows"]}
    assert list(rows) == ["prompt_tuning", "full_finetune", "few_shot", "majority", "zero_shot"]
    assert [len(row["runs"]) for row in rows.values()] == [2, 2, 2, 0, 0]
    assert (said["metric"], said["split"], said["test_rows"]) == ("accuracy", "test", 12)
    opened = Project.open(project)
    for row in (rows["prompt_tuning"], rows["full_finetune"]):
        runs = [opened.store.run(run) for run in row["runs"]]
        assert [run.settings["training"]["seed"] for run in runs] == [0, 1]
        assert runs[0].settings["training"]["learning_rate"] != 0.5  # the method's own, and not the other run's
        assert runs[0].settings["data"]["template"] == "{text}\nIt was"
        assert row["value"] == pytest.approx(statistics.mean(run.metrics["test"]["accuracy"] for run in runs))
        assert row["second"] == pytest.approx(statistics.mean(run.metrics["test"]["macro_f1"] for run in runs))
        assert row["trainable_parameters"] == runs[0].trainable_parameters > 0
        assert row["interval"] == "seeds"
        assert 0.0 <= row["low"] <= row["value"] <= row["high"] <= 1.0
    majority = rows["majority"]
    assert majority["value"] == pytest.approx(
        opened.store.run(rows["few_shot"]["runs"][0]).baselines["majority"]["test"]["accuracy"]
    )
    assert (majority["interval"], majority["trainable_parameters"]) == ("rows", 0)
    opened.close()


def test_what_is_finished_is_not_trained_again_and_more_seeds_are_added(project: Path) -> None:
    first = compared(project, "--methods", "prompt_tuning,majority", "--seeds", 1)
    again = compared(project, "--methods", "prompt_tuning,majority", "--seeds", 2)

    (one, alone), (two, still_alone) = first["rows"][:2], again["rows"][:2]
    assert two["runs"][0] == one["runs"][0]
    assert (len(one["runs"]), len(two["runs"])) == (1, 2)
    assert (one["interval"], two["interval"]) == ("rows", "seeds")
    assert still_alone["runs"] == alone["runs"]  # no chance in it: one run, whatever the seeds
    assert len(list((project / "runs").iterdir())) == 4  # with the one that the table came with


def test_a_run_that_was_interrupted_goes_on(project: Path) -> None:
    opened = Project.open(project)
    like = comparison.table_spec(opened, "films")
    training = like.training.model_copy(update={"epochs": None, "learning_rate": None, "max_steps": 2})
    data = like.data.model_copy(update={"template": "{text}\nIt was"})
    method = type(like.method).model_validate({})
    spec = like.model_copy(update={"data": data, "training": training, "method": method})
    folder = Path(like.model.name)
    run_dir = opened.create_run(recommended(spec, read_data(spec.data, project), folder))
    write_control(run_dir, "pause")
    train_run(run_dir)
    opened.close()

    [row, *_] = compared(project, "--methods", "prompt_tuning", "--seeds", 1)["rows"]
    assert row["runs"] == [run_dir.name]
    began = [event for _, event in EventFollower(run_dir).new_events() if isinstance(event, Started | Resumed)]
    assert len(began) == 2


def test_a_method_that_fails_says_so_in_its_row_and_the_rest_goes_on(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.training import one_run

    whole = one_run.build_prompt

    def failing(settings: Any, context: Any) -> Any:
        if settings.name == "prefix_tuning":
            raise RunError("Memory ran out.")
        if settings.name == "p_tuning":
            raise ZeroDivisionError("by nothing")
        return whole(settings, context)

    monkeypatch.setattr(one_run, "build_prompt", failing)
    said = compared(project, "--methods", "prefix_tuning,p_tuning,prompt_tuning", "--seeds", 1)

    prefix, p_tuning, prompt, *_ = said["rows"]
    assert prefix["remark"] == "seed 0 failed: Memory ran out."
    assert p_tuning["remark"] == "seed 0 failed: ZeroDivisionError: by nothing"
    assert (prefix["value"], p_tuning["value"]) == (None, None)
    assert prompt["value"] is not None
    assert prompt["remark"] == ""


def test_without_rows_to_judge_by_nothing_is_trained(project: Path) -> None:
    opened = Project.open(project)
    (run,) = opened.store.runs()
    spec = read_run_spec(opened.run_dir(run.run) / "run.toml")
    nothing = spec.model_copy(update={"data": spec.data.model_copy(update={"validation": 0.0, "test": 0.0})})
    opened.create_run(with_absolute_files(nothing, opened.run_dir(run.run)))
    opened.close()
    said = compared(project, "--methods", "majority,prompt_tuning", "--seeds", 1, status=2)
    assert "no rows are set aside" in said["message"]


def test_a_table_too_small_to_set_rows_aside_has_no_scores(project: Path, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("text,label\na good film,positive\na bad film,negative\n", encoding="utf-8")
    opened = Project.open(project)
    (run,) = opened.store.runs()
    spec = with_absolute_files(read_run_spec(opened.run_dir(run.run) / "run.toml"), opened.run_dir(run.run))
    data = spec.data.model_copy(update={"file": str(tmp_path / "two.csv")})
    opened.create_run(spec.model_copy(update={"data": data}))
    opened.close()
    done = CliRunner().invoke(
        app,
        ["compare", "--project", str(project), "--data", "two", "--methods", "majority", "--seeds", "1", "--json"],
        catch_exceptions=False,
    )
    (row,) = json.loads(done.stdout)["rows"]
    assert (row["value"], row["remark"]) == (None, "no rows were set aside to judge by")


def test_what_does_not_fit_is_left_out_and_says_why(project: Path, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(
        "facts,sentence\n" + "".join(f"film {n},the film {n} was good\n" for n in range(40)), encoding="utf-8"
    )
    opened = Project.open(project)
    like = comparison.table_spec(opened, "films").model_dump(exclude_none=True)
    like["data"] = {"file": str(tmp_path / "facts.csv"), "text": "facts", "target": "sentence"}
    like["training"] |= {"max_new_tokens": 8, "generated_rows": 2}
    opened.create_run(run_spec_from(like))
    opened.close()
    arguments = ["compare", "--project", project, "--data", "facts", "--methods", "majority,head_only,zero_shot"]
    said = json.loads(CliRunner().invoke(app, [*map(str, arguments), "--json"], catch_exceptions=False).stdout)

    majority, head, zero = said["rows"]
    assert majority["remark"].startswith("left out: The majority class is for tables with labels")
    assert head["remark"].startswith("left out: Head only tells classes apart by a head")
    assert (said["metric"], zero["interval"], zero["remark"]) == ("bleu", "", "")
    assert zero["value"] is not None


def test_the_table_is_printed_for_people_and_for_a_readme(project: Path) -> None:
    arguments = ["compare", "--project", project, "--data", "films", "--methods", "majority,zero_shot"]
    shown = CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False).stdout
    written = CliRunner().invoke(app, [*map(str, arguments), "--markdown"], catch_exceptions=False).stdout

    assert "Majority" in shown
    headings, rule, *lines = written.strip().splitlines()
    assert headings == "| method | accuracy | 95 % | macro-F1 | trainable parameters | seconds |"
    assert rule == "| --- | ---: | ---: | ---: | ---: | ---: |"
    assert [line.split(" | ")[0] for line in lines[:2]] == ["| Majority class", "| Zero-shot"]
    assert lines[-1].endswith("12 test rows. Interval: 95 % by Wilson over the rows.")


def test_a_table_without_a_run_is_compared_by_the_columns_it_seems_to_have(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(
        "text,label\n" + "".join(f"the film {n} was {('good', 'bad')[n % 2]},{n % 2}\n" for n in range(40)), "utf-8"
    )
    made = Project.create(tmp_path / "fresh")
    made.import_table(tmp_path / "films.csv")
    spec = comparison.table_spec(made, "films")
    made.close()

    assert (spec.model.name, spec.data.text, spec.data.label) == ("starter", "text", "label")
    assert len(read_table(Path(spec.data.file))) == 40


def test_a_sample_is_found_by_either_spelling_and_an_unknown_one_names_the_nearest() -> None:
    spec, folder = comparison.sample_spec("sms-spam")
    assert (folder.name, spec) == ("sms_spam", read_run_spec(folder / "run.toml"))
    assert comparison.sample_spec("SMS_spam")[1] == folder
    assert comparison.sample_project_dir(folder).name == "compare-sms_spam"
    done = CliRunner().invoke(app, ["compare", "sms-span", "--json"], catch_exceptions=False)
    assert json.loads(done.stdout)["message"].startswith('There is no sample "sms-span". Did you mean "sms_spam"?')


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Name a sample"),
        (["sms-spam", "--project", "here", "--data", "films"], "Name a sample"),
        (["--project", "here"], "give both"),
        (["sms-spam", "--methods", "promt_tuning"], 'Did you mean "prompt_tuning"?'),
        (["sms-spam", "--methods", " , "], "names none"),
    ],
)
def test_what_is_asked_wrongly_is_said_before_anything_is_made(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(app, ["compare", *arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 2
    assert says in json.loads(done.stdout)["message"]


def test_an_unknown_table_names_those_that_there_are(project: Path) -> None:
    said = compared(project, "--data", "fims", status=2)
    assert said["message"] == 'The project project has no table "fims". It has: films.'


def test_intervals_are_those_of_the_textbooks() -> None:
    # t(0.975, 2) is 4.302653; the mean of .97, .98 and .99 has a standard error of .01 / sqrt(3)
    low, high = trials.t_interval([0.97, 0.98, 0.99])
    assert (low, high) == pytest.approx((0.98 - 4.302653 * 0.0057735, 0.98 + 4.302653 * 0.0057735), abs=1e-6)
    assert trials.t_interval([0.9, 0.9]) == (0.9, 0.9)
    # Wilson 1927, as Newcombe 1998 gives it for 81 of 263
    assert trials.wilson_interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert trials.wilson_interval(1.0, 10) == pytest.approx((0.7225, 1.0), abs=5e-5)
