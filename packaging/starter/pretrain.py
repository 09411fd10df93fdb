"""Pre-train the starter model on one machine within a given number of minutes.

The schedule follows the clock, not a count of steps: warm-up, plateau, and a decay to zero that
ends when the minutes do. A run that is broken off goes on from its last checkpoint.
"""

import argparse
import copy
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from casual import casual
from corpus import (
    Document,
    LabelledRow,
    is_held_out,
    read_banking77,
    read_documents,
    read_hwu64,
    sentences,
)
from muon import Muon
from tasks import TaskMaker
from torch import Tensor
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

CASUAL_SHARE = 0.08
TASK_SHARE = 0.15


def new_model(tokenizer: PreTrainedTokenizerFast, width: int, layers: int) -> LlamaForCausalLM:
    """Input and output embeddings tied; six layers 256 wide are seven million parameters.

    What writes into the residual stream begins at zero, so every layer begins as the identity.
    """
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=width * 11 // 4,
        num_hidden_layers=layers,
        num_attention_heads=width // 64,
        num_key_value_heads=width // 64,
        max_position_embeddings=tokenizer.model_max_length,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    model = LlamaForCausalLM(config)
    for layer in model.model.layers:
        torch.nn.init.zeros_(layer.self_attn.o_proj.weight)
        torch.nn.init.zeros_(layer.mlp.down_proj.weight)
    return model


class FusedCrossEntropy(torch.autograd.Function):
    """Mean cross entropy of a linear head, a slice at a time: the full logits never exist.

    The gradients are computed on the way forward, as in Liger Kernel (Hsu et al. 2024).
    """

    @staticmethod
    def forward(ctx, hidden: Tensor, head: Tensor, targets: Tensor) -> Tensor:
        """hidden: [N, H]    head: [V, H]    targets: [N]    Returns a scalar."""
        head_bf16 = head.bfloat16()
        hidden_grad = torch.empty_like(hidden)
        head_grad = torch.zeros_like(head)
        total = hidden.new_zeros((), dtype=torch.float32)
        for start in range(0, len(hidden), 256):
            part = slice(start, start + 256)
            h = hidden[part].bfloat16()
            logits = (h @ head_bf16.T).float()  # [n, V]
            loss, slope = _loss_and_slope(logits, targets[part], 1 / len(hidden))
            total += loss
            hidden_grad[part] = (slope @ head_bf16).to(hidden.dtype)
            head_grad += slope.T @ h
        ctx.save_for_backward(hidden_grad, head_grad)
        return total / len(hidden)

    @staticmethod
    def backward(ctx, grad: Tensor) -> tuple[Tensor, Tensor, None]:
        hidden_grad, head_grad = ctx.saved_tensors
        return hidden_grad * grad, head_grad * grad, None


def _loss_and_slope(logits: Tensor, targets: Tensor, scale: float) -> tuple[Tensor, Tensor]:
    """The summed cross entropy, and its derivative by the logits times scale, in bfloat16."""
    slope = logits.log_softmax(-1)  # [n, V]
    loss = -slope.gather(-1, targets[:, None]).sum()
    slope = slope.exp_()
    slope.scatter_add_(-1, targets[:, None], slope.new_full((len(targets), 1), -1.0))
    return loss, slope.mul_(scale).bfloat16()


def learning_rate_factor(elapsed: float) -> float:
    """Trapezoid over the elapsed share of the time: up until 0.02, flat until 0.5, down to 0."""
    return max(0.0, min(1.0, elapsed / 0.02, (1 - elapsed) / 0.5))


@dataclass(frozen=True)
class Texts:
    """What the model learns from, without the held-out hundredth."""

    documents: list[Document]
    rows: list[LabelledRow]

    def epoch(self, seed: int) -> list[str]:
        """One epoch's texts in random order: every document, casual copies, lists, task packs."""
        rng = random.Random(seed)
        plain = [d.text for d in self.documents]
        characters = sum(map(len, plain))
        row_texts = [row.text for row in self.rows]
        rng.shuffle(row_texts)
        lists = ["\n".join(row_texts[at : at + 12]) for at in range(0, len(row_texts), 12)]
        packs = TaskMaker(self.documents, self.rows).packs(rng, int(TASK_SHARE * characters))
        casual_texts = self._casual(rng, int(CASUAL_SHARE * characters))
        texts = plain + lists + list(packs) + list(casual_texts)
        rng.shuffle(texts)
        return texts

    def _casual(self, rng: random.Random, characters: int) -> Iterator[str]:
        """Casual copies of runs of one to six sentences, each shorter than 200 characters."""
        while characters > 0:
            if rng.random() < 0.3:
                lines = [rng.choice(self.rows).text]
            else:
                lines = sentences(rng.choice(self.documents).text)
                at = rng.randrange(len(lines)) if lines else 0
                lines = lines[at : at + rng.randint(1, 6)]
            text = "\n".join(casual(line, rng) for line in lines if len(line) < 200)
            if text:
                characters -= len(text)
                yield text


def packed(texts: list[str], tokenizer: PreTrainedTokenizerFast, length: int) -> Tensor:
    """The texts' tokens end to end, each text between begin and end, cut into rows.

    Returns [R, length]; what is left over at the end is dropped.
    """
    stream: list[int] = []
    for encoding in tokenizer._tokenizer.encode_batch(texts, add_special_tokens=False):
        stream.append(tokenizer.bos_token_id)
        stream.extend(encoding.ids)
        stream.append(tokenizer.eos_token_id)
    return torch.tensor(stream[: len(stream) // length * length]).view(-1, length)


@torch.no_grad()
def held_out_loss(model: LlamaForCausalLM, rows: Tensor) -> float:
    """Nats per token, each predicted within its row.    rows: [R, T + 1]"""
    model.eval()
    total = 0.0
    for batch in rows.split(8):
        total += len(batch) * _loss(model, model.model, batch).item()
    model.train()
    return total / len(rows)


def _loss(model: LlamaForCausalLM, body: torch.nn.Module, batch: Tensor) -> Tensor:
    """Mean next-token loss.    batch: [B, T + 1]"""
    with torch.autocast("cpu", torch.bfloat16):
        hidden = body(input_ids=batch[:, :-1], use_cache=False).last_hidden_state  # [B, T, H]
    return FusedCrossEntropy.apply(hidden.flatten(0, 1), model.get_input_embeddings().weight, batch[:, 1:].flatten())


class Trainer:
    """The model, its average, its optimisers and where the run stands."""

    def __init__(self, args: argparse.Namespace):
        self.args = args
        self.tokenizer = AutoTokenizer.from_pretrained(args.tokenizer)
        documents = read_documents(args.corpus)
        rows = read_banking77(args.banking77) + read_hwu64(args.hwu64)
        self.texts = Texts(
            [d for d in documents if not is_held_out(d.text)],
            [r for r in rows if not is_held_out(r.text)],
        )
        held_out = [d.text for d in documents if is_held_out(d.text)]
        self.held_out = packed(held_out, self.tokenizer, self.tokenizer.model_max_length + 1)
        self.model = new_model(self.tokenizer, args.width, args.layers)
        self.average = copy.deepcopy(self.model)
        inner = [p for p in self.model.model.layers.parameters() if p.ndim == 2]
        outer = [p for p in self.model.parameters() if not any(p is q for q in inner)]
        self.optimisers = [
            Muon(inner, lr=args.muon_lr, weight_decay=0.05),
            torch.optim.AdamW(outer, lr=args.adam_lr, betas=(0.9, 0.95), weight_decay=0.0),
        ]
        self.step, self.seconds = 0, 0.0

    def run(self) -> None:
        """Train until the minutes are over; evaluate and checkpoint now and then."""
        args = self.args
        body = torch.compile(self.model.model) if args.compile else self.model.model
        rates = [[g["lr"] for g in o.param_groups] for o in self.optimisers]
        budget, evaluated = args.minutes * 60, time.monotonic()
        for epoch, at, batch in self._batches():
            began = time.monotonic()
            loss = _loss(self.model, body, batch)
            loss.backward()
            factor = learning_rate_factor(self.seconds / budget)
            for optimiser, optimiser_rates in zip(self.optimisers, rates, strict=True):
                for group, rate in zip(optimiser.param_groups, optimiser_rates, strict=True):
                    group["lr"] = rate * factor
                optimiser.step()
                optimiser.zero_grad()
            self.step += 1
            self._average(min(0.995, self.step / (self.step + 20)))
            now = time.monotonic()
            if self.step % 20 == 0:
                speed = batch[:, 1:].numel() / (now - began)
                print(
                    f"step {self.step} epoch {epoch} row {at} loss {loss.item():.3f} "
                    f"rate x{factor:.2f} {self.seconds / 60:.1f} min {speed:.0f} tokens/s",
                    flush=True,
                )
            if now - evaluated > args.eval_every_minutes * 60:
                self._evaluate()
                self._checkpoint()
                evaluated = now = time.monotonic()
            self.seconds += now - began
            if self.seconds >= budget:
                break
        self.average.load_state_dict(self.model.state_dict())
        self._evaluate()
        self._checkpoint()

    def _batches(self) -> Iterator[tuple[int, int, Tensor]]:
        """(epoch, row, batch [B, T + 1]) from where the run stands."""
        size, length = self.args.batch, self.tokenizer.model_max_length + 1
        done = self.step
        for epoch in range(1_000_000):
            rows = packed(self.texts.epoch(self.args.seed + epoch), self.tokenizer, length)
            order = torch.Generator().manual_seed(self.args.seed + epoch)
            rows = rows[torch.randperm(len(rows), generator=order)]
            batches = len(rows) // size
            for at in range(min(done, batches), batches):
                yield epoch, at * size, rows[at * size : (at + 1) * size]
            done = max(0, done - batches)

    @torch.no_grad()
    def _average(self, keep: float) -> None:
        pairs = zip(self.average.parameters(), self.model.parameters(), strict=True)
        for average, weight in pairs:
            average.lerp_(weight, 1 - keep)

    def _evaluate(self) -> None:
        loss = held_out_loss(self.average, self.held_out)
        tokens = self.step * self.args.batch * self.tokenizer.model_max_length
        record = {
            "step": self.step,
            "tokens": tokens,
            "minutes": round(self.seconds / 60, 1),
            "held_out_loss": round(loss, 4),
            "perplexity": round(math.exp(loss), 1),
        }
        print(json.dumps(record), flush=True)

    def _checkpoint(self) -> None:
        """The average as a model to load, and all that resuming needs."""
        save(self.average, self.tokenizer, self.args.out)
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "step": self.step,
            "seconds": self.seconds,
        }
        torch.save(state, self.args.out / "state.pt")

    def resume(self) -> None:
        state = torch.load(self.args.out / "state.pt")
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.seconds = state["step"], state["seconds"]


def save(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Weights in bfloat16, configuration and tokenizer, as AutoModelForCausalLM reads them."""
    copy.deepcopy(model).bfloat16().save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    tokenizer.save_pretrained(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="a .jsonl.xz corpus")
    parser.add_argument("--banking77", type=Path, required=True, help="banking77's train.csv")
    parser.add_argument("--hwu64", type=Path, required=True, help="hwu64's folder train")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the tokenizer's folder")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints and the final model")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--width", type=int, default=256, help="a multiple of 64")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--batch", type=int, default=8, help="rows of 512 tokens a step")
    parser.add_argument("--muon-lr", type=float, default=0.02)
    parser.add_argument("--adam-lr", type=float, default=0.003)
    parser.add_argument("--eval-every-minutes", type=float, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compile", action="store_true", help="needs a C++ compiler")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    trainer = Trainer(args)
    if args.resume:
        trainer.resume()
    trainer.run()


if __name__ == "__main__":
    main()
