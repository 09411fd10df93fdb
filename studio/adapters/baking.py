"""An adapter as plain prompt tuning: the vectors that it comes to, for programs that know no more. Imports no torch."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from studio.adapters.card import WEIGHTS_FILE
from studio.adapters.folder import CARD_FILE, CONFIG_FILE, check_adapter, export_adapter
from studio.adapters.model_card import readme
from studio.errors import AdapterError
from studio.files import writing
from studio.models.stored import stored_tensors
from studio.models.tensor_file import save_arrays

_OF_OTHERS = ("cpt_", "opt_", "num_ranks", "num_tasks", "prompt_tuning_init")
_BAKED = ("cpt", "multitask_prompt_tuning")


def bake_adapter(folder: Path, to: Path) -> Path:
    """Write an adapter of examples, or of several tasks, as one of prompt tuning that answers alike.

    to: a folder, or an archive where it ends in .zip    Returns its absolute path.
    Raises AdapterError for an adapter that is no such, or that PEFT cannot represent, and where `to` exists;
    StorageError where it cannot be written.
    """
    card = check_adapter(folder)
    if card.method not in _BAKED or card.not_in_peft:
        reason = card.not_in_peft or "Export it as it is."
        raise AdapterError(f"{card.name}: cannot be written as prompt tuning. {reason}")
    stored = {name: tensor.numbers() for name, tensor in stored_tensors(folder / WEIGHTS_FILE).items()}
    try:
        vectors = stored["prompt_embeddings"]  # [P, H]
        if card.method == "multitask_prompt_tuning":
            vectors = vectors * (stored["prefix_task_cols"] @ stored["prefix_task_rows"])[card.task_number]
    except KeyError as other:
        raise AdapterError(
            f"{folder / WEIGHTS_FILE}: its {other.args[0]} are missing or whole numbers. Save it as float32."
        ) from None
    config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    config = {key: value for key, value in config.items() if not key.startswith(_OF_OTHERS)}
    plain = card.model_copy(update={"method": "prompt_tuning", "task_number": 0})
    with tempfile.TemporaryDirectory() as temporary:
        aside = Path(temporary) / "baked"
        with writing(aside):
            aside.mkdir()
            save_arrays({"prompt_embeddings": vectors}, aside / WEIGHTS_FILE, metadata={"format": "pt"})
            (aside / CONFIG_FILE).write_text(
                json.dumps(config | {"peft_type": "PROMPT_TUNING"}, indent=2), encoding="utf-8"
            )
            (aside / CARD_FILE).write_text(plain.model_dump_json(indent=2), encoding="utf-8")
            (aside / "README.md").write_text(readme(plain), encoding="utf-8")
        return export_adapter(aside, to)
