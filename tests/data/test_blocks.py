"""Rows are tokenized many at a time, and have the ids that they had one by one."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from studio.architecture import ModelKind
from studio.data.examples import NOT_READ, VIRTUAL, Example, ExampleMaker
from studio.data.task import ModelText, Task
from studio.data.template import ColumnPart, MaskPart, SlotPart, Template, TextPart
from studio.data.tokenizer import TextTokenizer
from studio.data.verbalizer import answer_text
from tests.families import write_word_tokenizer

TEMPLATES = (
    "{a}",
    "{soft:3}{a}\nAnswer:",
    "{a}{soft:2} {b} x{soft:1}",
    "{soft:2}{a}{soft:1}{b}{soft:1}the film",
    "{a} {b} {a}",
    "{a} It was {mask}. {b}",
    "{mask}{a}",
    "the {soft:1} {a}  {mask} {soft:2}{b}",
    "{a}{soft:1}good film{soft:1}{b}",
)
PIECES = (
    *("", "  ", " ", "the film", "\n\n", "\u00e9t\u00e9 ", "\U0001f642\U0001f642", "a" * 30, "12,345.67", " It was"),
    *("\u200b", "</s>", "<mask>", "\u6f22\u5b57 \u4eee\u540d", "\t", "don't", "...", "word " * 20, "good good"),
)


@pytest.fixture(scope="module", params=["bytes", "words", "words-with-special-ids", "no-end"])
def tokenizer(
    request: pytest.FixtureRequest, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> TextTokenizer:
    if request.param == "bytes":
        return replace(TextTokenizer.from_folder(tiny_model), mask_id=0)
    words = TextTokenizer.from_folder(write_word_tokenizer(tmp_path_factory.mktemp("words"), "the film It was good ."))
    if request.param == "no-end":
        return replace(words, front_ids=(), back_ids=(), eos_id=None)
    return replace(words, front_ids=(1, 4, 1)) if request.param == "words-with-special-ids" else words


class OneByOne:
    """The same, written down for one row and its texts: the oracle."""

    def __init__(self, maker: ExampleMaker, *, front: Sequence[int], back: Sequence[int]) -> None:
        self.maker, self.tokenizer, self.front, self.back = maker, maker.tokenizer, front, back

    def whole(self, row: Mapping[str, str]) -> tuple[list[int], dict[int, tuple[int, int]]]:
        """(ids, by place where in the column's text each token begins and ends), nothing cut."""
        ids: list[int] = []
        characters: dict[int, tuple[int, int]] = {}
        text, begins, front = "", -1, list(self.front)
        for part in (*self.maker.template.parts, None):
            match part:
                case TextPart(words):
                    text += words
                    continue
                case ColumnPart(name):
                    begins = len(text)
                    text += row[name]
                    continue
                case MaskPart():
                    text = text.rstrip(" ")
            if text:
                ids += front
                encoding = self.tokenizer.encoding(text)
                for place, (begin, end) in enumerate(encoding.offsets, start=len(ids)):
                    if 0 <= begins < end:
                        characters[place] = (begin - begins, end - begins)
                ids += encoding.ids
                text, begins, front = "", -1, []
            match part:
                case SlotPart(count):
                    ids += [VIRTUAL] * (count or 0)
                case MaskPart():
                    ids.append(self.maker.mask_id)
        ids += self.back
        if not [token for token in ids if token != VIRTUAL] and self.tokenizer.eos_id is not None:
            ids.append(self.tokenizer.eos_id)
        return ids, characters

    def ids(self, row: Mapping[str, str]) -> tuple[tuple[int, ...], bool]:
        values = dict(row)
        ids, _ = self.whole(values)
        while len(ids) > self.maker.room:
            longest = max(self.maker.template.columns, key=lambda name: len(values[name]))
            offsets = self.tokenizer.encoding(values[longest]).offsets
            keep = max(0, len(offsets) - (len(ids) - self.maker.room))
            end = offsets[keep][0] if keep < len(offsets) else len(values[longest])
            values[longest] = values[longest][: min(end, len(values[longest]) - 1)]
            ids, _ = self.whole(values)
        return tuple(ids), values != dict(row)

    def answer(self, answer: str) -> tuple[int, ...]:
        lead, tokenizer = self.maker.template.ending, self.tokenizer
        tokens = tokenizer.encode(answer)
        if self.maker.kind == "decoder":
            before, both = tokenizer.encode(lead), tokenizer.encode(lead + answer_text(lead, answer))
            tokens = tokenizer.encode(answer_text(lead, answer))
            tokens = both[len(before) :] if both[: len(before)] == before else tokens
        return (*tokens, tokenizer.end_id)[: self.maker.answer_room]


def texts(draw: random.Random, count: int) -> list[str]:
    return [draw.choice(("", " ")).join(draw.choices(PIECES, k=draw.randint(0, 12))) for _ in range(count)]


@pytest.mark.parametrize("kind", ["decoder", "encoder", "encoder_decoder"])
@pytest.mark.parametrize("written", TEMPLATES)
def test_many_rows_have_the_ids_that_each_has_alone(tokenizer: TextTokenizer, written: str, kind: ModelKind) -> None:
    template, draw = Template.parse(written), random.Random(written + kind)
    template = template.with_slots(sum(slot.count or 0 for slot in template.slots)) if template.slots else template
    cut = 0
    for room, front_in_prompt in ((28, False), (96, True)):
        maker = ExampleMaker(
            template, tokenizer, max_tokens=room, answer_room=4, kind=kind, front_in_prompt=front_in_prompt
        )
        oracle = OneByOne(
            maker,
            front=() if front_in_prompt else tokenizer.front_ids,
            back=() if kind == "decoder" else tokenizer.back_ids,
        )
        columns = {name: texts(draw, 40) for name in template.columns}
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        together = maker.ids_of(columns)
        assert together == [oracle.ids(row) for row in rows]
        assert together == [maker.ids(row) for row in rows]
        cut += sum(was_cut for _, was_cut in together)
        if tokenizer.eos_id is not None:
            answers = texts(draw, 20)
            assert maker.answer_ids_of(answers) == [oracle.answer(answer) for answer in answers]
    assert cut


@pytest.mark.parametrize("written", ["{a}", "{soft:2}the film: {a} .", "{a}{soft:1} good"])
def test_many_rows_of_words_have_the_places_that_each_has_alone(tokenizer: TextTokenizer, written: str) -> None:
    template, draw = Template.parse(written), random.Random(written)
    template = template.with_slots(sum(slot.count or 0 for slot in template.slots)) if template.slots else template
    maker = ExampleMaker(template, tokenizer, max_tokens=32, answer_room=0, kind="encoder")
    oracle = OneByOne(maker, front=tokenizer.front_ids, back=tokenizer.back_ids)
    rows = [text.split() for text in texts(draw, 60)] + [[], ["", "film", ""], ["film"] * 60]
    for words, (ids, places) in zip(rows, maker.word_ids_of(rows), strict=True):
        kept = len(words)
        while (
            places[:kept] and places[kept - 1] == NOT_READ and len(oracle.whole({"a": " ".join(words[:kept])})[0]) > 32
        ):
            kept -= 1
        whole, characters = oracle.whole({"a": " ".join(words[:kept])})
        assert ids == tuple(whole)
        assert len(ids) <= 32
        begin = 0
        for word, place in zip(words[:kept], places, strict=False):
            of_it = [one for one, (first, last) in characters.items() if first < begin + len(word) and last > begin]
            assert place == (min(of_it) if of_it else NOT_READ)
            begin += len(word) + 1


def test_a_long_text_among_short_ones_is_tokenized_with_few_others(tokenizer: TextTokenizer) -> None:
    """What the tokenizer says of a text is far larger than the text, so blocks are bounded in characters, too."""
    task = Task.make(Template.parse("{a}"), tokenizer, label_words=None, max_tokens=32, answer_room=4)
    column = ["the film"] * 1500 + ["good " * 100_000] * 2 + ["film"] * 10
    done: list[int] = []
    examples = list(task.examples({"a": column}, range(len(column)), progress=done.append))
    assert done == [0, 1000, 1501, 1502]
    assert [example.row for example in examples] == list(range(len(column)))
    assert [example.cut for example in examples] == [len(text) > 100 for text in column]
    assert examples[1500] == task.example({"a": column[1500]}, number=1500)


@pytest.mark.parametrize("kind", ["decoder", "encoder_decoder"])
def test_labels_and_targets_go_with_their_rows(tiny_model: Path, kind: ModelKind) -> None:
    tokenizer = TextTokenizer.from_folder(tiny_model)
    text = ModelText(kind, (7, 8) if kind == "encoder_decoder" else ())
    words = {"good": "good", "bad": "bad"}
    columns, answers = {"a": ["x", "the film", "y"]}, ["bad", "good", "odd"]
    for label_words in (words, None):
        task = Task.make(
            Template.parse("{a}"), tokenizer, label_words=label_words, max_tokens=32, answer_room=8, text=text
        )
        found = list(task.examples(columns, [2, 0, 1], answers))
        assert found == [
            task.example({"a": columns["a"][number]}, number=number, answer=answers[number]) for number in (2, 0, 1)
        ]
        assert [example.label for example in found] == ([None, 1, 0] if label_words else [None] * 3)
        assert [bool(example.answer_ids) for example in found] == [label_words is None] * 3
        unknown = list(task.examples(columns, [1]))
        assert unknown == [replace(found[2], label=None, answer_ids=())]
        assert isinstance(unknown[0], Example)


@pytest.mark.parametrize(("threads", "others"), [(1, 0), (2, 2)])
def test_no_more_threads_tokenize_than_a_run_has(tiny_model: Path, threads: int, others: int) -> None:
    code = (
        "import sys, psutil; from pathlib import Path\n"
        "from studio.data.tokenizer import TextTokenizer, limit_threads\n"
        "before = psutil.Process().num_threads()\n"
        f"limit_threads({threads})\n"
        "TextTokenizer.from_folder(Path(sys.argv[1])).encode_many(['the film'] * 100)\n"
        "print(psutil.Process().num_threads() - before)\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "TOKENIZERS_PARALLELISM"}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny_model)],
        capture_output=True,
        text=True,
        cwd=root,
        env=environment,
        check=True,
    )
    assert int(done.stdout) == others
