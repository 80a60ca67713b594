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

or the objects below "paper" themselves, in an array, in lines or one alone; or an object that holds
the array as "dailyPapers", as pages embed it. `published` is the day on which the paper appeared;
the day on which it was listed is `listed` in `extra`. What the paper lacks is taken from the object
around it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Format,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Record,
    Rejected,
    excerpt,
)
from paperthemes.parse.huggingface.page import address, paper_id
from paperthemes.parse.json_values import Entry, Object, first_object, iter_objects
from paperthemes.text.titles import collapse_whitespace

LISTS = ("dailyPapers", "papers", "trendingPapers", "searchResults", "results")
_AROUND = frozenset(
    ("publishedAt", "title", "numComments", "submittedBy", "thumbnail", "summary", "upvoted")
)
_WITHIN = frozenset(
    ("upvotes", "discussionId", "submittedOnDailyAt", "submittedOnDailyBy", "ai_summary")
)
_TEXTS = {
    "ai_summary": "ai_summary",
    "upvotes": "upvotes",
    "githubRepo": "github",
    "githubStars": "github_stars",
    "projectPage": "project_page",
}


def is_entry(value: object) -> bool:
    """Tell whether a JSON value is a paper of Hugging Face, or an object around one."""
    if not isinstance(value, Mapping):
        return False
    if isinstance(value.get("paper"), Mapping):
        return bool(_AROUND & value.keys()) or "title" in value["paper"]
    return {"id", "title"} <= value.keys() and bool(_WITHIN & value.keys())


def find_of(value: Object, place: int) -> Iterator[ReaderItem]:
    """Yield what an entry is: a record, or why it is none, and what is doubtful about it."""
    inner = value.get("paper")
    entry = _Entry(inner if isinstance(inner, Mapping) else value, value)
    title = entry.text("title")
    if not title:
        reason = "abstract without a title" if entry.text("summary") else "entry without a title"
        yield Rejected(place, place, reason, excerpt(str(dict(value))))
        return
    day = entry.text("publishedAt")
    published = fields.parse_date(day)
    if day and not published:
        yield ParseWarning("dates not understood, left in extra", place)
    identifier = entry.text("id")
    yield Record(
        place,
        place,
        title,
        entry.text("summary"),
        url=address(identifier) if identifier else "",
        arxiv_id=paper_id(address(identifier)),
        published=published,
        authors=entry.authors(),
        extra=entry.extra() | ({} if published or not day else {"publishedAt": day}),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A paper, and the object around it, which may say the same or be the same."""

    paper: Object
    around: Object

    def text(self, name: str) -> str:
        """Return a value of the paper, else of the object around it, as text."""
        return _text(self.paper.get(name)) or _text(self.around.get(name))

    def authors(self) -> tuple[str, ...]:
        given = self.paper.get("authors")
        names = [_name(author, "name") for author in given] if isinstance(given, list) else []
        return tuple(name for name in names if name)

    def extra(self) -> dict[str, str]:
        comments = self.paper.get("comments")
        length = str(len(comments)) if isinstance(comments, list) else _text(comments)
        keywords = self.paper.get("ai_keywords")
        listed = _text(self.paper.get("submittedOnDailyAt"))
        found = {name: self.text(key) for key, name in _TEXTS.items()} | {
            "comments": self.text("numComments") or length,
            "keywords": "; ".join(filter(None, map(_text, keywords)))
            if isinstance(keywords, list)
            else "",
            "listed": fields.parse_date(listed) or listed,
            "organization": self._owner("organization", "fullname", "name"),
            "submitted_by": self._owner("submittedBy", "name", "user", "fullname")
            or self._owner("submittedOnDailyBy", "name", "user", "fullname"),
        }
        return {name: text for name, text in found.items() if text}

    def _owner(self, key: str, *names: str) -> str:
        return _name(self.paper.get(key), *names) or _name(self.around.get(key), *names)


def _text(value: object) -> str:
    """Return a text or a number as folded text, all else as none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return collapse_whitespace(str(value))


def _name(value: object, *keys: str) -> str:
    """Return the name in an object, by the first of some keys, or the text that it is."""
    if isinstance(value, Mapping):
        return next(filter(None, (_text(value.get(key)) for key in keys)), "")
    return _text(value)


def _recognises(dump: Dump) -> float:
    if dump.head_text.lstrip()[:1] not in ("[", "{"):
        return 0
    keys = (first_object(dump) or {}).keys()
    if "dailyPapers" in keys or ("paper" in keys and len(_AROUND & keys) > 1):
        return 1
    if {"id", "title"} <= keys:
        return 0.9 * bool(_WITHIN & keys)
    return 0.5 * ("paper" in keys)


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    keys: Mapping[str, Any] = first_object(dump) or {}
    held = next((name for name in LISTS if name in keys and "title" not in keys), None)
    for entry in iter_objects(dump, f"{held}.item" if held else ""):
        if isinstance(entry, Entry):
            yield from find_of(entry.value, entry.number)
        else:
            yield entry


FORMAT = Format("hf-daily-json", _recognises, _read, "entry")
