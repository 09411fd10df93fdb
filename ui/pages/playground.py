"""One text, answers side by side: from the base model and from adapters that were trained on it."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.adapters.card import AdapterCard
from studio.adapters.folder import read_card
from studio.data.template import Template
from studio.engine.protocol import (
    Cancelled,
    Classified,
    Classify,
    Generate,
    OpenModel,
    Pane,
    PredictTable,
    RequestDone,
    RequestFailed,
    TableProgress,
    TextDone,
    TextPart,
)
from studio.errors import StudioError
from studio.methods.settings import TaskKind
from studio.store.store import AdapterRow
from ui.actions import Actions
from ui.language import counted, said, tr
from ui.models.runs import method_title
from ui.page_frame import PageFrame
from ui.pages.base_model_of import base_model_of
from ui.pages.chart_saving import connect_charts
from ui.pages.corrections_bar import CorrectionsBar
from ui.pages.playground_choice import PlaygroundChoice
from ui.pages.playground_input import PlaygroundInput
from ui.pages.playground_pane import PlaygroundPane
from ui.pages.playground_table import PlaygroundTable
from ui.plain_text import plain
from ui.session import Session
from ui.theme import SPACE_2, SPACE_3, SPACE_6
from ui.widgets import EmptyState, Fold, Notice, button, clear_layout, named
from ui.workers.playground_worker import PlaygroundWorker

_BASE = "base"
_CHOICE_WIDTH = 288
_HISTORY = 50
_HISTORY_KEY = "playground_history"


class PlaygroundPage(QWidget):
    title = tr("Playground")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self.worker = PlaygroundWorker(self)
        self.panes: dict[str, PlaygroundPane] = {}
        self._cards: dict[Path, AdapterCard] = {}
        self._opened: OpenModel | None = None
        self._opening = 0  # the request that opens the base model
        self._asked: set[int] = set()  # requests that fill the panes now
        self._asked_row: dict[str, str] = {}
        self._wanted: list[tuple[object, ...]] = []  # who answers, as the panes were made
        self._table_request = 0
        frame = PageFrame(self, self.title, tr("One text, answers side by side."), scroll=False)
        self.ask_button = frame.add_primary(tr("Ask"), tr("Ask all panes with this text (Alt+Enter)."))
        self.ask_button.setShortcut("Alt+Return")
        self.stop = button(tr("Stop"), tr("End the answers that are being written."), icon_name="stop")
        frame.foot_left.addWidget(self.stop)
        frame.foot_left.addStretch(1)
        self.choice = PlaygroundChoice()
        self.input = PlaygroundInput()
        self.notice = Notice()
        self.table = PlaygroundTable()
        self.corrections = CorrectionsBar(actions.teaching)
        self.history = QListWidget()
        named(self.history, tr("History"), tr("Texts asked before, the newest first. Click one to have it again."))
        text = tr("Train one on the Train page, or import one, and compare here what it answers.")
        self.empty = EmptyState("playground", tr("No adapters yet"), text, tr("Go to Train"), tr("Train an adapter."))
        self._lay_out(frame)
        self._connect()
        self._fill_history()
        self._show_adapters()

    # --- making -----------------------------------------------------------------------------------------------------

    def _lay_out(self, frame: PageFrame) -> None:
        left = QVBoxLayout()
        left.addWidget(self.choice)
        left.addStretch(1)
        left_box = QWidget()
        left_box.setFixedWidth(_CHOICE_WIDTH)
        left_box.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        self._pane_row = QHBoxLayout()
        self._pane_row.setContentsMargins(0, 0, 0, 0)
        self._pane_row.setSpacing(SPACE_3)
        pane_box = QWidget()
        pane_box.setLayout(self._pane_row)
        table_fold = Fold(tr("A whole table"), tr("Ask with every row of a table."))
        table_fold.body.addWidget(self.table)
        history_fold = Fold(tr("History"), tr("Texts asked before."))
        self.history.setMaximumHeight(160)
        history_fold.body.addWidget(self.history)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, SPACE_2, 0)
        right.setSpacing(SPACE_3)
        right.addWidget(self.notice)
        right.addWidget(self.input)
        right.addWidget(_scrolling(pane_box, sideways=True), 1)
        right.addWidget(self.corrections)
        right.addWidget(table_fold)
        right.addWidget(history_fold)
        right_box = QWidget()
        right_box.setLayout(right)
        both = QHBoxLayout()
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(SPACE_6)
        both.addWidget(left_box)
        both.addWidget(_scrolling(right_box, sideways=False), 1)
        inside = QWidget()
        inside.setLayout(both)
        self._stack = QStackedLayout()
        self._stack.addWidget(inside)
        self._stack.addWidget(self.empty)
        frame.body.addLayout(self._stack, 1)

    def _connect(self) -> None:
        worker = self.worker
        self.input.asked.connect(self.ask_button.click)
        self.ask_button.clicked.connect(self.ask)
        self.stop.clicked.connect(worker.cancel)
        self.choice.changed.connect(self._choice_changed)
        self.history.itemClicked.connect(self._ask_again)
        self.history.itemActivated.connect(self._ask_again)
        self.table.table_chosen.connect(self.ask_table)
        self.table.cancel_wanted.connect(worker.cancel)
        self.empty.clicked.connect(lambda: self.actions_.page_wanted.emit("train"))
        self.session.project_changed.connect(self._show_adapters)
        self.session.adapters_changed.connect(self._show_adapters)
        self.actions_.adapter_wanted.connect(self.open_adapter)
        worker.classified.connect(self._classified)
        worker.text.connect(self._text)
        worker.text_done.connect(self._text_done)
        worker.table_progress.connect(self._table_progress)
        worker.done.connect(self._done)
        worker.cancelled.connect(self._cancelled)
        worker.failed.connect(self._failed)
        worker.crashed.connect(self._crashed)
        worker.busy_changed.connect(self._show_possible)
        worker.renewed.connect(self._renewed)
        self.session.preferences_changed.connect(worker.renew)

    def showEvent(self, event: QShowEvent) -> None:
        """The child starts with the first visit, and loads the model while the text is being written."""
        super().showEvent(event)
        self._open_model()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.worker.close()
        self._opened = None
        super().closeEvent(event)

    def _renewed(self) -> None:
        """The child that computes where and how the user wants it now opens the base model, too."""
        self._opened = None
        if self.isVisible():
            self._open_model()

    # --- who answers ------------------------------------------------------------------------------------------------

    def open_adapter(self, folder: Path) -> None:
        """Tick this adapter."""
        self._show_adapters()
        if not self.choice.tick(folder):
            self.session.message.emit(tr("{folder} is no adapter of this project.", folder=folder), "error")

    def _show_adapters(self) -> None:
        project = self.session.project
        rows = (self.actions_.read(project.store.adapters) or []) if project is not None else []
        self._cards.clear()
        self.choice.show_adapters(rows)
        self._stack.setCurrentIndex(0 if rows else 1)

    def _choice_changed(self) -> None:
        cards = [(row, card) for row in self.choice.ticked() if (card := self._card(row)) is not None]
        columns = [name for _, card in cards for name in Template.parse(card.template).columns]
        self.input.show_columns(list(dict.fromkeys(columns)))
        lengths = [card.max_new_tokens for _, card in cards if card.task == "generation"]
        self.input.sampling_box.setVisible(bool(lengths))
        if lengths:
            self.input.length.setValue(max(lengths))
        self._make_panes(cards)
        if self.isVisible():
            self._open_model()
        self._show_possible()

    def _card(self, row: AdapterRow) -> AdapterCard | None:
        if row.folder not in self._cards:
            try:
                self._cards[row.folder] = read_card(row.folder)
            except StudioError as error:
                self.notice.say(said(error.message), "error")
                return None
        return self._cards[row.folder]

    def _make_panes(self, cards: list[tuple[AdapterRow, AdapterCard]]) -> None:
        """Where the same are to answer as before, theirs stay: the list may be another since a run has ended."""
        base = (self.choice.with_base(), self.choice.template() is None)
        wanted: list[tuple[object, ...]] = [
            base,
            *((row.folder, row.name, row.method, row.num_virtual_tokens) for row, _ in cards),
        ]
        if wanted == self._wanted:
            return
        self._wanted = wanted
        clear_layout(self._pane_row)
        self._asked.clear()
        self.panes = {}
        if cards and self.choice.with_base():
            about = tr("No soft prompt") if self.choice.template() is None else tr("Your hard prompt")
            self.panes[_BASE] = PlaygroundPane(_BASE, tr("Base model"), about, cards[0][1].task, None)
        for row, card in cards:
            about = counted(
                row.num_virtual_tokens,
                "{method}, {n} virtual token",
                "{method}, {n} virtual tokens",
                method=method_title(row.method),
            )
            self.panes[str(row.folder)] = self._pane_of(row, about, card)
        for pane in self.panes.values():
            self._pane_row.addWidget(pane, 1)
            connect_charts(pane, self.actions_)

    def _pane_of(self, row: AdapterRow, about: str, card: AdapterCard) -> PlaygroundPane:
        """An adapter's; its answers can be corrected where the table is known that it learned from."""
        can_be_taught = card.task == "classification" and row.run is not None
        key = str(row.folder)
        pane = PlaygroundPane(key, row.name, about, card.task, row.folder, can_be_taught=can_be_taught)
        pane.taught.connect(partial(self._teach, pane))
        return pane

    def _open_model(self) -> None:
        model = self._model_to_open()
        if model is not None and model != self._opened:
            self._opened = model
            self._opening = self.worker.ask(model)

    def _model_to_open(self) -> OpenModel | None:
        rows = self.choice.ticked()
        cards = [card for row in rows if (card := self._card(row)) is not None]
        return self.actions_.perform(lambda: base_model_of(rows, cards, self.session.project))

    def _show_possible(self) -> None:
        can_ask, can_stop = bool(self.panes) and not self._asked, bool(self._asked)
        # A button that is switched off hands the keyboard on to whatever comes next; each hands it to the other here.
        for possible, now, then in ((can_stop, self.ask_button, self.stop), (can_ask, self.stop, self.ask_button)):
            if possible:
                then.setEnabled(True)
                if now.hasFocus():
                    then.setFocus()
        self.ask_button.setEnabled(can_ask)
        self.stop.setEnabled(can_stop)
        self.table.choose.setEnabled(bool(self.panes) and not self.table.is_running())

    # --- asking -----------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask all panes with the text as it stands."""
        row = self.input.row()
        if not any(text.strip() for text in row.values()):
            self.notice.say(tr("Write a text first."), "info")
            return
        self.notice.clear()
        self._open_model()
        self._asked_row = row
        for pane in self.panes.values():
            pane.expect()
        to_choose, to_write = self._asked_panes("classification"), self._asked_panes("generation", "tagging")
        if to_choose:
            self._asked.add(self.worker.ask(Classify(request=0, row=row, panes=to_choose)))
        if to_write:
            sampling = self.input.sampling()
            self._asked.add(self.worker.ask(Generate(request=0, row=row, panes=to_write, sampling=sampling)))
        self._show_possible()

    def ask_table(self, file: Path, out: Path) -> None:
        """Ask with every row of a table."""
        self._open_model()
        panes = self._asked_panes("classification", "generation", "tagging")
        self.table.begin(file, out)
        self._table_request = self.worker.ask(PredictTable(request=0, file=str(file), out=str(out), panes=panes))

    def _asked_panes(self, *tasks: TaskKind) -> list[Pane]:
        return [
            Pane(pane=pane.key, adapter=str(pane.adapter) if pane.adapter else None, template=self._template(pane))
            for pane in self.panes.values()
            if pane.task in tasks
        ]

    def _template(self, pane: PlaygroundPane) -> str | None:
        return self.choice.template() if pane.adapter is None else None

    def _teach(self, pane: PlaygroundPane, chosen: str) -> None:
        """The label that is right for the text that was asked."""
        teaching, adapter = self.actions_.teaching, pane.adapter
        lesson = self.actions_.perform(lambda: teaching.lesson_of(adapter)) if adapter is not None else None
        if lesson is not None:
            teaching.take(lesson)
            teaching.teach(lesson, {name: self._asked_row.get(name, "") for name in lesson.texts}, chosen)
            pane.show_taught(chosen)

    # --- answers ----------------------------------------------------------------------------------------------------

    def _pane(self, request: int, key: str | None) -> PlaygroundPane | None:
        return self.panes.get(key or "") if request in self._asked else None

    def _classified(self, reply: Classified) -> None:
        pane = self._pane(reply.request, reply.pane)
        if pane is not None:
            pane.show_probabilities(reply)

    def _text(self, reply: TextPart) -> None:
        pane = self._pane(reply.request, reply.pane)
        if pane is not None:
            pane.add_text(reply.text)

    def _text_done(self, reply: TextDone) -> None:
        pane = self._pane(reply.request, reply.pane)
        if pane is not None:
            pane.show_text(reply)

    def _table_progress(self, reply: TableProgress) -> None:
        if reply.request == self._table_request:
            self.table.show_progress(reply)

    def _done(self, reply: RequestDone) -> None:
        if reply.request == self._table_request:
            self.table.finish(reply.out)
        elif reply.request in self._asked:
            self._over(reply.request)
            if not self._asked:
                self._remember()

    def _cancelled(self, reply: Cancelled) -> None:
        if reply.request == self._opening:
            self._opened = None  # the next question tries again
        if reply.request == self._table_request and self.table.is_running():
            self.table.end(tr("Cancelled. What was asked so far is not saved."))
        self._over(reply.request)

    def _failed(self, reply: RequestFailed) -> None:
        if reply.request == self._table_request:
            if reply.pane is None:
                self.table.end(said(reply.message))
            else:  # the others go on
                self.notice.say(said(reply.message), "warning")
            return
        pane = self._pane(reply.request, reply.pane)
        if pane is not None:
            pane.say_problem(said(reply.message))
        else:
            if not self.notice.isVisible():  # what follows from a model that did not open says less
                self.notice.say(said(reply.message), "error")
            if reply.pane is None and reply.request not in self._asked:
                self._opened = None  # the model did not open; the next question tries again
        if reply.pane is None:
            self._over(reply.request)

    def _crashed(self, message: str) -> None:
        self.notice.say(message, "error")
        if self.table.is_running():
            self.table.end(message)
        for request in list(self._asked):
            self._over(request)

    def _over(self, request: int) -> None:
        self._asked.discard(request)
        if not self._asked:
            for pane in self.panes.values():
                pane.give_up()
        self._show_possible()

    # --- history ----------------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        answers = {pane.title.text(): pane.answer() for pane in self.panes.values()}
        kept = [one for one in self._remembered() if one["row"] != self.input.row()]
        newest = {"row": self.input.row(), "answers": answers}
        self.session.settings.setValue(_HISTORY_KEY, json.dumps([newest, *kept][:_HISTORY]))
        self._fill_history()

    def _remembered(self) -> list[dict[str, dict[str, str]]]:
        try:
            found = json.loads(str(self.session.settings.value(_HISTORY_KEY, "[]")))
        except ValueError:
            return []
        return [one for one in found if isinstance(one, dict) and "row" in one and "answers" in one]

    def _fill_history(self) -> None:
        self.history.clear()
        for one in self._remembered():
            text = " · ".join(one["row"].values()).replace("\n", " ")
            answers = tr(", ").join(f"{who}: {answer}" for who, answer in one["answers"].items()).replace("\n", " ")
            item = QListWidgetItem(f"{text}  →  {answers}")
            told = [*one["row"].values(), "", *(f"{who}: {answer}" for who, answer in one["answers"].items())]
            item.setToolTip(plain("\n".join(told)))
            item.setData(Qt.ItemDataRole.UserRole, one["row"])
            self.history.addItem(item)

    def _ask_again(self, item: QListWidgetItem) -> None:
        self.input.set_row(item.data(Qt.ItemDataRole.UserRole))


def _scrolling(widget: QWidget, *, sideways: bool) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    if sideways:
        area.setMinimumHeight(240)
    else:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
