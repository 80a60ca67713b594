"""List of papers as plain text, for print and for browsers without JavaScript."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from paperthemes import tables
from paperthemes.report.inputs import Results
from paperthemes.text.bibliography import shorten_authors
from paperthemes.text.paper_fields import find_address

MAX_LISTED = 100  # papers of a topic: of 25,000 papers, the list is a megabyte


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPaper:
    """A paper of the list; `source` has its authors and year, `address` may be ""."""

    paper_id: str
    title: str
    address: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainGroup:
    """A topic, or the unassigned papers.

    Attributes
    ----------
    name
        Name of the topic.
    count
        Number of its papers.
    papers
        At most `MAX_LISTED` of them, those with the highest confidence first.
    """

    name: str
    count: int
    papers: list[PlainPaper]


def list_plain_papers(results: Results) -> list[PlainGroup]:
    """Return the papers by topic, in the order of topics; the unassigned papers come last."""
    papers = results.papers.assign(
        topic=results.assignments.topic.to_numpy(),
        topic_name=results.assignments.topic_name.to_numpy(),
        confidence=results.assignments.confidence.to_numpy(),
    ).sort_values(["topic", "confidence", "paper_id"], ascending=[True, False, True])
    groups = [
        PlainGroup(
            name=own.topic_name.iloc[0],
            count=len(own),
            papers=[_describe(row) for row in own.head(MAX_LISTED).to_dict("records")],
        )
        for _, own in papers.groupby("topic")
    ]
    has_unassigned = bool((papers.topic == tables.UNASSIGNED).any())
    return groups[has_unassigned:] + groups[:has_unassigned]


def _describe(paper: Mapping[Hashable, Any]) -> PlainPaper:
    """Return a row of `tables.PAPERS` as a paper of the list."""
    return PlainPaper(
        paper_id=paper["paper_id"],
        title=paper["title"],
        address=find_address(paper["url"], paper["arxiv_id"], paper["doi"]),
        source=", ".join(filter(None, [shorten_authors(paper["authors"]), paper["published"][:4]])),
    )
