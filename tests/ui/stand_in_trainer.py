"""Says what a training process says, at a given pace, without a model: `stand_in_trainer.py RUN_DIR [--resume]`.

STAND_IN is JSON: steps, pace (steps a second), deaf (does not read its control file), crash_at, fail_at (a step),
lingers (seconds that it takes to end).
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from pathlib import Path

import psutil

from studio.engine.protocol import LOCK_FILE, Lock, read_control
from studio.events import (
    EvalDone,
    EventWriter,
    Failed,
    Finished,
    Paused,
    PhaseChanged,
    Resumed,
    Started,
    StepDone,
    Stopped,
    TrainingPlanned,
    Warned,
)

run_dir = Path(sys.argv[1])
usual = {"steps": 100, "pace": 200, "deaf": False, "crash_at": 0, "fail_at": 0, "lingers": 0}
wishes = usual | json.loads(os.environ["STAND_IN"])
checkpoint = run_dir / "checkpoints" / "step"


def say_step(writer: EventWriter, step: int) -> None:
    loss = 2 * math.exp(-step / 50) + 0.2
    numbers = {"learning_rate": 0.1, "gradient_norm": 0.5, "examples_per_second": 50.0}
    writer.write(StepDone(step=step, loss=loss, **numbers))
    if step % 20 == 0:
        metrics = {"loss": loss + 0.1, "accuracy": 0.5 + 0.4 * step / wishes["steps"]}
        writer.write(EvalDone(step=step, split="validation", metrics=metrics, rows=50, best=True))


def train(writer: EventWriter, first: int) -> None:
    began = time.monotonic()
    for step in range(first, wishes["steps"] + 1):
        asked = "run" if wishes["deaf"] else read_control(run_dir)
        if asked == "stop":
            writer.write(Stopped(step=step - 1))
            return
        if asked == "pause":
            checkpoint.parent.mkdir(exist_ok=True)
            checkpoint.write_text(str(step - 1))
            writer.write(Paused(step=step - 1))
            return
        if asked == "keep":
            break
        if step == wishes["crash_at"]:
            print("RuntimeError: the stand-in falls over", flush=True)
            os._exit(7)
        if step == wishes["fail_at"]:
            message = "There is not enough memory. Make the batch size smaller."
            writer.write(Failed(step=step, error="ModelError", message=message))
            return
        say_step(writer, step)
        time.sleep(max(0.0, began + (step - first + 1) / wishes["pace"] - time.monotonic()))
    finish(writer, step)


def finish(writer: EventWriter, step: int) -> None:
    labels, confusion = ["negative", "positive"], [[40, 10], [5, 45]]
    test = {"accuracy": 0.85, "loss": 0.3}
    writer.write(
        EvalDone(step=step, split="test", metrics=test, rows=100, labels=labels, confusion=confusion, best=False)
    )
    writer.write(EvalDone(step=step, split="test", who="majority", metrics={"accuracy": 0.5}, rows=100))
    writer.write(
        Finished(
            step=step,
            adapter="adapter",
            metrics={"test": test, "validation": {"accuracy": 0.9, "loss": 0.3}},
            baselines={"majority": {"test": {"accuracy": 0.5}}, "zero_shot": {"test": {"accuracy": 0.6}}},
            best_step=step,
            stopped_early=step < wishes["steps"],
            trainable_parameters=11520,
            examples_per_second=50.0,
            seconds=step / wishes["pace"],
        )
    )


def main() -> None:
    pid = os.getpid()
    (run_dir / LOCK_FILE).write_text(Lock(pid=pid, started=psutil.Process(pid).create_time()).model_dump_json())
    first = 1
    with EventWriter(run_dir) as writer:
        if "--resume" in sys.argv:
            done = int(checkpoint.read_text())
            first = done + 1
            writer.write(Resumed(from_step=done, step=done, attempt=1, pid=pid))
        else:
            writer.write(Started(run=run_dir.name, pid=pid))
        writer.write(PhaseChanged(phase="loading"))
        writer.write(
            TrainingPlanned(
                total_steps=wishes["steps"], steps_per_epoch=50, trainable_parameters=11520, model_parameters=10**7
            )
        )
        writer.write(Warned(message="3 texts were cut."))
        writer.write(PhaseChanged(phase="training"))
        train(writer, first)
    (run_dir / LOCK_FILE).unlink()
    time.sleep(wishes["lingers"])


main()
