"""Databases of every released schema, with rows as a program of that time wrote them, come to the newest one whole.

`schemas/<revision>.sql` is what `sqlite3 studio.db .dump` says of a project of that revision. A new migration needs the
dump of the revision that it makes, so that the next one is tested from it.
"""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from studio.store import database
from studio.store.database import MIGRATIONS, Database
from studio.store.schema import REVISION, Base

ROOT = Path(__file__).resolve().parents[2]
DUMPS = Path(__file__).parent / "schemas"
Rows = dict[str, list[tuple[Any, ...]]]


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


def database_of(revision: str, path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DUMPS / f"{revision}.sql").read_text(encoding="utf-8"))
    return path


def rows_of(path: Path) -> Rows:
    """Of each table, its rows with the columns in the order of their names."""
    with closing(sqlite3.connect(path)) as connection:
        found: Rows = {}
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = sorted(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
            found[table] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)
        return found


def revision_of(path: Path) -> str:
    return str(rows_of(path)["alembic_version"][0][0])


@pytest.fixture
def next_migration(tmp_path: Path) -> Path:
    """One migration more, which makes the table of runs anew, to which all others point."""
    shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    script = tmp_path / "migrations" / "versions" / "9999_more.py"
    script.write_text(
        f'revision = "9999"\ndown_revision = "{REVISION}"\n\n'
        "import sqlalchemy as sa\nfrom alembic import op\n\n\n"
        "def upgrade():\n"
        '    with op.batch_alter_table("runs", recreate="always") as runs:\n'
        '        runs.add_column(sa.Column("zz", sa.String(), nullable=False, server_default="new"))\n'
    )
    return script


def test_every_revision_has_its_dump_with_rows_in_every_table(tmp_path: Path) -> None:
    assert {dump.stem for dump in DUMPS.glob("*.sql")} == set(revisions())
    for revision in revisions():
        rows = rows_of(database_of(revision, tmp_path / f"{revision}.db"))
        assert all(rows.values()), revision
        assert rows["alembic_version"] == [(revision,)]


@pytest.mark.parametrize("revision", revisions())
def test_a_database_of_a_released_schema_opens_as_the_newest_with_all_its_rows(tmp_path: Path, revision: str) -> None:
    path = database_of(revision, tmp_path / "studio.db")
    before = rows_of(path)
    opened = Database(path)
    assert opened.open() is False
    with opened.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    opened.close()
    after = rows_of(path)
    assert revision_of(path) == REVISION
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}


@pytest.mark.parametrize("revision", revisions())
def test_a_migration_keeps_every_row_of_every_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: str, next_migration: Path
) -> None:
    path = database_of(revision, tmp_path / "studio.db")
    Database(path).open()
    before = rows_of(path)
    monkeypatch.setattr(database, "MIGRATIONS", next_migration.parents[1])
    monkeypatch.setattr(database, "REVISION", "9999")
    opened = Database(path)
    opened.open()
    opened.close()
    after = rows_of(path)
    assert {*after} == {*before}
    assert after.pop("runs") == [(*row, "new") for row in before.pop("runs")]
    after.pop("alembic_version")
    assert after == {table: rows for table, rows in before.items() if table != "alembic_version"}


UPGRADE = """
import sys
from pathlib import Path
from studio.store import database
database.MIGRATIONS, database.REVISION = Path(sys.argv[2]), "9999"
opened = database.Database(Path(sys.argv[1]))
opened.open()
opened.close()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process")
def test_a_program_that_is_killed_while_it_migrates_leaves_the_database_as_it_was(
    tmp_path: Path, next_migration: Path
) -> None:
    """The migration runs on a copy: what it has done there is nowhere, and the next program does it again."""
    path = database_of(REVISION, tmp_path / "studio.db")
    before = rows_of(path)
    whole = next_migration.read_text()
    next_migration.write_text(whole + "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n")
    command = [sys.executable, "-c", UPGRADE, str(path), str(next_migration.parents[1])]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert rows_of(path) == before
    assert list(tmp_path.glob(".studio.db.*.new"))  # the copy

    next_migration.write_text(whole)
    subprocess.run(command, cwd=ROOT, check=True)
    assert revision_of(path) == "9999"
    assert len(rows_of(path)["runs"]) == len(before["runs"])
    assert not list(tmp_path.glob(".studio.db.*.new"))
