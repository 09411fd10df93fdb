"""Soft prompts of other programs: in, out, and what is refused, hostile files among it."""

from __future__ import annotations

import io
import json
import pickle
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import peft
import pytest
import torch
from transformers import AutoModelForCausalLM
from typer.testing import CliRunner

from studio.adapters.card import AdapterCard, ModelIdentity
from studio.adapters.folder import check_adapter
from studio.adapters.peft_format import read_learned, write_adapter
from studio.adapters.vector_files import as_adapter, export_vectors, importable, is_vector_file, read_vectors
from studio.cli import app
from studio.data.batches import collate
from studio.data.examples import Example
from studio.errors import AdapterError, StorageError
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Learned, Prompt
from studio.models.base_model import BaseModel, load_base_model
from studio.models.prompted import PromptedModel
from studio.store.project import Project

TOKENS, HIDDEN = 5, 32


@pytest.fixture(scope="module")
def base(tiny_model: Path) -> BaseModel:
    return load_base_model(str(tiny_model), tiny_model, device=torch.device("cpu"), dtype=torch.float32)


@pytest.fixture(scope="module")
def vectors() -> Any:
    return np.random.default_rng(0).normal(scale=0.3, size=(TOKENS, HIDDEN)).astype(np.float32)


@pytest.fixture
def adapter(base: BaseModel, tmp_path: Path, vectors: Any) -> Callable[..., Path]:
    def write(prompt: Prompt | None = None, *, method: str = "prompt_tuning", **values: Any) -> Path:
        prompt = InputPrompt(torch.from_numpy(vectors).unsqueeze(0)) if prompt is None else prompt
        card = AdapterCard(
            name="films",
            method=method,
            model=ModelIdentity(name=base.name),
            task="generation",
            template="{text}\nIt was",
            num_virtual_tokens=prompt.num_virtual_tokens,
            columns=["text"],
        ).model_copy(update=values)
        write_adapter(tmp_path / "films", Learned(prompt), card, base)
        return tmp_path / "films"

    return write


def _kobold(
    path: Path, array: bytes | None, meta: bytes | None = b'{"name": "x"}', method: int = zipfile.ZIP_LZMA
) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        if array is not None:
            archive.writestr("tensor.npy", array)
        if meta is not None:
            archive.writestr("meta.json", meta)
    return path


def _npy(array: Any, **options: Any) -> bytes:
    out = io.BytesIO()
    np.save(out, array, **options)
    return out.getvalue()


def test_an_array_is_what_numpy_reads_and_comes_back(
    adapter: Callable[..., Path], tmp_path: Path, vectors: Any
) -> None:
    written = export_vectors(adapter(), tmp_path / "out" / "films.npy", "npy")

    assert np.array_equal(np.load(written, allow_pickle=False), vectors)
    assert np.array_equal(read_vectors(written)[0], vectors)
    with pytest.raises(AdapterError, match="exists already"):
        export_vectors(tmp_path / "films", written, "npy")


def test_a_kobold_file_is_as_its_reader_wants_it_and_comes_back(
    adapter: Callable[..., Path], base: BaseModel, tmp_path: Path, vectors: Any
) -> None:
    written = export_vectors(adapter(), tmp_path / "films.zip", "kobold")

    with zipfile.ZipFile(written) as archive, archive.open("tensor.npy") as file:  # as KoboldAI's checksp does
        shape, _, dtype = np.lib.format.read_array_header_1_0(file) if np.lib.format.read_magic(file) else None  # type: ignore[misc]
        assert (shape, dtype) == ((TOKENS, HIDDEN), np.float32)
        meta = json.loads(archive.read("meta.json"))
    assert (meta["name"], meta["supported"]) == ("films", [base.name])
    assert "<text>\nIt was" in meta["description"]
    assert is_vector_file(written)
    assert np.array_equal(read_vectors(written)[0], vectors)


@pytest.mark.parametrize("kind", ["float16", "float32", "bfloat16", "float64", "big-endian", "fortran"])
def test_arrays_of_every_kind_are_read(tmp_path: Path, vectors: Any, kind: str) -> None:
    halves = torch.from_numpy(vectors).bfloat16()
    stored, meant = {
        "bfloat16": (halves.view(torch.int16).numpy().view("V2"), halves.float().numpy()),
        "big-endian": (vectors.astype(">f4"), vectors),
        "fortran": (np.asfortranarray(vectors), vectors),
    }.get(kind) or (vectors.astype(kind), vectors.astype(kind).astype(np.float32))
    meta = json.dumps({"name": "Tales", "author": "A", "supported": ["Generic 6B"], "other": 1}).encode()

    read, said = read_vectors(_kobold(tmp_path / "x.zip", _npy(stored), meta))

    assert np.array_equal(read, meant)
    assert said == {"name": "Tales", "author": "A", "supported": ["Generic 6B"]}
    (tmp_path / "x.npy").write_bytes(_npy(stored))
    assert np.array_equal(read_vectors(tmp_path / "x.npy")[0], meant)


def test_imported_vectors_answer_as_peft_says_they_do(base: BaseModel, tmp_path: Path, vectors: Any) -> None:
    np.save(tmp_path / "tales.npy", vectors)
    row = [5, 9, 11, 40, 77]
    with as_adapter(tmp_path / "tales.npy", base.name) as folder:
        card, learned = read_learned(folder, base)
        oracle = peft.PeftModel.from_pretrained(
            AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32), folder
        ).eval()
        with torch.no_grad():
            expected = oracle(input_ids=torch.tensor([row]), attention_mask=torch.ones(1, len(row))).logits[
                0, -len(row) :
            ]
            batch = collate([Example(ids=(*(-1,) * TOKENS, *row))])
            model = PromptedModel(base)
            given = model.logits(model.hidden_states(learned.prompt, **batch.model_input))[0, TOKENS:]
    assert (card.name, card.template, card.num_virtual_tokens) == ("tales", "{soft:5}{text}", TOKENS)
    assert torch.allclose(given, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("prefix", "inside the model's layers"),
        ("gated", "inside the model's layers"),
        ("ensemble", "an ensemble of several prompts"),
        ("slots", "elsewhere than in front"),
        ("kind", "KoboldAI knows decoders alone"),
    ],
)
def test_what_cannot_be_represented_is_refused_with_the_reason(
    adapter: Callable[..., Path], tmp_path: Path, what: str, says: str
) -> None:
    draw = torch.randn
    folder = {
        "prefix": lambda: adapter(
            KeyValuePrompt({"decoder": KeyValues(draw(1, 2, 2, TOKENS, 8), draw(1, 2, 2, TOKENS, 8))}),
            method="prefix_tuning",
        ),
        "gated": lambda: adapter(GatedPrompt(draw(1, 2, TOKENS, HIDDEN), draw(1, 2, 4)), method="llama_adapter"),
        "ensemble": lambda: adapter(InputPrompt(draw(3, TOKENS, HIDDEN))),
        "slots": lambda: adapter(template="{soft:2}{text}{soft:3}"),
        "kind": lambda: adapter(kind="encoder_decoder"),
    }[what]()
    with pytest.raises(AdapterError, match=says):
        export_vectors(folder, tmp_path / "x.zip", "kobold")
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(("to", "form"), [("x.zip", "npy"), ("x.npy", "kobold")])
def test_a_name_that_other_programs_would_not_take_is_refused(
    adapter: Callable[..., Path], tmp_path: Path, to: str, form: Any
) -> None:
    with pytest.raises(AdapterError, match="ends in"):
        export_vectors(adapter(), tmp_path / to, form)


class _Runs:
    def __reduce__(self) -> Any:
        return (Path.touch, (Path("/tmp/a-pickle-was-run"),))


def _with_header(header: str, body: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    raw = header.encode()
    width = 2 if version == b"\x01\x00" else 4
    return b"\x93NUMPY" + version + len(raw).to_bytes(width, "little") + raw + body


_HEADER = "{{'descr': {}, 'fortran_order': False, 'shape': {}, }}\n"
HOSTILE = {
    "objects": _npy(np.array([[_Runs()]], dtype=object), allow_pickle=True),
    "a pickle": pickle.dumps(_Runs()),
    "empty": b"",
    "cut": _npy(np.ones((5, 32), np.float32))[:-4],
    "longer": _npy(np.ones((5, 32), np.float32)) + b"x",
    "asks for terabytes": _with_header(_HEADER.format("'<f4'", "(10000, 100000000)")),
    "more tokens than any": _with_header(_HEADER.format("'<f4'", "(20000, 1)"), b"\0" * 80_000),
    "negative": _with_header(_HEADER.format("'<f4'", "(-1, -32)")),
    "a header of 4 GB": b"\x93NUMPY\x02\x00\xff\xff\xff\xff",
    "code in the header": _with_header("__import__('os').system('x')\n"),
    "deep header": _with_header("(" * 9000),
    "whole numbers": _npy(np.ones((5, 32), np.int64)),
    "one dimension": _npy(np.ones(32, np.float32)),
    "three dimensions": _npy(np.ones((1, 5, 32), np.float32)),
    "no numbers": _npy(np.full((5, 32), np.nan, np.float32)),
    "fields": _npy(np.zeros((5, 32), [("a", "<f4")])),
    "long doubles": _npy(np.ones((5, 32), np.longdouble)),
    "version 3": _with_header(_HEADER.format("'<f4'", "(1, 1)"), b"\0" * 4, b"\x03\x00"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("as_zip", [False, True], ids=["npy", "zip"])
def test_hostile_arrays_are_refused_and_never_unpickled(tmp_path: Path, name: str, as_zip: bool) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(AdapterError, match=r"x\.(npy|zip)"):
        read_vectors(_kobold(tmp_path / "x.zip", HOSTILE[name]) if as_zip else path)
    assert not Path("/tmp/a-pickle-was-run").exists()


def test_hostile_archives_are_refused(tmp_path: Path, vectors: Any) -> None:
    good = _npy(vectors)
    bomb = good[:128] + b"\0" * 50_000_000  # what follows the array is not read
    for name, path in {
        "bomb": _kobold(tmp_path / "a.zip", bomb, method=zipfile.ZIP_DEFLATED),
        "meta": _kobold(tmp_path / "b.zip", good, b"x" * 1_000_000),
        "torn meta": _kobold(tmp_path / "c.zip", good, b"[" * 50_000),
        "list": _kobold(tmp_path / "d.zip", good, b"[]"),
        "nothing": _kobold(tmp_path / "e.zip", None),
        "tokens": _kobold(tmp_path / "f.zip", _npy(np.ones((2048, 2), np.float32))),
    }.items():
        with pytest.raises(AdapterError):
            read_vectors(path)
        assert path.exists(), name
    torn = _kobold(tmp_path / "g.zip", good)
    raw = bytearray(torn.read_bytes())
    raw[60:90] = b"\xff" * 30
    torn.write_bytes(raw)
    with pytest.raises(AdapterError):
        read_vectors(torn)
    assert read_vectors(_kobold(tmp_path / "h.zip", good, None))[1] == {}


def test_vectors_need_the_base_model_that_fits_them(base: BaseModel, tmp_path: Path, vectors: Any) -> None:
    np.save(tmp_path / "x.npy", vectors[:, :20])
    with pytest.raises(AdapterError, match="20 numbers wide"), as_adapter(tmp_path / "x.npy", base.name):
        pass
    with pytest.raises(AdapterError, match="Name it with --model"), importable(tmp_path / "x.npy", None):
        pass
    with pytest.raises(AdapterError, match="KoboldAI soft prompt"):
        check_adapter(_kobold(tmp_path / "k.zip", _npy(vectors)))


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits the size of a file")
def test_vectors_that_do_not_fit_on_the_disk_are_a_message_and_no_crash(
    base: BaseModel, tmp_path: Path, vectors: Any
) -> None:
    import resource

    np.save(tmp_path / "v.npy", vectors)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(StorageError, match="File too large"), as_adapter(tmp_path / "v.npy", base.name):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_an_adapter_says_itself_which_base_model_it_is_for(adapter: Callable[..., Path]) -> None:
    with pytest.raises(AdapterError, match="Leave --model away"), importable(adapter(), "starter"):
        pass
    with importable(adapter(), None) as path:
        assert path == adapter()


def test_the_commands_take_them_in_and_out(base: BaseModel, tmp_path: Path, vectors: Any) -> None:
    np.save(tmp_path / "tales.npy", vectors)
    project, out = str(tmp_path / "project"), str(tmp_path / "tales.zip")
    runner = CliRunner()

    took = runner.invoke(app, ["import", str(tmp_path / "tales.npy"), "--model", base.name, "--project", project])
    gave = runner.invoke(app, ["export", "tales", "--project", project, "--to", out, "--format", "kobold"])
    back = runner.invoke(app, ["import", out, "--model", base.name, "--project", project, "--json"])
    wrong = runner.invoke(app, ["export", "tales", "--project", project, "--to", out, "--format", "x", "--json"])

    assert [done.exit_code for done in (took, gave, back, wrong)] == [0, 0, 0, 2], took.output + gave.output
    assert json.loads(back.stdout)["name"] == "tales-2"
    assert "peft, prompt_tuning, npy, kobold" in json.loads(wrong.stdout)["message"]
    opened = Project.open(tmp_path / "project", create=False)
    try:
        assert {row.name for row in opened.store.adapters()} == {"tales", "tales-2"}
        folder = next(row.folder for row in opened.store.adapters() if row.name == "tales-2")
        learned = read_learned(folder, base)[1]
    finally:
        opened.close()
    assert isinstance(learned.prompt, InputPrompt)
    assert np.array_equal(learned.prompt.vectors[0].numpy(), vectors)
