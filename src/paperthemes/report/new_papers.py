"""New papers as the changes page, the digest and the feed show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.pages.wording import name_missing
from paperthemes.report.page_data import list_paper_links
from paperthemes.text.paper_fields import find_address

MARKS = {
    "newest": "newest",
    "upvoted": "most upvoted",
    "unlike": "unlike earlier papers",
}
"""Words for each mark in `changes.json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A new paper.

    Attributes
    ----------
    paper_id, title, authors, abstract, published
        As in `tables.PAPERS`.
    topic_id, topic
        Its topic; empty, and `tables.UNASSIGNED_NAME`, if it has none.
    sentence
        The sentence of its abstract that says best what it is about; empty without any.
    links
        Pairs of label and address; the first is its source, or else a search for its title.
    address
        Address of its source; empty if unknown.
    nearest_id, nearest_title
        The most similar paper that was known before; empty if there is none.
    similarity
        Cosine of the two; `None` if there is none.
    upvotes
        Number of upvotes; `None` if unknown.
    marks
        Keys of `MARKS`.
    """

    paper_id: str
    title: str
    authors: Sequence[str]
    abstract: str
    published: str
    topic_id: str
    topic: str
    sentence: str
    links: Sequence[tuple[str, str]]
    address: str
    nearest_id: str
    nearest_title: str
    similarity: float | None
    upvotes: int | None
    marks: Sequence[str]


def list_new_papers(content: Mapping[str, Any], papers: pd.DataFrame) -> list[NewPaper]:
    """Return the new papers in the order of `changes.json`; none for a first run.

    Parameters
    ----------
    content
        The content of `changes.json`.
    papers
        Table `tables.PAPERS` of the current run.
    """
    changes = content["changes"]
    if not changes or not changes["new"]:
        return []
    ids = {paper["paper_id"] for paper in changes["new"]}
    ids |= {paper["nearest"] for paper in changes["new"]}
    rows = {row.paper_id: row for row in tables.rows(papers[papers.paper_id.isin(ids)])}
    names = {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
    return [
        _make_new_paper(paper, rows, names.get(paper["topic_id"], tables.UNASSIGNED_NAME))
        for paper in changes["new"]
    ]


def list_marks(papers: Sequence[NewPaper]) -> dict[str, str]:
    """Return the words for each mark that any of the papers has, by the mark."""
    return {
        mark: words for mark, words in MARKS.items() if any(mark in paper.marks for paper in papers)
    }


def name_missing_marks(papers: Sequence[NewPaper]) -> str:
    """Return what no paper has of what marks need: "years or upvotes", one of these, or ""."""
    known = {
        "years": any(paper.published for paper in papers),
        "upvotes": any(paper.upvotes is not None for paper in papers),
    }
    return name_missing(known)


def _make_new_paper(paper: Mapping[str, Any], rows: Mapping[str, Any], topic: str) -> NewPaper:
    """Return a new paper of `changes.json`; `rows` has rows of papers by paper_id."""
    row, nearest = rows[paper["paper_id"]], rows.get(paper["nearest"])
    return NewPaper(
        paper_id=row.paper_id,
        title=row.title,
        authors=row.authors,
        abstract=row.abstract,
        published=row.published,
        topic_id=paper["topic_id"],
        topic=topic,
        sentence=paper["sentence"],
        links=list_paper_links(row.title, row.url, row.arxiv_id, row.doi),
        address=find_address(row.url, row.arxiv_id, row.doi),
        nearest_id=paper["nearest"],
        nearest_title=nearest.title if nearest else "",
        similarity=paper["similarity"],
        upvotes=paper["upvotes"],
        marks=paper["marks"],
    )
