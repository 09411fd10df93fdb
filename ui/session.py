"""What the window holds: the project, its table, and the draft of the next run. Pages show it; actions change it.

Make reads as four steps of one sentence: this table, on this model, by this method, go.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, QSettings, Signal

from studio.architecture import Architecture, read_architecture
from studio.data.placing import check_method
from studio.data.table import ReadOptions, Table
from studio.data.template import Template
from studio.data_spec import ANSWER_COLUMNS, DataSpec, task_of
from studio.errors import ModelError, SpecError
from studio.methods.registry import METHODS
from studio.methods.settings import MethodSettings
from studio.models.catalog import find_on_disk, parameter_count
from studio.models.word_spread import word_spread
from studio.preferences import Preferences, use
from studio.recommendation import Recommendation, recommendation, with_recommended
from studio.spec import ModelSpec, RunSpec, TrainingSpec, run_spec_from
from studio.store.project import Project
from ui.kept import Closing, kept_closing, kept_language, kept_look
from ui.language import said, tr
from ui.row_lengths import RowLengths
from ui.template_sync import with_virtual_tokens
from ui.theme import Mode, theme

RECENT = 8


class Session(QObject):
    """Signals say what changed; whoever shows it reads it again.

    lengths: of the table's rows in tokens, counted once somebody watches them
    table: with the changes of its cells that are not saved yet; file_table: as its file has it
    changes: row number to column to text
    data: values of a DataSpec, maybe not complete yet; `file` is an absolute path.
    unusable: what is written on the Method page and cannot be used, in a sentence; then `method` and `training` are
    older than what stands there.
    """

    project_changed = Signal()
    data_changed = Signal()
    model_changed = Signal()  # the base model of the draft
    models_changed = Signal()  # base models on this disk
    method_changed = Signal()  # the method's settings or those of training
    run_changed = Signal(str)  # run id
    runs_changed = Signal()
    adapters_changed = Signal()
    preferences_changed = Signal()
    message = Signal(str, str)  # text, "info" or "error"

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.preferences = self._remembered_preferences()
        self.project: Project | None = None
        self.table: Table | None = None
        self.file_table: Table | None = None
        self.changes: dict[int, dict[str, str]] = {}
        self._waiting: dict[str, dict[int, dict[str, str]]] = {}  # changes of tables that are not open, by file
        self.data: dict[str, Any] = {}
        self.model_name = str(self.settings.value("model", "starter"))
        self.model_revision: str | None = str(self.settings.value("revision", "")) or None  # of a hub model
        self.shown_run: str | None = None  # on the Train page
        self.unusable = ""
        self.methods: dict[str, MethodSettings] = {}  # settings of each method, as last used
        self.method: MethodSettings = self._remembered_method()
        self.training: TrainingSpec = self._remembered_training()
        self._known_model: tuple[str, str | None] | None = None
        self._model_folder: Path | None = None
        self._architecture: Architecture | None = None
        self._spread: float | None = None
        self._weights: int | None = None
        self.lengths = RowLengths(self)

    # --- the project ----------------------------------------------------------------------------------------------

    def set_project(self, project: Project | None) -> None:
        """Another project, or none; its table is not read yet."""
        if self.project is not None:
            self.project.close()
        self.project = project
        self.table = self.file_table = None
        self.changes = {}
        self._waiting = {}
        self.shown_run = None
        self.data = {}
        if project is not None:
            self._remember_project(project.folder)
            self._restore_draft(project.folder)
        self.project_changed.emit()
        self.data_changed.emit()
        self.model_changed.emit()
        self.method_changed.emit()
        self.runs_changed.emit()
        self.adapters_changed.emit()

    def recent_projects(self) -> list[Path]:
        """Folders of projects, the last opened first; those that are gone are left out."""
        return [Path(folder) for folder in self._recent() if (Path(folder) / "project.toml").is_file()]

    def forget_project(self, folder: Path) -> None:
        """Take a project off the list of recent ones; its folder stays."""
        self.settings.setValue("recent", json.dumps([one for one in self._recent() if Path(one) != folder]))

    def last_project(self) -> Path | None:
        """The project to open at the start."""
        folder = Path(str(self.settings.value("last_project", "")))
        return folder if (folder / "project.toml").is_file() else None

    def line(self) -> list[tuple[Path, str]]:
        """Runs that waited for others when the window was last seen, the next one first: project folder and run id."""
        found = _json(self.settings.value("line", "[]"))
        return [(Path(folder), str(run)) for folder, run in found] if isinstance(found, list) else []

    def remember_line(self, runs: Sequence[tuple[Path, str]]) -> None:
        self.settings.setValue("line", json.dumps([(str(folder), run) for folder, run in runs]))

    def is_new(self) -> bool:
        """Whether the user has no project yet, and has seen no tour."""
        return not self._recent() and self.settings.value("tour", "") != "seen"

    def remember_tour(self) -> None:
        self.settings.setValue("tour", "seen")

    # --- the draft ------------------------------------------------------------------------------------------------

    def set_table(self, table: Table, data: dict[str, Any]) -> None:
        """A table that was read, and the draft of a DataSpec for it. Changes of another file's cells wait for it."""
        before, now = str(self.data.get("file")), str(data.get("file"))
        if before != now:
            if self.changes:
                self._waiting[before] = self.changes
            self.changes = self._waiting.pop(now, {})
        if not _fit(self.changes, table):
            self.changes = {}
        self.file_table = table
        self.table = table.with_cells(self.changes) if self.changes else table
        self.data = data
        self._save_draft()
        self.data_changed.emit()

    def set_changes(self, changes: Mapping[int, Mapping[str, str]]) -> None:
        """The cells that are not as in the table's file; those that are as there are left out."""
        table = self.file_table
        if table is None:
            return
        rows = {
            row: {n: text for n, text in cells.items() if table.row(row)[n] != text} for row, cells in changes.items()
        }
        self.changes = {row: cells for row, cells in sorted(rows.items()) if cells}
        self.table = table.with_cells(self.changes)
        self._save_draft()
        self.data_changed.emit()

    def update_data(self, **values: Any) -> None:
        """Change some values of the data's draft; None takes one out."""
        changed = {key: value for key, value in {**self.data, **values}.items() if value is not None}
        if changed != self.data:
            self.data = changed
            self._save_draft()
            self.data_changed.emit()

    def set_model(self, name: str, revision: str | None = None) -> None:
        if (name, revision) != (self.model_name, self.model_revision):
            self.model_name, self.model_revision = name, revision
            self.settings.setValue("model", name)
            self.settings.setValue("revision", revision or "")
            self._save_draft()
            self.model_changed.emit()

    def set_method(self, method: MethodSettings) -> None:
        if method != self.method:
            self.method = method
            self.methods[method.name] = method
            self.settings.setValue("method", method.model_dump_json())
            self._save_draft()
            self.method_changed.emit()

    def choose_method(self, name: str) -> None:
        """A method by its name, with the settings it had when it was last used."""
        self.set_method(self.methods.get(name) or METHODS[name].model_validate({}))

    def set_training(self, training: TrainingSpec) -> None:
        if training != self.training:
            self.training = training
            self.settings.setValue("training", training.model_dump_json(exclude_none=True))
            self._save_draft()
            self.method_changed.emit()

    def set_unusable(self, why: str) -> None:
        """Say why what is written cannot be used, "" where it can."""
        if why != self.unusable:
            self.unusable = why
            self.method_changed.emit()

    def use_spec(self, spec: RunSpec, table: Table) -> None:
        """Take a whole run as the draft of the next one."""
        self.set_model(spec.model.name, spec.model.revision)
        self.set_method(spec.method)
        self.set_table(table, spec.data.model_dump(exclude_none=True, exclude_defaults=True) | {"file": spec.data.file})
        self.set_training(self._as_chosen(spec.training))

    def _as_chosen(self, training: TrainingSpec) -> TrainingSpec:
        """What is recommended for the draft is left open, so that it changes with the method and the table."""
        found = self.recommendation()
        open_ = {name: None for name in ("learning_rate", "epochs") if getattr(training, name) == getattr(found, name)}
        return training.model_copy(update=open_)

    def spec(self) -> RunSpec:
        """The run that the draft describes. Raises SpecError or TemplateError where a step is not complete."""
        if self.table is None or "file" not in self.data:
            raise SpecError(tr("There is no table yet. Import one on the Data page."))
        if not any(self.data.get(column) for column in ANSWER_COLUMNS.values()):
            raise SpecError(tr("It is not said what to learn. Choose the answer column on the Data page."))
        if self.unusable:
            raise SpecError(self.unusable)
        values = {
            "model": {"name": self.model_name, "revision": self.model_revision},
            "data": self.data,
            "method": self.method.model_dump(),
            "training": self.training.model_dump(),
        }
        spec = run_spec_from(values, tr("This run"))
        if self.architecture is not None:
            check_method(spec.method, self.architecture, spec.data.task)
        template = Template.parse(self.template_text(spec.data))
        template.check_columns(self.table.columns)
        with_virtual_tokens(template, spec.method)
        return with_recommended(spec, rows=len(self.table), spread=self._spread, weights=self._weights)

    def draft(self) -> RunSpec | None:
        """The run as far as it is known, fit or not; None without a complete description of the data."""
        data = self.data_spec()
        try:
            model = ModelSpec(name=self.model_name, revision=self.model_revision)
            return RunSpec(model=model, data=data, method=self.method, training=self.training) if data else None
        except ValidationError:
            return None

    def template_text(self, data: DataSpec) -> str:
        """The template as it is written, or the plain one for the model and the method of the draft."""
        kind = self.architecture.kind if self.architecture else None
        return data.template_for(kind, head=self.method.has_head)

    def recommendation(self) -> Recommendation:
        """What the draft's run takes where it leaves the learning rate and the epochs open."""
        data = self.data_spec()
        rows = None
        if self.table is not None and data is not None:
            rows = RunSpec(data=data, method=self.method).training_rows(len(self.table))
        _ = self.architecture
        step, spread, weights = self.training.rows_per_step, self._spread, self._weights
        return recommendation(self.method, rows=rows, rows_per_step=step, spread=spread, weights=weights)

    @property
    def model_folder(self) -> Path | None:
        """Where the base model of the draft is; None while it is not on this disk."""
        _ = self.architecture
        return self._model_folder

    @property
    def architecture(self) -> Architecture | None:
        """What the base model of the draft is; None while it is not on this disk."""
        wanted = (self.model_name, self.model_revision)
        if self._known_model != wanted:
            try:
                folder = find_on_disk(*wanted)
            except ModelError:
                folder = None
            self._model_folder = folder
            self._architecture = read_architecture(folder) if folder else None
            self._spread = word_spread(folder) if folder else None
            self._weights = parameter_count(folder) if folder else None
            self._known_model = wanted if folder else None
        return self._architecture

    def misfit(self, name: str) -> str:
        """Why a method does not fit the draft's base model or task, in one sentence; empty where it does."""
        if self.architecture is None:
            return ""
        method = self.methods.get(name) or METHODS[name].model_validate({})
        return said(method.misfit(self.architecture, task_of(self.data)))

    def warnings(self) -> list[str]:
        """What speaks against the draft's method on its base model, though it fits, and what changes nothing."""
        draft = self.draft()
        found = self.method.idle() if draft is None else draft.idle()
        if self.architecture is not None and not self.misfit(self.method.name):
            found = [*self.method.warnings(self.architecture, self.model_name), *found]
        return [said(sentence) for sentence in found]

    def data_spec(self) -> DataSpec | None:
        """The data's draft as a DataSpec, None while it is not complete."""
        try:
            return DataSpec.model_validate(self.data)
        except ValidationError:
            return None

    def read_options(self) -> ReadOptions:
        """How the table is to be read, as far as the user overruled what was found."""
        return ReadOptions.of(self.data)

    def default(self, key: str) -> Any:
        """A value of the data's draft, or DataSpec's default."""
        return self.data.get(key, DataSpec.model_fields[key].default)

    # --- folders with base models -----------------------------------------------------------------------------------

    def model_folders(self) -> tuple[Path, ...]:
        """Folders that the user added, to look for base models in."""
        found = _json(self.settings.value("model_folders", "[]"))
        return tuple(Path(one) for one in found) if isinstance(found, list) else ()

    def add_model_folder(self, folder: Path) -> None:
        folders = [str(one) for one in self.model_folders() if one != folder]
        self.settings.setValue("model_folders", json.dumps([*folders, str(folder)]))
        self.model_changed.emit()

    def remove_model_folder(self, folder: Path) -> None:
        """Look for base models there no longer; its files stay."""
        folders = [str(one) for one in self.model_folders() if one != folder]
        self.settings.setValue("model_folders", json.dumps(folders))
        self.model_changed.emit()

    def look_for_models_again(self) -> None:
        """After base models came to this disk or went from it."""
        self._known_model = None
        self.models_changed.emit()
        self.model_changed.emit()

    # --- the user ---------------------------------------------------------------------------------------------------

    def set_preferences(self, chosen: Preferences) -> None:
        """Heed them from now on, in this process and in children that start later."""
        if chosen != self.preferences:
            self.preferences = chosen
            self.settings.setValue("preferences", chosen.model_dump_json())
            use(chosen)
            self.preferences_changed.emit()

    def look(self) -> Mode:
        """Light, dark, or as the system has it."""
        return kept_look(self.settings)

    def set_look(self, mode: Mode) -> None:
        self.settings.setValue("look", mode)
        theme().use(mode)

    def closing(self) -> Closing:
        """What becomes of trainings when the window closes."""
        return kept_closing(self.settings)

    def set_closing(self, closing: Closing) -> None:
        self.settings.setValue("closing", closing)

    def language(self) -> str:
        """The language that was chosen for the next start: "en", "zh_CN", or "system"."""
        return kept_language(self.settings)

    def set_language(self, language: str) -> None:
        self.settings.setValue("language", language)

    # --- memory ---------------------------------------------------------------------------------------------------

    def _recent(self) -> list[str]:
        found = _json(self.settings.value("recent", "[]"))
        return [str(one) for one in found] if isinstance(found, list) else []

    def _remember_project(self, folder: Path) -> None:
        others = [one for one in self._recent() if Path(one) != folder]
        self.settings.setValue("recent", json.dumps([str(folder), *others][:RECENT]))
        self.settings.setValue("last_project", str(folder))

    def _remembered_method(self) -> MethodSettings:
        return _method_from(_json(self.settings.value("method", ""))) or METHODS["prompt_tuning"].model_validate({})

    def _remembered_training(self) -> TrainingSpec:
        return _training_from(_json(self.settings.value("training", ""))) or TrainingSpec()

    def _remembered_preferences(self) -> Preferences:
        try:
            return Preferences.model_validate(_json(self.settings.value("preferences", "{}")))
        except ValidationError:
            return Preferences()

    def _draft_key(self, folder: Path) -> str:
        return "draft-" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]

    def _save_draft(self) -> None:
        if self.project is None:
            return
        draft = {
            "data": self.data,
            "changes": {**self._waiting, str(self.data.get("file")): self.changes},
            "model": self.model_name,
            "revision": self.model_revision,
            "method": self.method.model_dump(mode="json"),
            "training": self.training.model_dump(mode="json", exclude_none=True),
        }
        self.settings.setValue(self._draft_key(self.project.folder), json.dumps(draft))

    def _restore_draft(self, folder: Path) -> None:
        draft = _json(self.settings.value(self._draft_key(folder), ""))
        if not isinstance(draft, dict):
            return
        data = draft.get("data")
        if isinstance(data, dict) and data.get("file") and Path(str(data["file"])).exists():
            self.data = data
            for file, changes in draft.get("changes", {}).items():
                self._waiting[file] = {int(row): cells for row, cells in changes.items()}
            self.changes = self._waiting.pop(str(data["file"]), {})
        self.model_name = str(draft.get("model", self.model_name))
        self.model_revision = draft.get("revision")
        self.method = _method_from(draft.get("method")) or self.method
        self.training = _training_from(draft.get("training")) or self.training


def _fit(changes: Mapping[int, Mapping[str, str]], table: Table) -> bool:
    """Whether a table has the rows and columns that were changed."""
    return all(row < len(table) and set(cells) <= set(table.columns) for row, cells in changes.items())


def _json(text: object) -> Any:
    try:
        return json.loads(str(text))
    except ValueError:
        return None


def _method_from(values: Any) -> MethodSettings | None:
    """Settings as remembered; None where they are from another version and fit no longer."""
    if not isinstance(values, dict) or values.get("name") not in METHODS:
        return None
    try:
        return METHODS[values["name"]].model_validate(values)
    except ValidationError:
        return None


def _training_from(values: Any) -> TrainingSpec | None:
    try:
        return TrainingSpec.model_validate(values) if isinstance(values, dict) else None
    except ValidationError:
        return None
