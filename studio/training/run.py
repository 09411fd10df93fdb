"""A run's folder becomes its adapter: the one way in, for what trains in this process."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.engine.launch import held_lock
from studio.engine.protocol import CONTROL_FILE
from studio.errors import StudioError
from studio.events import Event, EventWriter, Failed, Finished, Paused, Stopped
from studio.hub_token import without_tokens
from studio.spec import read_run_spec
from studio.training.failures import in_sentences
from studio.training.multitask import SourceRun
from studio.training.one_run import Run
from studio.training.steering import PauseAsked, StopAsked
from studio.training.voice import Voice

Ended = Finished | Paused | Stopped


def train_run(
    run_dir: Path,
    *,
    resume: bool = False,
    on_event: Callable[[Event], None] = lambda _: None,
    threads: int | None = None,
) -> Ended:
    """Train a run in this process, from its run.toml to its adapter folder.

    resume: go on from the newest checkpoint    threads: of torch; None: the run's own setting
    Raises what stopped it, after writing a Failed event that says so.
    """
    run_dir = run_dir.resolve()
    with in_sentences(), held_lock(run_dir), _what_was_asked_is_done(run_dir), EventWriter(run_dir) as writer:
        voice = Voice(run_dir, writer, on_event)
        try:
            with in_sentences():
                return _kind_of_run(run_dir)(run_dir, voice, resume=resume, threads=threads).whole()
        except StopAsked:
            return voice.say(Stopped(step=voice.step, attempt=voice.attempt))
        except PauseAsked:
            return voice.say(Paused(step=voice.step, attempt=voice.attempt))
        except StudioError as error:
            _tell(voice, error.name, error.message, traceback.format_exc() if error.__cause__ else "")
            raise
        except Exception as error:
            _tell(voice, "crash", f"{type(error).__name__}: {error}", traceback.format_exc())
            raise


@contextmanager
def _what_was_asked_is_done(run_dir: Path) -> Iterator[None]:
    """Forgotten at the end, not at the start: it may be asked while this process still imports."""
    try:
        yield
    finally:
        with suppress(OSError):  # the folder may be gone, which is said already
            (run_dir / CONTROL_FILE).unlink(missing_ok=True)


def _tell(voice: Voice, error: str, message: str, detail: str = "") -> None:
    """Say in the run's folder why it failed, if that can be written; what stopped the run may stop this too."""
    with suppress(OSError):
        message, detail = without_tokens(message), without_tokens(detail)
        voice.say(Failed(step=voice.step, attempt=voice.attempt, error=error, message=message, detail=detail))


def _kind_of_run(run_dir: Path) -> type[Run]:
    return SourceRun if read_run_spec(run_dir / "run.toml").method.further_tables else Run
