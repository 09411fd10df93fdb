"""What a user can do to correct data: say what is right, take it back, save a version, train on from an adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.adapters.folder import read_card
from studio.data.corrections import Correction, label_key, with_correction
from studio.data.run_tables import learned_data
from studio.data.table import ReadOptions
from studio.data.template import Template
from studio.data_spec import DataSpec
from studio.errors import AdapterError, ProjectError, StudioError
from studio.interpretation.findings import Suspect
from studio.spec import RunSpec
from studio.store.correcting import Corrected, on_newest, save_corrections
from studio.store.project import Project
from studio.store.run_folder import RUN_FILE, with_files
from studio.store.teaching import Labelling, Teaching, read_teaching, write_teaching
from ui.language import counted, said, tr
from ui.repeating import spec_of
from ui.row_actions import Undo

if TYPE_CHECKING:
    from ui.actions import Actions


@dataclass(frozen=True)
class Lesson:
    """The data set that corrections of an adapter's answers go to.

    options: how its tables are read    column: where labels stand    texts: columns that the model reads
    adapter, labels: None and empty where it is the rows of a run
    """

    adapter: Path | None
    data_set: str
    options: ReadOptions
    column: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]


class TeachingActions(QObject):
    """A part of Actions; what goes wrong is said by its runner. changed: what waits for one of the data sets."""

    changed = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__(actions)
        self._actions = actions
        self._session = actions.session
        self._known: dict[str, Teaching] = {}
        self._undos: dict[str, list[Undo]] = {}
        self.lesson: Lesson | None = None  # the one at hand, for the menus
        self._session.project_changed.connect(self._forget)

    def _forget(self) -> None:
        self._known.clear()
        self._undos.clear()
        self.lesson = None
        self.changed.emit()

    # --- whose data ---------------------------------------------------------------------------------------------------

    def lesson_of(self, adapter: Path) -> Lesson:
        """Raises AdapterError for an adapter without labels or of no run, ProjectError for a table that is gone."""
        card = read_card(adapter)
        if card.task != "classification":
            raise AdapterError(
                tr(
                    "{adapter}: has no labels to choose from, so its answers cannot be corrected here.",
                    adapter=card.name,
                )
            )
        if not (adapter.parent / RUN_FILE).is_file():
            raise AdapterError(
                tr(
                    "{adapter} was imported, so the table that it learned from is not known. Train an adapter here.",
                    adapter=card.name,
                )
            )
        data, folder = learned_data(adapter)
        return self._lesson(data, folder / data.file, tuple(card.labels), adapter)

    def lesson_of_run(self, run_id: str, split: str) -> Lesson:
        """That of the rows of a run's split. Raises RunError, ProjectError, AdapterError."""
        data = spec_of(self._project(), run_id).data
        if data.task != "classification":
            raise AdapterError(tr("These rows have no label each, so there is none to correct."))
        file = data.test_file if split == "test" and data.test_file is not None else data.file
        return self._lesson(data, Path(file), (), None)

    def _lesson(self, data: DataSpec, file: Path, labels: tuple[str, ...], adapter: Path | None) -> Lesson:
        options = ReadOptions.of(dict(data))
        texts = Template.parse(data.template_text).columns
        data_set = self._project().data_set_of(file)
        self._read(data_set)  # what cannot be read is said before anything is corrected
        return Lesson(adapter, data_set, options, data.answers, texts, labels)

    def take(self, lesson: Lesson | None) -> None:
        """This one is at hand now."""
        self.lesson = lesson
        self.changed.emit()

    # --- what is said -------------------------------------------------------------------------------------------------

    def waiting(self, lesson: Lesson) -> tuple[Correction, ...]:
        """Corrections that are in no version yet."""
        return self._at_hand(lesson).corrections

    def labelling(self, lesson: Lesson) -> Labelling | None:
        """The rows that are being labelled."""
        return self._at_hand(lesson).labelling

    def set_labelling(self, lesson: Lesson, labelling: Labelling | None) -> None:
        self._actions.perform(lambda: self._write(lesson, labelling=labelling))

    def teach(self, lesson: Lesson, texts: dict[str, str], label: str) -> None:
        """Say which label a text should get."""
        what = tr("Teach {label}", label=label)
        self._say(lesson, [Correction(texts=texts, column=lesson.column, label=label)], what)

    def label_row(self, lesson: Lesson, labelling: Labelling, row: int, label: str | None) -> None:
        """Give a row its label, or pass it over with None; the next one is to come."""
        found = next(one for one in labelling.rows if one.row == row)
        after = labelling.model_copy(update={"done": (*labelling.done, row)})
        corrections: list[Correction] = []
        if label is not None:
            texts = {name: found.cells[name] for name in labelling.columns}
            others = {name: text for name, text in found.cells.items() if name not in (*texts, lesson.column)}
            corrections = [Correction(texts=texts, column=lesson.column, label=label, others=others)]
        passed, labelled = tr("Pass over line {line}", line=found.line), tr("Label line {line}", line=found.line)
        self._say(lesson, corrections, passed if label is None else labelled, labelling=after)

    def relabel(self, lesson: Lesson, rows: Iterable[tuple[dict[str, str], str]], label: str) -> None:
        """Say that rows, by their texts and given label, should have another label."""
        self._relabel(lesson, [(texts, given, label) for texts, given in rows if given != label])

    def relabel_likely(self, lesson: Lesson, rows: Iterable[Suspect]) -> None:
        """Say that rows should have the label that is likely theirs."""
        self._relabel(lesson, [(row.texts, row.given, row.likely) for row in rows])

    def _relabel(self, lesson: Lesson, rows: list[tuple[dict[str, str], str, str | None]]) -> None:
        self._correct(lesson, rows, counted(len(rows), "Relabel {n} row", "Relabel {n} rows"))

    def take_out(self, lesson: Lesson, rows: Iterable[tuple[dict[str, str], str]]) -> None:
        """Say that rows, by their texts and given label, should not be in the table."""
        gone = [(texts, given, None) for texts, given in rows]
        self._correct(lesson, gone, counted(len(gone), "Take out {n} row", "Take out {n} rows"))

    def _correct(self, lesson: Lesson, rows: Sequence[tuple[dict[str, str], str, str | None]], what: str) -> None:
        new = [Correction(texts=texts, column=lesson.column, label=to, given=given) for texts, given, to in rows]
        if new:
            self._say(lesson, new, what)

    def confirm(self, lesson: Lesson, rows: Iterable[Suspect]) -> None:
        """Say that the labels of rows are right, so that they are not doubted again."""
        keys = tuple(label_key(row.texts, row.given) for row in rows)
        if keys:
            self._say(lesson, [], counted(len(keys), "Confirm {n} label", "Confirm {n} labels"), confirmed=keys)

    def doubted(self, lesson: Lesson, rows: Iterable[Suspect]) -> list[Suspect]:
        """Those of the rows that nothing was said of yet."""
        known = self._at_hand(lesson)
        confirmed = set(known.confirmed)
        corrected = [(one.texts, one.given) for one in known.corrections if one.column == lesson.column]
        return [
            row
            for row in rows
            if label_key(row.texts, row.given) not in confirmed and (row.texts, row.given) not in corrected
        ]

    def drop(self, lesson: Lesson, gone: Iterable[Correction]) -> None:
        """Take corrections back that were made earlier."""
        self._actions.perform(lambda: self._drop(lesson, list(gone)))

    def _drop(self, lesson: Lesson, gone: list[Correction]) -> None:
        kept = tuple(one for one in self._read(lesson.data_set).corrections if one not in gone)
        self._change(lesson, counted(len(gone), "Drop {n} correction", "Drop {n} corrections"), corrections=kept)

    def _say(
        self,
        lesson: Lesson,
        new: list[Correction],
        what: str,
        *,
        confirmed: tuple[str, ...] = (),
        labelling: Labelling | None = None,
    ) -> None:
        known = self._actions.perform(lambda: self._read(lesson.data_set))
        if known is None:
            return
        corrections = known.corrections
        for one in new:
            corrections = with_correction(corrections, one)
        changes: dict[str, object] = {"corrections": corrections, "confirmed": (*known.confirmed, *confirmed)}
        if labelling is not None:
            changes["labelling"] = labelling
        self._actions.perform(partial(self._change, lesson, what, **changes))

    def _change(self, lesson: Lesson, what: str, **values: object) -> None:
        before = self._read(lesson.data_set)
        self._write(lesson, **values)
        after = self._read(lesson.data_set)
        undos = self._undos.setdefault(lesson.data_set, [])

        def bring_back() -> None:
            undos.remove(undo)
            now = self._read(lesson.data_set)
            if (now.corrections, now.confirmed) != (after.corrections, after.confirmed):
                raise ProjectError(tr("The corrections are others by now, so they stay as they are."))
            taught = {"corrections": before.corrections, "confirmed": before.confirmed}
            is_same_search = now.labelling == after.labelling
            labelling = before.labelling if is_same_search else now.labelling
            self._put(lesson.data_set, now.model_copy(update={**taught, "labelling": labelling}))

        undo = Undo(what, bring_back)
        undos.append(undo)
        self._actions.remember(undo, "")

    def undo_text(self, lesson: Lesson) -> str:
        """What `undo` would take back, "" for nothing."""
        undos = self._undos.get(lesson.data_set)
        return undos[-1].what if undos else ""

    def undo(self, lesson: Lesson) -> None:
        """Take back what was said last of a data set."""
        undos = self._undos.get(lesson.data_set)
        if undos:
            self._actions.take_back(undos[-1])

    # --- a new version ------------------------------------------------------------------------------------------------

    def save(self, lesson: Lesson) -> None:
        """Make a version of the data set with all that was said of it, and take it for the next run."""
        self._save(lesson, lambda: None)

    def _save(self, lesson: Lesson, then: Callable[[], object]) -> None:
        self._actions.perform(lambda: self._save_or_fail(lesson, then))

    def _save_or_fail(self, lesson: Lesson, then: Callable[[], object]) -> None:
        project, waiting = self._project(), self.waiting(lesson)
        if not waiting:
            then()
            return
        options = self._read(lesson.data_set).options

        def show(saved: Corrected) -> None:
            if self._session.project is not project:
                return
            looked_at = [label_key(one.texts, one.given) for one in waiting if one.given is not None]
            known = self._read(lesson.data_set)
            self._write(
                lesson,
                corrections=tuple(one for one in known.corrections if one not in waiting),
                confirmed=(*known.confirmed, *looked_at),
            )
            for undo in self._undos.pop(lesson.data_set, []):
                self._actions.forget(undo)
            self._take_version(saved)
            self._session.message.emit(_sentence(saved), "info")
            then()

        what = tr("Saving {name}", name=lesson.data_set)
        self._actions.in_background(what, lambda: save_corrections(project, lesson.data_set, waiting, options), show)

    def _take_version(self, saved: Corrected) -> None:
        """For the next run, where that is to learn from this data set and has no changes of its own."""
        session, table = self._session, self._session.file_table
        if saved.version is None or saved.table is None or table is None or session.changes:
            return
        if table.path.parent.parent == saved.version.folder.parent:
            excluded = list(saved.rows(session.data.get("exclude", ()), table))
            data = {key: value for key, value in session.data.items() if key != "exclude"}
            data |= {"file": str(saved.version.path), **({"exclude": excluded} if excluded else {})}
            session.set_table(saved.table, data)

    # --- train on -----------------------------------------------------------------------------------------------------

    def train_on(self, adapter: Path) -> None:
        """Save what was said, and start a run on the newest version that begins at the adapter."""
        self._actions.perform(lambda: self._train_on(adapter))

    def why_not(self, adapter: Path) -> str:
        """Why no run can begin at an adapter, "" where one can."""
        try:
            self._spec_from(adapter)
            self.lesson_of(adapter)
        except StudioError as error:
            return said(error.message)
        return ""

    def _train_on(self, adapter: Path) -> None:
        project, lesson, spec = self._project(), self.lesson_of(adapter), self._spec_from(adapter)
        run = project.store.run(adapter.parent.name)

        def start(found: tuple[RunSpec, int]) -> None:
            if self._session.project is not project:
                return
            new, seen = found
            version = Path(new.data.file).parent.name
            name = tr("{run}, on with {version}", run=run.name or run.run, version=version)
            [made] = self._actions.train_anew({name: new})
            self._actions.show_run(made)
            self._warn(new, seen)

        def then() -> None:
            what = tr("Reading {name}", name=lesson.data_set)
            self._actions.in_background(what, lambda: on_newest(project, spec), start)

        self._save(lesson, then)

    def _warn(self, spec: RunSpec, seen: int) -> None:
        warnings = []
        if spec.method.has_head:
            warnings.append(tr("Its prompt begins at the adapter; its classification head begins anew."))
        if seen:
            flatters = counted(
                seen,
                "The adapter has learned from {n} row that is set aside now, so the scores flatter a little.",
                "The adapter has learned from {n} rows that are set aside now, so the scores flatter a little.",
            )
            warnings.append(flatters)
        if warnings:
            self._session.message.emit(" ".join(warnings), "info")

    def _spec_from(self, adapter: Path) -> RunSpec:
        """The adapter's run, begun at it. Raises RunError, AdapterError, MethodError."""
        project = self._project()
        data, folder = learned_data(adapter)
        spec = spec_of(project, adapter.parent.name)
        if data.task != "classification":
            raise AdapterError(
                tr("{adapter}: has no labels to correct, so there is nothing to train on with.", adapter=adapter.name)
            )
        plain = DataSpec.model_validate({name: getattr(data, name) for name in DataSpec.model_fields})
        own = with_files(plain, lambda file: str((folder / file).resolve()))
        return spec.model_copy(update={"data": own, "method": spec.method.begun_at(adapter)})

    # --- inside -------------------------------------------------------------------------------------------------------

    def _at_hand(self, lesson: Lesson) -> Teaching:
        """For showing: a lesson is made once this is read, and has nothing to show when its project is closed."""
        return self._known.get(lesson.data_set, Teaching())

    def _read(self, data_set: str) -> Teaching:
        """As it stands in the file: another window may have written it."""
        self._known[data_set] = read_teaching(self._folder(data_set))
        return self._known[data_set]

    def _write(self, lesson: Lesson, **values: object) -> None:
        known = self._read(lesson.data_set)
        self._put(lesson.data_set, known.model_copy(update={"options": lesson.options, **values}))

    def _put(self, data_set: str, teaching: Teaching) -> None:
        write_teaching(self._folder(data_set), teaching)
        self._known[data_set] = teaching
        self.changed.emit()

    def _folder(self, data_set: str) -> Path:
        return self._project().folder / "data" / data_set

    def _project(self) -> Project:
        if self._session.project is None:
            raise ProjectError(tr("No project is open. Open one, or make a new one, on the Home page."))
        return self._session.project


def _sentence(saved: Corrected) -> str:
    """What became of corrections."""
    found, number = saved.settled, saved.version.number if saved.version is not None else 0
    added, changed, removed = len(found.added), len(found.changes), len(found.removed)
    done = [
        counted(added, "{n} row added", "{n} rows added") if added else "",
        counted(changed, "{n} row relabelled", "{n} rows relabelled") if changed else "",
        counted(removed, "{n} row taken out", "{n} rows taken out") if removed else "",
    ]
    if number:
        rows = tr(", ").join(filter(None, done))
        saved_as = tr(
            "Saved as version {number}: {rows}. The version before stays as it was.", number=number, rows=rows
        )
    else:
        saved_as = tr("The table says all of it already, so there is no new version.")
    if not found.missing:
        return saved_as
    return counted(
        found.missing,
        "{saved} {n} correction left out: the table has no such row any more.",
        "{saved} {n} corrections left out: the table has no such row any more.",
        saved=saved_as,
    )
