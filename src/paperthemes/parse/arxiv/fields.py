r"""What the readers of arXiv's formats share: a record made of arXiv's fields as it writes them.

::

    authors     C. Bal\'azs, E. Berger (1) and P. Yuan Jr. ((1) Some University)
    date        Mon, 2 Apr 2007 19:18:42 GMT
    doi         10.5555/one 10.5555/two

The extra fields have the same names whatever the format: `categories`, `comments`, `journal_ref`,
`report_no`, `updated`, `announced`, `announce_type` (new, cross, replace, replace-cross) ….
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from paperthemes.parse import fields, latex
from paperthemes.parse.format import Record, Rejected, excerpt
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

NO_TITLE = "entry without a title"
DATE_LEFT = "date not understood, left in extra"
NEW, CROSS, REPLACE, REPLACE_CROSS = "new", "cross", "replace", "replace-cross"

_DAY = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]{2,8}),? (\d{4}|\d{2})\b")
_MONTH = re.compile(r"\b([A-Z][a-z]{2,8}),? (\d{4})\b")
_CENTURY_FROM = 91  # the first year of arXiv
_PARENTHESES = re.compile(r"[()]")
_BETWEEN_NAMES = re.compile(r",? and |[,;:]")
_SUFFIX = re.compile(r"Jr\.?|Sr\.?|II|III|IV")
_OTHERS = re.compile(r"et al\.?|(?:and )?\d+ additional authors not shown|", re.IGNORECASE)


@dataclass
class Paper:
    """The fields of one paper, as a dump gives them."""

    title: str = ""
    abstract: str = ""
    url: str = ""
    arxiv_id: str = ""
    doi: str = ""
    published: str = ""
    authors: Iterable[str] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def find(self, start: int, end: int) -> Record | Rejected:
        """Make a record of it, which it is if it has a title."""
        given = collapse_whitespace(self.title)
        if not given:
            seen = " ".join(text for text in (self.arxiv_id, self.abstract) if text)
            return Rejected(start, end, NO_TITLE, excerpt(seen))
        title = collapse_whitespace(latex.letters(given))
        dois = [known for part in self.doi.split() if (known := find_doi(part))]
        extra = {
            **self.extra,
            "title_as_given": given if given != title else "",
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
            authors=tuple(
                name for raw in self.authors if (name := collapse_whitespace(latex.letters(raw)))
            ),
            extra={key: text for key, raw in extra.items() if (text := collapse_whitespace(raw))},
        )


def day(text: str) -> str:
    """Return the date that stands in `text` (`Mon, 2 Apr 2007 19:18:42 GMT`), or `""`.

    ISO dates, the days of mails and pages (`2 April 2007`, `2 Apr 07`), and months (`April 2007`).
    """
    text = text.strip()
    if match := _DAY.search(text):
        number, month, year = match.groups()
        if len(year) == len("07"):
            year = ("19" if int(year) >= _CENTURY_FROM else "20") + year
        return fields.parse_date(f"{number} {month} {year}")
    if iso := fields.parse_date(text.replace("/", "-")):
        return iso
    match = _MONTH.search(text)
    first = fields.parse_date(f"{match[1]} 1, {match[2]}") if match else ""
    return first[: len("2007-04")]


def names(text: str) -> tuple[str, ...]:
    """Split authors as arXiv writes them: first names first, affiliations in parentheses."""
    found: list[str] = []
    for part in _BETWEEN_NAMES.split(collapse_whitespace(_outside_parentheses(text))):
        name = part.strip().removeprefix("and ").strip()
        if _SUFFIX.fullmatch(name) and found:
            found[-1] += f" {name}"
        elif not _OTHERS.fullmatch(name):
            found.append(name)
    return tuple(found)


def inverted(name: str) -> str:
    """Turn `Last, First` into `First Last`."""
    last, comma, first = name.partition(",")
    return collapse_whitespace(f"{first} {last}") if comma else collapse_whitespace(name)


def _outside_parentheses(text: str) -> str:
    depth, start, kept = 0, 0, []
    for match in _PARENTHESES.finditer(text):
        if depth == 0:
            kept.append(text[start : match.start()])
        depth = depth + 1 if match[0] == "(" else max(depth - 1, 0)
        start = match.end()
    if depth == 0:
        kept.append(text[start:])
    return " ".join(kept)
