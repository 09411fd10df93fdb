from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from studio.cli import app
from studio.spec import read_run_spec
from studio.store.project import Project

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "demo",
    "methods",
    "inspect",
    "train",
    "resume",
    "estimate",
    "compare",
    "sweep",
    "runs",
    "evaluate",
    "explain",
    "predict",
    "generate",
    "export",
    "import",
    "reindex",
    "doctor",
    "bench",
    "models",
    "data",
)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise on Windows")


def _cli(*arguments: object, status: int = 0) -> Any:
    """What a command says with --json, run in this process."""
    done = CliRunner().invoke(app, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == status, done.stderr
    return json.loads(done.stdout)


def _program(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "studio.cli", *map(str, arguments)]


def _write_run(folder: Path, model: Path, *, data: str = "", **training: object) -> Path:
    """A table of sentences that a single word decides, and the run.toml beside it."""
    with (folder / "reviews.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["review", "verdict"])
        for number in range(40):
            word, verdict = (("good", "pos"), ("bad", "neg"))[number % 2]
            writer.writerow([f"number {number}: the film was {word}", verdict])
    settings = "\n".join(f"{key} = {value}" for key, value in {"batch_size": 8, "threads": 1, **training}.items())
    run_toml = folder / "run.toml"
    run_toml.write_text(
        f"[model]\nname = {json.dumps(str(model))}\n"
        '[data]\nfile = "reviews.csv"\ntext = "review"\nlabel = "verdict"\nvalidation = 0.2\ntest = 0.2\n'
        f'label_words = {{ pos = "positive", neg = "negative" }}\n{data}\n'
        f'[method]\nname = "prompt_tuning"\nnum_virtual_tokens = 4\n[training]\n{settings}\n',
        encoding="utf-8",
    )
    return run_toml


class Trained:
    """A project with one finished run, made by the command line."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.project = folder / "project"
        self.table = folder / "reviews.csv"
        command = _program("train", _write_run(folder, model, max_steps=6), "--project", self.project, "--json")
        self.done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
        assert self.done.returncode == 0, self.done.stderr
        self.said: dict[str, Any] = json.loads(self.done.stdout)
        self.run = str(self.said["run"])
        self.adapter = Path(self.said["adapter"])


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Trained:
    return Trained(tmp_path_factory.mktemp("trained"), tiny_model)


# --- light commands ------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    code = (
        "import sys, atexit\n"
        "heavy = {'torch', 'transformers', 'datasets', 'pyarrow', 'sqlalchemy', 'PySide6', 'huggingface_hub'}\n"
        "atexit.register(lambda: print('heavy:', sorted(heavy & sys.modules.keys())))\n"
        "sys.argv = ['softprompt-studio', '--help']\n"
        "from studio.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    listed = re.findall(r"^  ([a-z]+)  ", done.stdout, re.MULTILINE)
    assert listed == list(COMMANDS)
    assert "heavy: []" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_takes_json(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])

    assert done.exit_code == 0
    assert "--json" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_option_is_one_json_value_too(command: str) -> None:
    said = _cli(command, "--no-such-option", status=2)

    assert said["error"] == "UsageError"
    assert said["message"].startswith("No such option: --no-such-option")
    assert said["message"].endswith(f" {command} --help.")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["predict", "--adapter", "here"], "Missing option '--data'."),
        (["inspect"], "Missing argument 'FILE'."),
        (["demo", "--max-steps", "many"], "Invalid value for '--max-steps'"),
        (["generate", "--adapter", "here", "text", "--top-p", "2"], "Invalid value for '--top-p'"),
        (["methods", "twice"], "Got unexpected extra argument"),
        (["evalute"], "No such command 'evalute'. Did you mean 'evaluate'? See"),
        ([], "No such option: --json"),
    ],
)
def test_an_error_of_usage_is_one_json_value_too(arguments: list[str], says: str) -> None:
    said = _cli(*arguments, status=2)

    assert said["error"] == "UsageError"
    assert says in said["message"]


def test_an_error_of_usage_is_for_people_without_json() -> None:
    done = CliRunner().invoke(app, ["predict"])

    assert (done.exit_code, done.stdout) == (2, "")
    assert "Missing option '--adapter'" in done.stderr


def test_methods_are_listed_with_their_settings() -> None:
    listed = {method["name"]: method for method in _cli("methods")}

    assert {"prompt_tuning", "prefix_tuning", "p_tuning"} <= listed.keys()
    assert listed["prefix_tuning"]["product"] == "key_value"
    assert "num_virtual_tokens" in listed["p_tuning"]["settings"]


def test_the_bundled_model_is_listed() -> None:
    [starter] = [model for model in _cli("models") if model["name"] == "starter"]

    assert starter["source"] == "bundled"
    assert Path(starter["folder"]).is_absolute()
    assert starter["parameters"] > 1_000_000


def test_inspect_says_what_a_table_is(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes('text;label\n"a;b";x\nplain;y\ntoo;many;cells\nGröße;x\n'.encode("cp1252"))

    said = _cli("inspect", table)

    assert (said["delimiter"], said["header"], said["rows"]) == (";", True, 3)
    assert said["columns"] == ["text", "label"]
    assert [bad["line"] for bad in said["bad_rows"]] == [4]
    assert said["classes"] == {"x": 2, "y": 1}


def test_inspect_says_where_nothing_looks_like_a_label_and_how_many_classes_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("hello\n")
    (tmp_path / "many.csv").write_text("text,label\n" + "".join(f"some text {n},c{n % 25}\n" for n in range(100)))

    one, many = (CliRunner().invoke(app, ["inspect", str(tmp_path / f"{name}.csv")]).stdout for name in ("one", "many"))

    assert one.startswith("1 row, columns column_1.")
    assert "No column looks like a label or a target." in one
    assert many.endswith("  and 5 more\n")


def test_inspect_can_be_overruled(tmp_path: Path) -> None:
    table = tmp_path / "table.txt"
    table.write_text('spam\t"Win\nham\tHello, you\n')

    said = _cli(
        "inspect", table, "--delimiter", "tab", "--quoting", "none", "--no-header", "--columns", "kind, message"
    )

    assert (said["rows"], said["columns"], said["header"]) == (2, ["kind", "message"], False)
    assert _cli("inspect", table, "--quoting", "some", status=2)["error"] == "TableError"


def test_people_see_a_table_and_programs_see_json() -> None:
    shown = CliRunner().invoke(app, ["methods"]).stdout

    assert "Prompt tuning" in shown
    assert not shown.startswith(("[", "{"))


def test_an_error_is_one_sentence_on_standard_error_and_exit_status_2(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["inspect", str(tmp_path / "none.csv")])

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no file")
    assert len(done.stderr.splitlines()) == 1
    assert _cli("inspect", tmp_path / "none.csv", status=2)["error"] == "TableError"


def test_a_wrong_run_toml_names_the_key(tmp_path: Path, tiny_model: Path) -> None:
    run_toml = _write_run(tmp_path, tiny_model, learning_rat=1)

    said = _cli("train", run_toml, "--project", tmp_path / "project", status=2)

    assert said["error"] == "SpecError"
    assert 'Did you mean "learning_rate"?' in said["message"]
    assert not (tmp_path / "project").exists()


def test_an_unknown_model_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    run_toml = _write_run(tmp_path, Path("startr"))

    assert 'Did you mean "starter"?' in _cli("train", run_toml, "--project", tmp_path / "project", status=2)["message"]
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ('template = "{reviews} It was"', "TemplateError"),
        ('template = "{soft:3}{review}"', "TemplateError"),
        (f"exclude = {list(range(40))}", "TableError"),
        ("max_tokens = 8", "TemplateError"),
        ('test_file = "none.csv"', "TableError"),
    ],
)
def test_a_mistake_that_needs_no_training_is_told_before_anything_is_made(
    tmp_path: Path, tiny_model: Path, data: str, error: str
) -> None:
    run_toml = _write_run(tmp_path, tiny_model, data=data)

    assert _cli("train", run_toml, "--project", tmp_path / "project", status=2)["error"] == error
    assert not (tmp_path / "project").exists()


def test_such_a_mistake_imports_no_torch(tmp_path: Path, tiny_model: Path) -> None:
    run_toml = _write_run(tmp_path, tiny_model, data='template = "{reviews}"')
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('torch' in sys.modules))\n"
        "from studio.cli import app\n"
        "app(sys.argv[1:])\n"
    )
    command = [sys.executable, "-c", code, "train", str(run_toml), "--project", str(tmp_path / "project")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert (done.returncode, done.stdout) == (2, "False\n")
    assert 'no column "reviews"' in done.stderr


@pytest.mark.parametrize("name", ["none", "none.zip"])
def test_an_adapter_that_is_not_there_cannot_be_imported(tmp_path: Path, name: str) -> None:
    said = _cli("import", tmp_path / name, "--project", tmp_path / "project", status=2)

    assert said["error"] == "AdapterError"
    assert f"{name}: there is no such file or folder" in said["message"]
    assert not (tmp_path / "project").exists()


def test_doctor_ends_with_2_where_something_is_to_be_mended(tmp_path: Path) -> None:
    problems = _cli("doctor", "--project", tmp_path, status=2)["problems"]

    assert f"{tmp_path} has no project.toml, so it is no project." in [problem["what"] for problem in problems]


def test_a_folder_that_is_no_project_is_told(tmp_path: Path) -> None:
    assert _cli("runs", "--project", tmp_path, status=2)["error"] == "ProjectError"


def test_without_a_display_the_window_says_so_instead_of_aborting() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    done = subprocess.run(_program(), capture_output=True, text=True, env=environment, cwd=ROOT, check=False)

    if sys.platform.startswith("linux"):
        assert done.returncode == 2
        assert done.stderr.startswith("There is no display here")


def test_the_readmes_run_toml_is_one(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"\n\n((?:    \[model\]\n)(?:    .*\n|\n(?=    ))*)", readme)
    assert example is not None
    (tmp_path / "run.toml").write_text(re.sub(r"^    ", "", example[1], flags=re.MULTILINE), encoding="utf-8")

    spec = read_run_spec(tmp_path / "run.toml")

    assert (spec.model.name, spec.method.name, spec.data.task) == ("starter", "prompt_tuning", "classification")


def test_the_readme_shows_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"    softprompt-studio {name}" not in readme] == []


# --- training and what follows it ----------------------------------------------------------------------------------


def test_train_says_what_came_out(trained: Trained) -> None:
    said = trained.said

    assert (said["state"], said["method"], said["steps"]) == ("finished", "prompt_tuning", 6)
    assert trained.adapter.is_absolute()
    assert (trained.adapter / "adapter_config.json").is_file()
    assert (trained.adapter / "adapter_model.safetensors").is_file()
    assert said["trainable_parameters"] == 4 * 32
    assert said["examples_per_second"] > 0
    assert 0 <= said["metrics"]["test"]["accuracy"] <= 1
    assert {"majority", "zero_shot"} <= said["baselines"].keys()
    assert said["rows"] == sum(said["splits"].values()) == 40


def test_train_tells_its_progress_on_standard_error(trained: Trained) -> None:
    assert trained.run in trained.done.stderr
    assert "parameters to train" in trained.done.stderr


def test_runs_are_listed_newest_first(trained: Trained) -> None:
    [row] = _cli("runs", "--project", trained.project)

    assert (row["run"], row["state"], row["method"]) == (trained.run, "finished", "prompt_tuning")
    assert row["metrics"] == trained.said["metrics"]
    assert row["adapter"] == str(trained.adapter)


def test_evaluate_measures_an_adapter_on_a_table(trained: Trained) -> None:
    said = _cli("evaluate", "--adapter", trained.adapter, "--data", trained.table)

    assert said["rows"] == 40
    assert sorted(said["labels"]) == ["neg", "pos"]
    right = sum(said["confusion"][place][place] for place in range(2))
    assert said["metrics"]["accuracy"] == pytest.approx(right / 40)


def test_predict_writes_every_row_with_its_answer(trained: Trained, tmp_path: Path) -> None:
    out = tmp_path / "answers.csv"

    said = _cli("predict", "--adapter", trained.adapter, "--data", trained.table, "--out", out)

    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert said["rows"] == len(rows) == 40
    assert rows[3]["review"] == "number 3: the film was bad"
    assert {row["prediction"] for row in rows} <= {"pos", "neg"}
    assert all(0.5 <= float(row["probability"]) <= 1 for row in rows)


def test_predict_and_evaluate_agree(trained: Trained, tmp_path: Path) -> None:
    out = tmp_path / "answers.csv"
    _cli("predict", "--adapter", trained.adapter, "--data", trained.table, "--out", out)
    with out.open(newline="", encoding="utf-8") as file:
        right = sum(row["prediction"] == row["verdict"] for row in csv.DictReader(file))

    said = _cli("evaluate", "--adapter", trained.adapter, "--data", trained.table)

    assert said["metrics"]["accuracy"] == pytest.approx(right / 40)


def test_generate_writes_the_same_text_for_the_same_seed(trained: Trained) -> None:
    options = ("--max-new-tokens", 5, "--temperature", 1.0, "--seed", 3)
    first = _cli("generate", "--adapter", trained.adapter, "the film was good", *options)
    again = _cli("generate", "--adapter", trained.adapter, "the film was good", *options)
    shown = CliRunner().invoke(
        app, ["generate", "--adapter", str(trained.adapter), "the film was good", *map(str, options)]
    )

    assert first == again
    assert isinstance(first["text"], str)
    assert shown.stdout.strip() == first["text"].strip()


@pytest.mark.parametrize("name", ["folder", "file.zip"])
def test_an_adapter_goes_out_and_comes_back(trained: Trained, tmp_path: Path, name: str) -> None:
    to = tmp_path / name

    exported = Path(_cli("export", trained.run, "--project", trained.project, "--to", to)["export"])
    imported = _cli("import", exported, "--project", tmp_path / "other")

    assert exported == to
    assert zipfile.is_zipfile(exported) == name.endswith(".zip")
    weights = "adapter_model.safetensors"
    assert (Path(imported["adapter"]) / weights).read_bytes() == (trained.adapter / weights).read_bytes()
    assert imported["name"] == name.removesuffix(".zip")
    said = _cli("evaluate", "--adapter", imported["adapter"], "--data", trained.table)
    assert said["rows"] == 40
    again = _cli("export", imported["name"], "--project", tmp_path / "other", "--to", tmp_path / "again")
    assert (Path(again["export"]) / weights).is_file()


def test_the_adapter_of_a_further_table_is_exported_by_its_name(trained: Trained, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(trained.project, project)
    shutil.copytree(project / "runs" / trained.run / "adapter", project / "runs" / trained.run / "adapter-topics")
    _cli("reindex", "--project", project)
    name = f"{trained.run}-topics"
    assert "adapter_model.safetensors" in os.listdir(
        _cli("export", name, "--project", project, "--to", tmp_path / "out")["export"]
    )


def test_export_never_overwrites(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()

    said = _cli("export", trained.run, "--project", trained.project, "--to", tmp_path / "there", status=2)

    assert said["error"] == "AdapterError"
    assert list((tmp_path / "there").iterdir()) == []


def test_export_of_an_unknown_run_names_one_that_is_near(trained: Trained, tmp_path: Path) -> None:
    said = _cli("export", trained.run[:-1], "--project", trained.project, "--to", tmp_path / "out", status=2)

    assert said["error"] == "RunError"
    assert trained.run in said["message"]


def test_a_baseline_has_scores_and_export_says_that_there_is_no_adapter(tmp_path: Path, tiny_model: Path) -> None:
    run_toml = _write_run(tmp_path, tiny_model)
    written = run_toml.read_text(encoding="utf-8").replace('"prompt_tuning"\nnum_virtual_tokens = 4', '"majority"')
    run_toml.write_text(written, encoding="utf-8")

    said = _cli("train", run_toml, "--project", tmp_path / "project")
    assert (said["state"], said["adapter"], said["steps"]) == ("finished", None, 0)
    assert said["metrics"]["test"]["accuracy"] == 0.5
    [row] = _cli("runs", "--project", tmp_path / "project")
    assert (row["state"], row["adapter"], row["metrics"]["test"]) == ("finished", None, said["metrics"]["test"])
    refused = _cli("export", said["run"], "--project", tmp_path / "project", "--to", tmp_path / "out", status=2)
    assert "has no adapter: its method leaves scores alone" in refused["message"]
    done = CliRunner().invoke(app, ["train", str(run_toml), "--project", str(tmp_path / "project")])
    assert "accuracy" in done.stdout
    assert "Adapter:" not in done.stdout
    assert "Nothing is trained." in done.stderr


def test_reindex_counts_one_as_one(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("text,label\ngood,a\n")
    with closing(Project.create(tmp_path / "project")) as project:
        project.import_table(tmp_path / "one.csv")

    shown = CliRunner().invoke(app, ["reindex", "--project", str(tmp_path / "project")]).stdout

    assert shown == "Indexed again: 0 runs, 1 data set, 0 adapters.\n"


def test_reindex_builds_the_database_again(trained: Trained) -> None:
    before = _cli("runs", "--project", trained.project)
    for file in trained.project.glob("studio.db*"):
        file.unlink()

    said = _cli("reindex", "--project", trained.project)

    assert said["runs"] == 1
    assert _cli("runs", "--project", trained.project) == before


def test_doctor_checks_a_project(trained: Trained) -> None:
    done = CliRunner().invoke(app, ["doctor", "--project", str(trained.project), "--json"])

    assert json.loads(done.stdout)["project"]["state"] == "sound"


# --- Ctrl-C --------------------------------------------------------------------------------------------------------


def _wait_for_a_step(training: subprocess.Popen[Any], project: Path) -> None:
    """For one that is made from now on."""

    def steps() -> int:
        return sum(file.read_text().count('"kind":"step"') for file in project.glob("runs/*/events.jsonl"))

    until, before = time.monotonic() + 90, steps()
    while steps() == before:
        assert training.poll() is None, training.communicate()
        assert time.monotonic() < until, "no step was made within 90 s"
        time.sleep(0.05)


@posix_only
@pytest.mark.long
def test_ctrl_c_stops_a_training_cleanly(tmp_path: Path, tiny_model: Path) -> None:
    run_toml = _write_run(tmp_path, tiny_model, max_steps=100_000, epochs=10_000)
    command = _program("train", run_toml, "--project", tmp_path / "project", "--json")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as training:
        _wait_for_a_step(training, tmp_path / "project")
        training.send_signal(signal.SIGINT)
        out, err = training.communicate(timeout=60)

    assert training.returncode == 130, err
    assert json.loads(out)["error"] == "Interrupted"
    [row] = _cli("runs", "--project", tmp_path / "project")
    assert row["state"] == "stopped"


@posix_only
@pytest.mark.long
def test_a_killed_run_is_gone_on_with_and_a_finished_one_prints_what_it_reached(
    tmp_path: Path, tiny_model: Path
) -> None:
    project, run_toml = tmp_path / "project", _write_run(tmp_path, tiny_model, max_steps=400, epochs=200)

    def broken_off(sign: signal.Signals, *command: object) -> dict[str, Any]:
        with subprocess.Popen(
            _program(*command, "--project", project, "--json"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
        ) as training:
            _wait_for_a_step(training, project)
            training.send_signal(sign)
            training.wait(timeout=60)
        [row] = _cli("runs", "--project", project)
        return {"run": row["run"], "state": row["state"], "status": training.returncode}

    run = broken_off(signal.SIGKILL, "train", run_toml)["run"]
    assert broken_off(signal.SIGINT, "resume", run) == {"run": run, "state": "paused", "status": 130}

    (project / "runs" / run / "run.lock").write_text('{"pid": 1, "started": 1.0}')  # as a killed one leaves it
    done = subprocess.run(
        _program("resume", run, "--project", project, "--json"), capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert f"The last training of {run} ended unexpectedly. It was ended from outside" in done.stderr
    said = json.loads(done.stdout)
    assert (said["state"], said["steps"], said["run"]) == ("finished", 400, run)
    assert _cli("resume", run, "--project", project) == said
    for event in ("started", "resumed", "finished"):
        assert f'"kind":"{event}"' in (project / "runs" / run / "events.jsonl").read_text()
    shown = CliRunner().invoke(app, ["resume", run, "--project", str(project)]).stdout
    assert "accuracy" in shown
    assert "Adapter:" in shown
    assert "has no run nothing" in _cli("resume", "nothing", "--project", project, status=2)["message"]


@posix_only
def test_a_second_ctrl_c_kills() -> None:
    code = (
        "import time\n"
        "from studio.terminal import stop_on_interrupt\n"
        "with stop_on_interrupt(lambda: print('asked', flush=True)):\n"
        "    print('ready', flush=True)\n"
        "    while True:\n"
        "        time.sleep(0.05)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) as stubborn:
        assert stubborn.stdout is not None
        for expected in ("ready", "asked"):
            assert stubborn.stdout.readline().strip() == expected
            stubborn.send_signal(signal.SIGINT)
        assert stubborn.wait(timeout=20) == -signal.SIGINT
