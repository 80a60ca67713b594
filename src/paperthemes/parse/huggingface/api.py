r"""Hugging Face papers as JSON: `/api/daily_papers`, `/api/papers/search`, `/api/papers/{id}`.

::

    [{"paper": {"id": "2407.01234",
                "title": "Sorting Apples by Ear",
                "summary": "We sort apples\nand listen.",
                "authors": [{"name": "Ada Li", "hidden": false}],
                "publishedAt": "2024-07-01T10:00:00.000Z",
                "submittedOnDailyAt": "2024-07-02T00:00:00.000Z",
                "upvotes": 94, "ai_keywords": ["apples"], "organization": {"fullname": "Orchard"}},
      "title": "Sorting Apples by Ear", "numComments": 5, "submittedBy": {"name": "ada"}}]

Other forms are read too: the objects under "paper" alone, JSON Lines, and an object with the array
under "dailyPapers", as pages embed it.

`published` is the day on which the paper appeared; the day on which Hugging Face listed it is
`listed` in `extra`. Values that "paper" lacks are taken from the object around it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from paperthemes.parse.catalogues.entries import read_entry as read_catalogue_entry
from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import get_text
from paperthemes.parse.format import ReaderItem
from paperthemes.parse.huggingface.page import paper_address
from paperthemes.parse.json_places import make_format
from paperthemes.parse.json_values import Object

# Keys beside "paper" that show that the object is an entry of Hugging Face.
_OUTER_KEYS = {
    *("publishedAt", "title", "numComments", "submittedBy", "thumbnail", "summary", "upvoted")
}
# Keys that are typical of the objects under "paper".
_PAPER_KEYS = {"upvotes", "discussionId", "submittedOnDailyAt", "submittedOnDailyBy", "ai_summary"}


def rate_entry(entry: Object) -> float:
    """Return the confidence that an object is an entry of Hugging Face, which describes a paper.

    If it has an object under "paper", it is 1 with two or more of `_OUTER_KEYS` beside it, and 0.5
    with one of them, or with a title in "paper". For the paper alone it is 0.9, if it has an id, a
    title and one of `_PAPER_KEYS`. It is 0 for all others.
    """
    paper = entry.get("paper")
    if isinstance(paper, Mapping):
        outer_count = len(_OUTER_KEYS & entry.keys())
        return 1.0 if outer_count > 1 else 0.5 if outer_count or "title" in paper else 0.0
    return 0.9 if {"id", "title"} <= entry.keys() and _PAPER_KEYS & entry.keys() else 0.0


def read_entry(number: int, entry: Object) -> Iterator[ReaderItem]:
    """Yield the record of an entry, after any warning; a rejection if it has no title.

    The entry is an object with a paper under "paper", or the paper alone. `number` is its place in
    the dump, from 1.
    """
    paper = entry.get("paper")
    inner = paper.items() if isinstance(paper, Mapping) else ()
    values: dict[str, Any] = {**entry, **{k: v for k, v in inner if v not in (None, "", [])}}
    comments, listed = values.get("comments"), get_text(values, "submittedOnDailyAt")
    values["comments"] = len(comments) if isinstance(comments, list) else comments
    values["submittedOnDailyAt"] = (parse_date(listed) or listed) if listed else ""
    values["address"] = paper_address(get_text(values, "id"))
    yield from read_catalogue_entry(number, values, "hf-daily-json")


FORMAT = make_format("hf-daily-json", rate_entry, read_entry)
