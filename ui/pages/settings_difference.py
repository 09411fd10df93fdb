"""The settings in which runs differ. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel

from studio.data_spec import DataSpec
from studio.methods.registry import METHODS
from studio.spec import ModelSpec, TrainingSpec
from ui.language import said, tr

_SECTIONS: dict[str, type[BaseModel]] = {"model": ModelSpec, "data": DataSpec, "training": TrainingSpec}
UNSET = "–"


def flat(settings: Mapping[str, Any]) -> dict[str, str]:
    """A dumped RunSpec as "section.key" to a value in words; what is empty is left out."""
    found: dict[str, str] = {}
    for section, values in settings.items():
        for key, value in (values or {}).items():
            if value is not None and value != [] and value != {}:
                found[f"{section}.{key}"] = _words(value)
    return _recommended(settings) | found


def _recommended(settings: Mapping[str, Any]) -> dict[str, str]:
    """What the method takes where the run leaves it open."""
    method = METHODS.get((settings.get("method") or {}).get("name", ""))
    if method is None or not method.recommended_epochs:
        return {}
    rate, epochs = method.recommended_learning_rate, method.recommended_epochs
    return {"training.learning_rate": _words(rate), "training.epochs": _words(epochs)}


def differing(settings: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """(key, value of each run) where not all runs agree; for one run alone, all that it sets."""
    each = [flat(one) for one in settings]
    keys = list(dict.fromkeys(key for one in each for key in one))
    rows = [(key, [one.get(key, UNSET) for one in each]) for key in keys]
    return rows if len(each) == 1 else [(key, values) for key, values in rows if len(set(values)) > 1]


def title(key: str, method: str) -> str:
    """What a form calls the setting: "training.batch_size" is "Batch size"."""
    section, _, name = key.partition(".")
    models = [METHODS.get(method), *METHODS.values()] if section == "method" else [_SECTIONS.get(section)]
    fields = (model.model_fields.get(name) for model in models if model is not None)
    shown = next((field.title for field in fields if field is not None and field.title), None)
    if shown is not None:
        return said(shown)
    if name == "name":
        return tr("Method") if section == "method" else tr("Model")
    return name.replace("_", " ").capitalize()


def _words(value: Any) -> str:
    match value:
        case bool():
            return tr("yes") if value else tr("no")
        case float():
            return f"{value:g}"
        case {"file": str(file), "name": str(name)}:  # a further table
            return f"{name} ({PurePath(file).name})"
        case dict():
            return tr(", ").join(f"{key}: {item}" for key, item in value.items())
        case list() | tuple():
            return tr(", ").join(_words(item) for item in value)
        case str() if "/" in value:
            return "/".join(PurePath(value).parts[-3:])
        case _:
            return str(value)
