"""Speaks the inference protocol without a model. A text "crash" ends it, "deaf" makes it not hear a cancel."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path

from studio.engine.protocol import (
    INFERENCE_REQUEST,
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
    InferenceRequest,
    LabelErrorsFound,
    ModelOpened,
    OpenModel,
    PredictTable,
    Ready,
    RequestDone,
    RequestFailed,
    TableProgress,
    TextDone,
    TextPart,
    UnsureFound,
)
from studio.interpretation.findings import LabelErrors, Suspect, Unsure, UnsureRow
from tests.ui.found import ablation, explanation

_rest = b""


def say(reply: InferenceReply) -> None:
    sys.stdout.write(reply.model_dump_json() + "\n")
    sys.stdout.flush()


def heard(wait: float | None) -> bytes | None:
    """One line from standard input; None where none came in time; ends the process where the pipe is closed."""
    global _rest
    while b"\n" not in _rest:
        if wait is not None and not select.select([0], [], [], wait)[0]:
            return None
        more = os.read(0, 65536)
        if not more:
            raise SystemExit
        _rest += more
    line, _, _rest = _rest.partition(b"\n")
    return line


def is_cancelled(request: int) -> bool:
    line = heard(0.01)
    return line is not None and INFERENCE_REQUEST.validate_json(line) == Cancel(request=request)


def classify(asked: Classify) -> None:
    for number, pane in enumerate(asked.panes):
        if pane.adapter is not None and "damaged" in pane.adapter:
            message = "The adapter is damaged. Import it again."
            say(RequestFailed(request=asked.request, pane=pane.pane, error="AdapterError", message=message))
            continue
        likely = 0.9 - number * 0.2
        say(
            Classified(
                request=asked.request,
                pane=pane.pane,
                probabilities={"negative": 1 - likely, "positive": likely},
                seconds=0.012,
            )
        )
    say(RequestDone(request=asked.request))


def generate(asked: Generate) -> None:
    for pane in asked.panes:
        words = [f"{word} " for word in f"{asked.sampling.seed} the film was good".split()]
        for word in words * (100 if asked.sampling.max_new_tokens > 500 else 1):
            if is_cancelled(asked.request):
                say(Cancelled(request=asked.request))
                return
            say(TextPart(request=asked.request, pane=pane.pane, text=word))
        say(
            TextDone(
                request=asked.request,
                pane=pane.pane,
                text="".join(words),
                tokens=len(words),
                first_token_seconds=0.02,
                seconds=0.1,
            )
        )
    say(RequestDone(request=asked.request))


def predict(asked: PredictTable) -> None:
    rows = Path(asked.file).read_text().splitlines()[1:]
    for done, _ in enumerate(rows, 1):
        if is_cancelled(asked.request):
            say(Cancelled(request=asked.request))
            return
        say(TableProgress(request=asked.request, done=done, total=len(rows)))
    Path(asked.out).write_text("text,answer\n" + "\n".join(f"{row},positive" for row in rows))
    say(RequestDone(request=asked.request, out=asked.out))


def explain(asked: Explain) -> None:
    """An adapter's folder says what it is: "prefix", "gated", "ensemble", "foreign"; "damaged" fails."""
    name = Path(asked.adapter).name
    if name == "damaged":
        message = "The adapter is damaged. Import it again."
        say(RequestFailed(request=asked.request, error="AdapterError", message=message))
        return
    kind = {"prefix": "layers", "gated": "gates"}.get(name, "words")
    found = explanation(kind, members=3 if name == "ensemble" else 1, kept=name != "foreign", step=asked.step)
    say(Explained(request=asked.request, step=asked.step, found=found))


def ablate(asked: Ablate) -> None:
    """Over 1,000 rows never end by themselves."""
    done = 0
    while done < 9 or asked.rows > 1000:
        if is_cancelled(asked.request):
            say(Cancelled(request=asked.request))
            return
        say(TableProgress(request=asked.request, done=min(done, 8), total=9))
        done += 1
        time.sleep(0.01 if asked.rows > 1000 else 0)
    say(Ablated(request=asked.request, found=ablation(rows=asked.rows)))


def find_unsure(asked: FindUnsure) -> None:
    """Later rows are less certain, and a table "long.csv" never ends by itself."""
    lines = Path(asked.file).read_text().splitlines()
    names, rows = lines[0].split(","), [line.split(",") for line in lines[1:]]
    done = 0
    while done < len(rows) or Path(asked.file).name == "long.csv":
        if is_cancelled(asked.request):
            say(Cancelled(request=asked.request))
            return
        say(TableProgress(request=asked.request, done=min(done, len(rows)), total=len(rows)))
        done += 10
    found = [
        UnsureRow(
            number, number + 2, dict(zip(names, rows[number], strict=False)),
            {"0": 1 - (chance := 0.5 + (len(rows) - number) / (3 * len(rows))), "1": chance},
        )
        for number in range(len(rows) - 1, -1, -1)
    ]  # fmt: skip
    unsure = Unsure(Path(asked.file).name, len(rows), tuple(found[: asked.count]))
    say(UnsureFound(request=asked.request, found=unsure))


def find_label_errors(asked: FindLabelErrors) -> None:
    """Rows 3, 5 and 8 of "text 0" to "text 19", which are 0 and 1 in turns."""
    suspects = tuple(
        Suspect(row, row + 2, {"text": f"text {row}"}, str(row % 2), str(1 - row % 2), 0.1, 0.9, row == 8)
        for row in (3, 5, 8)
    )
    say(LabelErrorsFound(request=asked.request, found=LabelErrors("reviews.csv", 20, 16, 3, suspects)))


def answer(asked: InferenceRequest) -> None:
    row = getattr(asked, "row", {}).get("text", "")
    if row == "crash":
        sys.stderr.write("RuntimeError: the stand-in falls over\n")
        raise SystemExit(9)
    if row == "deaf":
        time.sleep(60)
    match asked:
        case OpenModel():
            say(ModelOpened(request=asked.request, model=asked.model, parameters=1000, seconds=0.1))
        case Classify():
            classify(asked)
        case Generate():
            generate(asked)
        case PredictTable():
            predict(asked)
        case Explain():
            explain(asked)
        case Ablate():
            ablate(asked)
        case FindUnsure():
            find_unsure(asked)
        case FindLabelErrors():
            find_label_errors(asked)


print("a library says something on standard output")
say(Ready())
while True:
    line = heard(None)
    assert line is not None
    answer(INFERENCE_REQUEST.validate_json(line))
