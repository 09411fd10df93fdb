"""Data: the table, what it is, what is learned from it, and how it is divided."""

from __future__ import annotations

from pydantic import ValidationError
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from studio.data_spec import DataSpec
from studio.errors import StudioError
from studio.spec import validation_sentence
from studio.store.datasets import hub_source_of
from studio.store.store import DataSetRow
from ui import dialogs, numbers
from ui.actions import Actions
from ui.charts.class_balance import ClassBalance
from ui.charts.export import ChartButtons
from ui.data_facts import DataFacts, Finding, data_facts
from ui.forms.columns_form import ColumnsForm
from ui.forms.drop_zone import DropZone
from ui.forms.findings_list import FindingsList
from ui.forms.label_words import LabelWords
from ui.forms.length_panel import LengthPanel, length_findings
from ui.forms.read_form import ReadForm
from ui.forms.reading_pane import ReadingPane
from ui.forms.rows import FormRows
from ui.forms.split_form import SplitForm
from ui.forms.table_view import BAD, TableView
from ui.kept import keep_sizes
from ui.language import counted, said, sentences, tr
from ui.page_frame import PageFrame
from ui.pages.chart_saving import connect_charts
from ui.pages.hub_table_dialog import open_hub_table_dialog
from ui.pages.plan import short_model
from ui.plain_text import plain
from ui.session import Session
from ui.theme import SPACE_2, SPACE_3, SPACE_4
from ui.widgets import ComboBox, Fold, Notice, button, hint, named, quiet_button, row_of, section_title, set_role
from ui.workers.background import run_in_background

_FACTS_MS = 120  # after the last change
_MOST_BARS = 8  # more stand in a fold
_BALANCES = (
    (tr("Use rows as they are"), "none"),
    (tr("Weigh rare labels more"), "class_weights"),
    (tr("Show each label equally often"), "balanced_sampling"),
)
_CUTS = ((tr("At the end"), "end"), (tr("At the start"), "start"), (tr("In the middle"), "middle"))


class DataPage(QWidget):
    """facts: what is known of the rows now; None while it is worked out or where a step is missing."""

    title = tr("Data")

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = actions
        self.facts: DataFacts | None = None
        self._asked = 0
        self._versions: dict[str, DataSetRow] = {}
        frame = PageFrame(self, self.title, tr("The table to learn from."), scroll=False)
        self.about = frame.about
        self.version = named(ComboBox(), tr("Version"), tr("Versions of this data set; each keeps its rows for good."))
        self.version.hide()
        frame.head.addWidget(self.version, 0, Qt.AlignmentFlag.AlignTop)
        self.another = button(
            tr("Another table …"), tr("Import another table; several files are one table (Ctrl+I)."), icon_name="file"
        )
        frame.head.addWidget(self.another, 0, Qt.AlignmentFlag.AlignTop)
        self.from_hub = button(
            tr("From the hub …"), tr("Fetch a data set of the Hugging Face hub (Ctrl+Shift+H)."), icon_name="download"
        )
        frame.head.addWidget(self.from_hub, 0, Qt.AlignmentFlag.AlignTop)
        self.drop = DropZone()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.drop)
        self.middle = self._make_middle()
        self.stack.addWidget(self.middle)
        self.reading = ReadingPane()
        self.stack.addWidget(self.reading)
        frame.body.addWidget(self.stack, 1)
        self.unsaved = Notice()
        self.discard = quiet_button(
            tr("Discard"), tr("Show the table as its file has it. Undo brings the changes back.")
        )
        self.unsaved.row.insertWidget(1, self.discard)
        frame.body.addWidget(self.unsaved)
        self.problem = Notice()
        frame.body.addWidget(self.problem)
        self.next = frame.add_primary(tr("Next: Model"), tr("Choose the base model."))
        self._timer = QTimer(self, singleShot=True, interval=_FACTS_MS)
        self._timer.timeout.connect(self._ask_facts)
        self._connect()
        self.show_draft()
        self._show_lengths()  # which another page may have had counted before

    def _make_middle(self) -> QWidget:
        self.rows = TableView()
        self.rows.keep_widths(self.session.settings)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(SPACE_4)
        splitter.addWidget(self.rows)
        splitter.addWidget(self._make_panel())
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([620, 380])
        keep_sizes(splitter, self.session.settings, "data")
        return splitter

    def _make_panel(self) -> QWidget:
        """What can be set, in the order in which it matters."""
        self.columns = ColumnsForm()
        self.notes = FindingsList()
        self.lengths = LengthPanel()
        self.balance_chart = ClassBalance()
        self.spread = hint()
        self.all_balance_chart = ClassBalance()
        self.all_classes = Fold(tr("All labels"), tr("Show how many rows each label has."))
        self.all_classes.body.addWidget(self.all_balance_chart)
        self.lopsided = Notice()
        self.spellings = Notice()
        self.balance = named(ComboBox(_BALANCES), tr("Balance"), tr("What to do where some labels are rare."))
        self.split = SplitForm()
        self.words = LabelWords()
        self.read = ReadForm()
        words_fold = Fold(tr("Label words"), tr("The word that the model answers for each label."))
        words_fold.body.addWidget(self.words)
        self.words_fold = words_fold
        self.read_fold = Fold(
            tr("How the file was read"), tr("Encoding, delimiter, quoting and header; each can be overruled.")
        )
        self.read_fold.body.addWidget(self.read)
        inside = set_role(QWidget(), "body")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, SPACE_3, 0)
        column.setSpacing(SPACE_2)
        for widget in (section_title(tr("What to learn")), self.columns, self.notes):
            column.addWidget(widget)
        column.addSpacing(SPACE_3)
        column.addWidget(self._make_classes())
        column.addWidget(self.lengths)
        cut_rows = FormRows()
        about_cuts = tr("Where texts are cut that are longer than the model reads.")
        self.cut = named(ComboBox(_CUTS), tr("Cut long texts"), about_cuts)
        self.cut_row = cut_rows.add_field(tr("Cut long texts"), self.cut)
        self.cut_row.set_visible(False)
        column.addLayout(cut_rows)
        column.addSpacing(SPACE_3)
        for below in (section_title(tr("Split")), self.split, self.words_fold, self.read_fold):
            column.addWidget(below)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumWidth(340)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(inside)
        return area

    def _make_classes(self) -> QWidget:
        self.classes = QWidget()
        column = QVBoxLayout(self.classes)
        column.setContentsMargins(0, 0, 0, SPACE_3)
        column.setSpacing(SPACE_2)
        self.balance_buttons = ChartButtons(tr("class balance"), lambda: self._shown_balance().tools)
        head = row_of(section_title(tr("Labels")))
        head.addWidget(self.balance_buttons, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        for widget in (self.balance_chart, self.spread, self.all_classes, self.spellings, self.lopsided):
            column.addWidget(widget)
        rows = FormRows()
        self.balance_row = rows.add_field(tr("Balance"), self.balance)
        column.addLayout(rows)
        return self.classes

    def _connect(self) -> None:
        session, actions = self.session, self.actions_
        session.data_changed.connect(self.show_draft)
        session.project_changed.connect(self._show_versions)
        session.lengths.changed.connect(self._show_lengths)
        session.lengths.moved.connect(self.lengths.show_progress)
        actions.tables.reading.changed.connect(self._show_reading)
        actions.tables.reading.moved.connect(self.reading.show_share)
        self.reading.cancel_wanted.connect(actions.tables.reading.cancel)
        self.drop.dropped.connect(actions.tables.import_table)
        self.drop.clicked.connect(self.choose_table)
        self.another.clicked.connect(self.choose_table)
        for place in (self.drop.hub_wanted, self.from_hub.clicked):
            place.connect(lambda *_: open_hub_table_dialog(self, actions))
        self.columns.changed.connect(lambda values: session.update_data(**values))
        self.split.changed.connect(lambda values: session.update_data(**values))
        self.words.changed.connect(lambda words: session.update_data(label_words=words))
        self.read.changed.connect(actions.tables.read_again)
        self.rows.excluded_changed.connect(actions.rows.exclude_rows)
        self.rows.edited.connect(actions.rows.change_cells)
        self.unsaved.clicked.connect(actions.rows.save_changes)
        self.discard.clicked.connect(actions.rows.discard_changes)
        self.version.activated.connect(lambda _index: self._use_version())
        self.notes.chosen.connect(self._show_rows)
        self.lengths.chosen.connect(self._show_rows)
        for chart in (self.balance_chart, self.all_balance_chart):
            chart.label_chosen.connect(self.rows.show_label)
        connect_charts(self, actions)
        self.balance.activated.connect(lambda _index: session.update_data(balance=self.balance.value()))
        self.lopsided.clicked.connect(lambda: session.update_data(balance="balanced_sampling"))
        self.spellings.clicked.connect(
            lambda: session.update_data(merge_labels=None if session.default("merge_labels") else True)
        )
        self.cut.activated.connect(lambda _index: session.update_data(cut=self.cut.value()))
        self.next.clicked.connect(lambda: actions.page_wanted.emit("model"))

    def choose_table(self) -> None:
        """Ask for a file and import it."""
        paths = dialogs.ask_tables(self)
        if paths:
            self.actions_.tables.import_table(paths)

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_draft(self) -> None:
        """The session's table and the draft for it."""
        table, data = self.session.table, self.session.data
        self._show_stack()
        self.another.setVisible(table is not None)
        self.from_hub.setVisible(table is not None)
        self.rows.show_table(table, data.get("exclude", ()), self.session.changes)
        self._show_unsaved()
        if table is None:
            self.about.setText(tr("The table to learn from."))
            self.problem.clear()
            self.next.setEnabled(False)
            return
        rows = counted(len(table), "{n} row", "{n} rows")
        columns = counted(len(table.columns), "{n} column", "{n} columns")
        about = tr("{table}: {rows}, {columns}.", table=table.name, rows=rows, columns=columns)
        self.about.setText(sentences(about, self._origin()))
        self.columns.show_draft(table.columns, data)
        self.read.show_table(table, self.session.read_options())
        default = self.session.default
        test_file = data.get("test_file")
        self.split.show_draft(default("validation"), default("test"), default("seed"), test_file=test_file)
        self.balance.set_value(default("balance"))
        self.cut.set_value(default("cut"))
        is_classification = "label" in data
        self.classes.setVisible(is_classification)
        self.words_fold.setVisible(is_classification)
        self._show_labels()
        self._show_versions()
        self._show_problem()
        self._timer.start()
        self.session.lengths.watch()

    def _show_labels(self) -> None:
        """Those to filter by; of merged ones each spelling is found."""
        facts, column = self.facts, self.session.data.get("label")
        spellings = facts.spellings if facts is not None and self.session.default("merge_labels") else {}
        self.rows.show_labels(column, list(facts.counts) if facts is not None else (), spellings)

    def _show_reading(self) -> None:
        """A large table that is being read."""
        reading = self.actions_.tables.reading
        if reading.name:
            self.reading.show_reading(reading.name, reading.first, is_fetched=reading.is_fetched)
        self._show_stack()

    def _show_stack(self) -> None:
        shown = self.drop if self.session.table is None else self.middle
        self.stack.setCurrentWidget(self.reading if self.actions_.tables.reading.name else shown)

    def _show_unsaved(self) -> None:
        """The cells that are changed and not saved yet."""
        changed, version = sum(map(len, self.session.changes.values())), self._version_number()
        if not changed:
            self.unsaved.clear()
            return
        text = counted(
            changed,
            "{n} cell changed. Training saves the table first, as a new version.",
            "{n} cells changed. Training saves the table first, as a new version.",
        )
        tip = tr("The file of version {version} stays as it is.", version=version) if version else ""
        self.unsaved.say(text, "info", tr("Save version"), tip)

    def _version_number(self) -> int | None:
        """Of the data set that is open, where it is a version of one."""
        table = self.session.file_table
        name = table.path.parent.name if table is not None else ""
        return int(name[1:]) if name.startswith("v") and name[1:].isdecimal() else None

    def _origin(self) -> str:
        """Where on the hub the table came from; how to fetch it again is in the tip."""
        table = self.session.file_table
        hub = hub_source_of(table.path) if table is not None else None
        self.about.setToolTip(plain(tr("To fetch the same again: {command}", command=hub.command) if hub else ""))
        if hub is None:
            return ""
        return tr(
            "From the hub: {name}, {split}, revision {revision}.",
            name=hub.repository,
            split=hub.split,
            revision=numbers.short_revision(hub.revision),
        )

    def _show_versions(self) -> None:
        """The versions of the data set that is open, the newest first; hidden while there is one."""
        project, table = self.session.project, self.session.file_table
        rows = (self.actions_.read(project.store.data_sets) or []) if project is not None and table is not None else []
        self._versions = {row.version: row for row in rows if table and row.folder.parent == table.path.parent.parent}
        newest_first = sorted(self._versions, key=lambda version: int(version[1:]), reverse=True)
        self.version.set_choices([(tr("Version {number}", number=version[1:]), version) for version in newest_first])
        self.version.set_value(table.path.parent.name if table is not None else None)
        self.version.setVisible(len(newest_first) > 1)

    def _use_version(self) -> None:
        row = self._versions.get(str(self.version.value()))
        if row is not None:
            self.actions_.rows.use_version(row)

    def _show_problem(self) -> None:
        """What keeps this step from being complete, in one sentence."""
        try:
            DataSpec.model_validate(self.session.data)
        except ValidationError as error:
            self.problem.say(said(validation_sentence(error, tr("The table"), DataSpec)), "warning")
            self.next.setEnabled(False)
            return
        self.problem.clear()
        self.next.setEnabled(True)

    def _ask_facts(self) -> None:
        """Work out what the rows are like, on a thread."""
        table, data = self.session.table, dict(self.session.data)
        self._asked += 1
        self.facts = None
        if table is None or self.session.data_spec() is None:
            return
        asked = self._asked

        def show(facts: DataFacts) -> None:
            if asked == self._asked:
                self._show_facts(facts)

        def failed(error: Exception) -> None:
            if not isinstance(error, StudioError):
                raise error
            if asked == self._asked:
                self.problem.say(said(error.message), "error")
                self.next.setEnabled(False)

        run_in_background(lambda: data_facts(table, data), show, failed)

    def _show_facts(self, facts: DataFacts) -> None:
        self.facts = facts
        data = self.session.data
        self._show_findings()
        test_file = data.get("test_file")
        self.split.show_sizes(facts.train, facts.validation, facts.test, test_file=test_file)
        if not facts.counts:
            return
        counts = list(facts.counts.items())
        many = len(counts) > _MOST_BARS
        (commonest, most), (rarest, fewest) = counts[0], counts[-1]
        self.spread.setText(
            counted(
                fewest,
                '{labels} labels, from {n} row ("{rarest}") to {most:,} ("{commonest}").',
                '{labels} labels, from {n} rows ("{rarest}") to {most:,} ("{commonest}").',
                labels=len(counts),
                rarest=rarest,
                most=most,
                commonest=commonest,
            )
        )
        self.spread.setVisible(many)
        self.all_classes.setVisible(many)
        self.balance_chart.setVisible(not many)
        (self.all_balance_chart if many else self.balance_chart).set_counts(facts.counts)
        self._show_labels()
        self.words.show_words(sorted(facts.counts), data.get("label_words"))
        self._show_lopsided(facts)
        self._show_spellings(facts)

    def _show_findings(self) -> None:
        """What is to be said of the rows, and the rows that can be shown alone."""
        table, facts, lengths = self.session.table, self.facts, self.session.lengths.found
        if table is None or facts is None:
            return
        bad = counted(len(table.bad_rows), "{n} row could not be read.", "{n} rows could not be read.")
        unread = [Finding(BAD, tr("Bad rows"), (), bad, True)] if table.bad_rows else []
        self.notes.show_findings([*unread, *facts.findings])
        excluded = set(self.session.data.get("exclude", ()))
        self.rows.show_findings([*facts.findings, *(length_findings(lengths, excluded) if lengths else ())])

    def _show_rows(self, finding: Finding) -> None:
        if finding.key == BAD:
            self.rows.show_bad_rows()
        else:
            self.rows.show_only(finding)

    def _show_lengths(self) -> None:
        lengths = self.session.lengths
        excluded = set(self.session.data.get("exclude", ()))
        self.lengths.show_lengths(
            lengths.found,
            excluded,
            short_model(self.session.model_name),
            is_counting=lengths.is_counting,
            problem=lengths.problem,
        )
        has_cut = lengths.found is not None and bool(lengths.found.cut())
        self.cut_row.set_visible(has_cut or self.session.default("cut") != "end")
        self._show_findings()

    def _shown_balance(self) -> ClassBalance:
        facts = self.facts
        return self.all_balance_chart if facts and len(facts.counts) > _MOST_BARS else self.balance_chart

    def _show_spellings(self, facts: DataFacts) -> None:
        """Labels that differ in case or white space alone."""
        if not facts.spellings:
            self.spellings.clear()
            return
        (other, first), number = next(iter(facts.spellings.items())), len(facts.spellings)
        if self.session.default("merge_labels"):
            text = counted(
                number,
                "{n} label counts as another one that is spelled alike: “{other}” as “{first}”.",
                "{n} labels count as others that are spelled alike, such as “{other}” as “{first}”.",
                other=other,
                first=first,
            )
            self.spellings.say(text, "info", tr("Keep apart"), tr("Let each spelling be a label of its own."))
            return
        text = counted(
            number,
            "{n} label is spelled like another one: “{other}” and “{first}”.",
            "{n} labels are spelled like others, such as “{other}” and “{first}”.",
            other=other,
            first=first,
        )
        self.spellings.say(text, "warning", tr("Merge"), tr("Let spellings of one label count as one."))

    def _show_lopsided(self, facts: DataFacts) -> None:
        balance = self.session.default("balance")
        self.balance_row.set_visible(facts.lopsided or balance != "none")
        if not facts.lopsided or balance != "none":
            self.lopsided.clear()
            return
        commonest, most = next(iter(facts.counts.items()))
        share = most / sum(facts.counts.values())
        self.lopsided.say(
            tr(
                'Uneven: always saying "{label}" would be right for {share} of the rows.',
                label=commonest,
                share=numbers.percent(share),
            ),
            "warning",
            tr("Even out"),
            tr("Show each label equally often while training."),
        )
