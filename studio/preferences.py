"""What a user chooses once for this machine, told to this process and its children by the environment. No torch.

"auto" in a run.toml means what stands here.
"""

from __future__ import annotations

import os
import re
import sys

from pydantic import Field, field_validator

from studio.data_spec import Frozen
from studio.spec import Device, Precision

DEVICE = "SOFTPROMPT_DEVICE"
PRECISION = "SOFTPROMPT_PRECISION"
THREADS = "SOFTPROMPT_THREADS"
_OFFLINE = "HF_HUB_OFFLINE"
_CACHE = "HF_HUB_CACHE"
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")  # the small ones come first where both are there
_PROXY = re.compile(r"(https?|socks5h?)://\S+")


class Preferences(Frozen):
    """threads: of a child beside the window    hub_cache: folder"""

    threads: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        title="Threads",
        description="That a training or the playground takes, where its own settings do not say.",
    )
    device: Device = Field(default="auto", title="Device", description="Where models compute. Automatic: the best.")
    precision: Precision = Field(
        default="auto",
        title="Precision",
        description="Of frozen weights. Automatic: half the bits where the hardware computes in them.",
    )
    offline: bool = Field(
        default=False, title="Stay offline", description="Use only what is on this disk, and never ask the hub."
    )
    proxy: str = Field(default="", title="Proxy", description="For the hub, such as http://proxy.example:3128.")
    hub_cache: str = Field(
        default="", title="Downloaded models", description="The folder in which models of the hub are kept."
    )

    @field_validator("proxy")
    @classmethod
    def _is_address(cls, proxy: str) -> str:
        if proxy and not _PROXY.fullmatch(proxy):
            raise ValueError("This is no address of a proxy. Write one such as http://proxy.example:3128.")
        return proxy


def environment(preferences: Preferences) -> dict[str, str | None]:
    """Variables and their values; None: as the program found them."""
    return {
        DEVICE: None if preferences.device == "auto" else preferences.device,
        PRECISION: None if preferences.precision == "auto" else preferences.precision,
        THREADS: str(preferences.threads) if preferences.threads else None,
        _OFFLINE: "1" if preferences.offline else None,
        _CACHE: preferences.hub_cache or None,
        **dict.fromkeys(_PROXIES, preferences.proxy or None),
    }


_found: dict[str, str | None] = {}


def use(preferences: Preferences) -> None:
    """Let this process, and the children that it starts from now on, heed them."""
    told = environment(preferences)
    for name in told:  # all before the first is changed: Windows takes small letters for large ones
        _found.setdefault(name, os.environ.get(name))
    for name, value in told.items():
        found = _found[name]
        wanted = value if value is not None else found
        if wanted is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = wanted
    if "huggingface_hub.constants" in sys.modules:
        _tell_hub()


def _tell_hub() -> None:
    """What the hub's library read when it was imported, and a connection that is still open."""
    from huggingface_hub import close_session, constants

    constants.HF_HUB_OFFLINE = os.environ.get(_OFFLINE, "").upper() in {"1", "ON", "YES", "TRUE"}
    home = os.path.join(constants.HF_HOME, "hub")
    constants.HF_HUB_CACHE = os.path.expanduser(os.environ.get(_CACHE) or home)
    close_session()
