"""The frame that every page stands in: a title on top, a body that scrolls, and the primary action bottom right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6
from ui.widgets import OnceButton, hairline, label, primary_button, set_role


class PageFrame:
    """Lays out a page: title and a line about it on top, `body` below (scrolling unless told not to), `foot` beneath.

    The foot's left side is for hints and lesser actions (`foot_left`), its right end for the page's primary action.
    """

    def __init__(self, page: QWidget, title: str, about: str = "", *, scroll: bool = True) -> None:
        page.setAccessibleName(title)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_3)
        head.setSpacing(SPACE_2)
        words = QVBoxLayout()
        words.setSpacing(SPACE_1)
        self.title = label(title, "title")
        self.about = label(about, "muted", wrap=True)
        words.addWidget(self.title)
        words.addWidget(self.about)
        head.addLayout(words, 1)
        self.head = head
        outer.addLayout(head)
        inside = set_role(QWidget(), "body")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(SPACE_6, SPACE_2, SPACE_6, SPACE_4)
        self.body.setSpacing(SPACE_3)
        if scroll:
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.viewport().setAutoFillBackground(False)
            area.setWidget(inside)
            outer.addWidget(area, 1)
        else:
            outer.addWidget(inside, 1)
        self.foot_box = QWidget()
        set_role(self.foot_box, "foot")
        foot_column = QVBoxLayout(self.foot_box)
        foot_column.setContentsMargins(0, 0, 0, 0)
        foot_column.setSpacing(0)
        foot_column.addWidget(hairline())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(SPACE_6, SPACE_3, SPACE_6, SPACE_3)
        self.foot.setSpacing(SPACE_2)
        self.foot_left = QHBoxLayout()
        self.foot_left.setSpacing(SPACE_2)
        self.foot.addLayout(self.foot_left)
        self.foot.addStretch(1)
        foot_column.addLayout(self.foot)
        self.foot_box.setVisible(False)
        outer.addWidget(self.foot_box)

    def add_primary(self, text: str, tip: str) -> QPushButton:
        """The page's primary action, bottom right."""
        made = primary_button(text, tip, OnceButton)
        self.add_to_foot(made)
        return made

    def add_to_foot(self, widget: QWidget) -> None:
        """Another action beside it, on the right."""
        self.foot.addWidget(widget)
        self.foot_box.setVisible(True)
