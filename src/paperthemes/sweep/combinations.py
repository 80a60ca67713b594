"""Sweeps: every combination of values of some settings of a clustering."""

import copy
import functools
import itertools
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Settings = dict[str, Any]
Lists = Mapping[str, Sequence[Any]]  # values of settings, such as `neighbours.lexical_weight`

# The setting that is applied last, to groups that are found already. So points that differ only in
# it are made by one job: so many at most, because their values are part of the name of a file.
LATE = "max_unassigned"
MAX_BATCH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One combination of the values of a sweep.

    Attributes
    ----------
    name
        The values as text: `granularity=broad,max_unassigned=0`.
    values
        The value of each setting of the sweep.
    settings
        All settings of the clustering, with these values.
    """

    name: str
    values: Mapping[str, Any]
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Up to `MAX_BATCH` points of a sweep that differ only in the setting `LATE`, for one job.

    Attributes
    ----------
    points
        The points, at least one.
    """

    points: Sequence[Point]

    @property
    def settings(self) -> Settings:
        """All settings of the clustering, with the values of the first point."""
        return self.points[0].settings

    @property
    def values(self) -> dict[str, Settings]:
        """The values of the settings of the sweep, by the name of the point."""
        return {point.name: dict(point.values) for point in self.points}

    @property
    def cells(self) -> dict[str, str]:
        """The values of each setting as text, for `Paramspace`: `0,0.1` where there are several.

        It takes no dots in the names of the settings.
        """
        return {
            key.replace(".", "_"): ",".join(
                dict.fromkeys(format_value(point.values[key]) for point in self.points)
            )
            for key in self.points[0].values
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """All combinations of the values of some settings of a clustering.

    Attributes
    ----------
    parameters
        The values of each setting, as `sweep_checks` returns them.
    settings
        The settings of the clustering itself.
    """

    parameters: Lists
    settings: Settings

    @property
    def points(self) -> list[Point]:
        """The combinations; the values of the last setting change fastest."""
        combinations = itertools.product(*self.parameters.values())
        return [
            self._make_point(dict(zip(self.parameters, combination, strict=True)))
            for combination in combinations
        ]

    @property
    def current(self) -> str | None:
        """The name of the point with the settings of the clustering itself; `None` if none has."""
        names = (point.name for point in self.points if point.settings == self.settings)
        return next(names, None)

    @property
    def batches(self) -> list[Batch]:
        """The points, divided into batches."""
        batches: dict[tuple[str, ...], list[Point]] = {}
        for point in self.points:
            values = (format_value(value) for key, value in point.values.items() if key != LATE)
            batches.setdefault(tuple(values), []).append(point)
        return [
            Batch(points=points[start : start + MAX_BATCH])
            for points in batches.values()
            for start in range(0, len(points), MAX_BATCH)
        ]

    def _make_point(self, values: Mapping[str, Any]) -> Point:
        """Return the point with these values of the settings of the sweep."""
        name = ",".join(f"{key}={format_value(value)}" for key, value in values.items())
        return Point(name=name, values=values, settings=apply_values(self.settings, values))


def apply_values(settings: Mapping[str, Any], values: Mapping[str, Any]) -> Settings:
    """Return a copy of settings with other values, given by keys such as `hdbscan.metric`."""
    changed = copy.deepcopy(dict(settings))
    for key, value in values.items():
        *sections, name = key.split(".")
        section = functools.reduce(operator.getitem, sections, changed)
        section[name] = value
    return changed


def format_value(value: Any) -> str:  # noqa: ANN401 - any single value of a config
    """Return a value as text, as it is written in YAML."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return str(value).removesuffix(".0")


def name_value(value: Any) -> str:  # noqa: ANN401 - any single value of a config
    """Return a value as text for readers of a page."""
    return "not set" if value is None else format_value(value)
