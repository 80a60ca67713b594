"""Recommendation of clusterings, in words, from their metrics."""

from collections.abc import Mapping
from typing import Any

from paperthemes.pages.stability import NOISE, clustering_level
from paperthemes.pages.wording import metric_value, two_decimals
from paperthemes.text.plurals import count_of

Json = Mapping[str, Any]

_ADJECTIVES = {
    "stability": ("more stable", "less stable", "equally stable"),
    "core_share": ("more core papers", "fewer core papers", "as many core papers"),
    "npmi": (
        "keywords more coherent",
        "keywords less coherent",
        "keywords equally coherent",
    ),
}
"""A metric of one clustering beside that of another: higher, lower, or within `NOISE`."""
_SIMILAR_BELOW = 1.25  # ratio of the numbers of topics of two clusterings


def recommend(metrics: Mapping[str, Json]) -> list[str]:
    """Return sentences that say which clustering to use for what, and why.

    Only clusterings that are not unstable are recommended. Of these, the one with fewest topics is
    for an overview and the one with most is for close reading, unless their numbers of topics are
    similar: then the better one is recommended, if the metrics show which it is.

    Parameters
    ----------
    metrics
        The content of `metrics.json` of each clustering that has topics, by its name.
    """
    unstable = [
        name
        for name, values in metrics.items()
        if clustering_level(values["stability"]).name == "unstable"
    ]
    usable = sorted(set(metrics) - set(unstable), key=lambda name: metrics[name]["topics"])
    warnings = [
        f"Do not rely on single topics of {name}: it is unstable"
        f" ({two_decimals(metrics[name]['stability'])})."
        for name in unstable
    ]
    if not usable:
        return warnings
    coarse, fine = usable[0], usable[-1]
    if coarse == fine:
        return [f"Use {coarse}.", *warnings]
    counts = [metrics[name]["topics"] for name in (coarse, fine)]
    if counts[1] < _SIMILAR_BELOW * counts[0]:
        advice = _choose_better(coarse, fine, metrics)
    else:
        advice = (
            f"Use {coarse} ({count_of(counts[0], 'topic')}) for an overview, and {fine}"
            f" ({count_of(counts[1], 'topic')}) to read in more detail."
        )
    return [advice, *_describe_differences(coarse, fine, metrics), *warnings]


def _choose_better(first: str, second: str, metrics: Mapping[str, Json]) -> str:
    """Return a sentence on the better of two clusterings with similarly many topics."""
    signs = {_compare(first, second, key, metrics) for key in _ADJECTIVES} - {0, None}
    if signs == {1} or signs == {-1}:
        better = second if signs == {1} else first
        return f"Keep {better}: it is better or equal by each of these metrics."
    if not signs:
        return f"{first} and {second} are equally good; they differ in which papers they group."
    return f"Neither is better: {first} and {second} have similarly many topics."


def _describe_differences(first: str, second: str, metrics: Mapping[str, Json]) -> list[str]:
    """Return a sentence on the metrics of the second clustering beside those of the first."""
    parts = []
    for key, adjectives in _ADJECTIVES.items():
        sign = _compare(first, second, key, metrics)
        if sign is not None:
            values = [metric_value(metrics[name][key], key) for name in (second, first)]
            word = adjectives[{1: 0, -1: 1, 0: 2}[sign]]
            parts.append(f"{word} ({values[0]}, against {values[1]})")
    return [f"{second} compared with {first}: {'; '.join(parts)}."] if parts else []


def _compare(first: str, second: str, key: str, metrics: Mapping[str, Json]) -> int | None:
    """Return 1 or -1 if a metric of the second clustering is higher or lower, 0 if it is equal.

    `None` means that it is not known of both.
    """
    before, after = metrics[first].get(key), metrics[second].get(key)
    if before is None or after is None:
        return None
    difference = after - before
    return 0 if abs(difference) <= NOISE[key] else 1 if difference > 0 else -1
