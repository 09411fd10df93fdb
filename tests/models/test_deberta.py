"""DeBERTa-v2 against transformers' own forward pass, in all the kinds that its checkpoints come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as hf
from torch import Tensor

from studio.methods.base import KeyValuePrompt, KeyValues
from studio.models.attention import capture
from studio.models.base_model import load_base_model
from studio.models.prompted import PromptedModel

SMALL = {
    "vocab_size": 96,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "max_position_embeddings": 32,
    "pad_token_id": 0,
}
BOTH = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"]}
V3 = {
    **BOTH,
    "position_buckets": 8,
    "share_att_key": True,
    "norm_rel_ebd": "layer_norm",
    "position_biased_input": False,
}
KINDS: dict[str, dict[str, Any]] = {
    "v3": V3,
    "v3_whose_head_reads_the_words": {**V3, "legacy": False},
    "v2_with_a_convolution": {**V3, "conv_kernel_size": 3, "conv_act": "gelu"},
    "projections_of_its_own_for_distances": {**BOTH, "position_buckets": 4, "type_vocab_size": 2},
    "distances_as_they_are": {**BOTH, "max_relative_positions": 5, "position_biased_input": False},
    "content_to_position_alone": {**BOTH, "pos_att_type": "c2p"},
    "position_to_content_alone": {**BOTH, "pos_att_type": ["p2c"], "share_att_key": True},
    "places_among_the_input_alone": {"embedding_size": 16},
}
ROWS = [[5, 9, 11, 40, 33, 77, 12, 13, 14, 15, 16, 17, 18], [8, 3], [60, 61, 62, 63]]
LONGEST = len(ROWS[0])


def made(kind: str, folder: Path) -> tuple[PromptedModel, Any]:
    """(through the one attention function, as transformers runs it), with weights that make attention uneven."""
    torch.manual_seed(0)
    network = hf.DebertaV2ForMaskedLM(hf.DebertaV2Config(**{**SMALL, **KINDS[kind]}))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.normal_(0.0, 0.3)
    network.save_pretrained(folder)
    base = load_base_model("deberta", folder, device=torch.device("cpu"), dtype=torch.float32)
    return PromptedModel(base), hf.AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()


def padded(left: bool) -> tuple[Tensor, Tensor]:
    """(ids, True at tokens), [B, T] each. Texts of one token are padded behind alone, as batches here are."""
    rows = ROWS if left else [*ROWS, [8]]
    ids = torch.zeros(len(rows), LONGEST, dtype=torch.long)
    real = torch.zeros(len(rows), LONGEST, dtype=torch.bool)
    for number, row in enumerate(rows):
        place = slice(LONGEST - len(row), None) if left else slice(len(row))
        ids[number, place], real[number, place] = torch.tensor(row), True
    return ids, real


def inputs_of(ids: Tensor, real: Tensor) -> dict[str, Tensor]:
    attends = (real.unsqueeze(1) & real.unsqueeze(2)) | torch.eye(ids.shape[1], dtype=torch.bool)
    return {
        "input_ids": ids,
        "prompt_mask": torch.zeros_like(real),
        "position_ids": (real.cumsum(1) - 1).clamp(min=0),
        "attends": attends,
        "prompt_index": torch.zeros(len(ids), dtype=torch.long),
    }


@pytest.mark.parametrize("left", [False, True], ids=["padded_behind", "padded_in_front"])
@pytest.mark.parametrize("kind", KINDS)
def test_without_a_prompt_it_says_what_transformers_says(tmp_path: Path, kind: str, left: bool) -> None:
    model, network = made(kind, tmp_path)
    ids, real = padded(left)
    positions = (real.cumsum(1) - 1).clamp(min=0)
    with torch.no_grad():
        mine = model.logits(model.hidden_states(None, **inputs_of(ids, real)))
        theirs = network(input_ids=ids, attention_mask=real.long(), position_ids=positions).logits
    scale = float(theirs[real].abs().max())
    assert float((mine - theirs)[real].abs().max()) < 1e-5 * scale


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_makes_keys_and_values_of_what_it_is_given(tmp_path: Path, kind: str) -> None:
    model, network = made(kind, tmp_path)
    words = torch.tensor([50, 51, 52, 53])
    found = model.base.key_values_of(words)["encoder"]
    with torch.no_grad():
        states = network.deberta(input_ids=words.unsqueeze(0), output_hidden_states=True).hidden_states
        for number, layer in enumerate(network.deberta.encoder.layer):
            own = layer.attention.self
            for project, said in ((own.key_proj, found.keys[number]), (own.value_proj, found.values[number])):
                expected = project(states[number][0]).view(len(words), own.num_attention_heads, -1).transpose(0, 1)
                assert torch.allclose(said, expected, rtol=1e-5, atol=1e-5)
    vectors = torch.randn(1, 3, model.base.output_size)
    first = model.base.sites.modules["encoder"][0]
    alone = capture(first, hidden_states=vectors, attention_mask=None)
    assert torch.equal(alone.values.transpose(1, 2).flatten(2), first.value_proj(vectors))


@pytest.mark.parametrize("kind", ["v3", "distances_as_they_are", "places_among_the_input_alone"])
def test_a_prefix_is_heard_by_content_alone(tmp_path: Path, kind: str) -> None:
    """Against softmax([q K_P', q K' + bias]) [V_P; V], with the bias that transformers computes for the text alone."""
    model, network = made(kind, tmp_path)
    layers, (heads, size) = model.base.shape_of("encoder")
    keys, values = torch.randn(2, 1, layers, heads, 4, size, generator=torch.Generator().manual_seed(1))
    ids = torch.tensor([ROWS[0]])
    places = torch.arange(4, 4 + len(ROWS[0])).unsqueeze(0)  # behind the prefix

    def by_hand(number: int, module: Any) -> Any:
        def forward(hidden: Tensor, *_: Any, relative_pos: Any, rel_embeddings: Any, **__: Any) -> tuple[Tensor, None]:
            query, key, value = (
                module.transpose_for_scores(project(hidden), heads)
                for project in (module.query_proj, module.key_proj, module.value_proj)
            )
            factor = 1 + len(module.pos_att_type)
            bias = 0.0
            if module.relative_attention:
                bias = module.disentangled_attention_bias(query, key, relative_pos, rel_embeddings, factor)
            root = (size * factor) ** 0.5
            before = query @ keys[0, number].transpose(1, 2) / root
            weights = torch.cat([before, query @ key.transpose(1, 2) / root + bias], dim=2).softmax(-1)
            out = weights @ torch.cat([values[0, number], value], dim=1)  # [A, T, D]
            return out.transpose(0, 1).flatten(1).unsqueeze(0), None

        return forward

    for number, layer in enumerate(network.deberta.encoder.layer):
        layer.attention.self.forward = by_hand(number, layer.attention.self)
    prompt = KeyValuePrompt({"encoder": KeyValues(keys, values)})
    with torch.no_grad():
        mine = model.hidden_states(prompt, **inputs_of(ids, torch.ones_like(ids, dtype=torch.bool)))
        theirs = network.deberta(input_ids=ids, position_ids=places).last_hidden_state
    assert float((mine - theirs).abs().max()) < 1e-5 * float(theirs.abs().max())
