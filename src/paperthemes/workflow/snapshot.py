"""Snapshots of what results are made from: settings, curation, digests of dumps and of code.

A run that ends well saves one in `.snakemake/`; `paperthemes status` compares it with a new one.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from paperthemes.files import read_record
from paperthemes.workflow.digests import content_digest
from paperthemes.workflow.run_setup import RunSetup

SNAPSHOT = Path(".snakemake/paperthemes.json")
# Set by commands that want the snapshot of a dry run: the file to write it to.
SNAPSHOT_VARIABLE = "PAPERTHEMES_SNAPSHOT"
MAX_VALUE_LENGTH = 60  # characters of a value in a message

Snapshot = dict[str, Any]
_MISSING = object()


def take_snapshot(setup: RunSetup, code: Mapping[str, str]) -> Snapshot:
    """Describe what a run makes its results from.

    Parameters
    ----------
    setup
        The run.
    code
        The digest of the code of each script.
    """
    return {
        "config": setup.config,
        "curation": setup.curation,
        "dumps": dict(setup.dumps),
        "dump_digests": {name: content_digest(path) for name, path in setup.dumps.items()},
        "model": setup.model_digest,
        "neighbours": list(setup.neighbours),
        "code": dict(code),
    }


def write_snapshot(snapshot: Snapshot, path: str | Path = SNAPSHOT) -> None:
    """Write a snapshot as JSON."""
    Path(path).write_text(json.dumps(snapshot), "utf-8")


def read_snapshot(path: str | Path = SNAPSHOT) -> Snapshot | None:
    """Read a snapshot; `None` if there is none that can be read."""
    return read_record(path) or None


def write_requested_snapshot(snapshot: Snapshot) -> None:
    """Write a snapshot to the file that the environment names, if it names one."""
    if path := os.environ.get(SNAPSHOT_VARIABLE):
        write_snapshot(snapshot, path)


def differences(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Yield each difference between two snapshots as a line for the terminal."""
    yield from _dump_differences(old["dump_digests"], new["dump_digests"])
    before, after = (set(snapshot["config"]["clusterings"]) for snapshot in (old, new))
    yield from (f"new clustering: {name}" for name in sorted(after - before))
    yield from (f"clustering switched off: {name}" for name in sorted(before - after))
    old_settings, new_settings = _comparable(old["config"]), _comparable(new["config"])
    for names in (before - after, after - before):
        for name in names:
            old_settings["clusterings"].pop(name, None)
            new_settings["clusterings"].pop(name, None)
    yield from _value_differences("", old_settings, new_settings)
    for place, key in (("curation: stop_words", "stop_words"), ("curation: ", "clusterings")):
        yield from _value_differences(place, old["curation"][key], new["curation"][key])
    if old["model"] != new["model"] and old["config"]["embed"] == new["config"]["embed"]:
        yield f"files changed in the folder {new['config']['embed']['model']}"
    changed = sorted(name for name in new["code"] if old["code"].get(name) != new["code"][name])
    if changed:
        yield f"code or libraries changed for: {', '.join(changed)}"


def _dump_differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    yield from (f"new dump: {name}" for name in sorted(new.keys() - old.keys()))
    yield from (f"dump no longer read: {name}" for name in sorted(old.keys() - new.keys()))
    common = sorted(old.keys() & new.keys())
    yield from (f"dump changed: {name}" for name in common if old[name] != new[name])


def _comparable(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that decide results: where and how fast they are made does not."""
    settings: dict[str, Any] = json.loads(json.dumps(config))
    for section, key in (("embed", "cache"), ("embed", "threads"), ("naming", "timeout")):
        settings[section].pop(key, None)
    for key in ("dumps", "curation", "offline"):
        settings.pop(key, None)
    return settings


def _value_differences(place: str, old: Any, new: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the differences of two values, of mappings key by key."""
    pair = [{} if value in (_MISSING, None) else value for value in (old, new)]
    if all(isinstance(value, Mapping) for value in pair) and any(pair):
        before, after = pair
        for key in sorted(before.keys() | after.keys()):
            name = f"{place}.{key}" if place and not place.endswith(" ") else f"{place}{key}"
            yield from _value_differences(name, before.get(key, _MISSING), after.get(key, _MISSING))
    elif old != new and not all(value == {} for value in pair):
        yield f"{place}: {_format(old)} -> {_format(new)}"


def _format(value: Any) -> str:  # noqa: ANN401 - any value of a config
    if value is _MISSING:
        return "(not set)"
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[: MAX_VALUE_LENGTH - 1]}…"
