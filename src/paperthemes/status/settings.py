"""Which settings of a job are others than when it was made last."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paperthemes.plan import Job

_UNKNOWN = object()
_EMPTY = {repr(_UNKNOWN), "{}"}
_SHAPES = {"kept": int, "model": str, "n_themes": int, "on_bad_dump": str, "stop_words": list}
_DIGEST = re.compile("'[0-9a-f]{12,}'")
_LONGEST = 60  # characters of a value that are shown

# Where params stand in the config. Those that are not here follow from others, or are no settings.
_PLACES = {
    ("parse", "on_bad_dump"): "on_bad_dump",
    ("parse", "settings"): "parse",
    ("parse", "options"): "dumps, of {dump}",
    ("dedupe", "settings"): "dedupe",
    ("embed", "settings"): "embed",
    ("describe", "embed"): "embed",
    ("report", "embed"): "embed",
    ("cluster", "settings"): "clusterings.{clustering}",
    ("identify", "settings"): "identify",
    ("describe", "n_themes"): "clusterings.{clustering}.n_themes",
    ("describe", "naming"): "naming",
    ("describe", "stop_words"): "curation: stop_words",
    ("record", "kept"): "keep_runs",
    ("report", "settings"): "report",
    ("report", "clustering"): "clusterings.{clustering}",
    ("compare", "settings"): "report",
    ("index", "settings"): "report",
}
_OF_IDENTIFY = {
    "identify.baseline": "history of {clustering}",
    "identify.curation": "curation: {clustering}",
    "identify.mode": "mode",
    "identify.map_min_dist": "clusterings.{clustering}.neighbours.map_min_dist",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that changed: its place in the config, and its values as text."""

    place: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.place}: {self.old} -> {self.new}"


def has_changed(job: Job, name: str) -> bool:
    """Tell whether a job has a param that it did not have when it was made last."""
    return (
        job.recorded is not None
        and name in job.params
        and repr(job.params[name]) not in job.recorded.params
    )


def changes_of(job: Job) -> Iterator[Change]:
    """Yield the settings of a job that changed since it was made last."""
    for name, (old, new) in _pairs(job).items():
        place = _PLACES.get((job.rule, name), "")
        for where, before, after in _differences(place, old, new) if place else ():
            if before != after and (named := _place_of(where, job)):
                yield Change(named, _text(before), _text(after))


def _pairs(job: Job) -> dict[str, tuple[Any, Any]]:
    """Return the params that changed by name, with their values before and now.

    Snakemake keeps params without their names. The old value of one is that which no param has any
    more and that is most like the new one. One that is null now may have had another, too.
    """
    recorded = job.recorded.params if job.recorded is not None else ()
    new = {name: value for name, value in job.params.items() if repr(value) not in recorded}
    new |= {name: None for name, value in job.params.items() if value is None}
    kept = {repr(value) for value in job.params.values()}
    gone = [text for text in recorded if text not in kept and not _DIGEST.fullmatch(text)]
    old = [_value(text) for text in gone] + [None] * recorded.count("None")
    rated = [
        (-likeness, name, place)
        for name, value in new.items()
        for place, before in enumerate(old)
        if (likeness := _likeness(name, before, value))
    ]
    pairs: dict[str, tuple[Any, Any]] = {}
    used = set[int]()
    for _, name, place in sorted(rated):
        if name not in pairs and place not in used:
            pairs[name] = old[place], new[name]
            used.add(place)
    return {name: pairs[name] for name in job.params if name in pairs}


def _place_of(where: str, job: Job) -> str:
    if where.startswith("identify"):
        known = next((key for key in _OF_IDENTIFY if f"{where}.".startswith(f"{key}.")), None)
        if known is None:
            return ""
        where = _OF_IDENTIFY[known] + where.removeprefix(known)
    for name, value in job.wildcards.items():
        where = where.replace(f"{{{name}}}", value)
    return where


def _value(text: str) -> Any:  # noqa: ANN401 - any value of a config
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _likeness(name: str, old: Any, new: Any) -> int:  # noqa: ANN401
    """Say how likely a param of this name had a value before another: 0 for not at all."""
    shape = _SHAPES.get(name, Mapping)
    if not (old is None or isinstance(old, shape)):
        return 0
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return 3 + len({*old} & {*new})
    return 1 if old is None and new is None else 2


def _differences(place: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*new, *(key for key in old if key not in new)]:
            one, other = old.get(key, _UNKNOWN), new.get(key, _UNKNOWN)
            if one != other and not _EMPTY.issuperset(map(repr, (one, other))):
                yield from _differences(f"{place}.{key}", one, other)
    elif isinstance(new, Mapping) and new and (old is _UNKNOWN or old is None):
        yield from _differences(place, {}, new)
    elif isinstance(old, Mapping) and old and (new is _UNKNOWN or new is None):
        yield from _differences(place, old, {})
    else:
        yield place, old, new


def _text(value: Any) -> str:  # noqa: ANN401
    if value is _UNKNOWN:
        return "(not set)"
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
