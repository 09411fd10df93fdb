"""How the Hugging Face hub is asked for base models and data sets, and what is said where that fails. No torch.

Asked only where the user asks. The hub's address is HF_ENDPOINT's, and HF_HUB_OFFLINE keeps everything here at home.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from studio.errors import ModelError, StorageError, StudioError, TableError
from studio.hub_token import kept_token, without_tokens
from studio.wording import phrase

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import DatasetInfo, ModelInfo

Kind = Literal["model", "dataset"]
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
SECONDS = 10  # that an answer of the hub is waited for

_LIBRARY = "softprompt-studio"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BLOB = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ERRORS: dict[Kind, type[StudioError]] = {"model": ModelError, "dataset": TableError}
_FOLDERS: dict[Kind, str] = {"model": "", "dataset": "datasets/"}


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


def api() -> HfApi:
    """The hub's own library, with the user's token."""
    from huggingface_hub import HfApi

    return HfApi(token=kept_token(), library_name=_LIBRARY)


def host() -> str:
    """The hub's address."""
    from huggingface_hub import constants

    return str(constants.ENDPOINT)


def token_in_use() -> str | None:
    """The key ring's, or that of the hub's own library."""
    from huggingface_hub import get_token

    return kept_token() or get_token()


def page_of(kind: Kind, name: str) -> str:
    """Where a repository can be read of, and its licence be agreed to."""
    return f"{host()}/{_FOLDERS[kind]}{name}"


def error_of(kind: Kind, sentence: str, **fields: object) -> StudioError:
    """What a repository of this kind is refused with."""
    return _ERRORS[kind](without_tokens(sentence), **fields)


def licence_of(info: ModelInfo | DatasetInfo) -> str:
    """As the hub calls it, "apache-2.0"; "" where it does not say."""
    return next((tag.removeprefix("license:") for tag in info.tags or [] if tag.startswith("license:")), "")


def files_of(info: ModelInfo | DatasetInfo) -> list[HubFile]:
    """All files of a repository."""
    return [
        HubFile(
            path=sibling.rfilename,
            size=int(sibling.size or 0),
            blob=(sibling.lfs.sha256 if sibling.lfs else sibling.blob_id) or "",
        )
        for sibling in info.siblings or []
    ]


def names_a_commit(info: ModelInfo | DatasetInfo) -> bool:
    return bool(_COMMIT.fullmatch(info.sha or ""))


def refuse_without_checksums(kind: Kind, name: str, files: tuple[HubFile, ...], *, has_commit: bool) -> None:
    """Raises the kind's error where what answers is no hub."""
    if not has_commit or not all(_BLOB.fullmatch(file.blob) for file in files):
        raise error_of(
            kind, f"{host()} names no commit or no checksums of {name}, as a hub does. Check its address.", name=name
        )


@contextmanager
def asking(name: str = "", revision: str | None = None, *, kind: Kind = "model") -> Iterator[None]:
    """Inside it, what the hub's library raises becomes the kind's error or StorageError, with what to do."""
    from huggingface_hub import errors as hub

    try:
        yield
    except StudioError:
        raise
    except (OSError, ValueError, hub.HTTPError) as error:  # type: ignore[attr-defined]
        raise _sentence(kind, name, revision, error) from error


@contextmanager
def understanding() -> Iterator[None]:
    """Around what the hub's library makes of an answer: of one that is no hub's it raises anything."""
    try:
        yield
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{host()} does not answer as a hub does") from error


@contextmanager
def streaming(name: str, commit: str, path: str, *, begin: int = 0, kind: Kind = "model") -> Iterator[Any]:
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
    url = f"{page_of(kind, name)}/resolve/{commit}/{quote(path)}"
    with get_session().stream("GET", url, headers=headers, timeout=SECONDS) as response:
        hf_raise_for_status(response)
        yield response


def body_of(response: Any, *, most: int) -> bytes:
    """All bytes of a response of `streaming`. Raises ValueError where there are more than so many."""
    data = b""
    for block in response.iter_bytes():
        data += block
        if len(data) > most:
            raise ValueError(f"a small file of it is longer than {most} bytes")
    return data


# --- what goes wrong ------------------------------------------------------------------------------------------------


def _sentence(kind: Kind, name: str, revision: str | None, error: Exception) -> StudioError:
    from huggingface_hub import errors as hub

    what = phrase(f"{name} at revision {revision}") if name and revision else name or phrase("The hub")
    match error:
        case hub.OfflineModeIsEnabled():
            lacks = phrase(f"{what} is not on this disk" if name else "The hub cannot be asked")
            said = (
                f"{lacks}: this program stays offline. Use what is here, or go online in Settings or by "
                "unsetting HF_HUB_OFFLINE."
            )
        case hub.GatedRepoError():
            return _gated(kind, name)
        case hub.RevisionNotFoundError():
            said = f"{name} has no revision {revision}. Look at the names on {page_of(kind, name)}."
        case hub.RepositoryNotFoundError() if kind == "dataset":
            said = (
                f"The hub has no data set {name}, or it is private. Check the spelling; a private one needs your token "
                "(Settings, or hf auth login)."
            )
        case hub.RepositoryNotFoundError():
            said = (
                f"The hub has no model {name}, or it is private. Check the spelling; a private one needs your token "
                "(Settings, or hf auth login)."
            )
        case hub.HfHubHTTPError() if error.response.status_code == 401:
            said = (
                f"The hub does not know your token. Make another at {host()}/settings/tokens, and keep it in "
                "Settings or with hf auth login."
            )
        case hub.HfHubHTTPError() if error.response.status_code == 429:
            said = "The hub was asked too often. Wait some minutes, and try again."
        case OSError() if error.errno is not None and error.filename is not None:  # the disk's, not the hub's
            return StorageError(
                f"{what} could not be stored in {error.filename} ({os.strerror(error.errno)}). "
                "Make room there, or make it writable."
            )
        case _:
            why = (str(error).strip() or type(error).__name__).splitlines()[0][:200].rstrip(".")
            lacks = phrase(f"{what} could not be fetched from {host()}" if name else f"{host()} could not be asked")
            said = f"{lacks} ({why}). Check the connection, or use what is here."
    return error_of(kind, said, name=name)


def _gated(kind: Kind, name: str) -> StudioError:
    page = page_of(kind, name)
    if token_in_use() is None:
        said = (
            f"{name} asks for consent first, and there is no token of yours. Agree at {page}, make a token at "
            f"{host()}/settings/tokens, and keep it in Settings or with hf auth login."
        )
    else:
        said = (
            f"{name} asks for consent first, and your token does not have it. Agree at {page} with the account that "
            "the token is of (some owners answer by hand), or keep another token in Settings."
        )
    return error_of(kind, said, name=name, page=page)
