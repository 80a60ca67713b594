"""The numbers of several clusterings beside each other: a table, row by row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperthemes.pages.wording import MISSING, reading, thousands
from paperthemes.report.stability import SHAKY
from paperthemes.text.plurals import count_of

_TOLD = ("engine", "granularity", "min_topic_size", "n_topics")  # settings with a row of their own


@dataclass(frozen=True, slots=True)
class Row:
    """A name, what stands there for each clustering, and how to read it."""

    name: str
    cells: Sequence[str]
    line: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """What clusterings were asked for, and what came out; the cells are in their order."""

    settings: Sequence[Row]
    results: Sequence[Row]


def numbers_of(
    settings: Mapping[str, Mapping[str, Any]], metrics: Sequence[Mapping[str, Any]]
) -> Numbers:
    """Put settings and metrics of clusterings side by side.

    Parameters
    ----------
    settings
        Name of each clustering, and what the config says of it.
    metrics
        Their metrics, in that order. Readings that not all have are there once, with `MISSING`.
    """
    asked = list(settings.values())
    smallest = [count_of(one["min_topic_size"], "paper") for one in metrics]
    found = [
        Row(key, [thousands(one[key]) for one in metrics], line)
        for key, line in (
            ("topics", "how many were found"),
            ("themes", "how many the topics were joined into"),
        )
    ]
    readings = {reading["key"]: reading for one in metrics for reading in one["readings"]}
    shaky = f"a stability of their own below {SHAKY}: they often come apart on other seeds"
    return Numbers(
        [
            Row("engine", [one["engine"] for one in metrics], "how topics were found"),
            Row(
                "size of topics",
                [_size(one) for one in asked],
                "granularity, or the key of the config that stands for it",
            ),
            Row("smallest topic", smallest, "before the doubtful papers were left unassigned"),
            *_other_settings(asked),
        ],
        [
            *found,
            Row("shaky topics", [_shaky(one["topic_stability"]) for one in metrics], shaky),
            *(
                Row(one["name"], [reading(each.get(key), key) for each in metrics], one["line"])
                for key, one in readings.items()
            ),
        ],
    )


def _size(settings: Mapping[str, Any]) -> str:
    """Say what a clustering was asked for, by the key that counts."""
    for key in ("min_topic_size", "n_topics"):
        if settings.get(key) is not None:
            return f"{key}: {settings[key]}"
    return str(settings["granularity"])


def _shaky(stability: Sequence[float | None]) -> str:
    """Count the shaky among the topics of which it is known."""
    known = [one for one in stability if one is not None]
    return str(sum(one < SHAKY for one in known)) if known else MISSING


def _other_settings(asked: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return a row for each other setting in which the clusterings differ."""
    flat = [_flat(one) for one in asked]
    keys = sorted({key for one in flat for key in one} - set(_TOLD))
    rows = []
    for key in keys:
        cells = [one.get(key, MISSING) for one in flat]
        if len(set(cells)) > 1:
            rows.append(Row(key, cells, "setting in the config"))
    return rows


def _flat(settings: Mapping[str, Any]) -> dict[str, str]:
    """Write each setting as JSON, those one level down under a dotted key."""
    flat: dict[str, str] = {}
    for key, value in settings.items():
        if key != "seeded_topics" and isinstance(value, Mapping):
            flat |= {f"{key}.{below}": json.dumps(one) for below, one in value.items()}
        else:
            said = ", ".join(value) if isinstance(value, Mapping) else json.dumps(value)
            flat[key] = said or "none"
    return flat
