"""What others wrote is shown as text: no cell, name or error of theirs is HTML here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtOfTexts
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from studio.data.readers import read_table
from ui import dialogs
from ui.elided_label import ElidedLabel
from ui.models.rows import Column, RowsModel
from ui.models.table_rows import TableRows
from ui.plain_text import plain
from ui.widgets import Notice, button, chip, hint, label, section_title

ROOT = Path(__file__).resolve().parents[2]

EVIL = '<img src="//203.0.113.7/x.png"><b>bold</b> & <a href="http://example.com">here</a>\nsecond   line'


def shown(text: str) -> str:
    """What a tool tip paints of it."""
    if not QtOfTexts.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


@pytest.mark.parametrize("text", [EVIL, "<b>bold</b>", "a < b", "plain", "", "<!-- -->x", "two\nlines", "&lt;b&gt;"])
def test_a_tool_tip_shows_the_very_text(text: str) -> None:
    assert shown(plain(text)) == text
    assert "<img" not in plain(text)


@pytest.mark.parametrize("make", [label, hint, chip, section_title])
def test_a_label_shows_the_very_text(qtbot: QtBot, make: type[QLabel]) -> None:
    made = make(EVIL)
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText


def test_names_and_messages_are_text(qtbot: QtBot) -> None:
    for made in (Notice(), ElidedLabel()):
        qtbot.addWidget(made)
        if isinstance(made, Notice):
            made.say(EVIL, "error")
            assert made.words.textFormat() == Qt.TextFormat.PlainText
        else:
            made.set_text(EVIL)
            assert made.textFormat() == Qt.TextFormat.PlainText
            assert shown(made.toolTip()) == EVIL
    pressed = button("Open", EVIL)
    qtbot.addWidget(pressed)
    assert shown(pressed.toolTip()) == EVIL
    assert pressed.accessibleDescription() == EVIL


def test_cells_of_tables_are_text(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("text,label\n<b>bold</b> & so on,a\nplain,b\n")
    rows = TableRows()
    rows.set_table(read_table(tmp_path / "table.csv"))
    tip = rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert shown(tip) == "<b>bold</b> & so on"
    listed: RowsModel[str] = RowsModel((Column[str]("Name", lambda name: name),), lambda name: name)
    listed.set_rows([EVIL])
    assert shown(listed.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)) == EVIL


def test_a_files_name_in_the_tip_of_a_row_is_text(tmp_path: Path) -> None:
    for name in ("<b>a<b>.csv", "b.csv"):
        (tmp_path / name).write_text("text,label\na,x\nb,y\n")
    rows = TableRows()
    rows.set_table(read_table(tmp_path))
    tips = [rows.headerData(row, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole) for row in range(4)]
    assert any("<b>a<b>.csv" in shown(tip) for tip in tips)


def test_a_question_about_a_name_shows_the_very_name(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialogs.ask_sure(parent, "Delete", f"Delete {EVIL}?", "Delete")
    assert [shown(text) for text in asked] == [f"Delete {EVIL}?"]


# --- every place where Qt guesses what a text is -------------------------------------------------------------------


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == name:
                yield node


def _is_ours(text: ast.expr) -> bool:
    """Written here, made plain, or the tip of another widget."""
    if isinstance(text, ast.Call):
        called = text.func.attr if isinstance(text.func, ast.Attribute) else getattr(text.func, "id", "")
        if called == "sentences":
            return all(map(_is_ours, text.args))
        return called in ("tr", "counted", "plain", "toolTip")
    return isinstance(text, ast.Constant)


def test_no_tool_tip_of_the_window_takes_a_text_of_others_for_html() -> None:
    wrong, seen = [], 0
    for path in sorted((ROOT / "ui").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [call.args[0] for call in _calls(tree, "setToolTip")]
        texts += [call.args[1] for call in _calls(tree, "showText")]
        seen += len(texts)
        wrong += [f"{path.relative_to(ROOT)}:{text.lineno}" for text in texts if not _is_ours(text)]
    assert seen > 20
    assert not wrong, "Wrap it in ui.plain_text.plain: " + ", ".join(wrong)


def test_no_label_of_the_window_guesses_what_its_text_is() -> None:
    makers = {"widgets.py", "elided_label.py"}  # both set the format
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if path.name not in makers
        for call in _calls(ast.parse(path.read_text(encoding="utf-8")), "QLabel")
        if any(isinstance(one, ast.Constant | ast.JoinedStr) for one in call.args)
        and "textFormat" not in {keyword.arg for keyword in call.keywords}
    ]
    assert not wrong, "Make it with ui.widgets.label: " + ", ".join(wrong)
