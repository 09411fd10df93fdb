"""The rows that a run set aside are those that it was measured on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.data.run_data import prepare
from studio.data.run_tables import read_data
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.errors import AdapterError, TableError
from studio.interpretation.split_rows import rows_of_split
from studio.spec import read_run_spec, run_spec_from, write_run_spec

TEMPLATE = Template.parse("{text} It was")


def make_run(folder: Path, file: Path, **data: Any) -> Path:
    values: dict[str, Any] = {"method": {"name": "prompt_tuning"}}
    values |= {"data": {"file": str(file), "text": "text", "label": "label", "validation": 0.25, "test": 0.25} | data}
    folder.mkdir()
    write_run_spec(run_spec_from(values), folder / "run.toml")
    return folder / "adapter"


def test_they_are_those_that_training_set_aside(films: Path, tokenizer: TextTokenizer, tmp_path: Path) -> None:
    adapter = make_run(tmp_path / "run", films, exclude=[0, 7])
    data = read_run_spec(adapter.parent / "run.toml").data
    tables = read_data(data, adapter.parent)
    made = prepare(data, tables, tokenizer, template=TEMPLATE, max_tokens=64, answer_room=8, progress=lambda *_: None)
    for split in ("validation", "test"):
        table, numbers = rows_of_split(adapter, TEMPLATE, split)  # type: ignore[arg-type]
        assert table.path == films
        assert numbers
        assert numbers == [example.row for example in made.splits[split]]


def test_a_test_table_of_its_own_counts_whole(films: Path, tmp_path: Path) -> None:
    other = tmp_path / "others.csv"
    other.write_text("text,label\na good film,good\na bad one,bad\n", encoding="utf-8")
    table, numbers = rows_of_split(make_run(tmp_path / "run", films, test_file=str(other)), TEMPLATE, "test")
    assert (table.path, numbers) == (other, [0, 1])


def test_where_no_rows_were_set_aside_it_says_so(films: Path, tmp_path: Path) -> None:
    adapter = make_run(tmp_path / "run", films, validation=0.0)
    with pytest.raises(TableError, match="no rows aside for validation"):
        rows_of_split(adapter, TEMPLATE, "validation")


def test_an_adapter_of_no_run_has_no_rows(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="of no run here"):
        rows_of_split(tmp_path / "imported", TEMPLATE, "test")
