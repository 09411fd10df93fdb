"""What is done with adapters on the command line: measured, explained, asked, handed on and taken in.

Imports no torch: each command imports what it needs, so that `--help` is there at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.errors import AdapterError, RunError
from studio.options import AdapterPath, AsJson, BaseModelName, InBits, InProject, Reading, open_project, takes_reading
from studio.spec import Quantization
from studio.terminal import Answer
from studio.wording import counted

if TYPE_CHECKING:
    from studio.inference.predictor import Predictor
    from studio.store.project import Project


def add_to(app: typer.Typer) -> None:
    """Make them commands of the program."""
    for command in (evaluate, explain, predict, generate, export):
        app.command()(command)
    app.command("import")(import_)


@takes_reading
def evaluate(
    adapter: AdapterPath,
    data: Annotated[list[Path], typer.Option(help="A labelled table. May be given again.", metavar="<path>")],
    reading: Reading,
    model: BaseModelName = None,
    quantization: InBits = None,
    as_json: AsJson = False,
) -> None:
    """Measure an adapter on a labelled table, or on several."""
    with Answer(as_json=as_json) as answer:
        from studio.data.readers import read_table
        from studio.headless import scores_table

        options = reading.options()
        read = [read_table(file, options) for file in data]
        predictor = _predictor(adapter, model, quantization, answer)
        tables = [predictor.fitting(rows, options) for rows in read]
        for rows in tables:  # before the first is measured, which may take long
            predictor.right_answers(rows)
        said = []
        for rows in tables:
            with answer.bar(f"Evaluating on {rows.name}") as progress:
                said.append(predictor.evaluate(rows, progress=progress))
        names = _names_of(data)
        shown = scores_table([(name, one["metrics"]) for name, one in zip(names, said, strict=True)], {})
        several = {"tables": [{"data": name} | one for name, one in zip(names, said, strict=True)]}
        answer.give(several if len(said) > 1 else said[0], shown)


@takes_reading
def explain(
    adapter: AdapterPath,
    reading: Reading,
    data: Annotated[
        Path | None, typer.Option(help="A labelled table, for what each virtual token does.", metavar="<path>")
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(help="Another adapter of the same base model. May be given again.", metavar="<path>"),
    ] = None,
    nearest: Annotated[int, typer.Option(min=1, max=100, help="Words near each virtual token.")] = 5,
    rows: Annotated[int, typer.Option(min=1, help="Rows of the table to ask, at most, drawn at random.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn.")] = 0,
    model: BaseModelName = None,
    quantization: InBits = None,
    as_json: AsJson = False,
) -> None:
    """Say what a soft prompt is: near which words, how alike its tokens are, and what each of them does."""
    with Answer(as_json=as_json) as answer:
        from studio.data.readers import read_table
        from studio.interpretation.report import report

        options = reading.options()
        table = read_table(data, options) if data else None
        predictor = _predictor(adapter, model, quantization, answer)
        from studio.adapters.snapshots import read_snapshots
        from studio.interpretation.explain import explain as explained

        kept = read_snapshots(adapter, task=predictor.card.task_number)
        with answer.bar("Leaving out tokens") as progress:
            found = explained(
                predictor,
                snapshots=kept,
                beside=beside or [],
                table=predictor.fitting(table, options) if table else None,
                nearest=nearest,
                rows=rows,
                seed=seed,
                progress=progress,
            )
        answer.give(found, *report(found))


@takes_reading
def predict(
    adapter: Annotated[
        list[Path],
        typer.Option(help="An adapter's folder or zip. May be given again, of one base model.", metavar="<path>"),
    ],
    data: Annotated[Path, typer.Option(help="A table, or a folder of tables that are one.")],
    out: Annotated[Path, typer.Option(help="The CSV file to write: all columns, the prediction and its probability.")],
    reading: Reading,
    unsure_below: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=1.0, help="Mark answers that are less likely than this; otherwise as each adapter has it."
        ),
    ] = None,
    model: BaseModelName = None,
    quantization: InBits = None,
    as_json: AsJson = False,
) -> None:
    """Answer every row of a table, by one adapter or by several at once.

    What is broken off is gone on with when the same is asked again: OUT.part holds what is answered, written by 20,000
    rows at once.
    """
    with Answer(as_json=as_json) as answer:
        from studio.data.readers import read_table

        options = reading.options()
        rows = read_table(data, options)
        predictors = _predictors(adapter, model, quantization, answer)
        if unsure_below is not None:
            predictors = [one.with_unsure_below(unsure_below) for one in predictors]
        from studio.inference.answer_file import predict_table
        from studio.inference.predictor import unused_names

        names: list[str] = []
        for folder, one in zip(adapter, predictors, strict=True):
            rows = one.fitting(rows, options)
            names += unused_names([folder.name.removesuffix(".zip")], names)
        with answer.bar("Predicting") as progress:
            named = dict(zip(names if len(predictors) > 1 else [""], predictors, strict=True))
            predict_table(named, rows, out, progress=progress, say=answer.note)
        answer.give({"rows": len(rows), "out": out}, f"{counted(len(rows), 'row')} written to {out}")


def generate(
    adapter: AdapterPath,
    text: Annotated[str, typer.Argument(help="What stands in the template's column.", metavar="TEXT")],
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest answer, in tokens.")] = 64,
    temperature: Annotated[float, typer.Option(min=0.0, help="0 always takes the likeliest token.")] = 0.0,
    top_p: Annotated[float, typer.Option(min=0.0, max=1.0, help="Share of probability to draw from.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="Of the draws.")] = 0,
    model: BaseModelName = None,
    quantization: InBits = None,
    as_json: AsJson = False,
) -> None:
    """Let an adapter write an answer to one text."""
    with Answer(as_json=as_json) as answer:
        from studio.engine.protocol import Sampling

        sampling = Sampling(max_new_tokens=max_new_tokens, temperature=temperature, top_p=top_p, seed=seed)
        shown = None if as_json else _show_text
        predictor = _predictor(adapter, model, quantization, answer)
        written = predictor.generate(text, sampling=sampling, on_text=shown)
        answer.give({"text": written}, "")


def export(
    run: Annotated[
        str,
        typer.Argument(
            help="A run, or the name of an imported adapter or of one of a run's further tables.", metavar="RUN"
        ),
    ],
    project: InProject,
    to: Annotated[Path, typer.Option(help="The folder to write, or a file that ends in .zip or .npy.")],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="peft, prompt_tuning (what examples or several tasks come to), npy (Google's prompt-tuning) or "
            "kobold; otherwise by the name.",
            metavar="<name>",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy an adapter out of a project, as a folder or a zip that PEFT can load, or as other programs read it."""
    with Answer(as_json=as_json) as answer:
        from studio.adapters.baking import bake_adapter
        from studio.adapters.folder import export_adapter
        from studio.adapters.vector_files import export_vectors

        form = form or ("npy" if to.suffix == ".npy" else "peft")
        writers: dict[str, Callable[[Path, Path], Path]] = {
            "peft": export_adapter,
            "prompt_tuning": bake_adapter,
            "npy": partial(export_vectors, form="npy"),
            "kobold": partial(export_vectors, form="kobold"),
        }
        if form not in writers:
            raise AdapterError(f'--format: there is no "{form}". There are: {", ".join(writers)}.')

        opened = open_project(project)
        try:
            opened.sync()
            folder = _adapter_of(opened, run)
        finally:
            opened.close()
        written = writers[form](folder, to)
        answer.give({"run": run, "export": written}, f"Exported to {written}")


def import_(
    path: Annotated[
        Path, typer.Argument(help="An adapter's folder or zip, ours or PEFT's; a .npy; a KoboldAI zip.", metavar="PATH")
    ],
    project: InProject,
    model: Annotated[
        str | None, typer.Option("--model", help="The base model of a .npy or KoboldAI file, which does not say it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check an adapter and copy it into a project, which is made if it is not there."""
    with Answer(as_json=as_json) as answer:
        from studio.adapters.vector_files import importable

        with importable(path, model) as checked:
            opened = open_project(project, create=True)
            try:
                folder = opened.add_adapter(checked, path.absolute().name.removesuffix(".zip").removesuffix(".npy"))
            finally:
                opened.close()
        answer.give({"adapter": folder, "name": folder.name}, f"Imported as {folder.name}: {folder}")


def _predictor(adapter: Path, model: str | None, quantization: Quantization | None, answer: Answer) -> Predictor:
    """An adapter's folder or zip on its base model."""
    return _predictors([adapter], model, quantization, answer)[0]


def _predictors(
    adapters: list[Path], model: str | None, quantization: Quantization | None, answer: Answer
) -> list[Predictor]:
    """All on the first one's base model, once each is known to be whole: torch takes seconds to import."""
    from studio.adapters.folder import adapter_folder, check_adapter

    with ExitStack() as open_zips:
        folders = [open_zips.enter_context(adapter_folder(adapter)) for adapter in adapters]
        for folder in folders:
            check_adapter(folder)
        from studio.headless import fetched
        from studio.inference.predictor import Predictor

        first = Predictor.open(folders[0], model=model, quantization=quantization, find=fetched(answer))
        any_model = model is not None
        others = [
            Predictor.on(first.model, first.task.tokenizer, folder, any_model=any_model) for folder in folders[1:]
        ]
    for adapter, one in zip(adapters, [first, *others], strict=True):
        if "weights" in one.card.model.differences(first.model.base.folder):
            answer.note(f"{adapter.name} was trained on other weights than {model} has; its scores do not hold here.")
    used = first.model.base.quantization
    for adapter, trained in zip(adapters, (one.card.quantization for one in [first, *others]), strict=True):
        if trained != used:
            answer.note(f'{adapter.name} was trained with quantization "{trained}" and is used with "{used}".')
    return [first, *others]


def _adapter_of(project: Project, name: str) -> Path:
    from studio.store.run_folder import ADAPTER

    adapters = project.store.adapters()
    named = {row.name: row.folder for row in adapters if row.run is None or row.folder.name != ADAPTER}
    if name in named:
        return named[name]
    project.run_dir(name)  # an unknown name is said with those near to it
    row = project.store.run(name)
    if row.adapter is None:
        why = "its method leaves scores alone" if row.state == "finished" else f"it is {row.state}"
        raise RunError(f"Run {name} has no adapter: {why}. Export another one.", run=name)
    if not row.adapter.is_dir():
        raise AdapterError(f"{row.adapter} is gone, so run {name} cannot be exported.", run=name)
    return row.adapter


def _names_of(files: list[Path]) -> list[str]:
    """What to call each file: its name where no other has the same, else as it was given."""
    names = [file.name for file in files]
    return [str(file) if names.count(file.name) > 1 else file.name for file in files]


def _show_text(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
