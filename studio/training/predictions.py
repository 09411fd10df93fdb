"""What an adapter said of each row of a split, as a file of the run."""

from __future__ import annotations

import csv
from pathlib import Path

from studio.data.run_data import TaskData
from studio.files import replacing
from studio.training.evaluation import Evaluation

PREDICTIONS = "predictions"


def write_predictions(run_dir: Path, split: str, evaluation: Evaluation, data: TaskData) -> None:
    """predictions/<split>.csv: row of the table (from 0), what is true, and what was predicted or written."""
    folder = run_dir / PREDICTIONS
    folder.mkdir(exist_ok=True)
    truth = {example.row: example.label for example in data.splits[split]}
    with replacing(folder / f"{split}.csv") as aside, aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if evaluation.answers:
            targets = dict(zip((example.row for example in data.splits[split]), data.targets[split], strict=True))
            writer.writerow(["row", "target", "answer"])
            writer.writerows([row, targets[row], text] for row, text in sorted(evaluation.answers.items()))
        else:
            labels = evaluation.labels
            writer.writerow(["row", "label", "predicted", "probability"])
            for row, number in sorted(evaluation.predicted.items()):
                label = truth[row]
                assert label is not None
                writer.writerow([row, labels[label], labels[number], f"{evaluation.probability[row]:.6f}"])
