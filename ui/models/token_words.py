"""Virtual tokens with the words that they are near, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from studio.interpretation.findings import NearWord, TokenWords
from ui.charts.legend import figure
from ui.charts.picture import Cell
from ui.language import tr
from ui.models.rows import Column, RowsModel


def shown_word(word: str) -> str:
    """A word as it is read: without the spaces around it, which would not be seen; one of them alone as written."""
    return word.strip() or repr(word)


def _words(words: Sequence[NearWord]) -> str:
    """The nearest with its value, and those after it."""
    first, *others = words
    return tr(", ").join([f"{shown_word(first.word)} ({first.value:.2f})", *(shown_word(word.word) for word in others)])


def _all_values(words: Sequence[NearWord]) -> str:
    return "\n".join(f"{shown_word(word.word)} ({word.value:.3f})" for word in words)


TOKEN_COLUMNS: tuple[Column[TokenWords], ...] = (
    Column(tr("Token"), lambda row: str(row.token), tr("Which virtual token, from the first."), "token", number=True),
    Column(
        tr("Is near"),
        lambda row: tr("yes") if row.nearer_than_chance else tr("by chance"),
        tr(
            "Whether its nearest word is nearer than that of 95 of 100 random vectors. Otherwise believe no word of it."
        ),
        "nearer_than_chance",
    ),
    Column(
        tr("Nearest words by direction"),
        lambda row: _words(row.by_cosine),
        tr("With the cosine of the nearest: 1 is the same direction, 0 nothing in common."),
        whole=lambda row: _all_values(row.by_cosine),
    ),
    Column(
        tr("By distance"),
        lambda row: _words(row.by_distance),
        tr("With the distance of the nearest: 0 is the word itself."),
        whole=lambda row: _all_values(row.by_distance),
    ),
    Column(tr("Length"), lambda row: figure(row.norm), tr("The length (norm) of its vector."), "norm", number=True),
    Column(
        tr("Beyond words"),
        lambda row: f"{row.norm_deviations:+.1f}",
        tr("How many standard deviations its length lies above the mean of words' lengths."),
        "norm_deviations",
        number=True,
    ),
)


class TokenWordsModel(RowsModel[TokenWords]):
    """Sorted here: there are few."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(TOKEN_COLUMNS, lambda row: row.token, parent)
        self._sorted_by, self._descending = "token", False
        self.sort_wanted.connect(self._sort_by)

    def show_tokens(self, tokens: Sequence[TokenWords]) -> None:
        self.set_rows(sorted(tokens, key=lambda row: getattr(row, self._sorted_by), reverse=self._descending))

    def table(self) -> list[list[Cell]]:
        """A line a token and word, headings first, as a CSV has it."""
        rows: list[list[Cell]] = [["token", "by", "place", "word", "value", "norm", "nearer than chance"]]
        for token in sorted(self.rows(), key=lambda row: row.token):
            for by, words in (("cosine", token.by_cosine), ("distance", token.by_distance)):
                rows += [
                    [token.token, by, place, word.word, word.value, token.norm, str(token.nearer_than_chance)]
                    for place, word in enumerate(words, 1)
                ]
        return rows

    def _sort_by(self, name: str, descending: bool) -> None:
        self._sorted_by, self._descending = name, descending
        self.show_tokens(self.rows())
