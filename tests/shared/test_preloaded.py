"""Scripts that run in copies of a process which has imported large libraries."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paperthemes.preloaded import SERVER_VARIABLE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="servers run on Linux only")

ASK = "from paperthemes.preloaded import run_preloaded\nrun_preloaded()\n"
PARENT = """
import os, sys
from paperthemes.preloaded import SERVER_VARIABLE, start_server
start_server(numeric=False)
print(os.environ[SERVER_VARIABLE], flush=True)
sys.stdin.read()
"""
Script = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a process that has started a server, and let it end at the end of the test."""
    environment = {key: value for key, value in os.environ.items() if key != SERVER_VARIABLE}
    command = [sys.executable, "-c", PARENT]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdin=pipe, stdout=pipe, text=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def address(parent: subprocess.Popen[str]) -> Path:
    """Return the path of the server's socket, when the server is ready."""
    assert parent.stdout
    path = Path(parent.stdout.readline().strip())
    wait_until(path.exists)
    return path


@pytest.fixture
def start(address: Path, tmp_path: Path) -> Script:
    """Return a function that starts a script which asks the server to run it."""

    def start_script(code: str) -> subprocess.Popen[str]:
        (tmp_path / "script.py").write_text(ASK + code)
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "script.py"],
            env=os.environ | {SERVER_VARIABLE: str(address)},
            cwd=tmp_path,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )

    return start_script


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_script_runs_in_a_copy_with_its_own_output(start: Script) -> None:
    script = start(
        "import os, sys\n"
        "print(os.getpid(), 'pandas' in sys.modules, __file__)\n"
        "print('to stderr', file=sys.stderr)\n"
    )
    output, errors = script.communicate(timeout=60)
    pid, has_pandas, file = output.split()
    assert int(pid) != script.pid
    assert has_pandas == "True"
    assert Path(file).name == "script.py"
    assert (errors, script.returncode) == ("to stderr\n", 0)


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("raise SystemExit(3)", 3, ""),
        ("raise ValueError('broken')", 1, "ValueError: broken"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 1, "The job was killed"),
    ],
)
def test_a_failure_is_reported(start: Script, code: str, status: int, message: str) -> None:
    script = start(code)
    _, errors = script.communicate(timeout=60)
    assert script.returncode == status
    assert message in errors


def test_what_is_registered_for_the_end_runs_before_the_script_ends(
    start: Script, tmp_path: Path
) -> None:
    script = start("import atexit, pathlib; atexit.register(pathlib.Path('ended').touch)")
    script.communicate(timeout=60)
    assert (tmp_path / "ended").exists()


def test_a_copy_ends_with_its_script(start: Script) -> None:
    script = start("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)")
    assert script.stdout
    pid = int(script.stdout.readline())
    script.send_signal(signal.SIGKILL)
    script.communicate(timeout=60)
    wait_until(lambda: not is_running(pid))


def test_a_server_ends_with_its_parent(parent: subprocess.Popen[str], address: Path) -> None:
    parent.kill()
    wait_until(lambda: not address.parent.exists())


def test_without_a_server_a_script_runs_itself(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(f"{ASK}import os; print(os.getpid())")
    for address in ("", str(tmp_path / "nothing")):
        process = subprocess.Popen(
            [sys.executable, "script.py"],
            env=os.environ | {SERVER_VARIABLE: address},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
        )
        output, _ = process.communicate(timeout=60)
        assert int(output) == process.pid
