"""How a run puts its prompt and its text before the model, and what can be told to be wrong with it. No torch."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from studio.architecture import Architecture, ModelKind, read_architecture
from studio.data.run_tables import Tables, check_data, read_data, showing_of
from studio.data.task import ModelText, Task, placed
from studio.data.template import SlotPart, Template
from studio.data.tokenizer import TextTokenizer
from studio.data_spec import DataSpec
from studio.errors import MethodError, SpecError, TemplateError
from studio.methods.settings import NOTHING_SHOWN, HeadSettings, MethodSettings, ShownTokens, TaskKind
from studio.spec import RunSpec


@dataclass(frozen=True)
class Placing:
    """How a run's method meets its table.

    method: with the number of its virtual tokens known    template: with its slots counted out
    max_tokens: that an example may have    shown: the examples that the prompt is made of, if it is
    """

    method: MethodSettings
    template: Template
    max_tokens: int
    shown: ShownTokens = NOTHING_SHOWN

    @classmethod
    def of(
        cls,
        spec: RunSpec,
        tables: Tables,
        tokenizer: TextTokenizer | None,
        *,
        kind: ModelKind | None,
        context: int,
        model: str,
    ) -> Placing:
        """tokenizer: None where it is not known yet, and then examples are not chosen; the rest as `placed` takes it.

        Raises TableError, LabelError, TemplateError or MethodError.
        """
        method, shown = spec.method, NOTHING_SHOWN
        template = Template.parse(spec.data.template_for(kind, head=method.has_head))
        wanted = method.examples_wanted
        if wanted:
            template = template.without_slots()  # what is made of rows stands in front of the row that is asked
            if tokenizer:
                showing = showing_of(spec.data, tables, tokenizer, template)
                budget = context // 2  # the other half is the row's
                chosen = (
                    showing.numbered(wanted.rows, budget=budget)
                    if wanted.rows
                    else showing.sampled(wanted.count, seed=wanted.seed, budget=budget)
                )
                shown = showing.tokens(chosen)
            method = method.model_copy(update={"num_virtual_tokens": len(shown)})
        template, room = placed(template, method.product, method.num_virtual_tokens, context=context, model=model)
        return cls(method, template, min(room, spec.data.max_tokens or room), shown)


def check_run(spec: RunSpec, tables: Tables, model_folder: Path | None = None) -> None:
    """What can be known to be wrong with a run before its base model is loaded, in a moment.

    model_folder: the base model's, for what its tokenizer and its context tell; None where it is not on this disk
    Raises TableError, LabelError, TemplateError, MethodError or ModelError.
    """
    tables_learned = (spec.data, *spec.method.further_tables)
    if spec.training.early_stopping and not any(getattr(data, "validation", 0.0) for data in tables_learned):
        raise SpecError(
            "[training] early_stopping: without validation rows nothing says what is better. Set some aside by "
            "data.validation, or leave it out."
        )
    _check_one(spec, tables, model_folder)
    for data in spec.method.further_tables:
        assert isinstance(data, DataSpec)
        _check_one(spec.model_copy(update={"data": data}), read_data(data, Path()), model_folder)


def _check_one(spec: RunSpec, tables: Tables, model_folder: Path | None) -> None:
    """As if the run had one table."""
    method = spec.method
    known = read_architecture(model_folder) if model_folder else None
    if known:
        check_method(method, known, spec.data.task)
    tokenizer = TextTokenizer.from_folder(model_folder) if model_folder is not None else None
    placing = Placing.of(
        spec,
        tables,
        tokenizer,
        kind=known.kind if known else None,
        context=(known.context if known else None) or sys.maxsize,
        model=spec.model.name,
    )
    words = check_data(spec.data, tables, placing.template)
    if known:
        _check_heard(method, known, placing.template)
    if tokenizer is not None and known is not None:
        Task.make(
            placing.template,
            tokenizer,
            label_words=words,
            max_tokens=placing.max_tokens,
            answer_room=min(spec.training.max_new_tokens, placing.max_tokens // 2),
            text=ModelText.of(known, tokenizer, placing.shown),
            head=method.has_head,
            tags=spec.data.tags is not None,
        )


def _check_heard(method: MethodSettings, architecture: Architecture, template: Template) -> None:
    """Raises TemplateError for virtual tokens behind a decoder's text where the head looks before them."""
    if architecture.kind != "decoder" or not isinstance(method, HeadSettings) or not method.has_head:
        return
    if method.pooling in ("first", "mean") and isinstance(template.parts[-1], SlotPart):
        raise TemplateError(
            f'Template: its last virtual tokens are read by nothing, since pooling = "{method.pooling}" looks at the '
            'text before them. Put them in front, or choose pooling = "last".'
        )


def check_method(method: MethodSettings, architecture: Architecture, task: TaskKind) -> None:
    """Raises MethodError where a method does not fit a base model or a task."""
    reason = method.misfit(architecture, task)
    if reason:
        raise MethodError(reason, name=method.name)
