"""How a table was read, each finding with a control that overrules it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.data.table import ReadOptions, Table
from ui.forms.rows import FormRows
from ui.language import said, tr
from ui.theme import SPACE_2
from ui.widgets import ComboBox, hint, named

_ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "cp1252",
    "latin-1",
    "cp1250",
    "cp1251",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
)
_DELIMITERS = {
    tr("Comma"): ",",
    tr("Tab"): "\t",
    tr("Semicolon"): ";",
    tr("Bar"): "|",
    tr("At sign"): "@",
    tr("Caret"): "^",
    tr("Colon"): ":",
    tr("Space"): " ",
    tr("None, a row a line"): "",
}
_QUOTINGS = {tr("Quotes wrap cells"): "minimal", tr("A quote is text"): "none"}
_HEADERS = {tr("First row names the columns"): True, tr("No header"): False}


class ReadForm(QWidget):
    """changed: the ReadOptions as chosen now; the file is to be read again."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        self.found = hint()
        column.addWidget(self.found)
        self.encoding = named(ComboBox(), tr("Encoding"), tr("Which bytes stand for which letters."))
        self.delimiter = named(ComboBox(), tr("Delimiter"), tr("The character between cells."))
        self.quoting = named(ComboBox(), tr("Quoting"), tr("Whether quotes wrap cells or are part of the text."))
        self.header = named(ComboBox(), tr("Header"), tr("Whether the first row names the columns."))
        self.sheet = named(ComboBox(), tr("Sheet"), tr("Which sheet of the workbook is the table."))
        rows = FormRows()
        boxes = (self.encoding, self.delimiter, self.quoting, self.header, self.sheet)
        self._rows = {box: rows.add_field(box.accessibleName(), box) for box in boxes}
        for box in boxes:
            box.activated.connect(lambda _index: self.changed.emit(self.options()))
        column.addLayout(rows)
        self._columns: tuple[str, ...] | None = None

    def show_table(self, table: Table, options: ReadOptions) -> None:
        """What was found, and what of it the user has overruled."""
        found = table.format
        self.found.setText("\n".join(f"•  {said(sentence)}" for sentence in found.found))
        self._columns = options.columns
        known = _ENCODINGS if found.encoding in _ENCODINGS else (found.encoding, *_ENCODINGS)
        _fill(self.encoding, {name: name for name in known}, found.encoding, options.encoding)
        _fill(self.delimiter, _DELIMITERS, found.delimiter, options.delimiter)
        _fill(self.quoting, _QUOTINGS, found.quoting, options.quoting)
        _fill(self.header, _HEADERS, found.header, options.header)
        _fill(
            self.sheet, {name: name for name in found.sheets}, found.sheets[0] if found.sheets else None, options.sheet
        )
        is_text = found.kind in ("delimited", "json_lines", "json")
        self._rows[self.encoding].set_visible(is_text)
        self._rows[self.delimiter].set_visible(is_text)  # JSON read as lines of another table, where it is none
        self._rows[self.quoting].set_visible(found.kind == "delimited")
        self._rows[self.header].set_visible(found.kind in ("delimited", "excel"))
        self._rows[self.sheet].set_visible(len(found.sheets) > 1)

    def options(self) -> ReadOptions:
        """What is overruled; what is left as found is left open."""
        return ReadOptions.model_validate(
            {
                "encoding": self.encoding.value(),
                "delimiter": self.delimiter.value(),
                "quoting": self.quoting.value(),
                "header": self.header.value(),
                "sheet": self.sheet.value(),
                "columns": self._columns,
            }
        )


def _fill(box: ComboBox, choices: Mapping[str, object], found: object, chosen: object) -> None:
    """First "as found"; what was found is named there as long as nothing was chosen."""
    words = next((text for text, value in choices.items() if value == found), repr(found))
    as_found = tr("As found: {words}", words=words) if chosen is None else tr("As found")
    box.set_choices([(as_found, None), *choices.items()])
    box.set_value(chosen)
