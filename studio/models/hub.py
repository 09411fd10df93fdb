"""What the Hugging Face hub says of base models, before anything of them is on this disk. No torch.

Asked only where the user asks. The hub's address is HF_ENDPOINT's, and HF_HUB_OFFLINE keeps everything here at home.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from studio.architecture import Architecture
from studio.errors import ModelError, StorageError, StudioError
from studio.hub_token import kept_token
from studio.methods.registry import misfits
from studio.methods.settings import TaskKind
from studio.wording import phrase

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
SECONDS = 10  # that an answer of the hub is waited for
LOOKED_AT = 100  # of what a search finds, the most downloaded

_LIBRARY = "softprompt-studio"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BLOB = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SMALL = re.compile(r"[^/\\]+\.(json|txt|model|jinja)|README\.md|LICENSE[^/\\]*")
_WEIGHTS = re.compile(r"[^/\\]+\.safetensors")
_SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository. blob: its checksum, SHA-256 for large ones and git's for small ones; "" if not asked.

    size: in bytes, 0 where only names were asked for
    """

    path: str
    size: int = 0
    blob: str = ""

    @property
    def is_weights(self) -> bool:
        return self.path.endswith(".safetensors")


@dataclass(frozen=True, slots=True)
class HubModel:
    """A base model on the hub. commit: of the revision that was asked for

    parameters, downloads: None and licence: "" where the hub does not say    gated: whether its owner asks for consent
    files: those that a download takes    obstacle: why it cannot be trained on here, in a sentence; "" where it can
    """

    name: str
    commit: str
    architecture: Architecture
    parameters: int | None
    licence: str
    gated: bool
    downloads: int | None
    files: tuple[HubFile, ...]
    obstacle: str

    @property
    def size_bytes(self) -> int | None:
        """Of all that a download takes; None where only names were asked for."""
        return sum(file.size for file in self.files) or None


def search_models(
    words: str,
    *,
    task: TaskKind | None = None,
    method: str | None = None,
    licence: str | None = None,
    most_parameters: int | None = None,
    limit: int = 20,
) -> list[HubModel]:
    """Models whose names hold the words, the most downloaded first.

    task, method: only those that they fit    licence: as the hub calls it, "apache-2.0"
    Raises ModelError where the hub cannot be asked; MethodError for a method that there is not.
    """
    with asking():
        found = _api().list_models(
            search=words,
            filter=f"license:{licence}" if licence else None,
            num_parameters=f"max:{most_parameters}" if most_parameters else None,
            sort="downloads",
            limit=LOOKED_AT,
            expand=["config", "downloads", "gated", "safetensors", "sha", "siblings", "tags"],
        )
        models = [_described(info, info.config or {}) for info in found]
    return [model for model in models if _fits(model, task, method, most_parameters)][:limit]


def look_up(name: str, revision: str | None = None) -> HubModel:
    """All that is to be known of a model before it is downloaded: its files with sizes, and its config.json.

    revision: a branch, a tag or a commit; None for the newest. Raises ModelError where the hub has it not, keeps it, or
    cannot be asked.
    """
    if not HUB_ID.fullmatch(name):
        raise ModelError(f'"{name}" is no name of the hub. They are owner/name, such as Qwen/Qwen3-0.6B-Base.')
    with asking(name, revision):
        info = _api().model_info(name, revision=revision, files_metadata=True, timeout=SECONDS)
        is_hub = bool(_COMMIT.fullmatch(info.sha or ""))
        model = _described(info, _config(info) if is_hub else {})
    if not is_hub or not all(_BLOB.fullmatch(file.blob) for file in model.files):
        raise ModelError(f"{_host()} names no commit or no checksums of {name}, as a hub does. Check its address.")
    return model


@contextmanager
def asking(name: str = "", revision: str | None = None) -> Iterator[None]:
    """Inside it, what the hub's library raises becomes a ModelError or StorageError, with what to do."""
    from huggingface_hub import errors as hub

    try:
        yield
    except StudioError:
        raise
    except (OSError, ValueError, hub.HTTPError) as error:  # type: ignore[attr-defined]
        raise _sentence(name, revision, error) from error


def token_in_use() -> str | None:
    """The key ring's, or that of the hub's own library."""
    from huggingface_hub import get_token

    return kept_token() or get_token()


def model_page(name: str) -> str:
    """Where a model can be read of, and its licence be agreed to."""
    from huggingface_hub import constants

    return f"{constants.ENDPOINT}/{name}"


def _api() -> HfApi:
    from huggingface_hub import HfApi

    return HfApi(token=kept_token(), library_name=_LIBRARY)


def _host() -> str:
    from huggingface_hub import constants

    return str(constants.ENDPOINT)


# --- what a repository is -------------------------------------------------------------------------------------------


def _described(info: ModelInfo, config: Mapping[str, Any]) -> HubModel:
    names = [sibling.rfilename for sibling in info.siblings or []]
    wanted = _wanted(names)
    architecture = Architecture.of(config)
    return HubModel(
        name=info.id,
        commit=info.sha or "",
        architecture=architecture,
        parameters=info.safetensors.total if info.safetensors else None,
        licence=_licence(info),
        gated=bool(info.gated),
        downloads=info.downloads,
        files=tuple(
            HubFile(
                path=sibling.rfilename,
                size=sibling.size or 0,
                blob=(sibling.lfs.sha256 if sibling.lfs else sibling.blob_id) or "",
            )
            for sibling in info.siblings or []
            if sibling.rfilename in wanted
        ),
        obstacle=_obstacle(info.id, names, config, architecture),
    )


def _wanted(names: Sequence[str]) -> set[str]:
    """Configuration, tokenizer and weights at the top of the repository. Of weights that lie there twice, one copy."""
    weights = {name for name in names if _WEIGHTS.fullmatch(name)}
    if "model.safetensors" in weights:
        weights = {"model.safetensors"}
    elif shards := {name for name in weights if _SHARD.fullmatch(name)}:
        weights = shards
    return weights | {name for name in names if _SMALL.fullmatch(name)}


def _licence(info: ModelInfo) -> str:
    return next((tag.removeprefix("license:") for tag in info.tags or [] if tag.startswith("license:")), "")


def _config(info: ModelInfo) -> Mapping[str, Any]:
    """Its config.json; what the hub tells everybody of it where the owner asks for consent first."""
    from huggingface_hub import errors as hub

    short = info.config or {}
    if "config.json" not in {sibling.rfilename for sibling in info.siblings or []}:
        return short
    try:
        with streaming(info.id, info.sha or "", "config.json") as response:
            config = json.loads(response.read())
    except hub.GatedRepoError:
        return short
    return config if isinstance(config, dict) else short


@contextmanager
def streaming(name: str, commit: str, path: str, *, begin: int = 0) -> Iterator[Any]:
    """The hub's response to a question for a file, not read yet. begin: the first byte that is wanted"""
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        build_hf_headers,
        get_session,
        hf_raise_for_status,
    )

    # Compressed on the way, bytes could not be counted.
    headers = build_hf_headers(token=kept_token(), library_name=_LIBRARY) | {"Accept-Encoding": "identity"}
    if begin:
        headers["Range"] = f"bytes={begin}-"
    url = f"{_host()}/{name}/resolve/{commit}/{quote(path)}"
    with get_session().stream("GET", url, headers=headers, timeout=SECONDS) as response:
        hf_raise_for_status(response)
        yield response


def _obstacle(name: str, names: Sequence[str], config: Mapping[str, Any], architecture: Architecture) -> str:
    whole = phrase("Choose the model that it was made from")
    if not any(_WEIGHTS.fullmatch(one) for one in names):
        if any(one.endswith(".gguf") for one in names):
            return (
                f"{name} has GGUF files only, which are for answering with llama.cpp; no gradient passes through them, "
                f"so no prompt can be trained on it. {whole}."
            )
        if any(one.endswith(_PICKLES) for one in names):
            return (
                f"{name} has its weights as pickles only, which can run code when they are opened, so they are not "
                "fetched. Choose a revision or a copy of it with safetensors."
            )
        return f"{name} has no weights in the safetensors format. Choose a model that has."
    quantized = config.get("quantization_config")
    if isinstance(quantized, Mapping):
        how = str(quantized.get("quant_method") or phrase("few bits"))
        return (
            f"{name} has quantized weights ({how}), and prompts are trained here on whole ones. {whole}: it is "
            "quantized while it loads where a run says so ([training] quantization)."
        )
    if architecture.kind is None:
        known = ", ".join(map(str, config.get("architectures") or [])) or architecture.family
        kind = known or phrase("of an unnamed kind")
        return (
            f"{name} ({kind}) is neither a decoder, an encoder nor an encoder-decoder of text. "
            "Choose one such as Qwen3, RoBERTa or T5."
        )
    return ""


def _fits(model: HubModel, task: TaskKind | None, method: str | None, most_parameters: int | None) -> bool:
    if most_parameters is not None and (model.parameters or 0) > most_parameters:
        return False
    if task is None and method is None:
        return True
    if model.obstacle:
        return False
    reasons = misfits(model.architecture, task)
    return not reasons[method] if method is not None else not all(reasons.values())


# --- what goes wrong ------------------------------------------------------------------------------------------------


def _sentence(name: str, revision: str | None, error: Exception) -> StudioError:
    from huggingface_hub import errors as hub

    what = phrase(f"{name} at revision {revision}") if name and revision else name or phrase("The hub")
    match error:
        case hub.OfflineModeIsEnabled():
            lacks = phrase(f"{what} is not on this disk" if name else "The hub cannot be asked")
            return ModelError(
                f"{lacks}: this program stays offline. Use a model that is here, or go online in Settings or by "
                "unsetting HF_HUB_OFFLINE.",
                name=name,
            )
        case hub.GatedRepoError():
            return _gated(name)
        case hub.RevisionNotFoundError():
            return ModelError(f"{name} has no revision {revision}. Look at the names on {model_page(name)}.", name=name)
        case hub.RepositoryNotFoundError():
            return ModelError(
                f"The hub has no model {name}, or it is private. Check the spelling; a private one needs your token "
                "(Settings, or hf auth login).",
                name=name,
            )
        case hub.HfHubHTTPError() if error.response.status_code == 401:
            return ModelError(
                f"The hub does not know your token. Make another at {_host()}/settings/tokens, and keep it in "
                "Settings or with hf auth login.",
                name=name,
            )
        case hub.HfHubHTTPError() if error.response.status_code == 429:
            return ModelError("The hub was asked too often. Wait some minutes, and try again.", name=name)
        case OSError() if error.errno is not None and error.filename is not None:  # the disk's, not the hub's
            return StorageError(
                f"{what} could not be stored in {error.filename} ({os.strerror(error.errno)}). "
                "Make room there, or make it writable."
            )
    why = (str(error).strip() or type(error).__name__).splitlines()[0][:200].rstrip(".")
    lacks = phrase(f"{what} could not be fetched from {_host()}" if name else f"{_host()} could not be asked")
    return ModelError(f"{lacks} ({why}). Check the connection, or choose a model that is here.", name=name)


def _gated(name: str) -> ModelError:
    page = model_page(name)
    if token_in_use() is None:
        return ModelError(
            f"{name} asks for consent first, and there is no token of yours. Agree at {page}, make a token at "
            f"{_host()}/settings/tokens, and keep it in Settings or with hf auth login.",
            name=name,
            page=page,
        )
    return ModelError(
        f"{name} asks for consent first, and your token does not have it. Agree at {page} with the account that the "
        "token is of (some owners answer by hand), or keep another token in Settings.",
        name=name,
        page=page,
    )
