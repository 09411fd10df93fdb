"""Adapters as folders: copies, archives, foreign ones, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import check_adapter, export_adapter, import_adapter, read_card
from studio.adapters.model_card import readme
from studio.adapters.peft_format import read_learned, write_adapter
from studio.errors import AdapterError, StorageError, StudioError
from studio.methods.base import InputPrompt, Learned
from studio.models.base_model import BaseModel, load_base_model
from tests.families import save_family, write_word_tokenizer


@pytest.fixture(scope="module")
def base(tiny_model: Path) -> BaseModel:
    return load_base_model("tiny", tiny_model, device=torch.device("cpu"), dtype=torch.float32)


@pytest.fixture
def adapter(base: BaseModel, tmp_path: Path) -> Path:
    card = AdapterCard(
        name="spam",
        method="prompt_tuning",
        model=ModelIdentity(name="owner/tiny"),
        task="classification",
        template="{message}\nAnswer:",
        labels=["ham", "spam"],
        label_words={"ham": "ham", "spam": "spam"},
        num_virtual_tokens=3,
        columns=["message"],
        metrics={"test": {"accuracy": 0.9}},
        baselines={"majority": {"test": {"accuracy": 0.8}}},
    )
    write_adapter(tmp_path / "spam", Learned(InputPrompt(torch.randn(1, 3, base.hidden_size))), card, base)
    return tmp_path / "spam"


def test_a_folder_and_an_archive_come_back_as_they_went(adapter: Path, tmp_path: Path) -> None:
    folder = export_adapter(adapter, tmp_path / "out" / "copy")
    archive = export_adapter(adapter, tmp_path / "out" / "copy.zip")
    assert folder.is_absolute()
    for exported in (folder, archive):
        taken = import_adapter(exported, tmp_path / "in" / exported.suffix.strip("."))
        assert read_card(taken) == read_card(adapter)
        for name in ("adapter_config.json", "adapter_model.safetensors", "studio.json", "README.md"):
            assert (taken / name).read_bytes() == (adapter / name).read_bytes()


def test_nothing_is_overwritten(adapter: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(AdapterError, match="exists already"):
        export_adapter(adapter, tmp_path / "there")
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda folder: (folder / "studio.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "adapter_model.safetensors").unlink(), "is missing"),
        (lambda folder: (folder / "adapter_model.safetensors").rename(folder / "adapter_model.bin"), "pickle"),
        (
            lambda folder: (folder / "adapter_model.safetensors").write_bytes(
                (folder / "adapter_model.safetensors").read_bytes()[:-8]
            ),
            "damaged",
        ),
        (
            lambda folder: save_file({"prompt_embeddings": torch.ones(9, 32)}, folder / "adapter_model.safetensors"),
            "3 virtual tokens",
        ),
    ],
    ids=["torn card", "no weights", "pickle", "cut weights", "other shape"],
)
def test_a_damaged_adapter_says_what_is_wrong(adapter: Path, break_it: object, says: str) -> None:
    break_it(adapter)  # type: ignore[operator]
    with pytest.raises(AdapterError, match=says):
        check_adapter(adapter)


def test_a_folder_that_is_no_adapter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(AdapterError, match="is no adapter"):
        check_adapter(tmp_path)
    with pytest.raises(AdapterError, match="no whole zip"):
        check_adapter(tmp_path / "notes.txt")


def test_numbers_that_are_none_and_another_models_width_are_refused(adapter: Path, base: BaseModel) -> None:
    weights = adapter / "adapter_model.safetensors"
    save_file({"prompt_embeddings": torch.full((3, base.hidden_size), float("nan"))}, weights)
    with pytest.raises(AdapterError, match="no numbers"):
        read_learned(adapter, base)
    save_file({"prompt_embeddings": torch.ones(3, 64)}, weights)
    with pytest.raises(AdapterError, match="owner/tiny"):
        read_learned(adapter, base)


def test_what_is_not_there_is_told_as_it_is(tmp_path: Path) -> None:
    for name in ("none", "none.zip"):
        with pytest.raises(AdapterError, match="there is no such file or folder"):
            check_adapter(tmp_path / name)


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "Ctrl-C"])
def test_a_copy_that_is_broken_off_leaves_nothing(
    adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_zip: bool, error: BaseException
) -> None:
    source = export_adapter(adapter, tmp_path / "given" / ("spam.zip" if as_zip else "spam"))
    whole, copied = shutil.copyfile, []

    def copyfile(source: Path, target: Path) -> Path:
        if copied:
            raise error
        copied.append(target)
        return Path(whole(source, target))

    monkeypatch.setattr(shutil, "copyfile", copyfile)
    for copy, to in ((import_adapter, tmp_path / "in"), (export_adapter, tmp_path / "in" / "spam")):
        copied.clear()
        with pytest.raises((StorageError, KeyboardInterrupt)):
            copy(adapter if copy is export_adapter else source, to)
        assert len(copied) == 1
        assert list((tmp_path / "in").iterdir()) == []


def test_an_import_never_overwrites_and_knows_its_name_wherever_it_is_asked_from(
    adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(adapter)
    assert import_adapter(Path("."), tmp_path / "in") == tmp_path / "in" / "spam"
    with pytest.raises(AdapterError, match="exists already"):
        import_adapter(adapter, tmp_path / "in")


def test_an_archive_cannot_write_outside_its_folder(adapter: Path, tmp_path: Path) -> None:
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for file in adapter.iterdir():
            opened.write(file, f"x/{file.name}")
        opened.writestr("x/../../escaped.txt", "out")
        opened.writestr("/absolute.txt", "out")
    taken = import_adapter(archive, tmp_path / "deep" / "in")
    assert sorted(file.name for file in taken.iterdir()) == sorted(file.name for file in adapter.iterdir())
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_foreign_adapter_of_an_unknown_kind_names_its_kind(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "task_type": "CAUSAL_LM"}))
    with pytest.raises(AdapterError, match="LORA"):
        read_card(tmp_path)


def test_the_snippet_in_an_adapters_readme_runs(adapter: Path, tiny_model: Path) -> None:
    text = (adapter / "README.md").read_text(encoding="utf-8")
    assert "| this adapter | test | 0.9000 |" in text
    snippet = text.split("```python\n")[1].split("```")[0].replace('"owner/tiny"', repr(str(tiny_model)))
    done = subprocess.run([sys.executable, "-c", snippet], cwd=adapter, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("\n")


@pytest.mark.long
def test_the_snippet_of_an_encoder_decoders_adapter_runs(tmp_path: Path) -> None:
    model = write_word_tokenizer(save_family("t5", tmp_path / "t5"), "the film was good")
    base = load_base_model("t5", model, device=torch.device("cpu"), dtype=torch.float32)
    card = AdapterCard(
        name="films",
        method="prompt_tuning",
        model=ModelIdentity(name="owner/t5"),
        kind="encoder_decoder",
        task="generation",
        template="{text}",
        num_virtual_tokens=3,
        columns=["text"],
    )
    write_adapter(tmp_path / "films", Learned(InputPrompt(torch.randn(1, 3, base.hidden_size))), card, base)
    text = (tmp_path / "films" / "README.md").read_text(encoding="utf-8")
    snippet = text.split("```python\n")[1].split("```")[0].replace('"owner/t5"', repr(str(model)))
    done = subprocess.run(
        [sys.executable, "-c", snippet], cwd=tmp_path / "films", capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("\n")


def test_the_snippet_of_a_multitask_prompt_names_its_task() -> None:
    card = AdapterCard(
        name="topics",
        method="multitask_prompt_tuning",
        model=ModelIdentity(name="owner/tiny"),
        task="generation",
        template="{text}",
        num_virtual_tokens=3,
        task_number=2,
    )
    assert "attention_mask=inputs.attention_mask, task_ids=torch.tensor([2]))" in readme(card)


@pytest.mark.parametrize("header", [{"prompt_embeddings": [1]}, {"prompt_embeddings": {"shape": 5}}, []], ids=str)
def test_a_header_that_makes_no_sense_is_damage(adapter: Path, header: object) -> None:
    raw = json.dumps(header).encode()
    (adapter / "adapter_model.safetensors").write_bytes(len(raw).to_bytes(8, "little") + raw)
    with pytest.raises(AdapterError, match="damaged"):
        check_adapter(adapter)


@pytest.mark.parametrize(("key", "value"), [("method", "foo"), ("template", "{soft:3}{q")])
def test_a_card_that_cannot_be_used_is_refused_at_the_door(adapter: Path, key: str, value: str) -> None:
    card = json.loads((adapter / "studio.json").read_text())
    (adapter / "studio.json").write_text(json.dumps(card | {key: value}))
    with pytest.raises(StudioError):
        check_adapter(adapter)
