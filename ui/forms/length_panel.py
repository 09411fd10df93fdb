"""How long the rows are in tokens, beside what the model can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from studio.data.reading import Reading
from ui.charts.export import ChartButtons
from ui.charts.length_chart import Bin, LengthChart
from ui.data_facts import Finding
from ui.language import counted, sentences, tr
from ui.row_lengths import Lengths, middle_of
from ui.theme import SPACE_2
from ui.widgets import hint, named, row_of, section_title

RANGE = "range"  # what the rows of one bar are called in the list of findings


class LengthPanel(QWidget):
    """chosen: a Finding, the rows behind a bar that was chosen. Hidden without a model on this disk."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.chart = LengthChart()
        self.buttons = ChartButtons(tr("token lengths"), lambda: self.chart.tools)
        head = row_of(section_title(tr("Length")))
        head.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignVCenter)
        self.words = hint()
        self.progress = named(QProgressBar(), tr("Counting tokens"), tr("How many of the rows are counted."))
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        column.addLayout(head)
        for widget in (self.words, self.progress, self.chart):
            column.addWidget(widget)
        self._lengths: Lengths | None = None
        self.chart.chosen.connect(self._choose)

    def show_progress(self, share: float) -> None:
        """So much is counted."""
        self.progress.setValue(round(share * 1000))
        self.progress.setVisible(share > 0.0)

    def show_lengths(
        self, lengths: Lengths | None, excluded: Collection[int], model: str, *, is_counting: bool, problem: str = ""
    ) -> None:
        """lengths: None while they are counted, or where they are not known    model: its name, to be read"""
        self._lengths = lengths
        self.setVisible(is_counting or bool(problem) or lengths is not None)
        self.progress.setVisible(is_counting and lengths is None)
        self.chart.setVisible(lengths is not None)
        self.buttons.setVisible(lengths is not None)
        if lengths is None:
            self.words.setText(problem or tr("Counting tokens …"))
            return
        spread = lengths.spread(excluded)
        self.chart.set_lengths(spread, lengths.room)
        self.words.setText(length_words(lengths.reading, spread, model))

    def _choose(self, chosen: Bin) -> None:
        if self._lengths is not None:
            longest = max(self._lengths.tokens, default=0)
            rows = self._lengths.between(chosen.low, longest + 1 if chosen.is_open else chosen.high)
            self.chosen.emit(Finding(RANGE, chosen.words(), rows))


def length_words(reading: Reading, spread: Counter[int], model: str) -> str:
    """The lengths in a few sentences. spread: how many of the rows that are read have how many tokens"""
    if not spread:
        return ""
    room = reading.room
    text = counted(
        middle_of(spread),
        "Typically {n} token a row, at most {most:,}, with {inside}.",
        "Typically {n} tokens a row, at most {most:,}, with {inside}.",
        most=max(spread),
        inside=_inside(reading.virtual_tokens),
    )
    if reading.context is None or room is None:
        return text
    reads = tr("{model} reads {context:,}.", model=model, context=reading.context)
    if reading.answer_room:
        reads = tr(
            "{model} reads {context:,}, {answer:,} of them for the answer.",
            model=model,
            context=reading.context,
            answer=reading.answer_room,
        )
    cut = sum(rows for tokens, rows in spread.items() if tokens > room)
    return sentences(text, reads, counted(cut, "{n} row will be cut.", "{n} rows will be cut.") if cut else "")


def _inside(virtual_tokens: int) -> str:
    """What is counted beside a row's own text."""
    if not virtual_tokens:
        return tr("the template")
    return counted(virtual_tokens, "the template and {n} virtual token", "the template and {n} virtual tokens")


def length_findings(lengths: Lengths, excluded: Collection[int]) -> list[Finding]:
    """Rows that are cut, and rows that are much longer than the others."""
    cut = [row for row in lengths.cut() if row not in excluded]
    long = [row for row in lengths.very_long() if row not in excluded]
    found = [Finding("cut", tr("Cut by the model"), cut), Finding("long", tr("Very long"), long)]
    return [finding for finding in found if finding.rows]
