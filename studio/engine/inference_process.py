"""The inference child: one resident base model, any number of adapters, asked in JSON lines.

A thread reads requests, so that Cancel is heard while the main thread works. The child ends when standard input closes.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ValidationError

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import read_card
from studio.adapters.snapshots import read_snapshots
from studio.data.readers import read_table
from studio.data.run_tables import learned_data, read_data
from studio.data.tokenizer import TextTokenizer
from studio.engine.protocol import (
    INFERENCE_REQUEST,
    Ablate,
    Ablated,
    Cancel,
    Cancelled,
    Classified,
    Classify,
    Explain,
    Explained,
    FindLabelErrors,
    FindUnsure,
    Generate,
    LabelErrorsFound,
    ModelOpened,
    OpenModel,
    Pane,
    PredictTable,
    Ready,
    RequestDone,
    RequestFailed,
    TableProgress,
    TextDone,
    TextPart,
    UnsureFound,
)
from studio.errors import AdapterError, ModelError, StudioError
from studio.inference.answer_file import predict_table
from studio.inference.predictor import Predictor, open_base, unused_names
from studio.inference.together import log_probs_together
from studio.interpretation.ablation import ablate
from studio.interpretation.doubts import label_errors, unsure_rows
from studio.interpretation.explain import explain
from studio.interpretation.findings import NearWords
from studio.interpretation.split_rows import rows_of_split
from studio.models.catalog import find_here
from studio.models.prompted import PromptedModel
from studio.spec import Quantization
from studio.wording import phrase

Request = OpenModel | Classify | Generate | PredictTable | Explain | Ablate | FindUnsure | FindLabelErrors


class CancelAsked(Exception):  # noqa: N818 -- asked for by the user, not an error
    """The request under way is to end."""


@dataclass
class _Requests:
    """Requests in order, and which of them are cancelled."""

    waiting: queue.Queue[Request | None] = field(default_factory=queue.Queue)
    cancelled: set[int] = field(default_factory=set)

    def read(self, source: TextIO, say: Callable[[BaseModel], None]) -> None:
        for line in source:
            try:
                request = INFERENCE_REQUEST.validate_json(line)
            except ValidationError as error:
                say(RequestFailed(request=0, error="protocol", message=f"A request cannot be understood: {error}"))
                continue
            if isinstance(request, Cancel):
                self.cancelled.add(request.request)
            else:
                self.waiting.put(request)
        self.waiting.put(None)

    def check(self, request: int) -> None:
        if request in self.cancelled:
            raise CancelAsked


class InferenceProcess:
    """Answers requests on one resident base model; adapters stay loaded until their files change."""

    def __init__(self, source: TextIO, target: TextIO) -> None:
        self._source, self._target = source, target
        self._lock = threading.Lock()
        self._requests = _Requests()
        self._model: PromptedModel | None = None
        self._tokenizer: TextTokenizer | None = None
        self._opened: tuple[str, str | None, Quantization] | None = None
        self._usual: NearWords | None = None  # what is usual of the base model's words
        self._adapters: dict[tuple[str, float], Predictor] = {}

    def run(self) -> None:
        """Answer until standard input closes."""
        threading.Thread(target=self._requests.read, args=(self._source, self._say), daemon=True).start()
        self._say(Ready())
        while (request := self._requests.waiting.get()) is not None:
            try:
                self._requests.check(request.request)
                self._answer(request)
            except CancelAsked:
                self._say(Cancelled(request=request.request))
            except StudioError as error:
                self._say(RequestFailed(request=request.request, error=error.name, message=error.message))
            except Exception as error:
                traceback.print_exc()
                message = f"The model could not answer ({type(error).__name__}: {error}). The log has more."
                self._say(RequestFailed(request=request.request, error="crash", message=message))

    def _say(self, reply: BaseModel) -> None:
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._target.write(reply.model_dump_json() + "\n")
            self._target.flush()

    def _answer(self, request: Request) -> None:
        match request:
            case OpenModel():
                self._open(request)
            case Classify():
                self._classify(request)
            case Generate():
                self._generate(request)
            case PredictTable():
                self._predict_table(request)
            case Explain():
                self._explain(request)
            case Ablate():
                self._ablate(request)
            case FindUnsure():
                self._find_unsure(request)
            case FindLabelErrors():
                self._find_label_errors(request)

    def _open(self, request: OpenModel) -> None:
        began = time.perf_counter()
        wanted = (request.model, request.revision, request.quantization)
        if self._opened != wanted:
            self._model = self._tokenizer = self._opened = None
            self._adapters.clear()
            self._usual = None
            self._model, self._tokenizer = open_base(  # a look at answers is no order to fetch gigabytes
                request.model, request.revision, quantization=request.quantization, find=find_here
            )
            self._opened = wanted
        assert self._model is not None
        self._say(
            ModelOpened(
                request=request.request,
                model=request.model,
                parameters=self._model.base.num_parameters,
                seconds=time.perf_counter() - began,
            )
        )

    def _classify(self, request: Classify) -> None:
        asked = {}
        for pane, predictor in self._panes(request.request, request.panes, request.label_words):
            try:
                asked[pane] = predictor, [predictor.to_choose(request.row)]
            except StudioError as error:
                self._say(RequestFailed(request=request.request, pane=pane, error=error.name, message=error.message))
        began = time.perf_counter()
        said = log_probs_together(*zip(*asked.values(), strict=True)) if asked else []
        seconds = time.perf_counter() - began
        for (pane, (predictor, _)), scores in zip(asked.items(), said, strict=True):
            probabilities = dict(zip(predictor.task.labels, scores[0].exp().tolist(), strict=True))
            self._say(Classified(request=request.request, pane=pane, probabilities=probabilities, seconds=seconds))
        self._say(RequestDone(request=request.request))

    def _generate(self, request: Generate) -> None:
        for pane, predictor in self._panes(request.request, request.panes, None):
            began, first, text = time.perf_counter(), 0.0, ""
            for longer in predictor.stream(request.row, request.sampling):
                self._requests.check(request.request)
                first = first or time.perf_counter() - began
                self._say(TextPart(request=request.request, pane=pane, text=longer[len(text) :]))
                text = longer
            self._say(
                TextDone(
                    request=request.request,
                    pane=pane,
                    text=text.strip(),
                    tokens=len(predictor.task.tokenizer.encode(text)),
                    first_token_seconds=first,
                    seconds=time.perf_counter() - began,
                )
            )
        self._say(RequestDone(request=request.request))

    def _predict_table(self, request: PredictTable) -> None:
        table = read_table(Path(request.file))
        panes = list(self._panes(request.request, request.panes, None))
        if not panes:
            raise AdapterError(f"{Path(request.out).name}: is not written, since there is nothing that could answer.")
        adapters = {pane.pane for pane in request.panes if pane.adapter}
        names: list[str] = []
        for pane, predictor in panes:
            table = predictor.fitting(table)
            names += unused_names([Path(pane).name if pane in adapters else "base model"], names)

        named = {name: predictor for name, (_, predictor) in zip(names, panes, strict=True)}
        predict_table(named, table, Path(request.out), progress=self._progress(request.request))
        self._say(RequestDone(request=request.request, out=request.out))

    def _progress(self, request: int) -> Callable[[int, int], None]:
        """Says how far a request is, at most ten times a second, and ends it where that is asked."""
        said = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal said
            self._requests.check(request)
            if time.monotonic() - said > 0.1:
                said = time.monotonic()
                self._say(TableProgress(request=request, done=done, total=total))

        return progress

    def _explain(self, request: Explain) -> None:
        folder = Path(request.adapter)
        predictor = self._adapter(folder)
        snapshots = read_snapshots(folder, task=predictor.card.task_number)
        if request.step is not None:
            if request.step not in snapshots:
                raise AdapterError(f"{folder.name}: step {request.step} is no longer kept. Open the adapter again.")
            as_then = replace(predictor.learned, prompt=snapshots[request.step])
            predictor, snapshots = replace(predictor, learned=as_then), {}
        found = explain(
            predictor,
            nearest=request.nearest,
            snapshots=snapshots,
            usual=self._usual,
            check=lambda: self._requests.check(request.request),
            progress=self._progress(request.request),
        )
        self._usual = found.members[0].words or self._usual
        self._say(Explained(request=request.request, step=request.step, found=found))

    def _ablate(self, request: Ablate) -> None:
        predictor = self._adapter(Path(request.adapter))
        if predictor.learned.prompt is None:
            raise AdapterError(f"{predictor.card.name}: has no virtual tokens to leave out. Choose another adapter.")
        among = None
        if request.file is not None:
            table = read_table(Path(request.file))
        else:
            table, among = rows_of_split(Path(request.adapter), predictor.task.maker.template, request.split)
        progress = self._progress(request.request)
        found = ablate(predictor, table, rows=request.rows, seed=request.seed, among=among, progress=progress)
        if among is not None:
            found = replace(found, data=phrase(f"{table.name}, {request.split} rows"))
        self._say(Ablated(request=request.request, found=found))

    def _find_unsure(self, request: FindUnsure) -> None:
        predictor, table = self._adapter(Path(request.adapter)), read_table(Path(request.file))
        found = unsure_rows(predictor, table, count=request.count, progress=self._progress(request.request))
        self._say(UnsureFound(request=request.request, found=found))

    def _find_label_errors(self, request: FindLabelErrors) -> None:
        predictor = self._adapter(Path(request.adapter))
        data, folder = learned_data(Path(request.adapter))
        found = label_errors(predictor, data, read_data(data, folder), self._progress(request.request))
        self._say(LabelErrorsFound(request=request.request, found=found))

    def _panes(
        self, request: int, panes: list[Pane], label_words: dict[str, str] | None
    ) -> Iterator[tuple[str, Predictor]]:
        """Each pane's predictor. A pane that fails says so, and the rest goes on."""
        if self._model is None or self._tokenizer is None:
            raise ModelError("No base model is open. Choose one first.")
        for pane in panes:
            self._requests.check(request)
            try:
                if pane.adapter:
                    predictor = self._adapter(Path(pane.adapter))
                else:
                    like = _like(_cards(panes), label_words, pane)
                    predictor = Predictor.base_alone(self._model, self._tokenizer, like, template=pane.template)
            except StudioError as error:
                self._say(RequestFailed(request=request, pane=pane.pane, error=error.name, message=error.message))
            else:
                yield pane.pane, predictor

    def _adapter(self, folder: Path) -> Predictor:
        if self._model is None or self._tokenizer is None:
            raise ModelError("No base model is open. Choose one first.")
        try:
            key = (str(folder), max(file.stat().st_mtime for file in folder.iterdir()))
        except (OSError, ValueError):
            raise AdapterError(f"{folder}: cannot be read. Was it moved or deleted?") from None
        if key not in self._adapters:
            self._adapters[key] = Predictor.on(self._model, self._tokenizer, folder)
        return self._adapters[key]


def _cards(panes: list[Pane]) -> list[AdapterCard]:
    """Of the panes' adapters that can be read; one that cannot says so in its own pane."""
    cards = []
    for pane in panes:
        if pane.adapter:
            with contextlib.suppress(StudioError):
                cards.append(read_card(Path(pane.adapter)))
    return cards


def _like(cards: list[AdapterCard], label_words: dict[str, str] | None, pane: Pane) -> AdapterCard:
    """What the base model is to be asked: as the first adapter is, with the label words given."""
    if not cards:
        if not pane.template:
            raise AdapterError(
                "The base model alone needs a template. Choose an adapter beside it, or write a hard prompt."
            )
        return AdapterCard(
            name="base model",
            method="prompt_tuning",
            model=ModelIdentity(name=""),
            task="classification" if label_words else "generation",
            template=pane.template,
            labels=list(label_words or {}),
            label_words=label_words,
            num_virtual_tokens=1,
        )
    if label_words:
        return cards[0].model_copy(update={"label_words": label_words, "labels": list(label_words)})
    return cards[0]


def main() -> int:
    """What libraries print goes to standard error: standard output belongs to the protocol."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    InferenceProcess(sys.stdin, replies).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
