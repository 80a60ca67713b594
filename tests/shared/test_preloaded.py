"""Scripts that run in copies of a process which has imported large libraries."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from paperthemes.preloaded import SERVER_VARIABLE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="servers run on Linux only")

NOT_IMPORTED = "raise AssertionError('a file of the user was imported')"
ASK = "from paperthemes.preloaded import run_preloaded\nrun_preloaded({})\n"
PARENT = """
import os, sys
from paperthemes.preloaded import SERVER_VARIABLE, start_server
start_server(numeric=sys.argv[1:] == ["numeric"])
print(os.environ[SERVER_VARIABLE], flush=True)
sys.stdin.read()
"""
Script = Callable[[str], "subprocess.Popen[str]"]


@contextmanager
def run_server(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Yield a process in `folder` that has started a server, and the path of its socket."""
    environment = {key: value for key, value in os.environ.items() if key != SERVER_VARIABLE}
    command = [sys.executable, "-P", "-c", PARENT, *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdin=pipe, stdout=pipe, text=True
    ) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def start_script(
    folder: Path, address: Path, code: str, *, numeric: bool = False
) -> subprocess.Popen[str]:
    """Start a script that asks the server at an address to run it."""
    (folder / "scripts").mkdir(exist_ok=True)
    (folder / "scripts/script.py").write_text(ASK.format("numeric=True" if numeric else "") + code)
    return subprocess.Popen(
        [sys.executable, "scripts/script.py"],
        env=os.environ | {SERVER_VARIABLE: str(address), "TMPDIR": str(folder)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Start a server and yield the path of its socket."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "random.py").write_text(NOT_IMPORTED)
    with run_server(folder) as (_, address):
        wait_until(address.exists)
        yield address


@pytest.fixture
def start(tmp_path: Path, server: Path) -> Script:
    """Return a function that starts a script which the server will run."""
    (tmp_path / "random.py").write_text(NOT_IMPORTED)
    return partial(start_script, tmp_path, server)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 600
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
    output, errors = script.communicate(timeout=600)
    pid, has_pandas, file = output.split()
    assert int(pid) != script.pid
    assert has_pandas == "True"
    assert Path(file).name == "script.py"
    assert (errors, script.returncode) == ("to stderr\n", 0)


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit", 0, ""),
        ("raise SystemExit('a reason')", 1, "a reason"),
        ("raise ValueError('broken')", 1, "ValueError: broken"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 1, "The job was killed"),
    ],
)
def test_the_status_and_messages_are_those_of_the_script(
    start: Script, code: str, status: int, message: str
) -> None:
    script = start(code)
    _, errors = script.communicate(timeout=600)
    assert script.returncode == status
    assert message in errors


def test_what_is_registered_for_the_end_runs_before_the_script_ends(
    start: Script, tmp_path: Path
) -> None:
    script = start("import atexit, pathlib; atexit.register(pathlib.Path('ended').touch)")
    script.communicate(timeout=600)
    assert (tmp_path / "ended").exists()


def test_a_copy_ends_with_its_script(start: Script) -> None:
    script = start("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)")
    assert script.stdout
    pid = int(script.stdout.readline())
    script.send_signal(signal.SIGKILL)
    script.communicate(timeout=600)
    wait_until(lambda: not is_running(pid))


def test_worker_processes_of_a_copy_end_with_it(start: Script) -> None:
    script = start(
        "import os\nfrom joblib import Parallel, delayed\n"
        "print(*Parallel(2)(delayed(os.getpid)() for _ in range(4)))\n"
    )
    output, _ = script.communicate(timeout=600)
    wait_until(lambda: not any(map(is_running, map(int, output.split()))))


def test_a_copy_uses_the_folder_for_temporary_files_of_its_job(
    start: Script, tmp_path: Path
) -> None:
    output, _ = start("import tempfile; print(tempfile.gettempdir())").communicate(timeout=600)
    assert output == f"{tmp_path}\n"


def test_a_copy_has_the_working_directory_and_the_environment_of_its_script(
    start: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONG", "é" * 60_000)
    code = f"print(os.getcwd(), len(os.environ['LONG']), {SERVER_VARIABLE!r} in os.environ)"
    script = start(f"import os; {code}")
    output, _ = script.communicate(timeout=600)
    assert output == f"{tmp_path} 60000 False\n"


def test_a_server_ends_with_its_parent(tmp_path: Path) -> None:
    with run_server(tmp_path) as (parent, address):
        wait_until(address.exists)
        parent.kill()
        wait_until(lambda: not address.parent.exists())


def test_a_second_server_has_imported_the_numeric_libraries(tmp_path: Path) -> None:
    code = "import sys; print({'umap', 'hdbscan'} <= {*sys.modules})"
    with run_server(tmp_path, "numeric") as (_, address):
        wait_until(address.with_name("socket-numeric").exists)
        for numeric in (True, False):
            script = start_script(tmp_path, address, code, numeric=numeric)
            assert script.communicate(timeout=600) == (f"{numeric}\n", "")


def test_without_a_server_a_script_runs_itself(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(f"{ASK.format('')}import os; print(os.getpid())")
    for address in ("", str(tmp_path / "nothing")):
        process = subprocess.Popen(
            [sys.executable, "script.py"],
            env=os.environ | {SERVER_VARIABLE: address},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
        )
        output, _ = process.communicate(timeout=600)
        assert int(output) == process.pid
