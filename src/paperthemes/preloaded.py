"""Jobs in copies of a process that has already imported the large libraries.

In small corpora, imports take most of the time of a job. So a run starts a server, which imports
once what most steps need. The script of a job asks the server to run the script in a copy of
itself, and waits for the copy to end. Without a server, the script runs in its own process.
"""

import atexit
import gc
import json
import os
import runpy
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from importlib import import_module
from pathlib import Path
from typing import NoReturn

SERVER_VARIABLE = "PAPERTHEMES_SERVER"  # path of the server's socket; "" for no server
# Imported by name, so that they do not count as code of every script that asks the server.
_LIGHT_STEPS = (
    *("parse", "dedupe", "embed", "terms", "identify"),
    *("describe", "changes", "export", "suggest", "report", "overview"),
)
_NUMERIC = "-numeric"  # end of the path of the second server's socket
# Threads do not survive the copying, so linear algebra has none, nor has the memory of Arrow.
_ONE_THREAD = {
    **{"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_STREAMS = 1, 2  # file descriptors of standard output and standard error


def start_server(*, numeric: bool) -> None:
    """Start a server for the jobs that this process starts; it ends when this process ends.

    With `numeric`, a second server follows, which has also imported scikit-learn, UMAP and HDBSCAN.

    There is none outside Linux, where copies of processes are less reliable, nor if the environment
    variable `PAPERTHEMES_SERVER` is set.
    """
    if sys.platform != "linux" or SERVER_VARIABLE in os.environ:
        return
    folder = tempfile.mkdtemp(prefix="paperthemes-")  # no other user can enter it
    os.environ[SERVER_VARIABLE] = f"{folder}/socket"
    # `-P`: as in scripts, modules in the working directory are not found.
    command = [sys.executable, "-P", "-m", "paperthemes.preloaded", *["numeric"] * numeric]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ | _ONE_THREAD)
    assert server.stdin is not None
    # The pipe also closes if this process is killed. Without a reference, it would close now.
    atexit.register(server.stdin.close)


def run_preloaded(*, numeric: bool = False) -> None:
    """Run the script of this process in a copy of the server, and exit with its status.

    With `numeric`, it is the second server, if there is one. Return if no server answers: on
    another computer, or while it still imports.
    """
    address = os.environ.get(SERVER_VARIABLE, "")
    addresses = [address + _NUMERIC, address] if numeric else [address]
    with socket.socket(socket.AF_UNIX) as connection:
        if not any(_connect(connection, address) for address in addresses):
            return
        request = json.dumps([sys.argv[0], str(Path.cwd()), dict(os.environ)])
        try:
            socket.send_fds(connection, [b"\n"], _STREAMS)
            connection.sendall(f"{request}\n".encode())
            status = connection.recv(1)
            connection.recv(1)  # waits until the copy has ended
            if status:
                sys.exit(status[0])
        except KeyboardInterrupt:  # Ctrl-C, which the copy gets, too
            sys.exit(1)
        except ConnectionError:  # the server was killed
            pass
    sys.exit("The job was killed. Was there too little memory?")


def _connect(connection: socket.socket, address: str) -> bool:
    """Connect to a server; return whether there is one."""
    try:
        connection.connect(address)
    except OSError:
        return False
    return True


def _import_light_steps() -> None:
    """Import what the steps import that need no large numeric library."""
    for step in _LIGHT_STEPS:
        import_module(f"paperthemes.{step}.stage")
    import_module("snakemake.script")
    import_module("snakemake.benchmark")
    import_module("paperthemes.text.light_imports").import_stemmer()


def _import_numeric_steps() -> None:
    """Import what steps neighbours and cluster import."""
    import_module("paperthemes.compiled").import_umap()
    import_module("paperthemes.neighbours.stage")
    import_module("paperthemes.cluster.stage")


def _serve(address: str) -> None:
    """Answer requests at an address until standard input is closed.

    A request is the path of a script, its working directory and its environment, with the streams
    for its output. The answer is its exit status.
    """
    gc.freeze()  # so copies do not touch, and thereby copy, the memory of what is imported
    with socket.socket(socket.AF_UNIX) as server, selectors.DefaultSelector() as selector:
        try:
            server.bind(address)
        except OSError:  # the run has ended, or the path is too long for a socket
            return
        server.listen()
        selector.register(server, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        while [key.fileobj for key, _ in selector.select()] == [server]:
            connection, _ = server.accept()
            with connection:
                if os.fork() == 0:
                    server.close()
                    _end(_run_script(connection))
    shutil.rmtree(Path(address).parent, ignore_errors=True)


def _run_script(connection: socket.socket) -> int:
    """Run the script that a request names, send its exit status, and return it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _, files, _, _ = socket.recv_fds(connection, 1, len(_STREAMS))
    for file, stream in zip(files, _STREAMS, strict=True):
        os.dup2(file, stream)
        os.close(file)
    with connection.makefile() as lines:
        script, folder, environment = json.loads(lines.readline())
    client = connection.dup()
    threading.Thread(target=_end_with_client, args=(client,), daemon=True).start()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment | _ONE_THREAD)
    del os.environ[SERVER_VARIABLE]  # so the script does not ask the server again
    tempfile.tempdir = None  # Snakemake sets the folder for temporary files of each job
    sys.argv = [script]
    status = 1
    try:
        runpy.run_path(script, run_name="__main__")
        status = 0
    except SystemExit as error:
        if isinstance(error.code, str):
            sys.stderr.write(f"{error.code}\n")
        else:
            status = (error.code or 0) & 0xFF
    except BaseException:
        traceback.print_exc()
    connection.sendall(bytes([status]))
    return status


def _end(status: int) -> NoReturn:
    """End this copy of the server as `sys.exit` would, but for the clearing of all modules.

    That would take longer than most jobs.
    """
    threading._shutdown()  # type: ignore[attr-defined] # also ends worker processes
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _end_with_client(connection: socket.socket) -> None:
    """End this process when the process that waits for it ends."""
    connection.recv(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended copies need not be waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the jobs, and then Snakemake
    _import_light_steps()
    if sys.argv[1:] == ["numeric"] and os.fork():
        _import_numeric_steps()
        _serve(os.environ[SERVER_VARIABLE] + _NUMERIC)
    else:
        _serve(os.environ[SERVER_VARIABLE])
