"""What the window says of a row is what training reads of it."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import pytest

from studio.data.examples import ExampleMaker
from studio.data.readers import read_table
from studio.data.reading import Reading, template_tokens
from studio.data.template import Template
from studio.errors import TemplateError
from studio.spec import run_spec_from

ROWS = ("the film was good", "", "  two  spaces ", "naïve café 日本", "a" * 300)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    lines = [f'"{text}",title {n},{"good" if n % 2 else "bad"}' for n, text in enumerate(ROWS)]
    path.write_text("\n".join(["text,title,label", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def encoder(tiny_model: Path, tmp_path: Path) -> Path:
    """A masked model's folder, as far as reading needs one: each text stands between two special tokens."""
    from tokenizers import Tokenizer, processors

    folder = tmp_path / "encoder"
    shutil.copytree(tiny_model, folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.add_special_tokens(["<mask>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"mask_token": "<mask>", "eos_token": "</s>"}))
    config = {"model_type": "bert", "architectures": ["BertForMaskedLM"], "max_position_embeddings": 64}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def reading(file: Path, folder: Path, **values: object) -> Reading:
    """How a run over the table reads its rows. values: of its data; method: of its method"""
    method = values.pop("method", {"name": "prompt_tuning", "num_virtual_tokens": 6})
    data = {"file": str(file), "label": "label", **values}
    spec = run_spec_from({"model": {"name": str(folder)}, "data": data, "method": method})
    return Reading.of(spec, (read_table(file), None), folder)


def maker_of(read: Reading) -> ExampleMaker:
    """What makes the ids that are trained on, with room for rows of any length."""
    return ExampleMaker(read.template, read.tokenizer, max_tokens=10**9, answer_room=0, kind=read.text.kind)


TEMPLATES = (
    "{text}\nAnswer:",
    "{soft:6}{text} Answer:",
    "Say: {soft:2}{text} and {title}{soft:4} it was:",
    "{text}{soft:6}",
    "{soft:3}{title}{text}{soft:3}",
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_rows_are_counted_as_a_decoder_reads_them(file: Path, tiny_model: Path, template: str) -> None:
    read = reading(file, tiny_model, template=template)
    table, maker = read_table(file), maker_of(read)
    counts = read.counts({name: table.column(name) for name in table.columns})
    assert [count + read.virtual_tokens for count in counts] == [
        len(maker.ids(table.row(row))[0]) for row in range(len(table))
    ]


@pytest.mark.parametrize("template", ["{text} It was {mask}.", "{soft:6}{title}: {text} {mask}", "{text}  {mask}"])
def test_rows_are_counted_as_a_masked_model_reads_them(file: Path, encoder: Path, template: str) -> None:
    read = reading(file, encoder, template=template)
    table, maker = read_table(file), maker_of(read)
    counts = read.counts({name: table.column(name) for name in table.columns})
    expected = [len(maker.ids(table.row(row))[0]) for row in range(len(table))]
    assert [count + read.virtual_tokens for count in counts] == expected
    for row in range(len(table)):
        tokens = read.tokens(table.row(row), "good")
        assert sum(token.places for token in tokens) == expected[row]
        special = [token.text for token in tokens if token.kind == "special"]
        has_text = any(token.kind in ("words", "anchor", "text") for token in tokens)
        assert special == (["<s>", "</s>"] if has_text else ["</s>"])


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_tokens_shown_are_those_counted_and_spell_the_text(file: Path, tiny_model: Path, template: str) -> None:
    read = reading(file, tiny_model, template=template)
    table = read_table(file)
    columns = {name: table.column(name) for name in table.columns}
    for row, count in enumerate(read.counts(columns)):
        tokens = read.tokens(table.row(row), "good")
        budget = read.budget(tokens)
        assert budget.virtual == read.virtual_tokens == 6
        assert budget.template + budget.text == count
        spelled = "".join(token.text for token in tokens if token.kind in ("words", "anchor", "text"))
        assert spelled == read.template.render(table.row(row))


def test_words_among_virtual_tokens_are_anchors_and_a_token_of_a_space_and_a_word_is_the_words(
    file: Path, tiny_model: Path
) -> None:
    read = reading(file, tiny_model, template="{soft:2}Review: {text}{soft:4} Sentiment of it {title} ends:")
    tokens = read.tokens({"text": "good film", "title": "x", "label": "bad"}, "bad")
    kinds = [kind for kind, _ in itertools.groupby(token.kind for token in tokens)]
    assert kinds == ["virtual", "anchor", "text", "virtual", "anchor", "text", "words", "answer"]
    assert "".join(token.text for token in tokens if token.column == "text").strip() == "good film"
    assert tokens[-1].text == " bad"


def test_what_is_too_long_is_marked_at_the_end_of_the_longest_column(file: Path, tiny_model: Path) -> None:
    read = reading(file, tiny_model, template="{title}: {text}\nAnswer:", max_tokens=40)
    assert read.room == 40 - read.answer_room
    row = read_table(file).row(4)
    tokens = read.tokens(row, "good")
    budget = read.budget(tokens)
    assert budget.context == 40
    cut = [token for token in tokens if token.is_cut]
    assert len(cut) == budget.too_many > 0
    assert {token.column for token in cut} == {"text"}
    text = [token for token in tokens if token.column == "text"]
    assert text[-len(cut) :] == cut


def test_a_prefix_uses_up_positions_beside_the_text(file: Path, tiny_model: Path) -> None:
    method = {"name": "prefix_tuning", "num_virtual_tokens": 9}
    read = reading(file, tiny_model, template="{soft:9}{text}", method=method)
    assert (read.beside, read.context, read.virtual_tokens) == (9, 256, 9)
    assert read.tokens({"text": "good"}, "bad")[0].places == 9


def test_an_answer_to_be_written_is_kept_room_for(file: Path, tiny_model: Path) -> None:
    read = reading(file, tiny_model, template="{text}\n", label=None, target="title")
    assert read.answer_room == 64
    assert read.room == 256 - 64


def test_a_template_that_leaves_virtual_tokens_over_is_refused(file: Path, tiny_model: Path) -> None:
    with pytest.raises(TemplateError, match="slots hold 3"):
        reading(file, tiny_model, template="{soft:3}{text}")


def test_without_a_tokenizer_the_parts_stand_in_for_tokens() -> None:
    tokens = template_tokens(Template.parse("{soft:4}Say {text}:"), {"text": "hello"}, "yes")
    assert [(token.kind, token.text) for token in tokens] == [
        ("virtual", ""),
        ("anchor", "Say"),
        ("anchor", " "),
        ("text", "hello"),
        ("words", ":"),
        ("answer", " yes"),
    ]
