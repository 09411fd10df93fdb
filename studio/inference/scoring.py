"""Scores of label words and losses of answers, from hidden states. Only the positions that count reach the head."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.data.batches import Batch
from studio.data.verbalizer import LabelTree
from studio.models.prompted import PromptedModel


def label_scores(model: PromptedModel, hidden: Tensor, batch: Batch, tree: LabelTree) -> Tensor:
    """Summed log-probability of each label word behind each row's text.

    hidden: [B, T, H], from a batch that was collated with the same tree
    Returns [B, C], float32.
    """
    device = hidden.device
    nodes = len(tree.node_tokens)
    places = batch.text_end.unsqueeze(1) + torch.arange(nodes + 1, device=device)  # [B, 1 + nodes]
    rows = torch.arange(len(batch), device=device).unsqueeze(1)
    log_probs = model.logits(hidden[rows, places]).log_softmax(-1)  # [B, 1 + nodes, V]
    edge_nodes = torch.tensor(tree.edge_nodes, device=device)
    edge_tokens = torch.tensor(tree.edge_tokens, device=device)
    edges = log_probs[:, edge_nodes, edge_tokens]  # [B, E]
    return edges @ _paths(tree).to(device)  # [B, C]


def answer_loss(model: PromptedModel, hidden: Tensor, batch: Batch) -> tuple[Tensor, int]:
    """(summed negative log-probability of the answers' tokens, how many tokens)."""
    scored = batch.targets != -100  # [B, T]
    logits = model.logits(hidden[scored])  # [n, V]
    loss = torch.nn.functional.cross_entropy(logits, batch.targets[scored], reduction="sum")
    return loss, int(scored.sum())


def _paths(tree: LabelTree) -> Tensor:
    """[E, C], 1 where an edge is part of a class's word."""
    paths = torch.zeros(len(tree.edge_tokens), len(tree.paths))
    for number, path in enumerate(tree.paths):
        paths[list(path), number] = 1.0
    return paths
