"""Model: the base model, which is frozen; bundled, on this disk, or from the hub."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.methods.registry import METHODS
from studio.models.catalog import CatalogModel, find_model, list_models
from studio.models.download import stored_bytes
from ui import dialogs, numbers
from ui.actions import Actions
from ui.forms.model_cards import DownloadCard, ModelCard, abilities
from ui.language import tr
from ui.page_frame import PageFrame
from ui.pages.hub_panel import HubPanel
from ui.session import Session
from ui.theme import SPACE_2, SPACE_4
from ui.widgets import Notice, button, clear_layout, hint
from ui.workers.background import run_in_background


class ModelPage(QWidget):
    """cards: of the models found, by name    coming: of those on their way, by name"""

    title = tr("Model")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self.cards: dict[str, ModelCard] = {}
        self.coming: dict[str, DownloadCard] = {}
        frame = PageFrame(self, self.title, tr("The base model. It stays as it is; only the soft prompt learns."))
        self.add_folder = button(
            tr("Add a folder …"), tr("A folder that holds a base model, or several side by side."), icon_name="folder"
        )
        frame.head.addWidget(self.add_folder, 0, Qt.AlignmentFlag.AlignTop)
        self.missing = Notice()
        self.downloads, self.list = QVBoxLayout(), QVBoxLayout()
        self.methods = hint()
        self.hub = HubPanel(session)
        frame.body.addWidget(self.missing)
        for cards in (self.downloads, self.list):
            cards.setSpacing(SPACE_2)
            frame.body.addLayout(cards)
        frame.body.addWidget(self.methods)
        frame.body.addSpacing(SPACE_4)
        frame.body.addWidget(self.hub)
        frame.body.addStretch(1)
        self.next = frame.add_primary(tr("Next: Method"), tr("Choose how the soft prompt is made."))
        self._connect()
        self._folders: tuple[object, ...] = ()
        self._is_first_look = True
        self._show_revision()
        self.refresh()
        actions.downloads.look()

    def _connect(self) -> None:
        session, actions = self.session, self.actions_
        session.model_changed.connect(self._model_changed)
        session.data_changed.connect(self.show_chosen)
        actions.downloads.changed.connect(self._show_downloads)
        session.models_changed.connect(self.refresh)
        self.add_folder.clicked.connect(self.choose_folder)
        self.hub.download_wanted.connect(lambda name, revision: actions.download_model(name, revision or None))
        self.hub.settings_wanted.connect(lambda: actions.page_wanted.emit("settings"))
        self.next.clicked.connect(lambda: actions.page_wanted.emit("method"))

    # --- what is shown --------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again for models, on a thread: reading many headers takes a moment."""
        folders = self.session.model_folders()
        self._folders = folders
        run_in_background(lambda: list_models(folders), self.show_models)

    def show_models(self, models: list[CatalogModel]) -> None:
        clear_layout(self.list)
        self.cards = {}
        before: QWidget = self.add_folder
        for model in models:
            card = ModelCard(model)
            card.clicked.connect(lambda model=model: self.session.set_model(model.name, model.revision))
            card.removed.connect(lambda model=model: self.remove(model))
            self.cards[model.name] = card
            self.list.addWidget(card)
            self.setTabOrder(before, card)  # made later than what follows them
            before = card
        if self._is_first_look:
            self._is_first_look = False
            self.hub.fold.set_open(all(model.source == "bundled" for model in models))
        if not models:
            self.list.addWidget(
                hint(tr("No base model is on this disk yet. Add a folder, or download one from the hub."))
            )
        self._show_downloads()
        self.show_chosen()

    def _show_downloads(self) -> None:
        """One card for each model on its way; it stays while the download moves, so that a button can be pressed."""
        listed = self.actions_.downloads.listed
        if list(self.coming) != list(listed):
            clear_layout(self.downloads)
            self.coming = {name: self._download_card(name) for name in listed}
        for name, download in listed.items():
            self.coming[name].show_download(download)
        self.hub.show_states(set(self.cards), set(listed))

    def _download_card(self, name: str) -> DownloadCard:
        downloads = self.actions_.downloads
        card = DownloadCard(downloads.listed[name])
        card.paused.connect(lambda: downloads.pause(name))
        card.resumed.connect(lambda: self.actions_.download_model(name, downloads.listed[name].revision))
        card.cancelled.connect(lambda: downloads.cancel(name))
        self.downloads.addWidget(card)
        return card

    def _model_changed(self) -> None:
        if self.session.model_folders() != self._folders:
            self.refresh()
        self._show_revision()
        self.show_chosen()

    def _show_revision(self) -> None:
        if self.session.model_revision is not None:
            self.hub.show_name(self.session.model_name, self.session.model_revision)
        else:
            self.hub.revision.clear()

    def show_chosen(self) -> None:
        """Mark the model of the draft, and say which methods fit it."""
        name = self.session.model_name
        for other, card in self.cards.items():
            card.set_selected(other == name)
        chosen = self.cards.get(name) if self.session.model_folder is not None else None
        revision = numbers.short_revision(self.session.model_revision or "")
        self.next.setEnabled(chosen is not None)
        if chosen is None:
            self.missing.say(
                tr(
                    '"{model}" at revision {revision} is not on this disk. Choose one below, or download it.',
                    model=name,
                    revision=revision,
                )
                if revision
                else tr('"{model}" is not on this disk. Choose one below, or download it.', model=name),
                "warning",
            )
            self.methods.setText("")
            return
        self.missing.clear()
        reasons = {method: self.session.misfit(method) for method in METHODS}
        title = chosen.model.title
        if revision:
            title = tr("{model} at revision {revision}", model=title, revision=revision)
        self.methods.setText(abilities(title, chosen.model.architecture, reasons))

    # --- what the user does ---------------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask for a folder, and take it when there is a model in it."""
        folder = dialogs.ask_model_folder(self)
        if folder is None:
            return
        found = list_models([folder])
        inside = [model for model in found if model.source == "folder"]
        if inside:
            self.session.add_model_folder(folder)
            self.session.set_model(inside[0].name)
        else:
            self.actions_.perform(lambda: find_model(str(folder)))  # says what the folder lacks

    def remove(self, model: CatalogModel) -> None:
        """List a folder no longer; delete what was downloaded, once the user is sure."""
        if model.source == "folder":
            for folder in self.session.model_folders():
                if folder in (model.folder, *model.folder.parents):
                    self.session.remove_model_folder(folder)
            return
        question = tr(
            "Delete {model}, all its revisions, from this disk? {size} become free. Other programs that use the hub's "
            "cache lose it, too; adapters stay, and need it downloaded again.",
            model=model.name,
            size=numbers.size(stored_bytes(model.name)),
        )
        if dialogs.ask_sure(self, tr("Delete a base model"), question, tr("Delete")):
            self.actions_.delete_model(model.name)
