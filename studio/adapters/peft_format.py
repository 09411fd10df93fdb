"""PEFT's files: what was learned to tensors and back.

Layout (PEFT 0.21): `prompt_embeddings` is [P, H] for vectors, and [P, 2 * L * K * D] for a prefix, which
`view(P, 2L, K, D)` takes apart with layer l's keys at 2l and its values at 2l + 1; keys are stored after rotation. A
head is `base_model.classifier`. A gated prompt is `adaption_prompt` [1, P, H] and `adaption_gate` [1] of each layer.
What PEFT has no place for lies beside: `prompts` [N, P, H] of an ensemble, `<part>.prompt_embeddings` of an
encoder-decoder's prefixes, `gated.vectors` [L', P, H] and `gated.gates` [L', A].
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from studio.adapters.card import WEIGHTS_FILE, AdapterCard
from studio.adapters.cpt_format import shown_config
from studio.adapters.folder import CARD_FILE, CONFIG_FILE, check_adapter
from studio.adapters.model_card import readme
from studio.adapters.model_folder import write_model
from studio.adapters.shapes import HEAD
from studio.data.template import Template
from studio.errors import AdapterError
from studio.files import replacing_folder
from studio.methods.base import (
    ClassificationHead,
    GatedPrompt,
    InputPrompt,
    KeyValuePrompt,
    KeyValues,
    Learned,
    Part,
    Prompt,
    TaskFactors,
)
from studio.methods.registry import method_settings
from studio.models.base_model import BaseModel
from studio.models.tensor_file import save_tensors
from studio.wording import phrase

_GATED_LAYER = "base_model.model.model.layers.{}.self_attn.adaption_"  # then "prompt" or "gate"
_PARTS: tuple[Part, ...] = ("encoder", "decoder", "cross")
# Families whose head over words, in transformers, is one layer over the last hidden states, by what PEFT can put in.
_READ_PREFIXES = {"bert", "electra", "roberta", "xlm-roberta"}
_READ_VECTORS = {"deberta-v2", "distilbert"}
_TASK_TYPES = {"decoder": "CAUSAL_LM", "encoder": "SEQ_CLS", "encoder_decoder": "SEQ_2_SEQ_LM"}


def write_adapter(folder: Path, learned: Learned, card: AdapterCard, base: BaseModel) -> None:
    """Write an adapter's folder, aside first. Where PEFT cannot represent it, no adapter_config.json is written."""
    pooling = learned.head.pooling if learned.head else None
    card = card.model_copy(
        update={
            "not_in_peft": why_not_peft(learned, card, base),
            "pooling": pooling,
            "combine": learned.combine,
            "task_number": learned.factors.task if learned.factors else 0,
        }
    )
    with replacing_folder(folder) as aside:
        tensors = to_tensors(learned, card, base)
        if tensors:
            save_tensors(tensors, aside / WEIGHTS_FILE, metadata={"format": "pt"})
        if method_settings(card.method).result == "base_model":
            write_model(aside, base)
        if not card.not_in_peft:
            config = peft_config(learned, card, base)
            (aside / CONFIG_FILE).write_text(json.dumps(config, indent=2), encoding="utf-8")
        (aside / CARD_FILE).write_text(card.model_dump_json(indent=2), encoding="utf-8")
        (aside / "README.md").write_text(readme(card), encoding="utf-8")


def why_not_peft(learned: Learned, card: AdapterCard, base: BaseModel) -> str:
    """Why PEFT cannot represent an adapter, in one sentence; empty where it can."""
    match method_settings(card.method).result:
        case "hard_prompt":
            return "a hard prompt is text that the base model reads, without weights."
        case "base_model":
            return "it is a base model of its own, which transformers loads without PEFT."
    if learned.num_members > 1:
        return "PEFT has no ensembles of prompts."
    match learned.prompt:
        case None:
            return "PEFT has no adapter without a prompt."
        case GatedPrompt(_, gates):
            reason = _why_not_gated(base)
            if not reason and not torch.equal(gates, gates[..., :1].expand_as(gates)):
                reason = "PEFT has one gate a layer, and this adapter has one for each head."
            if reason:
                return reason
        case KeyValuePrompt(parts) if len(parts) > 1:
            return "PEFT has no prefix for an encoder, nor for a decoder's attention to it."
        case InputPrompt():
            if not Template.parse(card.template).with_slots(card.num_virtual_tokens).slots_in_front:
                return "PEFT puts all virtual tokens in front, and this template has some elsewhere."
    if learned.head is None:
        return "PEFT has no task for models that guess a masked word." if base.kind == "encoder" else ""
    if card.task == "tagging":
        reads = _READ_PREFIXES if isinstance(learned.prompt, KeyValuePrompt) else _READ_PREFIXES | _READ_VECTORS
        if base.architecture.family not in reads:
            return f"PEFT's head over words works otherwise, or not at all, on a {base.architecture.family}."
        return ""
    if not isinstance(learned.prompt, KeyValuePrompt):
        return "PEFT's head would read a virtual token, and this one reads the text."
    if base.architecture.family != "bert" or learned.head.pooling != "pooler":
        return "PEFT's head for this model reads other vectors than this adapter's head does."
    return ""


def _why_not_gated(base: BaseModel) -> str:
    """Why PEFT reads a gated prompt otherwise on this base model, whatever its gates are."""
    family = base.architecture.family
    if family == "gpt2":
        return "PEFT adds a gated prompt behind GPT-2's output projection, and here it stands before it."
    if family not in ("llama", "mistral"):
        return f"PEFT knows gated prompts in Llama, Mistral and GPT-2 alone, and this base model is {family}."
    if base.num_heads * base.head_size != base.output_size:
        return "PEFT's gated prompt needs heads that are together as wide as the model, and these are not."
    if getattr(base.config, "attention_bias", False):
        return "PEFT would add the bias of the output projection a second time for a gated prompt."
    return ""


def peft_config(learned: Learned, card: AdapterCard, base: BaseModel) -> dict[str, Any]:
    """adapter_config.json of an adapter that PEFT can represent."""
    settings = method_settings(card.method)
    grouped = settings.product == "key_value"
    config: dict[str, Any] = {
        "peft_type": settings.peft_type,
        "task_type": "TOKEN_CLS" if card.task == "tagging" else _TASK_TYPES[base.kind],
        "inference_mode": True,
        "base_model_name_or_path": card.model.name,
        "revision": card.model.revision,
    }
    if isinstance(learned.prompt, GatedPrompt):
        _, layers, tokens, _ = learned.prompt.vectors.shape
        return config | {"adapter_len": tokens, "adapter_layers": layers, "target_modules": "self_attn"}
    config |= {
        "num_virtual_tokens": card.num_virtual_tokens,
        # With grouped-query attention a prefix has the keys' width, not the model's.
        "token_dim": base.num_key_value_heads * base.head_size if grouped else base.hidden_size,
        # PEFT's default for encoder-decoders is 2, and then half of the rows never count.
        "num_transformer_submodules": 1,
        "num_attention_heads": base.num_key_value_heads,
        "num_layers": base.num_layers,
    }
    if card.shown:
        config |= shown_config(card.shown)
    if learned.factors:
        config |= {"num_tasks": len(learned.factors.columns), "num_ranks": learned.factors.columns.shape[2]}
    return config | ({"modules_to_save": ["classifier"]} if card.has_head else {})


def read_learned(folder: Path, base: BaseModel) -> tuple[AdapterCard, Learned]:
    """An adapter's card and what it learned, float32 on the model's device.

    Raises AdapterError for damaged files and for an adapter of a model of another shape.
    """
    card = check_adapter(folder)
    if not (folder / WEIGHTS_FILE).is_file():
        return card, Learned(None, temperature=card.temperature)
    try:
        # A copy, since what is loaded is the file itself in memory, and that may go: with an unpacked zip, or deleted.
        stored = {name: tensor.float().clone() for name, tensor in load_file(folder / WEIGHTS_FILE).items()}
    except (SafetensorError, OSError) as error:
        raise AdapterError(f"{folder / WEIGHTS_FILE}: cannot be read ({error}). Copy the adapter again.") from None
    if not all(torch.isfinite(tensor).all() for tensor in stored.values()):
        raise AdapterError(f"{folder / WEIGHTS_FILE}: holds values that are no numbers. The adapter is damaged.")
    stored = {name: tensor.to(base.device) for name, tensor in stored.items()}
    try:
        factors = _factors(stored, card)
        prompt = InputPrompt(factors.vectors().unsqueeze(0)) if factors else _prompt(stored, base, card)
        if isinstance(prompt, InputPrompt):
            _check(prompt.vectors.shape[2] == base.hidden_size, phrase(f"{prompt.vectors.shape[2]} numbers wide"))
        return card, Learned(prompt, _head(stored, base, card), card.combine, factors, card.temperature)
    except _OtherShape as found:
        raise AdapterError(
            f"{folder.name}: its prompt is {found} and {base.name} takes another. It was made for "
            f"{card.model.name or phrase('another model')}; open it with that base model."
        ) from None


class _OtherShape(Exception):  # noqa: N818 -- becomes an AdapterError that names the folder
    """Tensors that do not fit the base model."""


def to_tensors(learned: Learned, card: AdapterCard, base: BaseModel) -> dict[str, Tensor]:
    """Named tensors, float32 on the CPU. card: says whether PEFT can represent them, and so by which names."""
    tensors: dict[str, Tensor] = {}
    match learned.prompt:
        case InputPrompt() if learned.factors:
            shared, columns, rows = learned.factors.shared, learned.factors.columns, learned.factors.rows
            tensors = {"prompt_embeddings": shared, "prefix_task_cols": columns, "prefix_task_rows": rows}
        case InputPrompt(vectors):
            tensors = {"prompts": vectors} if len(vectors) > 1 else {"prompt_embeddings": vectors[0]}
        case KeyValuePrompt(parts):
            alone = len(parts) == 1
            tensors = {("" if alone else f"{part}.") + "prompt_embeddings": _flat(own) for part, own in parts.items()}
        case GatedPrompt(vectors, gates) if not card.not_in_peft:
            for number, layer in enumerate(range(base.num_layers - vectors.shape[1], base.num_layers)):
                tensors[_GATED_LAYER.format(layer) + "prompt"] = vectors[:, number]
                tensors[_GATED_LAYER.format(layer) + "gate"] = gates[0, number, :1]
        case GatedPrompt(vectors, gates):
            tensors = {"gated.vectors": vectors[0], "gated.gates": gates[0]}
    if learned.head is not None:
        linear = learned.head.classifier
        tensors |= {HEAD + "weight": linear.weight, HEAD + "bias": linear.bias}
    return {name: tensor.detach().float().cpu().contiguous().clone() for name, tensor in tensors.items()}


def _prompt(stored: dict[str, Tensor], base: BaseModel, card: AdapterCard) -> Prompt | None:
    match method_settings(card.method).product:
        case "input":
            # Of PEFT's two prompts for an encoder-decoder, the second is never read.
            return InputPrompt(
                stored["prompts"]
                if "prompts" in stored
                else stored["prompt_embeddings"][: card.num_virtual_tokens].unsqueeze(0)
            )
        case "key_value":
            if "prompt_embeddings" in stored:
                return KeyValuePrompt({base.parts[0]: _parts(stored["prompt_embeddings"], base, base.parts[0])})
            named: dict[Part, Tensor] = {
                part: stored[f"{part}.prompt_embeddings"] for part in _PARTS if f"{part}.prompt_embeddings" in stored
            }
            _check(set(named) == set(base.parts), phrase(f"made for {', '.join(named) or phrase('no part')}"))
            return KeyValuePrompt({part: _parts(own, base, part) for part, own in named.items()})
        case "gated":
            vectors, gates = _gated(stored, base)
            fits = vectors.shape[2] == base.output_size and gates.shape[1] == base.num_heads
            _check(fits and len(vectors) <= base.num_layers, f"{list(vectors.shape)}")
            return GatedPrompt(vectors.unsqueeze(0), gates.unsqueeze(0))
        case "none":
            return None


def _factors(stored: dict[str, Tensor], card: AdapterCard) -> TaskFactors | None:
    columns, rows = stored.get("prefix_task_cols"), stored.get("prefix_task_rows")
    if columns is None or rows is None:
        return None
    count = card.num_virtual_tokens  # of PEFT's two prompts for an encoder-decoder, the second is never read
    return TaskFactors(stored["prompt_embeddings"][:count], columns[:, :count], rows, card.task_number)


def _gated(stored: dict[str, Tensor], base: BaseModel) -> tuple[Tensor, Tensor]:
    """Vectors [L', P, H] and gates [L', A], from one gate a head or from PEFT's one a layer."""
    if "gated.vectors" in stored and "gated.gates" in stored:
        return stored["gated.vectors"], stored["gated.gates"]
    reason = _why_not_gated(base)
    if reason:
        raise AdapterError(f"{reason} This adapter of PEFT's cannot be read on {base.name}.")
    count = len(stored) // 2
    names = [_GATED_LAYER.format(layer) for layer in range(max(0, base.num_layers - count), base.num_layers)]
    _check({name + end for name in names for end in ("prompt", "gate")} == set(stored), phrase("in other layers"))
    vectors = torch.cat([stored[name + "prompt"] for name in names])
    gates = torch.stack([stored[name + "gate"] for name in names])  # [L', 1]
    return vectors, gates.expand(-1, base.num_heads)


def _head(stored: dict[str, Tensor], base: BaseModel, card: AdapterCard) -> ClassificationHead | None:
    weight, bias = stored.get(HEAD + "weight"), stored.get(HEAD + "bias")
    if weight is None or bias is None or not card.has_head:
        return None
    _check(weight.shape == (len(card.labels), base.output_size), phrase(f"with a head of {list(weight.shape)}"))
    head = ClassificationHead(base.output_size, len(card.labels), pooling=card.pooling).to(base.device)
    head.load_state_dict({"classifier.weight": weight, "classifier.bias": bias})
    return head.eval().requires_grad_(False)


def _check(fits: bool, found: str) -> None:
    if not fits:
        raise _OtherShape(found)


def _flat(own: KeyValues) -> Tensor:
    """[P, 2LKD], from N = 1."""
    pairs = torch.stack([own.keys[0], own.values[0]], dim=1)  # [L, 2, K, P, D]
    return pairs.permute(3, 0, 1, 2, 4).flatten(1)


def _parts(stored: Tensor, base: BaseModel, part: Part) -> KeyValues:
    """The inverse of `_flat`."""
    layers, (heads, size) = base.shape_of(part)
    _check(stored.shape[1] == 2 * layers * heads * size, phrase(f"{stored.shape[1]} numbers wide"))
    pairs = stored.view(len(stored), layers, 2, heads, size).permute(2, 1, 3, 0, 4)  # [2, L, K, P, D]
    return KeyValues(pairs[0].unsqueeze(0).contiguous(), pairs[1].unsqueeze(0).contiguous())
