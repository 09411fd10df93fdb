"""The real inference child, asked in JSON lines: classes, streamed text, tables, explanations, cancel, and its end."""

from __future__ import annotations

import csv
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from pydantic import BaseModel

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.peft_format import write_adapter
from studio.adapters.snapshots import save_snapshot
from studio.data.run_tables import learned_data, read_data, training_rows
from studio.data.template import Template
from studio.engine.launch import inference_command
from studio.engine.protocol import (
    INFERENCE_REPLY,
    Ablate,
    Ablated,
    Cancel,
    Cancelled,
    Classified,
    Classify,
    Explain,
    Explained,
    FindLabelErrors,
    FindUnsure,
    Generate,
    InferenceReply,
    LabelErrorsFound,
    ModelOpened,
    OpenModel,
    Pane,
    PredictTable,
    Ready,
    RequestDone,
    RequestFailed,
    Sampling,
    TableProgress,
    TextDone,
    TextPart,
    UnsureFound,
)
from studio.inference.predictor import Predictor
from studio.methods.base import InputPrompt, KeyValuePrompt, KeyValues, Learned
from studio.models.base_model import load_base_model


class Conversation:
    """A living child, its replies in order."""

    def __init__(self) -> None:
        self.child = subprocess.Popen(
            inference_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self.replies: queue.Queue[InferenceReply] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.replies.put(INFERENCE_REPLY.validate_json(line))

    def ask(self, request: BaseModel) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write(request.model_dump_json() + "\n")
        self.child.stdin.flush()

    def until(self, *kinds: type[BaseModel]) -> list[InferenceReply]:
        heard = [self.replies.get(timeout=120)]
        while not isinstance(heard[-1], kinds):
            heard.append(self.replies.get(timeout=120))
        return heard

    def end(self) -> int:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.close()
        code = self.child.wait(timeout=30)
        self._reader.join(timeout=10)
        self.child.stdout.close()
        return code


@pytest.fixture(scope="module")
def talk() -> Iterator[Conversation]:
    conversation = Conversation()
    assert isinstance(conversation.until(Ready)[-1], Ready)
    yield conversation
    assert conversation.end() == 0


@pytest.fixture(scope="module")
def adapters(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By name: two that choose a label (vectors and a prefix), and one that writes."""
    torch.manual_seed(0)
    base = load_base_model("tiny", tiny_model, device=torch.device("cpu"), dtype=torch.float32)
    shape = (1, base.num_layers, base.num_key_value_heads, 3, base.head_size)
    vectors = InputPrompt(torch.randn(1, 3, base.hidden_size))
    prefix = KeyValuePrompt({"decoder": KeyValues(torch.randn(shape), torch.randn(shape))})
    words = {"ham": "good", "spam": "free prize"}
    folder = tmp_path_factory.mktemp("adapters")
    for name, method, prompt in (
        ("vectors", "prompt_tuning", vectors),
        ("prefix", "prefix_tuning", prefix),
        ("writer", "prompt_tuning", vectors),
    ):
        classes = words if name != "writer" else None
        card = AdapterCard(
            name=name,
            method=method,
            model=ModelIdentity(name=str(tiny_model)),
            task="classification" if classes else "generation",
            template="{message}\nAnswer:",
            labels=list(classes or {}),
            label_words=classes,
            num_virtual_tokens=3,
            columns=["message"],
            settings={"data": {"label": "label"}},
        )
        write_adapter(folder / name, Learned(prompt), card, base)
    save_snapshot(folder, 0, Learned(InputPrompt(torch.randn(1, 3, base.hidden_size))))
    save_snapshot(folder, 8, Learned(vectors))
    return {path.name: path for path in folder.iterdir() if path.name != "snapshots"}


def test_panes_answer_side_by_side_from_one_resident_model(
    talk: Conversation, adapters: dict[str, Path], tiny_model: Path
) -> None:
    talk.ask(OpenModel(request=1, model=str(tiny_model)))
    opened = talk.until(ModelOpened)[-1]
    assert isinstance(opened, ModelOpened)
    assert opened.parameters > 0

    panes = [Pane(pane="base"), *(Pane(pane=name, adapter=str(adapters[name])) for name in ("vectors", "prefix"))]
    talk.ask(Classify(request=2, row={"message": "win a prize"}, panes=panes))
    answers = {reply.pane: reply for reply in talk.until(RequestDone) if isinstance(reply, Classified)}
    assert set(answers) == {"base", "vectors", "prefix"}
    for reply in answers.values():
        assert set(reply.probabilities) == {"ham", "spam"}
        assert sum(reply.probabilities.values()) == pytest.approx(1.0, abs=1e-5)
    assert len({reply.probabilities["spam"] for reply in answers.values()}) == 3


def test_text_streams_and_the_same_seed_writes_the_same(talk: Conversation, adapters: dict[str, Path]) -> None:
    texts = []
    for request in (3, 4):
        sampling = Sampling(max_new_tokens=20, temperature=1.0, seed=5)
        pane = Pane(pane="w", adapter=str(adapters["writer"]))
        talk.ask(Generate(request=request, row={"message": "tell"}, panes=[pane], sampling=sampling))
        heard = talk.until(RequestDone)
        (done,) = [reply for reply in heard if isinstance(reply, TextDone)]
        assert "".join(reply.text for reply in heard if isinstance(reply, TextPart)).strip() == done.text
        texts.append(done.text)
    assert texts[0] == texts[1]


def test_a_pane_that_fails_says_so_and_the_rest_goes_on(talk: Conversation, adapters: dict[str, Path]) -> None:
    panes = [Pane(pane="gone", adapter="/nowhere/at/all"), Pane(pane="vectors", adapter=str(adapters["vectors"]))]
    talk.ask(Classify(request=5, row={"message": "x"}, panes=panes))
    heard = talk.until(RequestDone)
    assert [(type(reply), getattr(reply, "pane", None)) for reply in heard[:2]] == [
        (RequestFailed, "gone"),
        (Classified, "vectors"),
    ]


def test_a_table_goes_through_all_panes_in_its_order(
    talk: Conversation, adapters: dict[str, Path], tmp_path: Path
) -> None:
    rows = ["message", *(f"message number {number} " + "and more " * (number % 7) for number in range(50))]
    (tmp_path / "in.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    panes = [Pane(pane=str(adapters[name]), adapter=str(adapters[name])) for name in ("vectors", "prefix")]
    out = tmp_path / "out.csv"
    talk.ask(PredictTable(request=6, file=str(tmp_path / "in.csv"), out=str(out), panes=panes))
    talk.until(RequestDone)
    with out.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["message"].strip() for row in written] == [row.strip() for row in rows[1:]]
    assert {"vectors prediction", "prefix prediction", "vectors probability"} <= set(written[0])


def test_cancel_ends_a_long_answer(talk: Conversation, adapters: dict[str, Path]) -> None:
    pane = Pane(pane="w", adapter=str(adapters["writer"]))
    sampling = Sampling(max_new_tokens=200, temperature=5.0, seed=1)
    many = [pane.model_copy(update={"pane": str(number)}) for number in range(200)]
    talk.ask(Generate(request=7, row={"message": "tell"}, panes=many, sampling=sampling))
    talk.until(TextPart, TextDone)
    talk.ask(Cancel(request=7))
    assert isinstance(talk.until(Cancelled, RequestDone)[-1], Cancelled)


def test_an_adapter_is_explained_as_it_is_and_as_it_was(talk: Conversation, adapters: dict[str, Path]) -> None:
    found = {}
    for request, step in ((8, None), (9, 0), (10, 8)):
        talk.ask(Explain(request=request, adapter=str(adapters["vectors"]), step=step, nearest=3))
        [reply] = talk.until(Explained)
        assert isinstance(reply, Explained)
        assert (reply.request, reply.step) == (request, step)
        found[step] = reply.found
    assert found[None].steps == (0, 8)
    words = {step: one.members[0].words for step, one in found.items()}
    nearest = {step: [token.by_cosine[0].word for token in one.tokens] for step, one in words.items() if one}
    assert nearest[None] == nearest[8] != nearest[0]
    assert len(found[None].members[0].maps[0].trail) == 2
    talk.ask(Explain(request=11, adapter=str(adapters["prefix"])))
    [reply] = talk.until(Explained)
    assert isinstance(reply, Explained)
    assert "no words to be near" in reply.found.why_no_words
    assert reply.found.steps == ()  # those beside it are of another kind of prompt


def test_a_step_that_is_gone_is_said(talk: Conversation, adapters: dict[str, Path]) -> None:
    talk.ask(Explain(request=12, adapter=str(adapters["vectors"]), step=5))
    [reply] = talk.until(RequestFailed, Explained)
    assert isinstance(reply, RequestFailed)
    assert "step 5 is no longer kept" in reply.message


def test_tokens_are_left_out_with_progress_until_that_is_cancelled(
    talk: Conversation, adapters: dict[str, Path], tmp_path: Path
) -> None:
    rows = [f"message number {number},{('ham', 'spam')[number % 2]}" for number in range(40)]
    file = tmp_path / "messages.csv"
    file.write_text("message,label\n" + "\n".join(rows) + "\n", encoding="utf-8")
    talk.ask(Ablate(request=13, adapter=str(adapters["vectors"]), file=str(file), rows=10))
    *progress, done = talk.until(Ablated)
    assert isinstance(done, Ablated)
    assert [one.token for one in done.found.without] == [1, 2, 3]
    assert (done.found.rows, done.found.of_rows) == (10, 40)
    assert progress
    assert all(isinstance(one, TableProgress) and one.total == 7 for one in progress)

    rows *= 500
    file.write_text("message,label\n" + "\n".join(rows) + "\n", encoding="utf-8")
    talk.ask(Ablate(request=14, adapter=str(adapters["vectors"]), file=str(file), rows=20_000))
    talk.until(TableProgress)
    talk.ask(Cancel(request=14))
    assert isinstance(talk.until(Cancelled, Ablated)[-1], Cancelled)


def test_the_rows_of_a_run_are_asked_for_by_their_split(talk: Conversation, adapters: dict[str, Path]) -> None:
    talk.ask(Ablate(request=15, adapter=str(adapters["vectors"]), split="test"))
    [reply] = talk.until(RequestFailed, Ablated)
    assert isinstance(reply, RequestFailed)
    assert reply.message == "vectors: is of no run here, so its rows are not known. Choose a table."


@pytest.fixture(scope="module")
def learned(adapters: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The adapter "vectors" as that of a run over 40 rows, one of which is excluded."""
    run = tmp_path_factory.mktemp("run")
    rows = [f"text {number} is good,{'ham' if number % 4 else 'spam'}" for number in range(40)]
    (run / "table.csv").write_text("message,label\n" + "\n".join(rows) + "\n")
    (run / "run.toml").write_text(
        '[data]\nfile = "table.csv"\ntext = "message"\nlabel = "label"\nexclude = [3]\n'
        '[method]\nname = "prompt_tuning"\n'
    )
    shutil.copytree(adapters["vectors"], run / "adapter")
    return run / "adapter"


def test_the_least_certain_rows_are_those_with_the_lowest_top_probability(
    talk: Conversation, learned: Path, tiny_model: Path, tmp_path: Path
) -> None:
    table = tmp_path / "unlabelled.csv"
    texts = [f"a film number {number}" for number in range(30)]
    table.write_text("message,source\n" + "\n".join(f"{text},web" for text in [*texts, texts[0]]) + "\n")
    talk.ask(OpenModel(request=30, model=str(tiny_model)))
    talk.ask(FindUnsure(request=31, adapter=str(learned), file=str(table), count=5))
    heard = talk.until(UnsureFound, RequestFailed)
    assert any(isinstance(reply, TableProgress) and reply.total == 31 for reply in heard)
    reply = heard[-1]
    assert isinstance(reply, UnsureFound)
    one = Predictor.open(learned, device="cpu")
    said = [one.probabilities({"message": text}) for text in texts]
    wanted = sorted(range(30), key=lambda row: max(said[row].values()))[:5]
    assert [row.row for row in reply.found.rows] == wanted
    assert reply.found.asked == 31
    first = reply.found.rows[0]
    assert first.cells == {"message": texts[wanted[0]], "source": "web"}
    assert first.line == wanted[0] + 2
    assert first.probabilities == pytest.approx(said[wanted[0]], abs=1e-5)


def test_doubted_labels_are_those_of_the_runs_own_rows(talk: Conversation, learned: Path, tiny_model: Path) -> None:
    talk.ask(OpenModel(request=32, model=str(tiny_model)))
    talk.ask(FindLabelErrors(request=33, adapter=str(learned)))
    reply = talk.until(LabelErrorsFound, RequestFailed)[-1]
    assert isinstance(reply, LabelErrorsFound)
    found = reply.found
    data, folder = learned_data(learned)
    trained = set(training_rows(data, read_data(data, folder), Template.parse("{message}")))
    assert (found.table, found.rows, found.learned) == ("table.csv", 39, len(trained))
    assert 0 < found.found == len(found.suspects)
    one = Predictor.open(learned, device="cpu")
    for row in found.suspects:
        said = one.probabilities(row.texts)
        assert row.row != 3
        assert (row.given, row.line) == ("ham" if row.row % 4 else "spam", row.row + 2)
        assert {row.given: row.given_probability, row.likely: row.likely_probability} == pytest.approx(said, abs=1e-5)
        assert row.likely_probability > row.given_probability
        assert row.was_learned == (row.row in trained)


def test_what_chooses_no_labels_or_is_of_no_run_is_said(
    talk: Conversation, adapters: dict[str, Path], tiny_model: Path, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("message\nhello\n")
    talk.ask(OpenModel(request=34, model=str(tiny_model)))
    talk.ask(FindUnsure(request=35, adapter=str(adapters["writer"]), file=str(tmp_path / "t.csv")))
    failed = talk.until(RequestFailed)[-1]
    assert isinstance(failed, RequestFailed)
    assert "writes text and has no labels" in failed.message
    talk.ask(FindLabelErrors(request=36, adapter=str(adapters["vectors"])))
    failed = talk.until(RequestFailed)[-1]
    assert isinstance(failed, RequestFailed)
    assert "is of no run here" in failed.message


def test_asking_a_table_can_be_cancelled(talk: Conversation, learned: Path, tiny_model: Path, tmp_path: Path) -> None:
    table = tmp_path / "long.csv"
    table.write_text("message\n" + "\n".join(f"a film number {number}" for number in range(3000)) + "\n")
    talk.ask(OpenModel(request=37, model=str(tiny_model)))
    talk.ask(FindUnsure(request=38, adapter=str(learned), file=str(table)))
    talk.until(TableProgress)
    talk.ask(Cancel(request=38))
    assert isinstance(talk.until(Cancelled, UnsureFound)[-1], Cancelled)


def test_a_base_model_that_is_not_here_is_named_and_not_fetched(talk: Conversation) -> None:
    talk.ask(OpenModel(request=60, model="owner/large", revision="v1"))
    [failed] = talk.until(RequestFailed)
    assert isinstance(failed, RequestFailed)
    assert failed.message.startswith("owner/large at revision v1 is not on this disk. Download it first")
