"""Python imports this at the start of each process of a workflow in the tests.

It lists the modules that a job imports, lets no process look up or connect to another machine, and
lets only libraries unpickle objects: those that pass them between processes or keep machine code.
"""

import atexit
import sys
from pathlib import Path


def _list_modules() -> None:
    """Write the names of all imported modules to `.snakemake/modules/{step}`."""
    script = Path(sys.argv[0])
    if script.parent.name == "scripts" and script.parent.parent.name == ".snakemake":
        path = Path(".snakemake/modules") / script.name.split(".")[-2]
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(sys.modules))


def _forbid_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise an error for a connection to another machine; sockets in a folder have no host."""
    if event == "socket.connect":
        address = arguments[1]
        hosts = address[:1] if isinstance(address, tuple) else ()
    else:
        hosts = arguments[:1] if event in ("socket.getaddrinfo", "socket.gethostbyname") else ()
    if any(host not in ("127.0.0.1", "::1", "localhost", None) for host in hosts):
        raise RuntimeError(f"{sys.argv} would use the network: {event} {hosts}")


def _forbid_pickles(event: str, arguments: tuple[object, ...]) -> None:
    """Raise an error if code unpickles a class or function, unless it is of `_MAY_UNPICKLE`."""
    if event == "pickle.find_class":
        frame = sys._getframe(1)
        while frame.f_back and Path(frame.f_code.co_filename).stem in ("pickle", "sitecustomize"):
            frame = frame.f_back
        if not any(name in frame.f_code.co_filename for name in _MAY_UNPICKLE):
            raise RuntimeError(f"{sys.argv} would unpickle {arguments}: {frame.f_code}")


_MAY_UNPICKLE = ("joblib", "multiprocessing", "numba", "snakemake", "concurrent")
sys.addaudithook(_forbid_network)
sys.addaudithook(_forbid_pickles)
atexit.register(_list_modules)
