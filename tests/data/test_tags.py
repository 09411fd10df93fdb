"""Cells of words and tags, and where each word stands in what the model reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.data.examples import NOT_READ, ExampleMaker
from studio.data.readers import read_table
from studio.data.run_tables import check_data
from studio.data.tags import checked_tags, tags_in_order, tags_of, text_of, words_of
from studio.data.task import ModelText, Task
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.errors import LabelError, TableError, TemplateError
from tests.families import write_word_tokenizer

FILM, MADE, SENSE = 15, 16, 17


@pytest.fixture
def tokenizer(tmp_path: Path) -> TextTokenizer:
    """<s> 1, </s> 2, digits from 5 on, each a token of its own."""
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    return TextTokenizer.from_folder(write_word_tokenizer(tmp_path, "film made sense words : ."))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("EU rejects  German call .", ["EU", "rejects", "German", "call", "."]),
        ('["New York", "is", "big"]', ["New York", "is", "big"]),
        ("[ 1 ] see below", ["[", "1", "]", "see", "below"]),
        ("[1]", ["[1]"]),
        ("", []),
        ("[]", ["[]"]),
    ],
)
def test_words_stand_between_spaces_or_in_a_json_list(cell: str, words: list[str]) -> None:
    assert words_of(cell) == words


@pytest.mark.parametrize(
    ("cell", "tags"), [("O B-PER O", ["O", "B-PER", "O"]), ('["O", "B-PER"]', ["O", "B-PER"]), ("[0, 3]", ["0", "3"])]
)
def test_tags_are_read_likewise_and_numbers_are_tags_too(cell: str, tags: list[str]) -> None:
    assert tags_of(cell) == tags


def test_a_list_as_python_writes_it_is_no_row_of_tags() -> None:
    with pytest.raises(LabelError, match="not JSON"):
        tags_of("['O', 'B-PER']")
    with pytest.raises(LabelError, match="not JSON"):
        tags_of("[0 3 7]")


@pytest.mark.parametrize("tags", [["O", "B-PER"], ["a tag", "b"], ["[", "]"], [], ['"', "ü"]])
def test_a_cell_that_is_written_is_read_back(tags: list[str]) -> None:
    assert tags_of(text_of(tags)) == tags


def test_as_many_tags_as_words_are_needed() -> None:
    assert checked_tags("a b", "O X") == ["O", "X"]
    with pytest.raises(LabelError, match="3 words and 1 tag"):
        checked_tags("a b c", "O")
    with pytest.raises(LabelError, match="no tags"):
        checked_tags("a b c", " ")


def test_the_commonest_tag_is_number_0() -> None:
    assert tags_in_order([["X", "O", "O"], ["B", "O", "X"], ["A"]]) == ("O", "X", "A", "B")
    with pytest.raises(LabelError, match='every word has the tag "O"'):
        tags_in_order([["O", "O"]])


def write(path: Path, *rows: tuple[str, str]) -> Path:
    path.write_text("text;ner\n" + "".join(f"{text};{tags}\n" for text, tags in rows), encoding="utf-8")
    return path


def checked(path: Path, *, test: Path | None = None, template: str = "{text}", **more: object) -> dict[str, str] | None:
    data = DataSpec.model_validate({"file": str(path), "text": "text", "tags": "ner", **more})
    return check_data(data, (read_table(path), read_table(test) if test else None), Template.parse(template))


def test_a_row_without_one_tag_a_word_is_told_by_its_line_and_both_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ("a b", "O X"), ("a b c", "O X"), ("c d", "O O"))
    with pytest.raises(TableError, match=r"a\.csv, line 3: 3 words and 2 tags\. "):
        checked(path)
    assert checked(path, exclude=(1,)) == {"O": "O", "X": "X"}


def test_what_is_wrong_with_the_test_table_is_said_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ("a b", "O X"), ("c d", "O O"))
    with pytest.raises(TableError, match=r'b\.csv, line 2: the tag "Y" does not stand in the training table'):
        checked(path, test=write(tmp_path / "b.csv", ("a b", "O Y"), ("a", "X")))
    with pytest.raises(TableError, match=r"b\.csv, line 3: 1 word and 2 tags"):
        checked(path, test=write(tmp_path / "b.csv", ("a b", "O X"), ("a", "X O")))


@pytest.mark.parametrize(
    ("template", "says"),
    [("{text} {text}", r'names their column once, "\{text\}"'), ("{text} {ner}", 'shows the column "ner"')],
)
def test_a_template_names_the_column_of_words_and_no_other(tmp_path: Path, template: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        checked(write(tmp_path / "a.csv", ("a b", "O X")), template=template)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"tags": "ner", "label": "label"}, "either a label column"),
        ({"tags": "ner", "text": None, "template": "{text}"}, "name the text column"),
        ({"tags": "ner", "balance": "class_weights"}, "a tagging table has none of them"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused(values: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        DataSpec.model_validate({"file": "a.csv", "text": "text", **values})


def maker(tokenizer: TextTokenizer, template: str = "{text}", *, max_tokens: int = 32) -> ExampleMaker:
    return ExampleMaker(Template.parse(template), tokenizer, max_tokens=max_tokens, answer_room=0, kind="encoder")


def test_the_first_token_of_a_word_stands_for_it(tokenizer: TextTokenizer) -> None:
    ids, places = maker(tokenizer).word_ids(["film12", "made", "sense."])
    assert ids == (1, FILM, 6, 7, MADE, SENSE, 20, 2)
    assert places == (1, 4, 5)


def test_words_are_found_among_a_templates_own_and_behind_virtual_tokens(tokenizer: TextTokenizer) -> None:
    ids, places = maker(tokenizer, "{soft:2}words: {text} .").word_ids(["made", "film"])
    assert ids == (-1, -1, 1, 18, 19, MADE, FILM, 20, 2)
    assert places == (5, 6)


def test_a_word_of_which_the_tokenizer_makes_nothing_has_no_place(tokenizer: TextTokenizer) -> None:
    _, places = maker(tokenizer).word_ids(["film", "", "made"])
    assert places == (1, NOT_READ, 2)


@pytest.mark.parametrize(("room", "kept"), [(8, 4), (7, 3), (6, 2), (5, 2), (4, 1), (3, 0)])
def test_words_that_do_not_fit_are_cut_off_whole_from_the_last(tokenizer: TextTokenizer, room: int, kept: int) -> None:
    words = ["film1", "made", "12", "sense"]  # of 2, 1, 2 and 1 tokens, between 2 special ones
    ids, places = maker(tokenizer, max_tokens=room).word_ids(words)
    assert places == (*(1, 3, 4, 6)[:kept], *[NOT_READ] * (4 - kept))
    assert ids == ((1, *(FILM, 6, MADE, 6, 7, SENSE)[: (0, 2, 3, 5, 6)[kept]], 2) if kept else (2,))


def test_a_batch_has_the_tags_at_the_first_tokens_and_nothing_elsewhere(tokenizer: TextTokenizer) -> None:
    task = Task.make(
        Template.parse("{text}"),
        tokenizer,
        label_words={"O": "O", "X": "X"},
        max_tokens=6,
        answer_room=0,
        text=ModelText("encoder"),
        head=True,
        tags=True,
    )
    rows = [{"text": "film1 made"}, {"text": "sense"}, {"text": "film12 made made"}]
    examples = [task.example(row, answer=tags) for row, tags in zip(rows, ["X O", "X", "O X X"], strict=True)]
    assert [example.cut for example in examples] == [False, False, True]
    assert task.collate(examples).targets.tolist() == [
        [-100, 1, -100, 0, -100, -100],
        [-100, 1, -100, -100, -100, -100],
        [-100, 0, -100, -100, 1, -100],
    ]
