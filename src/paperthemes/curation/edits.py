"""Edits of topics and papers for one clustering, by permanent topic id, and their application."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.clusters import CORE, Clusters, numbers_by_size
from paperthemes.tables import UNASSIGNED
from paperthemes.text.identifiers import paper_keys, reference_keys

Topics = NDArray[np.int64]
"""Topic numbers."""


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """Edits of one topic, by the keys of the file."""

    name: str = ""
    note: str = ""
    hide: bool = False
    merge_into: str = ""


@dataclass(frozen=True, slots=True)
class Curation:
    """Edits of one clustering.

    Attributes
    ----------
    topics
        Edits of topics, by topic_id.
    papers
        The topic_id that papers are pinned to, by arXiv id, DOI, `scheme:value`, paper_id or title.
    """

    topics: Mapping[str, TopicEdit] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there are any edits."""
        return bool(self.topics or self.papers)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Curation":
        """Convert the part of `curation.yaml` for one clustering."""
        topics = {}
        for topic_id, edit in (content.get("topics") or {}).items():
            texts = {key: edit.get(key, "").strip() for key in ("name", "note")}
            topics[topic_id] = TopicEdit(**{**edit, **texts})
        return cls(topics, content.get("papers") or {})

    def target(self, topic_id: str, present: Container[str]) -> str:
        """Return the topic that a topic is merged into: the last present one of its chain.

        The workflow rejects files with circular merges.
        """
        end = topic_id
        while (edit := self.topics.get(topic_id)) and edit.merge_into:
            topic_id = edit.merge_into
            end = topic_id if topic_id in present else end
        return end


@dataclass(frozen=True, slots=True, kw_only=True)
class Curated:
    """Topics after curation.

    Attributes
    ----------
    clusters
        Clusters, numbered by size again.
    topic_ids
        Permanent id of each.
    notes
        Edits that have no effect, and why.
    """

    clusters: Clusters
    topic_ids: tuple[str, ...]
    notes: tuple[str, ...]


def apply_curation(
    clusters: Clusters,
    topic_ids: tuple[str, ...],
    papers: pd.DataFrame,
    curation: Curation,
    names: Mapping[str, str],
) -> Curated:
    """Merge topics and move pinned papers.

    Parameters
    ----------
    clusters
        Clusters of n papers.
    topic_ids
        Permanent id of each cluster.
    papers
        A `tables.PAPERS` of the same papers.
    curation
        Edits to apply.
    names
        Names of all topics there have ever been, by topic_id.
    """
    numbers = {topic_id: number for number, topic_id in enumerate(topic_ids)}
    targets = [numbers[curation.target(topic_id, numbers)] for topic_id in topic_ids]
    target = np.array([*targets, UNASSIGNED])  # the last entry keeps -1 as -1
    pinned, pin_notes = find_pinned_topics(curation, papers, numbers)
    notes = (*_explain_missing_topics(curation, numbers, names), *pin_notes)
    topics = target[clusters.topics]
    if pinned:
        topics[[*pinned]] = [*pinned.values()]
        is_pinned = np.isin(np.arange(topics.size), [*pinned])
        clusters = replace(
            clusters,
            grades=np.where(is_pinned, CORE, clusters.grades),
            confidences=np.where(is_pinned, 1.0, clusters.confidences),
            margins=np.where(is_pinned, 1.0, clusters.margins),
        )
    if not np.array_equal(topics, clusters.topics):
        clusters, topic_ids = _renumber(clusters, topics, target, topic_ids)
    return Curated(clusters=clusters, topic_ids=topic_ids, notes=notes)


def find_pinned_topics(
    curation: Curation, papers: pd.DataFrame, numbers: Mapping[str, int]
) -> tuple[dict[int, int], list[str]]:
    """Return the topic number of each pinned paper, by row, and notes on pins without effect.

    Parameters
    ----------
    curation
        Edits with the pins.
    papers
        A `tables.PAPERS`.
    numbers
        Number of each topic before curation, by topic_id.
    """
    pinned: dict[int, int] = {}
    notes = []
    for reference, row in resolve_pins(curation, papers).items():
        topic_id = curation.target(curation.papers[reference], numbers)
        number = numbers.get(topic_id)  # `_explain_missing_topics` reports missing topics
        if row is None:
            notes.append(f"curation: no paper matches {reference!r}; the pin has no effect")
        elif number is not None and pinned.setdefault(row, number) != number:
            notes.append(
                f"curation: the paper {reference!r} is already pinned to another topic by another "
                f"reference; the pin to {topic_id} has no effect"
            )
    return pinned, notes


def resolve_pins(curation: Curation, papers: pd.DataFrame) -> dict[str, int | None]:
    """Return the row of each pinned paper, by its reference in the file; `None` if there is none.

    Parameters
    ----------
    curation
        Edits with the pins.
    papers
        A `tables.PAPERS`.
    """
    if not curation.papers:
        return {}
    rows = {}
    for row, paper in enumerate(tables.rows(papers)):
        identifiers = [f"arxiv:{paper.arxiv_id}", f"doi:{paper.doi}", *paper.ids]
        keys = paper_keys(paper.title, identifiers, [paper.paper_id, *paper.aliases])
        rows.update(dict.fromkeys(keys, row))
    return {
        reference: next((rows[key] for key in reference_keys(reference) if key in rows), None)
        for reference in curation.papers
    }


def _renumber(
    clusters: Clusters, topics: Topics, target: Topics, topic_ids: tuple[str, ...]
) -> tuple[Clusters, tuple[str, ...]]:
    """Return clusters with new topics, numbered by size, and their ids.

    Parameters
    ----------
    clusters
        Clusters before curation.
    topics
        Shape `(n,)`: curated topic of each paper, by old number.
    target
        Shape `(k + 1,)`: old number of the topic that each topic is merged into.
    topic_ids
        Permanent id of each old topic.
    """
    numbers = numbers_by_size(topics, len(topic_ids))
    order = [topic for topic in np.argsort(numbers[:-1]) if numbers[topic] >= 0]
    new_topics = numbers[topics]
    runners_up = numbers[target[clusters.runners_up]]
    runners_up[runners_up == new_topics] = UNASSIGNED
    stabilities = np.array(clusters.stability.topics)
    sizes = np.bincount(clusters.topics[clusters.topics >= 0], minlength=len(topic_ids))
    merged_stabilities = []
    for topic in order if stabilities.size else ():
        parts = target[:-1] == topic
        merged_stabilities.append(np.average(stabilities[parts], weights=sizes[parts]).item())
    renumbered = replace(
        clusters,
        topics=new_topics,
        runners_up=runners_up,
        stability=replace(clusters.stability, topics=tuple(merged_stabilities)),
        seeded=tuple(clusters.seeded[topic] for topic in order),
    )
    return renumbered, tuple(topic_ids[topic] for topic in order)


def explain_missing(topic_id: str, present: Container[str], names: Mapping[str, str]) -> str:
    """Return why an entry of a topic cannot be applied; empty if the topic is present.

    Parameters
    ----------
    topic_id
        Permanent id in the entry.
    present
        Permanent ids of the topics before curation.
    names
        Names of all topics there have ever been, by topic_id.
    """
    if topic_id in present:
        return ""
    if topic_id in names:
        return f"{topic_id} ({names[topic_id]}) is retired: its entries wait until it comes back"
    return f"{topic_id} is unknown: its entries have no effect"


def _explain_missing_topics(
    curation: Curation, present: Container[str], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield a note on each topic in the file that this run does not have."""
    merge_targets = {edit.merge_into for edit in curation.topics.values()} - {""}
    for topic_id in sorted({*curation.topics, *merge_targets, *curation.papers.values()}):
        if reason := explain_missing(topic_id, present, names):
            yield f"curation: {reason}"
