"""What the user can mend. Each error is one sentence: what happened, where, and what to do.

A StudioError becomes a message. Anything else is ours and becomes a crash report.
"""

from __future__ import annotations


class StudioError(Exception):
    """Root of everything that the user can mend.

    message: the sentence shown.    fields: the facts inside it, so that a window can say it in another language.
    """

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    @property
    def name(self) -> str:
        """The error's name, stable across languages: "TableError"."""
        return type(self).__name__


class TableError(StudioError):
    """A table cannot be read or used as asked."""


class TemplateError(StudioError):
    """A template cannot be parsed, or leaves no room."""


class LabelError(StudioError):
    """Labels or label words cannot be told apart, or are missing."""


class SpecError(StudioError):
    """A run.toml or a setting is wrong."""


class MethodError(StudioError):
    """A method does not fit the model, the data or its settings."""


class ModelError(StudioError):
    """A base model is missing, damaged or of a kind that cannot be used."""


class AdapterError(StudioError):
    """A folder or archive is no adapter, or does not fit."""


class ProjectError(StudioError):
    """A project folder or its store cannot be used."""


class RunError(StudioError):
    """A run cannot be started, steered or found."""


class StorageError(StudioError):
    """A disk is full, a folder is read-only or gone."""


class SetupError(StudioError):
    """The machine lacks something: a display, a library, a package."""
