"""The plane that virtual tokens and words are drawn in, and how tokens moved, against numpy and known places."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studio.data.tokenizer import TextTokenizer
from studio.interpretation import prompt_map
from studio.interpretation.drift import drift_of, fitting
from studio.interpretation.prompt_map import maps_of
from studio.interpretation.words import near_words
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, Prompt
from studio.models.base_model import BaseModel
from tests.interpretation.conftest import TOKENS, prompt_of


def test_the_plane_is_that_of_principal_components(base: BaseModel, tokenizer: TextTokenizer) -> None:
    prompt = prompt_of("key_value", base)
    [found] = maps_of(prompt, {}, 0, None, base, tokenizer, seed=0)

    assert (found.by, found.words, found.words_shown) == ("direction", (), None)
    points = prompt_map.token_vectors(prompt)[0].double().numpy()
    points = points - points.mean(0)
    _, sizes, axes = np.linalg.svd(points, full_matrices=False)
    wanted = points @ axes[:2].T
    assert np.abs(np.array(found.tokens)) == pytest.approx(np.abs(wanted), abs=1e-6)
    assert found.tokens_shown == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum())


def test_a_few_tokens_weigh_as_much_as_many_words(base: BaseModel, tokenizer: TextTokenizer) -> None:
    far = torch.zeros(2, base.hidden_size)
    far[0, 3], far[1, 3] = 5.0, -5.0  # apart along one dimension, which no word fills
    prompt = InputPrompt(far.unsqueeze(0))
    near = near_words(far, base, tokenizer, nearest=2, seed=0)

    by_distance, by_direction = maps_of(prompt, {}, 0, near, base, tokenizer, seed=0)

    assert by_distance.tokens_shown == pytest.approx(1, abs=0.02)
    assert abs(by_distance.tokens[0][0] - by_distance.tokens[1][0]) == pytest.approx(10, abs=0.2)
    assert by_direction.by == "direction"
    assert abs(by_direction.tokens[0][0] - by_direction.tokens[1][0]) == pytest.approx(2, abs=0.05)
    assert by_distance.words_shown is not None
    assert 0 < by_distance.words_shown < 1


def test_a_token_that_is_a_word_stands_where_the_word_does(base: BaseModel, tokenizer: TextTokenizer) -> None:
    words = torch.tensor(tokenizer.encode(" film good bad"))
    vectors = base.embed(words)
    near = near_words(vectors, base, tokenizer, nearest=3, seed=0)
    for found in maps_of(InputPrompt(vectors.unsqueeze(0)), {}, 0, near, base, tokenizer, seed=0):
        places = {word.word: word.place for word in found.words if word.near}
        for token, place in zip(near.tokens, found.tokens, strict=True):
            assert places[token.by_cosine[0].word] == pytest.approx(place, abs=1e-6)


def test_the_same_map_comes_out_each_time_and_common_words_are_words(base: BaseModel, tokenizer: TextTokenizer) -> None:
    prompt = prompt_of("input", base)
    assert isinstance(prompt, InputPrompt)
    near = near_words(prompt.vectors[0], base, tokenizer, nearest=3, seed=0)
    one, again = (maps_of(prompt, {}, 0, near, base, tokenizer, seed=0) for _ in range(2))
    assert one == again
    common = [word.word for word in one[0].words if not word.near]
    assert common
    assert all(word.strip().isalpha() for word in common)
    assert len(common) == len(set(common))


@pytest.mark.parametrize("kind", ["input", "key_value", "gated"])
def test_steps_are_drawn_in_the_plane_of_the_whole_and_the_last_stands_on_its_token(
    base: BaseModel, tokenizer: TextTokenizer, kind: str
) -> None:
    end = prompt_of(kind, base)
    trail = {0: prompt_of(kind, base, seed=1), 10: prompt_of(kind, base, seed=2), 20: end}
    near = near_words(end.vectors[0], base, tokenizer, nearest=3, seed=0) if isinstance(end, InputPrompt) else None
    for found in maps_of(end, trail, 0, near, base, tokenizer, seed=0):
        assert len(found.trail) == 3
        assert np.array(found.trail[2]) == pytest.approx(np.array(found.tokens))
        assert np.array(found.trail[0]) != pytest.approx(np.array(found.tokens), abs=0.1)


def test_one_token_alone_has_a_place_and_no_share(base: BaseModel, tokenizer: TextTokenizer) -> None:
    [found] = maps_of(prompt_of("key_value", base, tokens=1), {}, 0, None, base, tokenizer, seed=0)
    assert found.tokens == ((0.0, 0.0),)
    assert found.tokens_shown is None


def test_drift_is_what_the_vectors_say(base: BaseModel) -> None:
    vectors = torch.zeros(1, 2, base.hidden_size)
    vectors[0, 0, 0], vectors[0, 1, 1] = 3.0, 1.0
    turned = vectors.clone()
    turned[0, 0, 0], turned[0, 0, 1] = 0.0, 4.0
    found = drift_of(InputPrompt(turned), {0: InputPrompt(vectors), 7: InputPrompt(turned)}, 0)
    assert found is not None
    assert found.norms == ((3.0, 1.0), (4.0, 1.0))
    assert found.moved == ((0.0, 0.0), (5.0, 0.0))
    assert found.like_start == ((1.0, 1.0), (0.0, 1.0))
    assert found.like_end == ((0.0, 1.0), (1.0, 1.0))


@pytest.mark.parametrize("kind", ["key_value", "gated"])
def test_a_token_inside_the_layers_moves_by_all_its_numbers(base: BaseModel, kind: str) -> None:
    start, end = prompt_of(kind, base), prompt_of(kind, base, seed=1)
    found = drift_of(end, {0: start, 5: end}, 0)
    assert found is not None
    match start, end:
        case KeyValuePrompt(before), KeyValuePrompt(after):
            pairs = [
                (one, other)
                for mine, theirs in zip(before.values(), after.values(), strict=True)
                for one, other in ((mine.keys, theirs.keys), (mine.values, theirs.values))
            ]
            squares = [float((one - other)[0, :, :, 2].pow(2).sum()) for one, other in pairs]
        case GatedPrompt(one, _), GatedPrompt(other, _):
            squares = [float((one - other)[0, :, 2].pow(2).sum())]
    assert found.moved[1][2] == pytest.approx(sum(squares) ** 0.5, rel=1e-5)
    assert found.like_end[1] == pytest.approx([1] * TOKENS)


def test_steps_of_another_shape_do_not_count(base: BaseModel) -> None:
    prompt = prompt_of("input", base)
    trail: dict[int, Prompt] = {
        0: prompt_of("input", base, tokens=2),
        1: prompt_of("key_value", base),
        2: prompt_of("input", base, seed=4),
    }
    assert list(fitting(trail, prompt)) == [2]
    assert drift_of(prompt, {}, 0) is None
