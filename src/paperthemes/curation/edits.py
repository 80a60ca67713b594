"""What readers decide about topics, by permanent id: `curation.yaml`, for one clustering."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.clusters import CORE, Clusters, numbers_by_size
from paperthemes.tables import UNASSIGNED
from paperthemes.text.identifiers import find_arxiv_id, find_doi, normalise_identifier
from paperthemes.text.titles import normalise_title


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """What is said of one topic; the keys of the file."""

    name: str = ""
    note: str = ""
    hide: bool = False
    merge_into: str = ""


@dataclass(frozen=True, slots=True)
class Curation:
    """What is said of one clustering.

    Attributes
    ----------
    topics
        What to do with topics, by topic_id.
    papers
        The topic_id that papers are pinned to, by arXiv id, DOI, paper_id or title.
    """

    topics: Mapping[str, TopicEdit] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)

    @property
    def says(self) -> bool:
        """Whether anything is said."""
        return bool(self.topics or self.papers)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Curation":
        """Make one from what stands in the file."""
        topics = {
            topic_id: TopicEdit(
                edit.get("name", "").strip(),
                edit.get("note", "").strip(),
                edit.get("hide", False),
                edit.get("merge_into", ""),
            )
            for topic_id, edit in (given.get("topics") or {}).items()
        }
        return cls(topics, given.get("papers") or {})

    def target(self, topic_id: str, present: Container[str]) -> str:
        """Return the topic that a topic ends up in: the last of its merges that is present.

        The file has no circles.
        """
        end = topic_id
        while (edit := self.topics.get(topic_id)) and edit.merge_into:
            topic_id = edit.merge_into
            end = topic_id if topic_id in present else end
        return end


@dataclass(frozen=True, slots=True)
class Curated:
    """Topics after curation.

    Attributes
    ----------
    partition
        The topics, numbered by size again.
    topic_ids
        The id of each.
    notes
        What could not be done, and why.
    """

    partition: Clusters
    topic_ids: tuple[str, ...]
    notes: tuple[str, ...]


def apply_curation(
    found: Clusters,
    topic_ids: tuple[str, ...],
    papers: pd.DataFrame,
    curation: Curation,
    known: Mapping[str, str],
) -> Curated:
    """Merge topics and move pinned papers.

    Parameters
    ----------
    found
        The topics of n papers.
    topic_ids
        The id of each.
    papers
        A `tables.PAPERS` of the same papers.
    curation
        What to do.
    known
        The names of all topics that there ever were, by topic_id.
    """
    numbers = {topic_id: number for number, topic_id in enumerate(topic_ids)}
    notes = [*_gone(curation, numbers, known)]
    target = np.arange(len(topic_ids) + 1)  # the last entry, so that -1 stands for itself
    target[-1] = UNASSIGNED
    for topic_id, number in numbers.items():
        target[number] = numbers[curation.target(topic_id, numbers)]
    topics = target[found.topics]
    pinned, unmet = pins(curation, papers, numbers)
    notes += unmet
    rows = np.array([*pinned], np.int64)
    topics[rows] = target[np.array([*pinned.values()], np.int64)]
    if np.array_equal(topics, found.topics):
        if rows.size:
            found = _sure(found, rows)
        return Curated(found, topic_ids, tuple(notes))
    return _renumbered(_sure(found, rows), topics, target, topic_ids, tuple(notes))


def resolve_pins(curation: Curation, papers: pd.DataFrame) -> dict[str, int | None]:
    """Return the row of each paper that curation pins, by what it is called there.

    Parameters
    ----------
    curation
        What pins papers.
    papers
        A `tables.PAPERS`.
    """
    if not curation.papers:
        return {}
    rows = {name: row for row, names in enumerate(_names(papers)) for name in names}
    return {
        reference: next((rows[key] for key in _keys(reference) if key in rows), None)
        for reference in curation.papers
    }


def _sure(found: Clusters, rows: NDArray[np.int64]) -> Clusters:
    """Make pinned papers belong surely."""
    grades, confidences = found.grades.copy(), found.confidences.copy()
    margins = found.margins.copy()
    grades[rows], confidences[rows], margins[rows] = CORE, 1.0, 1.0
    return replace(found, grades=grades, confidences=confidences, margins=margins)


def _renumbered(
    found: Clusters,
    topics: NDArray[np.int64],
    target: NDArray[np.int64],
    topic_ids: tuple[str, ...],
    notes: tuple[str, ...],
) -> Curated:
    numbers = numbers_by_size(topics, len(topic_ids))
    order = np.argsort(numbers[:-1], kind="stable")
    order = order[numbers[order] >= 0]
    runners_up = numbers[target[found.runners_up]]
    new = numbers[topics]
    runners_up[runners_up == new] = UNASSIGNED
    stabilities = found.stability.topics
    sizes = np.bincount(found.topics[found.topics >= 0], minlength=len(topic_ids))
    merged = [
        np.average(
            np.array(stabilities)[target[:-1] == topic], weights=sizes[target[:-1] == topic]
        ).item()
        for topic in (order if stabilities else ())
    ]
    return Curated(
        replace(
            found,
            topics=new,
            runners_up=runners_up,
            stability=replace(found.stability, topics=tuple(merged)),
            seeded=tuple(found.seeded[topic] for topic in order),
        ),
        tuple(topic_ids[topic] for topic in order),
        notes,
    )


def _gone(
    curation: Curation, present: Mapping[str, int], known: Mapping[str, str]
) -> Iterator[str]:
    """Yield the topics that are spoken of, and that this run does not have."""
    merged = [edit.merge_into for edit in curation.topics.values() if edit.merge_into]
    for topic_id in sorted({*curation.topics, *merged, *curation.papers.values()} - {*present}):
        if topic_id in known:
            yield (
                f"curation: {topic_id} ({known[topic_id]}) is retired: what is said of it waits "
                "until it comes back"
            )
        else:
            yield f"curation: there has never been a {topic_id}: what is said of it has no effect"


def pins(
    curation: Curation, papers: pd.DataFrame, numbers: Mapping[str, int]
) -> tuple[dict[int, int], list[str]]:
    """Return the topic of each pinned paper, by row, and what could not be done.

    Parameters
    ----------
    curation
        What pins papers.
    papers
        A `tables.PAPERS`.
    numbers
        The number of each topic that was found, by topic_id.
    """
    pinned: dict[int, int] = {}
    notes = []
    for reference, row in resolve_pins(curation, papers).items():
        topic_id = curation.target(curation.papers[reference], numbers)
        if row is None:
            notes.append(f"curation: no paper is {reference!r}: it is not pinned")
        elif topic_id not in numbers:
            continue  # `_gone` tells
        elif pinned.setdefault(row, numbers[topic_id]) != numbers[topic_id]:
            notes.append(
                f"curation: {reference!r} is pinned to another topic under another name: it is "
                f"not moved to {topic_id}"
            )
    return pinned, notes


def _names(papers: pd.DataFrame) -> Iterator[list[str]]:
    for row in tables.rows(papers):
        found = [f"paper:{name}" for name in (row.paper_id, *row.aliases)]
        found.append(f"title:{normalise_title(row.title)}")
        found += (
            [normalise_identifier(f"arxiv:{find_arxiv_id(row.arxiv_id)}")] if row.arxiv_id else []
        )
        found += [normalise_identifier(f"doi:{row.doi}")] if row.doi else []
        yield found


def _keys(reference: str) -> Iterator[str]:
    """Yield what a reference may mean, the most precise first."""
    reference = reference.strip()
    if inside := find_arxiv_id(reference):
        yield normalise_identifier(f"arxiv:{inside}")
    if inside := find_doi(reference):
        yield normalise_identifier(f"doi:{inside}")
    yield f"paper:{reference}"
    yield f"title:{normalise_title(reference)}"
