"""A picture that is drawn from data: the same on the screen, in a PNG and in an SVG, and its numbers as a CSV."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from studio.data.spreadsheet import Cell as Cell
from studio.data.spreadsheet import csv_text
from studio.errors import SpecError, StorageError
from ui.language import tr


class Term(str):
    """A word of a table as the window shows it; `english` is what a file has, whose words do not change."""

    __slots__ = ("english",)
    english: str

    def __new__(cls, shown: str, english: str) -> Term:
        made = super().__new__(cls, shown)
        made.english = english
        return made


Draw = Callable[[QPainter, QRectF], None]
_SIZE = QSize(760, 460)
_SHARP = 2  # pixels of a PNG for one of the picture


@dataclass(frozen=True)
class Picture(ABC):
    """What a view shows and a file keeps. title: "" for none    about: a sentence below it, which is also read out"""

    title: str
    about: str

    @abstractmethod
    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Draw into a box, in the look in use."""

    @abstractmethod
    def told(self, box: QRectF, place: QPointF) -> str:
        """What stands at a place of that box, in words; "" for nothing."""

    @abstractmethod
    def facts(self) -> str:
        """What it shows, in a sentence, to be read out."""

    @abstractmethod
    def table(self) -> Sequence[Sequence[Cell]]:
        """Its numbers, headings first."""


def save_picture(picture: Picture, out: Path, size: QSize = _SIZE) -> None:
    """A PNG, an SVG or a CSV, by the name's ending. Raises SpecError for another ending, StorageError."""

    def drawn(painter: QPainter, box: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture.draw(painter, box)

    if out.suffix.lower() == ".csv":
        save_table(picture.table(), out)
    else:
        about = tr(". ").join(filter(None, (picture.facts(), picture.about)))
        write_drawn(drawn, out, size, title=picture.title, about=about)


def write_drawn(draw: Draw, out: Path, size: QSize, *, title: str, about: str) -> None:
    """An SVG or a PNG, by the name's ending. Raises SpecError for another ending, StorageError."""
    match out.suffix.lower():
        case ".svg":
            written = _svg(draw, size, title, about)
        case ".png":
            written = _png(draw, size)
        case _:
            raise SpecError(tr("{file}: a picture's name ends in .svg or .png.", file=out))
    _write(out, written)


def save_table(rows: Sequence[Sequence[Cell]], out: Path) -> None:
    """A CSV. Raises StorageError."""
    _write(out, csv_text([in_english(cell) for cell in row] for row in rows).encode())


def in_english(cell: Cell) -> Cell:
    """As a file has it."""
    return cell.english if isinstance(cell, Term) else cell


def _write(out: Path, written: bytes) -> None:
    try:
        out.write_bytes(written)
    except OSError as error:
        problem = tr("{file}: cannot be written ({reason}). Choose another folder.", file=out, reason=error.strerror)
        raise StorageError(problem) from None


def _svg(draw: Draw, size: QSize, title: str, about: str) -> bytes:
    written, svg = QBuffer(), QSvgGenerator()
    svg.setOutputDevice(written)
    svg.setResolution(96)  # of CSS, so that the size in millimetres is that in pixels
    svg.setSize(size)
    svg.setViewBox(QRect(QPoint(0, 0), size))
    svg.setTitle(title)
    svg.setDescription(about)
    painter = QPainter(svg)
    draw(painter, QRectF(QPoint(0, 0), size))
    painter.end()
    return bytes(written.data().data())


def _png(draw: Draw, size: QSize) -> bytes:
    written, image = QBuffer(), QImage(size * _SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARP)
    painter = QPainter(image)
    draw(painter, QRectF(QPoint(0, 0), size))
    painter.end()
    QImageWriter(written, QByteArray(b"png")).write(image)
    return bytes(written.data().data())
