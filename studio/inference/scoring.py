"""Scores of classes and losses of answers. Only the positions that count reach the model's head.

Shapes: N members of an ensemble (1 in the plain case), B rows, C classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from studio.data.batches import Batch, evaluation_order
from studio.data.examples import NOT_READ, UNKNOWN_TAG, Example
from studio.data.task import Task
from studio.data.verbalizer import LabelTree
from studio.methods.base import Learned
from studio.models.packed import Front
from studio.models.prompted import PromptedModel

_TIE = 1e-3  # what the mean weighs beside a whole vote


def member_scores(
    model: PromptedModel, learned: Learned, batch: Batch, task: Task, read: Front | None = None
) -> Tensor:
    """What each member says of each class, not normalised: [N, B, C], float32.

    read: what of the batch's front the model has read already, by `FrontReader`
    """
    members = batch.for_members(learned.num_members) if learned.num_members > 1 else batch
    asked = asked_positions(learned, members, task)
    hidden = model.hidden_states(learned.prompt, **members.model_input, read=read, asked=asked)
    return scores_of(model, learned, hidden, members, task).view(learned.num_members, len(batch), -1)


def asked_positions(learned: Learned, batch: Batch, task: Task) -> Tensor | None:
    """[B, T]: whose states `scores_of` or `answer_loss` reads; None where a head may read any."""
    if learned.head is not None:
        return None
    if task.tree is None:
        return batch.targets != -100
    behind = torch.arange(batch.input_ids.shape[1], device=batch.text_end.device) - batch.text_end.unsqueeze(1)
    return (behind >= 0) & (behind <= len(task.tree.node_tokens))


def scores_of(model: PromptedModel, learned: Learned, hidden: Tensor, batch: Batch, task: Task) -> Tensor:
    """Scores [B, C] from hidden states [B, T, H], by the head or by label words."""
    if learned.head is not None:
        read, pooling = batch.text_mask, learned.head.pooling
        assert pooling is not None
        if pooling == "last":  # virtual tokens behind the text among it, or nothing would hear them
            read = torch.arange(hidden.shape[1], device=hidden.device) == batch.text_end.unsqueeze(1)
        scores: Tensor = learned.head(model.pooled(hidden, read, pooling))
        return scores
    assert task.tree is not None
    return label_scores(model, hidden, batch, task.tree)


def tag_scores(learned: Learned, words: Tensor) -> Tensor:
    """Scores [n, C] of tags, by the head, not normalised, from the hidden states [n, H] of words' first tokens."""
    assert learned.head is not None
    scores: Tensor = learned.head(words.float())
    return scores


@torch.no_grad()
def said_tags(
    model: PromptedModel,
    learned: Learned,
    task: Task,
    examples: Sequence[Example],
    *,
    progress: Callable[[int, int], None],
    batch_size: int = 32,
) -> tuple[list[list[int]], float]:
    """(class numbers of each example's words, mean loss of those that were read and whose tag is known).

    Words that the model does not read get the commonest tag, number 0.
    """
    said = [[0] * len(example.word_places) for example in examples]
    loss, counted, done = 0.0, 0, 0
    for numbers in evaluation_order(examples, batch_size=batch_size):
        progress(done, len(examples))
        done += len(numbers)
        words = [
            (row, number, word, place)
            for row, number in enumerate(numbers)
            for word, place in enumerate(examples[number].word_places)
            if place != NOT_READ
        ]
        if not words:
            continue
        batch = task.collate([examples[number] for number in numbers]).to(model.base.device)
        hidden = model.hidden_states(learned.prompt, **batch.model_input)
        rows, _, _, places = (list(one) for one in zip(*words, strict=True))
        scores = tag_scores(learned, hidden[rows, places]).log_softmax(-1).cpu()  # [n, C]
        wanted = [examples[number].tags[word] if examples[number].tags else UNKNOWN_TAG for _, number, word, _ in words]
        known = torch.tensor(wanted)
        loss += float(torch.nn.functional.nll_loss(scores, known, ignore_index=UNKNOWN_TAG, reduction="sum"))
        counted += int((known != UNKNOWN_TAG).sum())
        for (_, number, word, _), tag in zip(words, scores.argmax(-1).tolist(), strict=True):
            said[number][word] = tag
    return said, loss / max(1, counted)


def class_log_probs(
    model: PromptedModel, learned: Learned, batch: Batch, task: Task, read: Front | None = None
) -> Tensor:
    """Log-probabilities [B, C] over the classes, of all members together."""
    return together(member_scores(model, learned, batch, task, read), learned)


def together(scores: Tensor, learned: Learned) -> Tensor:
    """Log-probabilities [B, C] from what each member says, [N, B, C].

    mean: the mean of their probabilities    vote: the share of members for which a class is the likeliest, ties broken
    by the mean (Lester 2021, section 6)
    """
    each = scores.softmax(-1)
    mean = each.mean(0)
    if learned.combine == "vote" and learned.num_members > 1:
        votes = torch.nn.functional.one_hot(each.argmax(-1), each.shape[-1]).float().mean(0)  # [B, C]
        mean = (votes + _TIE * mean) / (1 + _TIE)
    found = mean.clamp(min=torch.finfo(mean.dtype).tiny).log()
    return found if learned.temperature == 1.0 else (found / learned.temperature).log_softmax(-1)


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
