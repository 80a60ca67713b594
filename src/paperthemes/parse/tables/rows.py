"""One row of a table as a record, whatever the table was written in."""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from paperthemes.parse import fields
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.tables import people
from paperthemes.parse.tables.columns import Layout
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

Split = Callable[[str], tuple[str, ...]]

_NOTHING = ("nan", "null", "none", "n/a", "na", "<na>", "nat", "-")
_NO_ABSTRACT = re.compile(
    r"\W{0,3}(?:no abstract(?: is)?(?: available| provided| found)?|abstract (?:is )?(?:not|un)"
    r" ?available)\W{0,3}",
    re.IGNORECASE,
)
_OPEN_URL = re.compile(r"[?&;](?:rft_)?id=(?:info:)?doi[:/]([^&;]+)", re.IGNORECASE)
_DATE_OF_PUBLICATION = re.compile(r"Date of Publication: ?([^.;]{4,40})")
_WHOLE = re.compile(r"(\d+)\.0+")  # as pandas writes whole numbers of a column with gaps
_IN_BRACKETS = re.compile(r"\((\d{4})\)")
_LONGEST_ID, _LONGEST_DATE = 60, 40


class Rows:
    """Turns the rows of one table into what is found in them."""

    def __init__(self, layout: Layout, split: Split = people.names) -> None:
        self._layout = layout
        self._split = split

    def finds(self, start: int, end: int, cells: Mapping[str, str]) -> Iterator[ReaderItem]:
        """Take one row that stands at `start` to `end`; `cells` are by name of column."""
        title = self._first("title", cells)
        abstract = self._first("abstract", cells)
        if _NO_ABSTRACT.fullmatch(abstract[:60]):
            abstract = ""
        if not title:
            reason = "abstract without a title" if abstract else "row without a title"
            yield Rejected(start, end, reason, excerpt(" | ".join(cells.values())))
            return
        used = set(self._layout.left_out)
        published = self._date(cells, used)
        if not published and self._first("published", cells):
            yield ParseWarning("dates not understood, left in extra", start)
        url = self._taken("url", cells, used, lambda text: text)
        doi = self._taken("doi", cells, used, doi_in)
        arxiv_id = self._taken("arxiv_id", cells, used, find_arxiv_id)
        for name in ("title", "abstract", "authors"):
            used.update(self._layout.fields.get(name, ()))
        ids = tuple(self._ids(cells, used))
        yield Record(
            start,
            end,
            title,
            abstract,
            url=url,
            arxiv_id=arxiv_id or find_arxiv_id(url) or find_arxiv_id(doi),
            doi=doi or find_doi(url),
            ids=ids,
            published=published,
            authors=self._split(self._first("authors", cells)),
            extra=self._extra(cells, used),
        )

    def _first(self, name: str, cells: Mapping[str, str]) -> str:
        """Return the first of the columns of a field that says something."""
        for column in self._layout.fields.get(name, ()):
            text = collapse_whitespace(cells.get(column, ""))
            if text and text.lower() not in _NOTHING:
                return text
        return ""

    def _taken(
        self, name: str, cells: Mapping[str, str], used: set[str], understood: Callable[[str], str]
    ) -> str:
        """Return what is understood of a field, and add its column to those used."""
        for column in self._layout.fields.get(name, ()):
            text = collapse_whitespace(cells.get(column, ""))
            if text.lower() in _NOTHING:
                used.add(column)
            elif text and (value := understood(text)):
                used.add(column)
                return value
        return ""

    def _date(self, cells: Mapping[str, str], used: set[str]) -> str:
        """Return the date; columns that say no more than it are used."""
        published = ""
        for column in self._layout.fields.get("published", ()):
            text = collapse_whitespace(cells.get(column, ""))
            value = date_in(text)
            if published.isdecimal() and not value[:1].isdecimal():
                value = date_in(f"{text} {published}")  # a day or month apart from its year
                published = value or published
            published = published or value
            no_more = value and value == published and len(text) <= _LONGEST_DATE
            if (
                text.lower() in _NOTHING
                or no_more
                or (value == text and published.startswith(value))
            ):
                used.add(column)
        return published

    def _ids(self, cells: Mapping[str, str], used: set[str]) -> Iterator[str]:
        for scheme, column in self._layout.ids.items():
            text = collapse_whitespace(cells.get(column, ""))
            used.add(column)
            value = text.rstrip("/").rsplit("/", 1)[-1].removeprefix(f"{scheme.upper()}:")
            value = _WHOLE.sub(r"\1", value) if _WHOLE.fullmatch(value) else value
            if value and value.lower() not in _NOTHING and len(value) <= _LONGEST_ID:
                yield f"{scheme}:{value}"

    def _extra(self, cells: Mapping[str, str], used: set[str]) -> dict[str, str]:
        return {
            self._layout.extra.get(column, column): text
            for column, cell in cells.items()
            if column not in used and (text := collapse_whitespace(cell))
        }


def doi_in(text: str) -> str:
    """Return the DOI in `text`, which may be the address of an OpenURL resolver too."""
    if match := _OPEN_URL.search(text):
        return find_doi(collapse_whitespace(unquote(match[1])))
    return find_doi(text)


def date_in(text: str) -> str:
    """Return the date in `text`, which may be a source as Embase writes it."""
    if match := _DATE_OF_PUBLICATION.search(text):
        return fields.parse_date(match[1].strip())
    if len(text) > _LONGEST_DATE and (year := _IN_BRACKETS.search(text)):
        return year[1]
    whole = _WHOLE.fullmatch(text)
    return fields.parse_date(whole[1] if whole else text)
