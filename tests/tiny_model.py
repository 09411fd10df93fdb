"""A base model that is made in a moment, without torch."""

from __future__ import annotations

import json
from pathlib import Path

_SENTENCES = (
    "the film was good and the actors were great",
    "the film was bad and the story made no sense",
    "a good phone with a great screen and a bad battery",
    "win a free prize now, call this number today",
    "see you at home tonight, bring the book and some tea",
    "The train to the city leaves at nine.\nAnswer: positive",
    "Is this message spam? No, it is ham.\nAnswer: negative",
)
_HIDDEN, _LAYERS, _HEADS, _KEY_VALUE_HEADS, _INNER, _CONTEXT = 32, 2, 4, 2, 64, 256


def write_tiny_model(folder: Path) -> Path:
    """A random Llama: 2 layers, hidden size 32, 2 key-value heads for 4 heads, its own BPE tokenizer.

    Made from numpy alone, so that a test that must not import torch can use it. The same weights each time.
    Returns its folder.
    """
    folder.mkdir(parents=True)
    vocabulary = _write_tokenizer(folder)
    _write_weights(folder, vocabulary)
    return folder


def _write_tokenizer(folder: Path) -> int:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<pad>", "<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_SENTENCES, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": "<pad>",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "model_max_length": _CONTEXT,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    return int(tokenizer.get_vocab_size())


def _write_weights(folder: Path, vocabulary: int) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    head = _HIDDEN // _HEADS
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": vocabulary,
        "hidden_size": _HIDDEN,
        "intermediate_size": _INNER,
        "num_hidden_layers": _LAYERS,
        "num_attention_heads": _HEADS,
        "num_key_value_heads": _KEY_VALUE_HEADS,
        "head_dim": head,
        "max_position_embeddings": _CONTEXT,
        "pad_token_id": 0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "tie_word_embeddings": False,
        "dtype": "float32",
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    shapes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (vocabulary, _HIDDEN),
        "model.norm.weight": (_HIDDEN,),
        "lm_head.weight": (vocabulary, _HIDDEN),
    }
    for layer in range(_LAYERS):
        shapes |= {
            f"model.layers.{layer}.self_attn.q_proj.weight": (_HEADS * head, _HIDDEN),
            f"model.layers.{layer}.self_attn.k_proj.weight": (_KEY_VALUE_HEADS * head, _HIDDEN),
            f"model.layers.{layer}.self_attn.v_proj.weight": (_KEY_VALUE_HEADS * head, _HIDDEN),
            f"model.layers.{layer}.self_attn.o_proj.weight": (_HIDDEN, _HEADS * head),
            f"model.layers.{layer}.mlp.gate_proj.weight": (_INNER, _HIDDEN),
            f"model.layers.{layer}.mlp.up_proj.weight": (_INNER, _HIDDEN),
            f"model.layers.{layer}.mlp.down_proj.weight": (_HIDDEN, _INNER),
            f"model.layers.{layer}.input_layernorm.weight": (_HIDDEN,),
            f"model.layers.{layer}.post_attention_layernorm.weight": (_HIDDEN,),
        }
    draw = np.random.default_rng(0)
    weights = {
        name: np.ones(shape, np.float32)
        if len(shape) == 1
        else draw.normal(scale=0.2 if "embed" in name else 0.1, size=shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
