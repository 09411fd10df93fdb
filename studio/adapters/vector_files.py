"""Soft prompts as other programs keep them: vectors [P, H] that stand in front of the text. Imports no torch.

.npy             Google's prompt-tuning: one array [P, H] (google-research/prompt-tuning, prompt_tuning/prompts.py,
                 `np_load` and `from_array`; its pretrained_prompts are such files)
KoboldAI's zip   `tensor.npy`, [P, H] with P below 2048, float16, float32 or the two bytes of a bfloat16 as "V2", and
                 `meta.json` with name, author, supported, description (KoboldAI-Client, fileops.py, `checksp` and
                 `getspfiles`; mtj-softtuner, `export_to_kobold`)

Nothing here is ever a pickle, and no more is read than the array's own header says, once that is found sensible.
"""

from __future__ import annotations

import ast
import io
import json
import lzma
import math
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np

from studio.adapters.card import WEIGHTS_FILE, AdapterCard, ModelIdentity
from studio.adapters.folder import CARD_FILE, CONFIG_FILE, check_adapter, placing
from studio.adapters.model_card import readme
from studio.architecture import read_architecture
from studio.data.template import Template
from studio.errors import AdapterError
from studio.files import writing
from studio.methods.registry import method_settings
from studio.models.catalog import CatalogModel, find_model
from studio.models.stored import Numbers, stored_tensors, upper_halves, word_matrix
from studio.models.tensor_file import save_arrays
from studio.spec import ModelSpec

Form = Literal["npy", "kobold"]

_TENSOR, _META = "tensor.npy", "meta.json"
_LONGEST_HEADER = 10_000  # bytes of an array's header; numpy's own limit
_LONGEST_META = 100_000  # bytes
_KINDS = ("<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "|V2")
_MOST_TOKENS, _MOST_NUMBERS = 10_000, 2**28
_KOBOLD_TOKENS = 2047
_TASK_TYPES = {"decoder": "CAUSAL_LM", "encoder_decoder": "SEQ_2_SEQ_LM"}


def is_vector_file(path: Path) -> bool:
    """Whether a file is an array, or a KoboldAI soft prompt, by its name and what a zip says is inside."""
    if path.suffix.lower() == ".npy":
        return path.is_file()
    try:
        with zipfile.ZipFile(path) as archive:
            return _TENSOR in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


# --- out -----------------------------------------------------------------------------------------------------------


def export_vectors(folder: Path, to: Path, form: Form) -> Path:
    """Write an adapter's vectors as another program reads them. Returns the file's absolute path.

    Raises AdapterError where that program could not use them as they are meant, and where `to` exists.
    """
    card, vectors = vectors_of(folder)
    to = to.expanduser().absolute()
    if form == "kobold":
        _check_kobold(card, to)
    elif to.suffix != ".npy":
        raise AdapterError(f"{to}: an array's file ends in .npy. Choose another name.")
    with placing(to) as aside:
        if form == "npy":
            with aside.open("wb") as file:
                np.save(file, vectors, allow_pickle=False)
        else:
            _write_kobold(aside, vectors, card)
    return to


def vectors_of(folder: Path) -> tuple[AdapterCard, Numbers]:
    """An adapter's card and its vectors [P, H]. Raises AdapterError where it is more than vectors before a text."""
    card = check_adapter(folder)
    stored = stored_tensors(folder / WEIGHTS_FILE)
    reason = ""
    if method_settings(card.method).product != "input":
        reason = "It stands inside the model's layers, and these files hold vectors among the words."
    elif "prompts" in stored:
        reason = "It is an ensemble of several prompts, and these files hold one."
    elif set(stored) != {"prompt_embeddings"}:
        reason = f"It holds more than vectors: {', '.join(sorted(set(stored) - {'prompt_embeddings'}))}."
    elif not Template.parse(card.template).with_slots(card.num_virtual_tokens).slots_in_front:
        reason = "Some of its virtual tokens stand elsewhere than in front of the text."
    if reason:
        raise AdapterError(f"{card.name}: cannot be written so. {reason} Export it as a folder or a zip of ours.")
    return card, stored["prompt_embeddings"].numbers(slice(card.num_virtual_tokens))


def _check_kobold(card: AdapterCard, to: Path) -> None:
    if to.suffix != ".zip":
        raise AdapterError(f"{to}: a KoboldAI soft prompt's file ends in .zip. Choose another name.")
    if card.kind != "decoder":
        raise AdapterError(f"{card.name}: KoboldAI knows decoders alone, and this is for another kind of base model.")
    if card.num_virtual_tokens > _KOBOLD_TOKENS:
        raise AdapterError(f"{card.name}: KoboldAI reads at most {_KOBOLD_TOKENS} virtual tokens.")


def _write_kobold(file: Path, vectors: Numbers, card: AdapterCard) -> None:
    array = io.BytesIO()
    np.save(array, vectors, allow_pickle=False)
    words = Template.parse(card.template).without_slots()
    text = words.render({name: f"<{name}>" for name in words.columns})
    meta = {
        "name": card.name,
        "supported": [card.model.name],
        "description": f"Made with Softprompt Studio. Reads: {text}",
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_TENSOR, array.getvalue())
        archive.writestr(_META, json.dumps(meta, indent=2))


# --- in ------------------------------------------------------------------------------------------------------------


@contextmanager
def importable(path: Path, model: str | None) -> Iterator[Path]:
    """An adapter's folder or zip, once it is checked; of a file of vectors a folder that is there while inside.

    model: the base model's name, for a file that does not say it and for no other. Raises AdapterError.
    """
    if not is_vector_file(path):
        check_adapter(path)
        if model is not None:
            raise AdapterError(f"{path}: says itself which base model it is for. Leave --model away.")
        yield path
        return
    if model is None:
        raise AdapterError(f"{path}: does not say which base model its vectors are for. Name it with --model.")
    with as_adapter(path, model) as folder:
        yield folder


def possible_models(path: Path, models: Iterable[CatalogModel]) -> tuple[str | None, list[str]]:
    """Which of these base models a file's vectors may be for, by name: the one that the file names, and all that fit.

    Raises AdapterError for a file that cannot be used, and where none of the models fits.
    """
    vectors, meta = read_vectors(path)
    width = vectors.shape[1]
    fitting = [model.name for model in models if _fits(model.folder, width)]
    if not fitting:
        raise AdapterError(
            f"{path}: its vectors are {width:,} numbers wide, and no base model here has words of that width. Fetch "
            "or add the base model that it was made for, then import it again."
        )
    named = meta.get("supported")
    return next((name for name in fitting if isinstance(named, list) and name in named), None), fitting


def _fits(model: Path, width: int) -> bool:
    words = word_matrix(model)
    return words is None or words.width == width


@contextmanager
def as_adapter(path: Path, model: str) -> Iterator[Path]:
    """The vectors of a file as an adapter's folder while inside, for the base model of this name.

    Raises AdapterError for a file that cannot be used; ModelError for a base model that is not found.
    """
    vectors, meta = read_vectors(path)
    base = find_model(model)
    kind = read_architecture(base).kind
    words = word_matrix(base)
    if kind is None:
        raise AdapterError(f"{model}: is no model of text. Name the base model that the soft prompt was made for.")
    if words is not None and words.width != vectors.shape[1]:
        raise AdapterError(
            f"{path}: its vectors are {vectors.shape[1]} numbers wide, and the words of {model} are {words.width}. "
            "Name the base model that it was made for."
        )
    count = len(vectors)
    card = AdapterCard(
        name=path.stem,
        method="prompt_tuning",
        model=ModelIdentity.of(ModelSpec(name=model), base),
        kind=kind,
        task="generation",
        template=f"{{soft:{count}}}{{text}}",
        num_virtual_tokens=count,
        columns=["text"],
        not_in_peft="" if kind in _TASK_TYPES else "PEFT has no task for models that guess a masked word.",
        settings={"imported": {"file": path.name, **meta}},
        created=os.stat(path).st_mtime,
    )
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / path.stem
        with writing(folder):
            folder.mkdir()
            _write_folder(folder, vectors, card)
        yield folder


def _write_folder(folder: Path, vectors: Numbers, card: AdapterCard) -> None:
    save_arrays({"prompt_embeddings": vectors}, folder / WEIGHTS_FILE, metadata={"format": "pt"})
    if not card.not_in_peft:
        config = {
            "peft_type": "PROMPT_TUNING",
            "task_type": _TASK_TYPES[card.kind],
            "inference_mode": True,
            "base_model_name_or_path": card.model.name,
            "num_virtual_tokens": len(vectors),
            "token_dim": vectors.shape[1],
            "num_transformer_submodules": 1,
        }
        (folder / CONFIG_FILE).write_text(json.dumps(config, indent=2), encoding="utf-8")
    (folder / CARD_FILE).write_text(card.model_dump_json(indent=2), encoding="utf-8")
    (folder / "README.md").write_text(readme(card), encoding="utf-8")


def read_vectors(path: Path) -> tuple[Numbers, dict[str, Any]]:
    """(vectors [P, H], what a KoboldAI file says of itself). Raises AdapterError for what makes no sense."""
    try:
        if path.suffix.lower() == ".npy":
            with path.open("rb") as file:
                return _array(file, path), {}
        with zipfile.ZipFile(path) as archive:
            with archive.open(_TENSOR) as inside:
                vectors = _array(inside, path)
            if len(vectors) > _KOBOLD_TOKENS:
                raise AdapterError(f"{path}: KoboldAI's soft prompts have at most {_KOBOLD_TOKENS} virtual tokens.")
            return vectors, _meta(archive, path)
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        KeyError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise AdapterError(f"{path}: cannot be read ({error}). Fetch it again.") from None


def _array(file: IO[bytes], path: Path) -> Numbers:
    """[P, H], float32, from a stream of numpy's format. No more is read than a sensible header asks for."""
    shape, order, kind = _header(file, path)
    itemsize = np.dtype(kind).itemsize
    size = math.prod(shape) * itemsize
    raw = file.read(size)
    if len(raw) != size or file.read(1):
        raise AdapterError(f"{path}: its array is not as long as its header says. The file is damaged; fetch it again.")
    array = upper_halves(np.frombuffer(raw, "<u2")) if kind == "|V2" else np.frombuffer(raw, kind)
    vectors = np.array(array.reshape(shape, order=order), np.float32, order="C")
    if not np.isfinite(vectors).all():
        raise AdapterError(f"{path}: holds values that are no numbers. The soft prompt is damaged.")
    return vectors


def _header(file: IO[bytes], path: Path) -> tuple[tuple[int, int], Literal["C", "F"], str]:
    """(shape, order, type) of an array, its header read within bounds."""
    start = file.read(10)
    version = start[6:8]
    width = 2 if version == b"\x01\x00" else 4
    start += file.read(width - 2)
    length = int.from_bytes(start[8:], "little")
    if start[:6] != b"\x93NUMPY" or version not in (b"\x01\x00", b"\x02\x00") or length > _LONGEST_HEADER:
        raise AdapterError(f"{path}: holds no array of numpy's. Save the soft prompt again with numpy.save.")
    try:
        said = ast.literal_eval(file.read(length).decode("latin-1").strip())
        kind, is_fortran, shape = said["descr"], said["fortran_order"], said["shape"]
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError):
        raise AdapterError(f"{path}: its array's header makes no sense. Fetch it again.") from None
    if kind not in _KINDS:
        raise AdapterError(
            f"{path}: holds {kind} and no plain numbers; an array of objects is a pickle, which can run code. "
            "Save the soft prompt as float32."
        )
    match shape:
        case (int() as tokens, int() as width) if 1 <= tokens <= _MOST_TOKENS and 1 <= width <= _MOST_NUMBERS // tokens:
            return (tokens, width), "F" if is_fortran else "C", kind
    raise AdapterError(f"{path}: holds an array of {shape}, and a soft prompt is [virtual tokens, hidden size].")


def _meta(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """What meta.json says; nothing where there is none."""
    if _META not in archive.namelist():
        return {}
    with archive.open(_META) as file:
        raw = file.read(_LONGEST_META + 1)
    try:
        said = json.loads(raw) if len(raw) <= _LONGEST_META else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise AdapterError(f"{path}: its {_META} cannot be read. Fetch it again.")
    return {key: said[key] for key in ("name", "author", "supported", "description") if key in said}
