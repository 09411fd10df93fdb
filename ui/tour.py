"""A tour for who is new: the way from a table to an adapter, each stop beside the thing it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.language import tr
from ui.theme import RADIUS, SPACE_1, SPACE_2, SPACE_3, SPACE_4, colors, theme
from ui.widgets import label, named, primary_button, quiet_button, set_role

if TYPE_CHECKING:
    from ui.main_window import MainWindow

SAMPLE = "sms_spam"
_WIDTH = 320
_PLACE_MS = 80  # after a page was shown, so that it is laid out


@dataclass(frozen=True)
class Stop:
    """page: where it is    target: what it is about; None: the page    do: what "Next" does before the next stop"""

    page: str
    title: str
    text: str
    target: Callable[[MainWindow], QWidget | None] = lambda _window: None
    do: Callable[[MainWindow], object] = lambda _window: None


def _open_sample(window: MainWindow) -> None:
    if window.session.table is None:
        window.actions_.open_sample(SAMPLE)


STOPS = (
    Stop(
        "home",
        tr("Begin with real data"),
        tr("A click here makes a project of your own from text messages that are marked as spam or not."),
        lambda window: window.pages["home"].findChild(QWidget, f"sample-{SAMPLE}"),
        _open_sample,
    ),
    Stop(
        "data",
        tr("This table"),
        tr(
            "Every row is an example: a text, and the answer to learn. "
            "What could not be read stands below, with its line."
        ),
        lambda window: window.side_bar.buttons["data"],
    ),
    Stop(
        "model",
        tr("on this model"),
        tr(
            "The base model stays as it is; one serves all your tasks. "
            "This one is tiny, so that everything works at once."
        ),
        lambda window: window.side_bar.buttons["model"],
    ),
    Stop(
        "method",
        tr("by this method"),
        tr("How the soft prompt is made. What is recommended is filled in, and you may leave it so."),
        lambda window: window.side_bar.buttons["method"],
    ),
    Stop(
        "train",
        tr("go."),
        tr(
            "Train takes some minutes. Close the window meanwhile if you like: training goes on. The result stands "
            "beside what needs no training at all."
        ),
        lambda window: window.pages["train"].train,  # type: ignore[attr-defined]
    ),
    Stop(
        "playground",
        tr("Try it"),
        tr("Here your adapter answers texts of your own, beside the base model that never learned."),
        lambda window: window.side_bar.buttons["playground"],
    ),
    Stop(
        "adapters",
        tr("Keep it"),
        tr(
            "An adapter is a folder of some kilobytes: export it, share it, use it in a terminal. F1 explains any page."
        ),
        lambda window: window.side_bar.buttons["adapters"],
    ),
)


class Tour(QObject):
    """ended: the last stop was seen, or the user has enough."""

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._number = -1
        over = window.centralWidget()
        assert over is not None
        self._over: QWidget = over
        self.ring = _Ring(over)
        self.bubble = _Bubble(over)
        self.bubble.next.clicked.connect(self.go_on)
        self.bubble.back.clicked.connect(self.go_back)
        self.bubble.skip.clicked.connect(self.end)
        self.bubble.escaped.connect(self.end)
        self._timer = QTimer(self, singleShot=True, interval=_PLACE_MS)
        self._timer.timeout.connect(self._place)
        over.installEventFilter(self)
        window.session.data_changed.connect(self._table_came)

    @property
    def stop(self) -> Stop | None:
        """Where it stands; None where it is over."""
        return STOPS[self._number] if 0 <= self._number < len(STOPS) else None

    def start(self) -> None:
        """From the first stop."""
        self._show(0)

    def go_on(self) -> None:
        if self.stop is None:
            return
        self.stop.do(self._window)
        self._show(self._number + 1)

    def go_back(self) -> None:
        self._show(max(0, self._number - 1))

    def end(self) -> None:
        self._number = -1
        self._timer.stop()
        self.ring.hide()
        self.bubble.hide()
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.stop is not None:
            self._timer.start()
        return super().eventFilter(watched, event)

    def _table_came(self) -> None:
        """The first stop is done by doing it."""
        if self._number == 0 and self._window.session.table is not None:
            self._show(1)

    def _show(self, number: int) -> None:
        if number >= len(STOPS):
            self.end()
            return
        self._number = number
        stop = STOPS[number]
        self._window.show_page(stop.page)
        self.bubble.say(stop, number)
        self._timer.start()

    def _place(self) -> None:
        if self.stop is None:
            return
        over = self._over
        target = self.stop.target(self._window) or self._window.pages[self.stop.page]
        box = QRect(target.mapTo(over, QPoint(0, 0)), target.size())
        self.ring.setGeometry(box.adjusted(-SPACE_1, -SPACE_1, SPACE_1, SPACE_1).intersected(over.rect()))
        self.bubble.adjustSize()
        self.bubble.move(_beside(box, self.bubble.size().width(), self.bubble.size().height(), over.rect()))
        for shown in (self.ring, self.bubble):
            shown.show()
            shown.raise_()
        self.bubble.next.setFocus()


def _beside(box: QRect, width: int, height: int, room: QRect) -> QPoint:
    """Right of a box, or below it, or above it: where there is room."""
    x, y = box.right() + SPACE_3, box.top()
    if x + width > room.right():
        x, y = box.left(), box.bottom() + SPACE_3
    if y + height > room.bottom():
        y = box.top() - height - SPACE_3
    return QPoint(
        min(max(SPACE_2, x), room.right() - width - SPACE_2), min(max(SPACE_2, y), room.bottom() - height - SPACE_2)
    )


class _Ring(QWidget):
    """A frame around what a stop is about; clicks go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors().accent), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), RADIUS, RADIUS)


class _Bubble(QFrame):
    """What a stop says, and the way on."""

    escaped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "bubble")
        self.setFixedWidth(_WIDTH)
        self.setAutoFillBackground(True)
        self.title = label("", "section", wrap=True)
        self.text = label("", wrap=True)
        self.count = label("", "hint")
        self.skip = quiet_button(tr("End the tour"), tr("Close the tour (Esc). It is in the Help menu."))
        self.back = quiet_button(tr("Back"), tr("The stop before."))
        self.next = primary_button(tr("Next"), tr("The next stop."))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.count)
        foot.addStretch(1)
        for made in (self.skip, self.back, self.next):
            foot.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(foot)
        self.hide()

    def say(self, stop: Stop, number: int) -> None:
        self.title.setText(stop.title)
        self.text.setText(stop.text)
        self.count.setText(tr("{number} of {count}", number=number + 1, count=len(STOPS)))
        self.back.setEnabled(number > 0)
        is_last = number == len(STOPS) - 1
        self.next.setText(tr("Done") if is_last else tr("Next"))
        self.skip.setVisible(not is_last)
        named(self, tr("Tour: {title}", title=stop.title), stop.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
