"""How far do twenty soft vectors steer the frozen model? Prompt tuning on a table of messages.

The table is one that the model never saw: label, TAB, message, unquoted (SMS Spam Collection).
Lester et al., "The Power of Scale for Parameter-Efficient Prompt Tuning", 2021.
"""

import argparse
import random
from pathlib import Path

import torch
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer


def read_messages(path: Path) -> list[tuple[str, str]]:
    """(label, message) for every line; equal messages once, so that none is on both sides."""
    pairs = dict.fromkeys(tuple(line.split("\t", 1)) for line in path.read_text("utf-8").split("\n") if line)
    return [(label, message) for label, message in pairs]


def padded_left(ids: list[list[int]], pad: int) -> tuple[Tensor, Tensor]:
    """Token ids and their mask, each row's last token at the end.    Returns [B, T], [B, T]."""
    length = max(map(len, ids))
    tokens = torch.tensor([[pad] * (length - len(row)) + row for row in ids])
    mask = torch.tensor([[0] * (length - len(row)) + [1] * len(row) for row in ids])
    return tokens, mask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--messages", type=Path, required=True, help="SMSSpamCollection")
    parser.add_argument("--prompt-length", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)

    tokenizer = AutoTokenizer.from_pretrained(args.model)
    model = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32)
    model.requires_grad_(False)
    pairs = read_messages(args.messages)
    rng.shuffle(pairs)
    labels = sorted({label for label, _ in pairs})
    first_ids = torch.tensor([tokenizer(f" {label}").input_ids[0] for label in labels])
    rows = [
        (tokenizer(message).input_ids[:200] + tokenizer("\nAnswer:").input_ids, labels.index(label))
        for label, message in pairs
    ]
    cut = len(rows) // 5
    held_out, train = rows[:cut], rows[cut:]

    table = model.get_input_embeddings().weight
    prompt = torch.nn.Parameter(table[torch.randint(3, len(table), (args.prompt_length,))].clone())
    optimiser = torch.optim.AdamW([prompt], lr=args.lr, weight_decay=0.0)
    steps = args.epochs * (len(train) // args.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)

    def label_logits(batch: list[tuple[list[int], int]]) -> Tensor:
        """The label words' logits after the cue.    Returns [B, labels]."""
        tokens, mask = padded_left([ids for ids, _ in batch], tokenizer.pad_token_id)
        # The prompt stands before the padding; positions count only what is real.
        soft = prompt.expand(len(batch), -1, -1)  # [B, P, H]
        embedded = torch.cat([soft, table[tokens]], dim=1)  # [B, P + T, H]
        mask = torch.cat([mask.new_ones(len(batch), len(prompt)), mask], dim=1)  # [B, P + T]
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        hidden = model.model(
            inputs_embeds=embedded, attention_mask=mask, position_ids=positions, use_cache=False
        ).last_hidden_state  # [B, P + T, H]
        return hidden[:, -1] @ table[first_ids].T

    for epoch in range(args.epochs):
        rng.shuffle(train)
        # Messages of about one length share a batch, so that little is padding.
        pools = [train[at : at + 20 * args.batch] for at in range(0, len(train), 20 * args.batch)]
        batches = [
            pool[at : at + args.batch]
            for pool in (sorted(pool, key=lambda row: len(row[0])) for pool in pools)
            for at in range(0, len(pool) - args.batch + 1, args.batch)
        ]
        rng.shuffle(batches)
        total = 0.0
        for batch in batches:
            targets = torch.tensor([target for _, target in batch])
            loss = torch.nn.functional.cross_entropy(label_logits(batch), targets)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([prompt], 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        with torch.no_grad():
            by_length = sorted(held_out, key=lambda row: len(row[0]))
            hits = sum(
                (label_logits(batch).argmax(-1) == torch.tensor([t for _, t in batch])).sum().item()
                for batch in (by_length[at : at + 64] for at in range(0, len(by_length), 64))
            )
        print(
            f"epoch {epoch + 1} loss {total / len(batches):.4f} "
            f"held-out accuracy {hits / len(held_out):.4f} of {len(held_out)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
