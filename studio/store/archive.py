"""Adapters that come into the project as a folder or a zip."""

from __future__ import annotations

from pathlib import Path

from studio.files import aside_of, flush_folder, folders_in, free_name, remove_folder, safe_name, writing


def put_adapter(adapters: Path, source: Path, name: str) -> Path:
    """Copy an adapter into `adapters`, under `name` or `name-2` where that is taken. Returns its folder.

    Raises AdapterError where `source` holds none, StorageError where it cannot be written.
    """
    from studio.adapters.folder import import_adapter

    aside = aside_of(adapters / "adapter")
    with writing(adapters):
        aside.mkdir(parents=True, exist_ok=True)
        try:
            made = import_adapter(source, aside)
            target = adapters / free_name(safe_name(name, "adapter"), {one.casefold() for one in folders_in(adapters)})
            made.rename(target)
        finally:
            remove_folder(aside)
    flush_folder(adapters)
    return target
