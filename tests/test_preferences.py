"""What a user chooses for this machine reaches this process, its children, and the hub's library."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.request import getproxies

import huggingface_hub.constants
import pytest
from huggingface_hub import constants
from pydantic import ValidationError

from studio.preferences import Preferences, use

pytestmark = pytest.mark.usefixtures("preferences_end_with_the_test")


def test_children_are_told_what_was_chosen_and_nothing_where_nothing_was() -> None:
    use(Preferences(device="cpu", precision="bf16", threads=3, proxy="http://proxy.example:3128"))
    said = subprocess.run(
        [sys.executable, "-c", "import os; print(*(os.environ.get(n, '-') for n in 'SOFTPROMPT_DEVICE "
         "SOFTPROMPT_PRECISION SOFTPROMPT_THREADS HTTPS_PROXY HTTP_PROXY'.split()))"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert said == ["cpu", "bf16", "3", "http://proxy.example:3128", "http://proxy.example:3128"]
    use(Preferences())
    assert "SOFTPROMPT_DEVICE" not in os.environ


def test_what_the_program_found_in_its_environment_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://before.example:1")
    use(Preferences(proxy="http://mine.example:2"))
    use(Preferences(proxy="http://other.example:3"))
    use(Preferences())
    assert os.environ["HTTPS_PROXY"] == "http://before.example:1"


def test_the_chosen_proxy_counts_where_the_environment_names_another_in_small_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://before.example:1")
    use(Preferences(proxy="http://mine.example:2"))
    assert getproxies()["https"] == "http://mine.example:2"
    use(Preferences())
    assert getproxies()["https"] == "http://before.example:1"


def test_the_hub_heeds_at_once_what_it_reads_only_when_it_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", constants.HF_HUB_CACHE)  # put back afterwards
    before = constants.HF_HUB_CACHE
    use(Preferences(offline=True, hub_cache="/data/models"))
    assert huggingface_hub.constants.HF_HUB_OFFLINE
    assert constants.HF_HUB_CACHE == "/data/models"
    use(Preferences())
    assert not constants.HF_HUB_OFFLINE
    assert before == constants.HF_HUB_CACHE


def test_a_proxy_without_its_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="no address of a proxy"):
        Preferences(proxy="proxy.example:3128")
