"""What scores and parts of a table are called."""

from __future__ import annotations

from ui.language import tr

SCORES = {
    "loss": tr("Loss"),
    "accuracy": tr("Accuracy"),
    "macro_f1": tr("Macro F1"),
    "entity_f1": tr("Entity F1"),
    "exact_match": tr("Exact match"),
    "rouge_l": "ROUGE-L",
    "bleu": "BLEU",
    "chrf": "chrF",
}
SCORES_INSIDE = SCORES | {  # a sentence
    "loss": tr("loss"),
    "accuracy": tr("accuracy"),
    "macro_f1": tr("macro F1"),
    "entity_f1": tr("entity F1"),
    "exact_match": tr("exact match"),
    "calibration_error": tr("calibration error"),
    "best_member_accuracy": tr("best member's accuracy"),
    "mean_member_accuracy": tr("mean member's accuracy"),
}
SPLITS = {"train": tr("train"), "validation": tr("validation"), "test": tr("test")}  # before "rows"
