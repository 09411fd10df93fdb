"""The Method page: cards, a form for the method's settings, training, and the template on a real row."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from studio.errors import StudioError
from studio.methods.registry import METHODS
from studio.spec import TrainingSpec
from ui.actions import Actions
from ui.charts.style import contrast
from ui.forms.config_form import ConfigForm
from ui.pages.method import MethodPage
from ui.pages.plan import what_will_happen
from ui.session import Session
from ui.theme import DARK, LIGHT, Mode, theme
from ui.widgets import SpinBox

Wait = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(with_table: Session, actions: Actions, qtbot: QtBot) -> Iterator[MethodPage]:
    made = MethodPage(with_table, actions)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    yield made
    theme().use("light")


def form(page: MethodPage) -> ConfigForm:
    assert page.form is not None
    return page.form


def set_tokens(page: MethodPage, number: int) -> None:
    box = form(page).editors["num_virtual_tokens"].widget
    assert isinstance(box, SpinBox)
    box.setValue(number)


def test_there_is_a_card_for_each_method_and_a_form_for_the_chosen_one(page: MethodPage, session: Session) -> None:
    assert set(page.cards.cards) == set(METHODS)
    for name, settings in METHODS.items():
        page.cards.cards[name].clicked.emit()
        assert session.method.name == name
        assert form(page).model_type is settings
        assert [card for card, it in page.cards.cards.items() if it.is_selected()] == [name]


def test_a_card_is_chosen_by_the_keyboard(page: MethodPage, session: Session, qtbot: QtBot) -> None:
    qtbot.keyClick(page.cards.cards["p_tuning"], Qt.Key.Key_Space)
    assert session.method.name == "p_tuning"


def test_a_method_keeps_its_settings_while_another_one_is_looked_at(page: MethodPage, session: Session) -> None:
    set_tokens(page, 7)
    page.cards.cards["prefix_tuning"].clicked.emit()
    page.cards.cards["prompt_tuning"].clicked.emit()
    assert session.method.num_virtual_tokens == 7
    assert form(page).values()["num_virtual_tokens"] == 7


def test_what_the_training_form_says_is_what_is_trained(page: MethodPage, session: Session) -> None:
    box = page.training.editors["learning_rate"].widget
    assert isinstance(box, QLineEdit)
    assert box.placeholderText() == "0.1 recommended"
    box.setText("0.02")
    assert session.training.learning_rate == 0.02
    box.setText("fast")
    assert session.training.learning_rate == 0.02
    assert page.training.rows["learning_rate"].error.isVisible()
    set_tokens(page, 9)
    assert box.text() == "fast", "what is being written stays"
    page.recommended.click()
    assert box.text() == ""


def test_settings_of_generation_are_shown_only_where_text_is_written(page: MethodPage, session: Session) -> None:
    assert page.training.fold is not None
    page.training.fold.set_open(True)
    assert page.training.editors["loss"].widget.isVisible()
    assert not page.training.editors["max_new_tokens"].widget.isVisible()
    session.update_data(label=None, target="label")
    assert not page.training.editors["loss"].widget.isVisible()
    assert page.training.editors["max_new_tokens"].widget.isVisible()


def test_one_click_goes_back_to_what_is_recommended(page: MethodPage, session: Session) -> None:
    session.set_training(TrainingSpec(epochs=99))
    set_tokens(page, 3)
    page.recommended.click()
    assert session.training == TrainingSpec()
    assert session.method == METHODS["prompt_tuning"].model_validate({})


def test_the_preview_shows_a_row_as_the_model_reads_it(page: MethodPage, session: Session, wait_until: Wait) -> None:
    session.update_data(template="{soft:20}Review: {text}\nSentiment:", label_words={"bad": "awful", "good": "fine"})
    page.template.row_number.setValue(1)
    wait_until(lambda: page.template.canvas.text().endswith("Sentiment:[answer: awful]"))
    assert page.template.canvas.text().startswith("[20 virtual tokens]Review: the film number 0 was bad")
    page.template.after.click()
    assert page.template.canvas.text().endswith("[answer: fine]")
    page.template.before.click()
    assert page.template.row_number.value() == 1


def test_the_template_and_the_number_of_virtual_tokens_stay_the_same(page: MethodPage, session: Session) -> None:
    page.template.text.setPlainText("{soft:5}{text}{soft:3} It was:")
    assert session.method.num_virtual_tokens == 8
    assert form(page).values()["num_virtual_tokens"] == 8
    set_tokens(page, 30)
    assert session.data["template"] == "{soft:27}{text}{soft:3} It was:"
    assert page.template.text.toPlainText() == "{soft:27}{text}{soft:3} It was:"


def test_a_head_alone_reads_the_text_and_leaves_the_slots_to_other_methods(page: MethodPage, session: Session) -> None:
    session.update_data(template="{soft:7}{text}")
    page.cards.cards["head_only"].clicked.emit()
    assert session.method.num_virtual_tokens == 0
    assert session.spec().method == METHODS["head_only"].model_validate({})
    assert not page.template.error.text()
    page.cards.cards["prompt_tuning"].clicked.emit()
    assert session.method.num_virtual_tokens == 7


def test_a_mistake_in_the_template_is_said_beside_it_and_cannot_be_trained(page: MethodPage, session: Session) -> None:
    page.template.text.setPlainText("{soft:5}{txt} It was:")
    assert '"txt"' in page.template.error.text()
    assert page.template.error.isVisible()
    with pytest.raises(StudioError, match="txt"):
        session.spec()
    page.template.text.setPlainText("{soft:5}{text} It was:")
    assert not page.template.error.isVisible()
    assert session.spec().data.template == "{soft:5}{text} It was:"


def test_an_empty_template_goes_back_to_the_plain_one(page: MethodPage, session: Session) -> None:
    page.template.text.setPlainText("{soft:5}{text} It was:")
    page.template.plain.click()
    assert "template" not in session.data
    assert page.template.text.toPlainText() == "{text}\nAnswer:"


def test_a_column_is_put_in_where_the_cursor_stands(page: MethodPage, session: Session) -> None:
    page.template.text.setPlainText("{soft:20}Say: ")
    page.template.text.moveCursor(page.template.text.textCursor().MoveOperation.End)
    page.template.insert_button("{text}").click()
    assert session.data["template"] == "{soft:20}Say: {text}"


def test_markup_in_a_cell_is_shown_as_it_is(page: MethodPage, session: Session, wait_until: Wait) -> None:
    session.update_data(template="{soft:20}<b>{text}</b> &amp;")
    wait_until(lambda: "<b>the film number 0 was bad</b> &amp;" in page.template.canvas.text())


def test_without_the_model_words_stand_in_for_tokens(page: MethodPage, session: Session, wait_until: Wait) -> None:
    session.update_data(template="{soft:20}Review: {text} it was:")
    session.set_model("somebody/else")
    wait_until(lambda: session.lengths.reading is None)
    assert page.template.canvas.text() == "[20 virtual tokens]Review: the film number 0 was bad it was:[answer: bad]"
    assert not page.template.meter.isVisible()


def test_the_meter_tells_what_takes_the_context_and_the_longest_row_is_a_click_away(
    page: MethodPage, session: Session, wait_until: Wait
) -> None:
    wait_until(lambda: session.lengths.found is not None and page.template.longest.isVisible())
    reading, found, table = session.lengths.reading, session.lengths.found, session.table
    assert reading is not None
    assert found is not None
    assert table is not None
    page.template.longest.click()
    longest = page.template.row_number.value() - 1
    assert found.tokens[longest] == max(found.tokens)
    budget = reading.budget(reading.tokens(table.row(longest), "bad"))
    assert budget.virtual == session.method.num_virtual_tokens
    assert budget.used == max(found.tokens) + reading.answer_room
    words = page.template.meter.summary()
    assert f"{budget.text} text" in words
    assert f"{512 - budget.used} of 512 free" in words
    assert f"longest row: {budget.used}" in words


def test_a_row_that_is_too_long_is_marked_where_it_is_cut(page: MethodPage, session: Session, wait_until: Wait) -> None:
    session.update_data(max_tokens=25)
    wait_until(lambda: "too many for 25" in page.template.meter.summary())
    cut = [token for token in page.template.canvas.tokens() if token.is_cut]
    assert {token.column for token in cut} == {"text"}
    assert f"{len(cut)} token" in page.template.canvas.text()


def test_a_token_says_what_it_is_under_the_pointer(page: MethodPage, session: Session, wait_until: Wait) -> None:
    session.update_data(template="{soft:6}Review: {text} it{soft:14} was:")
    canvas = page.template.canvas
    wait_until(lambda: "[14 virtual tokens]" in canvas.text())
    assert {token.kind for token in canvas.tokens()} == {"virtual", "anchor", "text", "answer"}
    first = canvas.token_at(QPointF(8, 12))
    assert first is not None
    assert (first.kind, first.places) == ("virtual", 6)
    assert canvas.token_at(QPointF(canvas.width() - 1, canvas.height() - 1)) is None


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_canvas_is_drawn_in_shades_of_the_look(
    page: MethodPage, session: Session, wait_until: Wait, look: Mode
) -> None:
    wait_until(lambda: session.lengths.found is not None)
    theme().use(look)
    drawn = page.template.canvas.grab().toImage()
    grounds = {drawn.pixelColor(x, 4).name() for x in range(drawn.width())}
    ink = QColor((DARK if look == "dark" else LIGHT).text)
    assert len(grounds) > 3, "virtual tokens, two shades of text, and the ground between"
    assert min(contrast(QColor(ground), ink) for ground in grounds) > 4.5


def test_what_the_chosen_method_does_with_places_in_the_template_is_said(page: MethodPage) -> None:
    page.cards.cards["prefix_tuning"].clicked.emit()
    assert "in every layer" in page.template.note.text()


def test_an_encoder_gets_its_own_template_and_methods_say_why_they_do_not_fit(
    page: MethodPage, session: Session, tiny_model: Path, tmp_path: Path
) -> None:
    encoder = tmp_path / "encoder"
    shutil.copytree(tiny_model, encoder)
    config = {"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": 64}
    (encoder / "config.json").write_text(json.dumps(config))
    session.update_data(template=None)
    assert "Answer:" in page.template.text.toPlainText()

    session.set_model(str(encoder))

    assert "{mask}" in page.template.text.toPlainText()
    said = page.cards.reason("prefix_tuning")
    assert "guesses words" in said
    session.set_method(METHODS["prefix_tuning"].model_validate({}))
    with pytest.raises(StudioError, match="guesses words"):
        session.spec()

    session.set_model("starter")
    assert page.cards.reason("prefix_tuning") == ""


def test_methods_that_tell_no_tags_apart_say_why(
    page: MethodPage, session: Session, tiny_model: Path, tmp_path: Path
) -> None:
    encoder = tmp_path / "encoder"
    shutil.copytree(tiny_model, encoder)
    config = {"model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": 64}
    (encoder / "config.json").write_text(json.dumps(config))
    session.update_data(label=None, tags="label", template=None)
    session.set_model("starter")
    assert "reads both sides of a word" in page.cards.reason("p_tuning_v2")

    session.set_model(str(encoder))

    assert page.cards.reason("p_tuning_v2") == ""
    assert page.cards.reason("head_only") == ""
    assert "tags are told apart by a head" in page.cards.reason("prefix_tuning")
    session.set_method(METHODS["p_tuning_v2"].model_validate({}))
    assert session.spec().data.task == "tagging"
    assert "tag its words" in what_will_happen(session.spec(), 40)[0]
    assert page.training.fold is not None
    page.training.fold.set_open(True)
    assert not page.training.editors["loss"].widget.isVisible()
    assert not page.training.editors["max_new_tokens"].widget.isVisible()


def test_a_base_model_that_the_chosen_method_works_badly_on_is_warned_of(
    page: MethodPage, session: Session, tiny_model: Path, tmp_path: Path
) -> None:
    model = tmp_path / "windowed"
    shutil.copytree(tiny_model, model)
    config = {"model_type": "mistral", "architectures": ["MistralForCausalLM"], "sliding_window": 128}
    (model / "config.json").write_text(json.dumps(config))
    session.set_model(str(model))
    page.cards.cards["prefix_tuning"].clicked.emit()
    assert page.warning.isVisible()
    assert "128 tokens" in page.warning.words.text()
    page.cards.cards["prompt_tuning"].clicked.emit()
    assert not page.warning.isVisible()
