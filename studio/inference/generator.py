"""Text from a frozen model with a prompt: read once, kept as keys and values, then a token at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from studio.data.batches import Batch
from studio.data.examples import Example
from studio.data.task import Task
from studio.engine.protocol import Sampling
from studio.inference.fronts import FrontReader
from studio.methods.base import KeyValuePrompt
from studio.models.packed import Front
from studio.models.prompted import Memory


@torch.no_grad()
def generate_tokens(
    reader: FrontReader, task: Task, examples: Sequence[Example], sampling: Sampling
) -> Iterator[list[int | None]]:
    """One token a row at a time, None for rows that have ended.

    Ends when all have, at max_new_tokens, or where the model's context is full.

    examples: without answers
    """
    model, prompt = reader.model, reader.prompt
    eos_id = task.tokenizer.end_id
    batch = task.collate(examples).to(model.base.device)
    memory = model.memory_for(prompt, batch.prompt_index)
    read = reader.of(batch)
    hidden = model.hidden_states(prompt, **batch.model_input, read=read, memory=memory)
    size, length = batch.input_ids.shape
    rows = torch.arange(size, device=hidden.device)
    last = hidden[rows, batch.text_end]  # [B, H]
    own = torch.arange(read.size if read else 0, length, device=hidden.device)
    readable = own <= batch.text_end.unsqueeze(1)  # [B, S], padding is not read
    positions = batch.text_end
    random = torch.Generator().manual_seed(sampling.seed)
    ended = torch.zeros(size, dtype=torch.bool)
    room = model.base.context - length - (prompt.num_virtual_tokens if isinstance(prompt, KeyValuePrompt) else 0)
    most = min(sampling.max_new_tokens, max(room, 1))
    for count in range(1, most + 1):
        tokens = choose(model.logits(last).cpu(), sampling, random)  # [B]
        ended |= tokens == eos_id
        if bool(ended.all()):
            return
        yield [None if over else int(token) for token, over in zip(tokens, ended, strict=True)]
        if count == most:
            return
        positions = positions + 1
        readable = torch.cat([readable, readable.new_ones(size, 1)], dim=1)
        last = _next(reader, tokens.to(hidden.device), positions, readable, batch, memory, read)


def _next(
    reader: FrontReader,
    tokens: Tensor,
    positions: Tensor,
    readable: Tensor,
    batch: Batch,
    memory: Memory,
    read: Front | None,
) -> Tensor:
    """Hidden states [B, H] after one more token a row. readable: [B, S] with the new token."""
    hidden = reader.model.hidden_states(
        reader.prompt,
        input_ids=tokens.unsqueeze(1),
        prompt_mask=torch.zeros(len(tokens), 1, dtype=torch.bool, device=tokens.device),
        position_ids=positions.unsqueeze(1),
        attends=readable.unsqueeze(1),
        prompt_index=batch.prompt_index,
        **batch.source_input,
        read=read,
        memory=memory,
    )
    return hidden[:, -1]


def choose(logits: Tensor, sampling: Sampling, random: torch.Generator) -> Tensor:
    """The next token of each row: the likeliest at temperature 0, else drawn from the likeliest that make up top_p.

    logits: [B, V]. Returns [B].
    """
    if sampling.temperature == 0.0:
        return logits.argmax(-1)
    probabilities = (logits / sampling.temperature).softmax(-1)
    ordered, tokens = probabilities.sort(-1, descending=True)
    before = ordered.cumsum(-1) - ordered
    ordered[:, 1:] = ordered[:, 1:].masked_fill(before[:, 1:] >= sampling.top_p, 0.0)  # the likeliest always stays
    drawn = torch.multinomial(ordered, 1, generator=random)  # [B, 1]
    return tokens.gather(-1, drawn).squeeze(-1)


def stream_text(reader: FrontReader, task: Task, example: Example, sampling: Sampling) -> Iterator[str]:
    """The text of one row as it grows: each time the whole so far, unfinished characters held back."""
    ids: list[int] = []
    shown = ""
    for (token,) in generate_tokens(reader, task, [example], sampling):
        if token is None:
            return
        ids.append(token)
        text = task.tokenizer.decode(ids)
        if not text.endswith("�") and text != shown:
            shown = text
            yield text


def generate_texts(
    reader: FrontReader,
    task: Task,
    examples: Sequence[Example],
    *,
    max_new_tokens: int,
    progress: Callable[[int, int], None],
    batch_size: int = 16,
) -> list[str]:
    """Greedy texts, in the order of the examples; rows of like length are written together."""
    order = sorted(range(len(examples)), key=lambda place: len(examples[place]))
    texts = [""] * len(examples)
    sampling = Sampling(max_new_tokens=max_new_tokens)
    for start in range(0, len(order), batch_size):
        places = order[start : start + batch_size]
        rows = [replace(examples[place], answer_ids=()) for place in places]
        written: list[list[int]] = [[] for _ in rows]
        for tokens in generate_tokens(reader, task, rows, sampling):
            progress(start, len(order))
            for ids, token in zip(written, tokens, strict=True):
                if token is not None:
                    ids.append(token)
        for place, ids in zip(places, written, strict=True):
            texts[place] = task.tokenizer.decode(ids).strip()
    return texts
