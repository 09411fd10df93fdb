"""The hub on the Model page: models to begin with, a search, and a model by its name. Asks only where the user asks."""

from __future__ import annotations

import re
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from studio.data_spec import task_of
from studio.errors import StudioError
from studio.hub.client import HUB_ID
from studio.methods.registry import METHODS, misfits
from studio.methods.settings import TaskKind
from studio.models.hub import HubModel, look_up, search_models
from studio.models.recommended import RecommendedModel, recommended_models
from ui.forms.model_cards import HubCard, abilities
from ui.language import said, tr
from ui.session import Session
from ui.theme import SPACE_1, SPACE_2, SPACE_3
from ui.widgets import ComboBox, Fold, button, clear_layout, hint, named, row_of, section_title
from ui.workers.background import run_in_background

_REVISION = re.compile(r"\S*")
_TASKS = [
    (tr("Any task"), None),
    (tr("Classes"), "classification"),
    (tr("Writing"), "generation"),
    (tr("Tags of words"), "tagging"),
]
_SIZES = [
    (tr("Any size"), None),
    (tr("Up to 150 M"), 150e6),
    (tr("Up to 500 M"), 500e6),
    (tr("Up to 2 B"), 2e9),
    (tr("Up to 8 B"), 8e9),
]
_LICENCES = [(tr("Any licence"), None), ("Apache 2.0", "apache-2.0"), ("MIT", "mit"), ("OpenRAIL", "openrail")]


class HubPanel(QWidget):
    """download_wanted: name and revision, "" for the newest.    settings_wanted: the token is to be seen to

    recommended, results: the cards shown, by name
    """

    download_wanted = Signal(str, str)
    settings_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.recommended: dict[str, HubCard] = {}
        self.results: dict[str, HubCard] = {}
        self._here: set[str] = set()
        self._coming: set[str] = set()
        self._asked = 0  # counts searches, so that a late one does not replace a newer one
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self._make_recommended())
        column.addLayout(self._make_search())
        column.addLayout(self._make_by_name())

    def _make_recommended(self) -> Fold:
        self.fold = Fold(
            tr("Recommended models, by size and language"), tr("Base models to begin with, each with its reason.")
        )
        self.fold.body.setContentsMargins(0, 0, 0, 0)
        for model in recommended_models():
            card = self.recommended[model.name] = self._card(model)
            self.fold.body.addWidget(card)
        return self.fold

    def _make_search(self) -> QVBoxLayout:
        self.words = named(QLineEdit(), tr("Search the hub"), tr("Words in the name of a model."))
        self.words.setPlaceholderText(tr("Words in the name, for example modernbert"))
        self.task = named(ComboBox(_TASKS), tr("Task"), tr("What some method can do with the model."))
        self.most = named(ComboBox(_SIZES), tr("Size"), tr("The most parameters."))
        self.licence = named(ComboBox(_LICENCES), tr("Licence"), tr("What the model may be used for."))
        fitting = [(tr("Fits {method}", method=said(settings.title)), name) for name, settings in METHODS.items()]
        self.method = named(
            ComboBox([(tr("Any method"), None), *fitting]), tr("Method"), tr("A method that fits the model.")
        )
        self.search = button(tr("Search"), tr("Ask the hub; the most downloaded come first."), icon_name="search")
        self.search.setEnabled(False)
        self.words.textChanged.connect(lambda text: self.search.setEnabled(bool(text.strip())))
        self.words.returnPressed.connect(self.search.click)
        self.search.clicked.connect(self.ask)
        self.says = hint(tr("Nothing is asked of the hub before you press Search, More or Download."))
        self.found = QVBoxLayout()
        self.found.setSpacing(SPACE_2)
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addWidget(section_title(tr("Search the hub")))
        first = row_of(self.words, self.search)
        first.setStretch(0, 1)
        column.addLayout(first)
        column.addLayout(row_of(self.task, self.most, self.licence, self.method))
        column.addWidget(self.says)
        column.addLayout(self.found)
        return column

    def _make_by_name(self) -> QVBoxLayout:
        self.hub_id = named(QLineEdit(), tr("Hub model"), tr("Owner and name of a model on the Hugging Face hub."))
        self.hub_id.setPlaceholderText(tr("owner/name"))
        self.hub_id.setMinimumWidth(320)
        self.revision = named(
            QLineEdit(), tr("Revision"), tr("A branch, a tag or a commit of the hub model; empty: the newest.")
        )
        self.revision.setPlaceholderText(tr("Revision: the newest"))
        self.revision.setMinimumWidth(160)
        self.fetch = button(
            tr("Download"), tr("Download this model once; then it works offline."), icon_name="download"
        )
        self.fetch.setEnabled(False)
        for field in (self.hub_id, self.revision):
            field.textChanged.connect(self._named)
            field.returnPressed.connect(self.fetch.click)
        self.fetch.clicked.connect(
            lambda: self.download_wanted.emit(self.hub_id.text().strip(), self.revision.text().strip())
        )
        column = QVBoxLayout()
        column.setSpacing(SPACE_1)
        column.addWidget(section_title(tr("By its name")))
        column.addSpacing(SPACE_1)
        column.addLayout(row_of(self.hub_id, self.revision, self.fetch, spacing=SPACE_3))
        return column

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_states(self, here: set[str], coming: set[str]) -> None:
        """Which models are on this disk, and which are on their way."""
        self._here, self._coming = here, coming
        for card in (*self.recommended.values(), *self.results.values()):
            card.show_state(is_here=card.model.name in here, is_coming=card.model.name in coming)
        self._named()

    def show_name(self, name: str, revision: str | None) -> None:
        self.hub_id.setText(name)
        self.revision.setText(revision or "")

    def _named(self) -> None:
        name, revision = self.hub_id.text().strip(), self.revision.text().strip()
        is_name = bool(HUB_ID.fullmatch(name) and _REVISION.fullmatch(revision))
        self.fetch.setEnabled(is_name and name not in self._coming)

    def _card(self, model: HubModel | RecommendedModel) -> HubCard:
        card = HubCard(model)
        card.wanted.connect(lambda: self.download_wanted.emit(model.name, ""))
        card.clicked.connect(lambda: self.say_more(card))
        card.settings_wanted.connect(self.settings_wanted)
        return card

    # --- what the hub is asked --------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Search with the words and filters as they stand."""
        words, task, size = self.words.text().strip(), self.task.value(), self.most.value()
        licence, method = self.licence.value(), self.method.value()
        self._asked += 1
        asked = self._asked
        self.says.setText(tr("Asking the hub …"))

        def show(found: list[HubModel]) -> None:
            if asked == self._asked:
                self._show_found(found)

        def fail(error: Exception) -> None:
            if asked == self._asked:
                self._show_found([])
                self.says.setText(_message(error))

        run_in_background(
            lambda: search_models(
                words,
                task=cast(TaskKind | None, task),
                method=cast(str | None, method),
                licence=cast(str | None, licence),
                most_parameters=int(size) if isinstance(size, float) else None,
            ),
            show,
            fail,
        )

    def _show_found(self, found: list[HubModel]) -> None:
        clear_layout(self.found)
        self.results = {}
        for model in found:
            card = self.results[model.name] = self._card(model)
            self.found.addWidget(card)
        self.says.setText(
            tr("The most downloaded come first.")
            if found
            else tr("The hub has no such model. Ask for fewer things at once.")
        )
        self.show_states(self._here, self._coming)

    def say_more(self, card: HubCard) -> None:
        """Open or close what can be done with a model, from its config.json alone."""
        if card.details.text():
            card.show_details("")
            return
        if isinstance(card.model, RecommendedModel):
            card.show_details(self._abilities(card.model))
            return
        name = card.model.name
        card.show_details(tr("Asking the hub …"))

        def show(model: HubModel) -> None:
            card.show_facts(model)
            card.show_details(self._abilities(model))

        run_in_background(lambda: look_up(name), show, lambda error: card.show_details(_message(error)))

    def _abilities(self, model: HubModel | RecommendedModel) -> str:
        if isinstance(model, HubModel) and model.obstacle:
            return said(model.obstacle)
        reasons = misfits(model.architecture, task_of(self.session.data))
        return abilities(model.name, model.architecture, reasons)


def _message(error: Exception) -> str:
    if not isinstance(error, StudioError):
        raise error
    return said(error.message)
