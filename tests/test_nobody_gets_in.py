"""No code of others is run, no secret is written down, no name of others leads anywhere."""

from __future__ import annotations

import ast
import logging
import os
import stat
import threading
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from huggingface_hub import constants
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.launch import held_lock
from studio.errors import ProjectError, StudioError
from studio.events import EventWriter, Started
from studio.files import safe_name
from studio.hub_token import without_tokens
from studio.models.catalog import find_model
from studio.models.download import download_model
from studio.models.hub import search_models
from studio.spec import run_spec_from
from studio.store.datasets import read_version
from studio.store.project import Project
from tests.hub_server import TOKEN, HubServer

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for room in ("studio", "ui") for path in (ROOT / room).rglob("*.py"))


# --- code -----------------------------------------------------------------------------------------------------------


def test_code_that_comes_with_a_model_is_never_trusted() -> None:
    said = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            keywords = node.keywords if isinstance(node, ast.Call) else []
            said += [(path, one.value) for one in keywords if one.arg == "trust_remote_code"]
        assert "trust_remote_code" not in text.replace("trust_remote_code=False", ""), path
    assert len(said) > 1
    assert all(isinstance(value, ast.Constant) and value.value is False for _, value in said)


def test_nothing_is_ever_unpickled() -> None:
    modules = ("pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle")
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import():
                    assert not {alias.name.split(".")[0] for alias in node.names} & set(modules), path
                case ast.ImportFrom(module=str(name)):
                    assert name.split(".")[0] not in modules, path
                case ast.Call(func=ast.Attribute(value=ast.Name(id="torch"), attr="load")):
                    pytest.fail(f"{path}:{node.lineno} calls torch.load")
                case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="load")):
                    allowed = [one for one in node.keywords if one.arg == "allow_pickle"]
                    assert all(getattr(one.value, "value", None) is False for one in allowed), path


# --- the token ------------------------------------------------------------------------------------------------------


def _needs_consent(hub: HubServer, model: Path) -> None:
    hub.put("owner/tiny", model, gated=True)


def _breaks_off(hub: HubServer, model: Path) -> None:
    hub.put("owner/tiny", model)
    hub.cut_after, hub.cuts = 0, 10**6


def _is_another_file(hub: HubServer, model: Path) -> None:
    made = hub.put("owner/tiny", model)
    made.served["model.safetensors"] = b"x" * (model / "model.safetensors").stat().st_size


def _is_not_there(hub: HubServer, model: Path) -> None:
    hub.put("owner/other", model)


@pytest.mark.parametrize("fails", [_needs_consent, _breaks_off, _is_another_file, _is_not_there])
def test_a_token_is_in_nothing_that_a_failing_download_says_or_leaves(
    hub: HubServer,
    tiny_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fails: Callable[[HubServer, Path], None],
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    fails(hub, tiny_model)
    with caplog.at_level(logging.DEBUG), pytest.raises(StudioError) as raised:
        find_model("owner/tiny")
    assert hub.asked
    error = raised.value
    said = "".join(traceback.format_exception(error))  # with all that caused it, as a crash report has it
    printed = capfd.readouterr()
    assert TOKEN not in said + repr(error.fields) + caplog.text + printed.out + printed.err
    for folder in (tmp_path, Path(constants.HF_HOME)):
        for file in folder.rglob("*"):
            assert not file.is_file() or TOKEN.encode() not in file.read_bytes(), file


@pytest.mark.parametrize("text", [f"Bearer {TOKEN}", f"Bearer%20{TOKEN}", f"'\\n{TOKEN}'"])
def test_a_token_is_taken_out_of_what_a_report_says(text: str) -> None:
    assert TOKEN not in without_tokens(text)
    assert without_tokens(text) == text.replace(TOKEN, "hf_…")
    assert without_tokens(f"https://user:{TOKEN}@hub.example/x a@b:c@d") == "https://user:…@hub.example/x a@b:c@d"
    assert without_tokens("the hf_hub of a_hf_tokenizers") == "the hf_hub of a_hf_tokenizers"


def test_the_password_of_a_hubs_address_is_in_no_message(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", hub.address.replace("http://", "http://me:secret@"))
    with pytest.raises(StudioError) as raised:
        find_model("owner/none")
    assert "secret" not in raised.value.message


def test_the_token_goes_to_the_hub_and_not_where_it_sends_us(
    hub: HubServer, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    asked: list[str | None] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization"))
            data = (tiny_model / self.path.rpartition("/")[2]).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    elsewhere = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    hub.put("owner/tiny", tiny_model)
    hub.sends_files_to = f"http://localhost:{elsewhere.server_address[1]}"
    thread = threading.Thread(target=elsewhere.serve_forever, args=(0.01,))
    thread.start()
    try:
        find_model("owner/tiny")
    finally:
        elsewhere.shutdown()
        thread.join()
        elsewhere.server_close()
    assert asked
    assert set(asked) == {None}


def test_a_revision_leads_to_no_other_folder(hub: HubServer, tiny_model: Path, tmp_path: Path) -> None:
    made = hub.put("owner/tiny", tiny_model)
    made.refs["../../../led-outside"] = made.refs["main"]
    with pytest.raises(StudioError, match="no revision"):
        download_model("owner/tiny", "../../../led-outside")
    assert not list(tmp_path.rglob("led-outside"))


@pytest.mark.parametrize("config", [b"[" * 100_000, b'{"architectures": 5, "model_type": ["x"]}'])
def test_a_strange_model_of_the_hub_spoils_no_search(hub: HubServer, tiny_model: Path, config: bytes) -> None:
    hub.put("owner/tiny", tiny_model)
    strange = hub.put("owner/tiny-strange", tiny_model)
    files = strange.commits[strange.refs["main"]]
    files["config.json"] = config if config.startswith(b"{") else b"{}"
    strange.served["config.json"] = config
    assert "owner/tiny" in [found.name for found in search_models("tiny")]
    with pytest.raises(StudioError):
        find_model("owner/tiny-strange")


def test_names_of_the_hub_that_a_system_takes_for_more_are_left_out(hub: HubServer, tiny_model: Path) -> None:
    made = hub.put("owner/tiny", tiny_model)
    made.commits[made.refs["main"]] |= dict.fromkeys(("../x.json", "a\\..\\x.json", "C:x.json", "x\ny.json"), b"{}")
    found = {file.name for file in find_model("owner/tiny").iterdir()}
    assert found == {file.name for file in tiny_model.iterdir()}


# --- names and permissions ------------------------------------------------------------------------------------------


@given(st.text(max_size=300) | st.sampled_from(["CON", "con.txt", "LPT¹", "nul.tar.gz", "aux.", "COM9 ", "a\x00b"]))
def test_a_name_from_outside_becomes_one_that_any_system_takes(text: str) -> None:
    name = safe_name(text, "table")
    assert 0 < len(name) <= 61
    assert len(name.encode()) <= 200
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert not PureWindowsPath(name).is_reserved() if hasattr(PureWindowsPath, "is_reserved") else True
    assert name.isprintable()
    assert not set(name) & set('<>:"/\\|?* ')
    assert name[0] not in ".-"
    assert name[-1] != "."
    assert safe_name(name, "table") == name


@pytest.mark.parametrize("file", ["../../secret.csv", "/etc/passwd", "..\\x.csv", "C:x.csv"])
def test_a_version_that_names_a_file_elsewhere_is_not_read(tmp_path: Path, file: str) -> None:
    project = Project.create(tmp_path / "project")
    (tmp_path / "table.csv").write_text("text,label\na,x\nb,y\n")
    version = project.import_table(tmp_path / "table.csv")
    card = version.folder / "dataset.json"
    card.write_text(card.read_text().replace('"table.csv"', f'"{file}"'.replace("\\", "\\\\")))
    with pytest.raises(ProjectError, match="cannot be read"):
        read_version(version.folder)
    project.close()


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
@pytest.mark.parametrize("umask", [0o077, 0o022])
def test_files_of_a_project_have_the_permissions_that_the_user_gives(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        project = Project.create(tmp_path / "project")
        (tmp_path / "table.csv").write_text("text,label\n" + "".join(f"row {n},{n % 2}\n" for n in range(20)))
        (tmp_path / "table.csv").chmod(0o666)
        data = {"file": str(tmp_path / "table.csv"), "text": "text", "label": "label"}
        run_dir = project.create_run(run_spec_from({"data": data, "method": {"name": "prompt_tuning"}}), name="one")
        with held_lock(run_dir), EventWriter(run_dir) as writer:
            writer.write(Started(run=run_dir.name, pid=1))
            project.sync()
            project.set_run_notes(run_dir.name, notes="a note")
            files = [project.folder, *project.folder.rglob("*")]
            modes = {file: stat.S_IMODE(file.stat().st_mode) for file in files}
        project.delete_run(run_dir.name)
        project.close()
    finally:
        os.umask(before)
    assert len(files) > 10
    assert not [file for file, mode in modes.items() if mode & (umask | 0o002)]
