"""What is said across the process boundary. No torch.

Training is steered through the run's folder: a `control` file read each step and a `run.lock` that says who trains.
Inference is a conversation of JSON lines over the child's standard input and output.
"""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from studio.files import write_text
from studio.interpretation.findings import Ablation, Explanation, LabelErrors, Split, Unsure
from studio.spec import Quantization

CONTROL_FILE = "control"
LOCK_FILE = "run.lock"
LOG_FILE = "log.txt"
READY_LINE = "ready"  # a standby child says so on standard output once everything is imported

Control = Literal["run", "pause", "stop", "keep"]  # keep: stop now and keep the best so far as the adapter
_CONTROLS: tuple[Control, ...] = ("run", "pause", "stop", "keep")


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lock(BaseModel):
    """Who trains a run.

    started: the process's start time, so that a reused process id is not mistaken for it
    boot, since_boot: which start of the computer that was, and the seconds after it: setting the clock changes neither
    host: the computer's name    memory_kills: `endings.memory_kills` when the lock was made
    folder, folder_number: the run's, and the system's number for it: a copy has another path and another number
    """

    model_config = ConfigDict(frozen=True, extra="ignore")  # a newer program may say more

    pid: int
    started: float
    boot: str = ""
    since_boot: float = 0.0
    host: str = ""
    memory_kills: int | None = None
    folder: str = ""
    folder_number: int = 0

    @property
    def who(self) -> str:
        """For a sentence, beginning with a small letter."""
        return f"process {self.pid}" + (f" on the computer {self.host}" if self.host != platform.node() else "")


def write_control(run_dir: Path, control: Control) -> None:
    """Ask the trainer of a run for something; it answers by events."""
    write_text(run_dir / CONTROL_FILE, control)


def read_control(run_dir: Path) -> Control:
    """What was asked last; "run" where nothing was."""
    try:
        said = (run_dir / CONTROL_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return "run"
    return next((control for control in _CONTROLS if control == said), "run")


class StartRun(Message):
    """To a standby training child: begin (or resume) this run."""

    run_dir: str
    resume: bool = False
    threads: int | None = None


# --- inference: requests -------------------------------------------------------------------------------------------


class Pane(Message):
    """One column of the playground. adapter: a folder, or None for the base model alone.

    template: for the base model, the hard prompt with columns in braces; None: the first adapter's, without its
    virtual tokens.
    """

    pane: str
    adapter: str | None = None
    template: str | None = None


class Sampling(Message):
    """temperature 0 is greedy."""

    max_new_tokens: int = 64
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0


class OpenModel(Message):
    do: Literal["open"] = "open"
    request: int
    model: str
    revision: str | None = None
    quantization: Quantization = "none"


class Classify(Message):
    """label_words: for panes without an adapter, label to word; None: the first adapter's."""

    do: Literal["classify"] = "classify"
    request: int
    row: dict[str, str]
    panes: list[Pane]
    label_words: dict[str, str] | None = None


class Generate(Message):
    do: Literal["generate"] = "generate"
    request: int
    row: dict[str, str]
    panes: list[Pane]
    sampling: Sampling = Sampling()


class PredictTable(Message):
    """A whole table through the panes' adapters, written as CSV with a column (or two) a pane."""

    do: Literal["predict_table"] = "predict_table"
    request: int
    file: str
    out: str
    panes: list[Pane]


class Explain(Message):
    """What an adapter's prompt is near to. step: as it stood then in its training; None: as it is."""

    do: Literal["explain"] = "explain"
    request: int
    adapter: str
    step: int | None = None
    nearest: int = 5


class Ablate(Message):
    """What each virtual token of an adapter does, on rows drawn by `seed`.

    file: the table that they are drawn from; None: a split of the run that made the adapter
    """

    do: Literal["ablate"] = "ablate"
    request: int
    adapter: str
    file: str | None = None
    split: Split = "test"
    rows: int = 200
    seed: int = 0


class FindUnsure(Message):
    """The rows of a table that an adapter is least certain of."""

    do: Literal["find_unsure"] = "find_unsure"
    request: int
    adapter: str
    file: str
    count: int = 20


class FindLabelErrors(Message):
    """Likely label errors in the table of the run that made an adapter."""

    do: Literal["find_label_errors"] = "find_label_errors"
    request: int
    adapter: str


class Cancel(Message):
    """End the request that is under way; it answers Cancelled."""

    do: Literal["cancel"] = "cancel"
    request: int


InferenceRequest = Annotated[
    OpenModel | Classify | Generate | PredictTable | Explain | Ablate | FindUnsure | FindLabelErrors | Cancel,
    Field(discriminator="do"),
]
INFERENCE_REQUEST: TypeAdapter[InferenceRequest] = TypeAdapter(InferenceRequest)

# --- inference: replies --------------------------------------------------------------------------------------------


class Ready(Message):
    """Everything is imported. request 0."""

    say: Literal["ready"] = "ready"
    request: int = 0


class ModelOpened(Message):
    say: Literal["model_opened"] = "model_opened"
    request: int
    model: str
    parameters: int
    seconds: float


class Classified(Message):
    """Probabilities of one pane by label."""

    say: Literal["classified"] = "classified"
    request: int
    pane: str
    probabilities: dict[str, float]
    seconds: float


class TextPart(Message):
    """More text of one pane, as it comes."""

    say: Literal["text"] = "text"
    request: int
    pane: str
    text: str


class TextDone(Message):
    say: Literal["text_done"] = "text_done"
    request: int
    pane: str
    text: str
    tokens: int
    first_token_seconds: float
    seconds: float


class Explained(Message):
    """step: as asked"""

    model_config = ConfigDict(ser_json_inf_nan="constants")

    say: Literal["explained"] = "explained"
    request: int
    step: int | None = None
    found: Explanation


class Ablated(Message):
    model_config = ConfigDict(ser_json_inf_nan="constants")

    say: Literal["ablated"] = "ablated"
    request: int
    found: Ablation


class UnsureFound(Message):
    say: Literal["unsure_found"] = "unsure_found"
    request: int
    found: Unsure


class LabelErrorsFound(Message):
    say: Literal["label_errors_found"] = "label_errors_found"
    request: int
    found: LabelErrors


class TableProgress(Message):
    """Of rows that are answered, or of measurements without a token."""

    say: Literal["table_progress"] = "table_progress"
    request: int
    done: int
    total: int


class RequestDone(Message):
    """The request is over. out: the file that was written, if any."""

    say: Literal["done"] = "done"
    request: int
    out: str | None = None


class Cancelled(Message):
    say: Literal["cancelled"] = "cancelled"
    request: int


class RequestFailed(Message):
    """pane: which one, where only one failed and the rest goes on."""

    say: Literal["failed"] = "failed"
    request: int
    pane: str | None = None
    error: str
    message: str


InferenceReply = Annotated[
    Ready
    | ModelOpened
    | Classified
    | TextPart
    | TextDone
    | TableProgress
    | Explained
    | Ablated
    | UnsureFound
    | LabelErrorsFound
    | RequestDone
    | Cancelled
    | RequestFailed,
    Field(discriminator="say"),
]
INFERENCE_REPLY: TypeAdapter[InferenceReply] = TypeAdapter(InferenceReply)
