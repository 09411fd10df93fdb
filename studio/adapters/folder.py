"""An adapter as a folder: PEFT's two files, with studio.json and a README beside them. Imports no torch at the top.

adapter_config.json, adapter_model.safetensors    what PEFT loads, wherever PEFT can represent the method
studio.json                                       all else that is needed to use it: `AdapterCard`
README.md                                         for people, with a snippet that runs
"""

from __future__ import annotations

import lzma
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from studio.adapters.card import FORMAT, OWN_FOLDER, WEIGHTS_FILE, AdapterCard, ModelIdentity
from studio.adapters.cpt_format import shown_in
from studio.adapters.shapes import HEAD, misfit
from studio.architecture import ModelKind
from studio.data.template import Template
from studio.errors import AdapterError, StorageError
from studio.files import flush_all, flush_folder, safe_name, write_text
from studio.methods.registry import method_settings
from studio.methods.settings import NOTHING_SHOWN
from studio.models.harmless import pickles_in
from studio.models.stored import all_tensors, weight_files
from studio.small_json import read_small_json
from studio.spec import validation_sentence
from studio.wording import phrase

CARD_FILE = "studio.json"
CONFIG_FILE = "adapter_config.json"
_LARGEST_ARCHIVE = 2**31  # bytes unpacked; a soft prompt is a few megabytes, a model that was trained whole is more
_MOST_FILES = 1_000  # in an archive; a large model that was trained whole has some hundred
_SMALL_ARCHIVE, _TIGHTEST = 10_000_000, 50  # bytes that may be packed in any way; of more, to how many one is unpacked
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


def read_card(folder: Path) -> AdapterCard:
    """What a folder says of its adapter; of a foreign PEFT folder, what its config says and a plain template.

    Raises AdapterError for a folder that is no adapter.
    """
    if not folder.is_dir():
        what = phrase("is no folder" if folder.exists() else "there is no such file or folder")
        raise AdapterError(f"{folder}: {what}. Choose an adapter's folder, or a zip of one.")
    card = folder / CARD_FILE
    if card.is_file():
        values = _json(card)
        made_by = values.get("format")
        if type(made_by) is int and made_by > FORMAT:
            raise AdapterError(f"{folder} was made by a newer Softprompt Studio. Update the program to open it.")
        try:
            return AdapterCard.model_validate(values)
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
    classes = (shapes.get(HEAD + "weight") or [0])[0]
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
            try:
                return [folder / name for name in [*weight_files(folder), *([WEIGHTS_FILE] if card.has_head else [])]]
            except ValueError as error:
                raise AdapterError(f"{folder}: {error}. Copy the adapter again.") from None
        case _:
            return [folder / WEIGHTS_FILE]


def _checked_shapes(weights: Path) -> dict[str, list[int]]:
    """The shapes of a file's tensors. Raises AdapterError where it is missing or damaged."""
    folder = weights.parent
    if not weights.is_file():
        pickles = pickles_in(folder)
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


def set_unsure_below(folder: Path, chance: float | None) -> None:
    """Keep in an adapter which answers are not to be relied on. Raises AdapterError or StorageError."""
    card = read_card(folder).model_copy(update={"unsure_below": chance})
    write_text(folder / CARD_FILE, card.model_dump_json(indent=1) + "\n")


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
        flush_all(aside)
        os.replace(aside, to)
        flush_folder(to.parent)
    except OSError as error:
        raise StorageError(f"{to}: cannot be written ({error.strerror}). Choose another place.") from None
    finally:
        _remove(aside)


def _remove(path: Path) -> None:
    with suppress(OSError):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _copy(folder: Path, to: Path) -> None:
    """With their times, but with the permissions that the user gives: those of before are somebody else's."""
    to.mkdir()
    for file in _files(folder):
        shutil.copyfile(file, to / file.name)
        found = file.stat()
        os.utime(to / file.name, ns=(found.st_atime_ns, found.st_mtime_ns))


def _files(folder: Path) -> list[Path]:
    """What belongs to an adapter; notes of a project and foreign files stay behind.

    Raises AdapterError for a link to a file elsewhere: what is copied may be handed on, and be a file of the user's.
    """
    names = [CONFIG_FILE, WEIGHTS_FILE, CARD_FILE, "README.md", "LICENSE"]
    if read_card(folder).model.name == OWN_FOLDER:
        found = {file.name for pattern in _MODEL_FILES for file in folder.glob(pattern)}
        names += sorted(found - {*names, _NOTES_FILE})
    files = [folder / name for name in names if (folder / name).is_file()]
    at_home = [folder.resolve()]
    if folder.parent.name == "snapshots":  # of the hub's cache, which links every file to its blobs
        at_home.append(folder.resolve().parent.parent / "blobs")
    for file in files:
        if not any(file.resolve().is_relative_to(home) for home in at_home):
            raise AdapterError(f"{file}: is a link to a file elsewhere ({file.resolve()}). Put the file itself there.")
    return files


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
            taken = {}
            for info in opened.infolist():
                name = info.filename.rpartition("/")[2]
                if info.filename.rpartition("/")[0] != root or not _is_of_an_adapter(name):
                    continue
                if name.casefold() in taken:
                    raise AdapterError(f"{archive}: holds two files of the name {name}. Fetch it again.")
                taken[name.casefold()] = info
            _refuse_bomb(archive, list(taken.values()))
            folder = into / (archive.stem.lstrip(".") or "adapter")
            folder.mkdir()
            for info in taken.values():
                with _member(opened, info) as source, (folder / info.filename.rpartition("/")[2]).open("xb") as target:
                    shutil.copyfileobj(source, target)
            return folder
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, NotImplementedError) as error:
        raise AdapterError(f"{archive}: is no whole zip archive ({error}). Fetch it again.") from None


def _is_of_an_adapter(name: str) -> bool:
    """Whether a file may belong to an adapter, or to a model that was trained whole; no system has trouble with it."""
    return any(fnmatchcase(name, pattern) for pattern in (*_MODEL_FILES, "README.md")) and safe_name(name, "") == name


def _refuse_bomb(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raises AdapterError for an archive of more files or bytes than an adapter has, before any is unpacked."""
    size, packed = (sum(getattr(info, key) for info in members) for key in ("file_size", "compress_size"))
    if size > _LARGEST_ARCHIVE:
        raise AdapterError(f"{archive}: unpacks to more than 2 GB, which no soft prompt does. Take the folder itself.")
    if len(members) > _MOST_FILES or (size > _SMALL_ARCHIVE and size > _TIGHTEST * packed):
        raise AdapterError(
            f"{archive}: unpacks to {len(members)} files of {size:,} bytes, which is no adapter but made to fill a "
            "disk. Ask for another copy."
        )


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(info)
    except OSError as error:  # it is said to begin before the file does
        raise zipfile.BadZipFile(str(error)) from None


def _tensor_shapes(weights: Path) -> dict[str, list[int]]:
    """The shapes of a safetensors file's tensors, from its header alone; empty where the file is not whole."""
    return {name: list(tensor.shape) for name, tensor in (all_tensors(weights) or {}).items()}


def _json(path: Path) -> dict[str, Any]:
    try:
        values = read_small_json(path)
    except (OSError, ValueError) as error:
        raise AdapterError(f"{path}: cannot be read ({error}). Copy the adapter again.") from None
    if not isinstance(values, dict):
        raise AdapterError(f"{path}: holds no settings. Copy the adapter again.")
    return values
