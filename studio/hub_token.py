"""The user's token for the Hugging Face hub, in the system's key ring and in no file of ours."""

from __future__ import annotations

import re

from studio.errors import SetupError

_SERVICE, _USER = "Softprompt Studio", "Hugging Face hub"
# A whole token wherever it stands, also behind "%20" or "\\n"; a shorter one where a word begins.
_TOKEN = re.compile(r"hf_[A-Za-z0-9]{30,}|\bhf_[A-Za-z0-9]{8,}")
_PASSWORD = re.compile(r"(?<=://)([^/\s@:]*):[^/\s@]+@")  # in an address


def without_tokens(text: str) -> str:
    """For what is written down or shown when something fails, whoever said it; without passwords in addresses, too."""
    return _PASSWORD.sub(r"\1:…@", _TOKEN.sub("hf_…", text))


def kept_token() -> str | None:
    """None where there is none, or no key ring that can be asked; then the hub's own library looks for one."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _USER) or None
    except (KeyringError, OSError, RuntimeError):
        return None


def keep_token(token: str) -> None:
    """Put the token into the key ring, in place of another. Raises SetupError where there is no key ring."""
    import keyring
    from keyring.errors import KeyringError

    if not token.startswith("hf_") or not token.isascii() or any(character.isspace() for character in token):
        raise SetupError(
            "This is no token of the hub. They begin with hf_; copy one from huggingface.co/settings/tokens."
        )
    try:
        keyring.set_password(_SERVICE, _USER, token)
    except (KeyringError, OSError, RuntimeError):
        raise _no_key_ring() from None


def forget_token() -> None:
    """Take the token out of the key ring; nothing happens where there is none."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        keyring.delete_password(_SERVICE, _USER)
    except PasswordDeleteError:
        return
    except (KeyringError, OSError, RuntimeError):
        raise _no_key_ring() from None


def _no_key_ring() -> SetupError:
    return SetupError(
        "This system has no key ring that can be opened, and a token is kept nowhere else. "
        "Unlock it and try again, or sign in on the command line with: hf auth login."
    )
