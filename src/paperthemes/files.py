"""Result files that are complete or absent: written under a temporary name, then renamed."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the planning of a run needs other functions, but not NumPy
    import numpy as np

RESULTS = Path("results")
HISTORY = Path("history")  # files that must be kept when results are deleted
SAMPLE_HISTORY = RESULTS / "history"  # of the sample data, whose topic ids are not permanent


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path for the block to write a file to, then rename the file to `path`.

    If the block fails, the file is removed, and `path` is unchanged. If the process is killed in
    the block, `path` is unchanged, and the file, `.{name}.{pid}.partial` beside `path`, is left
    behind. The next process that writes `path` removes it, unless a process with the number `pid`
    is running then.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob(f".{path.name}.*.partial"):
        import psutil  # lazy: leftovers are rare

        pid = leftover.suffixes[-2].lstrip(".")  # the part before ".partial"
        # A running process with this number may still be writing the file.
        if not (pid.isdigit() and psutil.pid_exists(int(pid))):
            leftover.unlink(missing_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        # Only if the block failed is there still a file of this name.
        partial.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8; its line ends are not converted to those of the system."""
    with atomic_write(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: str | Path, content: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write `content` as indented UTF-8 JSON.

    Raises
    ------
    ValueError
        If a number is NaN or infinite, which JSON does not have.
    """
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_json(path: str | Path) -> Any:  # noqa: ANN401 - any JSON value
    """Read a JSON value from a UTF-8 file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def read_record(path: str | Path) -> dict[str, Any]:
    """Read a JSON object; return {} if the file is missing or damaged, or holds another value."""
    try:
        content = read_json(path)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_arrays(path: str | Path, **arrays: "np.ndarray") -> None:
    """Write named arrays as one `.npz`; equal arrays give equal bytes.

    Raises
    ------
    ValueError
        If an array holds Python objects, which only a pickle could store.
    """
    import numpy as np

    with atomic_write(path) as partial, partial.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_arrays(path: str | Path, *names: str) -> dict[str, "np.ndarray"]:
    """Read the arrays called `names` from a `.npz`, or all its arrays if no names are given.

    Raises
    ------
    KeyError
        If an array is missing.
    ValueError
        If an array is a pickle, which could run code.
    """
    import numpy as np

    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in names or archive.files}


def cache_folder(setting: str | None) -> Path | None:
    """Return the cache folder for `setting`, a value of `embed.cache`; `None` for no cache.

    `setting` is a path, `None`, or `auto` for the user's cache folder on this system.
    """
    if setting is None:
        return None
    if setting == "auto":
        import platformdirs  # lazy: only a few steps need it

        return platformdirs.user_cache_path("paperthemes")
    return Path(setting).expanduser()
