"""Rows of a table as records; values of typed tables and of JSON, and lists of authors.

::

    2019.0  ->  2019        ["Ada", "Bo"]                         ->  Ada; Bo
    NaN     ->  (empty)     [{"name": "Ada"}, {"name": "Bo"}]     ->  Ada; Bo
    True    ->  true        {"given": "Ada", "family": "Li"}      ->  Ada Li

    Ada Li; Bo Ek         Li, Ada; Ek, Bo       Li, A., Ek, B.        Ada Li and Bo Ek
    ['Ada Li', 'Bo Ek']   Li A., Ek B.          Ada LiBo Ek (Springer's export)
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
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
_YEAR_IN_BRACKETS = re.compile(r"\((\d{4})\)")
_NAME_KEYS = ("name", "display_name", "full_name", "fullname", "raw_author_name")
_NAME_PARTS = (
    *(("given", "family"), ("first", "last"), ("first_name", "last_name")),
    *(("firstname", "lastname"), ("forename", "lastname"), ("forenames", "keyname")),
)
_MAX_ITEMS = 10_000  # of a list; a longer one is no list of names or keywords
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

        `start` and `end` are the place of the row; `cells` has its cells by column.
        """
        texts = {column: collapse_whitespace(cell) for column, cell in cells.items()}
        title, abstract, authors, date = (
            next((text for _, text in self._iter_cells(name, texts) if not _is_missing(text)), "")
            for name in ("title", "abstract", "authors", "published")
        )
        if _NO_ABSTRACT.fullmatch(abstract):
            abstract = ""
        if not title:
            reason = "abstract without a title" if abstract else "row without a title"
            yield Rejected(start, end, reason, excerpt(" | ".join(cells.values())))
            return
        used = {*self.columns.left_out, *self.columns.ids.values()}
        for name in ("title", "abstract", "authors"):
            used.update(self.columns.fields.get(name, ()))
        published = self._find_date(texts, used)
        if date and not published:
            yield ParseWarning("dates not understood, kept in the field extra", start)
        url = self._find_value("url", texts, used, str)
        doi = self._find_value("doi", texts, used, _find_doi)
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

    def _iter_cells(self, field: str, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Yield each column that holds a field, with its text; the preferred column first."""
        for column in self.columns.fields.get(field, ()):
            yield column, texts.get(column, "")

    def _find_value(
        self, field: str, texts: Mapping[str, str], used: set[str], parse: Callable[[str], str]
    ) -> str:
        """Return the first value of a field that can be parsed, or `""`.

        Its column, and those tried before it with missing values, are added to `used`.
        """
        for column, text in self._iter_cells(field, texts):
            value = "" if _is_missing(text) else parse(text)
            if value or _is_missing(text):
                used.add(column)
            if value:
                return value
        return ""

    def _find_date(self, texts: Mapping[str, str], used: set[str]) -> str:
        """Return the date of publication; columns without other information are added to `used`."""
        date = ""
        for column, text in self._iter_cells("published", texts):
            value = _parse_date(text)
            if date.isdecimal() and not value[:1].isdecimal():
                value = _parse_date(f"{text} {date}")  # a day or month in a column of its own
                date = value or date
            date = date or value
            is_date = value and value == date and len(text) <= _MAX_DATE_LENGTH
            is_part = value == text and date.startswith(value)
            if is_date or is_part or _is_missing(text):
                used.add(column)
        return date

    def _find_ids(self, texts: Mapping[str, str]) -> Iterator[str]:
        """Yield the ids of a row as `scheme:value`; of an address, the value is the last part."""
        for scheme, column in self.columns.ids.items():
            value = texts.get(column, "").rstrip("/").rsplit("/", 1)[-1]
            value = _POINT_ZERO.sub(r"\1", value.removeprefix(f"{scheme.upper()}:"))
            if not _is_missing(value) and len(value) <= _MAX_ID_LENGTH:
                yield f"{scheme}:{value}"


def _is_missing(text: str) -> bool:
    return text.lower() in _MISSING


def _find_doi(text: str) -> str:
    """Return the DOI in a text, which may be the address of an OpenURL resolver."""
    if match := _OPEN_URL.search(text):
        text = collapse_whitespace(unquote(match[1]))
    return find_doi(text)


def _parse_date(text: str) -> str:
    """Return the date in a text; a longer text may be a source that contains it, as in Embase."""
    if match := _DATE_OF_PUBLICATION.search(text):
        return fields.parse_date(match[1].strip())
    if len(text) > _MAX_DATE_LENGTH and (year := _YEAR_IN_BRACKETS.search(text)):
        return year[1]
    return fields.parse_date(_POINT_ZERO.sub(r"\1", text))


def to_text(value: object) -> str:
    """Return a value as text; missing values (null, NaN, NaT) become `""`."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN is not equal to itself
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas turns integers with gaps into floats
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(to_text, value[:_MAX_ITEMS])))
    if isinstance(value, Mapping):
        return _mapping_to_text(value)
    return str(value)


def _mapping_to_text(value: Mapping[object, object]) -> str:
    """Return the name in a mapping, such as `{"given": …, "family": …}`; without one, its JSON."""
    for key in _NAME_KEYS:
        if isinstance(name := value.get(key), str):
            return name
    for given_key, family_key in _NAME_PARTS:
        if isinstance(family_name := value.get(family_key), str):
            return f"{to_text(value.get(given_key))} {family_name}".strip()
    return json.dumps(value, ensure_ascii=False, default=str)


def split_authors(text: str, style: str = "any") -> tuple[str, ...]:
    """Return the names in a list of authors; `style` is one of `_SPLITTERS`."""
    parts = _SPLITTERS[style](text[:_MAX_LIST_LENGTH])
    return tuple(name for part in parts if (name := _put_given_name_first(part)))


def _split_any(text: str) -> Sequence[str]:
    """Split `['Ada Li', 'Bo Ek']`, `Li, A., Ek, B.`, or a list for `fields.split_authors`."""
    if text.startswith("[") and text.endswith("]"):
        quoted = [first or second for first, second in _QUOTED.findall(text)]
        return quoted or text[1:-1].split(",")
    pairs = [] if ";" in text else _pair_initials(text)
    return pairs or fields.split_authors(text)


def _split_at_semicolons(text: str) -> Sequence[str]:
    """Split `Li, Ada (7004212771); Ek B.`, where commas belong to the names.

    Without a semicolon `Li A., Ek B.` is split at the commas.
    """
    separator = "," if ";" not in text and ".," in text else ";"
    return [_put_initials_first(name) for name in text.split(separator)]


def _split_surnames_first(text: str) -> Sequence[str]:
    """Split `Li A., van Ek B.-C.` at commas, or at semicolons if there are any."""
    return [_put_initials_first(name) for name in text.split(";" if ";" in text else ",")]


def _split_sentence(text: str) -> Sequence[str]:
    """Split `Li A, van Ek BC.`, where the full stop ends the list."""
    return _split_surnames_first(text.strip().removesuffix("."))


def _split_without_separator(text: str) -> Sequence[str]:
    """Split `Ada LiBo van Ek`, where a name begins at a capital after a small letter.

    A name has two words or more, so `Ian McRaeBo Ek` has two names.
    """
    pieces = [""]
    for before, char in pairwise(f" {text}"):
        if char.isupper() and (before.islower() or before == ")"):
            pieces.append("")
        pieces[-1] += char
    names: list[str] = []
    for piece in pieces:
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
    """Turn `Li, Jr., Ada (7)` into `Ada Li Jr.`; keep the order if there are more commas."""
    name = _NAME_NUMBER.sub("", name.strip())
    parts = [part.strip() for part in name.split(",")]
    suffixes = [part for part in parts[1:] if part.lower() in _SUFFIXES]
    names = [part for part in parts if part not in suffixes]
    if len(names) > 2 or not all(parts):
        return name
    return " ".join((*reversed(names), *suffixes))


def _pair_initials(text: str) -> list[str]:
    """Return `Li, A.` and `Ek, B.` for `Li, A., Ek, B.`; an empty list for other texts."""
    text = text.replace(" and ", ",").replace("&", ",")
    parts = [*filter(None, map(str.strip, text.split(",")))]
    if len(parts) < 4 or len(parts) % 2:  # not two pairs or more
        return []
    surnames, initials = parts[::2], parts[1::2]
    if not all(map(_is_initials, initials)) or any(map(_is_initials, surnames)):
        return []
    return [f"{surname}, {given}" for surname, given in zip(surnames, initials, strict=True)]


def _is_initials(part: str) -> bool:
    return part.isupper() and bool(_INITIALS.fullmatch(part))


def _put_initials_first(name: str) -> str:
    """Turn `Ek B.C.` into `B.C. Ek` and `Ek BC` into `BC Ek`; keep other names."""
    name = name.strip()
    if "," in name or len(name) > _MAX_NAME_LENGTH:
        return name
    if match := _DOTTED_INITIALS_LAST.fullmatch(name) or _INITIALS_LAST.fullmatch(name):
        return f"{match[2]} {match[1]}"
    return name
