"""Rows of a table as records, and the lists of authors in them.

::

    Ada Li; Bo Ek         Li, Ada; Ek, Bo       Li, A., Ek, B.        Ada Li and Bo Ek
    ['Ada Li', 'Bo Ek']   Li A., Ek B.          Ada LiBo Ek (Springer's export)
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote

from paperthemes.parse import fields
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.tables.columns import ColumnMapping
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_MISSING = ("", "nan", "null", "none", "n/a", "na", "<na>", "nat", "-")
_NO_ABSTRACT = re.compile(
    r"\W{0,3}(?:no abstract(?: is)?(?: available| provided| found)?|abstract (?:is )?(?:not|un)"
    r" ?available)\W{0,3}",
    re.IGNORECASE,
)
_OPEN_URL = re.compile(r"[?&;](?:rft_)?id=(?:info:)?doi[:/]([^&;]+)", re.IGNORECASE)
_DATE_OF_PUBLICATION = re.compile(r"Date of Publication: ?([^.;]{4,40})")
_POINT_ZERO = re.compile(r"^(\d+)\.0+$")  # an integer that pandas read in a column with gaps
_YEAR_IN_PARENTHESES = re.compile(r"\((\d{4})\)")
_MAX_ID_LENGTH, _MAX_DATE_LENGTH = 60, 40  # characters: longer cells hold other text
_QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'')
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_DOTTED_INITIALS_LAST = re.compile(r"(\S.*\S|\S) ((?:[^\W\d_]{1,2}\.-?)+)")
_INITIALS_LAST = re.compile(r"(\S.*\S|\S) ([A-Z]{1,4})")
_NAME_NUMBER = re.compile(r" ?\(\d+\)$")
_SUFFIXES = ("jr", "jr.", "sr", "sr.", "ii", "iii", "iv")
_MAX_LIST_LENGTH, _MAX_NAME_LENGTH = 200_000, 200  # characters; more is slow and no authors


@dataclass(frozen=True, slots=True)
class RowReader:
    """Converter of the rows of one table into records.

    `author_style` is the style of the table's author lists, one of `_SPLITTERS`.
    """

    columns: ColumnMapping
    author_style: str = "any"

    def read(self, start: int, end: int, cells: Mapping[str, str]) -> Iterator[ReaderItem]:
        """Yield the record of a row, or a rejection if it has no title, and warnings.

        `start` and `end` are the place of the row in the table; `cells` has its cells by column.
        """
        texts = {column: collapse_whitespace(cell) for column, cell in cells.items()}
        # `str` returns a text as it is. The columns used here are added to `used` below.
        title, abstract, authors = (
            self._find_value(field, texts, set(), str) for field in ("title", "abstract", "authors")
        )
        if _NO_ABSTRACT.fullmatch(abstract):
            abstract = ""
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
        url = self._find_value("url", texts, used, str)
        doi = self._find_value("doi", texts, used, _find_doi_of_cell)
        arxiv_id = self._find_value("arxiv_id", texts, used, find_arxiv_id)
        yield Record(
            start,
            end,
            title,
            abstract,
            url=url,
            arxiv_id=arxiv_id or find_arxiv_id(url) or find_arxiv_id(doi),
            doi=doi or find_doi(url),
            ids=tuple(self._find_ids(texts)),
            published=published,
            authors=split_authors(authors, self.author_style),
            extra={
                self.columns.extra.get(column, column): text
                for column, text in texts.items()
                if text and column not in used
            },
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
            value = "" if _is_missing(text) else parse(text)
            if value or _is_missing(text):
                used.add(column)
            if value:
                return value
        return ""

    def _find_date(self, texts: Mapping[str, str], used: set[str]) -> str:
        """Return the date of publication, such as `2024-05-01`; `""` if no column has one.

        It is the first date in the columns. If this is only a year, the first later column with a
        month, or with a month and a day, completes it. Columns that say nothing beyond the returned
        date are added to `used`.
        """
        date = ""
        for column in self.columns.fields.get("published", ()):
            text = texts.get(column, "")
            value = _parse_date(text)
            # The date is a year so far, and this text has none: it may be "May" or "MAY 1".
            if date.isdecimal() and not value[:1].isdecimal():
                value = _parse_date(f"{text} {date}")
                date = value or date
            date = date or value
            is_date = value and value == date and len(text) <= _MAX_DATE_LENGTH
            is_part = value == text and date.startswith(value)  # `2024` of `2024-05-01`
            if is_date or is_part or _is_missing(text):
                used.add(column)
        return date

    def _find_ids(self, texts: Mapping[str, str]) -> Iterator[str]:
        """Yield the ids of a row as `scheme:value`, such as `pmid:123`.

        The cell may also be an address that ends in the id, `PMID:123`, or `123.0`. Cells that
        stand for a missing value, and values longer than `_MAX_ID_LENGTH`, give no id.
        """
        for scheme, column in self.columns.ids.items():
            value = texts.get(column, "").rstrip("/").rsplit("/", 1)[-1]  # the end of an address
            value = _POINT_ZERO.sub(r"\1", value.removeprefix(f"{scheme.upper()}:"))
            if not _is_missing(value) and len(value) <= _MAX_ID_LENGTH:
                yield f"{scheme}:{value}"


def _is_missing(text: str) -> bool:
    """Return true for a text that stands for a missing value, such as "n/a", "NaN" or nothing."""
    return text.lower() in _MISSING


def _find_doi_of_cell(text: str) -> str:
    """Return the DOI in a cell, or `""`; the cell may also be an OpenURL with `id=doi:10.…`."""
    if match := _OPEN_URL.search(text):
        text = collapse_whitespace(unquote(match[1]))
    return find_doi(text)


def _parse_date(text: str) -> str:
    """Return the date in a text, in the forms of `fields.parse_date`; `""` if there is none.

    Beyond the texts that `fields.parse_date` knows, these are understood:

    - a description of the source, as in Embase: "... Date of Publication: 1 May 2024";
    - a text longer than `_MAX_DATE_LENGTH` with a year in parentheses: this year is returned;
    - a year that pandas wrote as `2024.0`.
    """
    if match := _DATE_OF_PUBLICATION.search(text):
        return fields.parse_date(match[1].strip())
    if len(text) > _MAX_DATE_LENGTH and (year := _YEAR_IN_PARENTHESES.search(text)):
        return year[1]
    return fields.parse_date(_POINT_ZERO.sub(r"\1", text))


def split_authors(text: str, style: str = "any") -> tuple[str, ...]:
    """Return the names of the authors that a text lists, such as `Ada Li`.

    A name written as `Li, Ada` is put into this order. `style` is the way the authors are listed, a
    key of `_SPLITTERS`; in some styles, initials at the end of a name are also put first. Text
    after `_MAX_LIST_LENGTH` characters is ignored.
    """
    raw_names = _SPLITTERS[style](text[:_MAX_LIST_LENGTH])
    return tuple(name for raw_name in raw_names if (name := _put_given_name_first(raw_name)))


def _split_any(text: str) -> Sequence[str]:
    """Split a list of authors whose style is unknown, such as `Ada Li and Bo Ek`.

    A list in brackets, `['Ada Li', 'Bo Ek']`, is split into its quoted names; without quotes, at
    the commas. A list such as `Li, A., Ek, B.` is split by `_pair_surnames_with_initials`, and any
    other list by `fields.split_authors`.
    """
    if text.startswith("[") and text.endswith("]"):
        # A name is in the group for double or in the group for single quotes; the other is empty.
        quoted_names = [double or single for double, single in _QUOTED.findall(text)]
        return quoted_names or text[1:-1].split(",")
    pairs = [] if ";" in text else _pair_surnames_with_initials(text)
    return pairs or fields.split_authors(text)


def _split_at_semicolons(text: str) -> Sequence[str]:
    """Split a list of authors at semicolons, such as `Li, Ada (7004212771); Ek B.`.

    A list without semicolons in which a comma follows a full stop, such as `Li A., Ek B.`, is split
    at the commas. Initials at the end of a name are put first: `B. Ek`.
    """
    separator = "," if ";" not in text and ".," in text else ";"
    return [_put_initials_first(name) for name in text.split(separator)]


def _split_surnames_first(text: str) -> Sequence[str]:
    """Split `Li A., van Ek B.-C.` at commas, or at semicolons if there are any.

    The initials are put first: `A. Li`, `B.-C. van Ek`.
    """
    return [_put_initials_first(name) for name in text.split(";" if ";" in text else ",")]


def _split_sentence(text: str) -> Sequence[str]:
    """Split `Li A, van Ek BC.`, where a full stop ends the list; put the initials first."""
    return _split_surnames_first(text.strip().removesuffix("."))


def _split_without_separator(text: str) -> Sequence[str]:
    """Split `Ada LiBo van Ek`, where nothing separates the names.

    A name begins at a capital letter directly after a lower-case letter or a closing bracket. But a
    name has two words or more, so `Ian McRaeBo Ek` is split only before "Bo", not before "Rae".
    """
    pieces = [""]
    # The space in front makes a pair for the first character.
    for previous_char, char in pairwise(f" {text}"):
        if char.isupper() and (previous_char.islower() or previous_char == ")"):
            pieces.append("")
        pieces[-1] += char
    names: list[str] = []
    for piece in pieces:
        # If this piece or the name so far is a single word, both belong to one name.
        if names and (" " not in piece.strip() or " " not in names[-1].strip()):
            names[-1] += piece
        else:
            names.append(piece)
    return names


_SPLITTERS = {
    "any": _split_any,
    "semicolons": _split_at_semicolons,
    "surnames first": _split_surnames_first,
    "surnames first, full stop": _split_sentence,
    "no separator": _split_without_separator,
}


def _put_given_name_first(name: str) -> str:
    """Turn `Li, Jr., Ada (7)` into `Ada Li Jr.`; the number, an id of the author, is removed.

    A name is not reordered if a part between its commas is blank, or if it has more than two parts
    that are not suffixes such as `Jr.`.
    """
    name = _NAME_NUMBER.sub("", name.strip())
    parts = [part.strip() for part in name.split(",")]
    suffixes = [part for part in parts[1:] if part.lower() in _SUFFIXES]
    names = [part for part in parts if part not in suffixes]
    if len(names) > 2 or not all(parts):
        return name
    return " ".join((*reversed(names), *suffixes))


def _pair_surnames_with_initials(text: str) -> list[str]:
    """Return `Li, A.` and `Ek, B.` for `Li, A., Ek, B.`; an empty list for other texts.

    "and" and "&" count as commas. Of the parts between commas, every second one must be initials,
    such as `A.`, and no other part may be. There must be two pairs or more.
    """
    text = text.replace(" and ", ",").replace("&", ",")
    parts = [*filter(None, map(str.strip, text.split(",")))]
    if len(parts) < 4 or len(parts) % 2:  # not two pairs or more
        return []
    surnames, initials = parts[::2], parts[1::2]
    if not all(map(_is_initials, initials)) or any(map(_is_initials, surnames)):
        return []
    return [f"{surname}, {given}" for surname, given in zip(surnames, initials, strict=True)]


def _is_initials(part: str) -> bool:
    """Return true for one to four initials, such as `A.` or `B.-C.`, all in capitals."""
    return part.isupper() and bool(_INITIALS.fullmatch(part))


def _put_initials_first(name: str) -> str:
    """Turn `Ek B.C.` into `B.C. Ek` and `Ek BC` into `BC Ek`; return other names as they are."""
    name = name.strip()
    if "," in name or len(name) > _MAX_NAME_LENGTH:
        return name
    if match := _DOTTED_INITIALS_LAST.fullmatch(name) or _INITIALS_LAST.fullmatch(name):
        return f"{match[2]} {match[1]}"  # the initials, then the surname
    return name
