"""A light tokenizer: the base model's tokenizer.json without transformers, so that the window can count tokens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import ModelError
from studio.small_json import read_small_json

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer


@dataclass(frozen=True)
class TextTokenizer:
    """front_ids, back_ids: what the model wants before and behind every text ([CLS] and [SEP], a BOS token, nothing).

    eos_id: what ends a text, None where the model writes none    mask_id: what stands for a word to be guessed
    """

    tokenizer: Tokenizer
    front_ids: tuple[int, ...]
    back_ids: tuple[int, ...]
    eos_id: int | None
    mask_id: int | None
    special_ids: frozenset[int]

    @classmethod
    def from_folder(cls, folder: Path) -> TextTokenizer:
        """Raises ModelError where the folder holds no tokenizer.json."""
        path = folder / "tokenizer.json"
        if not path.is_file():
            raise ModelError(f"{folder}: there is no tokenizer.json. Save the model's fast tokenizer there.")
        from tokenizers import Tokenizer  # a window that counts no tokens saves the memory

        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises nothing narrower
            raise ModelError(f"{path}: holds no tokenizer ({error}). Fetch the model again.") from None
        tokenizer.no_truncation()
        tokenizer.no_padding()
        special = {number for number, token in tokenizer.get_added_tokens_decoder().items() if token.special}
        eos_id, mask_id = _eos_id(folder, tokenizer), _named_id(folder, tokenizer, "mask_token")
        bare, framed = tokenizer.encode("a", add_special_tokens=False).ids, tokenizer.encode("a").ids
        at = next((n for n in range(len(framed)) if framed[n : n + len(bare)] == bare), 0) if bare else 0
        front, back = framed[:at], framed[at + len(bare) :]
        special |= {number for number in (eos_id, mask_id) if number is not None}
        return cls(tokenizer, tuple(front), tuple(back), eos_id, mask_id, frozenset(special))

    @property
    def vocabulary_size(self) -> int:
        return int(self.tokenizer.get_vocab_size())

    def encode(self, text: str) -> list[int]:
        """Token ids of a text, without special tokens."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def encoding(self, text: str) -> Encoding:
        """Token ids with the characters that each stands for."""
        return self.tokenizer.encode(text, add_special_tokens=False)

    def encodings(self, texts: Sequence[str]) -> list[Encoding]:
        """Of many texts, which are quicker together, what `encoding` gives of each."""
        return list(self.tokenizer.encode_batch(list(texts), add_special_tokens=False))

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """Of many texts, which are quicker together, what `encode` gives of each."""
        return [one.ids for one in self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def decode(self, ids: Sequence[int]) -> str:
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True))

    @property
    def end_id(self) -> int:
        """What ends a written text. Raises ModelError where the tokenizer names none."""
        if self.eos_id is None:
            raise ModelError("The tokenizer names no end-of-text token. Set eos_token in tokenizer_config.json.")
        return self.eos_id

    def continuation(self, lead: str, words: str) -> list[int]:
        """Token ids of `words` where they follow `lead`."""
        [tokens] = self.continuations(lead, [words])
        return tokens

    def continuations(self, lead: str, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each of the texts where it follows `lead`.

        Some tokenizers put a space before every text that they are given alone, so the words are read behind their lead
        where that leaves the lead's own tokens as they are.
        """
        before = self.encode(lead)
        behind = self.encode_many([lead + text for text in texts])
        return [
            both[len(before) :] if both[: len(before)] == before else self.encode(text)
            for text, both in zip(texts, behind, strict=True)
        ]


def limit_threads(count: int) -> None:
    """Let no more threads tokenize many texts at once. It counts for a process that has not done so yet."""
    os.environ["RAYON_NUM_THREADS"] = str(count)
    if count == 1:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"


def _named_id(folder: Path, tokenizer: Tokenizer, role: str) -> int | None:
    """The id of a special token by its role, from the tokenizer's settings."""
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        token = _json(folder / name).get(role)
        token = token.get("content") if isinstance(token, dict) else token
        number = tokenizer.token_to_id(token) if isinstance(token, str) else None
        if number is not None:
            return int(number)
    return None


def _eos_id(folder: Path, tokenizer: Tokenizer) -> int | None:
    """The end-of-text token: by name in the tokenizer's settings, else by number in the model's."""
    named = _named_id(folder, tokenizer, "eos_token")
    if named is not None:
        return named
    given = _json(folder / "config.json").get("eos_token_id")
    given = given[0] if isinstance(given, list) and given else given
    return given if isinstance(given, int) else None


def _json(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        values = read_small_json(path)
    except ValueError:
        raise ModelError(f"{path}: not valid JSON. Fetch the model again.") from None
    return values if isinstance(values, dict) else {}
