"""Rows of a table as records."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from paperthemes.parse.authors import split_authors
from paperthemes.parse.cleaning import is_missing
from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import find_catalogue_ids
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.tables.columns import ColumnMapping
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_OPEN_URL = re.compile(r"[?&;](?:rft_)?id=(?:info:)?doi[:/]([^&;]+)", re.IGNORECASE)
_DATE_OF_PUBLICATION = re.compile(r"Date of Publication: ?([^.;]{4,40})")
_POINT_ZERO = re.compile(r"^(\d+)\.0+$")  # an integer that pandas read in a column with gaps
_YEAR_IN_PARENTHESES = re.compile(r"\((\d{4})\)")
_ADDRESS_GAP = re.compile(r"[;,|\s]\s?(?=https?://)")  # between several addresses in a cell
_MAX_ID_LENGTH, _MAX_DATE_LENGTH = 60, 40  # characters: longer cells hold other text


@dataclass(frozen=True, slots=True)
class RowReader:
    """Converter of the rows of one table into records.

    `author_style` is the style of the table's author lists, one of those in `authors`.
    """

    columns: ColumnMapping
    author_style: str = "any"

    def read(self, start: int, end: int, cells: Mapping[str, str]) -> Iterator[ReaderItem]:
        """Yield the record of a row, or a rejection if it has no title, and warnings.

        `start` and `end` are the place of the row in the table; `cells` has its cells by column.
        """
        texts = {column: collapse_whitespace(cell) for column, cell in cells.items()}
        # `str` returns a text as it is. The columns used here are added to `used` below.
        title, abstract = (
            self._find_value(field, texts, set(), str) for field in ("title", "abstract")
        )
        # A list of authors may have a name per line, so its line ends count.
        authors = self._find_value("authors", cells, set(), str)
        if not title:
            reason = "abstract without a title" if abstract else "row without a title"
            yield Rejected(start, end, reason, excerpt(" | ".join(cells.values())))
            return
        used = {*self.columns.left_out, *self.columns.ids.values()}  # the others go into `extra`
        for field in ("title", "abstract", "authors"):
            used.update(self.columns.fields.get(field, ()))
        published = self._find_date(texts, used)
        if not published and self._find_value("published", texts, set(), str):
            yield ParseWarning("dates not understood, kept in the field extra", start)
        addresses = _ADDRESS_GAP.split(self._find_value("url", texts, used, str))
        url, other_urls = addresses[0], "; ".join(addresses[1:])
        doi = self._find_value("doi", texts, used, _find_doi_of_cell)
        arxiv_id = self._find_value("arxiv_id", texts, used, find_arxiv_id)
        yield Record(
            start,
            end,
            title,
            abstract,
            url=url,
            arxiv_id=arxiv_id or find_first(find_arxiv_id, (*addresses, doi)),
            doi=doi or find_first(find_doi, addresses),
            ids=tuple(dict.fromkeys(self._find_ids(texts))),
            published=published,
            authors=split_authors(authors.strip(), self.author_style),
            extra={
                self.columns.extra.get(column, column): text
                for column, text in texts.items()
                if column not in used and not is_missing(text)
            }
            | ({"other_urls": other_urls} if other_urls else {}),
        )

    def _find_value(
        self, field: str, texts: Mapping[str, str], used: set[str], parse: Callable[[str], str]
    ) -> str:
        """Return the first value that `parse` finds in the columns of a field, or `""`.

        `texts` has the texts of the row by column. The column of the value is added to `used`, and
        so is each column that was tried and has a missing value, such as "n/a". Columns with other
        text are not added, so that this text will be kept in `extra`.
        """
        for column in self.columns.fields.get(field, ()):
            text = texts.get(column, "")
            value = "" if is_missing(text) else parse(text)
            if value or is_missing(text):
                used.add(column)
            if value:
                return value
        return ""

    def _find_date(self, texts: Mapping[str, str], used: set[str]) -> str:
        """Return the date of publication, such as `2024-05-01`; `""` if no column has one.

        It is the first date with a year. If this is only a year, it is completed by the first other
        column that has a month, or a month and a day ("May", "MAY 1"), or by the columns of the
        month and the day. Columns that say nothing beyond the returned date are added to `used`.
        """
        columns = self.columns.fields.get("published", ())
        values = {column: _parse_date(texts.get(column, "")) for column in columns}
        dates = [value for value in values.values() if value]
        date = next((value for value in dates if value[0].isdecimal()), "")
        if date.isdecimal():
            date = self._complete_year(date, [c for c in columns if values[c] != date], texts, used)
        date = date or next(iter(dates), "")
        for column, value in values.items():
            text = texts.get(column, "")
            is_date = value and value == date and len(text) <= _MAX_DATE_LENGTH
            is_part = value == text and date.startswith(value)  # `2024` of `2024-05-01`
            if is_date or is_part or is_missing(text):
                used.add(column)
        return date

    def _complete_year(
        self, year: str, columns: Sequence[str], texts: Mapping[str, str], used: set[str]
    ) -> str:
        """Return a year with the month, and perhaps the day, that another column has.

        These are `columns` of dates that have no year, or else the columns of the month and the
        day. If there is no month, the year is returned. The columns used are added to `used`.
        """
        for column in columns:
            text = texts.get(column, "")
            if text and not text[:4].isdecimal() and (date := _parse_date(f"{text} {year}")):
                used.add(column)
                return date
        months, days = (self.columns.fields.get(part, ()) for part in ("month", "day"))
        month, day = (
            _POINT_ZERO.sub(r"\1", texts.get(next(iter(part), ""), "")) for part in (months, days)
        )
        if not month:
            return year
        day = day if day.isdecimal() else ""
        date = _parse_date(
            f"{year}/{month}/{day}" if month.isdecimal() else f"{day} {month} {year}"
        )
        if date:
            used.update((*months, *days))
        return date or year

    def _find_ids(self, texts: Mapping[str, str]) -> Iterator[str]:
        """Yield the ids of a row as `scheme:value`, such as `pmid:123`.

        The cell may also be an address that ends in the id, `PMID:123`, or `123.0`. Cells that
        stand for a missing value, and values longer than `_MAX_ID_LENGTH`, give no id.
        """
        for address in (
            texts.get(column, "") for column in self.columns.fields.get("arxiv_id", ())
        ):
            yield from find_catalogue_ids(address)  # a column `id` may have ids of any catalogue
        for scheme, column in self.columns.ids.items():
            value = texts.get(column, "").rstrip("/").rsplit("/", 1)[-1]  # the end of an address
            value = _POINT_ZERO.sub(r"\1", value.removeprefix(f"{scheme.upper()}:"))
            if scheme == "eid" and not value.startswith("2-s2.0-"):
                continue  # an id of another kind
            if not is_missing(value) and len(value) <= _MAX_ID_LENGTH:
                yield f"{scheme}:{value}"


def find_first(find: Callable[[str], str], texts: Iterable[str]) -> str:
    """Return the first text that `find` returns for one of `texts` and is not empty, or `""`."""
    return next(filter(None, map(find, texts)), "")


def _find_doi_of_cell(text: str) -> str:
    """Return the DOI in a cell, or `""`; the cell may also be an OpenURL with `id=doi:10.…`."""
    if match := _OPEN_URL.search(text):
        text = collapse_whitespace(unquote(match[1]))
    return find_doi(text)


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
    return parse_date(_POINT_ZERO.sub(r"\1", text))
