"""Checks of the sweeps in the config, before any job runs."""

import difflib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paperthemes.sweep.combinations import Lists, format_value
from paperthemes.workflow.config_errors import find_errors

if TYPE_CHECKING:
    from paperthemes.workflow.config import Clustering

MAX_POINTS = 200  # of one sweep
# Settings that change nothing in a sweep, each with the reason.
_WITHOUT_EFFECT = {
    "n_themes": "a sweep makes no themes",
    "neighbours.map_min_dist": "a sweep makes no map",
}
_OTHER_ENGINES = "leiden", "kmeans"  # without HDBSCAN
_SIZES = "min_topic_size", "n_topics"  # only without them, `granularity` has an effect


def check_sweeps(
    sweeps: Mapping[str, Lists],
    clusterings: Mapping[str, "Clustering"],
    locate: Callable[[Sequence[Any]], str],
) -> tuple[dict[str, dict[str, list[Any]]], list[str]]:
    """Check the sweeps of a config.

    Parameters
    ----------
    sweeps
        The values of each setting, by the name of the clustering.
    clusterings
        All clusterings.
    locate
        Returns the beginning of the messages about a place in the config, see `validate`.

    Returns
    -------
    checked : dict[str, dict[str, list[Any]]]
        The sweeps, in which each value has the type of the setting: 0 is 0.0 if it is a number.
    errors : list[str]
        What is wrong. If there are errors, `checked` is incomplete.
    """
    checked, errors = {}, []
    for name, lists in sweeps.items():
        if name not in clusterings:
            similar = difflib.get_close_matches(name, clusterings, 1)
            hint = (
                f"did you mean {similar[0]}?" if similar else f"there is {', '.join(clusterings)}"
            )
            place = locate(("sweep", name))
            errors.append(f"{place}sweep.{name}: no clustering has this name; {hint}")
            continue
        checked[name], problems = _check_lists(lists, clusterings[name])
        for key, messages in problems.items():
            place = f"{locate(('sweep', name, key))}sweep.{name}."
            errors += [place + message for message in dict.fromkeys(messages)]
        if (count := math.prod(map(len, lists.values()))) > MAX_POINTS:
            errors.append(
                f"{locate(('sweep', name))}sweep.{name}: {count:,} combinations are more than "
                f"{MAX_POINTS}; give fewer values"
            )
    return checked, errors


def _check_lists(
    lists: Lists, clustering: "Clustering"
) -> tuple[dict[str, list[Any]], dict[str, list[str]]]:
    """Return the values of each setting with the right types, and what is wrong with each."""
    checked: dict[str, list[Any]] = {}
    problems: dict[str, list[str]] = {}
    model = type(clustering)
    for key, values in sorted(lists.items()):
        checked[key], problems[key] = [], [*_find_missing_effect(key, lists, clustering)]
        is_section = isinstance(_get(key, model().model_dump()), dict)
        for value in values:
            settings = value
            for name in reversed(key.split(".")):
                settings = {name: settings}
            if is_section or isinstance(value, dict | list):
                example = "neighbours.lexical_weight: [0, 0.6]"
                problems[key].append(f"{key}: a sweep takes single values, such as {example}")
            elif errors := find_errors(model, settings):
                problems[key] += errors
            else:
                typed = _get(key, model.model_validate(settings).model_dump())
                if typed in checked[key]:
                    problems[key].append(f"{key}: {format_value(typed)} is there twice")
                checked[key].append(typed)
    return checked, problems


def _get(key: str, settings: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return the value of a setting, such as `hdbscan.metric`; `None` if the key is unknown."""
    node: Any = settings
    for name in key.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _find_missing_effect(key: str, lists: Lists, clustering: "Clustering") -> Iterator[str]:
    """Yield the reason why a setting changes no point of the sweep, if it changes none."""
    if key in _WITHOUT_EFFECT:
        yield f"{key}: changes nothing, because {_WITHOUT_EFFECT[key]}"
    if key.startswith("hdbscan.") and "engine" not in lists and clustering.engine in _OTHER_ENGINES:
        yield f"{key}: changes nothing, because the clustering has engine: {clustering.engine}"
    if key == "granularity":
        for name in _SIZES:
            if name not in lists and (size := getattr(clustering, name)) is not None:
                yield f"{key}: changes nothing, because the clustering has {name}: {size}"
