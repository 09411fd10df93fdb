"""Templates, label words and examples: from a row to what a model reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.data.examples import VIRTUAL, ExampleMaker
from studio.data.template import ColumnPart, SlotPart, Template, TextPart
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import Verbalizer, label_words_for
from studio.errors import LabelError, TemplateError


@pytest.fixture(scope="module")
def tokenizer(tiny_model: Path) -> TextTokenizer:
    return TextTokenizer.from_folder(tiny_model)


def test_a_template_is_text_columns_and_slots() -> None:
    template = Template.parse("{soft:2}Review: {text}{{x}}{soft} Sentiment:")
    assert template.parts == (
        SlotPart(2),
        TextPart("Review: "),
        ColumnPart("text"),
        TextPart("{x}"),
        SlotPart(None),
        TextPart(" Sentiment:"),
    )
    assert template.columns == ("text",)
    assert template.ending == " Sentiment:"
    assert not template.slots_in_front
    assert template.render({"text": "good"}) == "Review: good{x} Sentiment:"
    assert template.with_slots(5).slots == (SlotPart(2), SlotPart(3))


def test_without_a_slot_all_virtual_tokens_stand_in_front() -> None:
    template = Template.parse("{text}").with_slots(7)
    assert template.parts == (SlotPart(7), ColumnPart("text"))
    assert template.slots_in_front


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{text", "lone"),
        ("text}", "lone"),
        ("no column", "no column"),
        ("{soft:x}{text}", "number"),
        ("{soft:0}{text}", "number"),
        ("{}{text}", "empty braces"),
        ("{soft}{text}{soft}", "once"),
    ],
)
def test_a_wrong_template_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        Template.parse(text)


@pytest.mark.parametrize(("text", "count"), [("{soft:3}{text}", 4), ("{soft:3}{text}", 2), ("{soft:3}{text}{soft}", 3)])
def test_slots_that_do_not_sum_to_the_virtual_tokens_are_an_error(text: str, count: int) -> None:
    with pytest.raises(TemplateError, match="num_virtual_tokens"):
        Template.parse(text).with_slots(count)


def test_a_column_that_the_table_lacks_is_named() -> None:
    with pytest.raises(TemplateError, match=r'"messag".*message'):
        Template.parse("{messag}").check_columns(("message", "label"))


def test_text_between_slots_is_tokenized_as_one_string(tokenizer: TextTokenizer) -> None:
    maker = ExampleMaker(
        Template.parse("{soft:2}A {text} B{soft:1}end").with_slots(3), tokenizer, max_tokens=100, answer_room=1
    )
    ids, cut = maker.ids({"text": "of words"})
    between = [*tokenizer.front_ids, *tokenizer.encode("A of words B")]
    assert list(ids) == [VIRTUAL, VIRTUAL, *between, VIRTUAL, *tokenizer.encode("end")]
    assert not cut


def test_a_long_text_is_cut_at_its_end_and_the_fixed_words_stay(tokenizer: TextTokenizer) -> None:
    maker = ExampleMaker(Template.parse("{text}\nAnswer:").with_slots(4), tokenizer, max_tokens=40, answer_room=3)
    ids, cut = maker.ids({"text": "a row of many words " * 50})
    assert cut
    assert 30 < len(ids) <= 37
    assert tokenizer.decode(ids[4:]).endswith("\nAnswer:")
    assert tokenizer.decode(ids[4:]).startswith("a row of many")


def test_a_template_that_leaves_no_room_for_text_is_an_error(tokenizer: TextTokenizer) -> None:
    with pytest.raises(TemplateError, match="no room"):
        ExampleMaker(Template.parse("{text}").with_slots(40), tokenizer, max_tokens=40, answer_room=1)


def test_label_words_that_begin_alike_share_the_beginning_in_the_tree(tokenizer: TextTokenizer) -> None:
    words = {"a": "card arrival", "b": "card delivery", "c": "other"}
    verbalizer = Verbalizer.make(words, tokenizer, lead="\nAnswer:")
    tree = verbalizer.tree()
    for number, tokens in enumerate(verbalizer.token_ids):
        assert tuple(tree.edge_tokens[edge] for edge in tree.paths[number]) == tokens
        node = 0
        for edge, token in zip(tree.paths[number], tokens, strict=True):
            assert tree.edge_nodes[edge] == node
            node = next(
                (
                    inner + 1
                    for inner, (its, parent) in enumerate(zip(tree.node_tokens, tree.node_parents, strict=True))
                    if its == token and parent == node
                ),
                -1,
            )
    assert len(tree.edge_tokens) == len(set(zip(tree.edge_nodes, tree.edge_tokens, strict=True)))
    assert len(tree.edge_tokens) < sum(len(tokens) for tokens in verbalizer.token_ids)


def test_a_word_that_begins_another_is_ended_so_that_the_longer_can_win(tokenizer: TextTokenizer) -> None:
    verbalizer = Verbalizer.make({"a": "card", "b": "card arrival"}, tokenizer, lead="x")
    assert all(tokens[-1] == tokenizer.eos_id for tokens in verbalizer.token_ids)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"a": "x"}, "only one label"),
        ({}, "no labels"),
        ({"a": "x", "b": " "}, "empty"),
        ({"a": "same", "b": "same"}, "same tokens"),
    ],
)
def test_label_words_that_cannot_be_told_apart_are_an_error(
    tokenizer: TextTokenizer, words: dict[str, str], says: str
) -> None:
    with pytest.raises(LabelError, match=says):
        Verbalizer.make(words, tokenizer, lead="x")


def test_a_label_without_a_word_is_named() -> None:
    with pytest.raises(LabelError, match='"spam"'):
        label_words_for(["ham", "spam"], {"ham": "ham"})
    assert label_words_for(["b", "a", "b"], None) == {"a": "a", "b": "b"}
