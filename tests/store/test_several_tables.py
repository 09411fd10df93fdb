"""Runs that learn from several tables: all of them stand in the project, and every table's adapter is indexed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.data.placing import check_run
from studio.data.run_tables import read_data
from studio.data_spec import DataSpec
from studio.events import EventWriter, Finished, Started
from studio.spec import RunSpec, read_run_spec, run_spec_from
from studio.store.project import Project
from studio.store.run_folder import with_absolute_files
from studio.store.store import AdapterRow


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


# --- adapters ------------------------------------------------------------------------------------------------------


@pytest.fixture
def source_run(project: Project, table: Path, source: RunSpec) -> Callable[..., Path]:
    """A finished run of the reviews and the topics, with an adapter for each. Gives its folder."""

    def make(name: str | None = None) -> Path:
        run_dir = project.create_run(project.import_spec_data(source, table.parent), name=name)
        for folder, accuracy in (("adapter", 0.9), ("adapter-topics", 0.8)):
            (run_dir / folder).mkdir()
            facts = {"method": "multitask_prompt_tuning", "model": "starter", "num_virtual_tokens": 20}
            facts |= {"metrics": {"test": {"accuracy": accuracy}}}
            (run_dir / folder / "studio.json").write_text(json.dumps(facts))
        (run_dir / "adapter-of-nothing").mkdir()
        with EventWriter(run_dir) as writer:
            writer.write(Started(run=run_dir.name, pid=1))
            told = {
                "metrics": {},
                "best_step": 3,
                "trainable_parameters": 1,
                "examples_per_second": 1.0,
                "seconds": 1.0,
            }
            writer.write(Finished.model_validate({"step": 3, "adapter": "adapter", **told}))
        project.sync()
        return run_dir

    return make


def named(project: Project) -> dict[str, AdapterRow]:
    return {row.name: row for row in project.store.adapters()}


def test_every_tables_adapter_is_in_the_index_under_its_runs_and_its_own_name(
    project: Project, source_run: Callable[..., Path]
) -> None:
    run_dir = source_run("News")
    found = named(project)
    assert {name: (row.folder, row.source, row.run) for name, row in found.items()} == {
        "News": (run_dir / "adapter", "run", run_dir.name),
        "News-topics": (run_dir / "adapter-topics", "run", run_dir.name),
    }
    assert found["News-topics"].scores == {"test": {"accuracy": 0.8}}
    other = source_run()
    assert {other.name, f"{other.name}-topics"} <= set(named(project))


def test_an_index_made_again_has_the_same_adapters(project: Project, source_run: Callable[..., Path]) -> None:
    run_dir = source_run()
    project.rename_adapter(run_dir / "adapter-topics", "My topics")
    project.set_adapter_notes(run_dir / "adapter-topics", notes="mind this")
    before = project.store.adapters()
    assert project.reindex().adapters == 2
    assert project.store.adapters() == before
    assert named(project)["My topics"].notes == "mind this"


def test_one_of_a_runs_adapters_is_deleted_and_brought_back_without_the_others(
    project: Project, source_run: Callable[..., Path]
) -> None:
    run_dir = source_run()
    before = project.store.adapters()
    first, further = run_dir / "adapter", run_dir / "adapter-topics"

    key = project.delete_adapter(further)
    assert [row.folder for row in project.store.adapters()] == [first]
    assert project.store.run(run_dir.name).adapter == first
    other_key = project.delete_adapter(first)
    project.reindex()
    assert project.store.adapters() == []
    assert project.store.run(run_dir.name).adapter is None

    assert project.restore_adapter(key) == further
    assert [row.folder for row in project.store.adapters()] == [further]
    assert project.store.run(run_dir.name).adapter is None
    project.restore_adapter(other_key)
    assert project.store.adapters() == before
    assert project.store.run(run_dir.name).adapter == first


def test_all_of_a_runs_adapters_go_and_come_back_with_it(project: Project, source_run: Callable[..., Path]) -> None:
    run_dir = source_run()
    before = project.store.adapters()
    project.delete_run(run_dir.name)
    assert project.store.adapters() == []
    project.restore_run(run_dir.name)
    assert project.store.adapters() == before
