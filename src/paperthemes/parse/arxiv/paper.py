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

from paperthemes.parse import fields, latex
from paperthemes.parse.format import Record, Rejected, excerpt
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_DAY = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]{2,8}),? (\d{4}|\d{2})\b")
_MONTH = re.compile(r"\b([A-Z][a-z]{2,8}),? (\d{4})\b")
_FIRST_YEAR = 91  # arXiv began in 1991, so lower two-digit years are in the 21st century
_NAME_SEPARATOR = re.compile(r",? and |[,;:]")
_SUFFIX = re.compile(r"Jr\.?|Sr\.?|II|III|IV")
_UNNAMED_AUTHORS = re.compile(r"et al\.?|(?:and )?\d+ additional authors not shown|", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The fields of one paper as arXiv writes them, but `published` as in a record."""

    title: str
    abstract: str
    url: str = ""
    arxiv_id: str = ""
    doi: str = ""
    published: str = ""
    authors: Iterable[str] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def to_record(self, start: int, end: int) -> Record | Rejected:
        """Return the paper as a record; a paper without a title is rejected.

        Accents in TeX become letters. `extra` keeps what a record has no field for: the title as
        given, all DOIs but the first, and a text in `doi` that contains no DOI.
        """
        original = collapse_whitespace(self.title)
        if not original:
            texts = filter(None, (self.arxiv_id, self.abstract))
            return Rejected(start, end, "entry without a title", excerpt(" ".join(texts)))
        title = collapse_whitespace(latex.decode_accents(original))
        dois = [doi for part in self.doi.split() if (doi := find_doi(part))]
        authors = (collapse_whitespace(latex.decode_accents(name)) for name in self.authors)
        extra = {
            **self.extra,
            "title_as_given": original if original != title else "",
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


def announce_type(*, replaced: bool, crossed: bool) -> str:
    """Return arXiv's word for a kind of announcement: new, cross, replace or replace-cross."""
    if replaced:
        return "replace-cross" if crossed else "replace"
    return "cross" if crossed else "new"


def parse_day(text: str) -> str:
    """Return the date in a text such as `Mon, 2 Apr 2007 19:18:42 GMT`, as `YYYY-MM-DD`.

    The first day as in mails and on pages (`2 April 2007`, `2 Apr 07`) is returned. Without one the
    text is parsed as a whole by `fields.parse_date`, which knows ISO dates. If that fails too, a
    month (`April 2007`) in the text gives `YYYY-MM`, and other texts give `""`.
    """
    text = text.strip()
    if match := _DAY.search(text):
        day, month, year = match.groups()
        if len(year) == len("07"):
            year = f"{19 if int(year) >= _FIRST_YEAR else 20}{year}"
        return fields.parse_date(f"{day} {month} {year}")
    if iso := fields.parse_date(text.replace("/", "-")):
        return iso
    match = _MONTH.search(text)
    # A day completes the month to a form that is understood, and is cut off again.
    first_day = fields.parse_date(f"{match[1]} 1, {match[2]}") if match else ""
    return first_day[: len("2007-04")]


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in an author list of arXiv, without the affiliations in parentheses.

    A suffix such as "Jr." is joined to the name before it; "et al." and the like are no names.
    """
    names: list[str] = []
    for part in _NAME_SEPARATOR.split(collapse_whitespace(_remove_parentheses(text))):
        name = part.strip().removeprefix("and ").strip()
        if _SUFFIX.fullmatch(name) and names:
            names[-1] += f" {name}"
        elif not _UNNAMED_AUTHORS.fullmatch(name):
            names.append(name)
    return tuple(names)


def _remove_parentheses(text: str) -> str:
    """Replace parentheses and their contents by blanks; an unclosed one extends to the end."""
    depth, kept = 0, []
    for part in re.split(r"([()])", text):
        if part == "(":
            depth += 1
        elif part == ")":
            depth = max(depth - 1, 0)
        elif depth == 0:
            kept.append(part)
    return " ".join(kept)
