"""The folder of a clustering in `history/`: its stored runs and their checksums.

A run is three files in a folder that is named by its number and the first digits of the SHA-256 of
these files: `0007-1f2e3d4c5b6a` is run 7. Only the standard library is used, because runs of the
workflow are planned with it.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from paperthemes.files import SAMPLE_HISTORY

METADATA, PAPERS, TOPICS = FILES = ("run.json", "papers.parquet", "topics.parquet")
FORMAT = 3  # of history/, as stated in registry.json; 1 has no margins, 2 no digest of the registry
REGISTRY = "registry.json"
SET_ASIDE = "set_aside"  # folder of the runs that were later than a restored one
_RUN_NAME = re.compile(r"\d{4,}-[0-9a-f]{12}")


def list_runs(folder: Path) -> list[str]:
    """Return the names of the stored runs, sorted by number, so that the latest is last."""
    names = (path.name for path in folder.glob("*-*"))
    return sorted(filter(_RUN_NAME.fullmatch, names), key=lambda name: (number_of(name), name))


def number_of(name: str) -> int:
    """Return the number in the name of a run."""
    return int(name.partition("-")[0])


def compute_digest(run_folder: Path) -> str:
    """Return the first 12 hex digits of the SHA-256 of the joined files of a run."""
    digest = sha256()
    for name in FILES:
        digest.update((run_folder / name).read_bytes())
    return digest.hexdigest()[:12]


def is_intact(run_folder: Path) -> bool:
    """Return whether all files of a run can be read and are unchanged."""
    try:
        return run_folder.name.endswith(compute_digest(run_folder))
    except OSError:
        return False


def is_unchanged(registry: Mapping[str, Any]) -> bool:
    """Return whether the content of a registry has the digest that it states, if it states one."""
    return registry.get("digest") in (None, registry_digest(registry))


def registry_digest(registry: Mapping[str, Any]) -> str:
    """Return the first 12 hex digits of the SHA-256 of a registry without its digest."""
    content = {key: value for key, value in registry.items() if key != "digest"}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def describe_damage(run_folder: Path) -> str:
    """Return the message about a damaged or missing run, which says how to go on."""
    damage = f"the run {run_folder} is damaged or missing; nothing was changed."
    if SAMPLE_HISTORY in run_folder.parents:
        return f"{damage} Delete {SAMPLE_HISTORY}, which only has runs of the sample data"
    folder = run_folder.parent
    clustering = folder.parent.name if folder.name == SET_ASIDE else folder.name
    return (
        f"{damage} Restore it from a copy, or go on from an earlier run: `paperthemes history` "
        f"lists the runs, `paperthemes history --restore {clustering}/NUMBER` makes "
        "one the latest (0: none; no topic id is given again)"
    )
