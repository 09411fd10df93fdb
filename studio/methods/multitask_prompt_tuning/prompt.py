"""Multitask prompt tuning: one shared prompt, and a matrix of low rank for each task that it is multiplied by."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from studio.methods.base import InputPrompt, Learned, PromptContext, SoftPrompt, TaskFactors
from studio.methods.initializers import start_vectors
from studio.methods.multitask_prompt_tuning.settings import MultitaskPromptTuningSettings


class MultitaskPrompt(SoftPrompt):
    """P_k = P* o (u_k v_k^T) (Wang et al. 2023, "Multitask Prompt Tuning Enables Parameter-Efficient Transfer").

    task: the k that calling it gives
    Differs from the paper and PEFT: u_k v_k^T starts as ones, so that every P_k starts as the words that P* starts as.
    """

    def __init__(self, factors: TaskFactors, *, task_learning_rate: float | None) -> None:
        super().__init__()
        self.shared = nn.Parameter(factors.shared.clone())  # [P, H]
        self.columns = nn.Parameter(factors.columns.clone())  # [T, P, R]
        self.rows = nn.Parameter(factors.rows.clone())  # [T, R, H]
        self.task = factors.task
        self.task_learning_rate = task_learning_rate

    def factors(self) -> TaskFactors:
        return TaskFactors(self.shared, self.columns, self.rows, self.task)

    def forward(self) -> InputPrompt:
        return InputPrompt(self.factors().vectors().unsqueeze(0))  # [1, P, H]

    def learned(self) -> Learned:
        return Learned(self(), factors=self.factors())

    def parameter_groups(self, learning_rate: float, weight_decay: float) -> list[dict[str, object]]:
        own_rate = self.task_learning_rate or learning_rate
        return [
            {"params": [self.shared], "lr": learning_rate, "weight_decay": weight_decay},
            # Decay would pull them to 0, and the shared prompt with them; they begin at 1.
            {"params": [self.columns, self.rows], "lr": own_rate, "weight_decay": 0.0},
        ]


def build(settings: MultitaskPromptTuningSettings, context: PromptContext) -> MultitaskPrompt:
    """Of the source stage: a task for each table. Of the target stage: one, the mean of those that it starts from."""
    given = context.load_factors(settings.start_file) if settings.start_file else None
    shared = start_vectors(settings, context)  # [P, H]
    tasks, (tokens, size) = 1 + len(settings.tasks), shared.shape
    columns, rows = torch.zeros(tasks, tokens, settings.num_ranks), torch.zeros(tasks, settings.num_ranks, size)
    columns[..., 0] = rows[:, 0] = 1.0
    if settings.num_ranks > 1:  # what is 0 on both sides would never move
        rows[:, 1:] = 0.02 * torch.randn(tasks, settings.num_ranks - 1, size, generator=context.generator)
    if given is not None:
        known, rank = min(tokens, len(given.shared)), given.rows.shape[1]
        shared = torch.cat([given.shared[:known], shared[known:]])
        mean_columns = _behind(given.columns.mean(0)[:known], tokens)  # [P, R']
        columns = torch.cat([mean_columns.repeat(tasks, 1, 1), columns[..., rank:]], dim=2)
        rows = torch.cat([given.rows.mean(0).repeat(tasks, 1, 1), rows[:, rank:]], dim=1)
    return MultitaskPrompt(TaskFactors(shared, columns, rows), task_learning_rate=settings.task_learning_rate)


def _behind(known: Tensor, tokens: int) -> Tensor:
    """Columns [P, R'] of the tokens that are known, and behind them of further ones, with the rank of the known."""
    further = torch.zeros(tokens - len(known), known.shape[1])
    further[:, 0] = 1.0
    return torch.cat([known, further])
