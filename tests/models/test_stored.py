"""The header of a safetensors file: one reader for base models and adapters, and what it does not believe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from studio.adapters.folder import _tensor_shapes
from studio.models.catalog import parameter_count
from studio.models.stored import all_tensors, stored_tensors


def write(folder: Path, header: object, data: bytes = b"") -> Path:
    raw = json.dumps(header).encode()
    (folder / "x.safetensors").write_bytes(len(raw).to_bytes(8, "little") + raw + data)
    return folder / "x.safetensors"


def entry(begin: int, end: int, *shape: int, kind: str = "F32") -> dict[str, object]:
    return {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}


def test_tensors_of_every_type_are_counted_and_those_of_numbers_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "x.safetensors"
    save_file({"w": torch.ones(2, 3), "q": torch.ones(5, dtype=torch.int8), "s": torch.tensor(1.0)}, file)
    assert stored_tensors(file).keys() == {"w", "s"}
    assert _tensor_shapes(file) == {"w": [2, 3], "q": [5], "s": []}
    assert parameter_count(tmp_path) == 12


@pytest.mark.parametrize(
    ("header", "data"),
    [
        ({"a": entry(0, 8, 2)}, bytes(7)),  # torn
        ({"a": entry(0, 8, 2)}, bytes(9)),  # something behind it
        ({"a": entry(0, 8, 2), "b": entry(0, 8, 2)}, bytes(8)),  # the same bytes twice
        ({"a": entry(0, 8, 3)}, bytes(8)),  # another shape than its bytes have
        ({"a": entry(8, 0, 2)}, bytes(8)),
        ({"a": entry(0, 8, 2, kind="F32") | {"dtype": ["F32"]}}, bytes(8)),
        ({"a": {"shape": [2]}}, b""),
        ([], b""),
    ],
    ids=str,
)
def test_a_file_that_is_not_as_its_header_says_holds_nothing(tmp_path: Path, header: object, data: bytes) -> None:
    file = write(tmp_path, header, data)
    assert all_tensors(file) is None
    assert stored_tensors(file) == {}
    assert parameter_count(tmp_path) is None


def test_a_header_longer_than_its_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.safetensors").write_bytes((2**40).to_bytes(8, "little") + b"{}")
    assert all_tensors(tmp_path / "x.safetensors") is None
    assert all_tensors(tmp_path / "none.safetensors") is None
