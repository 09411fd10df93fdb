"""The base models there are: bundled, in the hub's cache, in a folder, or to be fetched from the hub. No torch.

Only models of text are listed: decoders, encoders and encoder-decoders.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from studio.architecture import Architecture, named_architectures, read_architecture, read_config
from studio.errors import ModelError
from studio.hub.client import HUB_ID
from studio.hub.transfer import Transfer
from studio.models.download import commit_of, download_model
from studio.models.harmless import pickles_in
from studio.models.stored import all_tensors, weight_files
from studio.paths import resources_dir
from studio.wording import phrase

if TYPE_CHECKING:
    from huggingface_hub import CachedRepoInfo

_LONGEST_CARD = 200_000  # letters that are read of a README.md

Source = Literal["bundled", "cache", "folder"]


@dataclass(frozen=True, slots=True)
class CatalogModel:
    """One base model on this disk. parameters, licence: None or "" where its files do not say.

    name, revision: what [model] in a run.toml takes; a revision is a commit of the hub, None where there is none.
    size_bytes: of all its files.
    """

    name: str
    revision: str | None
    title: str
    folder: Path
    source: Source
    parameters: int | None
    size_bytes: int
    architecture: Architecture
    licence: str
    summary: str

    @property
    def family(self) -> str:
        """The kind of network, such as "llama"."""
        return self.architecture.family

    @property
    def context(self) -> int | None:
        """In tokens."""
        return self.architecture.context


def list_models(folders: Iterable[Path] = ()) -> list[CatalogModel]:
    """Bundled models first, then the hub's cache, then those in `folders`, each by name.

    folders: each is a model or holds models side by side. What cannot be read is left out.
    """
    found = _bundled()
    found += _cached()
    found += [_described(folder, str(folder), "folder") for given in folders for folder in _models_in(given)]
    return found


def find_model(
    name: str, revision: str | None = None, *, say: Callable[[Transfer], object] = lambda _transfer: None
) -> Path:
    """The folder of a base model: a bundled name, a folder, or a hub id, which is fetched where this disk lacks it.

    say: called as it comes from the hub
    Raises ModelError, naming the nearest model, where there is none; StorageError where the disk cannot take it.
    """
    found = find_on_disk(name, revision)
    if found is not None:
        return found
    if Path(name).is_absolute() or name.startswith((".", "~")):
        raise ModelError(f"There is no folder {name}. Check the path of the base model.", name=name)
    if not HUB_ID.fullmatch(name):
        raise _unknown(name)
    return checked_folder(download_model(name, revision, say=say))


def find_description(name: str, revision: str | None = None) -> Path:
    """The folder of a base model's small files, whether its weights are there or not; fetched without them.

    Raises what `find_model` raises.
    """
    folder = _folder(name)
    if folder is not None and _has_tokenizer(folder) and read_architecture(folder).kind is not None:
        return folder.resolve()
    if HUB_ID.fullmatch(name) and find_on_disk(name, revision) is None:
        return download_model(name, revision, weights=False)
    return find_model(name, revision)


def find_on_disk(name: str, revision: str | None = None) -> Path | None:
    """The folder of a base model on this disk, None where it is not. Raises ModelError for a folder without a model."""
    bundled = resources_dir() / "models" / name
    if name and Path(name).name == name and _folder(str(bundled)) and _is_model(bundled):
        return bundled
    folder = _folder(name)
    if folder is not None:
        return checked_folder(folder)
    return _in_cache(name, revision) if HUB_ID.fullmatch(name) else None


def find_at_hand(name: str, revision: str | None = None) -> Path | None:
    """The folder of a base model; None for one of the hub, which has to be fetched first.

    Raises what `find_model` raises.
    """
    found = find_on_disk(name, revision)
    return found if found or HUB_ID.fullmatch(name) else find_model(name)


def find_here(name: str, revision: str | None = None) -> Path:
    """`find_model` that fetches nothing: it raises ModelError for a model of the hub that is not on this disk, too."""
    found = find_at_hand(name, revision)
    if found is None:
        what = phrase(f"{name} at revision {revision}") if revision else name
        raise ModelError(
            f"{what} is not on this disk. Download it first: on the Model page, or by softprompt-studio models "
            "download.",
            name=name,
        )
    return found


def model_on_disk(name: str, revision: str | None = None) -> Path | None:
    """The folder of a base model that is on this disk, by a name as `find_model` takes it; None where it is not."""
    if HUB_ID.fullmatch(name) and _folder(name) is None and _in_cache(name, revision) is None:
        return None
    try:
        return find_model(name, revision)
    except ModelError:
        return None


def parameter_count(folder: Path) -> int | None:
    """Weights in a folder's safetensors files, read from their headers; None where there are no such files."""
    count = 0
    files = sorted(folder.glob("*.safetensors"))
    for file in files:
        tensors = all_tensors(file)
        if tensors is None:
            return None
        count += sum(math.prod(tensor.shape) for tensor in tensors.values())
    return count if files else None


def _folder(name: str) -> Path | None:
    """The folder of this name, None where there is none; no system has one of a name that is too long, say."""
    with suppress(OSError, ValueError, RuntimeError):
        folder = Path(name).expanduser()
        return folder if name and folder.is_dir() else None
    return None


# --- on this disk --------------------------------------------------------------------------------------------------


def _bundled() -> list[CatalogModel]:
    folders = _models_in(resources_dir() / "models")
    return [_described(folder, folder.name, "bundled") for folder in folders]


def _cached() -> list[CatalogModel]:
    snapshots = [(repo.repo_id, _newest_snapshot(repo, None)) for repo in _cached_repos()]
    return [_described(folder, name, "cache") for name, folder in sorted(snapshots) if folder is not None]


def _cached_repos() -> list[CachedRepoInfo]:
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        return [repo for repo in scan_cache_dir(constants.HF_HUB_CACHE).repos if repo.repo_type == "model"]
    except (CacheNotFound, OSError, ValueError):
        return []


def _newest_snapshot(repo: CachedRepoInfo, revision: str | None) -> Path | None:
    """The snapshot of this revision; without one that of "main", or else the newest."""
    whole = [snapshot for snapshot in repo.revisions if _is_model(snapshot.snapshot_path)]
    if revision is not None:
        whole = [it for it in whole if revision in it.refs or it.commit_hash.startswith(revision)]
    if not whole:
        return None
    return max(whole, key=lambda it: ("main" in it.refs, it.last_modified)).snapshot_path


def _in_cache(name: str, revision: str | None) -> Path | None:
    repo = next((repo for repo in _cached_repos() if repo.repo_id.casefold() == name.casefold()), None)
    return _newest_snapshot(repo, revision) if repo else None


def _models_in(folder: Path) -> list[Path]:
    if _is_model(folder):
        return [folder]
    try:
        return sorted(inner for inner in folder.iterdir() if _is_model(inner))
    except OSError:
        return []


def _is_model(folder: Path) -> bool:
    """Whether a folder has configuration, weights and tokenizer of a model of text."""
    return _has_weights(folder) and _has_tokenizer(folder) and read_architecture(folder).kind is not None


def _has_weights(folder: Path) -> bool:
    """All of them, where they lie in several files."""
    try:
        return all((folder / name).is_file() for name in weight_files(folder))
    except ValueError:
        return False


def _has_tokenizer(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("tokenizer.json", "tokenizer.model", "vocab.json"))


def checked_folder(folder: Path) -> Path:
    """The folder, where it holds a base model. Raises ModelError, saying what it lacks."""
    config = read_config(folder)
    if not config:
        inside = [inner.name for inner in _models_in(folder)]
        hint = f" Inside it there are models: {', '.join(inside)}." if inside else ""
        raise ModelError(
            f"{folder} has no config.json that can be read, so it is no base model.{hint} "
            "Choose the folder that holds config.json, the weights and tokenizer.json.",
            folder=str(folder),
        )
    if Architecture.of(config).kind is None:
        kind = ", ".join(named_architectures(config)) or phrase("of an unnamed kind")
        raise ModelError(
            f"{folder} holds a model ({kind}) that is neither a decoder, an encoder nor an encoder-decoder of text. "
            "Choose one such as Qwen3, RoBERTa or T5.",
            folder=str(folder),
        )
    if not _is_model(folder):
        if not _has_weights(folder) and (pickles := pickles_in(folder)):
            raise ModelError(
                f"{folder} has its weights as a pickle ({pickles[0]}), which can run code when it is opened. If you "
                "trust it, save it anew with transformers: from_pretrained(...).save_pretrained(a new folder) writes "
                "safetensors.",
                folder=str(folder),
            )
        lacks = phrase("its weights" if _has_tokenizer(folder) else "its tokenizer")
        raise ModelError(f"{folder} lacks {lacks}. Copy all files of the model into it.", folder=str(folder))
    return folder.resolve()


def _described(folder: Path, name: str, source: Source) -> CatalogModel:
    architecture = read_architecture(folder)
    title, licence, summary = _card(folder)
    return CatalogModel(
        name=name,
        revision=commit_of(folder),
        title=title or (name if source == "cache" else folder.name.replace("_", " ").replace("-", " ").capitalize()),
        folder=folder,
        source=source,
        parameters=parameter_count(folder),
        size_bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        architecture=architecture,
        licence=licence,
        summary=summary,
    )


def _card(folder: Path) -> tuple[str, str, str]:
    """Title, licence and summary of a README.md: first heading, front matter's licence, first paragraph."""
    try:
        if not (folder / "README.md").is_file():
            return "", "", ""
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            text = file.read(_LONGEST_CARD)
    except OSError:
        return "", "", ""
    front = re.match(r"---\r?\n(.*?)\r?\n---\r?\n", text, re.DOTALL)
    licence = re.search(r"^license:[ \t]*[\"']?([^\s\"'#]+)", front[1], re.MULTILINE) if front else None
    body = text[front.end() :] if front else text
    title = re.search(r"^#[ \t]+(.+)$", body, re.MULTILINE)
    paragraph = re.search(r"(?:\A|\n)[ \t]*\n?([A-Z][^\n]*(?:\n[^\s#|`>*-][^\n]*)*)", body)
    summary = " ".join(paragraph[1].split()) if paragraph else ""
    return title[1].strip() if title else "", licence[1] if licence else "", summary[:300]


def _unknown(name: str) -> ModelError:
    names = [model.name for model in (*_bundled(), *_cached())]
    near = difflib.get_close_matches(name, names, n=1)
    sentences = [f'There is no base model "{name}".']
    if near:
        sentences.append(f'Did you mean "{near[0]}"?')
    elif names:
        sentences.append(f"There are: {', '.join(names)}.")
    sentences.append("A model folder is named by its path, a hub model as owner/name.")
    return ModelError(" ".join(sentences), name=name, nearest=near[0] if near else None)
