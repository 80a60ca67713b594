"""A local model hub that serves a folder to huggingface_hub."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class StandInHub(ThreadingHTTPServer):
    """Serves one repository of models under the revisions `main` and `commit`."""

    def __init__(self, repository: str, folder: Path, commit: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.commit = commit
        self.repository = repository
        self.folder = folder
        self.requests: list[str] = []

    @property
    def address(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def stand_in_hub(repository: str, folder: Path, commit: str = COMMIT) -> Iterator[StandInHub]:
    """Serve `folder` as `repository` while the block lasts."""
    with StandInHub(repository, folder, commit) as hub:
        thread = Thread(target=hub.serve_forever)
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: StandInHub

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""

    def do_HEAD(self) -> None:
        """Answer like GET, without the content."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer requests about the repository; refuse others with 404."""
        self.server.requests.append(f"{self.command} {self.path}")
        path = self.path.partition("?")[0]
        repository = self.server.repository
        if not path.startswith((f"/api/models/{repository}", f"/{repository}/")):
            self.refuse("RepoNotFound")
        elif path != f"/api/models/{repository}" and not re.search(
            f"/(main|{self.server.commit})(/|$)", path
        ):
            self.refuse("RevisionNotFound")
        elif path.startswith("/api/") and "/tree/" in path:
            files = [
                {"type": "file", "path": name, "size": path.stat().st_size, "oid": digest(path)}
                for name, path in self.list_files().items()
            ]
            self.send_json(files)
        elif path.startswith("/api/"):
            siblings = [{"rfilename": name} for name in self.list_files()]
            self.send_json(
                {"id": repository, "sha": self.server.commit, "siblings": siblings, "tags": []}
            )
        else:
            name = path.split("/resolve/", 1)[1].split("/", 1)[1]
            self.send_file(self.server.folder / name)

    def list_files(self) -> dict[str, Path]:
        """Return the files of the repository by name."""
        folder = self.server.folder
        return {
            str(path.relative_to(folder)): path
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def refuse(self, code: str) -> None:
        """Answer 404 with an error code of the hub."""
        self.send_response(404)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_json(self, content: object) -> None:
        """Send a JSON value."""
        self.send_bytes(json.dumps(content).encode(), {"Content-Type": "application/json"})

    def send_file(self, path: Path) -> None:
        """Send a file of the repository."""
        headers = {"ETag": f'"{digest(path)}"', "X-Repo-Commit": self.server.commit}
        self.send_bytes(path.read_bytes(), headers)

    def send_bytes(self, content: bytes, headers: dict[str, str]) -> None:
        """Send bytes, or only their number to HEAD."""
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)


def digest(path: Path) -> str:
    """Return the SHA-1 of a file."""
    return hashlib.sha1(path.read_bytes()).hexdigest()
