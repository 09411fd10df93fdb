"""The methods there are: one line each. Imports no torch until a prompt is built."""

from __future__ import annotations

import difflib
import importlib
from typing import TYPE_CHECKING, get_args

from studio.architecture import Architecture
from studio.errors import MethodError
from studio.methods.baselines.settings import FewShotSettings, MajoritySettings, OneShotSettings, ZeroShotSettings
from studio.methods.cpt.settings import CptSettings
from studio.methods.full_finetune.settings import FullFinetuneSettings
from studio.methods.head_only.settings import HeadOnlySettings
from studio.methods.llama_adapter.settings import LlamaAdapterSettings
from studio.methods.multitask_prompt_tuning.settings import MultitaskPromptTuningSettings
from studio.methods.p_tuning.settings import PTuningSettings
from studio.methods.p_tuning_v2.settings import PTuningV2Settings
from studio.methods.prefix_tuning.settings import PrefixTuningSettings
from studio.methods.prompt_ensemble.settings import PromptEnsembleSettings
from studio.methods.prompt_tuning.settings import PromptTuningSettings
from studio.methods.settings import MethodSettings, TaskKind

if TYPE_CHECKING:
    from studio.methods.base import PromptContext, SoftPrompt

METHODS: dict[str, type[MethodSettings]] = {
    "prompt_tuning": PromptTuningSettings,
    "prefix_tuning": PrefixTuningSettings,
    "p_tuning": PTuningSettings,
    "cpt": CptSettings,
    "multitask_prompt_tuning": MultitaskPromptTuningSettings,
    "llama_adapter": LlamaAdapterSettings,
    "prompt_ensemble": PromptEnsembleSettings,
    "p_tuning_v2": PTuningV2Settings,
    "head_only": HeadOnlySettings,
    "full_finetune": FullFinetuneSettings,
    "majority": MajoritySettings,
    "zero_shot": ZeroShotSettings,
    "one_shot": OneShotSettings,
    "few_shot": FewShotSettings,
}


def method_settings(name: str) -> type[MethodSettings]:
    """The settings class of a method. Raises MethodError, naming the nearest method, for an unknown name."""
    if name not in METHODS:
        near = difflib.get_close_matches(name, METHODS, n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        raise MethodError(
            f'[method] name: there is no method "{name}".{hint} There are: {", ".join(METHODS)}.', name=name
        )
    return METHODS[name]


def misfits(architecture: Architecture, task: TaskKind | None = None) -> dict[str, str]:
    """Why each method does not fit a base model, by the method's name; "" where it does. task: None for any of them."""
    tasks: tuple[TaskKind, ...] = get_args(TaskKind) if task is None else (task,)
    found = {}
    for name, settings in METHODS.items():
        method = settings.model_validate({})
        reasons = [method.misfit(architecture, one) for one in tasks]
        found[name] = "" if "" in reasons else reasons[0]
    return found


def build_prompt(settings: MethodSettings, context: PromptContext) -> SoftPrompt:
    """The module to train, at its start: the folder of a method that trains has `prompt.py` with `build`."""
    module = importlib.import_module(f"studio.methods.{settings.name}.prompt")
    prompt: SoftPrompt = module.build(settings, context)
    return prompt
