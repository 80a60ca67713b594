"""Rows of a table as records."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any
from urllib.parse import unquote

from paperthemes.parse.authors import split_authors
from paperthemes.parse.cleaning import is_missing
from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import find_catalogue_ids, find_first
from paperthemes.parse.format import (
    Ignored,
    ParseWarning,
    ReaderItem,
    Record,
    Rejected,
    excerpt,
)
from paperthemes.parse.tables.aliases import normalise_name
from paperthemes.parse.tables.cells import read_cells
from paperthemes.parse.tables.columns import ColumnMapping
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_OPEN_URL = re.compile(r"[?&;](?:rft_)?id=(?:info:)?doi[:/]([^&;]+)", re.IGNORECASE)
_DATE_OF_PUBLICATION = re.compile(r"Date of Publication: ?([^.;]{4,40})")
_POINT_ZERO = re.compile(r"^(\d+)\.0+$")
_YEAR_IN_PARENTHESES = re.compile(r"\((\d{4})\)")
_ADDRESS_GAP = re.compile(r"[;,|\s]\s?(?=https?://)")  # between several addresses in a cell
# The beginning of an object or a list that is cut off: of any, and of a list of names.
_BROKEN_OBJECT = re.compile(r"\[?\{(['\"])[^'\"]{0,80}\1: ?")
_BROKEN = "lists or objects cut off or damaged, kept in the field extra"
_BROKEN_LIST = re.compile(r"[\[{]['\"{[]")
_ID_FORMS = {"eid": re.compile(r"^2-s2\.0-\S+"), "pmid": re.compile(r"\d+")}  # of other ids: any
_SOURCES = ("so", "source")  # normalised names of columns such as "Wind. 12(3):1-10, 2018 May 01."
_SOURCE_DATE = re.compile(
    r" ((?:19|20)\d\d(?: [A-Z][a-z]{2}(?:-[A-Z][a-z]{2}| \d{1,2})?)?)(?:[.;]|$)"
)
_PRECISIONS = {"year": 4, "month": 7}  # characters of a date
# The type of what Zotero keeps beside papers; types of Crossref.
_ATTACHMENTS = {"attachment", "note", "annotation"}
_PERIODICALS = {"journal", "journal-volume", "journal-issue", "book-series", "proceedings-series"}
# An abstract that lists authors: "Li, A., van Ek, B. C."
_ONLY_NAMES = re.compile(r"(?:[^\W\d_][^,;.\d]{0,40}, (?:[^\W\d_]\.[ -]?){1,5},?\s?)+")
_MAX_ID_LENGTH, _MAX_DATE_LENGTH = 60, 40  # characters: longer cells hold other text

_Parse = Callable[[str], str]


@dataclass(frozen=True)
class RowReader:
    """Converter of the rows of one table into records.

    `author_style` is the style of the table's author lists, one of those in `authors`.
    """

    columns: ColumnMapping
    author_style: str = "any"

    def read(self, start: int, end: int, cells: Mapping[str, object]) -> Iterator[ReaderItem]:
        """Return the record of a row, or a rejection if it has no title, and warnings.

        `start` and `end` are the place of the row in the table; `cells` has its cells by column, as
        texts or as values of JSON.
        """
        try:
            texts, columns = read_cells(cells, self.columns, self._field_by_column)
        except RecursionError:
            return iter((Rejected(start, end, "values nested too deep", ""),))
        if columns is self.columns:
            return self._read(start, end, texts, set())
        return replace(self, columns=columns)._read(start, end, texts, texts.keys() - cells.keys())

    @cached_property
    def _field_by_column(self) -> dict[str, str]:
        """The field of a record that each column holds."""
        return {column: field for field, names in self.columns.fields.items() for column in names}

    @cached_property
    def _never_extra(self) -> set[str]:
        """The columns that are never kept in `extra`."""
        columns = (self.columns.fields.get(field, ()) for field in ("title", "abstract", "authors"))
        return {*self.columns.left_out, *self.columns.ids.values(), *chain.from_iterable(columns)}

    @cached_property
    def _type_column(self) -> str:
        """The column of the type of an entry, such as "journal-article", or `""`."""
        return next((name for name, key in self.columns.extra.items() if key == "type"), "")

    def _read(
        self, start: int, end: int, texts: Mapping[str, str], used: set[str]
    ) -> Iterator[ReaderItem]:
        """Yield what `read` yields, for cells that are texts; `used` columns are not kept."""
        used |= self._never_extra
        title = self._find_value("title", texts, used)
        abstract = self._find_value("abstract", texts, used)
        authors = self._find_value("authors", texts, used)
        kind = texts.get(self._type_column, "")
        if kind in _ATTACHMENTS and normalise_name(self._type_column) == "itemtype":
            yield Ignored(start, end)
            return
        is_periodical = kind in _PERIODICALS and not abstract and not authors
        if is_periodical or not title:
            reason = "abstract without a title" if abstract else "row without a title"
            reason = f"a {kind}, not a paper" if is_periodical else reason
            yield Rejected(start, end, reason, excerpt(" | ".join(texts.values())))
            return
        if abstract and (abstract == authors or _ONLY_NAMES.fullmatch(abstract)):
            abstract, authors = "", authors or abstract
        if _BROKEN_OBJECT.match(abstract):
            abstract, used = "", used - {*self.columns.fields["abstract"]}
            yield ParseWarning(_BROKEN, start)
        if _BROKEN_LIST.match(authors):
            authors, used = "", used - {*self.columns.fields["authors"]}
            yield ParseWarning(_BROKEN, start)
        published = self._find_date(texts, used)
        if not published and self._find_value("published", texts, set()):
            yield ParseWarning("dates not understood, kept in the field extra", start)
        yield Record(
            start,
            end,
            title,
            abstract,
            published=published,
            authors=split_authors(authors, self.author_style) if authors else (),
            **self._find_ids_and_extra(texts, used),
        )

    def _find_ids_and_extra(self, texts: Mapping[str, str], used: set[str]) -> dict[str, Any]:
        """Return the address, the ids and the `extra` of a row by their names in `Record`."""
        urls = _ADDRESS_GAP.split(self._find_value("url", texts, used))
        doi = self._find_value("doi", texts, used, _find_doi_of_cell)
        arxiv_id = self._find_value("arxiv_id", texts, used, find_arxiv_id)
        arxiv_texts = map(texts.get, self.columns.fields.get("arxiv_id", ()))
        addresses = [text for text in (*urls, *arxiv_texts) if text and "/" in text]
        extra = {
            self.columns.extra.get(column, column): text
            for column, text in texts.items()
            if column not in used and not is_missing(text)
        }
        return {
            "url": urls[0],
            "arxiv_id": arxiv_id or find_first(find_arxiv_id, (*urls, doi)),
            "doi": doi or find_first(find_doi, addresses),
            "ids": tuple(dict.fromkeys((*self._find_ids(texts), *find_catalogue_ids(*addresses)))),
            "extra": extra | ({"other_urls": "; ".join(urls[1:])} if urls[1:] else {}),
        }

    def _find_value(
        self, field: str, texts: Mapping[str, str], used: set[str], parse: _Parse = str
    ) -> str:
        """Return the first value that `parse` finds in the columns of a field, or `""`.

        `texts` has the texts of the row by column. The column of the value is added to `used`.
        Columns with other text are not added, so that this text will be kept in `extra`.
        """
        for column in self.columns.fields.get(field, ()):
            text = texts.get(column, "")
            if text and not is_missing(text) and (value := parse(text)):
                used.add(column)
                return value
        return ""

    def _find_date(self, texts: Mapping[str, str], used: set[str]) -> str:
        """Return the date of publication, such as `2024-05-01`; `""` if no column has one.

        It is the first date with a year. If this is only a year, it is completed by another column
        with the month, or with the month and the day ("May", "MAY 1"), or by the columns of the
        month and the day. Columns that say nothing beyond the returned date are added to `used`.
        Without any such column, the date may be in that of the source, as in exports of Ovid.
        """
        given = {c: texts.get(c, "") for c in self.columns.fields.get("published", ())}
        values = {column: _parse_date(text) for column, text in given.items() if text}
        date = next((value for value in values.values() if value[:1].isdecimal()), "")
        if date.isdecimal() and (len(given) > 1 or "month" in self.columns.fields):
            date = self._complete_year(date, given, texts, used)
        date = date or next(filter(None, values.values()), "")
        for column, value in values.items():
            is_date = value == date and len(given[column]) <= _MAX_DATE_LENGTH
            is_part = value == given[column] and date.startswith(value)  # `2024` of `2024-05-01`
            if value and (is_date or is_part):
                used.add(column)
        if not date:
            sources = (text for name, text in texts.items() if normalise_name(name) in _SOURCES)
            return find_first(_parse_source, sources)
        precision = self._get_part("precision", texts).lower()
        return date[: _PRECISIONS.get(precision)]

    def _complete_year(
        self, year: str, given: Mapping[str, str], texts: Mapping[str, str], used: set[str]
    ) -> str:
        """Return a date in this year, if a column of dates or the month have more than the year.

        `given` has the texts of the columns of dates. The columns used are added to `used`.
        """
        day, month = (_drop_point_zero(self._get_part(name, texts)) for name in ("day", "month"))
        month_text = f"{day}.{month}" if day.isdecimal() and month else month
        for names, text in (
            *(((column,), text) for column, text in given.items() if not text.isdecimal()),
            (self.columns.fields.get("month", ()) + self.columns.fields.get("day", ()), month_text),
        ):
            date = _parse_date(text) or (_parse_date(f"{text}.{year}") if text else "")
            if date.startswith("--"):  # a month and a day
                date = year + date[1:]
            if date.startswith(f"{year}-"):
                used.update(names)
                return date
        return year

    def _get_part(self, field: str, texts: Mapping[str, str]) -> str:
        """Return the text in the first column of a field, or `""`."""
        return texts.get(self.columns.fields.get(field, ("",))[0], "")

    def _find_ids(self, texts: Mapping[str, str]) -> Iterator[str]:
        """Yield the ids of a row as `scheme:value`, such as `pmid:123`.

        The cell may also be an address that ends in the id, `PMID:123`, or `123.0`. Cells that
        stand for a missing value, and values longer than `_MAX_ID_LENGTH`, give no id.
        """
        for scheme, column in self.columns.ids.items():
            value = texts.get(column, "")
            if form := _ID_FORMS.get(scheme):
                value = match[0] if (match := form.search(value)) else ""
            value = value.rstrip("/").rsplit("/", 1)[-1]  # the end of an address
            value = _drop_point_zero(value.removeprefix(f"{scheme.upper()}:"))
            if not is_missing(value) and len(value) <= _MAX_ID_LENGTH:
                yield f"{scheme}:{value}"


def _find_doi_of_cell(text: str) -> str:
    """Return the DOI in a cell, or `""`; the cell may also be an OpenURL with `id=doi:10.…`."""
    if match := _OPEN_URL.search(text):
        text = collapse_whitespace(unquote(match[1]))
    return find_doi(text)


@lru_cache(maxsize=1 << 10)  # most rows of a table share their dates with others
def _parse_date(text: str) -> str:
    """Return the date in a text, in the forms of `parse_date`; `""` if there is none.

    Beyond the texts that `parse_date` knows, these are understood:

    - a description of the source, as in Embase: "... Date of Publication: 1 May 2024";
    - a text longer than `_MAX_DATE_LENGTH` with a year in parentheses: this year is returned;
    - a year that pandas wrote as `2024.0`.
    """
    if match := _DATE_OF_PUBLICATION.search(text):
        return parse_date(match[1].strip())
    if len(text) > _MAX_DATE_LENGTH and (year := _YEAR_IN_PARENTHESES.search(text)):
        return year[1]
    return parse_date(_drop_point_zero(text))


def _parse_source(text: str) -> str:
    """Return the date in the description of a source, such as "Wind. 12(3):1-10, 2018 May 01."."""
    match = _SOURCE_DATE.search(text)
    return _parse_date(text) or (parse_date(match[1]) if match else "")


def _drop_point_zero(text: str) -> str:
    """Return `2024` for `2024.0`, which pandas makes of an integer in a column with gaps."""
    return _POINT_ZERO.sub(r"\1", text) if text.endswith("0") else text
