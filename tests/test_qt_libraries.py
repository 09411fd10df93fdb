from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studio import qt_libraries

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has Qt's libraries apart")


@on_linux
def test_nothing_is_missing_where_these_tests_run() -> None:
    from PySide6 import QtWidgets

    assert QtWidgets.__file__ is not None
    assert qt_libraries.qt_folder() == Path(QtWidgets.__file__).parent
    assert qt_libraries.missing_libraries() == []


@on_linux
def test_what_ldd_does_not_find_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ldd = tmp_path / "ldd"
    ldd.write_text(
        "#!/bin/sh\n"
        "echo '\tlibEGL.so.1 => not found'\n"
        "echo '\tlibc.so.6 => /lib/libc.so.6 (0x1)'\n"
        "case \"$*\" in *libqxcb*) echo '\tlibxcb-cursor.so.0 => not found' ;; esac\n"
    )
    ldd.chmod(0o755)
    (tmp_path / "apt-get").write_text("#!/bin/sh\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert qt_libraries.missing_libraries() == ["libEGL.so.1"]
    assert qt_libraries.missing_libraries("xcb") == ["libEGL.so.1", "libxcb-cursor.so.0"]
    said = qt_libraries.what_is_missing("xcb")
    assert said is not None
    assert "libxcb-cursor.so.0" in said
    assert "sudo apt-get install -y --no-install-recommends libegl1" in said


@on_linux
def test_the_command_tells_what_is_missing_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(qt_libraries, "missing_libraries", lambda _platform=None: ["libEGL.so.1"])

    assert qt_libraries.main([]) == 1
    assert "libEGL.so.1" in capsys.readouterr().err
    monkeypatch.setattr(qt_libraries, "missing_libraries", lambda _platform=None: [])
    assert qt_libraries.main([]) == 0


@on_linux
def test_a_machine_without_a_display_is_told_before_qt_aborts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)

    said = qt_libraries.why_no_window()

    assert said is not None
    assert "There is no display here" in said


@pytest.mark.parametrize(
    ("display", "wayland", "platform"), [(":0", "", "xcb"), ("", "wayland-0", "wayland"), (":0", "wayland-0", "xcb")]
)
def test_the_platform_follows_the_session(
    display: str, wayland: str, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland)

    assert qt_libraries.display_platform() == platform
