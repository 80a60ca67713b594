"""Cache of the names that language models gave: one file per question, beside the vectors."""

import time
from pathlib import Path

_DAY = 86_400  # seconds


def names_folder(cache: Path) -> Path:
    """Return the folder of names in a cache folder."""
    return cache / "names"


def kept_names(cache: Path, older_than: int = 0) -> list[Path]:
    """Return the files of names in a cache folder that are at least `older_than` days old."""
    latest = time.time() - older_than * _DAY
    files = sorted(names_folder(cache).glob("*.json"))
    return [path for path in files if older_than == 0 or path.stat().st_mtime <= latest]
