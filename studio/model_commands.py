"""Base models on the command line: what is here, what is on the hub, fetched and thrown away.

Imports nothing heavy, and asks the hub only where a command says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.errors import ModelError
from studio.methods.registry import METHODS, method_settings, misfits
from studio.methods.settings import TaskKind
from studio.options import AsJson
from studio.terminal import Answer, size, table

if TYPE_CHECKING:
    from studio.architecture import Architecture
    from studio.hub.transfer import Transfer
    from studio.models.hub import HubModel

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

HubName = Annotated[str, typer.Argument(help="owner/name on the hub.", metavar="NAME")]


@app.callback()
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """Base models: on this disk, recommended, and on the hub. Without a command: those on this disk."""
    if context.invoked_subcommand is None:
        list_(as_json=as_json)


@app.command("list")
def list_(
    folder: Annotated[
        list[Path] | None,
        typer.Option(help="A model, or models side by side, to list too. May be given again.", metavar="<path>"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List base models on this disk. They are bundled, downloaded, half-way here, or in folders."""
    with Answer(as_json=as_json) as answer:
        from studio.models.catalog import list_models
        from studio.models.download import begun_downloads

        drawn = table("name", "where", "kind", ">parameters", ">context", ">size", "licence")
        found = list_models(folder or [])
        for model in found:
            count, context = _number(model.parameters), _number(model.context)
            drawn.add_row(model.name, model.source, model.family, count, context, size(model.size_bytes), model.licence)
        begun = begun_downloads()
        lines = [
            f"{plan.name}: {size(plan.done())} of {size(plan.total)} are here. Go on with: "
            f"softprompt-studio models download {plan.name}{f'@{plan.revision}' if plan.revision else ''}"
            for plan in begun
        ]
        said = [asdict(model) | {"complete": True} for model in found]
        said += [
            {"name": plan.name, "revision": plan.commit, "source": "cache", "complete": False}
            | {"size_bytes": plan.total, "done_bytes": plan.done()}
            for plan in begun
        ]
        answer.give(said, drawn, *lines)


@app.command()
def recommended(as_json: AsJson = False) -> None:
    """List base models to begin with. Each has its reason; no network is asked."""
    with Answer(as_json=as_json) as answer:
        from studio.models.recommended import recommended_models

        found = recommended_models()
        lines = []
        for model in found:
            kind = (model.architecture.kind or "").replace("_", "-")
            licence = f"{model.licence}, asks for consent" if model.gated else model.licence
            figures = f"{model.parameters / 1e6:,.0f} M parameters, {size(model.size_bytes)}"
            lines += [f"{model.name}: {kind}, {figures}, {model.languages}, {licence}", f"    {model.why}"]
        answer.give(found, *lines)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words in the model's name.", metavar="QUERY")],
    task: Annotated[TaskKind | None, typer.Option(help="That some method can do with it.")] = None,
    method: Annotated[str | None, typer.Option(help="That fits it; softprompt-studio methods lists them.")] = None,
    licence: Annotated[str | None, typer.Option(help="As the hub calls it, such as apache-2.0 or mit.")] = None,
    most_parameters: Annotated[
        float | None, typer.Option(min=0.001, help="Of so many millions of weights at most.", metavar="<millions>")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="So many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Search the hub by words in the name.

    The most downloaded come first, and each says whether prompts can be trained on it.
    """
    with Answer(as_json=as_json) as answer:
        from studio.models.hub import search_models

        if method is not None:
            method_settings(method)  # an unknown name is said before the hub is asked
        most = None if most_parameters is None else round(most_parameters * 1e6)
        found = search_models(query, task=task, method=method, licence=licence, most_parameters=most, limit=limit)
        drawn = table("name", "kind", ">parameters", "licence", ">downloads", "for training")
        for model in found:
            trained = "asks for consent" if model.gated and not model.obstacle else _shortly(model)
            kind, count = model.architecture.family, _number(model.parameters)
            drawn.add_row(model.name, kind, count, model.licence, _number(model.downloads), trained)
        answer.give(found, drawn if found else "The hub has no such model. Ask for fewer things at once.")


@app.command()
def show(name: HubName, as_json: AsJson = False) -> None:
    """Say what a model of the hub is, unfetched. That is its size, its licence, and which methods fit it."""
    with Answer(as_json=as_json) as answer:
        from studio.models.hub import look_up, model_page

        model = look_up(*_name_and_revision(name))
        said = asdict(model) | {"size_bytes": model.size_bytes, "misfits": misfits(model.architecture)}
        lines = [f"{model.name} at commit {model.commit}", f"{size(model.size_bytes or 0)} to download"]
        lines.append(f"Licence: {model.licence or 'not stated'}")
        if model.gated:
            lines.append(f"Its owner asks for consent: {model_page(model.name)}")
        answer.give(said, *lines, *([model.obstacle] if model.obstacle else _methods_of(model.architecture)))


@app.command()
def download(
    name: Annotated[str, typer.Argument(help="owner/name, or owner/name@revision.", metavar="NAME[@REVISION]")],
    as_json: AsJson = False,
) -> None:
    """Download a model of the hub, or go on with it.

    Configuration, tokenizer and safetensors come once, and are checked. Ctrl-C pauses; the same command goes on.
    """
    with Answer(as_json=as_json) as answer:
        from studio.models.catalog import checked_folder
        from studio.models.download import commit_of, download_model

        wanted, revision = _name_and_revision(name)
        with fetching(answer, wanted) as say:
            folder = checked_folder(download_model(wanted, revision, say=say))
        said = {"name": wanted, "revision": commit_of(folder), "folder": folder}
        pinned = f'In a run.toml: [model] name = "{wanted}", revision = "{said["revision"]}"'
        answer.give(said, f"{wanted} is in {folder}", pinned)


@contextmanager
def fetching(answer: Answer, name: str) -> Iterator[Callable[[Transfer], object]]:
    """A bar while a model comes from the hub. Gives what takes its transfers; Ctrl-C says what is here by then."""
    from studio.models.download import begun_downloads

    try:
        with answer.bar(f"Fetching {name}", in_bytes=True) as progress:
            yield lambda transfer: progress(transfer.done, transfer.total)
    except KeyboardInterrupt:
        for plan in begun_downloads():
            if plan.name == name:
                here = f"{size(plan.done())} of {size(plan.total)} are here."
                answer.note(f"Paused: {here} The same command goes on with them.")
        raise


@app.command()
def delete(
    name: HubName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete a downloaded model. Or what has come of one so far."""
    with Answer(as_json=as_json) as answer:
        from studio.models.download import begun_downloads, delete_model, stored_bytes

        begun = [plan.name for plan in begun_downloads()]
        kept = stored_bytes(name)
        if not yes:
            what = "what has come of it" if name in begun else "all its revisions"
            question = f"Delete {name} ({what}, {size(kept)}) for all programs that use it?"
            if as_json or not typer.confirm(question, err=True):
                raise ModelError(f"{name} was not deleted. To delete it without being asked, add --yes.")
        freed = delete_model(name)
        answer.give({"name": name, "freed_bytes": freed}, f"{name} is deleted; {size(freed)} are free again.")


def _name_and_revision(given: str) -> tuple[str, str | None]:
    name, _, revision = given.partition("@")
    return name, revision or None


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _shortly(model: HubModel) -> str:
    return "no: " + model.obstacle.partition(". ")[0] if model.obstacle else "yes"


def _methods_of(architecture: Architecture) -> list[Any]:
    drawn = table("method", "fits")
    for name, reason in misfits(architecture).items():
        drawn.add_row(METHODS[name].title, reason or "yes")
    return [drawn]
