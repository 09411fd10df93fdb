"""Model: the base model, which is frozen; bundled, on this disk, or from the hub."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.methods.registry import METHODS
from studio.models.catalog import CatalogModel, find_model, list_models
from ui import dialogs, numbers
from ui.actions import Actions
from ui.page_frame import PageFrame
from ui.session import Session
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from ui.widgets import Card, Notice, button, chip, clear_layout, hint, label, named, row_of, section_title
from ui.workers.background import run_in_background

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_REVISION = re.compile(r"\S*")
_SOURCES = {"bundled": "Comes with the studio", "cache": "Fetched from the hub", "folder": "A folder of yours"}


_CAN = {
    "decoder": "can choose labels and write text",
    "encoder": "can tell classes apart; it writes no text",
    "encoder_decoder": "reads a text whole, and can choose labels and write text",
    None: "is no model of text",
}


class ModelCard(Card):
    """One base model: what it is called, how large it is, what it may be used for."""

    def __init__(self, model: CatalogModel, parent: QWidget | None = None) -> None:
        super().__init__(model.title, f"{model.summary or model.name} Choose this base model.", parent)
        self.model = model
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(label(model.title, "strong"))
        if model.name not in (model.title, str(model.folder)):
            head.addWidget(label(model.name, "muted"))
        head.addStretch(1)
        head.addWidget(chip(_SOURCES[model.source]))
        self.body.addLayout(head)
        if model.summary:
            self.body.addWidget(label(model.summary, "muted", wrap=True))
        self.body.addWidget(label(_facts(model), "hint", wrap=True))


def _facts(model: CatalogModel) -> str:
    facts = [
        f"{numbers.short_count(model.parameters)} parameters" if model.parameters else "",
        f"{numbers.size(model.size_bytes)} on disk",
        f"reads {model.context:,} tokens" if model.context else "",
        model.family,
        f"licence {model.licence}" if model.licence else "licence not stated",
    ]
    return "  ·  ".join(fact for fact in facts if fact)


class ModelPage(QWidget):
    """cards: of the models found, by name."""

    title = "Model"

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self.cards: dict[str, ModelCard] = {}
        frame = PageFrame(self, self.title, "The base model. It stays as it is; only the soft prompt learns.")
        self.add_folder = button(
            "Add a folder …", "A folder that holds a base model, or several side by side.", icon_name="folder"
        )
        frame.head.addWidget(self.add_folder, 0, Qt.AlignmentFlag.AlignTop)
        self.missing = Notice()
        self.list = QVBoxLayout()
        self.list.setSpacing(SPACE_2)
        self.methods = hint()
        frame.body.addWidget(self.missing)
        frame.body.addLayout(self.list)
        frame.body.addWidget(self.methods)
        frame.body.addSpacing(SPACE_4)
        frame.body.addLayout(self._make_hub())
        frame.body.addStretch(1)
        self.next = frame.add_primary("Next: Method", "Choose how the soft prompt is made.")
        session.model_changed.connect(self._model_changed)
        session.data_changed.connect(self.show_chosen)
        self.add_folder.clicked.connect(self.choose_folder)
        self.next.clicked.connect(lambda: actions.page_wanted.emit("method"))
        self._folders: tuple[object, ...] = ()
        self._show_revision()
        self.refresh()

    def _make_hub(self) -> QVBoxLayout:
        self.hub_id = named(QLineEdit(), "Hub model", "Owner and name of a model on the Hugging Face hub.")
        self.hub_id.setPlaceholderText("owner/name, for example Qwen/Qwen3-0.6B")
        self.hub_id.setMinimumWidth(320)
        self.revision = named(
            QLineEdit(), "Revision", "A branch, a tag or the beginning of a commit of the hub model; empty: the newest."
        )
        self.revision.setPlaceholderText("Revision: the newest")
        self.revision.setMinimumWidth(160)
        self.fetch = button(
            "Fetch", "Download this model once; from then on it works without a network.", icon_name="download"
        )
        self.fetch.setEnabled(False)
        self.hub_says = hint("A model that is not on this disk is downloaded once and kept.")
        for field in (self.hub_id, self.revision):
            field.textChanged.connect(self._hub_changed)
            field.returnPressed.connect(self.fetch.click)
        self.fetch.clicked.connect(self.fetch_model)
        column = QVBoxLayout()
        column.setSpacing(SPACE_1)
        column.addWidget(section_title("From the hub"))
        column.addSpacing(SPACE_1)
        column.addLayout(row_of(self.hub_id, self.revision, self.fetch, spacing=SPACE_3))
        column.addWidget(self.hub_says)
        return column

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
            card.clicked.connect(lambda name=model.name: self.session.set_model(name))
            self.cards[model.name] = card
            self.list.addWidget(card)
            self.setTabOrder(before, card)  # made later than what follows them
            before = card
        if not models:
            self.list.addWidget(hint("No base model is on this disk yet. Add a folder, or fetch one from the hub."))
        self.show_chosen()

    def _model_changed(self) -> None:
        if self.session.model_folders() != self._folders:
            self.refresh()
        self._show_revision()
        self.show_chosen()

    def _show_revision(self) -> None:
        if self.session.model_revision is not None:
            self.hub_id.setText(self.session.model_name)
        self.revision.setText(self.session.model_revision or "")

    def _hub_changed(self) -> None:
        name, revision = self._hub_model()
        self.fetch.setEnabled(bool(_HUB_ID.fullmatch(name) and _REVISION.fullmatch(revision or "")))

    def _hub_model(self) -> tuple[str, str | None]:
        """Name and revision as they are written."""
        return self.hub_id.text().strip(), self.revision.text().strip() or None

    def show_chosen(self) -> None:
        """Mark the model of the draft, and say which methods fit it."""
        name = self.session.model_name
        for other, card in self.cards.items():
            card.set_selected(other == name)
        chosen = self.cards.get(name)
        self.next.setEnabled(chosen is not None)
        if chosen is None:
            self.missing.say(f'"{name}" is not on this disk. Choose one below, or fetch it from the hub.', "warning")
            self.methods.setText("")
            return
        self.missing.clear()
        titles = ", ".join(settings.title for name, settings in METHODS.items() if not self.session.misfit(name))
        revision = f" at revision {self.session.model_revision}" if self.session.model_revision else ""
        self.methods.setText(
            f"{chosen.model.title}{revision} {_CAN[chosen.model.architecture.kind]}. "
            + (f"Methods that fit it: {titles}." if titles else "No method fits it.")
        )

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

    def fetch_model(self) -> None:
        """Download a model of the hub, and choose it."""
        name, revision = self._hub_model()
        self.fetch.setEnabled(False)

        def done(_folder: object) -> None:
            self.session.set_model(name, revision)
            self.refresh()

        def otherwise() -> None:
            self.fetch.setEnabled(True)

        self.actions_.in_background(f"Fetching {name}", lambda: find_model(name, revision), done, otherwise=otherwise)
