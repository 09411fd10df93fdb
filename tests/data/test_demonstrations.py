"""Which rows are shown as examples, and how."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from studio.data.demonstrations import Showing, joined
from studio.data.readers import read_table
from studio.data.run_tables import check_data, read_data, training_rows
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.errors import TableError
from studio.methods.settings import TokenType

LABELS = ("bad", "good", "odd")
ROWS = "text,label,said\n" + "".join(
    f"the film {n} was {'very ' * (n % 7)}{LABELS[n % 3]},{LABELS[n % 3]},it was {n}\n" for n in range(60)
)


@pytest.fixture
def showing(tmp_path: Path, tiny_model: Path) -> Any:
    """The examples of a table by a template, of all its training rows."""

    def make(template: str = "{soft:9}{text}\nAnswer:", **data: Any) -> Showing:
        (tmp_path / "table.csv").write_text(ROWS, encoding="utf-8")
        spec = DataSpec.model_validate({"file": "table.csv", "template": template, "label": "label"} | data)
        tables = read_data(spec, tmp_path)
        parsed = Template.parse(template)
        words = check_data(spec, tables, parsed)
        tokenizer = TextTokenizer.from_folder(tiny_model)
        rows = training_rows(spec, tables, parsed)
        return Showing(spec, tables[0], rows, template=parsed, label_words=words, tokenizer=tokenizer)

    return make


def test_rows_are_shown_as_the_template_writes_them_with_their_label_words(showing: Any) -> None:
    shown = showing(label_words={"bad": "poor", "good": "fine", "odd": "odd"})
    first, second = shown.numbered(shown.rows[:2])
    text = read_table(shown.table.path).column("text")[first.row]
    words = {"bad": "poor", "good": "fine", "odd": "odd"}
    assert first.text == f"{text}\nAnswer: {words[first.label]}"
    assert joined([first, second]) == f"{first.text}\n\n{second.text}\n\n"


def test_targets_are_shown_for_generation_and_a_masked_word_stands_where_it_is_guessed(showing: Any) -> None:
    writing = showing("{text}\n", label=None, target="said")
    (one,) = writing.numbered(writing.rows[:1])
    assert one.text.endswith(f"\nit was {one.row}")
    assert one.label is None

    guessing = showing("{text} It was {mask}, truly.")
    (one,) = guessing.numbered(guessing.rows[:1])
    assert one.text.endswith(f"{one.label} It was {one.label}, truly.")


def test_sampled_examples_are_balanced_and_the_same_for_the_same_seed(showing: Any) -> None:
    shown = showing()
    one, again, other = (shown.sampled(9, seed=seed) for seed in (0, 0, 1))
    assert Counter(each.label for each in one) == {"bad": 3, "good": 3, "odd": 3}
    assert one == again
    assert {each.row for each in one} != {each.row for each in other}
    assert len({each.row for each in one}) == 9
    assert {each.row for each in one} <= set(shown.rows)


def test_of_the_sampled_the_shortest_are_taken_until_the_budget_is_spent(showing: Any) -> None:
    shown = showing()
    usual = sum(shown.num_tokens(shown.demonstration(row)) for row in shown.rows) / len(shown.rows)
    free = shown.sampled(9, seed=0)
    assert sum(map(shown.num_tokens, free)) / len(free) < usual

    budget = sum(map(shown.num_tokens, free)) // 2
    tight = shown.sampled(9, seed=0, budget=budget)
    assert 0 < len(tight) < len(free)
    assert sum(map(shown.num_tokens, tight)) <= budget
    counts = Counter(each.label for each in tight)
    assert max(counts.values()) - min(counts.get(label, 0) for label in LABELS) <= 1


def test_more_classes_than_examples_leave_the_choice_of_classes_to_the_seed(showing: Any) -> None:
    shown = showing()
    assert len(shown.sampled(2, seed=0)) == 2
    assert len({shown.sampled(1, seed=seed)[0].label for seed in range(40)}) == 3


def test_every_token_is_of_the_text_the_template_or_the_answer(showing: Any) -> None:
    shown = showing("Film: {text}\nAnswer:")
    both = shown.numbered(shown.rows[:2])
    tokens = shown.tokens(both)
    decode = shown.tokenizer.tokenizer.decode
    assert decode(tokens.ids) == joined(both)
    assert tokens.rows == (both[0].row, both[1].row)
    for number, one in enumerate(both):
        own = {
            wanted: decode(
                [
                    token
                    for token, type_, example in zip(tokens.ids, tokens.types, tokens.examples, strict=True)
                    if (type_, example) == (wanted, number)
                ]
            )
            for wanted in TokenType
        }
        assert own[TokenType.LABEL] == f" {one.label}"
        # A token may carry a space over the border between the template and a column.
        assert own[TokenType.INPUT].strip() == shown.table.column("text")[one.row]
        assert own[TokenType.FORMAT] in ("Film: \nAnswer:\n\n", "Film:\nAnswer:\n\n")


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda shown: shown.numbered([10_000]), "row 10000 is not among the training rows"),
        (lambda shown: shown.numbered(shown.rows[:5], budget=8), "there is room for 8"),
        (lambda shown: shown.sampled(3, seed=0, budget=2), "not even one row fits into 2 tokens"),
    ],
)
def test_examples_that_cannot_be_shown_say_why(showing: Any, ask: Any, says: str) -> None:
    with pytest.raises(TableError, match=says):
        ask(showing())
