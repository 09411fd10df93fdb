"""Base models as cards: those on this disk, those on their way, and those of the hub."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from studio.architecture import Architecture, ModelKind
from studio.methods.registry import METHODS
from studio.models.catalog import CatalogModel
from studio.models.hub import HubModel, model_page
from studio.models.recommended import RecommendedModel
from ui import numbers
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, figures_font
from ui.widgets import Card, button, chip, label, named, quiet_button, row_of, set_role
from ui.workers.downloads import Download

_SOURCES = {"bundled": "Comes with the studio", "cache": "Downloaded from the hub", "folder": "A folder of yours"}
_CAN: dict[ModelKind | None, str] = {
    "decoder": "can choose labels and write text",
    "encoder": "can tell classes apart; it writes no text",
    "encoder_decoder": "reads a text whole, and can choose labels and write text",
    None: "is no model of text",
}


def abilities(title: str, architecture: Architecture, reasons: Mapping[str, str]) -> str:
    """What a base model can do, which methods fit it, and why others do not. reasons: as `misfits` gives them"""
    fitting = ", ".join(METHODS[name].title for name, reason in reasons.items() if not reason)
    lines = [f"{title} {_CAN[architecture.kind]}. "]
    lines[0] += f"Methods that fit it: {fitting}." if fitting else "No method fits it."
    others: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        if reason:
            others.setdefault(reason, []).append(METHODS[name].title)
    return "\n".join([*lines, *(f"Not {', '.join(titles)}: {reason}" for reason, titles in others.items())])


class ModelCard(Card):
    """One base model on this disk. removed: its button to delete it, or to list its folder no longer, was pressed."""

    removed = Signal()

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
        self.remove = quiet_button("Delete", f"Delete {model.name} from this disk.", icon_name="trash")
        if model.source == "folder":
            self.remove.setText(" Remove")
            named(self.remove, "Remove", "List this folder no longer. Its files stay where they are.")
        named(self.remove, f"{self.remove.text().strip()} {model.title}", self.remove.toolTip())
        self.remove.clicked.connect(self.removed)
        head.addWidget(self.remove)
        self.body.addLayout(head)
        self.remove.setVisible(model.source != "bundled")  # once it is inside: alone it would be a window
        if model.summary:
            self.body.addWidget(label(model.summary, "muted", wrap=True))
        self.body.addWidget(label(_facts_on_disk(model), "hint", wrap=True))


class DownloadCard(QFrame):
    """A model on its way, or waiting half-way. The signals: the button of that name was pressed."""

    paused = Signal()
    resumed = Signal()
    cancelled = Signal()

    def __init__(self, download: Download, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_1)
        self.state = chip("")
        self.pause = button("Pause", "Wait with the rest; what has come stays.", icon_name="pause")
        self.resume = button("Go on", "Download the rest.", icon_name="play")
        self.cancel = quiet_button("Cancel", "Give the download up, and throw away what has come.", icon_name="close")
        self.pause.clicked.connect(self.paused)
        self.resume.clicked.connect(self.resumed)
        self.cancel.clicked.connect(self.cancelled)
        head = row_of(label(download.name, "strong"), self.state)
        for one in (self.pause, self.resume, self.cancel):
            head.addWidget(one)
        self.bar = named(QProgressBar(), f"Download of {download.name}", "How much of the model is here.")
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.words = label("", "hint", wrap=True)
        self.words.setFont(figures_font())
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        self.show_download(download)

    def show_download(self, download: Download) -> None:
        is_paused = download.state == "paused"
        self.state.setText({"coming": "Downloading", "ending": "Ending …", "paused": "Paused"}[download.state])
        self.pause.setVisible(not is_paused)
        self.resume.setVisible(is_paused)
        for one in (self.pause, self.cancel):
            one.setEnabled(download.state != "ending")
        self.bar.setValue(round(download.share * 1000))
        words = "Asking the hub …"
        if download.total:
            words = f"{numbers.size(download.done)} of {numbers.size(download.total)}"
        if download.seconds_left is not None and download.state == "coming":
            words += f"  ·  {numbers.duration(download.seconds_left)} left"
        self.words.setText(words)


class HubCard(Card):
    """A model that may be downloaded; clicked, it says more. wanted: it is to be downloaded.

    settings_wanted: the token is to be seen to
    """

    wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, model: HubModel | RecommendedModel, parent: QWidget | None = None) -> None:
        super().__init__(model.name, f"Say what {model.name} can do and which methods fit it.", parent)
        self.model: HubModel | RecommendedModel = model
        self.here = chip("On this disk", "good")
        self.more = quiet_button("More", "Say what it can do and which methods fit it, before it is fetched.")
        self.download = button("Download", "Download this model once; then it works offline.", icon_name="download")
        named(self.more, f"More about {model.name}", self.more.toolTip())
        named(self.download, f"Download {model.name}", self.download.toolTip())
        self.more.clicked.connect(self.clicked)
        self.download.clicked.connect(self.wanted)
        head = row_of(label(model.name, "strong"))
        for one in (self.here, self.more, self.download):
            head.addWidget(one)
        self.body.addLayout(head)
        self.more.setVisible(isinstance(model, RecommendedModel) or not model.obstacle)
        why = model.why if isinstance(model, RecommendedModel) else model.obstacle
        if why:
            self.body.addWidget(label(why, "muted", wrap=True))
        self.facts = label(_facts_on_hub(model), "hint", wrap=True)
        self.body.addWidget(self.facts)
        self._add_consent()
        self.details = label("", "plain", wrap=True)
        self.body.addWidget(self.details)
        self.show_details("")
        self.show_state(is_here=False, is_coming=False)

    def _add_consent(self) -> None:
        self.consent = quiet_button("Read its licence and agree", "Open the model's page on the hub.", icon_name="open")
        self.token = quiet_button("Keep a token", "Open Settings, where the hub's token is kept.")
        named(self.consent, f"Licence of {self.model.name}", self.consent.toolTip())
        self.consent.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(model_page(self.model.name))))
        self.token.clicked.connect(self.settings_wanted)
        row = row_of(label("Its owner asks for consent first:", "hint"), self.consent, self.token)
        holder = QWidget()
        holder.setLayout(row)
        self.body.addWidget(holder)
        holder.setVisible(self.model.gated)

    def show_details(self, text: str) -> None:
        """What can be done with it; "" for nothing."""
        self.details.setText(text)
        self.details.setVisible(bool(text))

    def show_facts(self, model: HubModel) -> None:
        """Now that its files were asked for."""
        self.model = model
        self.facts.setText(_facts_on_hub(model))

    def show_state(self, *, is_here: bool, is_coming: bool) -> None:
        obstacle = "" if isinstance(self.model, RecommendedModel) else self.model.obstacle
        self.here.setVisible(is_here)
        self.download.setVisible(not is_here)
        self.download.setEnabled(not is_coming and not obstacle)


def _facts_on_disk(model: CatalogModel) -> str:
    return _joined(
        f"{numbers.short_count(model.parameters)} parameters" if model.parameters else "",
        f"{numbers.size(model.size_bytes)} on disk",
        f"reads {model.context:,} tokens" if model.context else "",
        model.family,
        f"licence {model.licence}" if model.licence else "licence not stated",
        f"commit {model.revision[:8]}" if model.revision else "",
    )


def _facts_on_hub(model: HubModel | RecommendedModel) -> str:
    downloaded = ""
    if isinstance(model, HubModel) and model.downloads:
        downloaded = f"downloaded {numbers.short_count(model.downloads)} times"
    return _joined(
        f"{numbers.short_count(model.parameters)} parameters" if model.parameters else "",
        f"{numbers.size(model.size_bytes)}" if model.size_bytes else "",
        f"reads {model.architecture.context:,} tokens" if model.architecture.context else "",
        model.languages if isinstance(model, RecommendedModel) else model.architecture.family,
        f"licence {model.licence}" if model.licence else "licence not stated",
        downloaded,
    )


def _joined(*facts: str) -> str:
    return "  ·  ".join(fact for fact in facts if fact)
