"""New papers of a run: what each says, and how near it is to the papers known before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.nearest import NearestPapers
from paperthemes.changes.archive import RunInputs
from paperthemes.changes.key_sentence import choose_key_sentence
from paperthemes.text.paper_fields import parse_number

MAX_MARKED = 3  # papers with a mark, if there are no ties
MIN_PAPERS_PER_MARK = 5  # with fewer new papers, fewer of them get a mark
MIN_SUBGROUP_PAPERS = 5  # of a sub-group that counts as mostly new
MIN_NEW_SHARE = 2 / 3  # of its papers; pages say "two thirds"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A paper that only the current run has.

    Attributes
    ----------
    paper_id, title
        The paper.
    topic_id
        Its topic; empty if it is unassigned.
    sentence
        Sentence of its abstract, see `choose_key_sentence`; empty without an abstract.
    nearest
        The paper_id of the most similar paper of both runs; empty if its nearest papers are new.
    similarity
        Cosine of the hybrid vectors of these two papers, -1 to 1; `None` without such a paper.
    upvotes
        Number of upvotes in its dump; `None` if unknown.
    marks
        `newest`, `upvoted` (most upvotes) and `unlike` (least similar to all papers of both runs):
        see `find_extremes`.
    """

    paper_id: str
    title: str
    topic_id: str
    sentence: str
    nearest: str
    similarity: float | None
    upvotes: int | None
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubgroup:
    """A sub-group of a topic whose papers are mostly new.

    Attributes
    ----------
    name, topic_id
        Its name, and its topic.
    papers, new
        Number of its papers, and of those that only the current run has.
    """

    name: str
    topic_id: str
    papers: int
    new: int


def describe_new_papers(results: RunInputs, is_new: NDArray[np.bool_]) -> list[NewPaper]:
    """Return the new papers: those with most marks first, then by upvotes, date and `similarity`.

    The least similar ones come first.

    Parameters
    ----------
    results
        The results of the current run.
    is_new
        Shape `(n,)`: whether only the current run has the paper.
    """
    ids = [*results.papers.paper_id, ""]  # the last is that of row -1
    known, similarities = find_known(results.nearest, is_new)
    papers = [*tables.rows(results.papers[is_new])]
    assigned = [*tables.rows(results.assignments[is_new])]
    upvotes = [_parse_upvotes(paper.extra) for paper in papers]
    # A month or year alone does not say which papers are the newest.
    dates = [paper.published if paper.published.count("-") == 2 else "" for paper in papers]
    marks = {
        "newest": find_extremes([int(date.replace("-", "") or 0) for date in dates]),
        "upvoted": find_extremes([count or 0 for count in upvotes]),
        "unlike": find_extremes((1 - similarities).tolist()),
    }
    new_papers = [
        NewPaper(
            paper_id=paper.paper_id,
            title=paper.title,
            topic_id=row.topic_id,
            sentence=choose_key_sentence(paper.title, paper.abstract, row.shared_terms),
            nearest=ids[known[place]],
            similarity=float(similarities[place]) if known[place] >= 0 else None,
            upvotes=upvotes[place],
            marks=tuple(mark for mark, places in marks.items() if place in places),
        )
        for place, (paper, row) in enumerate(zip(papers, assigned, strict=True))
    ]
    order = sorted(
        range(len(papers)),
        key=lambda place: (
            *(len(new_papers[place].marks), upvotes[place] or 0, dates[place]),
            -similarities[place],
        ),
        reverse=True,  # a stable sort, so papers with equal keys stay sorted by paper_id
    )
    return [new_papers[place] for place in order]


def find_new_subgroups(assignments: pd.DataFrame, is_new: NDArray[np.bool_]) -> list[NewSubgroup]:
    """Return the sub-groups whose papers are mostly new, the one with most new papers first.

    Parameters
    ----------
    assignments
        A table of the n papers with the columns `topic_id` and `subgroup` of `tables.ASSIGNMENTS`.
    is_new
        Shape `(n,)`: whether only the current run has the paper.
    """
    papers = assignments.assign(is_new=is_new)[assignments.subgroup != ""]
    counts = papers.groupby(["topic_id", "subgroup"]).is_new.agg(["size", "sum"])
    subgroups = [
        NewSubgroup(name=name, topic_id=topic_id, papers=size, new=new)
        for (topic_id, name), size, new in zip(
            counts.index, counts["size"].tolist(), counts["sum"].tolist(), strict=True
        )
        if size >= MIN_SUBGROUP_PAPERS and new >= MIN_NEW_SHARE * size
    ]
    return sorted(subgroups, key=lambda subgroup: -subgroup.new)  # of equals, by topic_id


def find_known(
    nearest: NearestPapers, is_new: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find, for each new paper, the most similar known paper among its nearest papers.

    Parameters
    ----------
    nearest
        The k nearest papers of each of n papers.
    is_new
        Shape `(n,)`: which papers are new.

    Returns
    -------
    known : NDArray[np.int64]
        A value per new paper: row number of the most similar known paper; -1 if all k are new.
    similarities : NDArray[np.float64]
        Cosine with it, or with the last of the k papers, which no known paper exceeds; 1 if no
        paper is known.
    """
    rows, similarities = nearest.rows[is_new], nearest.similarities[is_new]
    if not rows.size or is_new.all():
        return np.full(len(rows), -1, np.int64), np.ones(len(rows))
    is_known = ~is_new[rows]
    columns = np.where(is_known.any(axis=1), is_known.argmax(axis=1), -1)
    places = np.arange(len(rows))
    known = np.where(columns < 0, -1, rows[places, columns]).astype(np.int64)
    return known, np.asarray(similarities[places, columns].astype(np.float64).round(4))


def find_extremes(values: Sequence[float]) -> set[int]:
    """Return the places of the largest values above 0, which are worth a mark.

    These are the largest `MAX_MARKED` values, but one in `MIN_PAPERS_PER_MARK` at most, and always
    one; and values equal to the smallest of these. If they are more than half of the values, a mark
    would say nothing, and there are none.
    """
    count = min(MAX_MARKED, max(1, len(values) // MIN_PAPERS_PER_MARK))
    least = max([*sorted(values)[-count:][:1], 1e-9])
    places = {place for place, value in enumerate(values) if value >= least}
    return places if 2 * len(places) <= len(values) else set()


def _parse_upvotes(extra: str) -> int | None:
    """Return the number of upvotes in the other fields of a paper; `None` if unknown."""
    fields: Mapping[str, str] = json.loads(extra) if "upvotes" in extra else {}
    upvotes = parse_number(str(fields.get("upvotes", "")))
    return None if upvotes is None or upvotes < 0 else int(upvotes)
