"""Label words: what the model answers for each class, and the tree of their tokens.

A class is scored by the summed log-probability of its word's tokens. Words that begin alike share that beginning in
the tree, so that a row is read once however many classes there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studio.data.tokenizer import TextTokenizer
from studio.errors import LabelError


@dataclass(frozen=True)
class LabelTree:
    """The tokens of all label words as one tree; node 0 is the end of the row's own text.

    Inner nodes (those with children, but the root) are tokens that the model must read; edges are what it must predict.

    node_tokens: token of inner node i + 1    node_parents: its parent, 0 for the root
    edge_nodes, edge_tokens: edge e predicts edge_tokens[e] at node edge_nodes[e]
    paths: for each class, the edges along its word
    """

    node_tokens: tuple[int, ...]
    node_parents: tuple[int, ...]
    edge_nodes: tuple[int, ...]
    edge_tokens: tuple[int, ...]
    paths: tuple[tuple[int, ...], ...]

    @property
    def depths(self) -> tuple[int, ...]:
        """Of each inner node, 1 for a child of the root."""
        depths = [0]
        for parent in self.node_parents:
            depths.append(depths[parent] + 1)
        return tuple(depths[1:])


@dataclass(frozen=True)
class Verbalizer:
    """labels in the order of class numbers; token_ids of each label's word, ended where one word begins another."""

    labels: tuple[str, ...]
    words: tuple[str, ...]
    token_ids: tuple[tuple[int, ...], ...]

    @classmethod
    def make(
        cls, label_words: Mapping[str, str], tokenizer: TextTokenizer, *, lead: str | None, one_token: bool = False
    ) -> Verbalizer:
        """lead: the fixed words that the answer follows, "\\nAnswer:"; None where the answer is a text of its own.

        one_token: a masked model guesses words of one token
        Raises LabelError for fewer than two labels, an empty word, and two labels whose tokens are equal.
        """
        check_label_words(label_words)
        ids: dict[str, tuple[int, ...]] = {}
        for label, word in label_words.items():
            # " A" and "A" are different ids, so the space belongs to the label word.
            tokens = tokenizer.encode(word) if lead is None else tokenizer.continuation(lead, answer_text(lead, word))
            ids[label] = tuple(tokens)
            if one_token and len(tokens) != 1:
                raise LabelError(
                    f'Label "{label}": its word "{word}" is {len(tokens)} tokens to this model, which guesses one. '
                    "Choose a common word, or a method with a classification head."
                )
        _check_distinct(ids, label_words)
        if any(_begins(one, other) for one in ids.values() for other in ids.values()):
            ids = {label: (*tokens, tokenizer.end_id) for label, tokens in ids.items()}
        return cls(tuple(ids), tuple(label_words[label] for label in ids), tuple(ids.values()))

    def tree(self) -> LabelTree:
        nodes: dict[tuple[int, ...], int] = {(): 0}
        edges: dict[tuple[int, int], int] = {}
        node_tokens, node_parents, paths = [], [], []
        for tokens in self.token_ids:
            path = []
            for depth, token in enumerate(tokens):
                before = tokens[:depth]
                if before not in nodes:
                    nodes[before] = len(nodes)
                    node_tokens.append(before[-1])
                    node_parents.append(nodes[before[:-1]])
                path.append(edges.setdefault((nodes[before], token), len(edges)))
            paths.append(tuple(path))
        return LabelTree(
            tuple(node_tokens),
            tuple(node_parents),
            tuple(node for node, _ in edges),
            tuple(token for _, token in edges),
            tuple(paths),
        )


def answer_text(lead: str, words: str) -> str:
    """The answer as it follows its lead: a space between, unless the lead ends in one or in a line break."""
    return words if lead and lead[-1].isspace() else " " + words


def check_label_words(label_words: Mapping[str, str]) -> None:
    """Raises LabelError for fewer than two labels, and for an empty word."""
    if len(label_words) < 2:
        raise LabelError(
            f"There {'is only one label' if label_words else 'are no labels'}: two are needed to choose from."
        )
    for label, word in label_words.items():
        if not word.strip():
            raise LabelError(f'Label "{label}": its label word is empty. Write the word the model should answer.')


def label_words_for(labels: Iterable[str], given: Mapping[str, str] | None) -> dict[str, str]:
    """Label to word for the labels found in a table, sorted; the label itself where no word is given.

    Raises LabelError where words are given but not for a label that the table has.
    """
    found = sorted(set(labels))
    if given is None:
        return {label: label for label in found}
    missing = [label for label in found if label not in given]
    if missing:
        raise LabelError(
            f'label_words: no word for the label "{missing[0]}". Add one; there are words for: {", ".join(given)}.'
        )
    return dict(given)


def _begins(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(one) < len(other) and other[: len(one)] == one


def _check_distinct(ids: Mapping[str, tuple[int, ...]], words: Mapping[str, str]) -> None:
    seen: dict[tuple[int, ...], str] = {}
    for label, tokens in ids.items():
        if tokens in seen:
            other = seen[tokens]
            raise LabelError(
                f'Labels "{other}" and "{label}": their words "{words[other]}" and "{words[label]}" are the same '
                "tokens to this model. Choose words that differ."
            )
        seen[tokens] = label
