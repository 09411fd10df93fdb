"""One round: a job is disturbed, looked at, asked again, and compared with one that was not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from studio.store.project import Project
from tests.torture.children import Ended, Say, in_child
from tests.torture.filesystem import Fault, Filesystem
from tests.torture.job import SOURCE, Job, finished_adapter, prepare
from tests.torture.jobs import JOBS

_CHECKED = "/examples/"  # tokens, made again where their checksum says so


_SLOW = (
    "alembic.command",
    "sklearn.metrics",
    "sqlalchemy.dialects.sqlite",
    "studio.store.database",
    "studio.store.filing",
    "transformers.models.llama.modeling_llama",
)


@dataclass(frozen=True)
class Undisturbed:
    """operations: that the job does with files    seconds: that it takes    early: files that took a name unflushed"""

    result: Any
    operations: tuple[tuple[str, str], ...]
    early: tuple[str, ...]
    seconds: float


class Torture:
    """Rounds in a folder, each in a copy of one project. template: made there from `model` where it is not there."""

    def __init__(self, folder: Path, model: Path) -> None:
        self._folder, self._template, self.model = folder, folder / "template", model
        for module in _SLOW:  # imported once, and not in each child
            import_module(module)
        self._known: dict[str, Undisturbed] = {}
        if not self._template.exists():
            made = in_child(lambda _: prepare(self._template, model))
            assert _is_well(made), made

    @property
    def room(self) -> Path:
        """A folder for whoever wants one."""
        return self._folder / "room"

    def new_project(self) -> tuple[Project, Path]:
        """And a table to learn from."""
        return Project.create(self._folder / "new project"), self._template / SOURCE

    def new_copy(self) -> Path:
        """Of the folder with the project that every round begins with."""
        return self._copy()

    def result_of(self, name: str) -> Any:
        """What a job would be said to have ended with, in the newest copy."""
        found = in_child(lambda _: JOBS[name].result(self._copied))
        assert _is_well(found), found
        return found.answer

    def finished_adapter(self) -> Path:
        return finished_adapter(self._template)

    def undisturbed(self, name: str) -> Undisturbed:
        if name not in self._known:
            with_faults = partial(_watched, JOBS[name], self._copy(), None, "error")
            done = in_child(with_faults)
            assert _is_well(done), done
            operations, early = done.answer
            result = in_child(lambda _: JOBS[name].result(self._copied))
            again = in_child(partial(_plain, JOBS[name], self._copy()))
            assert not result.crashed, result.crashed
            early = tuple(file for file in early if _CHECKED not in file)
            self._known[name] = Undisturbed(result.answer, tuple(operations), early, again.seconds)
        return self._known[name]

    def with_fault(self, name: str, at: int, fault: Fault) -> list[str]:
        """What went wrong with a job whose operation number `at` failed, none if all is well."""
        self.undisturbed(name)
        copy = self._copy()
        return list(self._judged(name, in_child(partial(_watched, JOBS[name], copy, at, fault))))

    def killed(self, name: str, after: float, times: int = 1) -> list[str]:
        """The same of a job that is killed after some seconds, and so often in all."""
        self.undisturbed(name)
        copy = self._copy()
        for _ in range(times - 1):
            in_child(partial(_plain, JOBS[name], copy), kill_after=after)
        return list(self._judged(name, in_child(partial(_plain, JOBS[name], copy), kill_after=after)))

    def _judged(self, name: str, ended: Ended) -> Iterator[str]:
        job = JOBS[name]
        if ended.crashed:
            yield f"ended in no sentence:\n{ended.crashed}"
        looked = in_child(lambda _: job.holds(self._copied, ended.said))
        if looked.crashed or looked.refused:
            yield f"after it had said {ended.said}: {looked.crashed or looked.refused}"
        again = in_child(partial(_plain, job, self._copied))
        if again.crashed or again.refused:
            yield f"asked again: {again.crashed or again.refused}"
            return
        found = in_child(lambda _: job.result(self._copied))
        if found.crashed or found.refused:
            yield f"its result: {found.crashed or found.refused}"
        elif found.answer != self.undisturbed(name).result:
            yield f"ended with\n{found.answer}\ninstead of\n{self.undisturbed(name).result}"

    @property
    def _copied(self) -> Path:
        return self._folder / "copy"

    def _copy(self) -> Path:
        shutil.rmtree(self._copied, ignore_errors=True)
        shutil.copytree(self._template, self._copied)
        return self._copied


def _is_well(ended: Ended) -> bool:
    return not (ended.crashed or ended.refused or ended.killed)


def _plain(job: Job, folder: Path, say: Say) -> None:
    job.work(folder, say)


def _watched(job: Job, folder: Path, at: int | None, fault: Fault, say: Say) -> tuple[list[tuple[str, str]], list[str]]:
    system = Filesystem(folder / "project", at, fault)
    with system.watched():
        job.work(folder, say)
    return system.operations, system.early
