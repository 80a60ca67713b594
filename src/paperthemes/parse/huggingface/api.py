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

Three other forms are read too: the objects under "paper" in an array, the same objects in JSON
Lines or alone, and an object with the array under "dailyPapers", as pages embed it.

`published` is the day on which the paper appeared; the day on which Hugging Face listed it is
`listed` in `extra`. Values that "paper" lacks are taken from the object around it.
"""

from collections.abc import Iterator, Mapping, Sequence

from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import get_text, get_texts, parse_date, scalar_text
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.huggingface.page import find_paper_id, paper_address
from paperthemes.parse.json_values import Entry, Object, first_object, iter_objects

LISTS = ("dailyPapers", "papers", "trendingPapers", "searchResults", "results")  # keys of arrays
_OUTER_KEYS = frozenset(  # beside "paper"
    ("publishedAt", "title", "numComments", "submittedBy", "thumbnail", "summary", "upvoted")
)
# Typical of the objects under "paper".
_PAPER_KEYS = {"upvotes", "discussionId", "submittedOnDailyAt", "submittedOnDailyBy", "ai_summary"}
_NAME = "name", ""  # of an object, or the text itself
_EXTRA = {
    "ai_summary": "ai_summary",
    "upvotes": "upvotes",
    "github": "githubRepo",
    "github_stars": "githubStars",
    "project_page": "projectPage",
}


def is_entry(value: object) -> bool:
    """Return true if a JSON value describes a paper of Hugging Face in one of two forms.

    It is an object with an object under "paper", and either one of `_OUTER_KEYS` beside that or a
    title in it. Or it is such an inner object itself: with an id, a title and one of `_PAPER_KEYS`.
    """
    if not isinstance(value, Mapping):
        return False
    if isinstance(value.get("paper"), Mapping):
        return bool(_OUTER_KEYS & value.keys()) or "title" in value["paper"]
    return {"id", "title"} <= value.keys() and bool(_PAPER_KEYS & value.keys())


def read_entry(value: Object, number: int) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of an entry; a warning about its date comes first.

    `number` is the place of the entry in the dump, from 1.
    """
    inner = value.get("paper")
    sources = (inner, value) if isinstance(inner, Mapping) else (value,)  # the preferred one first
    title, abstract, day = (_text(sources, key) for key in ("title", "summary", "publishedAt"))
    if not title:
        reason = "abstract without a title" if abstract else "entry without a title"
        yield Rejected(number, number, reason, excerpt(str(dict(value))))
        return
    published = parse_date(day)
    extra = {name: _text(sources, key) for name, key in _EXTRA.items()} | _read_extra(sources)
    if day and not published:
        yield ParseWarning("dates not understood, kept in the field extra", number)
        extra["publishedAt"] = day
    url = paper_address(_text(sources, "id"))
    yield Record(
        start=number,
        end=number,
        title=title,
        abstract=abstract,
        url=url,
        arxiv_id=find_paper_id(url),
        published=published,
        authors=tuple(get_texts(sources[0], "authors", *_NAME)),
        extra={name: text for name, text in extra.items() if text},
    )


def _read_extra(sources: Sequence[Object]) -> dict[str, str]:
    """Return the values of `extra` that need more than a look-up; `""` for missing ones."""
    paper = sources[0]
    comments = paper.get("comments")  # a list of comments, or their number
    comment_count = str(len(comments)) if isinstance(comments, list) else scalar_text(comments)
    listed = scalar_text(paper.get("submittedOnDailyAt"))
    keys = ("submittedBy", "submittedOnDailyBy")
    users = (_text(sources, key, "name", "user", "fullname") for key in keys)
    return {
        "comments": _text(sources, "numComments") or comment_count,
        "keywords": "; ".join(get_texts(paper, "ai_keywords", *_NAME)),
        "listed": parse_date(listed) or listed,
        "organization": _text(sources, "organization", "fullname", "name"),
        "submitted_by": next(filter(None, users), ""),
    }


def _text(sources: Sequence[Object], key: str, *names: str) -> str:
    """Return the text under `key` in the first source that has one, or `""`.

    If the value is an object, its text is the first one under `names`.
    """
    return next(filter(None, (get_text(source.get(key), *names, "") for source in sources)), "")


def _detect(dump: Dump) -> float:
    """Return 1 if the first object has "dailyPapers", or "paper" and two or more of `_OUTER_KEYS`.

    It is 0.9 if the object seems to be one that stands under "paper" elsewhere, 0.5 if it has just
    "paper", and otherwise 0.
    """
    if dump.head_text.lstrip()[:1] not in ("[", "{"):
        return 0
    keys = (first_object(dump) or {}).keys()
    if "dailyPapers" in keys or ("paper" in keys and len(_OUTER_KEYS & keys) > 1):
        return 1
    if {"id", "title"} <= keys:
        return 0.9 * bool(_PAPER_KEYS & keys)
    return 0.5 * ("paper" in keys)


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the items of each entry; the entries may be in a list within one object.

    An object with a title is an entry itself, even if it has a list under one of `LISTS`.
    """
    keys = (first_object(dump) or {}).keys()
    list_key = next((name for name in LISTS if name in keys and "title" not in keys), None)
    for entry in iter_objects(dump, f"{list_key}.item" if list_key else ""):
        yield from read_entry(entry.value, entry.number) if isinstance(entry, Entry) else (entry,)


FORMAT = Format("hf-daily-json", _detect, _read, "entry")
