"""What a measurement found. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# The program, and PEFT in two ways.
SIDES = {"ours": "Softprompt Studio", "recipe": "PEFT, recipe", "best": "PEFT, best"}

# Of each ratio: what was measured, and the side of PEFT's that ours is held against.
RATIOS = {
    "train_p20_recipe": ("train_p20", "recipe"),
    "train_p20_best": ("train_p20", "best"),
    "train_p100_recipe": ("train_p100", "recipe"),
    "train_p100_best": ("train_p100", "best"),
    "predict_p100_best": ("predict_p100", "best"),
    "adapters8": ("adapters8", "best"),
    "write_p20_recipe": ("write_p20", "recipe"),
    "write_p20_best": ("write_p20", "best"),
    "cpt_recipe": ("cpt", "recipe"),
}


@dataclass(frozen=True)
class Curve:
    """Seconds a step as something grows. x: its values    seconds: by side, one for each"""

    title: str
    grows: str
    x: tuple[int, ...]
    seconds: dict[str, list[float]]


@dataclass(frozen=True)
class Findings:
    """ratios: PEFT's seconds over ours, the median of the rounds    spread: (least, most) of the rounds

    seconds: of one pass over the rows, the median, by what was measured and side
    loss_gap, gradient_gap: the largest of an epoch's steps with each prompt, both sides in fp32, relative to PEFT's
    peak_fraction: of the best bf16 product's speed that our training reaches, P 100, counting what must be computed
    memory: bytes, the most that training with P 100 had at once, in a process of its own, by side
    """

    ratios: dict[str, float]
    spread: dict[str, tuple[float, float]]
    seconds: dict[str, dict[str, float]]
    loss_gap: float
    gradient_gap: float
    peak_fraction: float
    peak_gflops: float
    memory: dict[str, int]
    rows: int
    batch: int
    rounds: int
    machine: dict[str, Any]
    curves: dict[str, Curve]
