"""Small random models of every family that prompts go into."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import torch
import transformers as hf
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from studio.models.base_model import load_base_model
from studio.models.prompted import PromptedModel

VOCABULARY = 96
_SAME = {"vocab_size": VOCABULARY, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
_LLAMA = {
    **_SAME,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
}
_BERT = {
    **_SAME,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "max_position_embeddings": 64,
}

MAKERS: dict[str, Callable[[], Any]] = {
    "llama": lambda: hf.LlamaForCausalLM(hf.LlamaConfig(**_LLAMA)),
    "qwen3": lambda: hf.Qwen3ForCausalLM(hf.Qwen3Config(**_LLAMA, head_dim=12)),
    "mistral": lambda: hf.MistralForCausalLM(hf.MistralConfig(**_LLAMA, sliding_window=6)),
    "gemma": lambda: hf.GemmaForCausalLM(hf.GemmaConfig(**_LLAMA, head_dim=12)),
    "gemma2": lambda: hf.Gemma2ForCausalLM(
        hf.Gemma2Config(**_LLAMA, head_dim=12, sliding_window=6, query_pre_attn_scalar=12)
    ),
    "gemma3": lambda: hf.Gemma3ForCausalLM(
        hf.Gemma3TextConfig(**_LLAMA, head_dim=12, sliding_window=6, sliding_window_pattern=2, query_pre_attn_scalar=12)
    ),
    "gpt2": lambda: hf.GPT2LMHeadModel(hf.GPT2Config(**_SAME, n_embd=32, n_layer=3, n_head=4, n_positions=64)),
    "opt": lambda: hf.OPTForCausalLM(
        hf.OPTConfig(
            **_SAME,
            hidden_size=32,
            ffn_dim=48,
            num_hidden_layers=3,
            num_attention_heads=4,
            max_position_embeddings=64,
            word_embed_proj_dim=32,
        )
    ),
    "bloom": lambda: hf.BloomForCausalLM(hf.BloomConfig(**_SAME, hidden_size=32, n_layer=3, n_head=4)),
    "bert": lambda: hf.BertForMaskedLM(hf.BertConfig(**_BERT)),
    "bert-with-pooler": lambda: hf.BertModel(hf.BertConfig(**_BERT)),
    "roberta": lambda: hf.RobertaForMaskedLM(hf.RobertaConfig(**_BERT)),
    "xlm-roberta": lambda: hf.XLMRobertaForMaskedLM(hf.XLMRobertaConfig(**_BERT)),
    "electra": lambda: hf.ElectraForMaskedLM(hf.ElectraConfig(**_BERT, embedding_size=16)),
    "distilbert": lambda: hf.DistilBertForMaskedLM(
        hf.DistilBertConfig(**_SAME, dim=32, hidden_dim=48, n_layers=3, n_heads=4, max_position_embeddings=64)
    ),
    "modernbert": lambda: hf.ModernBertForMaskedLM(
        hf.ModernBertConfig(**_BERT, cls_token_id=1, sep_token_id=2, local_attention=6, global_attn_every_n_layers=2)
    ),
    "deberta-v2": lambda: hf.DebertaV2ForMaskedLM(  # as v3 is, and its distances in buckets from the 5th on
        hf.DebertaV2Config(
            **_BERT,
            relative_attention=True,
            position_buckets=8,
            pos_att_type=["p2c", "c2p"],
            share_att_key=True,
            norm_rel_ebd="layer_norm",
            position_biased_input=False,
        )
    ),
    "t5": lambda: hf.T5ForConditionalGeneration(
        hf.T5Config(**_SAME, d_model=32, d_kv=8, d_ff=48, num_layers=3, num_heads=4, decoder_start_token_id=0)
    ),
    "mt5": lambda: hf.MT5ForConditionalGeneration(
        hf.MT5Config(**_SAME, d_model=32, d_kv=12, d_ff=48, num_layers=3, num_heads=4, decoder_start_token_id=0)
    ),
    "umt5": lambda: hf.UMT5ForConditionalGeneration(
        hf.UMT5Config(**_SAME, d_model=32, d_kv=8, d_ff=48, num_layers=3, num_heads=4, decoder_start_token_id=0)
    ),
    "bart": lambda: hf.BartForConditionalGeneration(
        hf.BartConfig(
            **_SAME,
            d_model=32,
            encoder_layers=3,
            decoder_layers=3,
            encoder_attention_heads=4,
            decoder_attention_heads=4,
            encoder_ffn_dim=48,
            decoder_ffn_dim=48,
            max_position_embeddings=64,
            decoder_start_token_id=2,
        )
    ),
}
DECODERS = ("llama", "qwen3", "mistral", "gemma", "gemma2", "gemma3", "gpt2", "opt", "bloom")
ENCODERS = ("bert", "roberta", "xlm-roberta", "electra", "distilbert", "modernbert", "deberta-v2")
ENCODER_DECODERS = ("t5", "mt5", "umt5", "bart")


def family_loader(root: Path, dtype: torch.dtype = torch.float32) -> Callable[[str], PromptedModel]:
    """What gives the model of a family, made below `root` when it is first asked for."""

    @cache
    def load(family: str) -> PromptedModel:
        folder = save_family(family, root / family)
        return PromptedModel(load_base_model(family, folder, device=torch.device("cpu"), dtype=dtype))

    return load


def save_family(family: str, folder: Path, tokenizer_of: Path | None = None) -> Path:
    """Write a random model of a family, with weights large enough that attention is not flat. Returns its folder.

    tokenizer_of: a folder whose tokenizer it gets
    """
    torch.manual_seed(0)
    network = MAKERS[family]()
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.ndim > 1:
                parameter *= 4
    network.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json") if tokenizer_of else ():
        shutil.copy(tokenizer_of / name, folder / name)  # type: ignore[operator]
    return folder


def write_word_tokenizer(folder: Path, words: str) -> Path:
    """A tokenizer of whole words and digits, with the numbers that the families give their special tokens."""
    known = ["<pad>", "<s>", "</s>", "<mask>", "<unk>", *dict.fromkeys([*"0123456789", *words.split()])]
    assert len(known) <= VOCABULARY
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(known)}, unk_token="<unk>"))
    tokenizer.add_special_tokens(known[:5])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(  # type: ignore[assignment]
        [pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)]
    )
    tokenizer.post_processor = processors.TemplateProcessing(  # type: ignore[assignment]
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    roles = {"pad": "<pad>", "bos": "<s>", "eos": "</s>", "mask": "<mask>", "unk": "<unk>"}
    config = {f"{role}_token": token for role, token in roles.items()} | {"tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
