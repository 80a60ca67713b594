"""RIS, as reference managers (EndNote, Zotero, Mendeley) and publishers write it.

::

    TY  - JOUR
    TI  - Sorting Apples
    AU  - Li, Ada
    PY  - 2024
    Y1  - 1 Jan.-Feb. 2024
    DO  - 10.5555/12
    AB  - We sort apples.
    ER  -

The title may also stand under `T1`, `CT` or `BT`, the abstract under `N2`. A record without its
`TY` or its `ER` line is kept and listed; one without a title is rejected; so are tagged lines that
belong to none. All else between records is boilerplate.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from rispy import RisParser
from rispy.config import TAG_KEY_MAPPING

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions
from paperthemes.parse.references import tagged

_MAPPING = TAG_KEY_MAPPING | {
    "BT": "book_title",
    "CT": "title_of_work",
    "ED": "editors",
    "JF": "journal",
    "L3": "doi_of_link",
    "WE": "web_of_science_index",  # a missing line end puts the accession number here
}
_TAG = re.compile(r"\s{0,3}([A-Za-z][A-Za-z0-9])(\s{0,4})[-\u2013](\s?)")
_START = re.compile(r"TY(?:  -\s{0,4}\S| {0,2}- ?[A-Z]{2,}\s*$)")
_ISBN = re.compile(r"\b97[89][\d-]{10,14}\b|\b\d[\d-]{8,11}[\dX]\b")
_ACCESSION = re.compile(r"(?:WOS|ISI):(\w+)")


class _Parser(RisParser):  # type: ignore[misc]
    """RIS whose lines have been brought to one form; see `_values`."""

    DEFAULT_MAPPING = _MAPPING


def _tag_of(line: str) -> str | None:
    """Return the tag of a line, also of one that has a blank too few (`TI - `, `TI  -x`).

    Without any blank before the hyphen only the first and last line of a record have one: a line
    may well begin with "T1-weighted".
    """
    if not (match := _TAG.match(line)):
        return "ER" if line.strip() == "ER" else None
    tag, before, after = match[1].upper(), match[2], match[3]
    if len(before) >= 2 and (match[1].isupper() or tag in _MAPPING):
        return tag
    if not match[1].isupper() or tag not in _MAPPING or not (after or line[match.end() :] == ""):
        return None
    return tag if before or tag in {"TY", "ER"} else None


def _values(lines: Sequence[str]) -> tagged.Values:
    """Give the lines to rispy, each tag with all its text, and take all values as lists."""
    logical: list[list[str]] = []
    for line in lines:
        tag = _tag_of(line)
        match = _TAG.match(line)
        if tag is None and logical:
            logical[-1].append(line.strip())
        elif tag not in {None, "ER"}:
            logical.append([f"{tag}  - ", line[match.end() :] if match else ""])
    if not logical or not logical[0][0].startswith("TY"):
        logical.insert(0, ["TY  - "])
    parser = _Parser(enforce_list_tags=False, delimiter_tags_mapping={})
    (found,) = parser.parse_lines(iter([*(" ".join(parts) for parts in logical), "ER  - "]))
    found.pop("unknown_tag", None)
    return {name: value if isinstance(value, list) else [value] for name, value in found.items()}


def _dates(values: tagged.Values) -> Iterable[str]:
    return [text for name in ("year", "publication_year", "date") for text in values.get(name, ())]


def _ids(values: tagged.Values) -> Iterator[str]:
    database = " ".join(
        text for name in ("name_of_database", "database_provider") for text in values.get(name, ())
    ).lower()
    for text in values.get("accession_number", ()):
        if text.isdecimal() and ("pubmed" in database or "medline" in database):
            yield f"pmid:{text}"
        elif text.startswith("2-s2.0-"):
            yield f"eid:{text}"
    if "scopus" in database:
        yield from (f"pmid:{text}" for text in values.get("custom2", ()) if text.isdecimal())
    for name in ("accession_number", "web_of_science_index", "urls"):
        for text in values.get(name, ()):
            yield from (f"wos:{value}" for value in _ACCESSION.findall(text))
    if "BOOK" in values.get("type_of_reference", ()):  # that of a chapter is its book's
        for text in values.get("issn", ()):
            if match := _ISBN.search(text):
                yield f"isbn:{match[0].replace('-', '')}"


_STYLE = tagged.Style(
    start="TY",
    end="ER",
    tag_of=_tag_of,
    values=_values,
    flowing=frozenset(("TI", "T1", "T2", "CT", "BT", "AB", "N1", "N2", "AD", "KW", "RN", "C1")),
    title=("title", "primary_title", "title_of_work", "book_title", "translated_title"),
    abstract=("abstract", "notes_abstract"),
    authors=("authors", "first_authors"),
    doi=("doi", "doi_of_link", "type_of_work", "note", "id", "notes"),
    url=("urls",),
    arxiv_id=(
        *("doi", "accession_number", "journal_name", "secondary_title", "journal"),
        *("note", "type_of_work", "notes"),
    ),
    venue=(
        *("secondary_title", "journal_name", "journal", "alternate_title2", "alternate_title1"),
        *("book_title",),
    ),
    notes=("notes", "note"),
    dates=_dates,
    ids=_ids,
    extra={
        "entry_type": ("type_of_reference",),
        "citation_key": ("id",),
        "keywords": ("keywords",),
        "volume": ("volume",),
        "number": ("number",),
        "first_page": ("start_page",),
        "last_page": ("end_page",),
        "publisher": ("publisher",),
        "language": ("language",),
        "issn": ("issn",),
        "database": ("name_of_database", "database_provider"),
    },
)


def _recognises(dump: Dump) -> float:
    return float(any(line.startswith("TY") and _START.match(line) for line in dump.head_lines))


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    yield from tagged.finds(dump.lines(), _STYLE)


FORMAT = Format("ris", _recognises, _read)
