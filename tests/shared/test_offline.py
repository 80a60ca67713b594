"""Nothing leaves the machine unless the user asks for it.

All processes of the workflow runs in the tests are forbidden to connect to other machines
(`tests/helpers/site`); here is checked that they are, and what could connect at all.
"""

import subprocess
import sys

import pytest

from helpers.workflow import LIST_MODULES, Workflow
from paperthemes.workflow.digests import PACKAGE, imported_names

# Who may talk to whom: the model hub, services with OpenAI's protocol, `paperthemes fetch`, and
# the server of a run, whose socket is a file.
MAY_CONNECT = {
    "encoders/sources.py": {"huggingface_hub"},
    "openai_service.py": {"openai", "http.client"},
    "describe/language_model.py": {"openai"},
    "fetch/client.py": {"urllib3", "urllib.request", "http.client"},
    "preloaded.py": {"socket"},
}
NETWORK = {
    *("aiohttp", "asyncio", "ftplib", "http.client", "http.server", "httpx", "httpx2"),
    *("huggingface_hub", "openai", "requests", "smtplib", "socket", "socketserver", "ssl"),
    *("urllib.request", "urllib3", "websockets", "xmlrpc"),
}


def test_only_these_modules_import_what_can_connect() -> None:
    found = {
        str(path.relative_to(PACKAGE)): names
        for path in PACKAGE.rglob("*.py")
        if (names := {name for name in imported_names(path) if _is_network(name)})
    }
    tops = {path: {*map(_top, names)} for path, names in found.items()}
    assert tops == MAY_CONNECT


def _is_network(name: str) -> bool:
    """Return whether a module is one of `NETWORK`, or inside one."""
    return _top(name) in NETWORK


def _top(name: str) -> str:
    """Return the entry of `NETWORK` that a module belongs to, or the module itself."""
    return next((each for each in NETWORK if name == each or name.startswith(f"{each}.")), name)


@pytest.mark.parametrize(
    "call", ["socket().connect(('192.0.2.1', 80))", "create_connection(('example.org', 80))"]
)
def test_processes_of_a_run_cannot_connect(call: str) -> None:
    program = f"import socket; socket.{call}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": LIST_MODULES},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "would use the network" in done.stderr


def test_a_run_succeeds_without_a_network(finished: Workflow) -> None:
    assert (finished.folder / "results/index.html").exists()
