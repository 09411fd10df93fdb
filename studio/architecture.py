"""What the small files of a base model say of it, before anything is loaded: its kind, its family, how far it reads.

Knows nothing of torch and transformers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from studio.small_json import read_small_json
from studio.wording import phrase

ModelKind = Literal["decoder", "encoder", "encoder_decoder"]

KIND_NAMES: dict[ModelKind, str] = {
    "decoder": phrase("a decoder"),
    "encoder": phrase("an encoder"),
    "encoder_decoder": phrase("an encoder-decoder"),
}
_CONTEXT_KEYS = ("max_position_embeddings", "n_positions", "max_sequence_length", "n_ctx", "seq_length")
_LAYER_KEYS = ("num_hidden_layers", "n_layer", "n_layers")
_ENCODER_DECODERS = {"bart", "mbart", "mt5", "pegasus", "t5", "umt5"}
# The first T5 was trained on tasks too; those after it have a gated feed-forward layer.
_GAP_FILLERS = {"mt5", "t5", "umt5"}
# Their positions count from behind the padding token's number.
_OFFSET_POSITIONS = {"camembert", "roberta", "xlm-roberta"}
_ENCODERS = _OFFSET_POSITIONS | {
    "albert",
    "bert",
    "deberta-v2",
    "distilbert",
    "electra",
    "ernie",
    "modernbert",
    "mpnet",
}
# Nothing can be put into these: their attention does not go through transformers' interface for it, or their tokens
# hear of each other in more than attention. What is not named here is found out when it is loaded, by base_model.py.
CLOSED_FAMILIES = {
    "big_bird",
    "codegen",
    "cpmant",
    "falcon",
    "falcon_h1",
    "falcon_mamba",
    "gpt_neo",
    "gpt_neox_japanese",
    "gpt_oss",
    "gptj",
    "lfm2",
    "llama4_text",
    "mamba",
    "mamba2",
    "megatron-bert",
    "minimax",
    "mpnet",
    "mpt",
    "mvp",
    "openai-gpt",
    "prophetnet",
    "rembert",
    "roformer",
    "rwkv",
    "trocr",
    "xglm",
    "xlm",
    "xlnet",
    "xlstm",
}
# Those that have one without a head that guesses words; with such a head it is left out.
_POOLERS = _OFFSET_POSITIONS | {"albert", "bert", "ernie", "mpnet"}


@dataclass(frozen=True, slots=True)
class Architecture:
    """kind: None where it is no model of text    family: what transformers calls it, "llama"

    context: the most positions that it was made for, None where its files do not say    num_layers: likewise
    position_offset: the number of a text's first position
    sliding_window: how far back some layers read, None where all read everything
    guesses_words: whether an encoder has a head that guesses masked words
    has_pooler: whether an encoder, as it is loaded, has a layer of its own over the first token
    answer_start: the token that an encoder-decoder's answer begins with
    fills_gaps: whether it looks like T5 1.1 and mT5, whose pre-training was to fill gaps in text and nothing else
    """

    kind: ModelKind | None
    family: str
    context: int | None = None
    num_layers: int | None = None
    position_offset: int = 0
    sliding_window: int | None = None
    guesses_words: bool = False
    has_pooler: bool = False
    answer_start: int | None = None
    fills_gaps: bool = False

    @classmethod
    def of(cls, config: Mapping[str, Any], generation: Mapping[str, Any] | None = None) -> Architecture:
        """From the values of config.json and generation_config.json."""
        text = config.get("text_config")
        text = text if isinstance(text, Mapping) else config
        family = str(text.get("model_type") or config.get("model_type") or "")
        context = _first_number(text, _CONTEXT_KEYS)
        offset = (_first_number(text, ("pad_token_id",)) or 0) + 1 if family in _OFFSET_POSITIONS else 0
        named = " ".join(named_architectures(config))
        guesses = "ForMaskedLM" in named or ("ForPreTraining" in named and family != "electra")
        starts = [source.get("decoder_start_token_id") for source in (generation or {}, config)]
        return cls(
            kind=_kind(config),
            family=family,
            context=None if context is None else context - offset,
            num_layers=_first_number(text, _LAYER_KEYS),
            position_offset=offset,
            sliding_window=_sliding_window(text),
            guesses_words=guesses,
            has_pooler=family in _POOLERS and not guesses,
            answer_start=next((start for start in [*starts, config.get("pad_token_id")] if type(start) is int), None),
            fills_gaps=family in _GAP_FILLERS and str(config.get("feed_forward_proj")).startswith("gated"),
        )


def read_architecture(folder: Path) -> Architecture:
    """Of a model in a folder; one without a config.json that can be read is of no kind."""
    return Architecture.of(read_config(folder), read_config(folder, "generation_config.json"))


def read_config(folder: Path, name: str = "config.json") -> dict[str, Any]:
    """The values of a model's config.json; none where it cannot be read."""
    try:
        config = read_small_json(folder / name)
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def _first_number(config: Mapping[str, Any], keys: tuple[str, ...]) -> int | None:
    """The first of the values that is a number above 0; families call the same thing by different names."""
    values = (config.get(key) for key in keys)
    return next((value for value in values if type(value) is int and value > 0), None)


def named_architectures(config: Mapping[str, Any]) -> list[str]:
    """The networks that a config.json names, such as "LlamaForCausalLM"."""
    named = config.get("architectures")
    return [str(name) for name in named] if isinstance(named, list) else []


def _kind(config: Mapping[str, Any]) -> ModelKind | None:
    """Families that can be either are what their architecture says; one without a head is what its family is."""
    family = str(config.get("model_type"))
    if config.get("is_encoder_decoder"):
        return "encoder_decoder" if family in _ENCODER_DECODERS else None
    named = named_architectures(config)
    if family in _ENCODERS:
        return None if config.get("is_decoder") else "encoder"
    return "decoder" if any(name.endswith(("ForCausalLM", "LMHeadModel")) for name in named) else None


def _sliding_window(config: Mapping[str, Any]) -> int | None:
    window, kinds = config.get("sliding_window") or config.get("local_attention"), config.get("layer_types")
    used = config.get("use_sliding_window", True) and (
        not kinds or (isinstance(kinds, list) and "sliding_attention" in kinds)
    )
    return window if type(window) is int and used else None
