from __future__ import annotations

import json
from pathlib import Path

from safetensors import safe_open

from studio.paths import user_cache_dir, user_data_dir, user_log_dir


def test_the_tiny_model_loads_with_every_weight_in_its_place(tiny_model: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, loading = AutoModelForCausalLM.from_pretrained(tiny_model, output_loading_info=True)
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    ids = tokenizer("the film was good", return_tensors="pt").input_ids

    assert not loading["missing_keys"]
    assert not loading["unexpected_keys"]
    with safe_open(tiny_model / "model.safetensors", "pt") as weights:
        assert torch.equal(
            model.model.layers[1].self_attn.k_proj.weight, weights.get_tensor("model.layers.1.self_attn.k_proj.weight")
        )
    assert tokenizer.decode(ids[0]) == "the film was good"
    assert torch.isfinite(model(ids).logits).all()
    assert (tokenizer.pad_token_id, tokenizer.bos_token_id, tokenizer.eos_token_id) == (0, 1, 2)


def test_the_tiny_model_is_small_enough_for_every_test(tiny_model: Path) -> None:
    config = json.loads((tiny_model / "config.json").read_text())

    assert (config["num_hidden_layers"], config["hidden_size"]) == (2, 32)
    assert (tiny_model / "model.safetensors").stat().st_size < 400_000


def test_tests_never_touch_the_users_own_folders() -> None:
    home = Path.home()

    for folder in (user_data_dir(), user_cache_dir(), user_log_dir()):
        assert home not in folder.parents
