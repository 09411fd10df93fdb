"""What of a model's context goes to what, for one row, and how far the longest row goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.data.reading import Budget
from ui.charts.export import ChartTools
from ui.charts.picture import Cell, Term
from ui.charts.style import series_color
from ui.language import counted, tr
from ui.plain_text import plain
from ui.theme import SPACE_1, SPACE_3, TYPE_SMALL, colors, figures_font, theme
from ui.widgets import named

_BAR = 12
_SQUARE = 8
_LEAST = 2.0  # width of a part, so that it is seen
_MARK = 5


class BudgetMeter(QWidget):
    """A bar of the whole context; under it what each part takes. A mark shows how far the longest row goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._budget: Budget | None = None
        self._longest: int | None = None
        named(self, tr("Context"), tr("How the tokens that the model reads at once are used by this row."))
        self.setFont(figures_font(TYPE_SMALL))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self.update)
        self.tools = ChartTools(self)

    def set_budget(self, budget: Budget | None, longest: int | None = None) -> None:
        """longest: tokens that the longest row takes in all, None while it is not known"""
        self._budget, self._longest = budget, longest
        self.tools.tell()
        self.setVisible(budget is not None)
        self.updateGeometry()
        self.update()

    def figures(self) -> list[tuple[Cell, ...]]:
        """For a CSV file."""
        head = (Term(tr("part"), "part"), Term(tr("tokens"), "tokens"))
        return [head, *((name, tokens) for name, tokens, _ in self._parts())]

    def summary(self) -> str:
        return tr(", ").join(self._words())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _MARK + _BAR + SPACE_1 + len(self._lines(width)) * self._line_height()

    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(max(280, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(max(160, self.width())))

    # --- parts ------------------------------------------------------------------------------------------------------

    def _parts(self) -> list[tuple[Term, int, QColor]]:
        """Name, tokens and colour of what takes room."""
        budget = self._budget
        if budget is None:
            return []
        return [
            (Term(tr("virtual"), "virtual"), budget.virtual, series_color(0)),
            (Term(tr("template"), "template"), budget.template, series_color(1)),
            (Term(tr("text"), "text"), budget.text, QColor(colors().muted)),
            (Term(tr("answer"), "answer"), budget.answer, series_color(2)),
        ]

    def _words(self) -> list[str]:
        budget = self._budget
        if budget is None:
            return []
        told = [tr("{tokens:,} {part}", tokens=tokens, part=name) for name, tokens, _ in self._parts()]
        if budget.context is None:
            told.append(tr("the model does not say how much it reads"))
        else:
            told.append(_too_many(budget) or _free(budget.context - budget.used, budget.context))
        if self._longest is not None:
            told.append(tr("longest row: {tokens:,}", tokens=self._longest))
        return told

    def _lines(self, width: int) -> list[list[tuple[str, QColor | None]]]:
        """The words under the bar, in lines that fit, each with the colour of its square."""
        squares: list[QColor | None] = [color for *_, color in self._parts()]
        lines: list[list[tuple[str, QColor | None]]] = [[]]
        used = 0
        for number, words in enumerate(self._words()):
            square = squares[number] if number < len(squares) else None
            wide = self._wide(words, square)
            if lines[-1] and used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append((words, square))
            used += wide
        return lines

    def _wide(self, words: str, square: QColor | None) -> int:
        mark = _SQUARE + SPACE_1 if square is not None else 0
        return mark + self.fontMetrics().horizontalAdvance(words) + SPACE_3

    def _line_height(self) -> int:
        return self.fontMetrics().height() + SPACE_1

    # --- drawing ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        budget = self._budget
        if budget is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, whole = colors(), self._whole()
        track = QRectF(0, _MARK, self.width(), _BAR)
        painter.fillRect(track, QColor(look.hairline))
        left = 0.0
        for _, tokens, color in self._parts():
            if tokens:
                wide = max(_LEAST, track.width() * tokens / whole)
                painter.fillRect(QRectF(left, track.top(), wide - 1, _BAR), color)
                left += wide
        if budget.too_many and budget.context is not None:
            self._mark(painter, budget.context / whole, QColor(look.danger))
        if self._longest is not None:
            self._mark(painter, self._longest / whole, QColor(look.text))
        self._paint_words(painter, track.bottom() + SPACE_1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.drawRect(track.adjusted(0.5, 0.5, -0.5, -0.5))

    def _whole(self) -> int:
        """Tokens that the bar stands for."""
        assert self._budget is not None
        return max(1, self._budget.context or 0, self._budget.used, 0 if self._budget.context else self._longest or 0)

    def _mark(self, painter: QPainter, share: float, color: QColor) -> None:
        x = min(self.width() - 1.0, max(0.5, self.width() * share))
        painter.setPen(QPen(color, 1))
        painter.drawLine(QPointF(x, 0), QPointF(x, _MARK + _BAR))

    def _paint_words(self, painter: QPainter, top: float) -> None:
        look, metrics = colors(), self.fontMetrics()
        too_many = _too_many(self._budget) if self._budget is not None else ""
        for line in self._lines(self.width()):
            left = 0.0
            for words, square in line:
                mark = 0
                if square is not None:
                    middle = top + metrics.height() / 2
                    painter.fillRect(QRectF(left, middle - _SQUARE / 2, _SQUARE, _SQUARE), square)
                    mark = _SQUARE + SPACE_1
                painter.setPen(QColor(look.danger if words == too_many else look.muted))
                painter.drawText(QPointF(left + mark, top + metrics.ascent()), words)
                left += self._wide(words, square)
            top += self._line_height()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._budget is not None:
            told = "\n".join((self.toolTip(), tr("{about}.", about=self.summary())))
            QToolTip.showText(event.globalPos(), plain(told), self)
            return True
        return super().event(event)


def _too_many(budget: Budget) -> str:
    """What a row has over the context, in words; "" where it fits."""
    if not budget.too_many or budget.context is None:
        return ""
    return counted(
        budget.too_many,
        "{n} token too many for {context:,}",
        "{n} tokens too many for {context:,}",
        context=budget.context,
    )


def _free(tokens: int, context: int) -> str:
    return tr("{tokens:,} of {context:,} free", tokens=tokens, context=context)
