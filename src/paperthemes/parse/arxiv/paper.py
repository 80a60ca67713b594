r"""Fields that all arXiv formats share, and their conversion into a record.

arXiv writes authors, dates and DOIs like this::

    authors     C. Bal\'azs, E. Berger (1) and P. Yuan Jr. ((1) Some University)
    date        Mon, 2 Apr 2007 19:18:42 GMT
    doi         10.5555/one 10.5555/two

The extra fields have the same names in every format: `categories`, `comments`, `journal_ref`,
`report_no`, `updated`, `announced`, `announce_type` (new, cross, replace, replace-cross) ….
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from paperthemes.parse.dates import parse_date
from paperthemes.parse.format import Record, Rejected, excerpt
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_DAY = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]{2,8}),? (\d{4}|\d{2})\b")
_MONTH = re.compile(r"\b([A-Z][a-z]{2,8}),? (\d{4})\b")
_FIRST_YEAR = 91  # arXiv began in 1991, so lower two-digit years are in the 21st century


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The fields of one paper as arXiv writes them; only `published` is already an ISO date."""

    title: str
    abstract: str
    url: str = ""
    arxiv_id: str = ""
    doi: str = ""
    published: str = ""
    authors: Iterable[str] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def to_record(self, start: int, end: int) -> Record | Rejected:
        """Return the paper as a record, or as a rejection if it has no title.

        `start` and `end` are its place in the dump. `extra` also keeps what a record has no field
        for: all DOIs but the first; and the text in `doi`, if there is no DOI in it. Empty values
        of `extra` are left out.
        """
        if not (title := collapse_whitespace(self.title)):
            texts = filter(None, (self.arxiv_id, self.abstract))
            return Rejected(start, end, "entry without a title", excerpt(" ".join(texts)))
        dois = [doi for word in self.doi.split() if (doi := find_doi(word))]
        authors = map(collapse_whitespace, self.authors)
        extra = {
            **self.extra,
            "other_dois": " ".join(dois[1:]),
            "doi": "" if dois else self.doi,
        }
        return Record(
            start,
            end,
            title,
            collapse_whitespace(self.abstract),
            url=self.url.strip(),
            arxiv_id=find_arxiv_id(self.arxiv_id),
            doi=dois[0] if dois else "",
            published=self.published,
            authors=tuple(filter(None, authors)),
            extra={key: text for key, raw in extra.items() if (text := collapse_whitespace(raw))},
        )


def name_announce_type(*, is_replacement: bool, is_cross: bool) -> str:
    """Return arXiv's name for a type of announcement: new, cross, replace or replace-cross.

    A replacement is a revised version of a paper. A cross-listing (`is_cross`) adds a paper of one
    category to another.
    """
    if is_replacement:
        return "replace-cross" if is_cross else "replace"
    return "cross" if is_cross else "new"


def parse_day(text: str) -> str:
    """Return the date in a text such as `Mon, 2 Apr 2007 19:18:42 GMT`, usually as `YYYY-MM-DD`.

    The first of these forms that the text has counts:

    1. A day as in mails and on pages (`2 April 2007`, `2 Apr 07`), anywhere in the text.
    2. A text that is nothing but a date, such as an ISO date. It is read by `parse_date`,
       so the result may lack the day, the month or the year.
    3. A month (`April 2007`), anywhere in the text; it gives `YYYY-MM`.

    Other texts, and days that no calendar has, give `""`.
    """
    if match := _DAY.search(text):
        day, month, year = match.groups()
        if len(year) == len("07"):  # a year of two digits lacks its century
            year = f"{19 if int(year) >= _FIRST_YEAR else 20}{year}"
        return parse_date(f"{day} {month} {year}")
    match = _MONTH.search(text)
    return parse_date(text.replace("/", "-")) or (
        parse_date(" ".join(match.groups())) if match else ""
    )
