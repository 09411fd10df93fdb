"""What every test stands on: no display, no network, no folder of the user's, and a small random base model."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub_server import HubServer
from tests.tiny_model import write_tiny_model

MARK_WORDS = "SOFTPROMPT_TEST_MARKS_WORDS"
"""Set in the environment: all words that go through the window's dictionary are read in brackets."""

_HOME = Path(tempfile.mkdtemp(prefix="softprompt-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

# Set before anything is imported that reads them once, and for child processes too.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = str(_HOME / "huggingface")
os.environ["XDG_DATA_HOME"] = str(_HOME / "data")
os.environ["XDG_CONFIG_HOME"] = str(_HOME / "config")
os.environ["XDG_CACHE_HOME"] = str(_HOME / "cache")
os.environ["XDG_STATE_HOME"] = str(_HOME / "state")
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # as studio has it, for tests that import the hub's library first
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["SOFTPROMPT_LANGUAGE"] = "en"  # whatever the system speaks
os.environ["SOFTPROMPT_PRECISION"] = "fp32"  # figures of all processors alike
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OMP_NUM_THREADS"] = "1"  # two torches with two threads each wait for one another
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell's job in the background, and children would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
for _display in ("DISPLAY", "WAYLAND_DISPLAY", "HF_TOKEN"):
    os.environ.pop(_display, None)
if MARK_WORDS in os.environ:
    from ui import language

    language.speak(lambda _context, text: f"⟦{text}⟧")


@pytest.fixture
def preferences_end_with_the_test() -> Iterator[None]:
    """What `studio.preferences.use` puts into the environment goes with the test."""
    from studio import preferences

    before = {name: os.environ.get(name) for name in preferences.environment(preferences.Preferences())}
    preferences._found.clear()
    yield
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    preferences._found.clear()
    preferences.use(preferences.Preferences())
    preferences._found.clear()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small random Llama with a tokenizer of its own."""
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny-llama")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub of the test's own, which the program and its children take for the hub, and an empty cache."""
    from huggingface_hub import close_session, constants

    with HubServer().serving() as server:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # asked for anew, since the last session is closed
        close_session()
        monkeypatch.setattr(constants, "ENDPOINT", server.address)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub cache"))
        for name, value in (("ENDPOINT", server.address), ("HUB_OFFLINE", "0"), ("HUB_CACHE", constants.HF_HUB_CACHE)):
            monkeypatch.setenv(f"HF_{name}", value)
        yield server
        close_session()


@pytest.fixture(autouse=True)
def _no_child_is_left_behind() -> Iterator[None]:
    """A process that a test started and that lives on after it fails the test."""
    import psutil

    this = psutil.Process()
    before = {child.pid for child in this.children()}
    yield
    # Python's own resource tracker serves the whole session.
    started = [
        child for child in this.children() if child.pid not in before and "resource_tracker" not in _command(child)
    ]
    _, alive = psutil.wait_procs(started, timeout=2)
    left = [f"{child.pid}: {_command(child)}" for child in alive]
    for child in alive:
        child.kill()
    assert not left, f"left behind: {left}"


def _command(process: object) -> str:
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
