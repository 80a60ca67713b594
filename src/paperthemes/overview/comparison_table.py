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

    First come three rows on the engine and the size of topics. After these, each setting that they
    do not cover has a row, if it differs between clusterings.

    Parameters
    ----------
    settings
        The settings of each clustering in the config.
    metrics
        The content of `metrics.json` of each clustering, in the same order.
    """
    sizes = [_format_size_setting(mapping) for mapping in settings]
    smallest = [count_of(values["min_topic_size"], "paper") for values in metrics]
    rows: list[Row] = [
        ("engine", [values["engine"] for values in metrics], "how topics are found"),
        ("size of topics", sizes, "granularity, or what overrides it"),
        ("minimum topic size", smallest, "before uncertain papers are left unassigned"),
    ]
    # Further rows: the keys that any clustering has, except those of the rows above.
    texts_of_clusterings = [_format_settings(mapping) for mapping in settings]
    for key in sorted(set().union(*texts_of_clusterings) - _SHOWN_SETTINGS):
        cells = [texts.get(key, MISSING) for texts in texts_of_clusterings]
        if len(set(cells)) > 1:
            rows.append((key, cells, "setting in the config"))
    return rows


def compare_metrics(metrics: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return rows with the metrics of clusterings side by side.

    First come the numbers of topics, themes and unstable topics. After these, each metric that any
    clustering has is a row. The cell of a clustering without the metric is `MISSING`.

    Parameters
    ----------
    metrics
        The content of `metrics.json` of each clustering.
    """
    # The name and an explanation of each metric that any clustering has, by its key.
    readings = {reading["key"]: reading for values in metrics for reading in values["readings"]}
    unstable = [_count_unstable(values["topic_stability"]) for values in metrics]
    meaning = f"with a topic stability below {UNSTABLE_BELOW}; they often break up in repeats"
    rows: list[Row] = [
        ("topics", [thousands(values["topics"]) for values in metrics], "number of topics"),
        (
            "themes",
            [thousands(values["themes"]) for values in metrics],
            "groups of related topics; a topic can stand alone",
        ),
        ("unstable topics", unstable, meaning),
    ]
    for key, reading in readings.items():
        cells = [metric_value(values.get(key), key) for values in metrics]
        rows.append((reading["name"], cells, reading["line"]))
    return rows


def _format_size_setting(settings: Mapping[str, Any]) -> str:
    """Return the setting that decides the size of topics, such as "n_topics: 20" or "fine".

    `min_topic_size` and `n_topics` override `granularity` if they are set. If both are,
    `min_topic_size` counts.
    """
    overrides = [key for key in ("min_topic_size", "n_topics") if settings.get(key) is not None]
    return f"{overrides[0]}: {settings[overrides[0]]}" if overrides else settings["granularity"]


def _count_unstable(stability: Sequence[float | None]) -> str:
    """Return the number of unstable topics as text; `MISSING` if no topic has a known stability."""
    known = [value for value in stability if value is not None]
    return str(sum(value < UNSTABLE_BELOW for value in known)) if known else MISSING


def _format_settings(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each setting, by its dotted key, such as `assign.max_distance`.

    The text is JSON. But that of `seeded_topics`, if the settings have it, is the names of these
    topics, or "none" if there are none.
    """
    seeded = settings.get("seeded_topics")
    # `flatten_settings` leaves out {}: seeded topics are added below.
    flat = flatten_settings({**settings, "seeded_topics": {}})
    texts = {key: json.dumps(value) for key, value in flat.items()}
    return texts if seeded is None else texts | {"seeded_topics": ", ".join(seeded) or "none"}
