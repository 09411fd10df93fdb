"""What an adapter says of itself, and of the base model that it belongs to: studio.json."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from studio import __version__
from studio.architecture import ModelKind
from studio.data.examples import Cut
from studio.data.placing import Placing
from studio.data.table import ReadOptions
from studio.data.template import Template
from studio.events import Scores
from studio.methods.registry import method_settings
from studio.methods.settings import NOTHING_SHOWN, Pooling, ShownTokens, TaskKind
from studio.models.download import commit_of
from studio.spec import ModelSpec, Quantization, RunSpec
from studio.wording import phrase

WEIGHTS_FILE = "adapter_model.safetensors"
FORMAT = 1
OWN_FOLDER = "."  # the base model's name where the adapter's folder is that model, trained whole


class ModelIdentity(BaseModel):
    """Which base model an adapter belongs to. revision: the commit, where the model came from the hub

    Hashes are of config.json, of tokenizer.json, and of the weights' sizes, beginnings and ends.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    revision: str | None = None
    config_sha256: str | None = None
    tokenizer_sha256: str | None = None
    weights_sha256: str | None = None

    @classmethod
    def of(cls, spec: ModelSpec, folder: Path) -> ModelIdentity:
        """A model in a folder of the user's is known by its path, so that its adapters find it again."""
        given = Path(spec.name).expanduser()
        name = str(folder.resolve()) if given.is_dir() and given.resolve() == folder.resolve() else spec.name
        return cls(
            name=name,
            revision=commit_of(folder) or spec.revision,
            config_sha256=_sha256(folder / "config.json"),
            tokenizer_sha256=_sha256(folder / "tokenizer.json"),
            weights_sha256=_sampled_sha256(sorted(file for file in folder.glob("*.safetensors") if file.is_file())),
        )

    def parts(self) -> dict[str, str | None]:
        """What a base model is made of, and its hash."""
        return {
            phrase("configuration"): self.config_sha256,
            phrase("tokenizer"): self.tokenizer_sha256,
            phrase("weights"): self.weights_sha256,
        }

    def differences(self, folder: Path) -> list[str]:
        """What of the model in a folder is not what the adapter was trained with; nothing where that is not known."""
        here = ModelIdentity.of(ModelSpec(name=self.name or str(folder)), folder).parts()
        return [part for part, then in self.parts().items() if then is not None and then != here[part]]


class AdapterCard(BaseModel):
    """studio.json: what is needed to use an adapter, and what is known of it.

    template: with its slots    max_tokens: template, text and answer together    columns: those of the template
    kind: of the base model    combine: how an ensemble's members answer together
    pooling: of a classification head; None without one, and where it tells words apart
    task_number: which of the tasks of a multitask prompt it answers
    shown: the examples whose tokens the prompt was made of, empty for other prompts
    shown_examples: training rows that are written into a hard prompt's template
    temperature: of the classes' probabilities    unsure_below: an answer with less probability is not to be relied on
    not_in_peft: why PEFT cannot load it, empty where it can    settings: the run's, as in run.toml
    """

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    format: Literal[1] = 1
    name: str
    method: str
    model: ModelIdentity
    kind: ModelKind = "decoder"
    task: TaskKind
    template: str
    labels: list[str] = []
    label_words: dict[str, str] | None = None
    num_virtual_tokens: int = Field(ge=0, le=10_000)
    shown_examples: int = Field(default=0, ge=0)
    pooling: Pooling | None = None
    combine: Literal["mean", "vote"] = "mean"
    task_number: int = Field(default=0, ge=0)
    shown: ShownTokens = NOTHING_SHOWN
    max_tokens: int | None = Field(default=None, ge=1)
    max_new_tokens: int = Field(default=64, ge=1, le=4096)
    columns: list[str] = []
    metrics: dict[str, Scores] = {}
    baselines: dict[str, dict[str, Scores]] = {}
    temperature: float = Field(default=1.0, gt=0.0, le=1000.0)
    unsure_below: float | None = Field(default=None, ge=0.0, le=1.0)
    not_in_peft: str = ""
    settings: dict[str, Any] = {}
    run: str | None = None
    created: float = Field(default=0.0, allow_inf_nan=False)
    studio_version: str = __version__

    @classmethod
    def of_run(
        cls,
        spec: RunSpec,
        *,
        run: str,
        model: ModelIdentity,
        kind: ModelKind,
        placing: Placing,
        labels: Sequence[str],
        label_words: dict[str, str] | None,
        metrics: dict[str, Scores],
        baselines: dict[str, dict[str, Scores]],
    ) -> AdapterCard:
        settings = _without_folders(spec.model_dump(mode="json", exclude_none=True))
        return cls(
            name=run,
            method=spec.method.name,
            model=model,
            kind=kind,
            task=spec.data.task,
            template=_template_of(spec, kind),
            labels=list(labels),
            label_words=label_words,
            num_virtual_tokens=placing.method.num_virtual_tokens,
            shown=placing.shown,
            max_tokens=placing.max_tokens,
            max_new_tokens=spec.training.max_new_tokens,
            columns=list(placing.template.columns),
            metrics=metrics,
            baselines=baselines,
            settings=settings,
            run=run,
            created=time.time(),
        )

    def section(self, section: str) -> dict[str, Any]:
        """A section of the run's settings; of an adapter from elsewhere they may be anything."""
        values = self.settings.get(section)
        return values if isinstance(values, dict) else {}

    @property
    def quantization(self) -> Quantization:
        """Of the base model's weights that it was trained on."""
        found: Any = self.section("training").get("quantization")
        return found if found in get_args(Quantization) else "none"

    @property
    def has_head(self) -> bool:
        """Whether a classification head lies with it."""
        return self.pooling is not None or (self.task == "tagging" and method_settings(self.method).result != "scores")

    @property
    def read_options(self) -> ReadOptions:
        """How the table was read that it learned from."""
        try:
            return ReadOptions.of(self.section("data"))
        except ValidationError:
            return ReadOptions()

    @property
    def cut(self) -> Cut:
        """Where it learned to have long texts cut."""
        found: Any = self.section("data").get("cut")
        return found if found in get_args(Cut) else "end"

    @property
    def merges_labels(self) -> bool:
        """Whether spellings of a label count as one."""
        return self.section("data").get("merge_labels") is True

    @property
    def answers_column(self) -> str | None:
        """The label, target or tags column of the table that it learned from."""
        data = self.section("data")
        column = data.get("label") or data.get("target") or data.get("tags")
        return str(column) if column else None


def _without_folders(settings: Any) -> Any:
    """A run's settings, its files by their names alone: the folders are of the machine that it was trained on."""
    if isinstance(settings, list):
        return [_without_folders(one) for one in settings]
    if not isinstance(settings, dict):
        return settings
    files = {key: Path(settings[key]).name for key in ("file", "test_file", "start_file") if settings.get(key)}
    return {key: _without_folders(value) for key, value in settings.items()} | files


def _template_of(spec: RunSpec, kind: ModelKind) -> str:
    """As it is written in the run; slots count for nothing where the prompt is made of rows, which stand in front."""
    written = spec.data.template_for(kind, head=spec.method.has_head)
    return Template.parse(written).without_slots().text if spec.method.examples_wanted else written


def _sha256(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def _sampled_sha256(files: list[Path]) -> str | None:
    """Of each file's size, first and last megabyte: quick for models of many gigabytes."""
    digest = hashlib.sha256()
    for file in files:
        size = file.stat().st_size
        digest.update(str(size).encode())
        with file.open("rb") as opened:
            digest.update(opened.read(2**20))
            opened.seek(max(0, size - 2**20))
            digest.update(opened.read())
    return digest.hexdigest() if files else None
