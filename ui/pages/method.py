"""Method: how the soft prompt is made, where it stands, and how it is trained."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.data.columns import ColumnGuess
from studio.data.reading import template_tokens
from studio.data.template import Template
from studio.data_spec import DataSpec, task_of
from studio.errors import TemplateError
from studio.methods.registry import METHODS
from studio.methods.settings import MethodSettings
from studio.spec import TrainingSpec
from studio.store.datasets import DataSetVersion
from studio.store.store import DataSetRow
from ui import dialogs, numbers
from ui.actions import Actions
from ui.forms.config_form import ConfigForm
from ui.forms.editors import Editor
from ui.forms.method_cards import MethodCards
from ui.forms.tables_editor import TableList, TablesEditor
from ui.forms.template_editor import TemplateEditor
from ui.language import counted, said, tr
from ui.page_frame import PageFrame
from ui.pages.chart_saving import connect_charts
from ui.pages.rate_dialog import open_rate_dialog
from ui.session import Session
from ui.template_sync import counted_tokens, with_tokens, with_virtual_tokens
from ui.theme import SPACE_2, SPACE_6
from ui.widgets import Notice, hairline, hint, quiet_button, section_title

_SELDOM = {
    "prefix_tuning": ("reparameterization_size", "dropout"),
    "cpt": ("examples_seed", "loss_decay", "context_weight"),
    "multitask_prompt_tuning": (
        "task_learning_rate",
        "num_ranks",
        "teacher_epochs",
        "teacher_learning_rate",
        "distillation",
        "largest_table",
    ),
    "p_tuning": ("encoder_size", "encoder_layers", "encoder_dropout", "pooling", "head_dropout", "head_learning_rate"),
    "prompt_tuning": ("pooling", "head_dropout", "head_learning_rate"),
    "p_tuning_v2": ("dropout", "head_dropout", "head_learning_rate"),
}
_TRAINING_SELDOM = tuple(
    name
    for name in TrainingSpec.model_fields
    if name not in ("epochs", "batch_size", "learning_rate", "early_stopping")
)
_RELEVANT = {
    "start_text": lambda values: values.get("start") == "text",
    "start_file": lambda values: values.get("start") == "file",
    "pooling": lambda values: values.get("head") is not False,
    "head_learning_rate": lambda values: values.get("head") is not False,
    "head_dropout": lambda values: values.get("head") is not False,
    "reparameterization_size": lambda values: bool(values.get("reparameterization")),
    **dict.fromkeys(
        ("tasks", "teacher_epochs", "teacher_learning_rate", "distillation", "largest_table"),
        lambda values: values.get("stage") == "source",
    ),
}
_TRAINING_EMPTY = {
    "max_steps": tr("No limit"),
    "eval_every_steps": tr("Each epoch"),
    "early_stopping": tr("Off"),
    "threads": tr("All cores but one"),
}


class MethodPage(QWidget):
    """The draft's method, template and training."""

    title = tr("Method")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        frame = PageFrame(self, self.title, tr("How the soft prompt is made, where it stands, and how it is trained."))
        self.cards = MethodCards(METHODS)
        frame.body.addWidget(self.cards)
        self.form: ConfigForm | None = None
        self.tables: TableList | None = None  # of a method that learns from several
        self._shown_method: MethodSettings | None = None
        self._shown_training: TrainingSpec | None = None
        self.form_place = QVBoxLayout()
        self.method_title = section_title("")
        self.warning = Notice()
        self.training = self._make_training()
        self.reasons = hint()
        self.template = TemplateEditor()
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_6)
        columns.addLayout(self._make_left(), 4)
        columns.addLayout(self._make_right(), 5)
        frame.body.addWidget(hairline())
        frame.body.addLayout(columns)
        frame.body.addStretch(1)
        self.next = frame.add_primary(tr("Next: Train"), tr("See what will be trained, and start it."))
        self._connect()
        self.show_method()
        self.show_data()

    def _make_left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addWidget(self.method_title)
        column.addWidget(self.warning)
        column.addLayout(self.form_place)
        column.addSpacing(SPACE_2)
        column.addWidget(section_title(tr("Training")))
        column.addWidget(self.training)
        column.addWidget(self.reasons)
        self.find_rate = quiet_button(
            tr("Find a learning rate …"), tr("Train a hundred steps with a growing rate, and see where the loss falls.")
        )
        column.addWidget(self.find_rate, 0, Qt.AlignmentFlag.AlignLeft)
        self.recommended = quiet_button(
            tr("Back to what is recommended"), tr("Take back all changes to training and method.")
        )
        column.addWidget(self.recommended, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return column

    def _make_right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_2)
        column.addWidget(section_title(tr("Template")))
        column.addWidget(
            hint(tr("How a row is written for the model: words, columns in braces, virtual tokens as {soft:20}."))
        )
        column.addWidget(self.template)
        self.no_table = Notice()
        column.addWidget(self.no_table)
        column.addStretch(1)
        return column

    def _make_training(self) -> ConfigForm:
        form = ConfigForm(
            TrainingSpec,
            advanced=_TRAINING_SELDOM,
            empty=_TRAINING_EMPTY,
            fold_tip=tr("Settings of the training that seldom need to be changed."),
        )
        form.set_relevant("loss", lambda _values: task_of(self.session.data) == "classification")
        for name in ("max_new_tokens", "generated_rows"):
            form.set_relevant(name, lambda _values: self._generates())
        return form

    def _generates(self) -> bool:
        return bool(self.session.data.get("target"))

    def _connect(self) -> None:
        session = self.session
        session.method_changed.connect(self.show_method)
        session.data_changed.connect(self.show_data)
        session.model_changed.connect(self.show_data)
        self.cards.chosen.connect(self._choose)
        self.training.changed.connect(self._training_changed)
        self.template.changed.connect(self._template_changed)
        self.template.reset.connect(lambda: self._template_changed(None))
        self.template.row_number.valueChanged.connect(lambda _row: self._show_preview())
        self.recommended.clicked.connect(self._recommend)
        self.find_rate.clicked.connect(lambda: open_rate_dialog(self, self.actions_))
        session.lengths.changed.connect(self._show_preview)
        self.no_table.clicked.connect(lambda: self.actions_.page_wanted.emit("data"))
        self.next.clicked.connect(lambda: self.actions_.page_wanted.emit("train"))
        connect_charts(self, self.actions_)

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_method(self) -> None:
        """The method and the training of the draft."""
        method = self.session.method
        self.cards.show_chosen(method.name)
        if self.form is None or self.form.model_type is not type(method):
            self._make_form(type(method))
        assert self.form is not None
        if method != self._shown_method:  # what the user is writing, valid or not yet, stays
            self.form.set_values(method.model_dump())
            self._shown_method = method
        self.method_title.setText(said(method.title))
        self._show_fits()
        self._show_recommended()
        if self.session.training != self._shown_training:
            self.training.set_values(self.session.training.model_dump())
            self._shown_training = self.session.training
        self._show_unusable()
        self._show_preview()

    def _show_unusable(self) -> None:
        """Nobody trains with older settings than those that are written here."""
        assert self.form is not None
        why = self.form.unusable() or self.training.unusable()
        self.next.setEnabled(not why)
        self.find_rate.setEnabled(not why and self.session.table is not None and self.session.method.trains)
        self.session.set_unusable(why)

    def _show_recommended(self) -> None:
        if not self.session.method.trains:
            for name in ("learning_rate", "epochs"):
                self.training.set_empty(name, tr("Nothing is trained"))
            self.reasons.setText("")
            return
        found = self.session.recommendation()
        rate = numbers.rate(found.learning_rate)
        self.training.set_empty("learning_rate", tr("{value} recommended", value=rate))
        self.training.set_empty("epochs", tr("{value} recommended", value=found.epochs))
        why_rate, why_epochs = said(found.learning_rate_reason), said(found.epochs_reason)
        lines = (
            tr("Recommended: a learning rate of {rate}. {reason}", rate=rate, reason=why_rate),
            counted(found.epochs, "{n} epoch. {reason}", "{n} epochs. {reason}", reason=why_epochs),
        )
        self.reasons.setText("\n".join(lines))

    def _show_fits(self) -> None:
        self.cards.show_misfits({name: self.session.misfit(name) for name in METHODS})
        self.warning.say(" ".join(map(said, self.session.warnings())), "warning")

    def _make_form(self, settings: type[MethodSettings]) -> None:
        self.tables = None
        if self.form is not None:
            self.form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        name = str(settings.model_fields["name"].default)
        self.form = ConfigForm(
            settings,
            advanced=_SELDOM.get(name, ()),
            empty={"encoder_size": tr("The model's own")},
            relevant=_RELEVANT,
            own=self._make_tables() if "tasks" in settings.model_fields else None,
            fold_tip=tr("Settings of the method that seldom need to be changed."),
        )
        self._shown_method = None
        self.form.changed.connect(self._method_changed)
        self.form_place.addWidget(self.form)
        before: QWidget = list(self.cards.cards.values())[-1]
        for control in self.form.controls():  # made later than what follows them
            self.setTabOrder(before, control)
            before = control

    def _make_tables(self) -> dict[str, Editor]:
        """A list of the tables that a source run learns from beside the first."""
        editor = TablesEditor()
        self.tables = editor.widget
        self.tables.data_set_wanted.connect(self._add_table)
        self.tables.file_wanted.connect(lambda: self._add_table(dialogs.ask_table(self)))
        self._show_data_sets()
        return {"tasks": editor}

    def _show_data_sets(self) -> None:
        project = self.session.project
        if self.tables is not None and project is not None:
            self.tables.show_data_sets(self.actions_.read(project.store.data_sets) or [])

    def show_data(self) -> None:
        """The template of the draft, on a row of the table."""
        table = self.session.table
        self._show_data_sets()
        self._show_unusable()
        self.template.setEnabled(table is not None)
        self._show_fits()
        self._show_recommended()
        if table is None:
            self.no_table.say(
                tr("The template needs a table, for its columns."), "info", tr("Choose a table"), tr("Go to Data.")
            )
            self.template.show_preview((), None, None)
            return
        self.no_table.clear()
        self.template.show_columns(table.columns, len(table))
        self.session.lengths.watch()
        data = self.session.data_spec()
        if data is not None:
            self.template.show_template(self.session.template_text(data))
        self.training.is_valid()  # which settings matter depends on the task
        self._show_preview()

    def _show_preview(self) -> None:
        table, data = self.session.table, self.session.data_spec()
        if table is None or data is None:
            return
        method, lengths = self.session.method, self.session.lengths
        row = table.row(min(self.template.row_number.value(), len(table)) - 1)
        try:
            template = Template.parse(self.session.template_text(data))
            template.check_columns(table.columns)
            placed = with_virtual_tokens(template, method)
        except TemplateError as error:
            self.template.say_error(said(error.message))
            return
        reading, answer = lengths.reading, _answer(row, data)
        note = " ".join(filter(None, (_placing_note(method, template), said(lengths.problem))))
        if reading is None or not set(reading.template.columns) <= set(table.columns):
            self.template.show_preview(template_tokens(placed, row, answer), None, None, note)
            return
        longest = lengths.found.longest(data.exclude) if lengths.found is not None else None
        self.template.show_longest(longest)
        most = lengths.found.tokens[longest] + reading.answer_room if lengths.found and longest is not None else None
        tokens = reading.tokens(row, answer)
        self.template.show_preview(tokens, reading.budget(tokens), most, note)

    # --- what the user changes ------------------------------------------------------------------------------------

    def _choose(self, name: str) -> None:
        self.session.choose_method(name)
        method = self.session.method
        counted = counted_tokens(self.session.data.get("template") or "")
        if counted and 0 < method.num_virtual_tokens != counted:
            self.session.set_method(method.model_copy(update={"num_virtual_tokens": counted}))

    def _method_changed(self) -> None:
        self._show_unusable()
        if self.form is None or not self.form.is_valid():
            return
        method = self.form.model()
        assert isinstance(method, MethodSettings)
        self._shown_method = method
        self.session.set_method(method)
        written = self.session.data.get("template")
        if written is not None and method.product != "none":
            self.session.update_data(template=with_tokens(written, method.num_virtual_tokens))

    def _template_changed(self, text: str | None) -> None:
        self.session.update_data(template=text)
        counted = counted_tokens(text) if text else None
        method = self.session.method
        if counted is not None and method.product != "none" and counted != method.num_virtual_tokens:
            values = method.model_dump() | {"num_virtual_tokens": counted}
            try:
                self.session.set_method(type(method).model_validate(values))
            except ValidationError:  # more than there may be: the preview says that the two differ
                self._show_preview()

    def _add_table(self, table: Path | DataSetRow | None) -> None:
        """Learn from one more table, with its columns as they look."""
        shown = self.tables
        if table is None or shown is None:
            return

        def add(version: DataSetVersion, guess: ColumnGuess) -> None:
            if shown is self.tables:
                self._show_data_sets()
                roles = {"text": guess.text, "text_pair": guess.text_pair, "label": guess.label, "target": guess.target}
                options = version.card.options.model_dump(exclude_none=True)
                shown.add({"file": str(version.path), **options, **roles}, name=version.name)

        self.actions_.tables.describe_table(table, add)

    def _training_changed(self) -> None:
        self._show_unusable()
        if self.training.is_valid():
            training = self.training.model()
            assert isinstance(training, TrainingSpec)
            self._shown_training = training
            self.session.set_training(training)

    def _recommend(self) -> None:
        self._shown_method = self._shown_training = None  # half-written values go too
        self.session.set_training(TrainingSpec())
        plain = type(self.session.method).model_validate({})
        self.session.set_method(plain)
        written = self.session.data.get("template")
        if written is not None and plain.product != "none":
            self.session.update_data(template=with_tokens(written, plain.num_virtual_tokens))
        self.show_method()


def _answer(row: dict[str, str], data: DataSpec) -> str:
    """What the model learns to say of a row."""
    if data.label is None:
        return row.get(data.answers, "")
    label = row.get(data.label, "")
    return (data.label_words or {}).get(label, label)


def _placing_note(method: MethodSettings, template: Template) -> str:
    title = said(method.title)
    if method.product == "none":
        if not template.slots:
            return ""
        return tr("{method} has no virtual tokens: those that the template has are left out.", method=title)
    if method.product == "key_value":
        return tr(
            "{method} puts its virtual tokens before the whole text, in every layer, wherever they are written.",
            method=title,
        )
    if method.product == "gated":
        return tr(
            "{method} reads its virtual tokens beside the text, in its layers, wherever they are written.", method=title
        )
    if template.slots and not template.slots_in_front:
        return tr(
            "Virtual tokens inside the text: the adapter keeps the template beside it, which PEFT alone does not know."
        )
    return ""
