"""Table of the settings and metrics of several clusterings side by side."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.pages.stability import UNSTABLE_BELOW
from paperthemes.pages.wording import MISSING, flatten_settings, metric_value, thousands
from paperthemes.text.plurals import count_of

# Settings that the first rows of the table show.
_SHOWN_SETTINGS = {"engine", "granularity", "min_topic_size", "n_topics"}

Row = tuple[str, list[str], str]
"""A row of the table: its name, a cell for each clustering, and an explanation."""


def compare_settings(
    settings: Sequence[Mapping[str, Any]], metrics: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """Return rows with the settings of clusterings side by side.

    After the rows on engine and topic size, only settings that differ have a row.

    Parameters
    ----------
    settings
        The settings of each clustering in the config.
    metrics
        The content of `metrics.json` of each clustering, in the same order.
    """
    sizes = [_format_size_setting(mapping) for mapping in settings]
    smallest = [count_of(numbers["min_topic_size"], "paper") for numbers in metrics]
    rows: list[Row] = [
        ("engine", [numbers["engine"] for numbers in metrics], "how topics are found"),
        ("size of topics", sizes, "granularity, or what overrides it"),
        ("smallest topic", smallest, "before uncertain papers are left unassigned"),
    ]
    texts = [_format_settings(mapping) for mapping in settings]
    for key in sorted(set().union(*texts) - _SHOWN_SETTINGS):
        cells = [mapping.get(key, MISSING) for mapping in texts]
        if len(set(cells)) > 1:
            rows.append((key, cells, "setting in the config"))
    return rows


def compare_metrics(metrics: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return rows with the metrics of clusterings side by side.

    The cell of a metric that a clustering does not have is `MISSING`.

    Parameters
    ----------
    metrics
        The content of `metrics.json` of each clustering.
    """
    readings = {reading["key"]: reading for numbers in metrics for reading in numbers["readings"]}
    unstable = [_count_unstable(numbers["topic_stability"]) for numbers in metrics]
    meaning = f"with a topic stability below {UNSTABLE_BELOW}; they often break up in repeats"
    rows: list[Row] = [
        ("topics", [thousands(numbers["topics"]) for numbers in metrics], "number of topics"),
        ("themes", [thousands(numbers["themes"]) for numbers in metrics], "groups of topics"),
        ("unstable topics", unstable, meaning),
    ]
    for key, reading in readings.items():
        cells = [metric_value(numbers.get(key), key) for numbers in metrics]
        rows.append((reading["name"], cells, reading["line"]))
    return rows


def _format_size_setting(settings: Mapping[str, Any]) -> str:
    """Return the setting that decides the size of topics: an override, or else granularity."""
    overrides = [key for key in ("min_topic_size", "n_topics") if settings.get(key) is not None]
    return f"{overrides[0]}: {settings[overrides[0]]}" if overrides else settings["granularity"]


def _count_unstable(stability: Sequence[float | None]) -> str:
    """Return the number of unstable topics; `MISSING` if the stability of all is unknown."""
    known = [value for value in stability if value is not None]
    return str(sum(value < UNSTABLE_BELOW for value in known)) if known else MISSING


def _format_settings(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return each setting as JSON, by dotted key; seeded topics are their names, or "none"."""
    seeded = settings.get("seeded_topics")
    flat = flatten_settings({**settings, "seeded_topics": {}})
    texts = {key: json.dumps(value) for key, value in flat.items()}
    return texts if seeded is None else texts | {"seeded_topics": ", ".join(seeded) or "none"}
