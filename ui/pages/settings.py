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
from ui.kept import Closing
from ui.language import LANGUAGE, LANGUAGES, next_language, tr
from ui.page_frame import PageFrame
from ui.samples import projects_dir
from ui.session import Session
from ui.theme import SPACE_2, SPACE_3, SPACE_4, Mode, theme
from ui.widgets import ComboBox, Notice, beside, button, hint, label, named, quiet_button, row_of, section_title
from ui.workers.background import run_in_background

_LOOKS: tuple[tuple[str, Mode], ...] = (
    (tr("As the system"), "system"),
    (tr("Light"), "light"),
    (tr("Dark"), "dark"),
)
_LANGUAGES = ((tr("As the system"), "system"), *((name, language) for language, name in LANGUAGES.items()))
_CLOSINGS: tuple[tuple[str, Closing], ...] = (
    (tr("Ask"), "ask"),
    (tr("They go on"), "go_on"),
    (tr("They pause"), "pause"),
)
_COMPUTING = ("threads", "device", "precision")
_MOST_RUNS = 30  # whose logs can be chosen, the newest
_WIDEST = 640
_NARROW = 160  # of a choice


class SettingsPage(QWidget):
    """Two tabs: what the user chooses once, and the logs. What is changed counts at once."""

    title = tr("Settings")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        about = tr("Of this computer. What a run's own settings say comes first.")
        frame = PageFrame(self, self.title, about, scroll=False)
        self.tabs = QTabWidget()
        named(self.tabs, tr("Settings and logs"), tr("Settings of this computer, and the logs of what ran on it."))
        self.tabs.addTab(self._make_settings(), tr("Settings"))
        self.tabs.addTab(self._make_logs(), tr("Logs"))
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
        fields = set(Preferences.model_fields)
        self.computing = ConfigForm(
            Preferences, hidden=fields - set(_COMPUTING), empty={"threads": tr("All cores but one")}
        )
        self.network = ConfigForm(
            Preferences,
            hidden=_COMPUTING,
            empty={"proxy": tr("As the system"), "hub_cache": tr("Where the hub's own tools keep them")},
        )
        self.computing.setMaximumWidth(LABEL_WIDTH + SPACE_3 + _NARROW)
        self.network.setMaximumWidth(_WIDEST)
        inner.body.addWidget(section_title(tr("Window")))
        inner.body.addLayout(self._make_window())
        inner.body.addSpacing(SPACE_3)
        inner.body.addWidget(section_title(tr("Computing")))
        inner.body.addWidget(self.computing)
        inner.body.addWidget(hint(tr("Trainings that start from now on take these, and so does what is asked next.")))
        inner.body.addSpacing(SPACE_3)
        inner.body.addWidget(section_title(tr("Hugging Face hub")))
        inner.body.addWidget(self.network)
        inner.body.addSpacing(SPACE_3)
        inner.body.addLayout(self._make_token())
        inner.body.addSpacing(SPACE_4)
        inner.body.addLayout(self._make_folders())
        inner.body.addStretch(1)
        for form in (self.computing, self.network):
            form.set_values(self.session.preferences.model_dump())
            form.changed.connect(self._take)
        return made

    def _make_window(self) -> QVBoxLayout:
        self.look = ComboBox(_LOOKS)
        named(self.look, tr("Look"), tr("Colours of the window."))
        self.look.currentIndexChanged.connect(self._choose_look)
        self.language = ComboBox(_LANGUAGES)
        named(self.language, tr("Language"), tr("Language of the window, from its next start on."))
        self.language.set_value(self.session.language())
        self.language.currentIndexChanged.connect(self._choose_language)
        self.closing = ComboBox(_CLOSINGS)
        named(self.closing, tr("Trainings on closing"), tr("What becomes of trainings when the window closes."))
        self.closing.set_value(self.session.closing())
        self.closing.currentIndexChanged.connect(self._choose_closing)
        rows = FormRows()
        for title, choice in (
            (tr("Look"), self.look),
            (tr("Language"), self.language),
            (tr("Trainings on closing"), self.closing),
        ):
            choice.setMaximumWidth(_NARROW)
            rows.add_field(title, beside(choice))
        self.restart = Notice()
        self.restart.setMaximumWidth(_WIDEST)
        self.restart.clicked.connect(self.actions_.restart_wanted)
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addLayout(rows)
        column.addWidget(self.restart)
        return column

    def _make_token(self) -> QVBoxLayout:
        self.token = named(
            QLineEdit(), tr("Hub token"), tr("Lets you fetch models that ask for consent or are private.")
        )
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setPlaceholderText("hf_…")
        self.token.setMinimumWidth(280)
        self.keep = button(tr("Keep token"), tr("Put the token into the system's key ring, and into no file."))
        self.forget = quiet_button(tr("Forget token"), tr("Take the token out of the system's key ring."))
        self.token_says = hint()
        self.keep.setEnabled(False)
        self.token.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.token.returnPressed.connect(self.keep.click)
        self.keep.clicked.connect(self._keep_token)
        self.forget.clicked.connect(self._forget_token)
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        rows = FormRows()
        rows.add_field(tr("Hub token"), beside(self.token, self.keep, self.forget))
        column.addLayout(rows)
        column.addWidget(self.token_says)
        return column

    def _make_folders(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addWidget(section_title(tr("Folders")))
        rows = FormRows()
        self.folders: dict[str, QWidget] = {}
        for key, title, folder in (
            ("projects", tr("New projects"), projects_dir()),
            ("logs", tr("Logs and crashes"), paths.user_log_dir()),
            ("settings", tr("Settings"), paths.user_data_dir()),
        ):
            tip = tr("Open {folder} in the file manager.", folder=folder)
            opener = quiet_button(tr("Open"), tip, icon_name="open")
            opener.setAccessibleName(tr("Open the folder: {name}", name=title))
            opener.clicked.connect(lambda _=False, folder=folder: self._open_folder(folder))
            self.folders[key] = opener
            rows.add_field(title, beside(label(str(folder), "muted"), opener))
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

    def _choose_language(self) -> None:
        language = str(self.language.value())
        self.session.set_language(language)
        if next_language(language) == LANGUAGE:
            self.restart.clear()
            return
        self.restart.say(
            tr("The window speaks it from its next start on. Trainings go on meanwhile."),
            "info",
            tr("Restart now"),
            tr("Close the window and open it again."),
        )

    def _choose_closing(self) -> None:
        closing = self.closing.value()
        if closing in ("ask", "go_on", "pause"):
            self.session.set_closing(closing)

    def _show_look(self) -> None:
        blocked = self.look.blockSignals(True)
        self.look.set_value(theme().mode)
        self.look.blockSignals(blocked)

    def _keep_token(self) -> None:
        token = self.token.text().strip()

        def kept(_nothing: None) -> None:
            self.token.clear()
            self._show_token(token)

        self.actions_.in_background(tr("Keeping the token"), lambda: keep_token(token), kept)

    def _forget_token(self) -> None:
        self.actions_.in_background(tr("Forgetting the token"), forget_token, lambda _nothing: self._show_token(None))

    def _show_token(self, token: str | None) -> None:
        self.forget.setEnabled(token is not None)
        self.token_says.setText(
            tr("A token is kept in the system's key ring.")
            if token
            else tr("No token is kept. Models that ask for consent, and private ones, need one.")
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
        named(self.which, tr("Log"), tr("Which process's log is shown."))
        self.log = LogView(tr("Nothing is in this log."))
        column.addLayout(row_of(self.which))
        column.addWidget(self.log, 1)
        self.which.currentIndexChanged.connect(self._show_log)
        return made

    def _list_logs(self) -> None:
        """Crash reports first, then the newest runs of the project, then what belongs to no run."""
        own = paths.user_log_dir()
        crashes = sorted(own.glob("crash-*.txt"), reverse=True)
        choices: list[tuple[str, object]] = [(tr("Crash of {when}", when=_when(path)), path) for path in crashes]
        project = self.session.project
        if project is not None:
            runs = self.actions_.read(partial(project.store.runs, limit=_MOST_RUNS)) or []
            logs = [(run, project.run_dir(run.run) / LOG_FILE) for run in runs]
            choices += [(tr("Run: {name}", name=run.name or run.run), path) for run, path in logs if path.is_file()]
        names = {"inference.log": tr("Playground"), "standby.log": tr("Training process that waits")}
        choices += [(title, own / name) for name, title in names.items() if (own / name).is_file()]
        if not choices:
            choices = [(tr("No logs yet"), None)]
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
