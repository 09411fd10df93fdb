"""A hub on this machine: the parts of the Hugging Face hub's HTTP interface that the program uses, over real sockets.

It serves models and data sets that a test puts into it, and does on demand what goes wrong out there.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_" + "t" * 34
_LFS = (".safetensors", ".bin", ".gguf", ".parquet")
_PIECES = 40


@dataclass
class Repository:
    """One model or data set. refs: branches and tags to commits    commits: files by their paths

    gated: asks for consent    granted: the tokens that have it
    served: what goes out in place of a file, to be found out by its checksum
    card: what the hub itself says of a README.md, where nobody may read that yet
    """

    name: str
    refs: dict[str, str] = field(default_factory=dict)
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    downloads: int = 0
    parameters: int | None = None
    gated: bool = False
    granted: set[str] = field(default_factory=set)
    served: dict[str, bytes] = field(default_factory=dict)
    card: dict[str, Any] | None = None

    def add(self, files: dict[str, bytes], ref: str = "main") -> str:
        """A commit, and the ref that leads to it."""
        commit = hashlib.sha1(repr((self.name, ref, sorted(files.items()))).encode()).hexdigest()
        self.commits[commit] = files
        self.refs[ref] = commit
        return commit

    def commit_of(self, revision: str) -> str | None:
        return self.refs.get(revision) or (revision if revision in self.commits else None)

    def described(self, commit: str, *, blobs: bool) -> dict[str, Any]:
        files = self.commits[commit]
        try:
            config = json.loads(files.get("config.json", b"{}"))
        except ValueError:
            config = {}
        kept = ("architectures", "model_type", "quantization_config")
        return {
            "id": self.name,
            "sha": commit,
            "tags": self.tags,
            "downloads": self.downloads,
            "gated": "manual" if self.gated else False,
            "cardData": self.card,
            "config": {key: config[key] for key in kept if key in config},
            "safetensors": {"parameters": {"F32": self.parameters}, "total": self.parameters}
            if self.parameters
            else None,
            "siblings": [_sibling(path, data, blobs=blobs) for path, data in files.items()],
        }


def git_checksum(data: bytes) -> str:
    return hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest()


def _sibling(path: str, data: bytes, *, blobs: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"rfilename": path}
    if blobs:
        said |= {"size": len(data), "blobId": git_checksum(data)}
        if path.endswith(_LFS):
            said["lfs"] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 134}
    return said


class HubServer:
    """repositories, data_sets: by name    asked: method, path and Range of every request, in order

    moved: data sets that have another name now, by the old one

    strange: what every question but for a file is answered with, by what is no hub
    sends_files_to: the address of another server, which whoever asks for a file is sent on to
    cut_after: so many bytes of a file's body go out, and the connection ends; each time while cuts are left
    held: while it is cleared, weights stop after their first half until it is set again
    seconds: that weights take on their way, piece by piece; set to 0, the rest comes at once
    """

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.data_sets: dict[str, Repository] = {}
        self.moved: dict[str, str] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.strange: Any = None
        self.sends_files_to = ""
        self.cut_after, self.cuts = 0, 0
        self.held = threading.Event()
        self.held.set()
        self.seconds = 0.0
        self.waiting = threading.Event()  # a file stands at its half
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def put(self, name: str, folder: Path | None = None, **more: Any) -> Repository:
        """A model with the files of a folder as its "main"."""
        made = self.repositories[name] = Repository(name, **more)
        if folder is not None:
            made.add({file.name: file.read_bytes() for file in sorted(folder.iterdir())})
        return made

    def put_data_set(self, name: str, files: dict[str, bytes], **more: Any) -> Repository:
        """A data set with these files as its "main"."""
        made = self.data_sets[name] = Repository(name, **more)
        made.add(files)
        return made

    def files_asked(self, suffix: str) -> list[str]:
        """The Range of every question for a file whose name ends so, "" for all of it."""
        return [begin for method, path, begin in self.asked if method == "GET" and path.endswith(suffix)]

    @contextmanager
    def serving(self) -> Iterator[HubServer]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            self.seconds = 0.0
            self.held.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()


def _handler(hub: HubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            path, query = unquote(url.path), parse_qs(url.query)
            hub.asked.append((self.command, path, self.headers.get("Range") or ""))
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            if token not in ("", TOKEN):
                self._refuse(401, "", "Invalid credentials in Authorization header")
            elif hub.strange is not None and path.startswith("/api/"):
                self._json(hub.strange)
            elif hub.sends_files_to and "/resolve/" in path:
                self._send(302, b"", {"Location": hub.sends_files_to + self.path})
            elif path == "/api/models":
                self._json(_search(hub, query))
            elif match := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/(.+))?", path):
                self._describe(hub.repositories.get(match[1]), match[2] or "main", blobs="blobs" in query)
            elif (match := re.fullmatch(r"/api/datasets/([^/]+)(.*)", path)) and match[1] in hub.moved:
                self._send(307, b"", {"Location": f"/api/datasets/{hub.moved[match[1]]}{match[2]}?{url.query}"})
            elif match := re.fullmatch(r"/api/datasets/(.+?)(?:/revision/(.+))?", path):
                self._describe(hub.data_sets.get(match[1]), match[2] or "main", blobs="blobs" in query)
            elif match := re.fullmatch(r"/datasets/(.+?)/resolve/([^/]+)/(.+)", path):
                self._resolve(hub.data_sets.get(match[1]), match[2], match[3], token)
            elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
                self._resolve(hub.repositories.get(match[1]), match[2], match[3], token)
            else:
                self._refuse(404, "RepoNotFound", "Repository not found")

        def _describe(self, found: Repository | None, revision: str, *, blobs: bool) -> None:
            commit = found.commit_of(revision) if found else None
            if found is None:
                self._refuse(404, "RepoNotFound", "Repository not found")
            elif commit is None:
                self._refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            else:
                self._json(found.described(commit, blobs=blobs))

        def _resolve(self, found: Repository | None, revision: str, file: str, token: str) -> None:
            commit = found.commit_of(revision) if found else None
            if found is None or commit is None or file not in found.commits[commit]:
                self._refuse(404, "EntryNotFound", "Entry not found")
            elif found.gated and token not in found.granted:
                self._refuse(403 if token else 401, "GatedRepo", "Access to this model is restricted")
            else:
                self._send_file(file, found.served.get(file, found.commits[commit][file]), commit)

        def _send_file(self, file: str, data: bytes, commit: str) -> None:
            whole = len(data)
            begin = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
            data = data[int(begin[1]) :] if begin else data
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin[1]}-{whole - 1}/{whole}")
            for key, value in {"ETag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": commit}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if hub.cuts and len(data) > hub.cut_after:
                hub.cuts -= 1
                self.wfile.write(data[: hub.cut_after])
                self.close_connection = True
                return
            half = 0 if hub.held.is_set() or not file.endswith(_LFS) else len(data) // 2
            self.wfile.write(data[:half])
            if half:
                self.wfile.flush()
                hub.waiting.set()
                hub.held.wait(20)
            for begin in range(half, len(data), piece := max(1, len(data) // _PIECES)):
                self.wfile.write(data[begin : begin + piece])
                if file.endswith(_LFS):
                    time.sleep(hub.seconds / _PIECES)

        def _json(self, value: Any) -> None:
            self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

        def _refuse(self, status: int, code: str, message: str) -> None:
            headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
            self._send(status, json.dumps({"error": message}).encode(), headers)

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle(self) -> None:
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                return  # who asked has gone

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def _search(hub: HubServer, query: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Words in the name, tags that are all there, a bound on the parameters, the most downloaded first."""
    words = query.get("search", [""])[0].casefold()
    found = [one for one in hub.repositories.values() if words in one.name.casefold()]
    found = [one for one in found if set(query.get("filter", [])) <= set(one.tags)]
    said = [one.described(one.refs["main"], blobs=False) for one in sorted(found, key=lambda it: -it.downloads)]
    if bound := re.fullmatch(r"max:(\d+)", query.get("num_parameters", [""])[0]):
        said = [one for one in said if one["safetensors"] and one["safetensors"]["total"] <= int(bound[1])]
    return said[: int(query.get("limit", ["1000"])[0])]
