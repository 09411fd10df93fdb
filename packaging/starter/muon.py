"""Muon: momentum whose matrices are made orthogonal before they move the weights.

    M <- mu M + G;   W <- (1 - eta lambda) W - eta sqrt(max(1, rows / columns)) orthogonal(G + mu M)

Keller Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024.
We differ in one thing: matrices of one shape are stacked and orthogonalised together.
"""

import torch
from torch import Tensor

# The quintic's coefficients of the publication: steep at zero, singular values end near one.
A, B, C = 3.4445, -4.7750, 2.0315


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """The nearest half-orthogonal matrices, roughly, by Newton-Schulz iteration in bfloat16.

    matrices: [N, rows, columns]
    Returns [N, rows, columns], singular values between about 0.7 and 1.2.
    """
    x = matrices.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT  # [N, columns, rows]
    x = x / (x.float().norm(dim=(-2, -1), keepdim=True) + 1e-7).bfloat16()
    for _ in range(steps):
        gram = x @ x.mT  # [N, rows, rows]
        x = A * x + torch.baddbmm(B * gram, gram, gram, alpha=C) @ x
    return (x.mT if tall else x).to(matrices.dtype)


class Muon(torch.optim.Optimizer):
    """The optimiser for the matrices inside the layers; all else belongs to AdamW."""

    def __init__(self, matrices, lr: float, momentum: float = 0.95, weight_decay: float = 0.0):
        super().__init__(list(matrices), {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[Tensor]] = {}
            for matrix in group["params"]:
                by_shape.setdefault(matrix.shape, []).append(matrix)
            for shape, stack in by_shape.items():
                self._step_together(stack, group, max(1.0, shape[0] / shape[1]) ** 0.5)

    def _step_together(self, stack: list[Tensor], group: dict, scale: float) -> None:
        looked_ahead = []
        for matrix in stack:
            state = self.state[matrix]
            if not state:
                state["momentum"] = torch.zeros_like(matrix)
            state["momentum"].lerp_(matrix.grad, 1 - group["momentum"])
            looked_ahead.append(matrix.grad.lerp(state["momentum"], group["momentum"]))
        directions = orthogonal(torch.stack(looked_ahead))
        for matrix, direction in zip(stack, directions, strict=True):
            matrix.mul_(1 - group["lr"] * group["weight_decay"])
            matrix.add_(direction, alpha=-group["lr"] * scale)
