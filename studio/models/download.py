"""A base model comes from the hub into the hub's own cache, where every program finds it. No torch.

What is broken off is gone on with: a file that is not whole waits as `blobs/<checksum>.part`, and `download.json` says
what was begun. A model shows in the cache once all of it is there and every file has its checksum.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.errors import ModelError, StorageError
from studio.files import write_text
from studio.hub.client import HUB_ID, HubFile, asking
from studio.hub.transfer import Repository, Transfer, check_room, fetch, part_of
from studio.models.hub import look_up

_PLAN = "download.json"
_ROOM = "Make room, or choose another folder for downloaded models in Settings."


@dataclass(frozen=True, slots=True)
class Plan:
    """A download that was begun. revision: as it was asked for"""

    name: str
    revision: str | None
    commit: str
    files: tuple[HubFile, ...]

    @property
    def total(self) -> int:
        return sum(file.size for file in self.files)

    def done(self) -> int:
        """Bytes that are on this disk."""
        return sum(_have(self, file) for file in self.files)


def _quiet(_transfer: Transfer) -> None:
    pass


def download_model(
    name: str, revision: str | None = None, *, weights: bool = True, say: Callable[[Transfer], object] = _quiet
) -> Path:
    """The folder of a hub model in the cache, all of it there. What was begun of this revision is gone on with.

    weights: False for its small files alone    say: called as bytes come; what it raises breaks the download off, and
    what has come is kept
    Raises ModelError where the hub does not give it or it cannot be trained on; StorageError where the disk cannot
    take it.
    """
    with _alone(name), asking(name, revision):
        plan = _begun(name, revision) or _planned(name, revision, weights=weights)
        if not weights:
            plan = Plan(name, revision, plan.commit, tuple(one for one in plan.files if not one.is_weights))
            return _carry_out(plan, say)
        _write_plan(plan)
        try:
            folder = _carry_out(plan, say)
        except BaseException:
            if not plan.done():  # so that another time the newest is taken
                _discard(_folder(name), None)
            raise
        (_folder(name) / _PLAN).unlink()
        return folder


def begun_downloads() -> list[Plan]:
    """What was begun and is not done, by name."""
    plans = [_read_plan(file) for file in sorted(_cache().glob(f"models--*/{_PLAN}"))]
    return [plan for plan in plans if plan is not None]


def discard_download(name: str) -> int:
    """Throw away what has come of a model that is not whole. Returns the bytes that are free again."""
    with _alone(name):
        return _discard(_folder(name), None)


def delete_model(name: str) -> int:
    """Take a model out of the hub's cache, every revision of it. Returns the bytes that are free again.

    Raises ModelError where it is not in the cache; StorageError where it cannot be deleted.
    """
    from huggingface_hub import scan_cache_dir

    stored_bytes(name)
    folder = _folder(name)
    with _alone(name):
        freed = _discard(folder, None)
        scanned = scan_cache_dir(_cache())
        commits = [one.commit_hash for repo in scanned.repos if repo.repo_path == folder for one in repo.revisions]
        if commits:
            plan = scanned.delete_revisions(*commits)
            plan.execute()
            freed += plan.expected_freed_size
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise StorageError(f"{folder} could not be deleted. Close what uses the model, or make the folder writable.")
    return freed


def stored_bytes(name: str) -> int:
    """What a model takes up in the hub's cache, whole or not. Raises ModelError where it is not there."""
    folder = _folder(name)
    if not folder.is_dir():
        raise ModelError(f"{name} is not in {_cache()}. Only what was downloaded can be deleted.", name=name)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def commit_of(folder: Path) -> str | None:
    """The commit of a model's folder in a hub's cache; None for one elsewhere."""
    is_cached = folder.parent.name == "snapshots" and folder.parent.parent.name.startswith("models--")
    return folder.name if is_cached and len(folder.name) == 40 else None


# --- what is to come ------------------------------------------------------------------------------------------------


def _planned(name: str, revision: str | None, *, weights: bool) -> Plan:
    model = look_up(name, revision)
    if model.obstacle and weights:
        raise ModelError(model.obstacle, name=name)
    return Plan(name, revision, model.commit, model.files)


def _begun(name: str, revision: str | None) -> Plan | None:
    plan = _read_plan(_folder(name) / _PLAN)
    return plan if plan is not None and revision in (plan.revision, plan.commit) else None


def _read_plan(file: Path) -> Plan | None:
    try:
        plan = json.loads(file.read_text(encoding="utf-8"))
        files = tuple(HubFile(**one) for one in plan["files"])
        return Plan(plan["name"], plan["revision"], plan["commit"], files)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_plan(plan: Plan) -> None:
    folder = _folder(plan.name)
    _discard(folder, plan)
    (folder / "snapshots").mkdir(parents=True, exist_ok=True)
    write_text(folder / _PLAN, json.dumps(asdict(plan), indent=1))


def _cache() -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE).expanduser().resolve()


def _folder(name: str) -> Path:
    if not HUB_ID.fullmatch(name):
        raise ModelError(f'"{name}" is no name of the hub. They are owner/name, such as Qwen/Qwen3-0.6B-Base.')
    return _cache() / f"models--{name.replace('/', '--')}"


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """No other program writes this model meanwhile."""
    from filelock import Timeout
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    lock = _cache() / ".locks" / _folder(name).name / "download.lock"
    with ExitStack() as held:
        with asking(name):
            lock.parent.mkdir(parents=True, exist_ok=True)
            try:
                held.enter_context(WeakFileLock(lock, timeout=0.2))
            except Timeout:
                raise ModelError(f"{name} is being downloaded already, here or elsewhere. Wait for it.") from None
        yield


# --- bytes ----------------------------------------------------------------------------------------------------------


def _carry_out(plan: Plan, say: Callable[[Transfer], object]) -> Path:
    (_folder(plan.name) / "blobs").mkdir(parents=True, exist_ok=True)
    done, total = plan.done(), plan.total
    check_room(plan.name, _cache(), total - done, _ROOM)
    say(Transfer(plan.name, done, total))

    def came(count: int) -> None:
        nonlocal done
        done += count
        say(Transfer(plan.name, done, total))

    source = Repository("model", plan.name, plan.commit)
    for file in plan.files:
        if not _is_here(plan, file):
            fetch(source, file, _blob(plan, file), came)
    return _show(plan)


# --- the cache's layout ---------------------------------------------------------------------------------------------


def _blob(plan: Plan, file: HubFile) -> Path:
    return _folder(plan.name) / "blobs" / file.blob


def _part(plan: Plan, file: HubFile) -> Path:
    return part_of(_blob(plan, file))


def _shown(plan: Plan, file: HubFile) -> Path:
    return _folder(plan.name) / "snapshots" / plan.commit / file.path


def _is_here(plan: Plan, file: HubFile) -> bool:
    return _blob(plan, file).exists() or _shown(plan, file).exists()


def _have(plan: Plan, file: HubFile) -> int:
    part = _part(plan, file)
    return file.size if _is_here(plan, file) else part.stat().st_size if part.exists() else 0


def _show(plan: Plan) -> Path:
    """Now that all is here: the files by their names, and the commit by the revision's."""
    folder = _folder(plan.name)
    for file in plan.files:
        shown, blob = _shown(plan, file), _blob(plan, file)
        shown.parent.mkdir(parents=True, exist_ok=True)
        if not shown.exists():
            try:
                shown.symlink_to(os.path.relpath(blob, shown.parent))
            except OSError:  # a file system without links
                shutil.copyfile(blob, shown)
    revision = plan.revision or "main"
    if revision != plan.commit:
        ref = Path(os.path.normpath(folder / "refs" / revision))
        if not ref.is_relative_to(folder / "refs"):
            raise ModelError(f'"{revision}" is no revision of the hub. They are branches, tags and commits.')
        ref.parent.mkdir(parents=True, exist_ok=True)
        ref.write_text(plan.commit, encoding="utf-8")
    return folder / "snapshots" / plan.commit


def _discard(folder: Path, wanted: Plan | None) -> int:
    """What belongs to no whole model, but what a download under way wants. Returns the bytes that are free again."""
    begun = _read_plan(folder / _PLAN)
    parts = {blob for file in begun.files if (blob := _blob(begun, file)).exists()} if begun else set()
    parts -= {shown.resolve() for shown in folder.glob("snapshots/*/*")}
    parts |= set(folder.glob("blobs/*.part"))
    for file in wanted.files if wanted else ():
        assert wanted is not None
        parts -= {_blob(wanted, file), _part(wanted, file)}
    freed = sum(part.stat().st_size for part in parts)
    for part in (*parts, folder / _PLAN):
        part.unlink(missing_ok=True)
    if wanted is None and not any(folder.glob("snapshots/*")):
        shutil.rmtree(folder, ignore_errors=True)
    return freed
