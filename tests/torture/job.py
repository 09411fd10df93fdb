"""What a job is that may be broken off anywhere, and the project that each is done in.

What a job has said stays true, whatever happens after it; what is there is whole; a job that was broken off and is
asked again ends with the result of one that was not.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.spec import run_spec_from
from studio.store.database import MIGRATIONS
from studio.store.project import Project
from studio.store.schema import REVISION
from studio.training.run import train_run
from tests.torture.children import Say

SOURCE = "source.csv"
NEWER, NEWER_REVISION = "newer migrations", "9999"
ROWS, _STEPS = 48, 24
_MIGRATION = f'''
revision = "{NEWER_REVISION}"
down_revision = "{REVISION}"

import sqlalchemy as sa
from alembic import op


def upgrade():
    with op.batch_alter_table("runs", recreate="always") as runs:
        runs.add_column(sa.Column("extra", sa.String(), nullable=False, server_default="new"))
'''


@dataclass(frozen=True)
class Job:
    """work: in the project's folder    holds: raises AssertionError where what was said is not so

    result: of work that came to its end    writes: files of Python's own, which can be made to fail
    """

    name: str
    work: Callable[[Path, Say], None]
    holds: Callable[[Path, list[str]], None]
    result: Callable[[Path], Any]
    writes: bool = True


def prepare(folder: Path, model: Path) -> None:
    """A project with a table, a run that has finished and one that waits; the migrations of a newer program."""
    lines = ["text,label"]
    for number in range(ROWS):
        word, label = ("bad", "no") if number % 3 == 0 else ("great", "yes")
        lines.append(f'"the film {number}, was {word}",{label}')
    folder.mkdir(parents=True)
    (folder / SOURCE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = Project.open(folder / "project", create=True)
    spec = run_spec_from(
        {
            "model": {"name": str(model)},
            "data": {"file": str(folder / SOURCE), "text": "text", "label": "label", "validation": 0.2, "test": 0.2},
            "method": {"name": "prompt_tuning", "num_virtual_tokens": 4},
            "training": {
                "max_steps": _STEPS,
                "epochs": 9,
                "batch_size": 4,
                "eval_every_steps": 6,
                "learning_rate": 0.03,
            },
        }
    )
    done = project.create_run(spec, name="done")
    train_run(done, threads=1)
    project.create_run(spec, name="waits")
    project.sync()
    project.close()
    shutil.copytree(MIGRATIONS, folder / NEWER)
    (folder / NEWER / "versions" / f"{NEWER_REVISION}_more.py").write_text(_MIGRATION, encoding="utf-8")
    (folder / "ids.json").write_text(json.dumps({"done": done.name}), encoding="utf-8")


def opened(folder: Path) -> Project:
    project = Project.open(folder / "project")
    project.sync()
    return project


def run_of(project: Project, name: str) -> Path:
    [row] = [row for row in project.store.runs() if row.name == name]
    return project.run_dir(row.run)


def finished_adapter(folder: Path) -> Path:
    """That of the run which had finished."""
    run_id = json.loads((folder / "ids.json").read_text())["done"]
    return folder / "project" / "runs" / run_id / "adapter"


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
