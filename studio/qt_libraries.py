"""What Qt needs of the operating system: shared libraries and fonts that a Python package cannot bring. Imports no Qt.

`python -m studio.qt_libraries` says what is missing for drawing, and how to get it; `--display` asks also for what a
window on this display needs; `--install` gets it where that needs no questions: on Linux, as root, with apt-get or dnf.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

APT_PACKAGES = (
    "libegl1",
    "libgl1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libwayland-client0",
    "libwayland-cursor0",
    "fonts-dejavu-core",
)
DNF_PACKAGES = (
    "libglvnd-egl",
    "libglvnd-glx",
    "glib2",
    "dbus-libs",
    "fontconfig",
    "libxkbcommon",
    "libxkbcommon-x11",
    "libwayland-client",
    "libwayland-cursor",
    "xcb-util-cursor",
    "xcb-util-image",
    "xcb-util-keysyms",
    "xcb-util-renderutil",
    "xcb-util-wm",
    "dejavu-sans-fonts",
)
_MODULES = ("QtCore", "QtGui", "QtWidgets")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def qt_folder() -> Path | None:
    """Where PySide6 is installed, found without importing it."""
    found = importlib.util.find_spec("PySide6")
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) if places else None


def display_platform() -> str | None:
    """Qt's platform for the display of this session: "xcb", "wayland", or None where there is no display."""
    if os.environ.get("DISPLAY"):
        return "xcb"
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else None


def missing_libraries(platform: str | None = None, *, folder: Path | None = None) -> list[str]:
    """Shared libraries that Qt asks for and this system lacks, such as "libEGL.so.1". Always empty but on Linux.

    platform: "xcb" or "wayland" for a window on a display; None: for drawing without one.    folder: PySide6's.
    """
    folder = folder or qt_folder()
    if not sys.platform.startswith("linux") or folder is None or shutil.which("ldd") is None:
        return []
    files = [folder / f"{name}.abi3.so" for name in _MODULES]
    files += [folder / "Qt" / "plugins" / "platforms" / f"libq{name}.so" for name in ("offscreen", platform) if name]
    said = subprocess.run(
        ["ldd", *(str(file) for file in files if file.exists())], capture_output=True, text=True, check=False
    ).stdout
    return sorted({line.split()[0] for line in said.splitlines() if "=> not found" in line})


def has_fonts() -> bool:
    """Whether any font is installed. Without one, every letter in the window is an empty box."""
    if not sys.platform.startswith("linux"):
        return True
    folders = (Path(name).expanduser() for name in _FONT_FOLDERS)
    return any(path.suffix.lower() in {".ttf", ".otf", ".ttc"} for folder in folders for path in folder.rglob("*"))


def install_command() -> list[str] | None:
    """The command that brings what is missing, or None where neither apt-get nor dnf is there."""
    if shutil.which("apt-get"):
        return ["apt-get", "install", "-y", "--no-install-recommends", *APT_PACKAGES]
    if shutil.which("dnf"):
        return ["dnf", "install", "-y", *DNF_PACKAGES]
    return None


def what_is_missing(platform: str | None = None) -> str | None:
    """One sentence on what is missing and the command for it, or None where all is there."""
    libraries = missing_libraries(platform)
    missing = [f"the system libraries {', '.join(libraries)}"] if libraries else []
    missing += [] if has_fonts() else ["a font"]
    if not missing:
        return None
    command = install_command()
    names = " ".join(APT_PACKAGES)
    how = f"sudo {' '.join(command)}" if command else f"your package manager, in Debian's names {names}"
    return f"Qt needs {' and '.join(missing)}, which this machine lacks. Install with: {how}"


def why_no_window() -> str | None:
    """Why a window cannot be opened here, in a sentence or two, or None where it can."""
    if qt_folder() is None:
        return "PySide6 is not installed. Install it with: pip install softprompt-studio."
    on_linux = sys.platform.startswith("linux")
    if on_linux and not os.environ.get("QT_QPA_PLATFORM") and display_platform() is None:
        return "There is no display here: DISPLAY and WAYLAND_DISPLAY are empty."
    missing = what_is_missing(display_platform())
    return f"{missing}." if missing else None


def _install(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if command[0] == "apt-get":
        subprocess.run(["apt-get", "update"], env=environment, check=False)
    subprocess.run(command, env=environment, check=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 where nothing is missing (any more)."""
    parser = argparse.ArgumentParser(prog="python -m studio.qt_libraries", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--install", action="store_true", help="install what is missing, as root")
    parser.add_argument("--display", action="store_true", help="ask also for what a window on this display needs")
    options = parser.parse_args(arguments)
    platform = display_platform() if options.display else None
    missing = what_is_missing(platform)
    command = install_command()
    if missing and options.install and command and hasattr(os, "geteuid") and os.geteuid() == 0:
        _install(command)
        missing = what_is_missing(platform)
    if missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
