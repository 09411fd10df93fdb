"""Base models: pretrained, frozen, with what others need to know of their shape."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from torch import Tensor, nn
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSeq2SeqLM,
    DynamicCache,
)
from transformers.activations import FastGELUActivation, GELUTanh, NewGELUActivation
from transformers.modeling_outputs import BaseModelOutput
from transformers.utils import logging

from studio.architecture import Architecture, ModelKind, read_architecture
from studio.errors import ModelError
from studio.methods.base import KeyValues, Part
from studio.models import deberta
from studio.models.attention import IMPLEMENTATION, Reading, Sites, View, listening
from studio.models.few_rows import quicken_few_rows
from studio.models.harmless import check_harmless, stored_weights
from studio.models.last_layer import trim_last_layer
from studio.models.quantization import check_quantization, let_gradients_pass, loading_config
from studio.spec import Quantization
from studio.wording import phrase

# What transformers and safetensors raise for files that are not as they should be.
_OF_FILES = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, ImportError),
    *(RecursionError, AssertionError, SafetensorError, StrictDataclassError),
)
_OTHER_SIZES = phrase("its weights are of other sizes than its config.json says")
_NEW_WEIGHTS = 10_000_000  # that files may lack: a head that is not used here
_MOST_BESIDE = 10**9  # bytes that a network holds beside its weights, such as tables of places
# Its attention is its own, but takes masks, positions and a cache as data, so prefixes go in as a cache.
_CACHED_PREFIX = {"bloom"}


@dataclass(frozen=True)
class BaseModel:
    """network: a model of transformers, frozen and in evaluation mode.

    name: as the user gave it    folder: where its files lie    sites: its attention layers, empty for BLOOM
    quantization: of its weights as they lie here; its files are not
    """

    name: str
    folder: Path
    network: Any
    architecture: Architecture
    sites: Sites
    quantization: Quantization = "none"

    @property
    def kind(self) -> ModelKind:
        kind = self.architecture.kind
        assert kind is not None
        return kind

    @property
    def context(self) -> int:
        """The most positions that the model was made for."""
        return self.architecture.context or 2048

    @property
    def config(self) -> Any:
        """The settings of the text part."""
        return self.network.config.get_text_config()

    @property
    def device(self) -> torch.device:
        return torch.device(self.network.device)

    @property
    def dtype(self) -> torch.dtype:
        dtype: torch.dtype = self.network.dtype
        return dtype

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where attention happens, and so where a prefix can stand."""
        return tuple(self.sites.shapes) or ("decoder",)

    @property
    def num_layers(self) -> int:
        """Of the decoder where there are two stacks."""
        part = self.parts[-1]
        return len(self.sites.shapes[part]) if self.sites.shapes else int(self.config.num_hidden_layers)

    @property
    def num_heads(self) -> int:
        return int(self.config.num_attention_heads)

    @property
    def num_key_value_heads(self) -> int:
        if self.sites.shapes:
            return self.sites.shapes[self.parts[-1]][0][0]
        return int(getattr(self.config, "num_key_value_heads", None) or self.num_heads)

    @property
    def head_size(self) -> int:
        if self.sites.shapes:
            return self.sites.shapes[self.parts[-1]][0][1]
        return int(self.config.hidden_size) // self.num_heads

    def shape_of(self, part: Part) -> tuple[int, tuple[int, int]]:
        """L and (K, D) of a part."""
        if not self.sites.shapes:
            return self.num_layers, (self.num_key_value_heads, self.head_size)
        return len(self.sites.shapes[part]), self.sites.shapes[part][0]

    @property
    def hidden_size(self) -> int:
        """Of the vectors that go in."""
        return int(self.network.get_input_embeddings().embedding_dim)

    @property
    def output_size(self) -> int:
        """Of the last layer's vectors."""
        return int(self.config.hidden_size)

    @property
    def writes_words(self) -> bool:
        """Whether it can say how likely words are."""
        return self.network.get_output_embeddings() is not None

    @property
    def num_parameters(self) -> int:
        return int(self.network.num_parameters())  # also of weights that lie packed

    @torch.no_grad()
    def embed(self, ids: Tensor) -> Tensor:
        """Vectors [n, H] of token ids [n], float32 on the CPU, as the model feeds them to its first layer."""
        embedded: Tensor = self.network.get_input_embeddings()(ids.to(self.device))
        return embedded.float().cpu()

    @torch.no_grad()
    def key_values_of(self, ids: Tensor) -> dict[Part, KeyValues]:
        """Keys (after rotation) and values that the model makes of token ids [P], as it reads them from the front.

        A decoder behind an encoder writes the same tokens while it reads them.
        Returns [L, K, P, D] each, float32 on the CPU, by part.
        """
        ids = ids.to(self.device).unsqueeze(0)
        positions = torch.arange(ids.shape[1], device=self.device).unsqueeze(0)
        if not self.sites.shapes:
            cache = DynamicCache()
            self.network.base_model(input_ids=ids, past_key_values=cache, use_cache=True)
            keys, values = (torch.cat([getattr(layer, name) for layer in cache.layers]) for name in ("keys", "values"))
            return {"decoder": KeyValues(keys.float().cpu(), values.float().cpu())}
        everything = torch.ones(1, ids.shape[1], ids.shape[1], dtype=torch.bool, device=self.device)
        views: dict[Part, View] = {
            part: View(everything.tril() if part == "decoder" else everything, positions, positions)
            for part in self.parts
        }
        recorded: dict[tuple[Part, int], KeyValues] = {}
        with self.sites.read(Reading(views=views, recorded=recorded)):
            run_body(self.network, self.kind, ids, positions + self.architecture.position_offset)
        return {part: _stacked(recorded, part, len(layers)) for part, layers in self.sites.shapes.items()}


def _stacked(recorded: dict[tuple[Part, int], KeyValues], part: Part, layers: int) -> KeyValues:
    shapes = {tuple(recorded[part, layer].keys.shape) for layer in range(layers)}
    if len(shapes) > 1:
        raise ModelError(
            "This base model's layers have heads of different sizes, so no prefix fits them all. Choose prompt tuning."
        )
    keys = torch.cat([recorded[part, layer].keys for layer in range(layers)])
    values = torch.cat([recorded[part, layer].values for layer in range(layers)])
    return KeyValues(keys.float().cpu(), values.float().cpu())


def run_body(network: Any, kind: ModelKind, ids: Tensor, positions: Tensor) -> None:
    """Let the model read [1, n] tokens, and write the same behind an encoder."""
    if kind == "encoder_decoder":
        states = network.get_encoder()(input_ids=ids).last_hidden_state
        network.get_decoder()(input_ids=ids, encoder_hidden_states=states, use_cache=False)
    else:
        network.base_model(input_ids=ids, position_ids=positions, use_cache=False)


def load_base_model(
    name: str, folder: Path, *, device: torch.device, dtype: torch.dtype, quantization: Quantization = "none"
) -> BaseModel:
    """Load a base model from a folder with safetensors, frozen.

    Raises ModelError for a folder that holds none, or one that prompts cannot be put into; SetupError for a
    quantization that this machine cannot do.
    """
    check_quantization(name, folder, quantization, device)
    config, architecture = _config_of(name, folder)
    _check_size(name, folder, _loader(architecture), config)
    logging.disable_progress_bar()  # here, so that one of a download before is still drawn
    try:
        network = _loader(architecture).from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=dtype,
            attn_implementation=_attention_of(config),
            quantization_config=loading_config(quantization, dtype),
            device_map=None if quantization == "none" else {"": device},  # so that it is quantized where it will lie
        )
    except KeyError as error:
        if error.args != (IMPLEMENTATION,):
            raise ModelError(f"{name}: cannot be loaded ({_first_line(error)}).") from None
        raise _closed(name, config.model_type) from None  # it knows its own ways of attention and no others
    except _OF_FILES as error:
        raise ModelError(f"{name}: cannot be loaded ({_first_line(error)}).") from None
    except RuntimeError as error:
        if "memory" in str(error):
            raise
        why = _OTHER_SIZES if "mismatched_sizes" in str(error) else _first_line(error)
        raise ModelError(f"{name}: cannot be loaded ({why}).") from None
    network.requires_grad_(False)
    network.eval()
    if quantization == "none":
        network.to(device)
    else:
        let_gradients_pass(network)
    base = frozen_model(name, folder, network, architecture, quantization)
    if quantization == "none":
        quicken_few_rows(network)  # after all have been listened to, so that nothing is laid out yet
    return base


def network_without_weights(name: str, folder: Path, dtype: torch.dtype) -> Any:
    """The network of a folder's config.json, frozen, on torch's default device. Raises ModelError as loading does."""
    config, architecture = _config_of(name, folder)
    network = _loader(architecture).from_config(config, dtype=dtype, attn_implementation=_attention_of(config))
    return network.requires_grad_(False).eval()


def _config_of(name: str, folder: Path) -> tuple[Any, Architecture]:
    check_harmless(name, folder)
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except _OF_FILES as error:
        raise ModelError(f"{name}: its config.json cannot be used ({_first_line(error)}).") from None
    architecture = read_architecture(folder)
    if architecture.kind is None:
        raise ModelError(
            f"{name}: {config.model_type} is neither a decoder, an encoder nor an encoder-decoder of text. "
            "Choose a model such as Qwen3, RoBERTa or T5."
        )
    return config, architecture


def _check_size(name: str, folder: Path, loader: Any, config: Any) -> None:
    """Raises ModelError for a config.json that asks for much more memory than its files fill.

    transformers makes up what is not in the files.
    """
    stored = stored_weights(name, folder)
    try:
        with torch.device("meta"):
            network = loader.from_config(copy.deepcopy(config), attn_implementation=_attention_of(config))
    except (*_OF_FILES, RuntimeError):
        return  # loading says it
    asked = sum(weight.numel() for weight in network.parameters())
    beside = sum(buffer.numel() * buffer.element_size() for buffer in network.buffers())
    if asked > 2 * stored + _NEW_WEIGHTS or beside > _MOST_BESIDE:
        raise ModelError(
            f"{name}: its config.json asks for {asked:,} weights and {beside / 1e9:.1f} GB beside them, and its files "
            f"hold {stored:,} weights. They do not belong together; copy the model again."
        )


def _attention_of(config: Any) -> str:
    return "eager" if config.model_type in _CACHED_PREFIX else IMPLEMENTATION


def frozen_model(
    name: str, folder: Path, network: Any, architecture: Architecture, quantization: Quantization = "none"
) -> BaseModel:
    """A network that is loaded already, with its attention layers found. Raises ModelError where they cannot be."""
    _fuse_activations(network)
    sites = Sites()
    if architecture.family not in _CACHED_PREFIX:
        assert architecture.kind is not None
        if architecture.family == deberta.FAMILY:
            deberta.lead_attention(network.base_model, sites)
        try:
            not_done = _listen(network, architecture.kind, sites)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):  # a family that is built in another way
            raise _closed(name, architecture.family) from None
        if not sites.shapes or (architecture.kind == "decoder" and network.base_model is network):
            raise _closed(name, architecture.family)
        if not_done or (architecture.kind == "decoder" and not _is_attention_alone(network, sites)):
            raise _closed(name, architecture.family, phrase("reads text by more than plain attention"))
        if architecture.kind == "decoder":
            trim_last_layer(network, sites)
    return BaseModel(name, folder, network, architecture, sites, quantization)


def _closed(name: str, family: str, why: str = phrase("has an attention that cannot be reached")) -> ModelError:
    return ModelError(
        f"{name}: {family} {why}, so nothing can be put into it. Choose a model of another family, such as Llama, "
        "Qwen3, GPT-2, RoBERTa or T5."
    )


def _is_attention_alone(network: Any, sites: Sites) -> bool:
    """Whether tokens of a decoder hear of each other in attention alone, one a layer.

    Convolutions, which recurrent layers begin with too, would take rows that lie side by side for one text.
    """
    layers = network.config.get_text_config().num_hidden_layers
    is_everywhere = len(sites.modules["decoder"]) == layers
    return is_everywhere and not any(isinstance(module, nn.Conv1d) for module in network.base_model.modules())


def _fuse_activations(network: nn.Module) -> None:
    """The same function in one pass over memory where a family writes it out, eight passes long (GPT-2)."""
    for module in network.modules():
        for name, child in module.named_children():
            if isinstance(child, NewGELUActivation | FastGELUActivation):
                setattr(module, name, GELUTanh())


@torch.no_grad()
def _listen(network: Any, kind: ModelKind, sites: Sites) -> set[str]:
    """Find the attention layers. An encoder reads three tokens and its decoder two, so that lengths tell them apart.

    Returns what they ask for that is not done here.
    """
    not_done: set[str] = set()

    def heard(module: nn.Module, key: Tensor, names: Sequence[str]) -> None:
        not_done.update(names)
        part: Part = "decoder" if kind == "decoder" else "encoder"
        if kind == "encoder_decoder":
            part = "cross" if writing and key.shape[2] == 3 else "decoder" if writing else "encoder"
        sites.heard(module, part, key)

    def turned(_module: nn.Module, _args: Any, inputs: dict[str, Any]) -> None:
        if inputs.get("position_embeddings") is not None:
            sites.rotary_size = inputs["position_embeddings"][0].shape[-1]

    writing = False
    three = torch.ones(1, 3, dtype=torch.long, device=network.device)
    with listening(heard):
        if kind == "encoder_decoder":
            states = network.get_encoder()(input_ids=three).last_hidden_state
            writing = True
            network.get_decoder()(input_ids=three[:, :2], encoder_hidden_states=states, use_cache=False)
        else:
            network.base_model(input_ids=three, use_cache=False)
    if kind == "decoder" and sites.modules:
        first = sites.modules["decoder"][0].register_forward_pre_hook(turned, with_kwargs=True)
        network.base_model(input_ids=three, use_cache=False)
        first.remove()
    return not_done


def _loader(architecture: Architecture) -> Any:
    match architecture.kind:
        case "decoder":
            return AutoModelForCausalLM
        case "encoder_decoder":
            return AutoModelForSeq2SeqLM
        case _:
            return AutoModelForMaskedLM if architecture.guesses_words else AutoModel


class VocabularyHead:
    """What a network does with its body's last hidden states: logits over the vocabulary.

    It runs the network's own forward around a body that says what it is given, so that everything a family does there
    (scales, caps, transforms) is done.
    """

    def __init__(self, network: Any) -> None:
        self._said = _Said()
        self._network = copy.copy(network)
        body = network.base_model_prefix if network.base_model is not network else None
        if hasattr(network.base_model, "embeddings"):
            self._said.embeddings = network.base_model.embeddings  # a head may read words' vectors there
        stands_in = {body: self._said} if body else {"encoder": self._said, "decoder": self._said}
        self._network._modules = {**network._modules, **stands_in}

    def __call__(self, hidden: Tensor) -> Tensor:
        """hidden: [n, H]. Returns [n, V]."""
        self._said.output = _Output(hidden.unsqueeze(0))
        inputs: dict[str, Any] = {"inputs_embeds": hidden.unsqueeze(0)}
        if self._network.config.is_encoder_decoder:
            given = BaseModelOutput(last_hidden_state=hidden.unsqueeze(0))
            inputs = {"encoder_outputs": given, "decoder_inputs_embeds": hidden.unsqueeze(0)}
        try:
            logits: Tensor = self._network(**inputs, use_cache=False).logits
        finally:
            self._said.output = _Output()
        return logits.squeeze(0)


class _Output:
    """A body's output: its last hidden state, first and by name; what else a head asks of it is None."""

    def __init__(self, last_hidden_state: Tensor | None = None) -> None:
        self.last_hidden_state = last_hidden_state

    def __getitem__(self, place: int | slice) -> Any:
        return (self.last_hidden_state,)[place]

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


class _Said(nn.Module):
    """Stands in for a body, and for its encoder or decoder."""

    def __init__(self) -> None:
        super().__init__()
        self.output = _Output()

    @property
    def decoder(self) -> _Said:
        return self

    def forward(self, *_: Any, **__: Any) -> _Output:
        return self.output


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().splitlines()[0].rstrip(".")
