"""What the last layer need not compute: the feed-forward network at positions whose states nobody asks for.

A feed-forward network looks at one position alone, and behind the last one no position hears of another. So a
decoder that is scored at a few positions of each row computes it there, and leaves the others' states unfinished.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from studio.models.attention import Sites


def trim_last_layer(network: nn.Module, sites: Sites) -> None:
    """Let the last layer of a decoder heed `Reading.asked`.

    Where the family does not keep its feed-forward network in a module `mlp` of the layer (OPT), all is computed.
    """
    last = sites.modules["decoder"][-1]
    layer = next(module for module in network.modules() if any(child is last for child in module.children()))
    feed_forward = getattr(layer, "mlp", None)
    if not isinstance(feed_forward, nn.Module):
        return
    sizes: list[int] = []

    def asked() -> Tensor | None:
        return sites.reading.asked if sites.reading else None

    def before(_module: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...] | None:
        places = asked()
        if places is None:
            return None
        sizes[:] = [inputs[0].shape[1]]
        return (inputs[0].index_select(1, places), *inputs[1:])

    def after(_module: nn.Module, _inputs: tuple[Any, ...], output: Tensor) -> Tensor | None:
        places = asked()
        if places is None:
            return None
        everywhere = output.new_zeros(output.shape[0], sizes[0], output.shape[2])
        return everywhere.index_copy(1, places, output)

    feed_forward.register_forward_pre_hook(before)
    feed_forward.register_forward_hook(after)
