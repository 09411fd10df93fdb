"""What each virtual token does: on which rows to ask, how far that is, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from studio.engine.protocol import TableProgress
from studio.interpretation.findings import Ablation, Split
from ui import dialogs, numbers
from ui.charts.picture_view import PicturePanel
from ui.language import counted, sentences, tr
from ui.pages import inspector_pictures as pictures
from ui.score_words import SCORES
from ui.theme import SPACE_2, SPACE_4
from ui.widgets import ComboBox, SpinBox, button, hint, label, named, row_of

_SPLITS: dict[Split, str] = {"test": tr("Test rows of its run"), "validation": tr("Validation rows of its run")}
_MOST_ROWS = 100_000
_ROWS = 200
_NUMBER_WIDTH = 96


class InspectorAblation(QWidget):
    """asked: a table's file, or None and a split of its run; how many rows, and the seed that draws them.

    cancel_wanted: end it.
    """

    asked = Signal(object, str, int, int)
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Ablation | None = None
        self._name = ""
        self._tokens = 0
        self._began = 0.0
        self._make_controls()
        self.about = label("", "muted", wrap=True)
        self.bar = QProgressBar()
        named(self.bar, tr("Measurements"), tr("How many of the measurements are made."))
        self.words = hint()
        self.change = PicturePanel(tr("Score without a token"))
        self.first = PicturePanel(tr("Score with the first tokens alone"))
        self._lay_out()
        self.ask.clicked.connect(self._ask)
        self.choose.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.score.currentIndexChanged.connect(self._draw)
        self.count.valueChanged.connect(self._show_cost)
        self.show_adapter("", 0, of_run=False, tables=[])

    def _make_controls(self) -> None:
        self.rows: ComboBox = ComboBox()
        named(self.rows, tr("Rows to ask"), tr("On which rows the prompt is measured without its tokens."))
        self.choose = button(tr("Another table …"), tr("Measure on a labelled table of yours."), icon_name="data")
        self.count = SpinBox(1, _MOST_ROWS)
        self.count.setValue(_ROWS)
        self.count.setMaximumWidth(_NUMBER_WIDTH)
        named(
            self.count,
            tr("How many rows"),
            tr("At most so many rows, drawn at random. More take longer and tell finer."),
        )
        self.seed = SpinBox(0)
        self.seed.setMaximumWidth(_NUMBER_WIDTH)
        named(self.seed, tr("Seed"), tr("Which rows are drawn. The same seed draws the same rows."))
        self.ask = button(
            tr("Leave tokens out"), tr("Measure the prompt without each of its tokens in turn."), icon_name="play"
        )
        self.cancel = button(tr("Cancel"), tr("End the measurements."), icon_name="stop")
        self.score: ComboBox = ComboBox()
        named(self.score, tr("Score"), tr("Which score the pictures show."))

    def _lay_out(self) -> None:
        which = QHBoxLayout()
        which.setSpacing(SPACE_2)
        which.addWidget(self.rows, 1)
        which.addWidget(self.choose)
        how = row_of(
            label(tr("Rows"), "muted"), self.count, label(tr("Seed"), "muted"), self.seed, self.ask, self.cancel
        )
        both = QHBoxLayout()
        both.setSpacing(SPACE_4)
        both.addWidget(self.change, 3)
        both.addWidget(self.first, 2)
        self.change.controls.addWidget(self.score)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(which)
        column.addLayout(how)
        column.addWidget(self.about)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        column.addLayout(both, 1)
        column.addStretch(0)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_adapter(self, name: str, tokens: int, *, of_run: bool, tables: Sequence[tuple[str, Path]]) -> None:
        """Another adapter: what was measured before is gone. tables: of the project, by name; of_run: it has rows."""
        self._name, self._tokens, self.found = name, tokens, None
        splits = [(words, split) for split, words in _SPLITS.items()] if of_run else []
        self.rows.set_choices([*splits, *((table, str(file)) for table, file in tables)])
        self._show_running(False)
        self._show_cost()
        self._draw()

    def begin(self) -> None:
        """It is being measured."""
        self._began = time.monotonic()
        self.bar.setRange(0, 0)
        self.words.setText(tr("The rows are being read …"))
        self._show_running(True)

    def show_progress(self, reply: TableProgress) -> None:
        self.bar.setRange(0, max(1, reply.total))
        self.bar.setValue(reply.done)
        if not reply.done:
            self.words.setText(tr("{done:,} of {total:,} measurements", done=0, total=reply.total))
            return
        left = (time.monotonic() - self._began) / reply.done * (reply.total - reply.done)
        self.words.setText(
            tr(
                "{done:,} of {total:,} measurements, about {time} left",
                done=reply.done,
                total=reply.total,
                time=numbers.duration(left),
            )
        )

    def show_found(self, found: Ablation) -> None:
        self.found = found
        self._show_running(False)
        kept = [(words, name) for name, words in SCORES.items() if name in found.whole]
        self.score.set_choices(kept)
        self._draw()

    def end(self, why: str) -> None:
        """It ended before its last measurement."""
        self._show_running(False)
        self.words.setText(why)
        self.words.setVisible(bool(why))

    def is_running(self) -> bool:
        return not self.bar.isHidden()

    def set_possible(self, possible: bool) -> None:
        """Whether there is an adapter that can be measured."""
        self.ask.setEnabled(possible and self.rows.count() > 0 and not self.is_running())

    def _show_running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.words.setVisible(running)
        self.cancel.setVisible(running)
        self.ask.setVisible(not running)
        for control in (self.rows, self.choose, self.count, self.seed):
            control.setEnabled(not running)

    def _show_cost(self) -> None:
        how = tr("A token that is left out is gone: the prompt is one shorter, and nothing is set to zero.")
        if self.found is not None:
            changed = [one.answers_changed for one in self.found.without if one.answers_changed is not None]
            if changed:
                result = counted(
                    max(changed),
                    "No token alone changes more than {n} answer of {rows:,}; one answer is {share:.4f} of accuracy, "
                    "and no smaller difference is to be believed.",
                    "No token alone changes more than {n} answers of {rows:,}; one answer is {share:.4f} of accuracy, "
                    "and no smaller difference is to be believed.",
                    rows=self.found.rows,
                    share=1 / max(1, self.found.rows),
                )
                how = sentences(how, result)
        elif self._tokens:
            cost = tr("That takes {n:,} measurements of the rows.", n=_measurements(self._tokens))
            how = sentences(how, cost)
        self.about.setText(how)

    def _draw(self) -> None:
        score = self.score.value()
        self.score.setVisible(self.found is not None)
        self._show_cost()
        for panel in (self.change, self.first):
            panel.setVisible(self.found is not None)
        if self.found is not None and isinstance(score, str):
            self.change.show_picture(pictures.without(self.found, self._name, score))
            self.first.show_picture(pictures.first_tokens(self.found, self._name, score))

    # --- what is asked ------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        chosen = self.rows.value()
        split = next((split for split in _SPLITS if split == chosen), None)
        self.asked.emit(None if split else Path(str(chosen)), split or "test", self.count.value(), self.seed.value())

    def _choose(self) -> None:
        file = dialogs.ask_table(self)
        if file is not None:
            self.add_table(file)

    def add_table(self, file: Path) -> None:
        """Choose a table of the user's."""
        if self.rows.findData(str(file)) < 0:
            self.rows.addItem(file.name, str(file))
        self.rows.set_value(str(file))
        self.set_possible(bool(self._tokens))


def _measurements(tokens: int) -> int:
    """With all tokens, without each, and with the first 0, 1, 2, 4, ... of them."""
    return tokens + 2 + (tokens - 1).bit_length()
