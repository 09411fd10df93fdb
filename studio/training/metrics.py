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
