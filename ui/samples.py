"""The projects that come with the studio, and where the user's own stand. Knows no widgets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from studio import paths
from ui.language import said

_FIRST_SAMPLE = "sms_spam"  # the one that the bundled model is meant for


@dataclass(frozen=True)
class SampleProject:
    """A project that comes with the studio, in the user's words. advice: which base model serves it."""

    name: str
    folder: Path
    title: str
    description: str
    advice: str


def sample_projects() -> list[SampleProject]:
    """The samples that come with the studio: first the one to begin with, then by name."""
    found = []
    for file in sorted(paths.sample_projects_dir().glob("*/project.toml")):
        values = tomllib.loads(file.read_text(encoding="utf-8"))
        texts = [said(str(values.get(key, ""))) for key in ("title", "description", "base_model_advice")]
        found.append(SampleProject(file.parent.name, file.parent, texts[0] or file.parent.name, *texts[1:]))
    return sorted(found, key=lambda sample: sample.name != _FIRST_SAMPLE)


def projects_dir() -> Path:
    """Where new projects stand unless the user says otherwise."""
    return paths.user_data_dir() / "projects"


def free_folder(name: str) -> Path:
    """A folder for a project of this name that is not there yet: name, name-2, ..."""
    folder, number = projects_dir() / name, 2
    while folder.exists():
        folder, number = projects_dir() / f"{name}-{number}", number + 1
    return folder
