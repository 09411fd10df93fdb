"""The file under the index: how it is opened, upgraded, replaced, and what is said when it cannot be used."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event

from studio.errors import ProjectError, StorageError
from studio.store import database
from studio.store.database import MIGRATIONS, Database
from studio.store.project import Project
from studio.store.schema import REVISION, Base
from tests.store.conftest import NewRun, whole_run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "studio.db")
    made.open()
    yield made
    made.close()


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_connections_are_set_as_they_should_be(opened: Database) -> None:
    with opened.reading() as connection:
        said = {name: pragma(connection, name) for name in ("journal_mode", "foreign_keys", "synchronous")}
        waits = pragma(connection, "busy_timeout")

    assert said == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}
    assert waits == database.BUSY_MS


def test_on_a_network_drive_the_journal_is_a_plain_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "is_on_network_drive", lambda _: True)
    made = Database(tmp_path / "studio.db")
    made.open()
    with made.reading() as connection:
        assert pragma(connection, "journal_mode") == "delete"
    made.close()


def test_opening_again_imports_no_alembic(opened: Database) -> None:
    code = (
        "import sys; from pathlib import Path; from studio.store.database import Database\n"
        "print(Database(Path(sys.argv[1])).open(), 'alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(opened.path)], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert done.stdout.split() == ["False", "False"]


def test_importing_the_project_imports_no_sqlalchemy_before_one_opens() -> None:
    code = "import sys; import studio.store.project; print({'sqlalchemy', 'alembic'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == "set()"


# --- revisions -----------------------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_of_the_schema(opened: Database) -> None:
    with opened.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == REVISION


def test_the_schema_names_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program one migration ahead: it makes the table of runs anew, which others point to. Returns the migration."""
    migrations = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, migrations)
    script = migrations / "versions" / "9999_more.py"
    script.write_text(
        f'revision = "9999"\ndown_revision = "{REVISION}"\n\n'
        "import sqlalchemy as sa\nfrom alembic import op\n\n\n"
        "def upgrade():\n"
        '    with op.batch_alter_table("runs", recreate="always") as runs:\n'
        '        runs.add_column(sa.Column("extra", sa.String(), nullable=False, server_default="new"))\n'
    )
    monkeypatch.setattr(database, "MIGRATIONS", migrations)
    monkeypatch.setattr(database, "REVISION", "9999")
    return script


def test_an_older_database_is_upgraded_and_keeps_everything(
    project: Project, new_run: NewRun, request: pytest.FixtureRequest
) -> None:
    run = new_run(*whole_run())
    before = (project.store.run(run), project.store.steps(run), project.store.evaluations(run))
    project.close()
    request.getfixturevalue("next_revision")

    again = Project.open(project.folder)

    assert (again.store.run(run), again.store.steps(run), again.store.evaluations(run)) == before
    again.close()
    with closing(sqlite3.connect(project.folder / "studio.db")) as connection:
        assert connection.execute("SELECT DISTINCT extra FROM runs").fetchall() == [("new",)]
    assert [file.name for file in project.folder.glob(".studio.db*")] == []


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    project: Project, new_run: NewRun, request: pytest.FixtureRequest
) -> None:
    run = new_run(*whole_run())
    project.close()
    script: Path = request.getfixturevalue("next_revision")
    script.write_text(script.read_text() + '    raise ValueError("it fell")\n')

    with pytest.raises(ValueError, match="it fell"):
        Project.open(project.folder)

    with closing(sqlite3.connect(project.folder / "studio.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert connection.execute("SELECT id FROM runs").fetchall() == [(run,)]
    assert [file.name for file in project.folder.glob(".studio.db*")] == []


def test_a_database_of_a_newer_program_asks_for_an_update(project: Project) -> None:
    project.close()
    with closing(sqlite3.connect(project.folder / "studio.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '8888'")

    with pytest.raises(ProjectError, match=r"made by a newer Softprompt Studio\. Update the program"):
        Project.open(project.folder)
    with closing(sqlite3.connect(project.folder / "studio.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("8888",)]


# --- damage and replacement ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["header", "pages", "another"])
def test_a_damaged_index_says_so_and_reindex_mends_it(project: Project, new_run: NewRun, damage: str) -> None:
    run = new_run(*whole_run(), name="Kept")
    project.rename_run(run, "Named")
    before = project.store.run(run)
    project.close()
    path = project.folder / "studio.db"
    if damage == "another":
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE recipes (name)")
    else:
        with path.open("r+b") as file:
            file.seek(0 if damage == "header" else 4096)
            file.write(b"\xff" * (200 if damage == "header" else path.stat().st_size - 4096))

    again = Project.open(project.folder)
    with pytest.raises(ProjectError, match=r"studio\.db is damaged.*softprompt-studio reindex --project"):
        again.sync()
    report = again.reindex()

    assert (report.runs, report.data_sets) == (1, 1)
    assert again.store.run(run) == before
    assert again.sync() == set()
    again.close()


def test_another_program_goes_on_with_the_index_that_was_made_anew(project: Project, new_run: NewRun) -> None:
    run = new_run(*whole_run())
    other = Project.open(project.folder)
    assert len(other.store.runs()) == 1
    project.reindex()
    assert [row.run for row in other.store.runs()] == [run]
    other.rename_run(run, "By the other")
    other.close()

    assert project.store.run(run).name == "By the other"
    assert len(project.store.steps(run)) == 3


def test_an_index_that_was_deleted_under_an_open_project_is_made_again(project: Project, new_run: NewRun) -> None:
    run = new_run(*whole_run())
    for file in project.folder.glob("studio.db*"):
        file.unlink()

    assert project.sync() == {run}
    assert project.store.run(run).state == "finished"


def test_an_index_that_cannot_be_made_anew_leaves_the_old_one(
    project: Project, new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(*whole_run())
    monkeypatch.setattr("studio.store.index.fill", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        project.reindex()

    assert project.store.run(run).state == "finished"
    assert [file.name for file in project.folder.glob(".studio.db*")] == []


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.fixture
def on_connect() -> Iterator[list[str]]:
    """Pragmas for every connection that is made from now on."""
    pragmas: list[str] = []

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for one in pragmas:
            connection.execute(f"PRAGMA {one}")

    event.listen(Engine, "connect", prepare)
    yield pragmas
    event.remove(Engine, "connect", prepare)


def test_a_full_disk_is_told_in_a_sentence(project: Project, new_run: NewRun, on_connect: list[str]) -> None:
    run = new_run()
    project.close()
    on_connect.append("max_page_count = 1")  # no page can be added, as on a full disk

    with pytest.raises(StorageError, match="the disk is full"):
        project.set_run_notes(run, notes="x" * 100_000)


def test_a_read_only_disk_is_told_in_a_sentence(project: Project, new_run: NewRun, on_connect: list[str]) -> None:
    run = new_run()
    project.close()
    on_connect.append("query_only = ON")

    with pytest.raises(StorageError, match="read-only"):
        project.rename_run(run, "Another")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_read_only_folder_is_told_in_a_sentence(project: Project) -> None:
    project.close()
    project.folder.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="read-only"):
            Project.open(project.folder).import_table(project.folder / "project.toml")
    finally:
        project.folder.chmod(0o700)


def test_a_database_that_another_program_holds_is_told_as_locked(
    project: Project, new_run: NewRun, on_connect: list[str]
) -> None:
    run = new_run()
    project.close()
    on_connect.append("busy_timeout = 50")
    with closing(sqlite3.connect(project.folder / "studio.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectError, match="locked by another program"):
            project.rename_run(run, "Another")
