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

Other forms are read too: the objects under "paper" alone, in an array or in JSON Lines, and such an
array under a key, as pages embed it under "dailyPapers".

`published` is the day on which the paper appeared; the day on which Hugging Face listed it is
`listed` in `extra`. Values that "paper" lacks are taken from the object around it.
"""

from collections.abc import Iterator, Mapping, Sequence

from paperthemes.parse.catalogues.entries import make_format
from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import get_text, get_texts, scalar_text
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.huggingface.page import find_paper_id, paper_address
from paperthemes.parse.json_values import Object

# Keys beside "paper" that show that the object is an entry of Hugging Face.
_OUTER_KEYS = {
    *("publishedAt", "title", "numComments", "submittedBy", "thumbnail", "summary", "upvoted")
}
# Keys that are typical of the objects under "paper".
_PAPER_KEYS = {"upvotes", "discussionId", "submittedOnDailyAt", "submittedOnDailyBy", "ai_summary"}
_NAME_PATHS = "name", ""  # the text under "name" in an object, or the value itself if it is a text
_EXTRA = {  # keys of `extra`, with the keys of Hugging Face
    "ai_summary": "ai_summary",
    "upvotes": "upvotes",
    "github": "githubRepo",
    "github_stars": "githubStars",
    "project_page": "projectPage",
}


def rate(value: Object) -> float:
    """Return the confidence that a JSON object is an entry of Hugging Face, which has a paper.

    It is the first of these that applies:

    - 1 if it has the paper as an object under "paper", and two or more of `_OUTER_KEYS` beside it;
    - 0.5 if it has "paper" and one of these keys, or a title in the paper;
    - 0.9 if it is the paper itself, with an id, a title and one of `_PAPER_KEYS`;
    - 0 in all other cases.
    """
    if isinstance(paper := value.get("paper"), Mapping):
        outer_count = len(_OUTER_KEYS & value.keys())
        return 1.0 if outer_count > 1 else 0.5 if outer_count or "title" in paper else 0.0
    is_paper = {"id", "title"} <= value.keys() and bool(_PAPER_KEYS & value.keys())
    return 0.9 if is_paper else 0.0


def read_entry(number: int, entry: Object) -> Iterator[ReaderItem]:
    """Yield the record of an entry: an object with a paper under "paper", or the paper alone.

    If the day of publication is not understood, a warning comes first. An entry without a title
    gives a rejection instead. `number` is the place of the entry in the dump, from 1.
    """
    paper = entry.get("paper")
    # Values are taken from the first of these objects that has them.
    sources = (paper, entry) if isinstance(paper, Mapping) else (entry,)
    title, abstract, day = (_find_text(sources, key) for key in ("title", "summary", "publishedAt"))
    if not title:
        reason = "abstract without a title" if abstract else "entry without a title"
        yield Rejected(number, number, reason, excerpt(str(dict(entry))))
        return
    published = parse_date(day)
    extra = {name: _find_text(sources, key) for name, key in _EXTRA.items()} | _read_extra(sources)
    if day and not published:
        yield ParseWarning("dates not understood, kept in the field extra", number)
        extra["publishedAt"] = day
    url = paper_address(_find_text(sources, "id"))
    yield Record(
        start=number,
        end=number,
        title=title,
        abstract=abstract,
        url=url,
        arxiv_id=find_paper_id(url),  # `""` if the id does not have the form of an arXiv id
        published=published,
        authors=tuple(get_texts(sources[0], "authors", *_NAME_PATHS)),
        extra={name: text for name, text in extra.items() if text},
    )


def _read_extra(sources: Sequence[Object]) -> dict[str, str]:
    """Return the values for `extra` that Hugging Face gives under various keys or in various forms.

    For example, the number of comments is under `numComments`, or is the length of `comments`.
    Missing values are `""`. `sources` are the object of a paper and, if there is one, the object
    around it.
    """
    paper = sources[0]
    comments = paper.get("comments")  # a list of comments, or their number
    comment_count = str(len(comments)) if isinstance(comments, list) else scalar_text(comments)
    listed = scalar_text(paper.get("submittedOnDailyAt"))
    keys = ("submittedBy", "submittedOnDailyBy")
    users = (_find_text(sources, key, "name", "user", "fullname") for key in keys)
    return {
        "comments": _find_text(sources, "numComments") or comment_count,
        "keywords": "; ".join(get_texts(paper, "ai_keywords", *_NAME_PATHS)),
        "listed": parse_date(listed) or listed,  # a date that is not understood is kept as a text
        "organization": _find_text(sources, "organization", "fullname", "name"),
        "submitted_by": next(filter(None, users), ""),
    }


def _find_text(sources: Sequence[Object], key: str, *names: str) -> str:
    """Return the text under a key in the first of several objects that has one, or `""`.

    If the value under the key is an object itself, its text is the first one under `names`:
    `_find_text(sources, "organization", "fullname", "name")` prefers the full name.
    """
    return next(filter(None, (get_text(source.get(key), *names, "") for source in sources)), "")


FORMAT = make_format("hf-daily-json", rate, read_entry)
