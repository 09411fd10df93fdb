"""One label in several spellings, rows of several labels, pairs of texts, and texts that are too long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from studio.data.columns import guess_columns
from studio.data.examples import Cut, ExampleMaker
from studio.data.labels import spellings
from studio.data.readers import read_table
from studio.data.run_tables import check_data, read_data
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.errors import LabelError, TableError
from studio.paths import resources_dir


def written(path: Path, labels: list[str]) -> Path:
    rows = "".join(f"the film number {number}\t{label}\n" for number, label in enumerate(labels))
    path.write_text("text\tlabel\n" + rows, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return TextTokenizer.from_folder(resources_dir() / "models" / "starter")


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["Good", "good", "good", "good ", "bad"], {"Good": "good", "good ": "good"}),
        (["1", "1.0", "2", "2.5", "0.50"], {"1.0": "1"}),
        (["TRUE", "True", "true", "True"], {"TRUE": "True", "true": "True"}),
        (["card  lost", "card lost", "Straße", "STRASSE"], {"card lost": "card  lost", "STRASSE": "Straße"}),
        (["good", "bad"], {}),
    ],
)
def test_spellings_of_one_label_are_found_and_the_commonest_stays(labels: list[str], found: dict[str, str]) -> None:
    assert spellings(labels) == found


def test_merged_labels_are_one_class_in_both_tables(tmp_path: Path) -> None:
    file = written(tmp_path / "train.tsv", ["good", "Good", "good", "BAD ", "bad", "bad"])
    test = written(tmp_path / "test.tsv", ["GOOD", "bad", "Bad"])
    values: dict[str, Any] = {"file": str(file), "test_file": str(test), "text": "text", "label": "label"}
    apart, one = (DataSpec(**values, merge_labels=merge) for merge in (False, True))
    with pytest.raises(TableError, match='the label "GOOD"'):
        check_data(apart, read_data(apart, tmp_path), Template.parse("{text}"))
    tables = read_data(one, tmp_path)
    assert check_data(one, tables, Template.parse("{text}")) == {"bad": "bad", "good": "good"}
    assert tables[1] is not None
    assert tables[1].column("label") == ["good", "bad", "bad"]


@pytest.mark.parametrize(
    "labels",
    [
        ["red", "blue", "red, blue", "red,green", "green", "blue"],
        ["comedy|drama", "drama", "comedy", "drama|horror", "horror"],
        ['["red", "blue"]', "red", "blue"],
        ["[]", '["red"]', '["blue"]'],
    ],
)
def test_rows_of_several_labels_are_refused_with_what_to_do(tmp_path: Path, labels: list[str]) -> None:
    file = written(tmp_path / "rows.tsv", labels)
    data = DataSpec(file=str(file), text="text", label="label")
    with pytest.raises(LabelError, match=r"rows\.tsv, line \d: a row has one label.* make a column of yes and no"):
        check_data(data, read_data(data, tmp_path), Template.parse("{text}"))


@pytest.mark.parametrize(
    "labels",
    [
        ["yes, surely", "no, never", "yes, surely", "no, never"],
        ["Paris, France", "Boston, USA", "New York, USA"],
        ["alarm|set", "alarm|query", "calendar|set", "calendar|query"],
        ["[sic]", "plain"],
    ],
)
def test_a_label_with_a_sign_in_it_is_one_label(tmp_path: Path, labels: list[str]) -> None:
    data = DataSpec(file=str(written(tmp_path / "rows.tsv", labels)), text="text", label="label")
    assert check_data(data, read_data(data, tmp_path), Template.parse("{text}")) == {one: one for one in set(labels)}


# --- pairs of texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "pair"),
    [
        (("premise", "hypothesis", "label"), ("premise", "hypothesis")),
        (("hypothesis", "premise", "label"), ("premise", "hypothesis")),
        (("id", "sentence1", "sentence2", "label"), ("sentence1", "sentence2")),
        (("text_b", "text_a", "class"), ("text_a", "text_b")),
        (("question", "passage", "label"), ("question", "passage")),
        (("title", "text", "label"), ("text", None)),
    ],
)
def test_two_columns_that_make_a_pair_are_guessed(
    tmp_path: Path, columns: tuple[str, ...], pair: tuple[str, str | None]
) -> None:
    lines = []
    for number in range(40):
        cells = {"id": str(number), "label": "yes" if number % 3 else "no", "class": "yes" if number % 3 else "no"}
        lines.append([cells.get(name, f"the {name} of number {number} says this and that") for name in columns])
    (tmp_path / "pairs.csv").write_text("\n".join(",".join(line) for line in [columns, *lines]), encoding="utf-8")
    guess = guess_columns(read_table(tmp_path / "pairs.csv"))
    assert (guess.text, guess.text_pair) == pair
    assert guess.task == "classification"


def test_a_pair_stands_one_below_the_other() -> None:
    data = DataSpec(file="pairs.csv", text="premise", text_pair="hypothesis", label="label")
    assert data.template_for("decoder", head=False) == "{premise}\n{hypothesis}\nAnswer:"
    assert data.template_for("encoder", head=False) == "{premise}\n{hypothesis} It was {mask}."
    assert data.template_for("encoder", head=True) == "{premise}\n{hypothesis}"
    for wrong in ({"text_pair": "label"}, {"text": None, "text_pair": "b", "template": "{b}"}):
        with pytest.raises(ValidationError):
            DataSpec(**{"file": "f", "text": "a", "label": "label", **wrong})


# --- long texts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", ["end", "start", "middle"])
@given(
    words=st.lists(
        st.sampled_from(("the", "film", "was", "not", "good", "你好", "🙂", "\u0085", "straße")),
        min_size=1,
        max_size=60,
    )
)
def test_a_long_text_is_cut_where_it_is_said(tokenizer: TextTokenizer, cut: Cut, words: list[str]) -> None:
    maker = ExampleMaker(
        Template.parse("Review: {text} End"), tokenizer, max_tokens=24, answer_room=0, kind="decoder", cut=cut
    )
    text = " ".join(words)
    ids, is_cut = maker.ids({"text": text})
    whole = tokenizer.encode(f"Review: {text} End")
    assert len(ids) <= 24
    assert is_cut == (len(whole) > 24)
    assert is_cut or ids == tuple(whole)


@pytest.mark.parametrize(("cut", "first", "last"), [("end", 0, None), ("start", None, 199), ("middle", 0, 199)])
def test_what_stays_of_a_long_text_is_its_beginning_its_end_or_both(
    tokenizer: TextTokenizer, cut: Cut, first: int | None, last: int | None
) -> None:
    maker = ExampleMaker(Template.parse("{text}"), tokenizer, max_tokens=40, answer_room=0, kind="decoder", cut=cut)
    ids, is_cut = maker.ids({"text": " ".join(f"number{number}" for number in range(200))})
    said = tokenizer.tokenizer.decode(list(ids))
    assert is_cut
    assert ("number0 " in said) == (first is not None)
    assert said.endswith("number199") == (last is not None)
    assert len(ids) > 30
