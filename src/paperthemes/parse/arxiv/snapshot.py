r"""arXiv's metadata snapshot (Kaggle's `arxiv-metadata-oai-snapshot.json`), one object per line.

::

    {"id": "0704.0001", "title": "Sorting\n  Apples", "abstract": "  We sort apples.\n",
     "authors": "A. Apple and B. Pear", "authors_parsed": [["Apple", "A.", ""], ["Pear", "B.", ""]],
     "categories": "cs.DS cs.LG", "comments": "9 pages", "journal-ref": null, "doi": null,
     "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
     "update_date": "2008-11-26", "submitter": "Ada Apple", "report-no": null, "license": null}

Extracts of the snapshot by other tools are read too. They may be an array, write `journal_ref` for
`journal-ref`, have lists in place of texts, or have versions without dates. An id that became a
number (704.0001) gets its zeros back.
"""

from collections.abc import Iterator

from paperthemes.parse.arxiv.paper import Paper, parse_day, split_names
from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import get_list, scalar_text
from paperthemes.parse.format import Format, ReaderItem
from paperthemes.parse.json_values import Entry, Object, first_object, iter_objects
from paperthemes.text.titles import collapse_whitespace

_REQUIRED_KEYS = {"id", "title", "abstract", "categories"}
_TYPICAL_KEYS = {"authors_parsed", "update_date", "submitter", "versions"}
_EXTRA = ("categories", "comments", "journal_ref", "report_no", "license", "submitter")
_FIRST_FIVE_DIGITS = 1501  # year and month of the first ids with five digits after the point


def _detect(dump: Dump) -> float:
    """Return 1 if the first object has two or more of the snapshot's typical keys, 0.8 if one.

    It is 0 if the object has none of them, or lacks one of `_REQUIRED_KEYS`.
    """
    keys = set(first_object(dump) or ())
    if not keys >= _REQUIRED_KEYS:
        return 0.0
    return {0: 0.0, 1: 0.8}.get(len(keys & _TYPICAL_KEYS), 1.0)


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of each object."""
    for item in iter_objects(dump):
        yield _read_entry(item.number, item.value) if isinstance(item, Entry) else item


def _read_entry(number: int, entry: Object) -> ReaderItem:
    """Return the record or the rejection of an object.

    Its date of publication is that of the first version that has one.
    """
    versions, authors = get_list(entry, "versions"), get_list(entry, "authors_parsed")
    # The list of an author is [last, first, suffix, *affiliations].
    affiliations = (_to_text(author[3:]) for author in authors if isinstance(author, list))
    version_dates = (_to_text(v.get("created")) for v in versions if isinstance(v, dict))
    extra = {key: _to_text(entry.get(key.replace("_", "-")) or entry.get(key)) for key in _EXTRA}
    return Paper(
        title=_to_text(entry.get("title")),
        abstract=_to_text(entry.get("abstract")),
        arxiv_id=_restore_id(entry.get("id")),
        doi=_to_text(entry.get("doi")),
        published=next(filter(None, map(parse_day, version_dates)), ""),
        authors=_find_authors(entry),
        extra=extra
        | {
            "affiliations": "; ".join(dict.fromkeys(filter(None, affiliations))),
            "updated": _to_text(entry.get("update_date")),
            "version_count": str(len(versions)) if isinstance(entry.get("versions"), list) else "",
        },
    ).to_record(start=number, end=number)


def _find_authors(entry: Object) -> tuple[str, ...]:
    """Return the names that arXiv has parsed; if it has parsed none, those under `authors`."""
    authors_parsed = tuple(map(_join_name, get_list(entry, "authors_parsed")))
    if any(authors_parsed):
        return authors_parsed
    authors = entry.get("authors")
    if isinstance(authors, list):
        return tuple(map(_to_text, authors))
    return split_names(_to_text(authors))


def _join_name(author: object) -> str:
    """Return the full name of an author, `[last, first, suffix, *affiliations]` or a text."""
    if not isinstance(author, list):
        return _to_text(author)
    last, first, suffix = (*map(_to_text, author[:3]), "", "", "")[:3]  # parts may be missing
    # arXiv writes `C.-P.` as `C. -P.`
    return collapse_whitespace(f"{first} {last} {suffix}").replace(". -", ".-")


def _restore_id(value: object) -> str:
    """Return an id as text; if it became a number, with the zeros that it has lost.

    `704.0001` is `0704.0001`: four digits, a point, and four digits, or five since 2015.
    """
    if isinstance(value, float):
        digits = 5 if value >= _FIRST_FIVE_DIGITS else 4
        return f"{value:0{5 + digits}.{digits}f}"
    return _to_text(value)


def _to_text(value: object) -> str:
    """Return a text, the joined texts of a list, or a number as text; `""` for another value."""
    if isinstance(value, list):
        value = " ".join(part for part in value if isinstance(part, str))
    return scalar_text(value)


FORMAT = Format("arxiv-snapshot", _detect, _read, "entry")
