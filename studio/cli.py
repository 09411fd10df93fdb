"""Every job that the window does, without the window. Without a command it opens the window.

Imports no torch: each command imports what it needs, so that `--help` is there at once.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

import studio
from studio import adapter_commands, data_commands, model_commands
from studio.engine.launch import run_child
from studio.errors import ProjectError, SetupError
from studio.methods.registry import METHODS
from studio.options import AsJson, BaseModelName, Commands, InProject, Reading, open_project, takes_reading
from studio.spec import Device, Precision
from studio.terminal import USER_ERROR, Answer, score, table
from studio.wording import counted

_CLASSES_SHOWN = 20

app = typer.Typer(
    name="softprompt-studio",
    cls=Commands,
    help="Train, compare and export soft prompts. Without a command, open the window.",
    epilog="Exit status: 0 done, 1 a fault in the program, 2 something to mend, 130 stopped with Ctrl-C.",
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """The program `softprompt-studio`, and, where it is packaged, the children that it starts."""
    run_child(sys.argv[1:])
    app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"softprompt-studio {studio.__version__}")
        raise typer.Exit


@app.callback()
def window(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    if context.invoked_subcommand is not None:
        return
    with Answer():
        from studio.qt_libraries import why_no_window

        reason = why_no_window()
        if reason:
            raise SetupError(f"{reason} The command line works without: softprompt-studio --help.")
        from ui.app import run

        raise typer.Exit(run(["softprompt-studio"]))


@app.command()
def demo(
    out: Annotated[Path | None, typer.Option(help="The project's folder; otherwise a new one among your own.")] = None,
    max_steps: Annotated[int | None, typer.Option(min=1, help="End training after so many steps.")] = None,
    as_json: AsJson = False,
) -> None:
    """Train a bundled sample on the bundled model and export the adapter. Needs no network."""
    with Answer(as_json=as_json) as answer:
        from studio.demo import demo_table, offered_models, run_demo

        said = run_demo(answer, out=out, max_steps=max_steps)
        if "export" in said:
            exported = f"Adapter, ready to share: {said['export']}"
            answer.give(said, demo_table(said), exported, "", *offered_models())
        else:
            answer.give(said, f"The run ended early: {said['state']}.")


@app.command()
def methods(as_json: AsJson = False) -> None:
    """List the methods: soft prompts, and what to hold them against."""
    with Answer(as_json=as_json) as answer:
        drawn = table("name", "", "what it does")
        said = []
        for name, settings in METHODS.items():
            drawn.add_row(name, settings.title, settings.summary)
            said.append(
                {
                    "name": name,
                    "title": settings.title,
                    "summary": settings.summary,
                    "product": settings.product,
                    "result": settings.result,
                    "peft_type": settings.peft_type,
                    "learning_rate": settings.recommended_learning_rate,
                    "epochs": settings.recommended_epochs,
                    "settings": settings.model_json_schema()["properties"],
                }
            )
        answer.give(said, drawn)


@app.command()
@takes_reading
def inspect(
    file: Annotated[Path, typer.Argument(help="A table, or a folder of tables that are one.", metavar="FILE")],
    reading: Reading,
    as_json: AsJson = False,
) -> None:
    """Say what a table is: encoding, delimiter, quoting, header, columns, and every row that cannot be read."""
    with Answer(as_json=as_json) as answer:
        from studio.data.columns import class_counts, guess_columns
        from studio.data.readers import read_table
        from studio.data.table import inspected

        read = read_table(file, reading.options())
        said = inspected(read)
        guess = guess_columns(read)
        said["guess"] = asdict(guess)
        if guess.label is not None:
            said["classes"] = class_counts(read.column(guess.label))
        lines = [f"{counted(said['rows'], 'row')}, columns {', '.join(said['columns'])}.", *said["found"]]
        lines += [f"Line {bad['line']}: {bad['reason']}" for bad in said["bad_rows"]]
        lines.append(_guessed(said["guess"]))
        classes = said.get("classes", {})
        lines += [f"  {label}: {count:,}" for label, count in list(classes.items())[:_CLASSES_SHOWN]]
        if len(classes) > _CLASSES_SHOWN:
            lines.append(f"  and {len(classes) - _CLASSES_SHOWN:,} more")
        answer.give(said, *lines)


@app.command()
def train(
    run_toml: Annotated[Path, typer.Argument(help="What to train; README.md shows one.", metavar="RUN_TOML")],
    project: InProject,
    as_json: AsJson = False,
) -> None:
    """Train a soft prompt as a run.toml says, in a project that is made if it is not there."""
    with Answer(as_json=as_json) as answer:
        from studio.headless import checked_tables, fetched, told, train_in_project
        from studio.spec import read_run_spec
        from studio.store.run_folder import with_absolute_files

        spec = with_absolute_files(read_run_spec(run_toml), run_toml.parent)
        tables = checked_tables(spec, fetched(answer))
        opened = open_project(project, create=True)
        try:
            said = train_in_project(opened, spec, answer, tables=tables)
        finally:
            opened.close()
        answer.give(said, *told(said))


@app.command()
def resume(
    run: Annotated[str, typer.Argument(help="A run of the project; `runs` lists them.")],
    project: InProject,
    as_json: AsJson = False,
) -> None:
    """Go on with a run that was paused, stopped or killed; print what a finished one reached."""
    with Answer(as_json=as_json) as answer:
        from studio.headless import resume_in_project, told

        opened = open_project(project)
        try:
            said = resume_in_project(opened, run, answer)
        finally:
            opened.close()
        answer.give(said, *told(said))


@app.command()
def estimate(
    run_toml: Annotated[Path, typer.Argument(help="What would be trained.", metavar="RUN_TOML")],
    on_paper: Annotated[
        bool,
        typer.Option("--on-paper", help="Reckon the memory alone, of a GPU that need not be here; no weights read."),
    ] = False,
    device_memory: Annotated[
        float | None, typer.Option(min=0.1, help="With --on-paper: whether it fits into so many GB.", metavar="<GB>")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how long a run.toml will train and how much memory it needs, from a short rehearsal of it, or on paper."""
    with Answer(as_json=as_json) as answer:
        from studio.foresight import estimate_on_paper, estimate_run
        from studio.headless import checked_tables, fetched, recommended
        from studio.models.catalog import find_description, find_model
        from studio.spec import read_run_spec
        from studio.store.run_folder import with_absolute_files
        from studio.training.estimate import paper_report, report

        if device_memory is not None and not on_paper:
            raise SetupError("--device-memory says what a run is held to on paper. Add --on-paper.")
        spec = with_absolute_files(read_run_spec(run_toml), run_toml.parent)
        tables = checked_tables(spec, find_description if on_paper else fetched(answer))
        if on_paper:
            reckoned = estimate_on_paper(spec, None if device_memory is None else round(device_memory * 1e9))
            answer.give(reckoned, *paper_report(reckoned))
            return
        answer.note("A few steps and a piece of each evaluation are done and timed ...")
        found = estimate_run(recommended(spec, tables, find_model(spec.model.name, spec.model.revision)))
        answer.give(found, *report(found))


@app.command(name="find-rate")
def find_rate(
    run_toml: Annotated[Path, typer.Argument(help="What would be trained.", metavar="RUN_TOML")],
    steps: Annotated[int, typer.Option(min=20, help="So many, with a rate that grows at each.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Find a learning rate for a run.toml: a short training from the start, whose rate grows until the loss rises."""
    with Answer(as_json=as_json) as answer:
        from studio import foresight, rate_curve
        from studio.headless import checked_tables, fetched
        from studio.spec import read_run_spec
        from studio.store.run_folder import with_absolute_files

        spec = with_absolute_files(read_run_spec(run_toml), run_toml.parent)
        checked_tables(spec, fetched(answer))
        with answer.bar("Trying learning rates") as bar:
            found = foresight.find_rate(spec, steps=steps, told=lambda one: bar(one.step, steps) if one else None)
        answer.give(found, *rate_curve.report(found))


@app.command()
def compare(
    sample: Annotated[
        str | None, typer.Argument(help="A bundled sample, such as sms-spam; or give --project and --data.")
    ] = None,
    project: Annotated[Path | None, typer.Option(help="A project of your own, with its table in it.")] = None,
    data: Annotated[str | None, typer.Option(help="The project's table, by its name.")] = None,
    methods: Annotated[str | None, typer.Option(help="With commas between; otherwise all that fit.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="So many runs of each method.")] = 3,
    epochs: Annotated[int | None, typer.Option(min=1, help="Otherwise what each method recommends.")] = None,
    max_steps: Annotated[int | None, typer.Option(min=1, help="End each training after so many steps.")] = None,
    model: Annotated[str | None, typer.Option(help="Another base model than the sample's or the table's.")] = None,
    out: Annotated[Path | None, typer.Option(help="The project's folder for a sample.")] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Train methods over several seeds on one table, and print how they did. What is trained already is not again."""
    with Answer(as_json=as_json) as answer:
        from studio import comparison
        from studio.trials import markdown, terminal_table

        names = comparison.chosen_methods(methods)
        if (sample is None) == (project is None) or (project is None) != (data is None) or (out and project):
            raise ProjectError("Name a sample, with --out if you like; or give both --project and --data.")
        like, base_dir = comparison.sample_spec(sample) if sample is not None else (None, Path())
        opened = open_project(project or out or comparison.sample_project_dir(base_dir), create=project is None)
        try:
            like = comparison.table_spec(opened, data or "") if like is None else like
            if model is not None:
                like = like.model_copy(
                    update={"model": like.model.model_copy(update={"name": model, "revision": None})}
                )
            found = comparison.compare(
                opened, like, base_dir, answer, methods=names, seeds=seeds, epochs=epochs, max_steps=max_steps
            )
        finally:
            opened.close()
        lines, said = comparison.report(found)
        answer.give(found, markdown(lines) if as_markdown else terminal_table(lines), said)


@app.command()
def sweep(
    run_toml: Annotated[Path, typer.Argument(help="The run to vary; README.md shows one.", metavar="RUN_TOML")],
    project: InProject,
    vary: Annotated[
        str,
        typer.Option(
            help="A setting and its values, as in method.num_virtual_tokens=1,5,20; or ending in a TOML list.",
            metavar="<setting=values>",
        ),
    ],
    seeds: Annotated[int, typer.Option(min=1, help="So many runs of each value.")] = 3,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the table as Markdown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Train a run with each value of one setting, over several seeds. What is trained already is not again."""
    with Answer(as_json=as_json) as answer:
        from studio import sweep as sweeping
        from studio.headless import fetched
        from studio.spec import read_run_spec
        from studio.trials import markdown, terminal_table

        planned = sweeping.plan(read_run_spec(run_toml), run_toml.parent, vary, fetched(answer))
        opened = open_project(project, create=True)
        try:
            found = sweeping.sweep(opened, planned, answer, seeds=seeds)
        finally:
            opened.close()
        lines, said = sweeping.report(found)
        answer.give(found, markdown(lines) if as_markdown else terminal_table(lines), said)


@app.command()
def runs(project: InProject, as_json: AsJson = False) -> None:
    """List a project's runs, newest first."""
    with Answer(as_json=as_json) as answer:
        from studio.headless import main_score

        opened = open_project(project)
        try:
            opened.sync()
            rows = opened.store.runs(sort="created", descending=True)
        finally:
            opened.close()
        named = ["name"] if any(row.name for row in rows) else []
        drawn = table("=run", *named, "state", "method", ">steps", "score", narrow=True)
        for row in rows:
            split = "test" if row.metrics.get("test") else "validation"
            main = main_score(row.metrics.get(split) or {})
            scored = f"{split} {main[0].replace('_', ' ')} {score(main[1])}" if main else ""
            name = [row.name] if named else []
            drawn.add_row(row.run, *name, row.state, METHODS[row.method].title, f"{row.step:,}", scored)
        answer.give(rows, drawn)


adapter_commands.add_to(app)
app.add_typer(model_commands.app, name="models")
app.add_typer(data_commands.app, name="data")


@app.command()
def reindex(project: InProject, as_json: AsJson = False) -> None:
    """Build a project's database again from its folders."""
    with Answer(as_json=as_json) as answer:
        opened = open_project(project)
        try:
            report = opened.reindex()
        finally:
            opened.close()
        found = {"run": report.runs, "data set": report.data_sets, "adapter": report.adapters}
        counts = ", ".join(counted(number, noun) for noun, number in found.items())
        answer.give(report, f"Indexed again: {counts}.")


@app.command()
def doctor(
    project: Annotated[Path | None, typer.Option(help="A project whose database to check, too.")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Import every package, each in a process of its own.")] = False,
    adapter: Annotated[
        Path | None,
        typer.Option(help="An adapter's folder or zip, ours or PEFT's, to look at in place of this machine."),
    ] = None,
    model: BaseModelName = None,
    as_json: AsJson = False,
) -> None:
    """Look at this machine: versions, devices, display, libraries, caches, disk; say what is wrong and what to do."""
    with Answer(as_json=as_json) as answer:
        from studio.doctor import adapter_report, examine, report

        if adapter is not None:
            from studio.adapters.diagnosis import diagnose

            diagnosis = diagnose(adapter, model=model)
            answer.give(diagnosis, *adapter_report(diagnosis))
            answer.status = USER_ERROR if diagnosis.findings else 0
            return
        examination = examine(project=project, deep=deep)
        answer.give(examination, *report(examination))
        if examination.problems:
            answer.status = USER_ERROR


@app.command()
def bench(
    rounds: Annotated[int, typer.Option(min=1, help="So many times each side passes over the rows.")] = 5,
    rows: Annotated[int, typer.Option(min=1, help="Rows that both sides learn from; more tell more exactly.")] = 128,
    threads: Annotated[int | None, typer.Option(min=1, help="Of both sides; otherwise every core.")] = None,
    device: Annotated[Device, typer.Option(help="Of both sides.")] = "auto",
    precision: Annotated[Precision, typer.Option(help="Of our frozen weights, as in a run.toml.")] = "auto",
    plots: Annotated[
        Path | None, typer.Option(help="A folder for pictures of how time grows with text and prompt: as long again.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A tiny model and few rows: whether it works; its figures mean nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure training and prediction beside PEFT, on this machine and the same rows. Keep the machine quiet."""
    with Answer(as_json=as_json) as answer:
        from studio.benchmark.workload import Plan, require_peft

        require_peft()
        plan = Plan(rounds=rounds, rows=rows, threads=threads, device=device, precision=precision)
        from studio.benchmark.measure import measure
        from studio.benchmark.plots import draw_curves
        from studio.benchmark.report import report

        found = measure(plan.quick() if quick else plan, curves=plots is not None, progress=answer.note)
        drawn = draw_curves(found.curves, plots) if plots is not None else []
        answer.give(found, *report(found), *(f"Written: {path}" for path in drawn))


def _guessed(guess: dict[str, Any]) -> str:
    """What `studio.data.columns.guess_columns` found, in words."""
    kind = "label" if guess["task"] == "classification" else "target"
    if guess["text"] is None or guess[kind] is None:
        return "No column looks like a label or a target. Name the columns in the run.toml."
    return f"Looks like {guess['task']}: text {guess['text']}, {kind} {guess[kind]}."


if __name__ == "__main__":
    main()
