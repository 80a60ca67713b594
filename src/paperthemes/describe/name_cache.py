"""Cache of the names that language models gave: one file for each question."""

import time
from pathlib import Path

_DAY = 86_400  # seconds


def names_folder(cache: Path) -> Path:
    """Return the folder of the names of language models, inside the folder of the cache."""
    return cache / "names"


def kept_names(cache: Path, older_than: int = 0) -> list[Path]:
    """Return the files of cached names that are at least `older_than` days old, sorted by path.

    For 0 days, return all files, even those with a time of change in the future.
    """
    latest_time = time.time() - older_than * _DAY
    files = sorted(names_folder(cache).glob("*.json"))
    return [path for path in files if older_than == 0 or path.stat().st_mtime <= latest_time]
