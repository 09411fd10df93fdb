"""Layers whose activations are made again in the backward pass, so that training keeps those of one layer at a time.

What a layer reads of a prompt comes from the pass's `Reading`, which is handed to it again: a prefix is not lost, as it
is where transformers' own checkpointing switches caches off.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from studio.errors import ModelError
from studio.models.attention import Sites
from studio.models.base_model import BaseModel


def checkpoint_activations(base: BaseModel) -> None:
    """Let a base model's layers keep nothing but what goes in, wherever there is a gradient.

    Chen and others 2016, https://arxiv.org/abs/1604.06174, a segment being a layer.
    Raises ModelError for a family whose layers change a cache while they read, and so cannot read twice.
    """
    if not base.sites.shapes:
        raise ModelError(
            f"{base.name}: activation checkpointing does not work with {base.architecture.family}, whose prefixes "
            "stand in a cache that reading changes. Set [training] checkpoint_activations to false."
        )
    for layer in layers_of(base):
        layer.forward = partial(_forward, base.sites, layer.forward)


def layers_of(base: BaseModel) -> list[nn.Module]:
    """What holds the attention layers: each the outermost member of a list of modules that has one in it."""
    attending = {id(module) for modules in base.sites.modules.values() for module in modules}
    found: list[nn.Module] = []
    for module in base.network.modules():
        if isinstance(module, nn.ModuleList):
            inside = {id(one) for layer in found for one in layer.modules()}
            found += [
                layer
                for layer in module
                if id(layer) not in inside and any(id(one) in attending for one in layer.modules())
            ]
    return found


def _forward(sites: Sites, forward: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    if not torch.is_grad_enabled():
        return forward(*args, **kwargs)
    reading = sites.reading

    def read(*args: Any, **kwargs: Any) -> Any:
        with sites.read(reading):
            return forward(*args, **kwargs)

    # The base model's dropout is off, so there is no state of chance to keep.
    return checkpoint(read, *args, use_reentrant=False, preserve_rng_state=False, **kwargs)
