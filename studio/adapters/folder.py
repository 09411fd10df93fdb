"""An adapter as a folder: PEFT's two files, with studio.json and a README beside them. Imports no torch at the top.

adapter_config.json, adapter_model.safetensors    what PEFT loads, wherever PEFT can represent the method
studio.json                                       all else that is needed to use it: `AdapterCard`
README.md                                         for people, with a snippet that runs
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from studio import __version__
from studio.adapters.cpt_format import shown_in
from studio.adapters.shapes import HEAD, misfit
from studio.architecture import ModelKind
from studio.data.table import ReadOptions
from studio.data.task import Placing
from studio.data.template import Template
from studio.errors import AdapterError, StorageError
from studio.events import Scores
from studio.methods.registry import method_settings
from studio.methods.settings import NOTHING_SHOWN, Pooling, ShownTokens, TaskKind
from studio.models.stored import all_tensors
from studio.spec import ModelSpec, RunSpec, validation_sentence

CARD_FILE = "studio.json"
CONFIG_FILE = "adapter_config.json"
WEIGHTS_FILE = "adapter_model.safetensors"
MODEL_FILE = "model.safetensors"
_INDEX_FILE = "model.safetensors.index.json"
OWN_FOLDER = "."  # the base model's name where the adapter's folder is that model, trained whole
PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
_LARGEST_ARCHIVE = 2**31  # bytes unpacked; a soft prompt is a few megabytes, a model that was trained whole is more
_MODEL_FILES = ("*.safetensors", "*.json", "*.txt", "*.model", "*.jinja", "LICENSE*")
_NOTES_FILE = "notes.json"  # a project's own
_METHODS = {
    "PROMPT_TUNING": "prompt_tuning",
    "PREFIX_TUNING": "prefix_tuning",
    "P_TUNING": "p_tuning",
    "CPT": "cpt",
    "MULTITASK_PROMPT_TUNING": "multitask_prompt_tuning",
    "ADAPTION_PROMPT": "llama_adapter",
}
_KINDS: dict[str | None, ModelKind] = {
    None: "decoder",
    "CAUSAL_LM": "decoder",
    "SEQ_2_SEQ_LM": "encoder_decoder",
    "SEQ_CLS": "encoder",
    "TOKEN_CLS": "encoder",
}


class ModelIdentity(BaseModel):
    """Which base model an adapter belongs to.

    Hashes are of config.json, of tokenizer.json, and of the weights' sizes, beginnings and ends.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    revision: str | None = None
    config_sha256: str | None = None
    tokenizer_sha256: str | None = None
    weights_sha256: str | None = None

    @classmethod
    def of(cls, spec: ModelSpec, folder: Path) -> ModelIdentity:
        """A model in a folder of the user's is known by its path, so that its adapters find it again."""
        given = Path(spec.name).expanduser()
        name = str(folder.resolve()) if given.is_dir() and given.resolve() == folder.resolve() else spec.name
        return cls(
            name=name,
            revision=spec.revision,
            config_sha256=_sha256(folder / "config.json"),
            tokenizer_sha256=_sha256(folder / "tokenizer.json"),
            weights_sha256=_sampled_sha256(sorted(folder.glob("*.safetensors"))),
        )


class AdapterCard(BaseModel):
    """studio.json: what is needed to use an adapter, and what is known of it.

    template: with its slots    max_tokens: template, text and answer together    columns: those of the template
    kind: of the base model    combine: how an ensemble's members answer together
    pooling: of a classification head; None without one, and where it tells words apart
    task_number: which of the tasks of a multitask prompt it answers
    shown: the examples whose tokens the prompt was made of, empty for other prompts
    shown_examples: training rows that are written into a hard prompt's template
    not_in_peft: why PEFT cannot load it, empty where it can    settings: the run's, as in run.toml
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    name: str
    method: str
    model: ModelIdentity
    kind: ModelKind = "decoder"
    task: TaskKind
    template: str
    labels: list[str] = []
    label_words: dict[str, str] | None = None
    num_virtual_tokens: int
    shown_examples: int = 0
    pooling: Pooling | None = None
    combine: Literal["mean", "vote"] = "mean"
    task_number: int = 0
    shown: ShownTokens = NOTHING_SHOWN
    max_tokens: int | None = None
    max_new_tokens: int = 64
    columns: list[str] = []
    metrics: dict[str, Scores] = {}
    baselines: dict[str, dict[str, Scores]] = {}
    not_in_peft: str = ""
    settings: dict[str, Any] = {}
    run: str | None = None
    created: float = 0.0
    studio_version: str = __version__

    @classmethod
    def of_run(
        cls,
        spec: RunSpec,
        *,
        run: str,
        model: ModelIdentity,
        kind: ModelKind,
        placing: Placing,
        labels: Sequence[str],
        label_words: dict[str, str] | None,
        metrics: dict[str, Scores],
        baselines: dict[str, dict[str, Scores]],
    ) -> AdapterCard:
        settings = _without_folders(spec.model_dump(mode="json", exclude_none=True))
        return cls(
            name=run,
            method=spec.method.name,
            model=model,
            kind=kind,
            task=spec.data.task,
            template=_template_of(spec, kind),
            labels=list(labels),
            label_words=label_words,
            num_virtual_tokens=placing.method.num_virtual_tokens,
            shown=placing.shown,
            max_tokens=placing.max_tokens,
            max_new_tokens=spec.training.max_new_tokens,
            columns=list(placing.template.columns),
            metrics=metrics,
            baselines=baselines,
            settings=settings,
            run=run,
            created=time.time(),
        )

    @property
    def has_head(self) -> bool:
        """Whether a classification head lies with it."""
        return self.pooling is not None or (self.task == "tagging" and method_settings(self.method).result != "scores")

    @property
    def read_options(self) -> ReadOptions:
        """How the table was read that it learned from."""
        data = self.settings.get("data", {})
        return ReadOptions.model_validate(
            {key: data[key] for key in ReadOptions.model_fields if data.get(key) is not None}
        )

    @property
    def answers_column(self) -> str | None:
        """The label, target or tags column of the table that it learned from."""
        data = self.settings.get("data", {})
        column = data.get("label") or data.get("target") or data.get("tags")
        return str(column) if column else None


def _without_folders(settings: Any) -> Any:
    """A run's settings, its files by their names alone: the folders are of the machine that it was trained on."""
    if isinstance(settings, list):
        return [_without_folders(one) for one in settings]
    if not isinstance(settings, dict):
        return settings
    files = {key: Path(settings[key]).name for key in ("file", "test_file", "start_file") if settings.get(key)}
    return {key: _without_folders(value) for key, value in settings.items()} | files


def _template_of(spec: RunSpec, kind: ModelKind) -> str:
    """As it is written in the run; slots count for nothing where the prompt is made of rows, which stand in front."""
    written = spec.data.template_for(kind, head=spec.method.has_head)
    return Template.parse(written).without_slots().text if spec.method.examples_wanted else written


def read_card(folder: Path) -> AdapterCard:
    """What a folder says of its adapter; of a foreign PEFT folder, what its config says and a plain template.

    Raises AdapterError for a folder that is no adapter.
    """
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "there is no such file or folder"
        raise AdapterError(f"{folder}: {what}. Choose an adapter's folder, or a zip of one.")
    card = folder / CARD_FILE
    if card.is_file():
        try:
            return AdapterCard.model_validate(_json(card))
        except ValidationError as error:
            raise AdapterError(validation_sentence(error, str(card), AdapterCard)) from None
    if not (folder / CONFIG_FILE).is_file():
        raise AdapterError(
            f"{folder}: is no adapter; it holds neither {CARD_FILE} nor {CONFIG_FILE}. Choose another folder."
        )
    return _foreign_card(folder)


def _foreign_card(folder: Path) -> AdapterCard:
    config = _json(folder / CONFIG_FILE)
    kind = str(config.get("peft_type"))
    if kind not in _METHODS:
        raise AdapterError(f"{folder}: holds a PEFT adapter of type {kind}; supported are {', '.join(_METHODS)}.")
    task, revision = config.get("task_type"), config.get("revision")
    task = task if task is None else str(task)
    has_head = task in ("SEQ_CLS", "TOKEN_CLS")
    if task not in _KINDS or (has_head and kind != "PREFIX_TUNING"):
        raise AdapterError(
            f"{folder}: made for {task} with {kind}; supported are adapters for CAUSAL_LM and SEQ_2_SEQ_LM, and "
            "prefixes with a classification head (PREFIX_TUNING, SEQ_CLS or TOKEN_CLS)."
        )
    if kind == "PREFIX_TUNING" and task == "SEQ_2_SEQ_LM":
        raise AdapterError(
            f"{folder}: PEFT's prefix of an encoder-decoder stands before its decoder alone, is shared by two layers "
            "each, and moves the places of all that is written; a prefix here does none of it. Train one here instead."
        )
    length = "adapter_len" if kind == "ADAPTION_PROMPT" else "num_virtual_tokens"
    shown = shown_in(config, folder) if kind == "CPT" else NOTHING_SHOWN
    count = len(shown) or config.get(length)
    if not isinstance(count, int) or not 1 <= count <= 10_000:
        raise AdapterError(f"{folder}: {CONFIG_FILE} names no sensible {length} ({count}).")
    slots = f"{{soft:{count}}}" if method_settings(_METHODS[kind]).product == "input" and not shown else ""
    card = AdapterCard(
        name=folder.name,
        method=_METHODS[kind],
        model=ModelIdentity(
            name=str(config.get("base_model_name_or_path") or ""),
            revision=revision if isinstance(revision, str) else None,
        ),
        kind=_KINDS[task],
        task="generation",
        template=slots + "{text}",
        num_virtual_tokens=count,
        shown=shown,
        columns=["text"],
    )
    if not has_head:
        return card
    tagging = {"task": "tagging", "pooling": None}
    head = tagging if task == "TOKEN_CLS" else {"task": "classification", "pooling": "pooler"}
    return card.model_copy(update={"method": "p_tuning_v2", **head, "labels": _numbered_labels(folder)})


def _numbered_labels(folder: Path) -> list[str]:
    """A foreign head's classes by their numbers, for PEFT keeps no names.

    None where the weights cannot be read, which `check_adapter` says. Raises AdapterError for a head of another kind.
    """
    shapes = _tensor_shapes(folder / WEIGHTS_FILE)
    classes = shapes.get(HEAD + "weight", [0])[0]
    if shapes and (classes < 2 or shapes.get(HEAD + "bias") != [classes]):
        raise AdapterError(
            f"{folder}: its classification head is not one layer named classifier, as BERT has it. Train it here "
            "with P-tuning v2 instead."
        )
    return [str(number) for number in range(classes)]


@contextmanager
def adapter_folder(path: Path) -> Iterator[Path]:
    """The folder of an adapter while inside: itself, or for a zip a temporary one. Raises AdapterError for no zip."""
    if not path.is_file():
        yield path
        return
    with tempfile.TemporaryDirectory() as aside:
        yield _unpacked(path, Path(aside))


def check_adapter(path: Path) -> AdapterCard:
    """The card of an adapter folder or zip, once its weights are known to be whole. Raises AdapterError."""
    if path.is_file():
        with adapter_folder(path) as folder:
            return check_adapter(folder)
    card = read_card(path)
    Template.parse(card.template)
    for weights in _weights_of(path, card):
        shapes = _checked_shapes(weights)
        wrong = misfit(shapes, card) if weights.name == WEIGHTS_FILE else ""
        if wrong:
            raise AdapterError(f"{weights}: {wrong}. The file does not belong to this adapter.")
    return card


def _weights_of(folder: Path, card: AdapterCard) -> list[Path]:
    """The files of tensors that an adapter must have: a hard prompt none, a model that was trained whole its own."""
    match method_settings(card.method).result:
        case "hard_prompt":
            return []
        case "base_model":
            shards = set(_json(folder / _INDEX_FILE)["weight_map"].values()) if (folder / _INDEX_FILE).is_file() else ()
            head = [folder / WEIGHTS_FILE] if card.has_head else []
            return [folder / Path(name).name for name in sorted(shards) or [MODEL_FILE]] + head
        case _:
            return [folder / WEIGHTS_FILE]


def _checked_shapes(weights: Path) -> dict[str, list[int]]:
    """The shapes of a file's tensors. Raises AdapterError where it is missing or damaged."""
    folder = weights.parent
    if not weights.is_file():
        pickles = [file.name for file in folder.iterdir() if file.suffix in PICKLES]
        if pickles:
            raise AdapterError(
                f"{folder}: its weights are {pickles[0]}, a pickle, which can run code when opened. Save the "
                "adapter again with PEFT's save_pretrained(safe_serialization=True)."
            )
        raise AdapterError(f"{folder}: {weights.name} is missing. The folder was not copied whole.")
    shapes = _tensor_shapes(weights)
    if not shapes:
        raise AdapterError(f"{weights}: is no whole safetensors file. The file is damaged; copy the adapter again.")
    return shapes


def export_adapter(folder: Path, to: Path) -> Path:
    """Copy an adapter to a folder, or to an archive where `to` ends in .zip. Returns its absolute path.

    Raises AdapterError where `to` exists: nothing is overwritten.
    """
    card = check_adapter(folder)
    to = to.expanduser().absolute()
    with placing(to) as aside:
        if to.suffix == ".zip":
            if sum(file.stat().st_size for file in _files(folder)) > _LARGEST_ARCHIVE:
                raise AdapterError(f"{folder}: is larger than 2 GB, too large for a zip. Export it as a folder.")
            with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in _files(folder):
                    archive.write(file, f"{to.stem}/{file.name}")
        else:
            _copy(folder, aside)
            if not (aside / "README.md").exists():
                from studio.adapters.model_card import readme

                (aside / "README.md").write_text(readme(card), encoding="utf-8")
    return to


def import_adapter(path: Path, into: Path) -> Path:
    """Copy a checked adapter folder or zip to `into/<name>`. Returns that folder, as an absolute path.

    Raises AdapterError where it exists: nothing is overwritten.
    """
    path = Path(os.path.abspath(path.expanduser()))
    with adapter_folder(path) as folder:
        check_adapter(folder)
        to = into.expanduser().absolute() / folder.name
        with placing(to) as aside:
            _copy(folder, aside)
    return to


@contextmanager
def placing(to: Path) -> Iterator[Path]:
    """Where to write what is to stand at `to`: aside, and renamed once it is whole, so that nothing is ever half there.

    Raises AdapterError where `to` exists, StorageError where it cannot be written.
    """
    aside = to.with_name(f".{to.name}.new")
    try:
        if to.exists():
            raise AdapterError(f"{to}: exists already. Choose another name.")
        to.parent.mkdir(parents=True, exist_ok=True)
        _remove(aside)
        yield aside
        os.replace(aside, to)
    except OSError as error:
        raise StorageError(f"{to}: cannot be written ({error.strerror}). Choose another place.") from None
    finally:
        _remove(aside)


def _remove(path: Path) -> None:
    with suppress(OSError):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _copy(folder: Path, to: Path) -> None:
    to.mkdir()
    for file in _files(folder):
        shutil.copy2(file, to / file.name)


def _files(folder: Path) -> list[Path]:
    """What belongs to an adapter; notes of a project and foreign files stay behind."""
    names = [CONFIG_FILE, WEIGHTS_FILE, CARD_FILE, "README.md", "LICENSE"]
    if read_card(folder).model.name == OWN_FOLDER:
        found = {file.name for pattern in _MODEL_FILES for file in folder.glob(pattern)}
        names += sorted(found - {*names, _NOTES_FILE})
    return [folder / name for name in names if (folder / name).is_file()]


def _unpacked(archive: Path, into: Path) -> Path:
    """The adapter folder inside a zip. Only an adapter's own files are taken, by name, so that no path leads out."""
    try:
        with zipfile.ZipFile(archive) as opened:
            inside = [info for info in opened.infolist() if Path(info.filename).name in (CARD_FILE, CONFIG_FILE)]
            if not inside and "tensor.npy" in opened.namelist():
                raise AdapterError(
                    f"{archive}: is a KoboldAI soft prompt, which does not say what base model it is for. Import it "
                    "with softprompt-studio import --model NAME."
                )
            if not inside:
                raise AdapterError(f"{archive}: holds no adapter: neither {CARD_FILE} nor {CONFIG_FILE} is inside.")
            root = inside[0].filename.rpartition("/")[0]
            taken = [
                info for info in opened.infolist() if info.filename.rpartition("/")[0] == root and not info.is_dir()
            ]
            if sum(info.file_size for info in taken) > _LARGEST_ARCHIVE:
                raise AdapterError(
                    f"{archive}: unpacks to more than 2 GB, which no soft prompt does. Take the folder itself."
                )
            folder = into / archive.stem
            folder.mkdir()
            for info in taken:
                with opened.open(info) as source, (folder / Path(info.filename).name).open("wb") as target:
                    shutil.copyfileobj(source, target)
            return folder
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise AdapterError(f"{archive}: is no whole zip archive ({error}). Fetch it again.") from None


def _tensor_shapes(weights: Path) -> dict[str, list[int]]:
    """The shapes of a safetensors file's tensors, from its header alone; empty where the file is not whole."""
    return {name: list(tensor.shape) for name, tensor in (all_tensors(weights) or {}).items()}


def _json(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise AdapterError(f"{path}: cannot be read ({error}). Copy the adapter again.") from None
    if not isinstance(values, dict):
        raise AdapterError(f"{path}: holds no settings. Copy the adapter again.")
    return values


def _sha256(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def _sampled_sha256(files: list[Path]) -> str | None:
    """Of each file's size, first and last megabyte: quick for models of many gigabytes."""
    digest = hashlib.sha256()
    for file in files:
        size = file.stat().st_size
        digest.update(str(size).encode())
        with file.open("rb") as opened:
            digest.update(opened.read(2**20))
            opened.seek(max(0, size - 2**20))
            digest.update(opened.read())
    return digest.hexdigest() if files else None
