"""What is told of an adapter, whole, to programs and to people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from rich.console import Console
from typer.testing import CliRunner

from studio.adapters.snapshots import save_snapshot
from studio.cli import app
from studio.errors import AdapterError
from studio.inference.predictor import Predictor
from studio.interpretation.explain import explain
from studio.interpretation.findings import Explanation
from studio.interpretation.report import report
from studio.methods.base import InputPrompt, Learned
from studio.models.base_model import BaseModel
from tests.interpretation.conftest import TOKENS, prompt_of


def _quiet(_done: int, _total: int) -> None:
    pass


def _said(found: Explanation) -> str:
    console = Console(width=200, markup=False)
    with console.capture() as captured:
        console.print(*report(found))
    return " ".join(captured.get().split())


def test_the_command_tells_programs_plain_values(
    base: BaseModel, make_adapter: Callable[..., Path], films: Path
) -> None:
    prompt = prompt_of("input", base)
    assert isinstance(prompt, InputPrompt)
    adapter = make_adapter(prompt)
    other = make_adapter(InputPrompt(prompt.vectors[:, [1, 0, 2]]), name="other")
    arguments = ["explain", "--adapter", str(adapter), "--beside", str(other), "--data", str(films), "--rows", "6"]

    done = CliRunner().invoke(app, [*arguments, "--nearest", "2", "--json"])

    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["num_virtual_tokens"], said["product"], said["why_no_words"]) == (TOKENS, "input", "")
    [member] = said["members"]
    assert [len(token["by_cosine"]) for token in member["words"]["tokens"]] == [2] * TOKENS
    assert [row[number] for number, row in enumerate(member["similarity"])] == pytest.approx([1] * TOKENS)
    [pair] = said["between"]
    assert (pair["one"], pair["other"]) == ("films", "other")
    assert (pair["similarity"][0][1], pair["similarity"][1][0]) == pytest.approx((1, 1))
    assert pair["best"][1] == pytest.approx(1)
    assert (said["steps"], member["drift"]) == ([], None)
    assert [one["by"] for one in member["maps"]] == ["distance", "direction"]
    assert said["ablation"]["rows"] == 6
    assert "nothing is set to zero" in said["ablation"]["left_out"]
    assert [first["kept"] for first in said["ablation"]["first"]] == [0, 1, 2, 4, 5]


def test_people_are_told_how_far_to_trust_a_nearest_word(
    base: BaseModel, make_adapter: Callable[..., Path], films: Path
) -> None:
    adapter = make_adapter(prompt_of("input", base))

    done = CliRunner().invoke(app, ["explain", "--adapter", str(adapter), "--data", str(films), "--rows", "6"])

    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "A nearest word explains little" in said
    assert "tokens are nearer to a word than random vectors are" in said
    assert "On 6 of 24 rows of films.csv" in said
    assert "A token that is left out is removed" in said


def test_a_prefix_says_that_nearest_words_do_not_apply(base: BaseModel, make_adapter: Callable[..., Path]) -> None:
    found = explain(Predictor.open(make_adapter(prompt_of("key_value", base))), progress=_quiet)

    assert found.members[0].words is None
    assert "no words to be near" in found.why_no_words
    assert len(found.members[0].layers) == base.num_layers
    assert found.ablation is None
    assert "Nearest words do not apply" in _said(found)
    assert "those of real words in the same layer" in _said(found)


def test_a_gated_prompt_shows_its_gates(base: BaseModel, make_adapter: Callable[..., Path]) -> None:
    opened = Predictor.open(make_adapter(prompt_of("key_value", base)))
    prompt = prompt_of("gated", base)
    gated = replace(opened, learned=Learned(prompt))

    found = explain(gated, progress=_quiet)

    gate = float(prompt.gates[0, 0, 0])  # type: ignore[union-attr]
    assert found.members[0].layers[0].gates is not None
    assert f"{gate:+.2f}" in _said(found)


def test_members_of_an_ensemble_stand_beside_each_other(base: BaseModel, make_adapter: Callable[..., Path]) -> None:
    found = explain(Predictor.open(make_adapter(prompt_of("input", base, members=3))), progress=_quiet)

    assert len(found.members) == 3
    assert [(pair.one, pair.other) for pair in found.between] == [
        ("films 1", "films 2"),
        ("films 1", "films 3"),
        ("films 2", "films 3"),
    ]
    assert "Member 3 of 3" in _said(found)


def test_what_stands_elsewhere_cannot_stand_beside(base: BaseModel, make_adapter: Callable[..., Path]) -> None:
    opened = Predictor.open(make_adapter(prompt_of("input", base)))
    prefix = make_adapter(prompt_of("key_value", base), name="prefix")
    with pytest.raises(AdapterError, match="prefix: is made by Prefix tuning and films by Prompt tuning"):
        explain(opened, beside=[prefix], progress=_quiet)


def test_an_adapter_without_a_prompt_has_nothing_to_explain(base: BaseModel, make_adapter: Callable[..., Path]) -> None:
    opened = Predictor.open(make_adapter(prompt_of("input", base)))
    with pytest.raises(AdapterError, match="has no soft prompt"):
        explain(replace(opened, learned=Learned(None)), progress=_quiet)


def test_the_same_prompt_beside_itself_is_alike_in_every_place(
    base: BaseModel, make_adapter: Callable[..., Path]
) -> None:
    prompt = prompt_of("key_value", base)
    opened = Predictor.open(make_adapter(prompt))
    [pair] = explain(opened, beside=[make_adapter(prompt, name="again")], progress=_quiet).between

    assert (pair.same_place, *pair.best) == pytest.approx((1, 1, 1))
    assert torch.tensor(pair.similarity).shape == (TOKENS, TOKENS)


def test_the_command_tells_how_a_prompt_moved_where_its_steps_were_kept(
    base: BaseModel, make_adapter: Callable[..., Path], tmp_path: Path
) -> None:
    start, end = prompt_of("input", base), prompt_of("input", base, seed=1)
    adapter = make_adapter(end)
    for step, prompt in ((0, start), (10, end)):
        save_snapshot(tmp_path, step, Learned(prompt))

    done = CliRunner().invoke(app, ["explain", "--adapter", str(adapter)])
    told = CliRunner().invoke(app, ["explain", "--adapter", str(adapter), "--json"])

    assert done.exit_code == 0, done.output
    assert "like the start" in done.stdout
    assert json.loads(told.stdout)["steps"] == [0, 10]
    drift = json.loads(told.stdout)["members"][0]["drift"]
    assert drift["like_end"][1] == pytest.approx([1] * TOKENS, abs=1e-3)
