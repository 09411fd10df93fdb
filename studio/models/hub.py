"""What the Hugging Face hub says of base models, before anything of them is on this disk. No torch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.architecture import CLOSED_FAMILIES, Architecture, named_architectures
from studio.errors import ModelError
from studio.hub.client import (
    HUB_ID,
    SECONDS,
    HubFile,
    api,
    asking,
    body_of,
    files_of,
    licence_of,
    names_a_commit,
    page_of,
    refuse_without_checksums,
    streaming,
    understanding,
)
from studio.methods.registry import misfits
from studio.methods.settings import TaskKind
from studio.models.harmless import PICKLES
from studio.small_json import small_json
from studio.wording import phrase

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

LOOKED_AT = 100  # of what a search finds, the most downloaded

_LARGEST_CONFIG = 5_000_000  # bytes
_NAME = r"[^/\\:*?\"<>|\x00-\x1f]"  # letters that any system takes
_SMALL = re.compile(rf"{_NAME}+\.(json|txt|model|jinja)|README\.md|LICENSE{_NAME}*")
_WEIGHTS = re.compile(rf"{_NAME}+\.safetensors")
_SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")


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
        with understanding():
            found = list(
                api().list_models(
                    search=words,
                    filter=f"license:{licence}" if licence else None,
                    num_parameters=f"max:{most_parameters}" if most_parameters else None,
                    sort="downloads",
                    limit=LOOKED_AT,
                    expand=["config", "downloads", "gated", "safetensors", "sha", "siblings", "tags"],
                )
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
        with understanding():
            info = api().model_info(name, revision=revision, files_metadata=True, timeout=SECONDS)
        is_hub = names_a_commit(info)
        model = _described(info, _config(info) if is_hub else {})
    refuse_without_checksums("model", name, model.files, has_commit=is_hub)
    return model


def model_page(name: str) -> str:
    """Where a model can be read of, and its licence be agreed to."""
    return page_of("model", name)


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
        licence=licence_of(info),
        gated=bool(info.gated),
        downloads=info.downloads,
        files=tuple(file for file in files_of(info) if file.path in wanted),
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


def _config(info: ModelInfo) -> Mapping[str, Any]:
    """Its config.json; what the hub tells everybody of it where the owner asks for consent first."""
    from huggingface_hub import errors as hub

    short = info.config or {}
    if "config.json" not in {sibling.rfilename for sibling in info.siblings or []}:
        return short
    try:
        with streaming(info.id, info.sha or "", "config.json") as response:
            config = small_json(body_of(response, most=_LARGEST_CONFIG))
    except hub.GatedRepoError:
        return short
    return config if isinstance(config, dict) else short


def _obstacle(name: str, names: Sequence[str], config: Mapping[str, Any], architecture: Architecture) -> str:
    whole = phrase("Choose the model that it was made from")
    if not any(_WEIGHTS.fullmatch(one) for one in names):
        if any(one.endswith(".gguf") for one in names):
            return (
                f"{name} has GGUF files only, which are for answering with llama.cpp; no gradient passes through them, "
                f"so no prompt can be trained on it. {whole}."
            )
        if any(one.endswith(PICKLES) for one in names):
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
        known = ", ".join(named_architectures(config)) or architecture.family
        kind = known or phrase("of an unnamed kind")
        return (
            f"{name} ({kind}) is neither a decoder, an encoder nor an encoder-decoder of text. "
            "Choose one such as Qwen3, RoBERTa or T5."
        )
    if architecture.family in CLOSED_FAMILIES:
        return (
            f"{name} ({architecture.family}) has an attention that nothing can be put into, so no prompt can be "
            "trained on it. Choose one such as Qwen3, RoBERTa or T5."
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
