"""A row as the model reads it: a chip a token, virtual tokens and the words among them in colour, the answer marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.data.reading import Token, TokenKind
from ui.charts.style import mixed, series_color
from ui.language import counted, sentences, tr
from ui.plain_text import plain
from ui.theme import SPACE_1, SPACE_2, TYPE_BASE, base_font, colors, theme
from ui.widgets import named

_LINE = 24
_CHIP = 20
_PAD = 3.0
_MOST = 3000  # chips; more of a row is told by their number
_WHAT: dict[TokenKind, str] = {
    "special": tr("A token that the model wants around every text"),
    "virtual": tr("Learned vectors in place of words"),
    "anchor": tr("Fixed words among the virtual tokens"),
    "words": tr("Fixed words of the template"),
    "text": tr("Text of the row"),
    "answer": tr("The answer stands here; the model learns to say it"),
}


@dataclass(frozen=True)
class _Chip:
    """One token where it is drawn."""

    token: Token
    box: QRectF
    words: str
    is_odd: bool


def shown_text(token: Token) -> str:
    """A token's characters with white space that can be seen."""
    if token.kind == "virtual":
        if not token.places:
            return tr("virtual tokens")
        return counted(token.places, "{n} virtual token", "{n} virtual tokens")
    visible = token.text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "↵").replace("\t", "⇥")
    return visible.replace(" ", "·") or ("…" if token.kind == "text" else "∅")


class TemplateCanvas(QWidget):
    """Chips in the order of the tokens, in as many lines as they need; a line break of the text begins a new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: tuple[Token, ...] = ()
        self._chips: list[_Chip] = []
        self._laid_out_for = -1
        tip = tr("Each field is a token; a dot is a space. The answer has a dashed line.")
        named(self, tr("Row as the model reads it"), tip)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self.update)

    def set_tokens(self, tokens: Sequence[Token]) -> None:
        self._tokens = tuple(tokens)
        self._laid_out_for = -1
        self.setAccessibleDescription(self.text())
        self.updateGeometry()
        self.update()

    def tokens(self) -> tuple[Token, ...]:
        return self._tokens

    def text(self) -> str:
        """The row in words, for those who do not see the chips: virtual tokens in brackets, the answer too."""
        parts = []
        for token in self._tokens:
            if token.kind == "virtual":
                parts.append(f"[{shown_text(token)}]")
            elif token.kind == "answer":
                parts.append(tr("[answer:{text}]", text=token.text))
            elif not token.is_cut:
                parts.append(token.text)
        cut = sum(token.is_cut for token in self._tokens)
        text = "".join(parts)
        return counted(cut, "{text} [{n} token cut]", "{text} [{n} tokens cut]", text=text) if cut else text

    def token_at(self, place: QPointF) -> Token | None:
        """The token whose chip is at a point of the widget."""
        self._lay_out(self.width())
        return next((chip.token for chip in self._chips if chip.box.contains(place)), None)

    # --- places -----------------------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._lay_out(width)
        lines = round(self._chips[-1].box.top() // _LINE) + 1 if self._chips else 1
        more = _LINE if len(self._tokens) > _MOST else 0
        return lines * _LINE + more + SPACE_1

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(320, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _LINE)

    def _lay_out(self, width: int) -> None:
        if width == self._laid_out_for:
            return
        self._laid_out_for = width
        self._chips = []
        left, top, is_odd = 0.0, 0.0, False
        for token in self._tokens[:_MOST]:
            metrics = QFontMetricsF(self._font(token))
            for words in _pieces(shown_text(token), metrics, width - 2 * _PAD):
                wide = metrics.horizontalAdvance(words) + 2 * _PAD
                if left and left + wide > width:
                    left, top = 0.0, top + _LINE
                self._chips.append(_Chip(token, QRectF(left, top + 2, wide, _CHIP), words, is_odd))
                left += wide + 1
            is_odd = not is_odd
            if token.kind != "virtual" and "\n" in token.text:
                left, top = 0.0, top + _LINE

    def _font(self, token: Token) -> QFont:
        font = base_font()
        font.setPixelSize(TYPE_BASE)
        font.setStrikeOut(token.is_cut)
        font.setBold(token.kind == "answer")
        return font

    # --- drawing ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_out(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(event.rect())
        for chip in self._chips:
            if chip.box.intersects(seen):
                self._paint_chip(painter, chip)
        if len(self._tokens) > _MOST:
            painter.setPen(QColor(colors().muted))
            painter.setFont(base_font())
            place = QPointF(_PAD, self._chips[-1].box.bottom() + _LINE - SPACE_2)
            more = len(self._tokens) - _MOST
            painter.drawText(place, counted(more, "… and {n} more token", "… and {n} more tokens"))

    def _paint_chip(self, painter: QPainter, chip: _Chip) -> None:
        ground, ink, line = self._look(chip)
        painter.setPen(Qt.PenStyle.NoPen if line is None else QPen(line, 1, Qt.PenStyle.DashLine))
        painter.setBrush(ground)
        inset = 0.5 if line is not None else 0.0
        painter.drawRoundedRect(chip.box.adjusted(inset, inset, -inset, -inset), 3, 3)
        painter.setPen(ink)
        painter.setFont(self._font(chip.token))
        painter.drawText(chip.box, Qt.AlignmentFlag.AlignCenter, chip.words)

    def _look(self, chip: _Chip) -> tuple[QColor, QColor, QColor | None]:
        """Ground, ink and outline of a chip."""
        look, token = colors(), chip.token
        ground, text, muted = QColor(look.ground), QColor(look.text), QColor(look.muted)
        shade = 0.05 if chip.is_odd else 0.0
        match token.kind:
            case "virtual":
                return mixed(series_color(0), ground, 0.78 - shade), text, None
            case "anchor":
                return mixed(series_color(1), ground, 0.72 - shade), text, None
            case "words":
                return mixed(series_color(1), ground, 0.90 - shade), text, None
            case "special":
                return QColor(look.surface), muted, QColor(look.border)
            case "answer":
                return mixed(series_color(2), ground, 0.88), text, series_color(2)
            case "text":
                plain = QColor(look.hairline if chip.is_odd else look.surface)
                return plain, muted if token.is_cut else text, None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            token = self.token_at(QPointF(event.pos()))
            if token is not None:
                QToolTip.showText(event.globalPos(), plain(_told(token)), self)
                return True
        return super().event(event)


def _told(token: Token) -> str:
    """A token in words."""
    what = tr("{what}.", what=_WHAT[token.kind])
    if token.column:
        what = tr('{what}: column "{column}".', what=_WHAT[token.kind], column=token.column)
    cut = tr("Too long for the model, so it is not read.") if token.is_cut else ""
    places = counted(token.places, "{n} token.", "{n} tokens.") if token.places != 1 else ""
    return sentences(what, cut, places)


def _pieces(words: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """The words of a chip, cut where they are longer than a whole line."""
    pieces = []
    while len(words) > 1 and (whole := metrics.horizontalAdvance(words)) > width:
        fits = max(1, int(len(words) * width / whole * 0.9))  # letters differ in width
        pieces.append(words[:fits])
        words = words[fits:]
    return [*pieces, words]
