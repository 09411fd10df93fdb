"""Classes that stand in a table as numbers, by their names, where the features of its data set say these.

Features are those of the `datasets` library, as Parquet files carry them and as a repository's README.md has them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Names = tuple[str, ...]  # of the classes 0, 1, 2, ...
_DEEPEST = 6
NAMES_KEY = b"softprompt_studio.class_names"  # in a Parquet file whose names its README.md had


def names_in_parquet(metadata: Mapping[bytes, bytes] | None) -> dict[str, Names]:
    """Column to names. metadata: of a Parquet file's schema"""
    metadata = metadata or {}
    try:
        if NAMES_KEY in metadata:
            found = [(column, _in_order(names)) for column, names in json.loads(metadata[NAMES_KEY]).items()]
        else:
            features = json.loads(metadata[b"huggingface"])["info"]["features"].items()
            found = [(column, _names_of(feature)) for column, feature in features]
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {column: names for column, names in found if names}


def names_in_card(features: object) -> dict[str, Names]:
    """Column to names. features: of a data set's README.md"""
    columns = [one for one in features if isinstance(one, Mapping)] if isinstance(features, list) else []
    found = ((str(column.get("name")), _names_of(column)) for column in columns)
    return {column: names for column, names in found if names}


def named(value: Any, names: Names) -> Any:
    """A class's name for its number, in lists too. What is no number of a class stays, such as -1 for none."""
    if isinstance(value, list):
        return [named(one, names) for one in value]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return names[value] if is_number and 0 <= value < len(names) else value


def _names_of(feature: object, depth: int = 0) -> Names:
    """Of one column, or of what its lists hold; none where it has no classes. depth: of lists in lists"""
    if depth > _DEEPEST:  # a README.md may hold itself
        return ()
    if isinstance(feature, list):  # of older files: a list of one
        return _names_of(feature[0], depth + 1) if feature else ()
    if not isinstance(feature, Mapping):
        return ()
    if feature.get("_type") == "ClassLabel":
        return _in_order(feature.get("names"))
    if isinstance(feature.get("class_label"), Mapping):
        return _in_order(feature["class_label"].get("names"))
    inner = (_names_of(feature.get(key), depth + 1) for key in ("feature", "dtype", "sequence", "list"))
    return next(filter(None, inner), ())


def _in_order(names: object) -> Names:
    """A list, or a mapping of numbers; none where a number lacks its name."""
    if isinstance(names, Mapping):
        by_number = {str(number): name for number, name in names.items()}
        names = [by_number.get(str(number)) for number in range(len(by_number))]
    is_whole = isinstance(names, list) and all(type(name) in (str, int) for name in names)
    return tuple(map(str, names)) if is_whole and isinstance(names, list) else ()
