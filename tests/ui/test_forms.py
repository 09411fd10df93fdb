"""A form is made from a settings model: bounds, tips, errors beside the field, and nothing that does not matter."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, Field
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.data.table import ReadOptions
from studio.data_spec import DataSpec
from studio.errors import SpecError
from studio.methods.registry import METHODS
from studio.spec import ModelSpec, TrainingSpec
from ui.forms.config_form import ConfigForm
from ui.forms.editors import NAMES, kind_of
from ui.template_sync import counted_tokens, with_tokens
from ui.widgets import ComboBox, SpinBox


class Everything(BaseModel):
    """One field of each kind."""

    kind: Literal["everything"] = "everything"
    count: int = Field(default=3, ge=1, le=10, title="Count", description="How many.")
    maybe_count: int | None = Field(default=None, ge=1, title="Maybe")
    rate: float = Field(default=0.5, gt=0.0, lt=1.0, title="Rate")
    switch: bool = Field(default=True, title="Switch")
    maybe_switch: bool | None = Field(default=None, title="Maybe switch")
    word: str = Field(default="hello", title="Word")
    maybe_word: str | None = Field(default=None, title="Maybe word")
    choice: Literal["one_thing", "another"] = Field(default="one_thing", title="Choice")
    many: tuple[int, ...] = (1, 2)


@pytest.fixture
def form(qtbot: QtBot) -> ConfigForm:
    made = ConfigForm(Everything)
    qtbot.addWidget(made)
    made.show()
    return made


def write(form: ConfigForm, name: str, text: str) -> None:
    """As a user does."""
    box = form.editors[name].widget
    assert isinstance(box, QLineEdit)
    box.setText(text)


def test_a_form_without_changes_says_the_defaults(form: ConfigForm) -> None:
    assert form.model() == Everything()


def test_what_has_only_one_value_or_no_control_is_not_shown_but_kept(form: ConfigForm) -> None:
    form.set_values({"many": (7,), "kind": "everything"})
    assert set(form.rows).isdisjoint({"kind", "many"})
    assert form.model() == Everything(many=(7,))


def test_every_kind_of_field_takes_and_gives_values(form: ConfigForm) -> None:
    wanted = Everything(
        count=9,
        maybe_count=12_000,
        rate=0.0003,
        switch=False,
        maybe_switch=False,
        word="x",
        maybe_word="y",
        choice="another",
    )
    form.set_values(wanted.model_dump())
    assert form.model() == wanted


def test_showing_values_tells_nothing_and_a_users_change_tells_once(form: ConfigForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.set_values({"word": "new", "switch": False, "choice": "another", "rate": 0.1})
    told: list[int] = []
    form.changed.connect(lambda: told.append(1))
    write(form, "word", "newer")
    assert told == [1]


@pytest.mark.parametrize(
    ("text", "said"),
    [("2", "Write less than 1."), ("0", "Write more than 0."), ("many", "Write a number, such as 0.01 or 1e-2.")],
)
def test_an_error_stands_beside_its_field_and_goes_when_it_is_mended(form: ConfigForm, text: str, said: str) -> None:
    write(form, "rate", text)
    assert form.rows["rate"].error.text() == said
    assert form.rows["rate"].error.isVisible()
    assert form.editors["rate"].widget.property("wrong") is True
    assert not form.is_valid()
    with pytest.raises(SpecError, match="Rate"):
        form.model()
    write(form, "rate", "1e-3")
    assert form.is_valid()
    assert not form.rows["rate"].error.isVisible()
    assert form.values()["rate"] == 0.001


def test_an_empty_field_of_a_whole_number_is_none_and_half_a_row_is_refused(form: ConfigForm) -> None:
    write(form, "maybe_count", "1.5")
    assert form.rows["maybe_count"].error.text() == "Write a whole number."
    write(form, "maybe_count", "")
    assert form.values()["maybe_count"] is None
    assert form.is_valid()


def test_a_field_that_does_not_matter_is_hidden_and_has_its_default(qtbot: QtBot) -> None:
    form = ConfigForm(METHODS["prompt_tuning"], relevant={"start_text": lambda values: values.get("start") == "text"})
    qtbot.addWidget(form)
    form.show()
    form.set_values({"start": "text", "start_text": "Is it spam?"})
    assert form.editors["start_text"].widget.isVisible()
    assert form.is_valid()
    box = form.editors["start"].widget
    assert isinstance(box, ComboBox)
    box.set_value("random")
    assert not form.editors["start_text"].widget.isVisible()
    assert form.values()["start_text"] is None
    assert form.is_valid()


def test_an_error_of_the_whole_model_stands_beside_the_field_it_names(qtbot: QtBot) -> None:
    form = ConfigForm(METHODS["prompt_tuning"])
    qtbot.addWidget(form)
    box = form.editors["start"].widget
    assert isinstance(box, ComboBox)
    box.set_value("text")
    assert "start_text" in form.rows["start_text"].error.text()


@pytest.mark.parametrize("settings", [*METHODS.values(), TrainingSpec])
def test_every_control_of_every_settings_model_has_a_name_and_a_tip(settings: type[BaseModel], qtbot: QtBot) -> None:
    form = ConfigForm(settings)
    qtbot.addWidget(form)
    assert form.editors or settings.model_fields.keys() == {"name", "num_virtual_tokens"}  # one without choices
    for name, editor in form.editors.items():
        assert editor.widget.accessibleName(), name
        assert editor.widget.toolTip(), name
    assert form.model() == settings.model_validate({})


def test_every_choice_has_words_of_its_own() -> None:
    settings = (*METHODS.values(), TrainingSpec, ModelSpec, DataSpec, ReadOptions)
    kinds = [kind_of(field) for one in settings for field in one.model_fields.values()]
    choices = {str(choice) for kind in kinds if kind is not None for choice in kind.choices}
    assert {"sampled_vocabulary", "adamw", "balanced_sampling"} <= choices <= NAMES.keys()


def test_advanced_fields_stand_in_a_fold_that_is_closed(qtbot: QtBot) -> None:
    form = ConfigForm(Everything, advanced=("word",))
    qtbot.addWidget(form)
    form.show()
    assert form.fold is not None
    assert not form.editors["word"].widget.isVisible()
    form.fold.head.click()
    assert form.editors["word"].widget.isVisible()


def turn_wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_changes_a_box_only_while_it_has_the_focus(form: ConfigForm, qtbot: QtBot) -> None:
    form.activateWindow()
    for name, other in (("count", "choice"), ("choice", "count")):
        box = form.editors[name].widget
        assert isinstance(box, ComboBox | SpinBox)
        form.editors[other].widget.setFocus()
        before = box.value()
        turn_wheel(box)
        assert box.value() == before
        box.setFocus()
        qtbot.waitUntil(box.hasFocus)
        turn_wheel(box)
        assert box.value() != before


def test_a_switch_is_a_check_box(form: ConfigForm) -> None:
    box = form.editors["switch"].widget
    assert isinstance(box, QCheckBox)
    box.click()
    assert form.values()["switch"] is False


@pytest.mark.parametrize(
    ("text", "tokens", "wanted"),
    [
        ("{soft:20}{text}\nAnswer:", 8, "{soft:8}{text}\nAnswer:"),
        ("{soft:20}{text}{soft:3}", 30, "{soft:27}{text}{soft:3}"),
        ("{soft:4}{text}{soft:9}", 5, "{soft:4}{text}{soft:1}"),
        ("{soft:4}{text}{soft:4}", 2, "{soft:4}{text}{soft:4}"),
        ("{soft}{text}", 9, "{soft}{text}"),
        ("{text}", 9, "{text}"),
        ("{text", 9, "{text"),
    ],
)
def test_the_largest_slot_follows_the_number_of_virtual_tokens(text: str, tokens: int, wanted: str) -> None:
    assert with_tokens(text, tokens) == wanted


def test_a_template_says_how_many_tokens_it_counts_out() -> None:
    assert counted_tokens("{soft:20}{text}{soft:3}") == 23
    assert counted_tokens("{soft}{text}{soft:3}") is None
    assert counted_tokens("{{soft:20}}{text}") is None
