"""Train the starter's tokenizer: byte-level BPE, 8,192 tokens, every digit a token of its own.

It adds no token by itself: a soft prompt stands where a begin token would stand.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from casual import casual
from corpus import is_held_out, read_banking77, read_documents, read_hwu64, sentences
from tasks import TaskMaker
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

PAD, BEGIN, END = "<|pad|>", "<|begin|>", "<|end|>"
CONTEXT = 512
VOCABULARY = 8192

# Words and marks take the space before them along; a digit too, but never a second digit.
# Line breaks stay apart from the marks around them, so "\nAnswer:" always has the same ids.
PIECES = (
    r"(?i:'(?:s|d|m|t|ll|ve|re)\b)"
    r"| ?\p{L}[\p{L}\p{M}]*"
    r"| ?\p{N}"
    r"| ?[^\s\p{L}\p{N}]+"
    r"|\s*[\r\n]+"
    r"|\s+(?!\S)"
    r"|\s+"
)


def train_tokenizer(texts: Iterator[str]) -> PreTrainedTokenizerFast:
    """Learn the merges. Decoding what was encoded gives the same text back, byte for byte."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, BEGIN, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=16,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        bos_token=BEGIN,
        eos_token=END,
        model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
        padding_side="right",
    )


def tokenizer_texts(corpus: Path, banking77: Path, hwu64: Path, seed: int) -> Iterator[str]:
    """The training texts, casual copies of a quarter of the sentences, and task-shaped packs."""
    rng = random.Random(seed)
    documents = [d for d in read_documents(corpus) if not is_held_out(d.text)]
    rows = [r for r in read_banking77(banking77) + read_hwu64(hwu64) if not is_held_out(r.text)]
    for text in [d.text for d in documents] + [row.text for row in rows]:
        yield text
        for sentence in sentences(text):
            if rng.random() < 0.25:
                yield casual(sentence, rng)
    yield from TaskMaker(documents, rows).packs(rng, 3_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="a .jsonl.xz corpus")
    parser.add_argument("--banking77", type=Path, required=True, help="banking77's train.csv")
    parser.add_argument("--hwu64", type=Path, required=True, help="hwu64's folder train")
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    texts = tokenizer_texts(args.corpus, args.banking77, args.hwu64, args.seed)
    train_tokenizer(texts).save_pretrained(args.out)


if __name__ == "__main__":
    main()
