"""What is wrong with an adapter, PEFT's or our own, as its files and those of its base model tell. Imports no torch.

What PEFT gets wrong was found with PEFT 0.21.2 on small models: which rows get a gradient, and which vector a head
reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from studio.adapters.card import OWN_FOLDER, WEIGHTS_FILE
from studio.adapters.findings import Finding, FoundAdapter
from studio.adapters.folder import CARD_FILE, CONFIG_FILE, adapter_folder, check_adapter, read_card
from studio.adapters.number_checks import number_findings
from studio.architecture import read_architecture
from studio.errors import StudioError
from studio.methods.registry import METHODS
from studio.models.catalog import model_on_disk
from studio.models.harmless import pickles_in
from studio.models.stored import stored_tensors, word_matrix
from studio.small_json import read_small_json

_INPUT_TYPES = {"PROMPT_TUNING", "P_TUNING", "MULTITASK_PROMPT_TUNING", "CPT"}
_HEAD_TASKS = {"SEQ_CLS", "TOKEN_CLS"}
_MOST_NUMBERS = 2**28  # a gigabyte of them


class Diagnosis(BaseModel):
    """adapter: its folder or zip    not_checked: what could not be looked at, and why"""

    model_config = ConfigDict(frozen=True)

    adapter: Path
    base_model: str
    findings: list[Finding]
    not_checked: list[str] = []


def diagnose(path: Path, *, model: str | None = None) -> Diagnosis:
    """Look at an adapter's folder or zip. model: another name or folder of its base model.

    Raises AdapterError for what is no adapter at all.
    """
    with adapter_folder(path) as folder:
        if not any((folder / name).is_file() for name in (CARD_FILE, CONFIG_FILE)):
            read_card(folder)
        return _diagnose(path, folder, model)


def _diagnose(path: Path, folder: Path, model: str | None) -> Diagnosis:
    findings = list(_pickles(folder))
    config, card = _config(folder), None
    try:
        card = read_card(folder)
        check_adapter(folder)
    except StudioError as error:
        if not findings:  # a pickle is why it cannot be read
            findings.append(Finding(what=error.message, where=folder.name, remedy="It cannot be used as it is."))
    adapter = FoundAdapter(folder, config, card)
    weights = stored_tensors(folder / WEIGHTS_FILE)
    has_numbers = card is None or card.method not in METHODS or METHODS[card.method].product != "none"
    not_checked = [] if weights or not has_numbers else [f"The numbers: {WEIGHTS_FILE} is missing or not whole."]
    if sum(math.prod(tensor.shape) for tensor in weights.values()) > _MOST_NUMBERS:
        weights, not_checked = {}, [f"The numbers: {WEIGHTS_FILE} holds more of them than a soft prompt has."]
    adapter.tensors = {name: tensor.numbers() for name, tensor in weights.items()}
    name = model or (str(folder) if adapter.model_name == OWN_FOLDER else adapter.model_name)
    revision = card.model.revision if card and not model else None
    adapter.model = model_on_disk(name, revision) if name else None
    if adapter.model is None:
        findings.append(_missing_model(name, folder))
        not_checked.append("Sizes beside those of words, the context, and the identity: they need the base model.")
    else:
        adapter.architecture = read_architecture(adapter.model)
        adapter.words = word_matrix(adapter.model)
        if adapter.words is None and adapter.input_vectors:
            not_checked.append("Sizes beside those of words: the base model's files do not show its words' vectors.")
    for look in (_identity, _submodules, _seq2seq_prefix, _pooling, number_findings, _context):
        findings += look(adapter)
    return Diagnosis(adapter=path, base_model=name, findings=findings, not_checked=not_checked)


def _config(folder: Path) -> dict[str, Any]:
    try:
        values = read_small_json(folder / CONFIG_FILE)
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


# --- files and identity --------------------------------------------------------------------------------------------


def _pickles(folder: Path) -> Iterator[Finding]:
    for name in pickles_in(folder) if folder.is_dir() else []:
        yield Finding(
            what=f"{name} is a pickle, which can run code when it is opened.",
            where=name,
            remedy="Do not open it. Ask for the adapter saved with save_pretrained(safe_serialization=True), or "
            "delete the file where the safetensors file stands beside it.",
        )


def _missing_model(name: str, folder: Path) -> Finding:
    if not name:
        what, remedy = "The adapter does not say which base model it belongs to.", "Name it with --model."
    else:
        what = f"Its base model {name} is not on this disk."
        remedy = "Fetch it, or name the folder where it lies now with --model."
    return Finding(what=what, where=folder.name, remedy=remedy)


def _identity(adapter: FoundAdapter) -> Iterator[Finding]:
    """Hashes of studio.json beside those of the model that is here."""
    if adapter.card is None or adapter.model is None or not adapter.is_ours:
        return
    for part in adapter.card.model.differences(adapter.model):
        yield Finding(
            what=f"The base model's {part} {'are' if part == 'weights' else 'is'} not what the adapter was trained "
            "with.",
            where=f"{adapter.model}, {CARD_FILE}",
            remedy="Find the base model that it was trained with and name it with --model; "
            "on this one its scores do not hold."
            if part != "tokenizer"
            else "Find the base model with the tokenizer that it was trained with; on this one its template and "
            "label words may be other tokens.",
        )


# --- what PEFT gets wrong ------------------------------------------------------------------------------------------


def _submodules(adapter: FoundAdapter) -> Iterator[Finding]:
    """PEFT stores P rows for the encoder and P for the decoder, and reads the first P alone."""
    count, stored = adapter.num_virtual_tokens, adapter.tensors.get("prompt_embeddings")
    if adapter.peft_type not in _INPUT_TYPES or stored is None or not stored.ndim:
        return
    if not count or len(stored) != 2 * count:
        return
    yield Finding(
        what=f"Rows {count + 1} to {2 * count} of its prompt were never trained and are never read: PEFT makes a "
        "second prompt for the decoder and uses only the first.",
        where=f"{WEIGHTS_FILE}: prompt_embeddings",
        remedy="Nothing is lost: the first rows are the prompt. Train with num_transformer_submodules=1 to save the "
        "rest.",
    )


def _seq2seq_prefix(adapter: FoundAdapter) -> Iterator[Finding]:
    if adapter.peft_type == "PREFIX_TUNING" and adapter.task_type == "SEQ_2_SEQ_LM" and not adapter.is_ours:
        yield Finding(
            what="Half of this prefix cannot have been trained: in an encoder-decoder PEFT gives layer i and layer i + "
            "L/2 the same keys and values, and the other half gets no gradient.",
            where=f"{WEIGHTS_FILE}: prompt_embeddings",
            remedy="Train a prefix for the encoder-decoder here, which gives every layer its own.",
        )


def _pooling(adapter: FoundAdapter) -> Iterator[Finding]:
    if adapter.task_type not in _HEAD_TASKS or adapter.is_ours:
        return
    kind = adapter.architecture.kind if adapter.architecture else None
    where = f"{CONFIG_FILE}: task_type {adapter.task_type}"
    if kind != "decoder" and adapter.peft_type in _INPUT_TYPES and adapter.task_type == "SEQ_CLS":
        yield Finding(
            what=("" if kind else "If its base model is an encoder: ")
            + "PEFT's head reads the first position, which is virtual token 0 and not the text's first token ([CLS]).",
            where=where,
            remedy="Its scores may hold with PEFT alone. Train it here, where the head reads the text.",
        )
    if kind in ("decoder", None) and adapter.task_type == "SEQ_CLS":
        yield Finding(
            what=("" if kind else "If its base model is a decoder: ")
            + "behind a prompt PEFT's head reads padding where rows are padded on the right.",
            where=where,
            remedy='Use it with tokenizer.padding_side = "left", or train it here.',
        )


def _context(adapter: FoundAdapter) -> Iterator[Finding]:
    context = adapter.architecture.context if adapter.architecture else None
    count = adapter.num_virtual_tokens
    if context is None or not count:
        return
    where = f"{CARD_FILE if adapter.is_ours else CONFIG_FILE}: num_virtual_tokens"
    if count >= context:
        yield Finding(
            what=f"{count} virtual tokens leave no room for text: the base model reads {context} positions.",
            where=where,
            remedy="It cannot be used on this base model. Train with fewer virtual tokens.",
        )
    elif count > context / 2:
        yield Finding(
            what=f"{count} virtual tokens take more than half of the {context} positions that the base model reads.",
            where=where,
            remedy=f"Texts are cut to what is left, {context - count} tokens. Train with fewer virtual tokens.",
        )
