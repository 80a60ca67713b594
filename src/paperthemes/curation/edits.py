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
"""Topic numbers, or `UNASSIGNED`."""


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """Edits of one topic; the fields are the keys in `curation.yaml`, empty for no edit.

    `merge_into` is the topic_id of the topic that takes over its papers.
    """

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
        The topic_id that a paper is pinned to, by reference to the paper: an arXiv id, DOI,
        `scheme:value`, paper_id or title.
    """

    topics: Mapping[str, TopicEdit] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there are any edits."""
        return bool(self.topics or self.papers)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Curation":
        """Make a `Curation` from the part of `curation.yaml` for one clustering.

        Spaces around names and notes are removed.
        """
        topics = {}
        # A key of the file may be missing or have no value (`None`).
        for topic_id, edit in (content.get("topics") or {}).items():
            texts = {key: edit.get(key, "").strip() for key in ("name", "note")}
            topics[topic_id] = TopicEdit(**{**edit, **texts})
        return cls(topics, content.get("papers") or {})

    def find_merge_target(self, topic_id: str, present: Container[str]) -> str:
        """Return the id of the topic that a topic is part of after all merges.

        Merges form a chain if a topic is merged into one that is merged itself. Return the last
        topic of the chain that is present, or the topic itself if none is. The chain ends, because
        the workflow rejects files with circular merges.

        Parameters
        ----------
        topic_id
            Permanent id of the topic.
        present
            Permanent ids of the topics before curation.
        """
        target = topic_id
        while (edit := self.topics.get(topic_id)) and edit.merge_into:
            topic_id = edit.merge_into
            target = topic_id if topic_id in present else target
        return target


@dataclass(frozen=True, slots=True, kw_only=True)
class Curated:
    """Topics after curation.

    Attributes
    ----------
    clusters
        Clusters after curation, numbered by size again.
    topic_ids
        Permanent id of each cluster.
    notes
        Messages about edits that have no effect, because the topic or paper is missing, or because
        two pins of a paper lead to different topics.
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
    """Return the clusters after merging topics and moving pinned papers.

    A pinned paper gets the grade `CORE`, and confidence and margin 1. Topics left without papers
    are dropped. Names, notes and hiding of topics are not applied here.

    Parameters
    ----------
    clusters
        Clusters of n papers.
    topic_ids
        Permanent id of each cluster.
    papers
        The same papers in the same order, with the columns of `tables.PAPERS`.
    curation
        Edits to apply.
    names
        Names of all topics of any run, by topic_id.
    """
    topic_numbers = {topic_id: number for number, topic_id in enumerate(topic_ids)}
    target_ids = [curation.find_merge_target(topic_id, topic_numbers) for topic_id in topic_ids]
    # By topic number. The last entry is for index -1, so that unassigned papers stay unassigned.
    merge_targets = np.array([*(topic_numbers[target] for target in target_ids), UNASSIGNED])
    pinned, pin_notes = find_pinned_topics(curation, papers, topic_numbers)  # topic number by row
    notes = (*_explain_missing_topics(curation, topic_numbers, names), *pin_notes)
    topics = merge_targets[clusters.topics]
    if pinned:
        topics[[*pinned]] = [*pinned.values()]  # index: rows of all pinned papers
        is_pinned = np.isin(np.arange(topics.size), [*pinned])
        clusters = replace(
            clusters,
            grades=np.where(is_pinned, CORE, clusters.grades),
            confidences=np.where(is_pinned, 1.0, clusters.confidences),
            margins=np.where(is_pinned, 1.0, clusters.margins),
        )
    if not np.array_equal(topics, clusters.topics):
        clusters, topic_ids = _renumber(clusters, topics, merge_targets, topic_ids)
    return Curated(clusters=clusters, topic_ids=topic_ids, notes=notes)


def find_pinned_topics(
    curation: Curation, papers: pd.DataFrame, topic_numbers: Mapping[str, int]
) -> tuple[dict[int, int], list[str]]:
    """Return the topic number of each pinned paper, by row of `papers`, and notes on useless pins.

    A pin to a topic that is merged into another leads to the other topic. There is a note on a pin
    that no paper matches. If two pins of a paper lead to different topics, the first counts, and
    there is a note on the other. Pins to topics that are not present are left out, without a note.

    Parameters
    ----------
    curation
        The edits, including the pins.
    papers
        A table with the columns of `tables.PAPERS`.
    topic_numbers
        Number of each topic before curation, by topic_id.
    """
    pinned: dict[int, int] = {}
    notes = []
    for reference, row in resolve_pins(curation, papers).items():
        topic_id = curation.find_merge_target(curation.papers[reference], topic_numbers)
        # `None` for a topic that is not present; `_explain_missing_topics` has a note on it.
        number = topic_numbers.get(topic_id)
        # `setdefault` pins the paper, unless an earlier reference has pinned it.
        if row is None:
            notes.append(f"curation: no paper matches {reference!r}; the pin has no effect")
        elif number is not None and pinned.setdefault(row, number) != number:
            notes.append(
                f"curation: the paper {reference!r} is already pinned to another topic by another "
                f"reference; the pin to {topic_id} has no effect"
            )
    return pinned, notes


def resolve_pins(curation: Curation, papers: pd.DataFrame) -> dict[str, int | None]:
    """Return the row of the paper that each pin refers to, by reference; `None` for no paper.

    The reference of a pin is a text, such as an arXiv id or a title. If it can be read in several
    ways, the first reading that fits a paper counts. If that fits several papers, such as papers of
    the same title, the last of them counts.

    Parameters
    ----------
    curation
        The edits, including the pins.
    papers
        A table with the columns of `tables.PAPERS`.
    """
    if not curation.papers:
        return {}
    rows = {}  # by key, such as "doi:10.1000/182" or "title:…"
    for row, paper in enumerate(tables.rows(papers)):
        identifiers = [f"arxiv:{paper.arxiv_id}", f"doi:{paper.doi}", *paper.ids]
        keys = paper_keys(paper.title, identifiers, [paper.paper_id, *paper.aliases])
        rows.update(dict.fromkeys(keys, row))
    return {
        reference: next((rows[key] for key in reference_keys(reference) if key in rows), None)
        for reference in curation.papers
    }


def _renumber(
    clusters: Clusters, topics: Topics, merge_targets: Topics, topic_ids: tuple[str, ...]
) -> tuple[Clusters, tuple[str, ...]]:
    """Return the clusters with their topics after curation, and the permanent ids of these topics.

    The topics are numbered by size again. Topics left without papers are dropped.

    Parameters
    ----------
    clusters
        Clusters before curation.
    topics
        Shape `(n,)`: topic of each paper after curation, as an old topic number.
    merge_targets
        Shape `(k + 1,)`: for each old topic, the old number of the topic that it is merged into, or
        its own number if it is not merged; `UNASSIGNED` at the end.
    topic_ids
        Permanent id of each old topic.
    """
    new_numbers = numbers_by_size(topics, len(topic_ids))  # by old number; the last is UNASSIGNED
    # Old numbers of the topics that have papers, in the order of their new numbers.
    order = [topic for topic in np.argsort(new_numbers[:-1]) if new_numbers[topic] >= 0]
    new_topics = new_numbers[topics]
    runners_up = new_numbers[merge_targets[clusters.runners_up]]
    # After a merge or a pin, the runner-up can be the paper's own topic.
    runners_up[runners_up == new_topics] = UNASSIGNED
    sizes = np.bincount(clusters.topics[clusters.topics >= 0], minlength=len(topic_ids))
    # Whether an old topic (row) is part of a new one (column); [:-1]: without `UNASSIGNED`.
    merged = merge_targets[:-1, np.newaxis] == np.array(order, np.int64)
    renumbered = replace(
        clusters,
        topics=new_topics,
        runners_up=runners_up,
        stability=clusters.stability.merge(merged, sizes),
        seeded_names=tuple(clusters.seeded_names[topic] for topic in order),
    )
    return renumbered, tuple(topic_ids[topic] for topic in order)


def explain_missing(topic_id: str, present: Container[str], names: Mapping[str, str]) -> str:
    """Return why edits of a topic have no effect, as a sentence; empty if the topic is present.

    Parameters
    ----------
    topic_id
        Permanent id of the topic.
    present
        Permanent ids of the topics before curation.
    names
        Names of all topics of any run, by topic_id.
    """
    if topic_id in present:
        return ""
    if topic_id in names:
        return f"{topic_id} ({names[topic_id]}) is retired: its edits wait until it comes back"
    return f"{topic_id} is unknown: its edits have no effect"


def _explain_missing_topics(
    curation: Curation, present: Container[str], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield a note on each topic that the edits refer to but this run does not have.

    `present` has the ids of the topics before curation; `names` has the names of all topics of any
    run, by topic_id.
    """
    merge_targets = {edit.merge_into for edit in curation.topics.values()} - {""}
    for topic_id in sorted({*curation.topics, *merge_targets, *curation.papers.values()}):
        if reason := explain_missing(topic_id, present, names):
            yield f"curation: {reason}"
