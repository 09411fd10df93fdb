"""What a run is: model + data + method + training, to and from run.toml. No torch.

The names in run.toml are the field names here. An unknown key names itself and its nearest neighbour. `format` at its
top says which program can read it; without it, any can.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, SerializeAsAny, ValidationError, model_validator

from studio.data_spec import DataSpec, Frozen
from studio.errors import SpecError, StudioError
from studio.methods.registry import method_settings
from studio.methods.settings import MethodSettings, without_effect
from studio.wrong_value import what_to_write

FORMAT = 1  # of run.toml
Device = Literal["auto", "cpu", "cuda", "mps"]
Precision = Literal["auto", "fp32", "bf16", "fp16"]  # of frozen weights
Quantization = Literal["none", "8bit", "4bit"]


class ModelSpec(Frozen):
    """The frozen base model."""

    name: str = Field(default="starter", title="Base model", description="A bundled name, a folder, or a hub id.")
    revision: str | None = Field(default=None, title="Revision", description="Of a hub model; empty: the newest.")


class TrainingSpec(Frozen):
    """How the prompt is trained. Empty values are the method's recommendation."""

    epochs: int | None = Field(
        default=None, ge=1, le=10_000, title="Epochs", description="Passes over the training rows."
    )
    max_steps: int | None = Field(default=None, ge=1, title="Step limit", description="Stop after so many steps.")
    batch_size: int = Field(default=16, ge=1, le=4096, title="Batch size", description="Rows read at once.")
    batches_per_step: int = Field(
        default=1,
        ge=1,
        le=4096,
        title="Batches a step",
        description="Gradient accumulation: an optimizer step learns from so many batches, read one after the other, "
        "as from one batch of all their rows, with the memory of one.",
    )
    max_batch_tokens: int | None = Field(
        default=None,
        ge=8,
        title="Tokens a batch",
        description="At most so many, virtual tokens in the text among them: batches of long rows have fewer rows. A "
        "longer row is read alone. Empty: no bound.",
    )
    learning_rate: float | None = Field(default=None, gt=0.0, le=100.0, title="Learning rate")
    optimizer: Literal["adamw", "adafactor"] = Field(default="adamw", title="Optimizer")
    schedule: Literal["linear", "cosine", "constant"] = Field(
        default="linear", title="Schedule", description="How the learning rate falls."
    )
    warmup: float = Field(
        default=0.05, ge=0.0, lt=1.0, title="Warm-up", description="Share of steps the rate rises first."
    )
    weight_decay: float = Field(default=0.0, ge=0.0, title="Weight decay")
    gradient_clip: float = Field(
        default=1.0, ge=0.0, title="Gradient clip", description="Largest gradient norm; 0 is off."
    )
    loss: Literal["label_words", "vocabulary"] = Field(
        default="label_words",
        title="Loss over",
        description="For classification: choose among the label words, or among the whole vocabulary.",
    )
    eval_every_steps: int | None = Field(
        default=None, ge=1, title="Evaluate every", description="Steps; empty: each epoch."
    )
    early_stopping: int | None = Field(
        default=None, ge=1, title="Early stopping", description="Stop after so many evaluations without a better one."
    )
    max_new_tokens: int = Field(
        default=64, ge=1, le=4096, title="Longest answer", description="In tokens, for generation."
    )
    generated_rows: int = Field(
        default=200,
        ge=1,
        title="Rows written out",
        description="Rows for which text is generated in the last evaluation.",
    )
    threads: int | None = Field(default=None, ge=1, le=1024, title="Threads", description="Empty: all cores.")
    device: Device = Field(default="auto", title="Device")
    precision: Precision = Field(
        default="auto",
        title="Precision",
        description="Of the frozen weights; prompts are fp32. Automatic: bf16 where the hardware computes in it.",
    )
    quantization: Quantization = Field(
        default="none",
        title="Quantization",
        description="The frozen weights lie in 8 or 4 bits (NF4) and are computed with in the precision above: less "
        "memory, more time. Needs the extra few-bits.",
    )
    checkpoint_activations: bool = Field(
        default=False,
        title="Activation checkpointing",
        description="Of each layer only what goes in is kept, and the rest is computed again in the backward pass: far "
        "less memory, and the forward pass twice.",
    )
    seed: int = Field(default=0, ge=0, title="Seed")

    @property
    def rows_per_step(self) -> int:
        """That an optimizer step learns from, at most."""
        return self.batch_size * self.batches_per_step


def _method(value: Any) -> Any:
    if isinstance(value, dict):
        name = value.get("name")
        if not isinstance(name, str):
            raise SpecError('[method] name is missing. Write, for example, name = "prompt_tuning".')
        return method_settings(name).model_validate(value)
    return value


class RunSpec(Frozen):
    """One training, in full."""

    model: ModelSpec = ModelSpec()
    data: DataSpec
    method: Annotated[SerializeAsAny[MethodSettings], BeforeValidator(_method)]
    training: TrainingSpec = TrainingSpec()

    @model_validator(mode="after")
    def _weights_can_be_trained(self) -> RunSpec:
        if self.method.result == "base_model" and self.training.precision in ("bf16", "fp16"):
            raise ValueError(
                f"training.precision: {self.method.title} needs fp32: weights in fewer bits lose small steps. "
                'Write "auto".'
            )
        if self.method.result == "base_model" and self.training.quantization != "none":
            raise ValueError(
                f"training.quantization: {self.method.title} trains the weights, and those in few bits are frozen. "
                'Write "none".'
            )
        return self

    @property
    def precision(self) -> Precision:
        """Of the base model's weights: those that are trained are fp32."""
        return "fp32" if self.method.result == "base_model" else self.training.precision

    @property
    def learning_rate(self) -> float:
        return self.training.learning_rate or self.method.recommended_learning_rate

    @property
    def epochs(self) -> int:
        return self.training.epochs or self.method.recommended_epochs

    def idle(self) -> list[str]:
        """Settings that are chosen and change nothing, a sentence each; of what is trained."""
        if not self.method.trains:
            return []
        found, task = self.method.idle(), self.data.task
        if task != "classification" or self.method.has_head:
            why = "it is for label words, and this run has none. Take it out."
            found += without_effect(self.training, ["loss"], why)
        if task != "generation":
            why = "it is for texts that are written, and this table is not for generation. Take it out."
            found += without_effect(self.training, ["max_new_tokens", "generated_rows"], why)
        if self.method.has_head:
            why = "classes are told by a head, and not by words. Take it out."
            found += without_effect(self.data, ["label_words"], why)
        if self.data.test_file:
            found += without_effect(self.data, ["test"], "the test rows are those of test_file. Take one of them out.")
        return found

    def training_rows(self, rows: int) -> int:
        """About how many of a table's rows are trained on."""
        set_aside = self.data.validation + (0.0 if self.data.test_file else self.data.test)
        return max(1, round((rows - len(self.data.exclude)) * (1 - set_aside)))


def validation_sentence(error: ValidationError, where: str, known: type[BaseModel] | None = None) -> str:
    """One sentence for the first thing wrong, with the nearest key for an unknown one.

    where: what the user wrote, for the beginning of the sentence, such as "run.toml".
    """
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if not str(part).startswith("function-")]
    key = ".".join(place)
    if first["type"] == "extra_forbidden":
        keys = _keys_beside(known, place[:-1])
        near = difflib.get_close_matches(place[-1], keys, n=1)
        hint = f' Did you mean "{near[0]}"?' if near else f" There are: {', '.join(keys)}." if keys else ""
        return f'{where}: unknown key "{key}".{hint}'
    if first["type"] == "missing":
        return f'{where}: "{key}" is missing.'
    return f"{where}: {key + ': ' if key else ''}{what_to_write(first)}"


def _keys_beside(model: type[BaseModel] | None, place: list[str]) -> list[str]:
    for part in place:
        annotation = model.model_fields[part].annotation if model and part in model.model_fields else None
        model = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    return list(model.model_fields) if model else []


def run_spec_from(values: dict[str, Any], where: str = "run.toml") -> RunSpec:
    """A RunSpec from plain values. Raises SpecError with one sentence."""
    values = _of_this_format(values, where)
    method = values.get("method")
    if isinstance(method, dict):  # validated first, so that an unknown key is compared with that method's own keys
        settings = method_settings(method["name"]) if isinstance(method.get("name"), str) else None
        if settings:
            try:
                settings.model_validate(method)
            except ValidationError as error:
                raise SpecError(validation_sentence(error, f"{where}, [method]", settings)) from None
    try:
        return RunSpec.model_validate(values)
    except ValidationError as error:
        raise SpecError(validation_sentence(error, where, RunSpec)) from None


def _of_this_format(values: dict[str, Any], where: str) -> dict[str, Any]:
    """The values without their format's number. Raises SpecError where it is a newer program's."""
    made_by = values.get("format", FORMAT)
    if type(made_by) is not int or made_by < 1:
        raise SpecError(f"{where}: format: it is a number from 1 on. Write {FORMAT}, or take it out.")
    if made_by > FORMAT:
        raise SpecError(
            f"{where} was written by a newer Softprompt Studio (format {made_by}; this program reads up to {FORMAT}). "
            "Update the program to use it.",
            format=made_by,
        )
    return {key: value for key, value in values.items() if key != "format"}


def read_run_spec(path: Path) -> RunSpec:
    """Read a run.toml. Raises SpecError for a missing file, bad TOML, an unknown key or a bad value."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SpecError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None
    except (ValueError, RecursionError) as error:
        raise SpecError(f"{path.name}: not valid TOML: {error}.") from None
    try:
        return run_spec_from(values, path.name)
    except SpecError:
        raise
    except StudioError as error:
        raise SpecError(f"{path.name}: {error.message}") from None


def write_run_spec(spec: RunSpec, path: Path) -> None:
    """Write a run.toml that `read_run_spec` reads back equal. Settings that are empty are left out."""
    path.write_text(run_toml(spec), encoding="utf-8")


def run_toml(spec: RunSpec) -> str:
    """The spec as TOML."""
    lines = [f"format = {FORMAT}", ""]
    for section, values in spec.model_dump(mode="json", exclude_none=True).items():
        lines.append(f"[{section}]")
        lines += [f"{key} = {_toml(value)}" for key, value in values.items()]
        lines.append("")
    return "\n".join(lines)


def _toml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # JSON's escapes are TOML's, but for DEL, which JSON leaves bare.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + " }"
        case _:
            return repr(value)
