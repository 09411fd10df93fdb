"""What a user can do: one function each. The window's one place where a StudioError becomes a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from studio.adapters.folder import export_adapter, set_unsure_below
from studio.data.placing import check_run
from studio.data.readers import read_table
from studio.data.run_tables import read_data
from studio.data.table import ReadOptions, Table
from studio.errors import ProjectError, RunError, StudioError
from studio.models.catalog import find_at_hand, find_here, list_models
from studio.models.download import delete_model
from studio.spec import RunSpec, read_run_spec
from studio.store.project import Project
from studio.store.run_folder import is_run_folder
from ui import numbers
from ui.charts.export import ChartTools
from ui.charts.picture import Cell, save_table
from ui.language import counted, said, tr
from ui.opening import Opened, opened
from ui.predictions import Certainty, Disagreements, read_certainty, write_disagreements
from ui.rate_search import RateSearch
from ui.repeating import spec_of, with_next_seed, with_values
from ui.row_actions import RowActions, Undo
from ui.samples import SampleProject, free_folder, sample_projects
from ui.session import Session
from ui.table_actions import TableActions
from ui.teaching import TeachingActions
from ui.workers.background import NotWantedError, run_in_background
from ui.workers.downloads import Downloads
from ui.workers.training_worker import TrainingCenter

if TYPE_CHECKING:
    from studio.adapters.diagnosis import Diagnosis

T = TypeVar("T")


class Actions(QObject):
    """training: the trainings of this window.    rows: what is done to the rows of the table
    rates: the search for a learning rate, if one is under way
    teaching: what corrects the data that adapters learned from

    downloads: base models on their way    tables: how they are read and taken in

    busy_changed: what is being done in the background, "" for nothing. page_wanted: the page that comes next.
    run_wanted: the run that the Train page should show. adapter_wanted: the folder of the adapter for the playground.
    inspection_wanted: that of the adapter for the inspector.
    base_model_wanted: a file to import does not say which of these, a list of names, it is for.
    """

    busy_changed = Signal(str)
    undo_changed = Signal(str)
    page_wanted = Signal(str)
    tour_wanted = Signal()
    restart_wanted = Signal()
    run_wanted = Signal(str)
    adapter_wanted = Signal(object)
    inspection_wanted = Signal(object)
    base_model_wanted = Signal(Path, list)

    def __init__(self, session: Session, training: TrainingCenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.training = training
        self.rows = RowActions(self)
        self.downloads = Downloads(self)
        self.downloads.arrived.connect(self._model_arrived)
        self.downloads.failed.connect(lambda sentence: session.message.emit(sentence, "error"))
        self.rates = RateSearch(self)
        self.tables = TableActions(self)
        self.teaching = TeachingActions(self)
        self.training.events.connect(self._run_said)
        self.training.state.connect(self._run_state)
        self.training.failed.connect(self._run_failed)
        self.training.running_changed.connect(self._remember_line)
        session.preferences_changed.connect(training.renew_standby)
        self._undos: list[Undo] = []
        self.opening = 0  # counts openings of projects, so that a late one does not replace a newer one
        self._chosen_before: dict[str, str] = {}  # the base model that was chosen when a download began, by its name
        self._lines_taken: set[Path] = set()  # projects whose waiting runs are in line again
        self._told: set[str] = set()  # what is wrong with an index, once it was said
        self.busy = ""

    # --- the runner -----------------------------------------------------------------------------------------------

    def perform(self, do: Callable[[], T]) -> T | None:
        """Do it; what the user can mend becomes a message, and None is returned."""
        try:
            return do()
        except StudioError as error:
            self._tell(error)
            return None

    def read(self, do: Callable[[], T]) -> T | None:
        """`perform` for what a page shows: that the index is damaged is said once, not by every page that asks it."""
        try:
            return do()
        except StudioError as error:
            if error.message not in self._told:
                self._tell(error)
            return None

    def _tell(self, error: StudioError) -> None:
        if error.fields.get("damaged"):
            self._told.add(error.message)
        self.session.message.emit(said(error.message), "error")

    def in_background(
        self,
        what: str,
        do: Callable[[], T],
        then: Callable[[T], object],
        *,
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        """Do it on a thread, and then the rest here; `otherwise` after what went wrong was said.

        what: for the status strip, "Reading reviews.csv".
        """
        self._set_busy(what)

        def done(result: T) -> None:
            self.perform(lambda: then(result))

        def failed(error: Exception) -> None:
            if otherwise is not None:
                otherwise()
            if isinstance(error, NotWantedError):
                return
            if not isinstance(error, StudioError):
                raise error
            self._tell(error)

        run_in_background(do, done, failed, on_over=lambda: self._set_busy(""))

    def _set_busy(self, what: str) -> None:
        self.busy = what
        self.busy_changed.emit(what)

    # --- projects -------------------------------------------------------------------------------------------------

    def new_project(self, folder: Path, name: str | None = None) -> None:
        """Make a project in this folder and open it."""
        self.perform(lambda: self._use(Project.create(folder, name=name)))

    def open_project(self, folder: Path) -> None:
        """Open a project, its table, and what is being trained in it. What is open stays so until it is ready."""
        self.opening += 1
        opening = self.opening

        def show(found: Opened) -> None:
            if opening != self.opening:  # another one was opened or made meanwhile
                found.project.close()
                return
            if found.problem is not None:
                self._tell(found.problem)
            self._use(found.project, found.trained)

        self.in_background(tr("Opening {name}", name=folder.name), lambda: opened(folder), show)

    def forget_project(self, folder: Path) -> None:
        """Take a project off the list; its folder stays."""
        self.session.forget_project(folder)
        self.session.project_changed.emit()

    def open_sample(self, name: str) -> None:
        """Make a project of the user's own from a sample, filled in and ready to train."""
        self.perform(lambda: self._open_sample(next(one for one in sample_projects() if one.name == name)))

    def _open_sample(self, sample: SampleProject) -> None:
        spec = read_run_spec(sample.folder / "run.toml")
        project = Project.create(free_folder(sample.name), name=sample.title)
        self._use(project)

        def take_in() -> tuple[RunSpec, Table]:
            own = project.import_spec_data(spec, sample.folder)
            return own, read_table(own.data.file, ReadOptions.of(dict(own.data)))

        def show(taken: tuple[RunSpec, Table]) -> None:
            if self.session.project is project:
                self.session.use_spec(*taken)
                self.page_wanted.emit("data")

        self.in_background(tr("Opening {name}", name=sample.title), take_in, show)

    def _use(self, project: Project, trained: Sequence[str] = ()) -> None:
        self.opening += 1
        self.session.set_project(project)
        self.training.attach(project, trained)
        self._take_up_line(project)
        if "file" in self.session.data:
            self.tables.read_table(Path(self.session.data["file"]), dict(self.session.data))

    def _take_up_line(self, project: Project) -> None:
        """Runs that waited when the window was closed wait again, or begin."""
        waited = [run for folder, run in self.session.line() if folder == project.folder]
        self._lines_taken.add(project.folder)
        known = (self.read(project.store.known_runs) or {}) if waited else {}
        again = [run for run in waited if run in known and known[run].state not in ("running", "finished")]
        for run in again:
            self.training.start(project, run, resume=True)
        if again:
            words = counted(
                len(again),
                "A run that waited when the window was closed: back in line.",
                "{n} runs that waited when the window was closed: back in line.",
            )
            self.session.message.emit(words, "info")

    def _remember_line(self) -> None:
        others = [one for one in self.session.line() if one[0] not in self._lines_taken]
        self.session.remember_line([*self.training.queue(), *others])

    def own_project(self, name: str) -> Project:
        """The open project, or a new one named after the table: a person in a hurry drops a file and trains."""
        if self.session.project is None:
            self._use(Project.create(free_folder(name), name=name))
        assert self.session.project is not None
        return self.session.project

    # --- runs -----------------------------------------------------------------------------------------------------

    def start_run(self) -> str | None:
        """Train what the draft describes. Returns the run's id."""
        run_id = self.perform(self._start_run)
        if run_id is not None:
            self.session.runs_changed.emit()
            self.show_run(run_id)
        return run_id

    def of_the_project(self, run_ids: Iterable[str]) -> list[str]:
        """Those of the open project: what trains in another one goes on when this one is opened."""
        project = self.session.project
        return [run_id for run_id in run_ids if project is not None and is_run_folder(project.folder / "runs" / run_id)]

    def show_run(self, run_id: str) -> None:
        """Show a run on the Train page."""
        self.session.shown_run = run_id
        self.run_wanted.emit(run_id)
        self.page_wanted.emit("train")

    def _start_run(self) -> str:
        project = self.the_project()
        self.rows.save_now()  # what is shown is what is trained on
        spec = self.session.spec()
        tables = read_data(spec.data, project.folder, table=self.session.table)
        check_run(spec, tables, find_at_hand(spec.model.name, spec.model.revision))
        run_id = project.create_run(spec, tables=tables).name
        self.training.start(project, run_id)
        return run_id

    def resume(self, run_id: str) -> None:
        """Go on with a paused, interrupted or stopped run from its last checkpoint."""
        self.perform(lambda: self._resume(run_id))

    def _resume(self, run_id: str) -> None:
        self.training.start(self.the_project(), run_id, resume=True)
        self.session.run_changed.emit(run_id)
        self.session.runs_changed.emit()
        self.show_run(run_id)

    def pause(self, run_id: str) -> None:
        """Save a checkpoint, end the process and give its memory back."""
        self.perform(lambda: self.training.control(run_id, "pause"))

    def stop(self, run_id: str) -> None:
        """End the run without an adapter. One that waits for its turn leaves the line, and is not to begin."""
        self.perform(lambda: self._stop(run_id))

    def _stop(self, run_id: str) -> None:
        only_waits = run_id in self.training.waiting()
        self.training.control(run_id, "stop")
        if only_waits:
            self.the_project().give_up(run_id)
            self.session.run_changed.emit(run_id)
            self.session.runs_changed.emit()

    def keep(self, run_id: str) -> None:
        """Stop now and keep the best so far as the adapter."""
        self.perform(lambda: self.training.control(run_id, "keep"))

    def train_next(self, run_id: str) -> None:
        """Let a run that waits be the next one to train."""
        self.training.start_next(run_id)

    def rename_run(self, run_id: str, name: str) -> None:
        self.perform(lambda: self.the_project().rename_run(run_id, name))
        self.session.run_changed.emit(run_id)

    def set_run_notes(self, run_id: str, notes: str, tags: tuple[str, ...] = ()) -> None:
        self.perform(lambda: self.the_project().set_run_notes(run_id, notes=notes, tags=tags))
        self.session.run_changed.emit(run_id)

    def delete_run(self, run_id: str) -> None:
        """Take a run away; undo brings it back."""
        self.perform(lambda: self._delete_run(run_id))

    def _delete_run(self, run_id: str) -> None:
        project = self.the_project()
        project.delete_run(run_id)
        undo = Undo(tr("Delete run {run}", run=run_id), lambda: project.restore_run(run_id))
        self.remember(undo, tr("Run {run} is deleted.", run=run_id))
        self.session.runs_changed.emit()
        self.session.adapters_changed.emit()

    def use_run_settings(self, run_id: str) -> None:
        """Take an earlier run's settings, table and all, as the draft of the next one."""
        self.perform(lambda: self._use_run_settings(run_id))

    def _use_run_settings(self, run_id: str, rate: float | None = None) -> None:
        """rate: in place of the run's own"""
        spec = spec_of(self.the_project(), run_id)
        if rate is not None:
            spec = spec.model_copy(update={"training": spec.training.model_copy(update={"learning_rate": rate})})
        file = Path(spec.data.file)

        def show(table: Table) -> None:
            self.session.use_spec(spec, table)
            self.page_wanted.emit("method")

        what = tr("Reading {name}", name=file.name)
        self.in_background(what, lambda: read_table(file, ReadOptions.of(dict(spec.data))), show)

    def find_rate(self, run_id: str | None = None) -> bool:
        """Look for a learning rate, of the draft's run or of one that was trained. Whether it began."""
        return self.perform(lambda: self._find_rate(run_id)) is not None

    def _find_rate(self, run_id: str | None) -> RunSpec:
        if self.rates.is_running():
            raise RunError(tr("A learning rate is being looked for already. Cancel that first."))
        project = self.the_project()
        if run_id is None:
            self.rows.save_now()  # what is shown is what is trained on
        spec = self.session.spec() if run_id is None else spec_of(project, run_id)
        find_here(spec.model.name, spec.model.revision)
        self.rates.start(spec)
        return spec

    def use_rate(self, rate: float, run_id: str | None = None) -> None:
        """Take a learning rate for the next run; with a run's other settings, where it is named."""
        if run_id is None:
            self.session.set_training(self.session.training.model_copy(update={"learning_rate": rate}))
            self.session.message.emit(tr("The learning rate is {rate:g}.", rate=rate), "info")
        else:
            self.perform(lambda: self._use_run_settings(run_id, rate))

    def repeat_run(self, run_id: str) -> None:
        """Train the same once more, with the next seed that it was not trained with."""
        self.perform(lambda: self._repeat_run(run_id))

    def _repeat_run(self, run_id: str) -> None:
        project = self.the_project()
        spec = with_next_seed(project, spec_of(project, run_id))
        name = project.store.run(run_id).name or run_id
        self.train_anew({tr("{run}, seed {seed}", run=name, seed=spec.training.seed): spec})

    def vary_run(self, run_id: str, setting: str, values: str, seeds: int = 1) -> None:
        """Train a run with each value of a setting: "method.num_virtual_tokens", "1, 5, 20". seeds: so many of each"""
        self.perform(lambda: self._vary_run(run_id, setting, values, seeds))

    def _vary_run(self, run_id: str, setting: str, values: str, seeds: int) -> None:
        project = self.the_project()
        new, left_out = with_values(project, spec_of(project, run_id), setting, values, seeds)
        if new:
            self.train_anew(new)
        if left_out:
            self.session.message.emit(tr("Left out: {values}", values="; ".join(left_out)), "error")

    def train_anew(self, specs: Mapping[str, RunSpec]) -> list[str]:
        """Runs of these names, one after the other. Returns their ids. What goes wrong is raised."""
        project, made = self.the_project(), []
        for name, spec in specs.items():
            run_dir = project.create_run(project.import_spec_data(spec, Path()), name=name)
            self.training.start(project, run_dir.name)
            made.append(run_dir.name)
        self.session.runs_changed.emit()
        what = counted(len(specs), "Training: {run}.", "Training: {n} runs.", run=next(iter(specs), ""))
        self.session.message.emit(what, "info")
        return made

    def save_disagreements(self, found: Disagreements, names: tuple[str, str], to: Path) -> None:
        """Save the rows that two runs of these names answered differently as a CSV file."""

        def tell(made: Path) -> None:
            self.session.message.emit(tr("The rows are in {file}.", file=made), "info")

        what = tr("Saving {name}", name=to.name)
        self.in_background(what, lambda: write_disagreements(found, names, to), tell)

    def save_chart(self, tools: ChartTools, to: Path) -> None:
        """Save a chart as PNG or SVG, or its figures as CSV, by the name's ending."""
        self.perform(lambda: self._save(lambda: tools.write(to), to))

    def save_table(self, rows: Sequence[Sequence[Cell]], to: Path) -> None:
        """Save a table, headings first, as a CSV file."""
        self.perform(lambda: self._save(lambda: save_table(rows, to), to))

    def _save(self, write: Callable[[], object], to: Path) -> None:
        write()
        self.session.message.emit(tr("Saved as {file}.", file=to), "info")

    # --- base models ----------------------------------------------------------------------------------------------

    def download_model(self, name: str, revision: str | None = None) -> None:
        """Fetch a model of the hub, or go on with it, and choose it unless another one is chosen meanwhile."""
        self._chosen_before[name] = self.session.model_name
        self.downloads.start(name, revision)

    def _model_arrived(self, name: str, commit: str) -> None:
        if self._chosen_before.pop(name, None) == self.session.model_name:
            self.session.set_model(name, commit)
        self.session.look_for_models_again()
        self.session.message.emit(tr("{model} is on this disk.", model=name), "info")

    def delete_model(self, name: str) -> None:
        """Take a downloaded model from this disk."""

        def tell(freed: int) -> None:
            self.session.look_for_models_again()
            words = tr("{model} is deleted; {size} are free again.", model=name, size=numbers.size(freed))
            self.session.message.emit(words, "info")

        self.in_background(tr("Deleting {name}", name=name), lambda: delete_model(name), tell)

    # --- adapters -------------------------------------------------------------------------------------------------

    def export_adapter(self, folder: Path, to: Path) -> None:
        """Copy an adapter out of the project, as a folder or, where `to` ends in .zip, as an archive."""

        def tell(made: Path) -> None:
            self.session.message.emit(tr("The adapter is in {file}.", file=made), "info")

        self.in_background(tr("Exporting the adapter"), lambda: export_adapter(folder, to), tell)

    def import_adapter(self, path: Path, model: str | None = None) -> None:
        """Copy an adapter into the project, once it is sure that it is one: a folder, a zip, or a file of vectors.

        model: the base model of a file that does not say it; without one, `base_model_wanted` asks for it.
        """
        self.perform(lambda: self._import_adapter(path, model))

    def _import_adapter(self, path: Path, model: str | None) -> None:
        project, folders = self.the_project(), self.session.model_folders()

        def take_in() -> Path | list[str]:
            from studio.adapters.vector_files import importable, is_vector_file, possible_models  # these bring numpy

            chosen = model
            if chosen is None and is_vector_file(path):
                chosen, fitting = possible_models(path, list_models(folders))
                if chosen is None:
                    return fitting
            with importable(path, chosen) as checked:
                return project.add_adapter(checked, path.name if path.is_dir() else path.stem)

        def tell(made: Path | list[str]) -> None:
            if isinstance(made, list):
                self.base_model_wanted.emit(path, made)
                return
            self.session.adapters_changed.emit()
            self.session.message.emit(tr("Adapter {adapter} is in the project.", adapter=made.name), "info")

        self.in_background(tr("Importing {name}", name=path.name), take_in, tell)

    def diagnose_adapter(self, folder: Path, name: str, show: Callable[[Diagnosis], object]) -> None:
        """Look for what is wrong with an adapter. name: what it is called"""

        def look() -> Diagnosis:
            from studio.adapters.diagnosis import diagnose  # brings numpy, which no page needs to open

            return diagnose(folder)

        self.in_background(tr("Checking {name}", name=name), look, show)

    def open_in_playground(self, folder: Path) -> None:
        """Try an adapter on texts."""
        self.page_wanted.emit("playground")
        self.adapter_wanted.emit(folder)

    def open_in_inspector(self, folder: Path) -> None:
        """See what an adapter's prompt is near to."""
        self.page_wanted.emit("inspector")
        self.inspection_wanted.emit(folder)

    def rename_adapter(self, folder: Path, name: str) -> None:
        self.perform(lambda: self.the_project().rename_adapter(folder, name))
        self.session.adapters_changed.emit()

    def set_adapter_notes(self, folder: Path, notes: str, tags: tuple[str, ...] = ()) -> bool:
        """Whether they are kept now."""
        return self.perform(lambda: self._set_adapter_notes(folder, notes, tags)) is not None

    def _set_adapter_notes(self, folder: Path, notes: str, tags: tuple[str, ...]) -> Path:
        self.the_project().set_adapter_notes(folder, notes=notes, tags=tags)
        self.session.adapters_changed.emit()
        return folder

    def show_certainty(self, run_id: str, show: Callable[[Certainty], object]) -> None:
        """Read how sure a run's adapter was of its answers."""
        project = self.the_project()
        self.in_background(tr("Reading answers"), lambda: read_certainty(project, run_id), show)

    def set_unsure_below(self, folder: Path, chance: float | None) -> None:
        """Mark answers of an adapter that are less likely, in all predictions to come; None: mark none."""
        self.perform(lambda: set_unsure_below(folder, chance))
        self.session.adapters_changed.emit()

    def delete_adapter(self, folder: Path, name: str) -> None:
        """Take an adapter away; undo brings it back. name: what it is called"""
        self.perform(lambda: self._delete_adapter(folder, name))

    def _delete_adapter(self, folder: Path, name: str) -> None:
        project = self.the_project()
        trashed = project.delete_adapter(folder)
        undo = Undo(tr("Delete adapter {adapter}", adapter=name), lambda: project.restore_adapter(trashed))
        self.remember(undo, tr("The adapter is deleted."))
        self.session.adapters_changed.emit()

    # --- undo -----------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Bring back what was taken away last."""
        if self._undos:
            self.take_back(self._undos[-1])

    def take_back(self, undo: Undo) -> None:
        """Undo this, whatever came after it."""
        self.forget(undo)
        self.perform(undo.bring_back)
        self.session.runs_changed.emit()
        self.session.adapters_changed.emit()

    def forget(self, undo: Undo) -> None:
        """It can be undone no longer."""
        self._undos = [one for one in self._undos if one is not undo]
        self.undo_changed.emit(self.undo_text())

    def undo_text(self) -> str:
        """What undo would undo, "" for nothing."""
        return self._undos[-1].what if self._undos else ""

    def remember(self, undo: Undo, done: str) -> None:
        """done: what was done, in a sentence; empty where it can be seen"""
        self._undos.append(undo)
        self.undo_changed.emit(undo.what)
        if done:
            self.session.message.emit(tr("{done} Undo brings it back.", done=done), "info")

    # --- the end --------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of everything; trainings go on."""
        self.opening += 1
        self.downloads.close()
        self.rates.cancel()
        self.tables.reading.cancel()
        self.training.close()
        if self.session.project is not None:
            self.session.project.close()

    # --- what trainings say ---------------------------------------------------------------------------------------

    def _run_said(self, run_id: str, _events: list[object]) -> None:
        self.session.run_changed.emit(run_id)

    def _run_state(self, run_id: str, state: str) -> None:
        self.session.run_changed.emit(run_id)
        self.session.runs_changed.emit()
        if state == "finished":
            self.session.adapters_changed.emit()
            self.session.message.emit(tr("Run {run} is finished.", run=run_id), "info")

    def _run_failed(self, run_id: str, message: str) -> None:
        self.session.message.emit(tr("Run {run}: {problem}", run=run_id, problem=message), "error")

    def the_project(self) -> Project:
        """The open one. Raises ProjectError where none is."""
        if self.session.project is None:
            raise ProjectError(tr("No project is open. Open one, or make a new one, on the Home page."))
        return self.session.project
