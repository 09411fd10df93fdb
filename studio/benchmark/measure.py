"""Measures both sides on the same rows, in turn within one run, and says how far apart their numbers are."""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import torch

from studio.benchmark.findings import RATIOS, SIDES, Curve, Findings
from studio.benchmark.memory import peak_memory
from studio.benchmark.ours import Ours, Round
from studio.benchmark.theirs import Theirs
from studio.benchmark.workload import ADAPTERS, PROMPTS, Plan, Row, draw_rows, shown_examples, write_model
from studio.errors import StorageError
from studio.fresh_process import in_child
from studio.models.device import computes_in_bf16

Progress = Callable[[str], None]
Maker = Callable[[Sequence[Row]], Round]

_SHORT, _LONG = min(PROMPTS), max(PROMPTS)
_CURVE_ROWS = (1, 2, 4)  # batches' worth of rows in a step
_CURVE_PROMPTS = (1, 20, 50, 100)
_CURVE_ROUNDS = 3  # at most: a step of the slowest side takes most of a minute at the right end
_PRODUCTS = (512, 1024, 2048, 4096, 8192, 16384)  # of how many rows and columns
_PRODUCT_SECONDS = 1.0  # for each of them; the first that takes as long is the last


def measure(plan: Plan, *, curves: bool = False, progress: Progress = lambda _: None) -> Findings:
    """All of it. curves: also how the cost grows, which takes as long again. progress is told what is done next.

    Raises StorageError where the base model cannot be written.
    """
    if plan.threads:
        torch.set_num_threads(plan.threads)
    with tempfile.TemporaryDirectory(prefix="softprompt-bench-") as folder:
        try:
            write_model(plan.shape, Path(folder))
        except OSError as error:
            raise StorageError(
                f"{folder}: the base model cannot be written ({error.strerror or error}). Make room, or set TMPDIR."
            ) from None
        return _measured(plan, Path(folder), curves=curves, progress=progress)


def _measured(plan: Plan, folder: Path, *, curves: bool, progress: Progress) -> Findings:
    memory = {}
    for side in SIDES:  # first, while this process holds little itself
        progress(f"Memory of training with P {_LONG}: {side}")
        memory[side] = in_child(peak_memory, plan, folder, side)
    rows = draw_rows(plan.shape, plan.rows)
    theirs = Theirs(folder, plan)
    progress("Losses and gradients of both sides")
    loss_gap, gradient_gap = _gaps(plan, Ours(folder, plan, precision="fp32"), theirs, rows)
    ours = Ours(folder, plan)
    device = ours.model.base.device
    taken: dict[str, dict[str, list[float]]] = {}
    for name, makers in _comparisons(plan, ours, theirs).items():
        progress(f"Seconds: {name}")
        taken[name] = alternate(makers, rows, plan, device=device)
    progress("Matrix products")
    peak = best_bf16_product(device)
    each = {ratio: _quotients(taken[what][side], taken[what]["ours"]) for ratio, (what, side) in RATIOS.items()}
    seconds = {what: {side: statistics.median(took) for side, took in by.items()} for what, by in taken.items()}
    needed = 4 * ours.parameters * (sum(map(len, rows)) + _LONG * math.ceil(len(rows) / plan.batch))
    return Findings(
        ratios={ratio: statistics.median(found) for ratio, found in each.items()},
        spread={ratio: (min(found), max(found)) for ratio, found in each.items()},
        seconds=seconds,
        loss_gap=loss_gap,
        gradient_gap=gradient_gap,
        peak_fraction=needed / seconds["train_p100"]["ours"] / peak,
        peak_gflops=peak / 1e9,
        memory=memory,
        rows=len(rows),
        batch=plan.batch,
        rounds=plan.rounds,
        machine=_machine(ours),
        curves=_curves(plan, ours, theirs, progress) if curves else {},
    )


def _comparisons(plan: Plan, ours: Ours, theirs: Theirs) -> dict[str, dict[str, Maker]]:
    batch, shown = plan.batch, shown_examples(plan.shape)
    several = {"tokens": _LONG, "batch": batch, "adapters": ADAPTERS}
    return {
        **{f"train_p{tokens}": _training(ours, theirs, tokens=tokens, batch=batch) for tokens in PROMPTS},
        "predict_p100": {
            "ours": lambda rows: ours.scoring(rows, tokens=_LONG, batch=batch),
            "best": lambda rows: theirs.scoring(rows, tokens=_LONG, batch=batch),
        },
        "adapters8": {
            "ours": lambda rows: ours.scoring(rows, **several),
            "best": lambda rows: theirs.scoring(rows, **several),
        },
        "write_p20": {
            "ours": lambda rows: ours.writing(rows, tokens=_SHORT, batch=batch),
            "recipe": lambda rows: theirs.writing(rows, tokens=_SHORT, batch=batch),
            "best": lambda rows: theirs.writing(rows, tokens=_SHORT, batch=batch, best=True),
        },
        "cpt": {
            "ours": lambda rows: ours.context_training(rows, shown=shown, batch=batch),
            "recipe": lambda rows: theirs.context_training(rows, shown=shown, batch=batch),
        },
    }


def _training(ours: Ours, theirs: Theirs, *, tokens: int, batch: int) -> dict[str, Maker]:
    return {
        "ours": lambda rows: ours.training(rows, tokens=tokens, batch=batch),
        "recipe": lambda rows: theirs.training(rows, tokens=tokens, batch=batch),
        "best": lambda rows: theirs.training(rows, tokens=tokens, batch=batch, best=True),
    }


def alternate(
    makers: Mapping[str, Maker], rows: Sequence[Row], plan: Plan, *, device: torch.device
) -> dict[str, list[float]]:
    """Seconds of each round, by side. The sides take turns, after two batches each that do not count."""
    sides = {name: make(rows) for name, make in makers.items()}
    for make in makers.values():
        make(rows[: 2 * plan.batch])()
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(plan.rounds):
        for name in list(sides)[:: -1 if number % 2 else 1]:  # so that none always follows the same one
            seconds[name].append(_seconds(sides[name], device))
    return seconds


def _seconds(what: Callable[[], object], device: torch.device) -> float:
    _wait(device)
    began = time.perf_counter()
    what()
    _wait(device)
    return time.perf_counter() - began


def _wait(device: torch.device) -> None:
    """For what the device still computes."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def _quotients(theirs: Sequence[float], ours: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(theirs, ours, strict=True)]


def _gaps(plan: Plan, ours: Ours, theirs: Theirs, rows: Sequence[Row]) -> tuple[float, float]:
    """The largest relative gaps of (loss, the prompt's gradient) in an epoch with each prompt."""
    losses, gradients = [], []
    for tokens in PROMPTS:
        at = theirs.gradient(tokens)
        for step in ours.watched_epoch(rows, tokens=tokens, batch=plan.batch):
            loss, gradient = at(step.rows, step.vectors)
            losses.append(abs(step.loss - loss) / abs(loss))
            gradients.append(float((step.gradient - gradient).norm() / gradient.norm()))
    return float(torch.tensor(losses).max()), float(torch.tensor(gradients).max())  # what is no number stays seen


def _curves(plan: Plan, ours: Ours, theirs: Theirs, progress: Progress) -> dict[str, Curve]:
    """Seconds a step as its rows grow, with P 100, and as P grows."""
    plan = replace(plan, rounds=min(plan.rounds, _CURVE_ROUNDS))
    drawn = draw_rows(plan.shape, plan.batch * max(_CURVE_ROWS))
    asked = [
        ("rows_a_step", f"A step's time as its text grows (P {_LONG})", "rows in a step"),
        ("virtual_tokens", f"A step's time as the prompt grows ({plan.batch} rows)", "virtual tokens"),
    ]
    points = {
        "rows_a_step": {plan.batch * times: (_LONG, plan.batch * times) for times in _CURVE_ROWS},
        "virtual_tokens": {tokens: (tokens, plan.batch) for tokens in _CURVE_PROMPTS},
    }
    found = {}
    for name, title, grows in asked:
        seconds: dict[str, list[float]] = {side: [] for side in SIDES}
        for x, (tokens, batch) in points[name].items():
            progress(f"Curve of {name}: {x}")
            makers = _training(ours, theirs, tokens=tokens, batch=batch)
            took = alternate(makers, drawn[:batch], plan, device=ours.model.base.device)
            for side in SIDES:
                seconds[side].append(statistics.median(took[side]))
        found[name] = Curve(title, grows, tuple(points[name]), seconds)
    return found


def best_bf16_product(device: torch.device) -> float:
    """Operations a second of the fastest product of two square matrices in bf16."""
    best = 0.0
    for size in _PRODUCTS:
        one, other = (torch.randn(size, size, device=device).bfloat16() for _ in range(2))
        product = partial(torch.matmul, one, other)
        product()
        began, least = time.perf_counter(), math.inf
        while time.perf_counter() - began < _PRODUCT_SECONDS:
            least = min(least, _seconds(product, device))
        best = max(best, 2 * size**3 / least)
        if 8 * least > _PRODUCT_SECONDS:
            break
    return best


def _machine(ours: Ours) -> dict[str, Any]:
    base = ours.model.base
    able = torch.cpu.get_capabilities()
    return {
        **{name: importlib.metadata.version(name) for name in ("torch", "transformers", "peft")},
        "device": torch.cuda.get_device_name(base.device) if base.device.type == "cuda" else base.device.type,
        "processor": able.get("cpu_name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "cpu_flags": sorted(name for name, value in able.items() if value is True),
        "bf16": computes_in_bf16(base.device),
        "our_precision": str(base.dtype).removeprefix("torch."),
        "memory": psutil.virtual_memory().total,
    }
