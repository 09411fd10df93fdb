from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from studio.data_spec import DataSpec
from studio.errors import MethodError, SpecError, StudioError
from studio.methods.prefix_tuning.settings import PrefixTuningSettings
from studio.methods.prompt_tuning.settings import PromptTuningSettings
from studio.methods.registry import METHODS
from studio.spec import ModelSpec, RunSpec, TrainingSpec, read_run_spec, run_spec_from, run_toml, write_run_spec
from studio.wrong_value import what_to_write

SMALLEST: dict[str, Any] = {
    "data": {"file": "table.csv", "text": "message", "label": "kind"},
    "method": {"name": "prompt_tuning"},
}


def _changed(**sections: dict[str, Any]) -> dict[str, Any]:
    return {section: {**SMALLEST.get(section, {}), **sections.get(section, {})} for section in {*SMALLEST, *sections}}


def _sentence(values: dict[str, Any]) -> str:
    with pytest.raises(SpecError) as caught:
        run_spec_from(values)
    message = caught.value.message
    assert "\n" not in message
    return message


def test_the_smallest_spec_takes_the_bundled_model_and_the_methods_recommendations() -> None:
    spec = run_spec_from(SMALLEST)

    assert spec.model.name == "starter"
    assert isinstance(spec.method, PromptTuningSettings)
    assert spec.learning_rate == PromptTuningSettings.recommended_learning_rate
    assert spec.epochs == PromptTuningSettings.recommended_epochs
    assert spec.data.task == "classification"


def test_what_a_run_says_goes_before_what_the_method_recommends() -> None:
    spec = run_spec_from(_changed(training={"learning_rate": 0.5, "epochs": 2}))

    assert (spec.learning_rate, spec.epochs) == (0.5, 2)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_is_written_and_read_back_equal(name: str, tmp_path: Path) -> None:
    tokens = {} if METHODS[name].model_fields["num_virtual_tokens"].default == 0 else {"num_virtual_tokens": 7}
    spec = run_spec_from(_changed(method={"name": name, **tokens}))

    write_run_spec(spec, tmp_path / "run.toml")

    assert read_run_spec(tmp_path / "run.toml") == spec


def test_a_spec_with_every_kind_of_value_is_read_back_equal(tmp_path: Path) -> None:
    spec = RunSpec(
        model=ModelSpec(name="owner/model", revision="v1"),
        data=DataSpec(
            file='C:\\tables\\"odd" name.csv',
            template="{soft:20}\tReview: {text}\n{soft:3}Größe 💡\x7f:",
            text="text",
            label="label",
            label_words={"0": "negative", "it's": 'a "quote"', "": "empty", "a.b": "dotted"},
            columns=("text", "label"),
            delimiter="\t",
            header=False,
            exclude=(3, 4),
            balance="class_weights",
        ),
        method=PrefixTuningSettings(start="text", start_text="line\none", dropout=0.125, reparameterization=True),
        training=TrainingSpec(learning_rate=3e-05, gradient_clip=0.0, max_steps=10, precision="bf16"),
    )

    write_run_spec(spec, tmp_path / "run.toml")

    assert read_run_spec(tmp_path / "run.toml") == spec


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])), number=st.floats(1e-12, 100.0))
def test_any_text_and_number_survive_the_toml(text: str, number: float) -> None:
    spec = run_spec_from(
        _changed(data={"template": text, "label_words": {text: text}}, training={"learning_rate": number})
    )

    assert run_spec_from(tomllib.loads(run_toml(spec))) == spec


def test_settings_that_are_empty_are_left_out_of_the_toml() -> None:
    written = tomllib.loads(run_toml(run_spec_from(SMALLEST)))

    assert "max_steps" not in written["training"]
    assert "revision" not in written["model"]


def test_the_template_is_made_from_the_text_column_where_none_is_written() -> None:
    classifying = run_spec_from(SMALLEST)
    generating = run_spec_from({**SMALLEST, "data": {"file": "t.csv", "text": "facts", "target": "sentence"}})

    assert classifying.data.template_text == "{message}\nAnswer:"
    assert generating.data.template_text == "{facts}\n"
    assert generating.data.task == "generation"


@pytest.mark.parametrize(
    ("section", "wrong", "nearest"),
    [
        ("training", "learning_rat", "learning_rate"),
        ("data", "lable", "label"),
        ("method", "num_virtual_token", "num_virtual_tokens"),
        ("model", "nmae", "name"),
    ],
)
def test_an_unknown_key_names_itself_and_its_nearest_neighbour(section: str, wrong: str, nearest: str) -> None:
    said = _sentence(_changed(**{section: {wrong: 1}}))

    assert wrong in said
    assert f'Did you mean "{nearest}"?' in said


def test_an_unknown_key_of_a_method_is_compared_with_that_methods_own_keys() -> None:
    assert "reparameterization" in _sentence(_changed(method={"name": "prefix_tuning", "reparametrization": True}))
    assert "reparameterization" not in _sentence(_changed(method={"name": "prompt_tuning", "reparametrization": True}))


def test_an_unknown_section_names_itself() -> None:
    assert 'unknown key "trainig". Did you mean "training"?' in _sentence({**SMALLEST, "trainig": {}})


def test_an_unknown_method_names_the_nearest_one() -> None:
    with pytest.raises(MethodError, match='Did you mean "prompt_tuning"'):
        run_spec_from(_changed(method={"name": "promt_tuning"}))


def test_an_unknown_method_in_a_file_is_told_with_the_files_name(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[data]\nfile = "t.csv"\ntext = "a"\nlabel = "b"\n[method]\nname = "lora"\n')

    with pytest.raises(SpecError, match=r'^mine\.toml: .*there is no method "lora"'):
        read_run_spec(tmp_path / "mine.toml")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"label": None}, "name either a label column"),
        ({"target": "answer"}, "name either a label column"),
        ({"text": None}, "name a text column, or write a template"),
        ({"validation": 0.5, "test": 0.5}, "must leave rows to train on"),
        ({"label": None, "target": "a", "balance": "class_weights"}, "belong to classification"),
    ],
)
def test_data_that_contradicts_itself_says_what_to_do(data: dict[str, Any], said: str) -> None:
    assert said in _sentence(_changed(data=data))


@pytest.mark.parametrize(
    ("training", "key"),
    [({"batch_size": 0}, "batch_size"), ({"warmup": 1.0}, "warmup"), ({"optimizer": "sgd"}, "optimizer")],
)
def test_a_value_out_of_bounds_names_its_key(training: dict[str, Any], key: str) -> None:
    assert key in _sentence(_changed(training=training))


@pytest.mark.parametrize("settings", [ModelSpec, DataSpec, TrainingSpec, RunSpec, *METHODS.values()])
def test_whatever_stands_for_a_value_is_told_in_words_of_ours(settings: type[BaseModel]) -> None:
    wrong = (None, True, -1, 0, 10**30, 1.5, float("nan"), float("inf"), "", "few", "é" * 10_000)
    kinds = set()
    for name in settings.model_fields:
        for value in (*wrong, [], [1], [[]], {}, {"a": 1}, {"a": {}}):
            try:
                settings.model_validate({name: value})
            except (ValidationError, StudioError) as error:
                for one in error.errors() if isinstance(error, ValidationError) else ():
                    kinds.add(one["type"])
                    is_ours = one["type"] in ("missing", "extra_forbidden", "value_error")
                    assert is_ours or what_to_write(one) != f"{one['msg']}.", one
    assert kinds


def test_a_start_text_is_asked_for_only_where_it_is_used() -> None:
    assert "start_text" in _sentence(_changed(method={"start": "text"}))
    assert 'used only with start = "text"' in _sentence(_changed(method={"start_text": "hello"}))


def test_a_missing_method_name_says_what_to_write() -> None:
    with pytest.raises(SpecError, match=r"\[method\] name is missing"):
        run_spec_from(_changed(method={"name": None}))


def test_a_missing_section_is_named() -> None:
    assert '"data" is missing' in _sentence({"method": {"name": "prompt_tuning"}})


def test_a_file_that_is_not_there_or_no_toml_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read"):
        read_run_spec(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("[data\n")
    with pytest.raises(SpecError, match=r"bad\.toml: not valid TOML"):
        read_run_spec(tmp_path / "bad.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "caf\xe9"')
    with pytest.raises(SpecError, match=r"latin\.toml: not valid TOML"):
        read_run_spec(tmp_path / "latin.toml")


def test_every_setting_has_a_title_for_its_form() -> None:
    for model in (ModelSpec, DataSpec, TrainingSpec, *METHODS.values()):
        untitled = [key for key, field in model.model_fields.items() if not field.title and key != "name"]
        assert not untitled, f"{model.__name__}: {untitled}"


def test_a_spec_cannot_be_changed_once_made() -> None:
    with pytest.raises(ValueError, match="frozen"):
        run_spec_from(SMALLEST).training.batch_size = 4  # type: ignore[misc]
