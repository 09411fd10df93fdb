"""Scores. All are fractions from 0 to 1, but the loss."""

from __future__ import annotations

from collections.abc import Sequence

from studio.events import Scores


def classification_scores(
    truth: Sequence[int], predicted: Sequence[int], classes: int
) -> tuple[Scores, list[list[int]]]:
    """(accuracy and macro-F1, confusion matrix [true][predicted]).

    Macro-F1 is over the classes that stand in the truth or were predicted.
    """
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

    scores = {
        "accuracy": float(accuracy_score(truth, predicted)),
        "macro_f1": float(f1_score(truth, predicted, average="macro", zero_division=0.0)),
    }
    return scores, confusion_matrix(truth, predicted, labels=range(classes)).tolist()


def tagging_scores(
    truth: Sequence[Sequence[int]], predicted: Sequence[Sequence[int]], labels: Sequence[str]
) -> tuple[Scores, list[list[int]]]:
    """(scores, confusion matrix [true][predicted]) of rows of tags.

    Accuracy and macro-F1 are over words. Where tags mark entities ("B-PER", "I-PER", and others such as "O" for none),
    entity_f1 is over entities: one is right where its words and its kind are.
    """
    flat = [[tag for row in rows for tag in row] for rows in (truth, predicted)]
    scores, confusion = classification_scores(flat[0], flat[1], len(labels))
    if any(label.startswith(("B-", "I-")) for label in labels):
        right = found = there = 0
        for true_row, said_row in zip(truth, predicted, strict=True):
            true, said = (entities([labels[tag] for tag in row]) for row in (true_row, said_row))
            right, found, there = right + len(true & said), found + len(said), there + len(true)
        scores["entity_f1"] = 2 * right / (found + there) if found + there else 0.0
    return scores, confusion


def entities(tags: Sequence[str]) -> set[tuple[str, int, int]]:
    """(kind, first word, word behind the last) of each entity that a row's tags mark.

    The rule of CoNLL-2003's conlleval: "B-" begins one, "I-" goes on with one of its kind, and begins one where there
    is none to go on with; all other tags are outside.
    """
    found, kind, begin = set(), "", 0
    for place, tag in enumerate([*tags, ""]):
        mark, _, its = tag.partition("-") if tag.startswith(("B-", "I-")) else ("", "", "")
        if mark == "I" and its == kind:
            continue
        if kind:
            found.add((kind, begin, place))
        kind, begin = its, place
    return found


def generation_scores(answers: Sequence[str], references: Sequence[Sequence[str]]) -> Scores:
    """BLEU and chrF of the corpus, ROUGE-L and exact match averaged over rows.

    references: for each answer, all texts that would be right; ROUGE-L counts the nearest
    """
    from rouge_score.rouge_scorer import RougeScorer
    from sacrebleu import BLEU, CHRF

    most = max(len(row) for row in references)
    # sacrebleu wants as many references for every row; a row with fewer repeats its first, which changes no match.
    columns = [[row[number] if number < len(row) else row[0] for row in references] for number in range(most)]
    rouge = RougeScorer(["rougeL"], use_stemmer=False)
    best = [
        max(rouge.score(text, answer)["rougeL"].fmeasure for text in row)
        for answer, row in zip(answers, references, strict=True)
    ]
    exact = [answer.strip() in {text.strip() for text in row} for answer, row in zip(answers, references, strict=True)]
    return {
        "bleu": BLEU().corpus_score(list(answers), columns).score / 100.0,
        "chrf": CHRF().corpus_score(list(answers), columns).score / 100.0,
        "rouge_l": sum(best) / len(best),
        "exact_match": sum(exact) / len(exact),
    }
