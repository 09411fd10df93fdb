"""Holds the table of who may import whom, which stands in CONTRIBUTING.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for package in ("studio", "ui") for path in (ROOT / package).rglob("*.py"))

FIRST_HOUSE = (
    "studio.architecture",
    "studio.data_spec",
    "studio.errors",
    "studio.paths",
    "studio.small_json",
    "studio.spec",
    "studio.events",
    "studio.methods.settings",
    "studio.wording",
    "studio.wrong_value",
)
QT = ("PySide6", "shiboken6", "pyqtgraph", "ui")
HEAVY = ("torch", "transformers", "datasets", "accelerate", "peft")


@dataclass(frozen=True)
class Import:
    """One import as written. inside: in a function, so that importing the module does not perform it."""

    module: Path
    name: str
    line: int
    inside: bool

    def __str__(self) -> str:
        return f"{self.module.relative_to(ROOT)}:{self.line} imports {self.name}"

    def is_of(self, *names: str) -> bool:
        return any(self.name == name or self.name.startswith(f"{name}.") for name in names)


def _imports(path: Path) -> Iterator[Import]:
    """Every import of a module, but those for type checkers only."""
    yield from _walk(path, ast.parse(path.read_text(encoding="utf-8")), inside=False)


def _walk(path: Path, node: ast.AST, *, inside: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Import():
                for alias in child.names:
                    yield Import(path, alias.name, child.lineno, inside)
            case ast.ImportFrom():
                assert child.level == 0, f"{path}:{child.lineno} imports relatively"
                for alias in child.names:  # `from studio.data import table` imports studio.data.table
                    yield Import(path, f"{child.module}.{alias.name}", child.lineno, inside)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                for other in child.orelse:
                    yield from _walk(path, ast.Module([other], []), inside=inside)
            case _:
                is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from _walk(path, child, inside=inside or is_function)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _in(*rooms: str) -> list[Path]:
    """Source files of modules and packages."""
    return [path for path in SOURCES if any(f"{_module(path)}.".startswith(f"{room}.") for room in rooms)]


def _settings() -> list[Path]:
    return [path for path in SOURCES if path.match("studio/methods/*/settings.py")]


def _forbid(paths: list[Path], *names: str, at_top_only: bool = False) -> None:
    assert paths, "the rule is about modules that are not there"
    wrong = [it for path in paths for it in _imports(path) if it.is_of(*names) and not (at_top_only and it.inside)]
    assert not wrong, "\n".join(map(str, wrong))


def test_every_form_of_import_is_seen_but_those_for_type_checkers(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "import torch.nn\nfrom studio.data import table\n"
        "if TYPE_CHECKING:\n    import never\nelse:\n    import always\n"
        "try:\n    import tried\nexcept ImportError:\n    pass\n"
        "class A:\n    import in_class\n    def f(self):\n        from late import thing\n"
    )

    found = [(it.name, it.inside) for it in _imports(module)]

    at_top = ["torch.nn", "studio.data.table", "always", "tried", "in_class"]
    assert found == [*((name, False) for name in at_top), ("late.thing", True)]


def test_studio_knows_no_qt_but_for_the_command_that_opens_the_window() -> None:
    _forbid([path for path in _in("studio") if path.name != "cli.py"], *QT)
    in_cli = [it for it in _imports(ROOT / "studio" / "cli.py") if it.is_of(*QT)]

    assert [(it.name, it.inside) for it in in_cli] == [("ui.app.run", True)]


def test_the_ground_floor_imports_the_standard_library_pydantic_and_appdirs() -> None:
    allowed = {*sys.stdlib_module_names, "pydantic", "appdirs"}
    ours = (*FIRST_HOUSE, "studio.methods.registry")  # spec.py asks the registry which settings a method has
    files = [*_in(*FIRST_HOUSE), *_settings()]
    found = [it for path in files for it in _imports(path)]
    wrong = [it for it in found if it.name.split(".")[0] not in allowed and not it.is_of(*ours)]

    assert len(files) > 6
    assert not wrong, "\n".join(map(str, wrong))


def test_data_knows_no_models_training_or_store() -> None:
    _forbid(_in("studio.data"), "studio.models", "studio.training", "studio.store", "studio.inference", "transformers")


def test_the_hub_knows_no_other_room() -> None:
    others = ("data", "methods", "models", "training", "store", "engine", "inference", "adapters")
    _forbid(_in("studio.hub"), *(f"studio.{room}" for room in others))


def test_data_imports_torch_in_batches_alone_and_datasets_inside_functions() -> None:
    _forbid([path for path in _in("studio.data") if path.name != "batches.py"], "torch")
    _forbid(_in("studio.data"), "datasets", at_top_only=True)


def test_methods_know_no_transformers_data_or_store() -> None:
    _forbid(_in("studio.methods"), "transformers", "studio.data", "studio.store", "studio.models", "studio.training")


def test_the_registry_of_methods_imports_no_torch_until_a_prompt_is_built() -> None:
    _forbid(_in("studio.methods.registry", "studio.methods.settings"), "torch", "studio.methods.base")


def test_models_know_no_data_training_or_store() -> None:
    _forbid(_in("studio.models"), "studio.data", "studio.training", "studio.store", "studio.inference", "datasets")


def test_the_catalog_and_the_hub_import_no_torch() -> None:
    light = ["studio.hub", *(f"studio.models.{name}" for name in ("catalog", "hub", "download", "recommended"))]
    _forbid(_in(*light), *HEAVY, "studio.models.base_model")
    _forbid(_in(*light), "huggingface_hub", at_top_only=True)  # importing it takes almost half a second


def test_training_inference_and_adapters_know_no_store() -> None:
    _forbid(_in("studio.training", "studio.inference", "studio.adapters"), "studio.store", "sqlalchemy", "alembic")


def test_interpretation_knows_no_training_and_its_findings_are_light() -> None:
    _forbid(_in("studio.interpretation"), "studio.training", "studio.store", "studio.engine", "transformers")
    light = _in(*(f"studio.interpretation.{name}" for name in ("findings", "report", "label_errors")))
    _forbid(light, *HEAVY, "studio.inference", "studio.methods.base")


def test_the_adapter_folder_is_light_so_that_the_window_may_import_it() -> None:
    _forbid(_in("studio.adapters.folder"), *HEAVY, at_top_only=True)


def test_looking_at_an_adapter_needs_no_torch() -> None:
    _forbid(
        _in(
            "studio.adapters.diagnosis",
            "studio.adapters.findings",
            "studio.adapters.number_checks",
            "studio.models.stored",
        ),
        *HEAVY,
        "studio.methods.base",
    )


def test_the_benchmark_alone_knows_peft_and_says_so_before_anything_heavy_is_imported() -> None:
    _forbid([path for path in _in("studio", "ui") if path.name != "theirs.py"], "peft")
    _forbid(_in("studio.benchmark"), "studio.store", "studio.engine")
    light = [f"studio.benchmark.{name}" for name in ("workload", "findings", "report", "plots", "memory")]
    _forbid(_in(*light), *HEAVY, "studio.training", "studio.models.base_model", at_top_only=True)


def test_an_estimate_imports_nothing_heavy_before_its_child_runs() -> None:
    light = ("studio.training.estimate", "studio.training.extrapolation")
    _forbid(_in(*light, "studio.fresh_process", "studio.foresight"), *QT)
    _forbid(_in(*light), *HEAVY, "studio.models")
    _forbid(_in("studio.foresight"), *HEAVY, at_top_only=True)
    _forbid(_in("studio.fresh_process"), *HEAVY, at_top_only=True)


def test_the_store_imports_no_torch_and_no_training() -> None:
    _forbid(_in("studio.store"), *HEAVY, "studio.training", "studio.inference", "studio.models.base_model")


def test_the_engine_knows_no_store_and_its_doors_are_light() -> None:
    _forbid(_in("studio.engine"), "studio.store")
    _forbid(_in("studio.engine.launch", "studio.engine.protocol"), *HEAVY, "studio.training", "studio.inference")


def test_the_command_line_imports_nothing_heavy_before_a_command_runs() -> None:
    files = _in(
        "studio.adapter_commands",
        "studio.cli",
        "studio.data_commands",
        "studio.model_commands",
        "studio.options",
        "studio.terminal",
        "studio.headless",
        "studio.comparison",
        "studio.sweep",
        "studio.trials",
        "studio.demo",
        "studio.doctor",
    )
    rooms = ("studio.training", "studio.inference", "studio.interpretation")
    _forbid(files, *HEAVY, *rooms, at_top_only=True)


def test_the_window_imports_neither_torch_nor_the_rooms_that_do() -> None:
    explaining = {path.stem for path in _in("studio.interpretation")} - {"__init__", "findings"}
    rooms = ("studio.training", "studio.inference", *(f"studio.interpretation.{name}" for name in explaining))
    models = ("studio.models.base_model", "studio.models.prompted")
    processes = ("studio.engine.training_process", "studio.engine.inference_process")
    _forbid(_in("ui"), *HEAVY, *rooms, *models, *processes, "studio.methods.base", "studio.data.batches")


@pytest.mark.parametrize("module", ["ui.app", "ui.main_window", "studio.cli", "studio.store.project"])
def test_importing_a_light_room_leaves_torch_out_of_the_process(module: str) -> None:
    code = f"import sys, {module}; print(sorted({set(HEAVY)} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_the_window_opens_without_numpy_which_takes_a_tenth_of_a_second() -> None:
    code = "import sys, ui.app; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)

    assert done.stdout.strip() == "False", done.stdout + done.stderr


def test_the_plan_in_contributing_names_every_room() -> None:
    plan = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {path.name for package in ("studio", "ui") for path in (ROOT / package).iterdir() if path.is_dir()}

    assert not [room for room in rooms - {"__pycache__"} if f"`{room}`" not in plan and f"{room}/" not in plan]
