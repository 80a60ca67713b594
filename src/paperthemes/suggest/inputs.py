"""Inputs of suggestions: the measured results of each clustering, and those of the corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperthemes.pages.stability import clustering_level
from paperthemes.pages.wording import percent, two_decimals
from paperthemes.text.plurals import count_of

MIN_CONFIDENCE = 0.5
"""Confidence below which a paper lies between topics, and is the first to stay unassigned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The results that concern all clusterings.

    Attributes
    ----------
    papers
        Number of papers.
    without_abstract
        Number of papers without an abstract.
    embed
        The section `embed` of the config.
    embedding
        The report of step embed.
    merges_near_duplicates
        The setting `dedupe.near_duplicates`.
    curation
        Path of the file with the user's edits of topics; empty for the sample data, whose topics
        cannot be edited.
    """

    papers: int
    without_abstract: int
    embed: Mapping[str, Any]
    embedding: Mapping[str, Any]
    merges_near_duplicates: bool
    curation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """The settings and results of one clustering.

    Attributes
    ----------
    name
        Its name in the config.
    settings
        Its section of the config, with all defaults.
    metrics
        The content of its `metrics.json`.
    topics
        A frame of `tables.TOPICS`.
    papers
        A frame with a row per paper: `topic`, `confidence` and `dumps`, as in the tables.
    near_duplicates
        Number of papers that another paper is a near-duplicate of.
    usual_size
        The minimum size of a topic in papers, if the config does not set any size.
    """

    name: str
    settings: Mapping[str, Any]
    metrics: Mapping[str, Any]
    topics: pd.DataFrame
    papers: pd.DataFrame
    near_duplicates: int
    usual_size: int

    @property
    def uncertain_share(self) -> float:
        """Share of the papers that lie between topics, 0 to 1."""
        return float((self.papers.confidence < MIN_CONFIDENCE).mean()) if len(self.papers) else 0.0

    @property
    def smallest_topic(self) -> int:
        """The minimum size of a topic in papers."""
        return int(self.metrics["min_topic_size"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Other settings whose results on the same papers are known: a clustering, or part of a sweep.

    Attributes
    ----------
    name
        What to call it in a sentence.
    metrics
        Its metrics, by the keys of `metrics.json`.
    """

    name: str
    metrics: Mapping[str, Any]

    def cite(self) -> str:
        """Return its numbers of topics and shares of papers as a sentence."""
        metrics, text = self.metrics, f"{self.name} has {count_of(self.metrics['topics'], 'topic')}"
        text += f", the largest with {percent(metrics['largest_share'])} of the papers;"
        text += f" {percent(metrics['core_share'])} are core papers"
        if metrics["stability"] is not None:
            text += f"; stability {two_decimals(metrics['stability'])}"
        return f" Measured on the same papers: {text}."


def list_alternatives(
    clustering: Clustering, results: Sequence[Clustering], sweeps: Sequence[Mapping[str, Any]]
) -> list[Alternative]:
    """Return the alternatives to a clustering: the other ones, and the points of its sweep.

    Those that are unstable are left out, and points that failed.

    Parameters
    ----------
    clustering
        The clustering.
    results
        All clusterings.
    sweeps
        The content of `points.json` of each sweep.
    """
    others = [
        Alternative(name=other.name, metrics=other.metrics)
        for other in results
        if other.name != clustering.name
    ]
    points = [
        Alternative(name=f"the sweep's {point['point']}", metrics=point["metrics"])
        for sweep in sweeps
        if sweep["clustering"] == clustering.name
        for point in sweep["points"]
        if point["error"] is None
    ]
    return [each for each in others + points if not is_unstable(each.metrics)]


def is_unstable(metrics: Mapping[str, Any]) -> bool:
    """Return whether repeats of a clustering differ so much that single topics mean little."""
    return clustering_level(metrics["stability"]).name == "unstable"
