"""Settings: of this machine and this user, and the logs of what ran here."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QTabWidget, QVBoxLayout, QWidget

from studio import paths
from studio.engine.protocol import LOG_FILE
from studio.hub_token import forget_token, keep_token, kept_token
from studio.preferences import Preferences
from ui.actions import Actions
from ui.forms.config_form import ConfigForm
from ui.forms.log_view import LogView
from ui.forms.rows import LABEL_WIDTH, FormRows
from ui.page_frame import PageFrame
from ui.samples import projects_dir
from ui.session import Session
from ui.theme import SPACE_2, SPACE_3, SPACE_4, Mode, theme
from ui.widgets import ComboBox, beside, button, hint, label, named, quiet_button, row_of, section_title
from ui.workers.background import run_in_background

_LOOKS: tuple[tuple[str, Mode], ...] = (("As the system", "system"), ("Light", "light"), ("Dark", "dark"))
_COMPUTING = ("threads", "device", "precision")
_MOST_RUNS = 30  # whose logs can be chosen, the newest
_WIDEST = 640
_NARROW = 160  # of a choice


class SettingsPage(QWidget):
    """Two tabs: what the user chooses once, and the logs. What is changed counts at once."""

    title = "Settings"

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        about = "Of this computer. What a run's own settings say comes first."
        frame = PageFrame(self, self.title, about, scroll=False)
        self.tabs = QTabWidget()
        named(self.tabs, "Settings and logs", "Settings of this computer, and the logs of what ran on it.")
        self.tabs.addTab(self._make_settings(), "Settings")
        self.tabs.addTab(self._make_logs(), "Logs")
        frame.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._list_logs)
        session.project_changed.connect(self._list_logs)
        session.runs_changed.connect(self._list_logs)
        theme().changed.connect(self._show_look)
        self._show_look()
        self._list_logs()
        run_in_background(kept_token, self._show_token)

    # --- settings -------------------------------------------------------------------------------------------------

    def _make_settings(self) -> QWidget:
        made = QWidget()
        inner = PageFrame(made, "")
        inner.title.hide()
        inner.about.hide()
        inner.head.setContentsMargins(0, 0, 0, 0)
        inner.body.setContentsMargins(0, SPACE_3, SPACE_3, SPACE_4)
        self.look = ComboBox(_LOOKS)
        named(self.look, "Look", "Colours of the window.")
        looks = FormRows()
        self.look.setMaximumWidth(_NARROW)
        looks.add_field("Look", beside(self.look))
        fields = set(Preferences.model_fields)
        self.computing = ConfigForm(
            Preferences, hidden=fields - set(_COMPUTING), empty={"threads": "All cores but one"}
        )
        self.network = ConfigForm(
            Preferences,
            hidden=_COMPUTING,
            empty={"proxy": "As the system", "hub_cache": "Where the hub's own tools keep them"},
        )
        self.computing.setMaximumWidth(LABEL_WIDTH + SPACE_3 + _NARROW)
        self.network.setMaximumWidth(_WIDEST)
        for heading, form, words in (
            ("Window", looks, ""),
            ("Computing", self.computing, "Trainings and the playground take these from the next start on."),
            ("Hugging Face hub", self.network, ""),
        ):
            inner.body.addWidget(section_title(heading))
            if isinstance(form, FormRows):
                inner.body.addLayout(form)
            else:
                inner.body.addWidget(form)
            if words:
                inner.body.addWidget(hint(words))
            inner.body.addSpacing(SPACE_3)
        inner.body.addLayout(self._make_token())
        inner.body.addSpacing(SPACE_4)
        inner.body.addLayout(self._make_folders())
        inner.body.addStretch(1)
        for form in (self.computing, self.network):
            form.set_values(self.session.preferences.model_dump())
            form.changed.connect(self._take)
        self.look.currentIndexChanged.connect(self._choose_look)
        return made

    def _make_token(self) -> QVBoxLayout:
        self.token = named(QLineEdit(), "Hub token", "Lets you fetch models that ask for consent or are private.")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setPlaceholderText("hf_…")
        self.token.setMinimumWidth(280)
        self.keep = button("Keep", "Put the token into the system's key ring, and into no file.")
        self.forget = quiet_button("Forget", "Take the token out of the system's key ring.")
        self.token_says = hint()
        self.keep.setEnabled(False)
        self.token.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.token.returnPressed.connect(self.keep.click)
        self.keep.clicked.connect(self._keep_token)
        self.forget.clicked.connect(self._forget_token)
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        rows = FormRows()
        rows.add_field("Token", beside(self.token, self.keep, self.forget))
        column.addLayout(rows)
        column.addWidget(self.token_says)
        return column

    def _make_folders(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addWidget(section_title("Folders"))
        rows = FormRows()
        self.folders: dict[str, QWidget] = {}
        for name, folder in (
            ("New projects", projects_dir()),
            ("Logs and crashes", paths.user_log_dir()),
            ("Settings", paths.user_data_dir()),
        ):
            opener = quiet_button("Open", f"Open {folder} in the file manager.", icon_name="open")
            opener.setAccessibleName(f"Open the folder: {name}")
            opener.clicked.connect(lambda _=False, folder=folder: self._open_folder(folder))
            self.folders[name] = opener
            rows.add_field(name, beside(label(str(folder), "muted"), opener))
        column.addLayout(rows)
        return column

    def _take(self) -> None:
        """What the forms say, where it can be used."""
        if not (self.computing.is_valid() and self.network.is_valid()):
            return
        computing = {name: value for name, value in self.computing.values().items() if name in _COMPUTING}
        chosen = Preferences.model_validate({**self.network.values(), **computing})
        self.session.set_preferences(chosen)

    def _choose_look(self) -> None:
        mode = self.look.value()
        if mode in ("system", "light", "dark"):
            self.session.set_look(mode)

    def _show_look(self) -> None:
        blocked = self.look.blockSignals(True)
        self.look.set_value(theme().mode)
        self.look.blockSignals(blocked)

    def _keep_token(self) -> None:
        token = self.token.text().strip()

        def kept(_nothing: None) -> None:
            self.token.clear()
            self._show_token(token)

        self.actions_.in_background("Keeping the token", lambda: keep_token(token), kept)

    def _forget_token(self) -> None:
        self.actions_.in_background("Forgetting the token", forget_token, lambda _nothing: self._show_token(None))

    def _show_token(self, token: str | None) -> None:
        self.forget.setEnabled(token is not None)
        self.token_says.setText(
            "A token is kept in the system's key ring."
            if token
            else "No token is kept. Models that ask for consent, and private ones, need one."
        )

    def _open_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # --- logs -----------------------------------------------------------------------------------------------------

    def _make_logs(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, SPACE_4, 0, 0)
        column.setSpacing(SPACE_2)
        self.which = ComboBox()
        named(self.which, "Log", "Which process's log is shown.")
        self.log = LogView("Nothing is in this log.")
        column.addLayout(row_of(self.which))
        column.addWidget(self.log, 1)
        self.which.currentIndexChanged.connect(self._show_log)
        return made

    def _list_logs(self) -> None:
        """Crash reports first, then the newest runs of the project, then what belongs to no run."""
        own = paths.user_log_dir()
        crashes = sorted(own.glob("crash-*.txt"), reverse=True)
        choices: list[tuple[str, object]] = [(f"Crash of {_when(path)}", path) for path in crashes]
        project = self.session.project
        if project is not None:
            runs = self.actions_.read(partial(project.store.runs, limit=_MOST_RUNS)) or []
            logs = [(run, project.run_dir(run.run) / LOG_FILE) for run in runs]
            choices += [(f"Run: {run.name or run.run}", path) for run, path in logs if path.is_file()]
        names = {"inference.log": "Playground", "standby.log": "Training process that waits"}
        choices += [(title, own / name) for name, title in names.items() if (own / name).is_file()]
        if not choices:
            choices = [("No logs yet", None)]
        shown = self.which.value()
        self.which.set_choices(choices)
        if self.which.value() != shown:
            self._show_log()

    def _show_log(self) -> None:
        path = self.which.value()
        self.log.follow(path if isinstance(path, Path) else None)


def _when(crash: Path) -> str:
    """crash-20261121-165318.txt as 2026-11-21 16:53:18."""
    digits = "".join(character for character in crash.stem if character.isdigit())
    if len(digits) != 14:
        return crash.stem
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:]}"
