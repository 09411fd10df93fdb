"""What a run will do, told from a child in which a little of it is tried: nothing of it stays. No torch at import."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from studio.errors import SpecError, StorageError
from studio.fresh_process import in_child
from studio.models.catalog import find_model, parameter_count
from studio.rate_curve import DECADES_ABOVE, DECADES_BELOW, STEPS, RateCurve, RatePoint, curve_of
from studio.recommendation import recommended_on
from studio.spec import RunSpec, write_run_spec
from studio.training.estimate import Estimate, PaperEstimate

_Said = TypeVar("_Said")


def estimate_run(spec: RunSpec) -> Estimate:
    """Rehearse a run in a child, in a folder that is gone afterwards.

    spec: with absolute paths
    Raises what the run would raise, and StorageError where the folder cannot be written.
    """
    return _in_a_folder(spec, _rehearsed)


def estimate_on_paper(spec: RunSpec, device_memory_bytes: int | None = None) -> PaperEstimate:
    """Reckon a run's memory on a device that is not at hand, in a child. The base model's weights need not be here.

    spec: with absolute paths; a device that is "auto" is a CUDA one that computes in bf16
    Raises what `estimate_run` raises, but for what this machine lacks.
    """
    return _in_a_folder(spec, _reckoned, device_memory_bytes)


def find_rate(spec: RunSpec, *, steps: int = STEPS, told: Callable[[RatePoint | None], None]) -> RateCurve:
    """Train a run's first steps with a growing rate, in a child, in a folder that is gone afterwards.

    spec: with absolute paths; its own learning rate is not looked at
    told: each step as it was made, and None several times a second meanwhile; what it raises ends the child
    Raises what the run would raise, and SpecError where there is no one rate to be found.
    """
    method = spec.method
    if not method.trains:
        raise SpecError(f"{method.title} trains nothing, so there is no learning rate to find. Choose another method.")
    if method.further_tables:
        raise SpecError(
            f"{method.title} over several tables trains in two stages, each with its own rate. Find the rate for one "
            "table with prompt tuning, and take it for both."
        )
    recommended = _recommended(spec)
    first = recommended / 10**DECADES_BELOW
    growth = 10 ** ((DECADES_BELOW + DECADES_ABOVE) / max(1, steps - 1))
    begun = spec.model_copy(update={"training": spec.training.model_copy(update={"learning_rate": first})})
    points: list[RatePoint] = _in_a_folder(begun, _measured, growth, steps, told=told)
    return curve_of(points, recommended=recommended, steps=steps)


def _recommended(spec: RunSpec) -> float:
    folder = find_model(spec.model.name, spec.model.revision)
    training = spec.training.model_copy(update={"learning_rate": None})
    left_open = spec.model_copy(update={"training": training})
    return recommended_on(left_open, folder, rows=1, weights=parameter_count(folder)).learning_rate


def _measured(say: Callable[[Any], None], run_dir: Path, growth: float, steps: int) -> list[RatePoint]:
    from studio.training.rate_finder import measure_rates

    return measure_rates(run_dir, growth=growth, steps=steps, say=say)


def _in_a_folder(
    spec: RunSpec,
    work: Callable[..., _Said],
    *arguments: float | None,
    told: Callable[[Any], None] | None = None,
) -> _Said:
    """What work says in a child of a folder with this run, which is gone afterwards. told: as `in_child` has it"""
    with tempfile.TemporaryDirectory(prefix="softprompt-estimate-", ignore_cleanup_errors=True) as folder:
        try:
            write_run_spec(spec, Path(folder) / "run.toml")
        except OSError as error:
            raise StorageError(
                f"{folder}: nothing can be written there ({error.strerror or error}). Make room, or set TMPDIR."
            ) from None
        return in_child(work, Path(folder), *arguments, told=told)


def _rehearsed(run_dir: Path) -> Estimate:
    from studio.training.rehearsal import rehearse

    return rehearse(run_dir)


def _reckoned(run_dir: Path, device_memory_bytes: int | None) -> PaperEstimate:
    from studio.training.on_paper import on_paper

    return on_paper(run_dir, device_memory_bytes)
