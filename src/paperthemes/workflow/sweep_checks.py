"""Checks of the sweeps in the config, before any job runs."""

import difflib
import functools
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
    for key, values in lists.items():
        checked[key] = []
        problems[key] = [*_find_missing_effect(key, lists, clustering)]
        for value in values:
            found = [*_find_problems(key, value, type(clustering))]
            problems[key] += found
            if not found:
                typed = _take_value(key, value, type(clustering))
                if typed in checked[key]:
                    problems[key].append(f"{key}: {format_value(typed)} is there twice")
                checked[key].append(typed)
    return {key: checked[key] for key in sorted(checked)}, problems


def _nest(key: str, value: Any) -> Any:  # noqa: ANN401 - any value of a config
    """Return the settings of a clustering that only have this one, such as `hdbscan.metric`."""
    return functools.reduce(lambda inner, name: {name: inner}, reversed(key.split(".")), value)


def _find_problems(key: str, value: Any, model: type["Clustering"]) -> Iterator[str]:  # noqa: ANN401
    """Yield what is wrong with a value of a setting."""
    if isinstance(value, dict | list) or isinstance(_get(key, model().model_dump()), dict):
        yield f"{key}: a sweep takes single values, such as neighbours.lexical_weight: [0, 0.6]"
    else:
        yield from find_errors(model, _nest(key, value))


def _take_value(key: str, value: Any, model: type["Clustering"]) -> Any:  # noqa: ANN401
    """Return a valid value with the type of the setting."""
    return _get(key, model.model_validate(_nest(key, value)).model_dump())


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
