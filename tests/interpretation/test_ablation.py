"""Leaving out a virtual token is what a prompt without it would be, told by a prompt that was written without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from studio.data.readers import read_table
from studio.errors import TableError
from studio.inference.predictor import Predictor
from studio.interpretation.ablation import ablate, first_counts, only
from studio.methods.base import Learned
from studio.models.base_model import BaseModel
from tests.interpretation.conftest import TOKENS, prompt_of


def _shorter(template: str, slots: str) -> str:
    return template.replace("{soft:2}", slots.split("|")[0]).replace("{soft:3}", slots.split("|")[1])


@pytest.mark.parametrize(("kind", "members"), [("input", 1), ("input", 3), ("key_value", 1)])
def test_without_a_token_the_scores_are_those_of_a_prompt_that_never_had_it(
    base: BaseModel, make_adapter: Callable[..., Path], films: Path, kind: str, members: int
) -> None:
    prompt = prompt_of(kind, base, members=members)
    template = "{soft:2}{text}{soft:3} It was" if kind == "input" else "{text} It was"
    whole = Predictor.open(make_adapter(prompt, template=template))
    table = read_table(films)

    found = ablate(whole, table, rows=200, seed=0, progress=lambda *_: None)

    assert found.rows == found.of_rows == 24
    assert found.whole == whole.evaluate(table)["metrics"]
    for token, slots in ((0, "{soft:1}|{soft:3}"), (4, "{soft:2}|{soft:2}")):
        left = only(Learned(prompt), [one for one in range(TOKENS) if one != token]).prompt
        assert left is not None
        written = make_adapter(left, template=_shorter(template, slots), name=f"without {token}")
        oracle = Predictor.open(written).evaluate(table)["metrics"]
        without = found.without[token]
        assert without.token == token + 1
        assert without.metrics == pytest.approx(oracle, abs=1e-6)
        assert without.change["loss"] == pytest.approx(oracle["loss"] - found.whole["loss"], abs=1e-6)
        assert abs(without.change["loss"]) > 1e-5  # it does something, or this test could not fail
    assert found.first[-1].kept == TOKENS
    assert found.first[-1].metrics == found.whole
    assert found.first[-1].answers_changed == 0


def test_without_any_token_the_base_model_answers_alone(
    base: BaseModel, make_adapter: Callable[..., Path], films: Path
) -> None:
    whole = Predictor.open(make_adapter(prompt_of("input", base)))
    table = read_table(films)
    alone = Predictor.base_alone(whole.model, whole.task.tokenizer, whole.card)
    examples, _ = alone.labelled(table)

    found = ablate(whole, table, rows=200, seed=0, progress=lambda *_: None)

    assert found.first[0].kept == 0
    said = alone.measured(examples)
    assert found.first[0].metrics == pytest.approx(said.metrics, abs=1e-6)
    own = whole.measured(whole.labelled(table)[0])
    assert found.first[0].answers_changed == sum(said.predicted[row] != own.predicted[row] for row in said.predicted)


def test_a_gated_prompt_loses_a_token_in_every_layer(
    base: BaseModel, make_adapter: Callable[..., Path], films: Path
) -> None:
    prompt = prompt_of("gated", base)
    opened = Predictor.open(make_adapter(prompt_of("key_value", base)))
    gated = replace(opened, learned=Learned(prompt))
    shorter = replace(opened, learned=only(Learned(prompt), [0, 2, 3, 4]))

    found = ablate(gated, read_table(films), rows=200, seed=0, progress=lambda *_: None)

    oracle = shorter.measured(shorter.labelled(read_table(films))[0])
    assert found.without[1].metrics == oracle.metrics
    assert found.without[1].change["loss"] != 0


def test_rows_are_drawn_by_the_seed_and_progress_may_stop(
    base: BaseModel, make_adapter: Callable[..., Path], films: Path
) -> None:
    opened = Predictor.open(make_adapter(prompt_of("input", base)))
    table = read_table(films)
    seen: list[tuple[int, int]] = []

    one, again, other = (
        ablate(opened, table, rows=7, seed=seed, progress=lambda *at: seen.append(at)) for seed in (1, 1, 2)
    )

    assert one == again
    assert one.rows == 7
    assert one.whole["loss"] != other.whole["loss"]
    measurements = range(1 + TOKENS + len(first_counts(TOKENS)) - 1)
    assert list(dict.fromkeys(done for done, _ in seen)) == list(measurements)
    assert {total for _, total in seen} == {len(measurements)}
    assert len(seen) > 3 * len(measurements)  # between the batches of one, too


def test_rows_may_be_drawn_from_some_of_a_table(
    base: BaseModel, make_adapter: Callable[..., Path], films: Path
) -> None:
    opened = Predictor.open(make_adapter(prompt_of("input", base)))
    table = read_table(films)

    found = ablate(opened, table, rows=5, seed=0, among=[1, 3, 5], progress=lambda *_: None)

    assert (found.rows, found.of_rows) == (3, 3)
    assert found.whole == opened.measured(opened.labelled(table, [1, 3, 5])[0]).metrics


def test_a_table_without_the_answers_is_refused(
    base: BaseModel, make_adapter: Callable[..., Path], tmp_path: Path
) -> None:
    opened = Predictor.open(make_adapter(prompt_of("input", base)))
    (tmp_path / "texts.csv").write_text("text,other\none,1\ntwo,2\n", encoding="utf-8")
    with pytest.raises(TableError, match='no column "label"'):
        ablate(opened, read_table(tmp_path / "texts.csv"), rows=5, seed=0, progress=lambda *_: None)


@pytest.mark.parametrize(
    ("count", "kept"), [(1, [0, 1]), (2, [0, 1, 2]), (5, [0, 1, 2, 4, 5]), (16, [0, 1, 2, 4, 8, 16])]
)
def test_the_first_tokens_that_are_kept_double(count: int, kept: list[int]) -> None:
    assert first_counts(count) == kept
