"""Data sets on the command line: those of a project, and those of the hub, which are fetched as tables.

Imports nothing heavy, and asks the hub only where a command says so.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.errors import ProjectError, TableError
from studio.options import AsJson, open_project
from studio.terminal import Answer, size, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from studio.data.hub_tables import FetchedTable
    from studio.hub.data_sets import HubDataSet

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

HubName = Annotated[str, typer.Argument(help="owner/name on the hub, or the address of its page.", metavar="NAME")]
Revision = Annotated[str | None, typer.Option(help="A branch, a tag or a commit; otherwise the newest.")]


@app.callback()
def data(
    context: typer.Context,
    project: Annotated[Path | None, typer.Option(help="The project whose data sets to list.")] = None,
    as_json: AsJson = False,
) -> None:
    """Data sets: a project's, and the hub's as tables. Without a command: the project's, and where they came from."""
    if context.invoked_subcommand is not None:
        return
    with Answer(as_json=as_json) as answer:
        from studio.store.datasets import read_version

        if project is None:
            raise ProjectError("Name a project with --project, or a command: softprompt-studio data --help.")
        opened = open_project(project)
        try:
            opened.sync()
            versions = [read_version(row.folder) for row in opened.store.data_sets()]
        finally:
            opened.close()
        drawn = table("name", "version", ">rows", "columns", "from")
        for version in versions:
            card, hub = version.card, version.card.hub
            origin = (
                card.original if hub is None else f"hub: {hub.repository}, {hub.split}, revision {hub.revision[:7]}"
            )
            drawn.add_row(version.name, card.version, f"{card.rows:,}", ", ".join(card.columns), origin)
        answer.give([version.card.model_dump() | {"path": version.path} for version in versions], drawn)


@app.command()
def show(name: HubName, revision: Revision = None, as_json: AsJson = False) -> None:
    """Say what a data set of the hub is, unfetched. That is its configurations and splits, with rows and size."""
    with Answer(as_json=as_json) as answer:
        from studio.hub.client import page_of
        from studio.hub.data_sets import look_up_data_set

        found = look_up_data_set(name, revision)
        lines = [f"{found.name} at commit {found.commit}", f"Licence: {found.licence or 'not stated'}"]
        if found.gated:
            lines.append(f"Its owner asks for consent: {page_of('dataset', found.name)}")
        drawn = table("configuration", "split", ">rows", ">size", ">files")
        for config in found.configs:
            for split in found.splits_of(config).values():
                rows = "" if split.rows is None else f"{split.rows:,}"
                drawn.add_row(config, split.split, rows, size(split.size_bytes), f"{len(split.files):,}")
        answer.give(_plain(found), *lines, *([found.obstacle] if found.obstacle else [drawn]))


@app.command()
def fetch(
    name: HubName,
    config: Annotated[str | None, typer.Option(help="Where there are several; `data show` lists them.")] = None,
    split: Annotated[
        list[str] | None, typer.Option(help="Otherwise the training rows. May be given again.", metavar="<split>")
    ] = None,
    revision: Revision = None,
    project: Annotated[Path | None, typer.Option(help="Take it into this project, made if it is not there.")] = None,
    out: Annotated[Path | None, typer.Option(help="Or write its file there; a folder, where it is several.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a data set of the hub as a table. Or several splits of it.

    Files alone come, each is checked, and no code of a data set is run. Ctrl-C pauses; the same command goes on.
    """
    with Answer(as_json=as_json) as answer:
        from studio.hub.data_sets import look_up_data_set

        if (project is None) == (out is None):
            raise ProjectError("Say where the table goes: --project and a project's folder, or --out and a file.")
        if out is not None and len(split or []) > 1:
            raise TableError("--out takes one split. Fetch them one after the other.")
        found = look_up_data_set(name, revision)
        wanted = [found.chosen(config, one) for one in split] if split else [found.chosen(config)]
        said = []
        for one in wanted:
            with _fetched(found, one, answer) as fetched:
                path = _written(fetched, out) if out is not None else _imported(fetched, project or Path())
            said.append(fetched.source.model_dump() | {"path": path.absolute()})
        lines = [
            f"{one['repository']}, {one['split']}, revision {one['revision'][:7]}, is in {one['path']}" for one in said
        ]
        answer.give(said, *lines, f'In a run.toml: [data] file = "{said[0]["path"]}"')


@contextmanager
def _fetched(found: HubDataSet, split: Any, answer: Answer) -> Iterator[FetchedTable]:
    """The files of a split while inside; they stay where they wait if what is done with them fails."""
    from studio.data.hub_tables import fetch_table

    with answer.bar(f"Fetching {found.name}, {split.split}", in_bytes=True) as progress:
        fetched = fetch_table(found.name, split, lambda transfer: progress(transfer.done, transfer.total))
    yield fetched
    fetched.discard()


def _imported(fetched: FetchedTable, project: Path) -> Path:
    from studio.data.readers import read_table

    read = read_table(fetched.files)  # before there is a project: what is no table makes no empty one
    opened = open_project(project, create=True)
    try:
        return opened.import_table(fetched.files, table=read, hub=fetched.source).path
    finally:
        opened.close()


def _written(fetched: FetchedTable, out: Path) -> Path:
    from studio.data.kinds import TABLE_ENDINGS
    from studio.data.several import parts_of
    from studio.files import copy_file, replacing, replacing_folder

    if len(fetched.files) > 1:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise TableError(f"{out} is there already, and these are several files. Name a new folder.")
        with replacing_folder(out.absolute()) as aside:
            for name, file in parts_of(fetched.files).items():
                copy_file(file, aside / name)
        return out
    [file] = fetched.files
    target = out / file.name if out.is_dir() else out
    if target.suffix.lower() in TABLE_ENDINGS and target.suffix.lower() != file.suffix:
        raise TableError(
            f"{fetched.source.repository} has this split as a {file.suffix} file. Let {target.name} end so."
        )
    if target.exists():
        raise TableError(f"{target} is there already, and nothing is overwritten. Name another file.")
    with replacing(target.absolute()) as aside:
        copy_file(file, aside)
    return target


def _plain(found: HubDataSet) -> dict[str, Any]:
    """For programs: without what README.md says of columns."""
    splits = [asdict(replace(split, features=None)) | {"size_bytes": split.size_bytes} for split in found.splits]
    for split in splits:
        del split["features"]
    return asdict(replace(found, splits=())) | {"splits": splits}
