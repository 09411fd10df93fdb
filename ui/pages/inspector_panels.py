"""The pictures of the inspector, each with what can be asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from studio.interpretation.findings import Explanation, MapKind, MemberReport
from ui.charts.picture_view import PicturePanel
from ui.language import tr
from ui.pages import inspector_pictures as pictures
from ui.widgets import ComboBox, named

_NO_STEPS = tr(
    "How it moved is not known, since its steps were not kept. Trainings of this program keep them beside the run's "
    "adapter; an adapter from elsewhere brings none."
)


class SizesPanel(PicturePanel):
    """Lengths beside those of words, and gates where there are some."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Lengths of virtual tokens"), parent)
        self._shown: tuple[MemberReport, str] | None = None
        self.what: ComboBox = ComboBox([(tr("Lengths"), "lengths"), (tr("Gates"), "gates")])
        named(self.what, tr("Lengths or gates"), tr("How long the vectors are, or how far each head lets them in."))
        self.controls.addWidget(self.what)
        self.what.currentIndexChanged.connect(self._draw)

    def show_member(self, member: MemberReport | None, name: str, why: str) -> None:
        self._shown = (member, name) if member is not None else None
        if self._shown is None:
            self.show_picture(None, why)
        self._draw()

    def _draw(self) -> None:
        gates = pictures.gates(*self._shown) if self._shown is not None else None
        self.what.setVisible(gates is not None)
        if self._shown is not None:
            wants_gates = gates is not None and self.what.value() == "gates"
            self.show_picture(gates if wants_gates else pictures.sizes(*self._shown))


class LikenessPanel(PicturePanel):
    """Of a prompt's tokens to each other, or to those of another prompt of the ensemble."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Likeness of virtual tokens"), parent)
        self._shown: tuple[Explanation, int] | None = None
        self.beside: ComboBox = ComboBox()
        named(self.beside, tr("Likeness to"), tr("To the tokens of which prompt."))
        self.controls.addWidget(self.beside)
        self.beside.currentIndexChanged.connect(self._draw)

    def show_member(self, found: Explanation | None, number: int, why: str) -> None:
        self._shown = (found, number) if found is not None else None
        count = len(found.members) if found is not None else 0
        others = [(tr("to prompt {number}", number=other + 1), other) for other in range(count) if other != number]
        self.beside.set_choices([(tr("to each other"), None), *others])
        self.beside.setVisible(count > 1)
        if found is None:
            self.show_picture(None, why)
        self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        found, number = self._shown
        name, other = pictures.name_of(found, number), self.beside.value()
        if not isinstance(other, int):
            member = found.members[number]
            self.show_picture(pictures.likeness(member.similarity, name, name, member.likeness))
            return
        beside = pictures.name_of(found, other)
        for pair in found.between:
            if (pair.one, pair.other) == (name, beside):
                self.show_picture(pictures.likeness(pair.similarity, name, beside, None))
            elif (pair.one, pair.other) == (beside, name):
                turned = [list(row) for row in zip(*pair.similarity, strict=True)]
                self.show_picture(pictures.likeness(turned, name, beside, None))


class MapPanel(PicturePanel):
    """Virtual tokens among words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Map of virtual tokens"), parent)
        self._shown: tuple[MemberReport, str, int | None] | None = None
        self.kind: ComboBox = ComboBox([(tr("By distance"), "distance"), (tr("By direction"), "direction")])
        tip = tr("Where the vectors stand, or where they point to whatever their length.")
        named(self.kind, tr("Map by"), tip)
        self.with_words = named(
            QCheckBox(tr("Words")), tr("Words"), tr("Show the words near tokens, and some common ones.")
        )
        self.with_words.setChecked(True)
        self.with_way = named(
            QCheckBox(tr("Way")), tr("Way"), tr("Show the way that each token took while it was trained.")
        )
        self.with_way.setChecked(True)
        for control in (self.kind, self.with_words, self.with_way):
            self.controls.addWidget(control)
        self.kind.currentIndexChanged.connect(self._draw)
        self.with_words.toggled.connect(self._draw)
        self.with_way.toggled.connect(self._draw)

    def show_member(self, member: MemberReport | None, name: str, until: int | None, why: str) -> None:
        """until: how many of the kept steps are past; None: all, and the adapter is shown"""
        self._shown = (member, name, until) if member is not None else None
        if member is None:
            self.show_picture(None, why)
        self._draw()

    def _draw(self) -> None:
        member = self._shown[0] if self._shown is not None else None
        self.kind.setVisible(member is not None and len(member.maps) > 1)
        self.with_words.setVisible(member is not None and bool(member.maps[0].words))
        self.with_way.setVisible(member is not None and bool(member.maps[0].trail))
        if self._shown is None:
            return
        found, name, until = self._shown
        kind: MapKind = "direction" if self.kind.value() == "direction" else "distance"
        words, way = self.with_words.isChecked(), self.with_way.isChecked()
        self.show_picture(pictures.plane(found, name, kind, until=until, with_words=words, with_trail=way))


class DriftPanel(PicturePanel):
    """How virtual tokens moved while they were trained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Drift of virtual tokens"), parent)
        self._shown: tuple[MemberReport, Sequence[int], str, list[tuple[int, str]]] | None = None
        self.what: ComboBox = ComboBox([(title, name) for name, title in pictures.DRIFTS.items()])
        named(self.what, tr("Drift by"), tr("What is told of each token at each step."))
        self.controls.addWidget(self.what)
        self.what.currentIndexChanged.connect(self._draw)

    def show_member(
        self,
        member: MemberReport | None,
        steps: Sequence[int],
        name: str,
        marks: list[tuple[int, str]],
        shown_step: int | None,
        why: str,
    ) -> None:
        """marks: steps with what is there    shown_step: that of the other tabs"""
        if shown_step is not None:
            marks = [*marks, (shown_step, tr("shown"))]
        self._shown = (member, steps, name, marks) if member is not None and member.drift is not None else None
        self.what.setVisible(self._shown is not None)
        if self._shown is None:
            self.show_picture(None, why if member is None else _NO_STEPS)
        self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            member, steps, name, marks = self._shown
            self.show_picture(pictures.drift(member, steps, name, str(self.what.value()), marks))
