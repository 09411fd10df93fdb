"""Nearest words against a count by hand."""

from __future__ import annotations

import pytest
import torch

from studio.data.tokenizer import TextTokenizer
from studio.interpretation import words
from studio.interpretation.words import near_words, word_ids
from studio.models.base_model import BaseModel


def test_a_prompt_that_is_words_is_near_those_words_at_distance_0(base: BaseModel, tokenizer: TextTokenizer) -> None:
    ids = tokenizer.encode("the film was good")
    vectors = base.embed(torch.tensor(ids))

    found = near_words(vectors, base, tokenizer, nearest=3, seed=0)

    for token, number, vector in zip(found.tokens, ids, vectors, strict=True):
        assert (token.by_cosine[0].id, token.by_distance[0].id) == (number, number)
        assert token.by_distance[0].value == 0
        assert token.by_cosine[0].value == pytest.approx(1, abs=1e-6)
        assert token.by_cosine[0].word == tokenizer.decode([number])
        assert token.norm == pytest.approx(float(vector.norm()))
        assert token.nearer_than_chance


@pytest.mark.parametrize("chunk", [7, 10_000])
def test_nearest_words_are_those_of_a_plain_search_however_the_vocabulary_is_cut(
    base: BaseModel, tokenizer: TextTokenizer, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(words, "_CHUNK", chunk)
    vectors = torch.randn(4, base.hidden_size, generator=torch.Generator().manual_seed(3))
    ids = word_ids(base, tokenizer)
    matrix = base.network.get_input_embeddings().weight[ids].double()
    cosines = torch.nn.functional.cosine_similarity(vectors.double().unsqueeze(1), matrix.unsqueeze(0), dim=2)
    distances = torch.cdist(vectors.double(), matrix)

    found = near_words(vectors, base, tokenizer, nearest=4, seed=0)

    for number, token in enumerate(found.tokens):
        by_cosine, by_distance = cosines[number].topk(4), distances[number].topk(4, largest=False)
        assert [near.id for near in token.by_cosine] == ids[by_cosine.indices].tolist()
        assert [near.id for near in token.by_distance] == ids[by_distance.indices].tolist()
        assert [near.value for near in token.by_cosine] == pytest.approx(by_cosine.values.tolist(), abs=1e-5)
        assert [near.value for near in token.by_distance] == pytest.approx(by_distance.values.tolist(), abs=1e-5)
    norms = matrix.norm(dim=1)
    assert (found.norm_mean, found.norm_spread) == pytest.approx((float(norms.mean()), float(norms.std())), rel=1e-5)
    assert found.tokens[0].norm_deviations == pytest.approx(
        float((vectors[0].norm() - norms.mean()) / norms.std()), rel=1e-4
    )
    assert found.vocabulary == len(ids)


def test_yardsticks_that_are_known_are_taken_and_come_to_the_same(base: BaseModel, tokenizer: TextTokenizer) -> None:
    one, other = (torch.randn(3, base.hidden_size, generator=torch.Generator().manual_seed(n)) for n in (1, 2))
    usual = near_words(one, base, tokenizer, nearest=2, seed=0)

    found = near_words(other, base, tokenizer, nearest=2, seed=0, usual=usual)

    assert found == near_words(other, base, tokenizer, nearest=2, seed=0)
    assert found.tokens != usual.tokens
    assert (found.words, found.chance) == (usual.words, usual.chance)


def test_special_tokens_are_no_words(base: BaseModel, tokenizer: TextTokenizer) -> None:
    assert not set(word_ids(base, tokenizer).tolist()) & tokenizer.special_ids

    found = near_words(base.embed(torch.tensor([0, 1, 2])), base, tokenizer, nearest=2, seed=0)

    assert all(token.by_distance[0].value > 0 for token in found.tokens)


def test_the_yardsticks_measure_words_and_chance_and_come_again_with_the_seed(
    base: BaseModel, tokenizer: TextTokenizer
) -> None:
    vectors = torch.ones(1, base.hidden_size)
    found, again = (near_words(vectors, base, tokenizer, nearest=1, seed=5) for _ in range(2))

    assert found == again
    ids = word_ids(base, tokenizer)
    matrix = torch.nn.functional.normalize(base.embed(ids), dim=1)
    to_others = (matrix @ matrix.T).fill_diagonal_(-1).max(1).values
    assert to_others.min() <= found.words.cosine.low <= found.words.cosine.high <= to_others.max()
    assert found.words.cosine.median == pytest.approx(float(to_others.median()), abs=0.03)
    assert 0 < found.chance.cosine.low < found.chance.cosine.median < found.chance.cosine.high < 1
