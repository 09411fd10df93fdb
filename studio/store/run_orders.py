"""What runs are sorted by and searched in, as SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studio.store.late import Late

if TYPE_CHECKING:
    import sqlalchemy as sql

    from studio.store import schema
else:
    sql, schema = map(Late, ("sqlalchemy", "studio.store.schema"))

# A run is judged by the first of these that it has: F1 where it finds entities, accuracy where it chooses labels, the
# others where it writes.
LEADING_SCORES = ("entity_f1", "accuracy", "rouge_l", "chrf", "bleu", "exact_match")


def searched() -> sql.ColumnElement[str]:
    """All of a run that a search looks into, as one text."""
    columns = (
        schema.Run.id,
        schema.Run.name,
        schema.Run.notes,
        sql.cast(schema.Run.tags, sql.String),
        schema.Run.method,
        schema.Run.model,
        schema.Run.data_set,
    )
    text: sql.ColumnElement[str] = sql.literal("")
    for column in columns:
        text = text.concat(column).concat("\n")
    return text


def _name_shown() -> sql.ColumnElement[Any]:
    return sql.func.casefold(sql.case((schema.Run.name == "", schema.Run.id), else_=schema.Run.name))


def _leading_score(split: str) -> sql.ColumnElement[Any]:
    return sql.func.coalesce(*(_score(split, name) for name in LEADING_SCORES))


def _score(split: str, name: str) -> sql.ColumnElement[Any]:
    return sql.func.json_extract(schema.Run.metrics, f"$.{split}.{name}")


def _figure(name: str) -> sql.ColumnElement[Any]:
    """A column in which 0 says that nobody knows yet."""
    return sql.func.nullif(schema.Run.__table__.columns[name], 0)


RUN_ORDERS: dict[str, Callable[[], sql.ColumnElement[Any]]] = {
    "run": lambda: sql.func.casefold(schema.Run.id),
    "name": _name_shown,
    "state": lambda: sql.func.casefold(schema.Run.state),
    "method": lambda: sql.func.casefold(schema.Run.method),
    "model": lambda: sql.func.casefold(schema.Run.model),
    "data_set": lambda: sql.func.casefold(schema.Run.data_set),
    "created": lambda: schema.Run.__table__.columns["created"],
    "step": lambda: schema.Run.__table__.columns["step"],
    "validation": lambda: _leading_score("validation"),
    "test": lambda: _leading_score("test"),
    "loss": lambda: _score("validation", "loss"),
    **{
        name: lambda name=name: _figure(name)  # type: ignore[misc]
        for name in ("seconds", "total_steps", "best_step", "trainable_parameters", "examples_per_second")
    },
}
RUN_SORTS = tuple(RUN_ORDERS)
