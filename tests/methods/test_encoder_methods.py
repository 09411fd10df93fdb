"""P-tuning v2, heads and masked words: what every method owes, over the families that it fits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from studio.adapters.folder import read_card
from studio.data.readers import read_table
from studio.data.run_data import TaskData, prepare
from studio.data.task import ModelText, placed
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.engine.protocol import write_control
from studio.errors import MethodError
from studio.events import Event, EventFollower, Finished, Paused, StepDone
from studio.inference.predictor import Predictor
from studio.inference.scoring import class_log_probs, scores_of
from studio.methods.base import SoftPrompt
from studio.methods.registry import build_prompt, method_settings
from studio.methods.settings import MethodSettings
from studio.models.base_model import load_base_model
from studio.models.prompted import PromptedModel
from studio.spec import read_run_spec, run_spec_from, write_run_spec
from studio.training.optimizer import make_optimizer
from studio.training.run import train_run
from studio.training.start import prompt_context
from tests.families import ENCODERS, save_family, write_word_tokenizer

WORDS = {
    "positive": ["good", "great", "a good screen", "great film"],
    "negative": ["bad", "made no sense", "a bad story"],
}
TOKENS = 5
Method = dict[str, Any]
V2: Method = {"name": "p_tuning_v2", "num_virtual_tokens": TOKENS}
HEAD_ONLY: Method = {"name": "head_only"}
PROMPT_HEAD: Method = {"name": "prompt_tuning", "num_virtual_tokens": TOKENS, "head": True}
P_TUNING_HEAD: Method = {"name": "p_tuning", "num_virtual_tokens": TOKENS, "head": True, "encoder_size": 16}
PROMPT_CLOZE: Method = {"name": "prompt_tuning", "num_virtual_tokens": TOKENS}
P_TUNING_CLOZE: Method = {"name": "p_tuning", "num_virtual_tokens": TOKENS, "encoder": "mlp"}
CASES: list[tuple[str, Method]] = [
    *[(family, V2) for family in ENCODERS],
    ("bert-with-pooler", V2 | {"pooling": "pooler"}),
    ("bert", V2 | {"pooling": "first", "start": "random"}),
    ("llama", V2),
    ("bert-with-pooler", HEAD_ONLY),
    ("bert-with-pooler", HEAD_ONLY | {"pooling": "pooler"}),
    ("electra", HEAD_ONLY | {"pooling": "first"}),
    ("deberta-v2", HEAD_ONLY | {"pooling": "first"}),
    ("llama", HEAD_ONLY),
    *[(family, PROMPT_HEAD) for family in ("bert", "electra", "modernbert", "deberta-v2", "llama")],
    ("roberta", P_TUNING_HEAD),
    ("bert-with-pooler", P_TUNING_HEAD | {"pooling": "pooler"}),
    *[(family, PROMPT_CLOZE) for family in ENCODERS],
    ("bert", P_TUNING_CLOZE),
]
IDS = ["-".join([family, *[str(value) for value in method.values()]]) for family, method in CASES]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    root = tmp_path_factory.mktemp("encoders")

    @cache
    def folder(family: str) -> Path:
        words = "the film was good great a screen bad made no sense story positive negative It ."
        return write_word_tokenizer(save_family(family, root / family), words)

    return folder


def write_table(path: Path, rows: range) -> Path:
    lines = ["text,label"]
    for number in rows:
        label = "negative" if number % 3 == 0 else "positive"
        lines.append(f"the film {number} was {WORDS[label][number % len(WORDS[label])]},{label}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def make_run(tmp_path: Path, folders: Callable[[str], Path]) -> Callable[..., Path]:
    """A run folder for a method on a family, with a table of its own for the test."""

    def make(family: str, method: Method, name: str = "run", **training: Any) -> Path:
        values = {
            "model": {"name": str(folders(family))},
            "data": {
                "file": str(write_table(tmp_path / "train.csv", range(60))),
                "test_file": str(write_table(tmp_path / "test.csv", range(90, 115))),
                "text": "text",
                "label": "label",
                "test": 0.0,
            },
            "method": method,
            "training": {"epochs": 4, "batch_size": 8, "threads": 1, "learning_rate": 0.02, **training},
        }
        (tmp_path / name).mkdir()
        write_run_spec(run_spec_from(values), tmp_path / name / "run.toml")
        return tmp_path / name

    return make


def losses(run_dir: Path) -> list[float]:
    return [event.loss for _, event in EventFollower(run_dir).new_events() if isinstance(event, StepDone)]


def started(folder: Path, method: Method, table: Path) -> tuple[MethodSettings, PromptedModel, TaskData, SoftPrompt]:
    """A method's prompt at its start, with the model and the data that it is for."""
    torch.manual_seed(0)
    settings = method_settings(method["name"]).model_validate(method)
    base = load_base_model("tiny", folder, device=torch.device("cpu"), dtype=torch.float32)
    tokenizer = TextTokenizer.from_folder(folder)
    data = DataSpec(file=str(table), text="text", label="label")
    template, room = placed(
        Template.parse(data.template_for(base.kind, head=settings.has_head)),
        settings.product,
        settings.num_virtual_tokens,
        context=base.context,
        model="tiny",
    )
    made = prepare(
        data,
        (read_table(table), None),
        tokenizer,
        template=template,
        max_tokens=room,
        answer_room=8,
        progress=lambda *_: None,
        text=ModelText.of(base.architecture, tokenizer),
        head=settings.has_head,
    )
    return settings, PromptedModel(base), made, build_prompt(settings, prompt_context(base, made, seed=0))


@pytest.mark.parametrize(("family", "method"), CASES, ids=IDS)
def test_a_run_learns_and_its_adapter_answers_as_the_run_did(
    make_run: Callable[..., Path], tmp_path: Path, family: str, method: Method
) -> None:
    head = bool(method.get("head")) or method["name"] in ("p_tuning_v2", "head_only")
    # A random model's words can hardly be steered, so its label words need large steps.
    run_dir = make_run(family, method, learning_rate=0.02 if head or "encoder" in method else 0.3)
    ended = train_run(run_dir)

    assert isinstance(ended, Finished)
    said = losses(run_dir)
    epoch = len(said) // 4
    assert sum(said[-epoch:]) < (0.97 if head else 0.999) * sum(said[:epoch])
    card = read_card(run_dir / "adapter")
    suits = "last" if family == "llama" else "mean"
    assert card.pooling == (method.get("pooling", suits) if head else None)
    assert ("zero_shot" in ended.baselines) is not head
    predictor = Predictor.open(run_dir / "adapter")
    scored = predictor.evaluate(read_table(tmp_path / "test.csv"))
    assert scored["metrics"] == pytest.approx(ended.metrics["test"], abs=1e-6)


@pytest.mark.parametrize(("family", "method"), CASES, ids=IDS)
def test_a_step_changes_all_that_a_method_has_and_nothing_of_the_base_model(
    folders: Callable[[str], Path], tmp_path: Path, family: str, method: Method
) -> None:
    table = write_table(tmp_path / "train.csv", range(40))
    _, model, data, prompt = started(folders(family), method, table)
    batch = data.task.collate(data.splits["train"])
    before = {name: tensor.clone() for name, tensor in model.base.network.state_dict().items()}
    optimizer = torch.optim.AdamW(prompt.parameter_groups(1e-2, 0.0))  # type: ignore[arg-type]
    for _ in range(3):  # a head begins at 0, and what is before it hears of the loss from the second step on
        optimizer.zero_grad()
        learned = prompt.learned()
        hidden = model.hidden_states(learned.prompt, **batch.model_input)
        scores = scores_of(model, learned, hidden, batch, data.task)
        torch.nn.functional.cross_entropy(scores, batch.labels).backward()
        optimizer.step()

    silent = [
        name for name, one in prompt.named_parameters() if one.grad is None or not one.grad.abs().sum().item() > 0.0
    ]
    assert not silent
    assert all(one.grad is None for one in model.base.network.parameters())
    after = model.base.network.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("family", [*ENCODERS, "llama"])
def test_p_tuning_v2_is_a_prefix_of_every_layer_and_a_head_that_begins_undecided(
    folders: Callable[[str], Path], tmp_path: Path, family: str
) -> None:
    _, model, data, prompt = started(folders(family), V2, write_table(tmp_path / "train.csv", range(40)))
    prompt.eval()
    learned = prompt.learned()
    layers, (heads, size) = model.base.shape_of(model.base.parts[0])
    own = prompt.get_parameter(f"key_values.{model.base.parts[0]}")
    assert own.shape == (2, layers, heads, TOKENS, size)
    assert layers == 3
    batch = data.task.collate(data.splits["train"])
    with torch.no_grad():
        said = class_log_probs(model, learned, batch, data.task).exp()
    assert said.shape == (len(batch), 2)
    assert torch.allclose(said, torch.full_like(said, 0.5))


@pytest.mark.parametrize(
    ("family", "method"), [("bert", V2), ("electra", HEAD_ONLY), ("bert", PROMPT_HEAD), ("roberta", PROMPT_CLOZE)]
)
def test_a_paused_run_ends_as_one_that_was_not(make_run: Callable[..., Path], family: str, method: Method) -> None:
    straight, broken = (make_run(family, method, name) for name in ("straight", "broken"))
    train_run(straight)

    def pause(event: Event) -> None:
        if isinstance(event, StepDone) and event.step == 15:
            write_control(broken, "pause")

    assert isinstance(train_run(broken, on_event=pause), Paused)
    assert isinstance(train_run(broken, resume=True), Finished)

    assert losses(broken) == losses(straight)
    one, other = (load_file(run_dir / "adapter" / "adapter_model.safetensors") for run_dir in (straight, broken))
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize(
    "method",
    [
        V2 | {"pooling": "first", "head_dropout": 0.3, "dropout": 0.2, "start": "text", "start_text": "is it"},
        HEAD_ONLY | {"pooling": "pooler", "head_dropout": 0.0},
        PROMPT_HEAD | {"pooling": "last", "head_learning_rate": 0.03},
        P_TUNING_HEAD | {"head_dropout": 0.5},
    ],
    ids=lambda method: method["name"],
)
def test_what_is_set_of_a_head_is_written_and_read_back(tmp_path: Path, method: Method) -> None:
    spec = run_spec_from({"data": {"file": "a.csv", "text": "text", "label": "label"}, "method": method})
    write_run_spec(spec, tmp_path / "run.toml")
    read = read_run_spec(tmp_path / "run.toml")
    assert read == spec
    assert read.method.has_head
    assert {name: getattr(read.method, name) for name in method} == method


def test_a_head_beside_a_prompt_has_a_rate_of_its_own_and_one_alone_has_that_of_the_run(
    folders: Callable[[str], Path], tmp_path: Path
) -> None:
    table = write_table(tmp_path / "train.csv", range(40))
    for method, rates in ((PROMPT_HEAD | {"head_learning_rate": 0.03}, [0.3, 0.03]), (HEAD_ONLY, [0.3])):
        settings, _, _, prompt = started(folders("bert"), method, table)
        data = {"file": str(table), "text": "text", "label": "label"}
        training = {"learning_rate": 0.3, "warmup": 0.0}
        spec = run_spec_from({"data": data, "method": settings.model_dump(), "training": training})
        groups = make_optimizer(prompt, spec).param_groups
        assert [group["lr"] for group in groups] == rates
        assert sum(len(group["params"]) for group in groups) == len(list(prompt.parameters()))
        assert {id(one) for one in groups[-1]["params"]} == {id(one) for one in prompt.head.parameters()}  # type: ignore[union-attr]


def test_dropout_is_heard_in_training_and_not_after(folders: Callable[[str], Path], tmp_path: Path) -> None:
    table = write_table(tmp_path / "train.csv", range(40))
    _, model, data, prompt = started(folders("bert"), V2 | {"dropout": 0.5, "head_dropout": 0.5}, table)
    batch = data.task.collate(data.splits["train"])
    assert prompt.head is not None
    torch.nn.init.normal_(prompt.head.classifier.weight)

    def said() -> torch.Tensor:
        with torch.no_grad():
            return class_log_probs(model, prompt.learned(), batch, data.task)

    prompt.train()
    assert not torch.equal(said(), said())
    prompt.eval()
    assert torch.equal(said(), said())


@pytest.mark.parametrize("method", [V2, HEAD_ONLY, PROMPT_HEAD], ids=lambda method: method["name"])
@pytest.mark.parametrize("family", ["bert", "llama"])
def test_a_row_without_words_has_scores_too(
    make_run: Callable[..., Path], tmp_path: Path, family: str, method: Method
) -> None:
    run_dir = make_run(family, method, epochs=1)
    with (tmp_path / "train.csv").open("a", encoding="utf-8") as file:
        file.write("".join(f'"",{label}\n' for label in ("positive", "negative") * 8))
    assert isinstance(train_run(run_dir), Finished)
    probabilities = Predictor.open(run_dir / "adapter").probabilities({"text": ""})
    assert sum(probabilities.values()) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("family", "method", "says"),
    [
        ("bert", V2 | {"pooling": "pooler"}, "has no pooler"),
        ("llama", HEAD_ONLY | {"pooling": "pooler"}, "has no pooler"),
        ("bert-with-pooler", PROMPT_CLOZE, "no head that guesses words. Choose a classification head in the method's"),
        ("bert-with-pooler", {"name": "prefix_tuning"}, "Choose a method with a classification head, such as P-tuning"),
        ("t5", V2, "needs an encoder or a decoder"),
    ],
)
def test_what_does_not_fit_a_base_model_says_what_to_choose(
    make_run: Callable[..., Path], family: str, method: Method, says: str
) -> None:
    with pytest.raises(MethodError, match=says) as raised:
        train_run(make_run(family, method))
    assert "hoose" in raised.value.message or "needs" in raised.value.message
