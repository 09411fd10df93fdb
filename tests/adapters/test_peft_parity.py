"""PEFT is the oracle: our adapters give its logits, and its adapters give its logits here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import peft
import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    BertConfig,
    BertModel,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.peft_format import read_learned, write_adapter
from studio.data.batches import collate
from studio.data.examples import Example
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.errors import AdapterError
from studio.methods.base import ClassificationHead, Learned, PromptContext
from studio.methods.registry import build_prompt, method_settings
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from tests.families import write_word_tokenizer

TOKENS = 6
ROWS = [[5, 9, 11, 40, 2, 77], [8, 3], [60, 61, 62, 63]]


def llama() -> torch.nn.Module:
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=96,
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=64,
        )
    )


def gpt2() -> torch.nn.Module:
    return GPT2LMHeadModel(GPT2Config(vocab_size=96, n_embd=32, n_layer=3, n_head=4, n_positions=64))


def qwen3() -> torch.nn.Module:
    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=96,
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=12,
            max_position_embeddings=64,
        )
    )


@pytest.fixture(params=[llama, gpt2, qwen3], ids=lambda make: make.__name__)
def base(request: pytest.FixtureRequest, tmp_path: Path) -> BaseModel:
    torch.manual_seed(0)
    make: Callable[[], torch.nn.Module] = request.param
    folder = tmp_path / "model"
    make().save_pretrained(folder)  # type: ignore[operator]
    return load_base_model("tiny", folder, device=torch.device("cpu"), dtype=torch.float32)


def context(base: BaseModel, *, seed: int = 0) -> PromptContext:
    return PromptContext(
        embed=base.embed,
        num_layers=base.num_layers,
        num_heads=base.num_heads,
        output_size=base.output_size,
        pooling="last",
        frequent_token_ids=list(range(3, 90)),
        label_token_ids=[[7, 8], [9]],
        num_labels=2,
        tokenize=lambda text: [ord(letter) % 90 for letter in text],
        key_values_of=base.key_values_of,
        load_vectors=lambda path: torch.from_numpy(np.load(path)),
        load_factors=lambda _: None,
        generator=torch.Generator().manual_seed(seed),
    )


def trained(base: BaseModel, name: str, **settings: object) -> Learned:
    """A prompt as if trained: its start, moved a little."""
    values = {"name": name, "num_virtual_tokens": TOKENS, **settings}
    prompt = build_prompt(method_settings(name).model_validate(values), context(base))
    with torch.no_grad():
        for parameter in prompt.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
        prompt.eval()
        return prompt.learned()


def ours(base: BaseModel, learned: Learned, *, slots: bool) -> list[Tensor]:
    """Logits [T, V] of each row's text."""
    front = (-1,) * TOKENS if slots else ()
    batch = collate([Example(ids=(*front, *row)) for row in ROWS])
    with torch.no_grad():
        model = PromptedModel(base)
        logits = model.logits(model.hidden_states(learned.prompt, **batch.model_input))
    return [logits[number, len(front) : len(front) + len(row)] for number, row in enumerate(ROWS)]


def of_peft(base: BaseModel, adapter: Path) -> list[Tensor]:
    model = peft.PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32), adapter
    )
    model.eval()
    found = []
    for row in ROWS:
        ids = torch.tensor([row])
        with torch.no_grad():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
        found.append(logits[-len(row) :])
    return found


def card(name: str) -> AdapterCard:
    slots = "" if method_settings(name).product == "key_value" else f"{{soft:{TOKENS}}}"
    return AdapterCard(
        name="made",
        method=name,
        model=ModelIdentity(name="tiny"),
        task="generation",
        template=slots + "{text}",
        num_virtual_tokens=TOKENS,
    )


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("prompt_tuning", {}),
        ("prompt_tuning", {"start": "random"}),
        ("prompt_tuning", {"start": "class_labels"}),
        ("prompt_tuning", {"start": "text", "start_text": "is it so"}),
        ("prefix_tuning", {}),
        ("prefix_tuning", {"start": "random"}),
        ("prefix_tuning", {"reparameterization": True, "reparameterization_size": 16}),
        ("p_tuning", {"encoder": "lstm"}),
        ("p_tuning", {"encoder": "mlp", "start": "random"}),
    ],
    ids=str,
)
def test_an_adapter_written_here_gives_the_same_logits_in_peft(
    base: BaseModel, tmp_path: Path, name: str, settings: dict[str, object]
) -> None:
    prompt = trained(base, name, **settings)
    write_adapter(tmp_path / "adapter", prompt, card(name), base)

    expected = of_peft(base, tmp_path / "adapter")
    for mine, its in zip(ours(base, prompt, slots=name != "prefix_tuning"), expected, strict=True):
        assert torch.allclose(mine, its, atol=1e-4, rtol=1e-4)
    read_card, read = read_learned(tmp_path / "adapter", base)
    assert read_card == card(name)
    for mine, its in zip(ours(base, read, slots=name != "prefix_tuning"), expected, strict=True):
        assert torch.allclose(mine, its, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    "config",
    [
        peft.PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=TOKENS),
        peft.PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=TOKENS),
        peft.PrefixTuningConfig(
            task_type="CAUSAL_LM", num_virtual_tokens=TOKENS, prefix_projection=True, encoder_hidden_size=16
        ),
        peft.PromptEncoderConfig(task_type="CAUSAL_LM", num_virtual_tokens=TOKENS, encoder_hidden_size=16),
    ],
    ids=["prompt_tuning", "prefix_tuning", "prefix_tuning_projected", "p_tuning"],
)
def test_an_adapter_made_by_peft_gives_the_same_logits_here(
    base: BaseModel, tmp_path: Path, config: peft.PromptLearningConfig
) -> None:
    config = type(config)(**config.to_dict() | {"peft_type": config.peft_type})
    model = peft.get_peft_model(AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32), config)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter += 0.05 * torch.randn_like(parameter)
    model.save_pretrained(tmp_path / "theirs")

    found, prompt = read_learned(tmp_path / "theirs", base)

    slots = found.method != "prefix_tuning"
    assert found.template == (f"{{soft:{TOKENS}}}" if slots else "") + "{text}"
    for mine, its in zip(ours(base, prompt, slots=slots), of_peft(base, tmp_path / "theirs"), strict=True):
        assert torch.allclose(mine, its, atol=1e-4, rtol=1e-4)


def test_the_tokens_of_a_row_are_those_of_transformers(tiny_model: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = TextTokenizer.from_folder(tiny_model)
    text = "A row, as it stands."
    assert [*tokenizer.front_ids, *tokenizer.encode(text)] == AutoTokenizer.from_pretrained(tiny_model)(text).input_ids
    assert isinstance(tokenizer.tokenizer, Tokenizer)
    assert Template.parse("{text}").render({"text": text}) == text


LABELS = ["bad", "fine", "good"]


@pytest.fixture
def bert(tmp_path: Path) -> BaseModel:
    """A BERT with a pooler, as one that was trained for sentences has it."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=96,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    return load_base_model("bert", tmp_path / "bert", device=torch.device("cpu"), dtype=torch.float32)


def head_card(base: BaseModel) -> AdapterCard:
    return card("p_tuning_v2").model_copy(
        update={
            "kind": "encoder",
            "task": "classification",
            "labels": LABELS,
            "model": ModelIdentity(name=str(base.folder)),
        }
    )


def head_scores(base: BaseModel, learned: Learned) -> Tensor:
    """[rows, C]"""
    batch = collate([Example(ids=tuple(row)) for row in ROWS], bidirectional=True)
    model = PromptedModel(base)
    assert learned.head is not None
    with torch.no_grad():
        hidden = model.hidden_states(learned.prompt, **batch.model_input)
        scores: Tensor = learned.head(model.pooled(hidden, batch.text_mask, learned.head.pooling))
    return scores


def head_scores_of_peft(base: BaseModel, adapter: Path) -> Tensor:
    network = AutoModelForSequenceClassification.from_pretrained(
        base.folder, num_labels=len(LABELS), dtype=torch.float32
    )
    model = peft.PeftModel.from_pretrained(network, adapter).eval()
    found = []
    for row in ROWS:
        ids = torch.tensor([row])
        with torch.no_grad():
            found.append(model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0])
    return torch.stack(found)


def trained_head(base: BaseModel, pooling: str) -> Learned:
    made = trained(base, "p_tuning_v2", pooling=pooling)
    head = ClassificationHead(base.output_size, len(LABELS), pooling=made.head.pooling if made.head else "pooler")
    torch.nn.init.normal_(head.classifier.weight)
    torch.nn.init.normal_(head.classifier.bias)
    return Learned(made.prompt, head.eval())


def test_p_tuning_v2_with_its_head_gives_the_same_logits_in_peft(bert: BaseModel, tmp_path: Path) -> None:
    learned = trained_head(bert, "pooler")
    write_adapter(tmp_path / "adapter", learned, head_card(bert), bert)

    expected = head_scores_of_peft(bert, tmp_path / "adapter")
    assert float((expected[0] - expected[1]).abs().max()) > 1e-2
    assert torch.allclose(head_scores(bert, learned), expected, atol=1e-4, rtol=1e-4)
    found, read = read_learned(tmp_path / "adapter", bert)
    assert (found.pooling, found.not_in_peft) == ("pooler", "")
    assert torch.allclose(head_scores(bert, read), expected, atol=1e-4, rtol=1e-4)


def test_the_readme_of_a_head_says_how_peft_answers_with_it(
    bert: BaseModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_word_tokenizer(bert.folder, "a text")
    write_adapter(tmp_path / "adapter", trained_head(bert, "pooler"), head_card(bert), bert)
    monkeypatch.chdir(tmp_path / "adapter")
    snippet = (tmp_path / "adapter" / "README.md").read_text(encoding="utf-8").split("```")[1]
    exec(snippet.removeprefix("python"), {})
    assert capsys.readouterr().out.strip() in LABELS


def test_a_prefix_with_a_head_made_by_peft_gives_the_same_logits_here(bert: BaseModel, tmp_path: Path) -> None:
    network = AutoModelForSequenceClassification.from_pretrained(bert.folder, num_labels=len(LABELS))
    model = peft.get_peft_model(network, peft.PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=TOKENS))
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter += 0.3 * torch.randn_like(parameter)
    model.save_pretrained(tmp_path / "theirs")

    found, learned = read_learned(tmp_path / "theirs", bert)

    assert (found.method, found.kind, found.template) == ("p_tuning_v2", "encoder", "{text}")
    assert found.labels == ["0", "1", "2"]
    expected = head_scores_of_peft(bert, tmp_path / "theirs")
    assert torch.allclose(head_scores(bert, learned), expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        ("p_tuning_v2", {"pooling": "mean"}, "reads other vectors"),
        ("p_tuning_v2", {"pooling": "first"}, "reads other vectors"),
        ("prompt_tuning", {"head": True, "pooling": "pooler"}, "would read a virtual token"),
        ("head_only", {"num_virtual_tokens": 0}, "no adapter without a prompt"),
    ],
)
def test_a_head_that_peft_cannot_hold_says_why_and_is_read_here_all_the_same(
    bert: BaseModel, tmp_path: Path, name: str, settings: dict[str, object], says: str
) -> None:
    learned = trained(bert, name, **settings)
    update = {"task": "classification", "kind": "encoder", "labels": LABELS[:2]}
    write_adapter(tmp_path / "adapter", learned, card(name).model_copy(update=update), bert)
    found, read = read_learned(tmp_path / "adapter", bert)
    assert says in found.not_in_peft
    assert not (tmp_path / "adapter" / "adapter_config.json").exists()
    assert learned.head is not None
    assert read.head is not None
    assert read.head.pooling == learned.head.pooling
    assert torch.equal(read.head.classifier.weight, learned.head.classifier.weight)


def test_a_foreign_head_of_more_layers_is_refused(bert: BaseModel, tmp_path: Path) -> None:
    learned = trained_head(bert, "pooler")
    write_adapter(tmp_path / "theirs", learned, head_card(bert), bert)
    (tmp_path / "theirs" / "studio.json").unlink()
    weights = tmp_path / "theirs" / "adapter_model.safetensors"
    stored = {name.replace("classifier.", "classifier.dense."): value for name, value in load_file(weights).items()}
    save_file(stored, weights, metadata={"format": "pt"})
    with pytest.raises(AdapterError, match="P-tuning v2 instead"):
        read_learned(tmp_path / "theirs", bert)
