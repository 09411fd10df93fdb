"""What is wrong with a run before its model is loaded, and what is not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from studio.data.placing import check_run
from studio.data.readers import read_table
from studio.data.run_data import prepare
from studio.data.run_tables import read_data
from studio.data.table import Table
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.errors import LabelError, MethodError, SpecError, StudioError, TableError, TemplateError
from studio.spec import RunSpec, run_spec_from

ROWS = "text,label,id\n" + "".join(
    f"number {n} is {('bad', 'good')[n % 2]},{('neg', 'pos')[n % 2]},{n}\n" for n in range(8)
)


def _spec(
    data: dict[str, Any], method: dict[str, Any] | None = None, training: dict[str, Any] | None = None
) -> RunSpec:
    known = {"file": "table.csv", "text": "text", "label": "label"}
    data = {key: value for key, value in (known | data).items() if value is not None}
    method = {"name": "prompt_tuning", "num_virtual_tokens": 4} | (method or {})
    return run_spec_from({"data": data, "method": method, "training": training or {}})


@pytest.fixture
def check(tmp_path: Path, tiny_model: Path) -> Any:
    """Checks a run on a table; with_model: as far as its model's own files tell, too."""

    def check(
        rows: str = ROWS,
        *,
        test_rows: str | None = None,
        with_model: bool = False,
        method: Any = None,
        training: Any = None,
        **data: Any,
    ) -> None:
        (tmp_path / "table.csv").write_text(rows, encoding="utf-8")
        if test_rows is not None:
            (tmp_path / "test.csv").write_text(test_rows, encoding="utf-8")
            data["test_file"] = "test.csv"
        spec = _spec(data, method, training)
        check_run(spec, read_data(spec.data, tmp_path), tiny_model if with_model else None)

    return check


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        ({"text": "txt"}, StudioError, '"txt"'),
        ({"text": "txt", "template": "{text}"}, TableError, "no column 'txt'. Did you mean 'text'"),
        ({"template": "{txt} is"}, TemplateError, 'no column "txt"'),
        ({"template": "{text"}, TemplateError, "lone"),
        ({"template": "{soft:3}{text}"}, TemplateError, "slots hold 3 virtual tokens and num_virtual_tokens is 4"),
        ({"template": "{text} is {label}"}, TemplateError, 'shows the column "label"'),
        ({"label": None, "target": "id", "template": "{text}{id}"}, TemplateError, 'shows the column "id"'),
        ({"validation": 0.0, "training": {"early_stopping": 2}}, SpecError, "early_stopping: without validation rows"),
        ({"label": "labl"}, TableError, "Did you mean 'label'"),
        ({"label": None, "target": "answer"}, TableError, "no column 'answer'"),
        ({"label_words": {"pos": "good", "neg": " "}}, LabelError, '"neg": its label word is empty'),
        ({"label_words": {"pos": "good", "other": "bad"}}, LabelError, 'no word for the label "neg"'),
        ({"exclude": list(range(8))}, TableError, "every row is excluded"),
        ({"label": None, "target": "label", "exclude": list(range(8))}, TableError, "every row is excluded"),
        ({"exclude": [0, 2, 4, 6]}, LabelError, "only one label"),
        ({"rows": "text,label\na,x\nb,\nc,y\n"}, TableError, "line 3: the label is empty"),
        ({"rows": "text,label\na,x\nb,\nc,y\n", "label": None, "target": "label"}, TableError, "the target is empty"),
        ({"rows": "text,label\na,x\nb,x\n"}, LabelError, "only one label"),
        ({"test_rows": "text,label\na,pos\nb,odd\n"}, TableError, 'test.csv, line 3: the label "odd"'),
        ({"test_rows": "txt,label\na,pos\nb,neg\n"}, TemplateError, 'no column "text"'),
    ],
    ids=str,
)
def test_a_mistake_needs_no_model_to_be_found(
    check: Any, data: dict[str, Any], kind: type[StudioError], says: str
) -> None:
    with pytest.raises(kind, match=says):
        check(**data)


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        ({"label_words": {"pos": "same", "neg": "same"}}, LabelError, "same tokens"),
        ({"method": {"num_virtual_tokens": 300}}, TemplateError, "no room for text in 256"),
        ({"method": {"name": "prefix_tuning", "num_virtual_tokens": 300}}, MethodError, "leave no room"),
        (
            {"template": "{text}{soft}", "method": {"head": True, "pooling": "mean", "num_virtual_tokens": 4}},
            TemplateError,
            "read by nothing",
        ),
        ({"max_tokens": 8, "template": "a rather long template, {text}, for eight"}, TemplateError, "no room for text"),
    ],
    ids=str,
)
def test_a_models_own_files_tell_more(check: Any, data: dict[str, Any], kind: type[StudioError], says: str) -> None:
    check(**data)
    with pytest.raises(kind, match=says):
        check(**data, with_model=True)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"label_words": {"pos": "good", "neg": "bad", "none": "neither"}},
        {"template": "{soft:9}{text}{soft}", "method": {"name": "prefix_tuning"}},
        {"rows": "text,label\na,x\nb,\nc,y\n", "exclude": [1]},
        {"label": None, "target": "id"},
        {"template": "{text}{soft}", "method": {"head": True, "pooling": "last", "num_virtual_tokens": 4}},
        {"training": {"early_stopping": 2}},
        {"test_rows": "text,label,id\na,pos,1\n"},
    ],
    ids=str,
)
def test_a_run_that_can_be_trained_is_let_through(check: Any, data: dict[str, Any]) -> None:
    check(**data, with_model=True)


def test_a_model_that_does_not_say_its_context_is_let_through(tmp_path: Path, tiny_model: Path) -> None:
    (tmp_path / "table.csv").write_text(ROWS, encoding="utf-8")
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    config = folder / "config.json"
    config.write_text(config.read_text().replace("max_position_embeddings", "positions"))
    spec = _spec({}, {"num_virtual_tokens": 300})

    check_run(spec, read_data(spec.data, tmp_path), folder)


def test_excluded_rows_are_those_of_the_first_table_alone(check: Any) -> None:
    with pytest.raises(TableError, match=r"test\.csv, line 2: the label is empty"):
        check(test_rows="text,label\na,\nb,pos\n", exclude=[0])


def test_the_tables_are_read_as_they_were_before(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(ROWS, encoding="utf-8")
    table = read_table(tmp_path / "table.csv")
    (tmp_path / "table.csv").unlink()

    assert read_data(_spec({}).data, tmp_path, table=table) == (table, None)


def test_a_column_is_taken_out_of_the_table_once_and_not_for_each_row(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"{'' if n % 100 == 0 else n},{n % 2}\n" for n in range(1000))
    (tmp_path / "table.csv").write_text(f"text,label\n{lines}", encoding="utf-8")
    spec = _spec({})
    tables = read_data(spec.data, tmp_path)
    whole, taken = Table.column, []

    def column(self: Table, name: str) -> list[str]:
        taken.append(name)
        return whole(self, name)

    monkeypatch.setattr(Table, "column", column)
    data = prepare(
        spec.data,
        tables,
        TextTokenizer.from_folder(tiny_model),
        template=Template.parse("{text}").with_slots(4),
        max_tokens=64,
        answer_room=8,
        progress=lambda _done, _total: None,
    )

    assert data.empty_texts == 10
    assert len(taken) < 20
