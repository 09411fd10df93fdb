"""Runs that learn from several tables: all of them stand in the project, and every table's adapter is indexed."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.data.task import check_run, read_data
from studio.spec import DataSpec, RunSpec, read_run_spec, run_spec_from
from studio.store.project import Project
from studio.store.run_folder import with_absolute_files


@pytest.fixture
def source(table: Path) -> RunSpec:
    """A run of the reviews and of a second table, which is written in another way."""
    (table.parent / "topics.tsv").write_text("a price\tmoney\na race\tsport\n" * 6)
    topics = {"name": "topics", "file": "topics.tsv", "header": False, "columns": ["words", "topic"]}
    roles = {"text": "words", "label": "topic"}
    method = {"name": "multitask_prompt_tuning", "stage": "source", "tasks": [topics | roles]}
    values = {"file": table.name, "text": "text", "label": "label"}
    return run_spec_from({"data": values, "method": method})


def test_further_tables_are_taken_in_like_the_first_each_read_in_its_own_way(
    project: Project, table: Path, source: RunSpec
) -> None:
    taken = project.import_spec_data(source, table.parent)
    topics = taken.method.further_tables[0]
    assert isinstance(topics, DataSpec)
    assert Path(topics.file) == project.folder / "data" / "topics" / "v1" / "topics.tsv"
    assert [(row.name, row.columns) for row in project.store.data_sets()] == [
        ("reviews", ("text", "label")),
        ("topics", ("words", "topic")),
    ]
    assert project.import_spec_data(taken, Path("/nowhere")) == taken


def test_a_run_of_several_tables_finds_them_wherever_the_project_is(
    project: Project, table: Path, source: RunSpec, tmp_path: Path
) -> None:
    run_dir = project.create_run(project.import_spec_data(source, table.parent))
    written = read_run_spec(run_dir / "run.toml").method.further_tables[0]
    assert isinstance(written, DataSpec)
    assert written.file == "../../data/topics/v1/topics.tsv"
    moved = project.folder.rename(tmp_path / "moved")
    spec = with_absolute_files(read_run_spec(moved / "runs" / run_dir.name / "run.toml"), moved / "runs" / run_dir.name)
    check_run(spec, read_data(spec.data, Path()))
