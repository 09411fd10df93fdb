"""The hub's token lies in the system's key ring, and goes with a download."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from studio.errors import ModelError, SetupError
from studio.hub_token import forget_token, keep_token, kept_token
from studio.models.catalog import find_model
from tests.hub_server import TOKEN, HubServer


class Ring(KeyringBackend):
    """Stands in for the system's."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, made = keyring.get_keyring(), Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_token_is_kept_and_forgotten(ring: Ring) -> None:
    assert kept_token() is None
    keep_token(TOKEN)
    assert kept_token() == TOKEN
    forget_token()
    forget_token()
    assert (kept_token(), ring.kept) == (None, {})


@pytest.mark.parametrize("wrong", ["", "secret", "hf_with space", "hf_ü"])
def test_what_is_no_token_is_refused_and_not_repeated(ring: Ring, wrong: str) -> None:
    with pytest.raises(SetupError, match="no token of the hub") as refused:
        keep_token(wrong)
    assert not wrong or wrong not in refused.value.message
    assert not ring.kept


def test_without_a_key_ring_nothing_is_kept_and_the_way_on_is_said() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        assert kept_token() is None
        for do in (lambda: keep_token(TOKEN), forget_token):
            with pytest.raises(SetupError, match="hf auth login"):
                do()
    finally:
        keyring.set_keyring(before)


@pytest.mark.usefixtures("ring")
def test_a_download_takes_the_kept_token_along(hub: HubServer, tiny_model: Path) -> None:
    hub.put("someone/something", tiny_model, gated=True, granted={TOKEN})
    with pytest.raises(ModelError, match="no token of yours"):
        find_model("someone/something")
    keep_token(TOKEN)
    assert (find_model("someone/something") / "model.safetensors").is_file()
