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
from ui.language import said, sentences, tr
from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, figures_font
from ui.widgets import Card, button, chip, label, named, quiet_button, row_of, set_role
from ui.workers.downloads import Download

_SOURCES = {
    "bundled": tr("Comes with the studio"),
    "cache": tr("Downloaded from the hub"),
    "folder": tr("A folder of yours"),
}
_STATES = {"coming": tr("Downloading"), "ending": tr("Ending …"), "paused": tr("Paused")}


def abilities(title: str, architecture: Architecture, reasons: Mapping[str, str]) -> str:
    """What a base model can do, which methods fit it, and why others do not. reasons: as `misfits` gives them"""
    fitting = [said(METHODS[name].title) for name, reason in reasons.items() if not reason]
    fits = tr("Methods that fit it: {methods}.", methods=tr(", ").join(fitting))
    lines = [sentences(_can(title, architecture.kind), fits if fitting else tr("No method fits it."))]
    others: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        if reason:
            others.setdefault(said(reason), []).append(said(METHODS[name].title))
    for reason, titles in others.items():
        lines.append(tr("Not {methods}: {reason}", methods=tr(", ").join(titles), reason=reason))
    return "\n".join(lines)


def _can(model: str, kind: ModelKind | None) -> str:
    match kind:
        case "decoder":
            return tr("{model} can choose labels and write text.", model=model)
        case "encoder":
            return tr("{model} can tell classes apart; it writes no text.", model=model)
        case "encoder_decoder":
            return tr("{model} reads a text whole, and can choose labels and write text.", model=model)
        case None:
            return tr("{model} is no model of text.", model=model)


class ModelCard(Card):
    """One base model on this disk. removed: its button to delete it, or to list its folder no longer, was pressed."""

    removed = Signal()

    def __init__(self, model: CatalogModel, parent: QWidget | None = None) -> None:
        summary = said(model.summary) if model.source == "bundled" else model.summary
        tip = sentences(summary or model.name, tr("Choose this base model."))
        super().__init__(model.title, tip, parent)
        self.model = model
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(label(model.title, "strong"))
        if model.name not in (model.title, str(model.folder)):
            head.addWidget(label(model.name, "muted"))
        head.addStretch(1)
        head.addWidget(chip(_SOURCES[model.source]))
        if model.source == "folder":
            tip = tr("List this folder no longer. Its files stay where they are.")
            self.remove = quiet_button(tr("Remove"), tip, icon_name="trash")
            self.remove.setAccessibleName(tr("Remove {model}", model=model.title))
        else:
            tip = tr("Delete {model} from this disk.", model=model.name)
            self.remove = quiet_button(tr("Delete"), tip, icon_name="trash")
            self.remove.setAccessibleName(tr("Delete {model}", model=model.title))
        self.remove.clicked.connect(self.removed)
        head.addWidget(self.remove)
        self.body.addLayout(head)
        self.remove.setVisible(model.source != "bundled")  # once it is inside: alone it would be a window
        if summary:
            self.body.addWidget(label(summary, "muted", wrap=True))
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
        self.pause = button(tr("Pause"), tr("Wait with the rest; what has come stays."), icon_name="pause")
        self.resume = button(tr("Go on"), tr("Download the rest."), icon_name="play")
        tip = tr("Give the download up, and throw away what has come.")
        self.cancel = quiet_button(tr("Cancel"), tip, icon_name="close")
        self.pause.clicked.connect(self.paused)
        self.resume.clicked.connect(self.resumed)
        self.cancel.clicked.connect(self.cancelled)
        head = row_of(label(download.name, "strong"), self.state)
        for one in (self.pause, self.resume, self.cancel):
            head.addWidget(one)
        self.bar = QProgressBar()
        named(self.bar, tr("Download of {model}", model=download.name), tr("How much of the model is here."))
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
        self.state.setText(_STATES[download.state])
        self.pause.setVisible(not is_paused)
        self.resume.setVisible(is_paused)
        for one in (self.pause, self.cancel):
            one.setEnabled(download.state != "ending")
        self.bar.setValue(round(download.share * 1000))
        words = tr("Asking the hub …")
        if download.total:
            words = tr("{done} of {total}", done=numbers.size(download.done), total=numbers.size(download.total))
        left = ""
        if download.seconds_left is not None and download.state == "coming":
            left = tr("{time} left", time=numbers.duration(download.seconds_left))
        self.words.setText(_joined(words, left))


class HubCard(Card):
    """A model that may be downloaded; clicked, it says more. wanted: it is to be downloaded.

    settings_wanted: the token is to be seen to
    """

    wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, model: HubModel | RecommendedModel, parent: QWidget | None = None) -> None:
        tip = tr("Say what {model} can do and which methods fit it.", model=model.name)
        super().__init__(model.name, tip, parent)
        self.model: HubModel | RecommendedModel = model
        self.here = chip("")
        self.more = quiet_button(tr("More"), tr("Say what it can do and which methods fit it, before it is fetched."))
        tip = tr("Download this model once; then it works offline.")
        self.download = button(tr("Download"), tip, icon_name="download")
        self.more.setAccessibleName(tr("More about {model}", model=model.name))
        self.download.setAccessibleName(tr("Download {model}", model=model.name))
        self.more.clicked.connect(self.clicked)
        self.download.clicked.connect(self.wanted)
        head = row_of(label(model.name, "strong"))
        for one in (self.here, self.more, self.download):
            head.addWidget(one)
        self.body.addLayout(head)
        self.more.setVisible(isinstance(model, RecommendedModel) or not model.obstacle)
        why = model.why if isinstance(model, RecommendedModel) else model.obstacle
        if why:
            self.body.addWidget(label(said(why), "muted", wrap=True))
        self.facts = label(_facts_on_hub(model), "hint", wrap=True)
        self.body.addWidget(self.facts)
        self._add_consent()
        self.details = label("", "plain", wrap=True)
        self.body.addWidget(self.details)
        self.show_details("")
        self.show_state(is_here=False, is_coming=False)

    def _add_consent(self) -> None:
        tip = tr("Open the model's page on the hub.")
        self.consent = quiet_button(tr("Read its licence and agree"), tip, icon_name="open")
        self.consent.setAccessibleName(tr("Licence of {model}", model=self.model.name))
        self.token = quiet_button(tr("Keep a token"), tr("Open Settings, where the hub's token is kept."))
        self.consent.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(model_page(self.model.name))))
        self.token.clicked.connect(self.settings_wanted)
        row = row_of(label(tr("Its owner asks for consent first:"), "hint"), self.consent, self.token)
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
        self.here.setText(tr("On this disk") if is_here else tr("Not on this disk yet"))
        set_role(self.here, "chip", tone="good" if is_here else "plain")
        self.download.setVisible(not is_here)
        self.download.setEnabled(not is_coming and not obstacle)


def _facts_on_disk(model: CatalogModel) -> str:
    return _joined(
        _parameters(model.parameters),
        tr("{size} on disk", size=numbers.size(model.size_bytes)),
        _reads(model.context),
        model.family,
        _licence(model.licence),
        tr("commit {revision}", revision=model.revision[:8]) if model.revision else "",
    )


def _facts_on_hub(model: HubModel | RecommendedModel) -> str:
    downloaded = ""
    if isinstance(model, HubModel) and model.downloads:
        downloaded = tr("downloaded {times} times", times=numbers.short_count(model.downloads))
    return _joined(
        _parameters(model.parameters),
        tr("{size} to download", size=numbers.size(model.size_bytes)) if model.size_bytes else "",
        _reads(model.architecture.context),
        said(model.languages) if isinstance(model, RecommendedModel) else model.architecture.family,
        _licence(model.licence),
        downloaded,
    )


def _parameters(number: int | None) -> str:
    return tr("{number} parameters", number=numbers.short_count(number)) if number else ""


def _reads(context: int | None) -> str:
    return tr("reads {context:,} tokens", context=context) if context else ""


def _licence(licence: str) -> str:
    return tr("licence {licence}", licence=licence) if licence else tr("licence not stated")


def _joined(*facts: str) -> str:
    return "  ·  ".join(fact for fact in facts if fact)
