"""The texts that the starter model learns from, and the one percent of them that it never sees.

A corpus is a .jsonl.xz file, one object a line: source, licence, text.
Of the labelled sets only train files come in here: banking77 (train.csv) and hwu64 (folder train).
"""

import csv
import hashlib
import json
import lzma
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Document:
    """A text with where it comes from."""

    source: str
    licence: str
    text: str


@dataclass(frozen=True)
class LabelledRow:
    """A short text and its label, the label written as words: "card arrival"."""

    source: str
    text: str
    label: str


def read_documents(path: Path) -> list[Document]:
    """Every document of a .jsonl.xz corpus, in file order."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [Document(**json.loads(line)) for line in lines]


def read_banking77(path: Path) -> list[LabelledRow]:
    """Rows of banking77's train.csv: text, category; quoted cells may hold line breaks."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            LabelledRow("banking77", " ".join(row["text"].split()), _as_words(row["category"]))
            for row in csv.DictReader(file)
        ]


def read_hwu64(folder: Path) -> list[LabelledRow]:
    """Rows of hwu64's train folder, one file per intent; the user's own wording is kept."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";", quotechar='"'):
                text = " ".join((row["answer_from_user"] or "").split())
                if text:
                    label = _as_words(f"{row['scenario']}_{row['intent']}")
                    rows.append(LabelledRow("hwu64", text, label))
    return rows


def is_held_out(text: str) -> bool:
    """True for one text in a hundred, by its hash: the same texts on every machine."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 100 == 0


def sentences(text: str) -> list[str]:
    """The lines of a text that hold words; the corpus puts about one sentence on a line."""
    return [line.strip() for line in text.split("\n") if any(c.isalpha() for c in line)]


def _as_words(label: str) -> str:
    return " ".join(label.replace("_", " ").replace("?", "").split()).lower()
