"""Optimizers and learning-rate schedules."""

from __future__ import annotations

import math

import torch
from torch.optim.lr_scheduler import LambdaLR

from studio.methods.base import SoftPrompt
from studio.spec import RunSpec


def make_optimizer(prompt: SoftPrompt, spec: RunSpec) -> torch.optim.Optimizer:
    """AdamW, or Adafactor as in Lester 2021: without parameter scaling and with the rate that is asked for."""
    groups = prompt.parameter_groups(spec.learning_rate, spec.training.weight_decay)
    if spec.training.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=spec.learning_rate)
    # torch's own Adafactor always scales by the parameter's size, which the paper turns off.
    from transformers import Adafactor

    optimizer: torch.optim.Optimizer = Adafactor(
        groups, lr=spec.learning_rate, scale_parameter=False, relative_step=False, warmup_init=False
    )
    return optimizer


def make_schedule(optimizer: torch.optim.Optimizer, spec: RunSpec, total_steps: int) -> LambdaLR:
    """The rate rises over the warm-up's share of steps, then falls as the schedule says, to 0 at the last step."""
    warmup = int(spec.training.warmup * total_steps)

    def factor(step: int) -> float:
        if step < warmup:
            return (step + 1) / (warmup + 1)
        passed = (step - warmup) / max(1, total_steps - warmup)
        match spec.training.schedule:
            case "constant":
                return 1.0
            case "linear":
                return max(0.0, 1.0 - passed)
            case "cosine":
                return 0.5 * (1.0 + math.cos(math.pi * min(1.0, passed)))

    return LambdaLR(optimizer, factor)
