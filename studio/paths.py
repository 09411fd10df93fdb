"""Where things live: in a source checkout and in an installed package, and the user's own folders."""

from __future__ import annotations

from pathlib import Path

import appdirs

APP_NAME = "Softprompt Studio"
_PACKAGE = Path(__file__).resolve().parent


def _carried(name: str) -> Path:
    """A folder that an installed package carries inside itself and a checkout has beside it."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources_dir() -> Path:
    """Icons, styles, and the bundled base models."""
    return _carried("resources")


def sample_projects_dir() -> Path:
    """The sample projects, read-only."""
    return _carried("projects")


def user_data_dir() -> Path:
    """The user's projects and settings stand here unless the user says otherwise."""
    return Path(appdirs.user_data_dir(APP_NAME, appauthor=False))


def user_cache_dir() -> Path:
    """What can be thrown away."""
    return Path(appdirs.user_cache_dir(APP_NAME, appauthor=False))


def user_log_dir() -> Path:
    """Logs of the window and of children that belong to no run."""
    return Path(appdirs.user_log_dir(APP_NAME, appauthor=False))
