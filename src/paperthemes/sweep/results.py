"""The results of a sweep, as points that can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.pages.stability import NOISE
from paperthemes.sweep.analysis import (
    Agreement,
    Effect,
    compare_points,
    compare_with_current,
    find_equal,
    find_knee,
    measure_effect,
)
from paperthemes.sweep.combinations import format_value

Json = Mapping[str, Any]

TOPICS = {"key": "topics", "name": "topics", "line": "number of topics"}
_KNEE_METRIC = "npmi"  # usually grows with the number of topics
# The settings that leave another one without effect where they are set.
_OVERRIDES = {"granularity": ("n_topics", "min_topic_size")}
_MAIN_METRICS = ("unassigned_share", "stability", "knn_purity", "npmi")


@dataclass(frozen=True, kw_only=True)  # no slots: properties are cached
class SweepResults:
    """A sweep: what it tried, its points, and how far these agree.

    Attributes
    ----------
    content
        The content of `points.json`.
    labels
        The content of `labels.parquet`: the topic of each paper in each point that did not fail,
        and in the current clustering.
    """

    content: Json
    labels: pd.DataFrame

    @property
    def clustering(self) -> str:
        """The name of the clustering whose settings were varied."""
        return str(self.content["clustering"])

    @property
    def parameters(self) -> Mapping[str, Sequence[Any]]:
        """The values that were tried, by the dotted key of the setting."""
        values: Mapping[str, Sequence[Any]] = self.content["parameters"]
        return values

    @property
    def points(self) -> Sequence[Json]:
        """All points, including those that failed; other lists have the same order."""
        points: Sequence[Json] = self.content["points"]
        return points

    @property
    def failed(self) -> list[Json]:
        """The points that failed."""
        return [point for point in self.points if point["error"] is not None]

    @property
    def topics(self) -> list[int | None]:
        """The number of topics of each point."""
        return [point["metrics"].get("topics") for point in self.points]

    def metric(self, key: str) -> list[float | None]:
        """Return a metric of each point; `None` if it is not known."""
        return [point["metrics"].get(key) for point in self.points]

    @cached_property
    def metrics(self) -> list[Mapping[str, str]]:
        """The key, name and explanation of each metric that any point has."""
        readings: Sequence[Mapping[str, str]] = self.content["readings"]
        return [
            reading
            for reading in readings
            if any(value is not None for value in self.metric(reading["key"]))
        ]

    @cached_property
    def main_metrics(self) -> list[Mapping[str, str]]:
        """The number of topics, and the most important of `metrics`."""
        by_key = {reading["key"]: reading for reading in self.metrics}
        return [TOPICS, *(by_key[key] for key in _MAIN_METRICS if key in by_key)]

    @cached_property
    def levels(self) -> dict[str, list[int]]:
        """The value of each setting in each point, as an index into the setting's values."""
        levels = {}
        for setting, values in self.parameters.items():
            texts = [format_value(value) for value in values]  # as values, 1 and true are equal
            own = [format_value(point["settings"][setting]) for point in self.points]
            levels[setting] = [texts.index(text) for text in own]
        return levels

    def overriding(self, setting: str) -> list[str]:
        """Return the settings of the sweep that leave another without effect where they are set."""
        return [
            key
            for key in _OVERRIDES.get(setting, ())
            if any(value is not None for value in self.parameters.get(key, ()))
        ]

    def acts(self, setting: str) -> list[bool]:
        """Return for each point whether a setting can have an effect there."""
        keys = self.overriding(setting)
        return [all(point["settings"][key] is None for key in keys) for point in self.points]

    def effect(self, setting: str, metric: str) -> Effect:
        """Return what a setting changes in a metric, among the points where it can."""
        values = [
            value if acts else None
            for value, acts in zip(self.metric(metric), self.acts(setting), strict=True)
        ]
        return measure_effect(self.levels[setting], values, len(self.parameters[setting]))

    @cached_property
    def current(self) -> int | None:
        """The index of the point with the settings of the clustering itself, if it did not fail."""
        names = [None if point["error"] else point["point"] for point in self.points]
        name = self.content["current"]
        return names.index(name) if name is not None and name in names else None

    @cached_property
    def current_labels(self) -> NDArray[np.int64]:
        """Shape `(n,)`: the topic of each paper in the current clustering."""
        return self.labels["current"].to_numpy(dtype=np.int64)

    @cached_property
    def knee_metric(self) -> Mapping[str, str] | None:
        """The metric in which the knee is looked for, if any point has it."""
        return next((each for each in self.metrics if each["key"] == _KNEE_METRIC), None)

    @cached_property
    def knee(self) -> int | None:
        """The index of the point beyond which more topics gain little, if there is one."""
        return find_knee(self.topics, self.metric(_KNEE_METRIC), NOISE[_KNEE_METRIC])

    @cached_property
    def agreements(self) -> list[Agreement | None]:
        """The agreement of each point with the current clustering; `None` if it failed."""
        return [
            compare_with_current(self._labels_of(point), self.current_labels)
            if point["error"] is None
            else None
            for point in self.points
        ]

    @cached_property
    def equal(self) -> dict[int, int]:
        """The first point with the same topics as a point, by index; without failed points."""
        labels = [self._labels_of(self.points[index]) for index in self._done]
        return {
            index: self._done[first]
            for index, first in zip(self._done, find_equal(labels), strict=True)
        }

    @cached_property
    def pairwise(self) -> NDArray[np.float64]:
        """Shape `(p, p)`: the adjusted Rand index of each two points; NaN where one failed."""
        done = self._done
        agreement = np.full((len(self.points), len(self.points)), np.nan)
        labels = [self._labels_of(self.points[index]) for index in done]
        agreement[np.ix_(done, done)] = compare_points(labels)
        return agreement

    @property
    def _done(self) -> list[int]:
        """The indices of the points that did not fail."""
        return [index for index, point in enumerate(self.points) if point["error"] is None]

    def _labels_of(self, point: Json) -> NDArray[np.int64]:
        return self.labels[point["point"]].to_numpy(dtype=np.int64)
