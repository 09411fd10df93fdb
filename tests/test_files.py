"""What stands at a name is whole: the old, or the new."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from studio.errors import StorageError
from studio.files import aside_of, flush_all, replacing, replacing_folder, write_text

needs_permissions = pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="this user may write everywhere"
)


def test_a_file_is_the_old_one_until_the_new_one_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "Über uns.txt"
    write_text(file, "old")
    with replacing(file) as aside:
        aside.write_text("new")
        assert file.read_text() == "old"

    assert file.read_text() == "new"
    assert os.listdir(tmp_path) == [file.name]


def test_a_file_whose_writing_fails_stays_as_it_was_and_nothing_lies_about(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    write_text(file, "old")

    def fail() -> None:
        with replacing(file) as aside:
            aside.write_text("ne")
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        fail()

    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == [file.name]


def test_a_full_disk_is_said_with_the_file_that_did_not_fit(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match=r"file\.txt cannot be written: the disk is full"),
        replacing(tmp_path / "file.txt"),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_is_flushed_before_it_takes_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    flush, replace = os.fsync, os.replace

    def flushed(handle: int) -> None:
        done.append("flush a folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "flush a file")
        flush(handle)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", lambda *names: done.append("rename") or replace(*names))
    write_text(tmp_path / "file.txt", "whole")
    assert done[:2] == ["flush a file", "rename"]
    assert done[2:] in (["flush a folder"], [])  # not every system can

    done.clear()
    with replacing_folder(tmp_path / "folder") as aside:
        (aside / "inner").mkdir()
        (aside / "inner" / "one").write_text("1")
        (aside / "two").write_text("2")
    before = done[: done.index("rename")]
    assert before.count("flush a file") == 2
    assert "flush a file" not in done[len(before) :]


def test_a_folder_holds_all_of_the_new_files_or_all_of_the_old(tmp_path: Path) -> None:
    folder = tmp_path / "adapter"
    with replacing_folder(folder) as aside:
        (aside / "a").write_text("1")
        (aside / "b").write_text("1")

    def fail() -> None:
        with replacing_folder(folder) as aside:
            (aside / "a").write_text("2")
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        fail()
    assert {file.name: file.read_text() for file in folder.iterdir()} == {"a": "1", "b": "1"}

    with replacing_folder(folder) as aside:
        (aside / "a").write_text("3")
    assert {file.name: file.read_text() for file in folder.iterdir()} == {"a": "3"}
    assert os.listdir(tmp_path) == [folder.name]


def test_what_a_killed_program_left_aside_does_not_come_into_the_folder(tmp_path: Path) -> None:
    (tmp_path / ".adapter.new").mkdir()
    (tmp_path / ".adapter.new" / "stale").write_text("?")
    with replacing_folder(tmp_path / "adapter") as aside:
        (aside / "a").write_text("1")

    assert os.listdir(tmp_path / "adapter") == ["a"]


def test_what_killed_programs_left_aside_goes_and_what_living_ones_make_stays(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    dead = [f".studio.db.{2**31 - 2}-1.new{ending}" for ending in ("", "-wal")]
    for name in (*dead, f".studio.db.{os.getppid()}-1.new", ".other.db.1-1.new"):
        (tmp_path / name).write_text("half")
    (tmp_path / f".studio.db.{2**31 - 2}-2.new").mkdir()

    aside = aside_of(path)

    assert not aside.exists()
    assert sorted(os.listdir(tmp_path)) == sorted([f".studio.db.{os.getppid()}-1.new", ".other.db.1-1.new"])


@pytest.mark.parametrize("mode", [0o600, 0o400], ids=["writable", "read only"])
def test_a_file_is_flushed_whatever_its_own_permissions_are(
    tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file.txt"
    file.write_text("whole")
    file.chmod(mode)
    asked: list[int] = []
    opened = os.open
    monkeypatch.setattr(os, "open", lambda path, flags, *rest: asked.append(flags) or opened(path, flags, *rest))
    flush_all(file)
    assert all(flags == os.O_RDONLY for flags in asked) or os.name == "nt"
    assert len(asked) == 1 or os.name == "nt"


@needs_permissions
def test_a_folder_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="read-only for you"):
            write_text(tmp_path / "file.txt", "text")
    finally:
        tmp_path.chmod(0o700)
