"""Snapshots of everything that results depend on: settings, curation, dumps and code.

A successful run saves a snapshot in `.snakemake/`. `paperthemes status` compares it with a new one.
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
# Environment variable with which commands ask a dry run to write its snapshot to a file.
SNAPSHOT_VARIABLE = "PAPERTHEMES_SNAPSHOT"
MAX_VALUE_LENGTH = 60  # characters of a value in a message

Snapshot = dict[str, Any]
_MISSING = object()  # stands for the value of a setting that a config does not have


def take_snapshot(setup: RunSetup, code: Mapping[str, str]) -> Snapshot:
    """Return the snapshot of a run: everything that its results depend on, as a JSON object.

    `dumps` and `dump_digests` have the path and the content digest of each dump, by name. `model`
    is the digest of the model folder, if there is one. `neighbours` lists the names of the
    neighbour graphs. `sample` is true if the dumps are the sample data.

    Parameters
    ----------
    setup
        The setup of the run: its config, dumps and curation.
    code
        Digest of the code of each script, by the name of the script.
    """
    return {
        # Results depend on what was fetched, not on where from; and addresses may be secret.
        "config": {key: value for key, value in setup.config.items() if key != "sources"},
        "curation": setup.curation,
        "dumps": dict(setup.dumps),
        "sample": setup.is_sample,
        "dump_digests": {name: content_digest(path) for name, path in setup.dumps.items()},
        "model": setup.model_digest,
        "neighbours": list(setup.neighbours),
        "code": dict(code),
    }


def write_snapshot(snapshot: Snapshot, path: str | Path = SNAPSHOT) -> None:
    """Write a snapshot as JSON, by default as that of the last successful run."""
    Path(path).write_text(json.dumps(snapshot), "utf-8")


def read_snapshot(path: str | Path = SNAPSHOT) -> Snapshot | None:
    """Read a snapshot, by default that of the last successful run.

    Return `None` if the file is missing or damaged.
    """
    return read_record(path) or None


def write_requested_snapshot(snapshot: Snapshot) -> None:
    """Write a snapshot to the file that `SNAPSHOT_VARIABLE` names, if the variable is set."""
    if path := os.environ.get(SNAPSHOT_VARIABLE):
        write_snapshot(snapshot, path)


def differences(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Yield each difference between two snapshots as a line for the terminal.

    Settings that change no result are not compared, nor are the entries of `dumps` in the config. A
    clustering that only one of the snapshots has is one line; its settings are not listed. All
    scripts whose code or libraries changed are one line.
    """
    yield from _compare_dumps(old["dump_digests"], new["dump_digests"])
    old_names, new_names = (set(snapshot["config"]["clusterings"]) for snapshot in (old, new))
    yield from (f"new clustering: {name}" for name in sorted(new_names - old_names))
    yield from (f"clustering switched off: {name}" for name in sorted(old_names - new_names))
    old_settings = _copy_comparable_settings(old["config"])
    new_settings = _copy_comparable_settings(new["config"])
    for name in old_names ^ new_names:  # the clusterings that only one of the two has
        old_settings["clusterings"].pop(name, None)
        new_settings["clusterings"].pop(name, None)
    yield from _compare_values("", old_settings, new_settings)
    # The names of clusterings continue the second place: "curation: fine.topics.T0042.name".
    for place, key in (("curation: stop_words", "stop_words"), ("curation: ", "clusterings")):
        yield from _compare_values(place, old["curation"][key], new["curation"][key])
    # If the settings of the model differ too, they are listed already.
    if old["model"] != new["model"] and old["config"]["embed"] == new["config"]["embed"]:
        yield f"files changed in the folder {new['config']['embed']['model']}"
    scripts = sorted(name for name in new["code"] if old["code"].get(name) != new["code"][name])
    if scripts:
        yield f"code or libraries changed for: {', '.join(scripts)}"


def _compare_dumps(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each dump that is new, no longer read, or changed.

    `old` and `new` are the digest of each dump's content, by the name of the dump.
    """
    yield from (f"new dump: {name}" for name in sorted(new.keys() - old.keys()))
    yield from (f"dump no longer read: {name}" for name in sorted(old.keys() - new.keys()))
    common = sorted(old.keys() & new.keys())
    yield from (f"dump changed: {name}" for name in common if old[name] != new[name])


def _copy_comparable_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a config that has only the settings to compare.

    Settings that change no result are removed. So are `dumps`, `sample` and `curation`, which name
    files: the content of these files is compared instead. Thus a new `format` or `columns` of a
    dump is not noticed.
    """
    # Writing and reading JSON makes a copy at all depths.
    settings: dict[str, Any] = json.loads(json.dumps(config))
    for section, key in (("embed", "cache"), ("embed", "threads"), ("naming", "timeout")):
        settings[section].pop(key, None)
    for key in ("dumps", "sample", "curation", "offline"):
        settings.pop(key, None)
    return settings


def _compare_values(place: str, old: Any, new: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield a line for each difference between two values; mappings are compared key by key.

    A missing value, null and an empty mapping count as equal. A line begins with `place`, followed
    by the keys that lead to the value, with a dot before each: `embed` and `model` become
    `embed.model`. The first dot is left out if `place` is empty or ends in a space.
    """
    pair = [{} if value in (_MISSING, None) else value for value in (old, new)]
    if all(isinstance(value, Mapping) for value in pair) and any(pair):
        before, after = pair
        for key in sorted(before.keys() | after.keys()):
            path = f"{place}.{key}" if place and not place.endswith(" ") else f"{place}{key}"
            yield from _compare_values(path, before.get(key, _MISSING), after.get(key, _MISSING))
    elif old != new and pair != [{}, {}]:
        yield f"{place}: {_format_value(old)} -> {_format_value(new)}"


def _format_value(value: Any) -> str:  # noqa: ANN401 - any value of a config
    """Return a value of a config as text of at most `MAX_VALUE_LENGTH` characters.

    A text stays as it is, unless it is empty. Any other value becomes JSON, and `_MISSING` becomes
    "(not set)". Longer text is cut off and ends in an ellipsis.
    """
    if value is _MISSING:
        return "(not set)"
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[: MAX_VALUE_LENGTH - 1]}…"
