r"""The metadata snapshot of arXiv (Kaggle's `arxiv-metadata-oai-snapshot.json`), an object a line.

::

    {"id": "0704.0001", "title": "Sorting\n  Apples", "abstract": "  We sort apples.\n",
     "authors": "A. Apple and B. Pear", "authors_parsed": [["Apple", "A.", ""], ["Pear", "B.", ""]],
     "categories": "cs.DS cs.LG", "comments": "9 pages", "journal-ref": null, "doi": null,
     "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
     "update_date": "2008-11-26", "submitter": "Ada Apple", "report-no": null, "license": null}

Extracts of it are read too: as an array, with `journal_ref` for `journal-ref`, lists for texts,
versions without dates. An id that became a number (704.0001) gets its zeros back.
"""

from collections.abc import Iterator

from paperthemes.parse.arxiv.fields import Paper, day, names
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions
from paperthemes.parse.json_values import Entry, Object, first_object, iter_objects
from paperthemes.text.titles import collapse_whitespace

_KEYS = {"id", "title", "abstract", "categories"}
_OWN_KEYS = {"authors_parsed", "update_date", "submitter", "versions"}
_EXTRA = {
    "categories": "categories",
    "comments": "comments",
    "journal-ref": "journal_ref",
    "report-no": "report_no",
    "license": "license",
    "submitter": "submitter",
}
_FIVE_DIGITS_FROM = 1501  # year and month of the first ids with five digits after the point


def _recognises(dump: Dump) -> float:
    keys = set(first_object(dump) or ())
    if not keys >= _KEYS:
        return 0
    return {0: 0.0, 1: 0.8}.get(len(keys & _OWN_KEYS), 1.0)


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    for entry in iter_objects(dump):
        if isinstance(entry, Entry):
            yield _paper(entry.value).find(entry.number, entry.number)
        else:
            yield entry


def _paper(entry: Object) -> Paper:
    versions = entry.get("versions")
    extra = {
        key: _text(entry.get(name)) or _text(entry.get(name.replace("-", "_")))
        for name, key in _EXTRA.items()
    }
    extra["affiliations"] = _affiliations(entry.get("authors_parsed"))
    extra["updated"] = _text(entry.get("update_date"))
    extra["version_count"] = str(len(versions)) if isinstance(versions, list) else ""
    return Paper(
        _text(entry.get("title")),
        _text(entry.get("abstract")),
        arxiv_id=_id(entry.get("id")),
        doi=_text(entry.get("doi")),
        published=_first_date(versions),
        authors=_authors(entry),
        extra=extra,
    )


def _authors(entry: Object) -> tuple[str, ...]:
    """Take the names that arXiv has parsed, and else parse them."""
    parsed = entry.get("authors_parsed")
    found = [_name(author) for author in parsed] if isinstance(parsed, list) else []
    if any(found):
        return tuple(found)
    written = entry.get("authors")
    if isinstance(written, list):
        return tuple(map(_text, written))
    return names(_text(written))


def _name(parsed: object) -> str:
    """Join `[last, first, suffix, affiliation]`; arXiv parts `C.-P.` as `C. -P.`."""
    if not isinstance(parsed, list):
        return _text(parsed)
    last, first, suffix = (*map(_text, parsed[:3]), "", "", "")[:3]
    return collapse_whitespace(f"{first} {last} {suffix}").replace(". -", ".-")


def _affiliations(parsed: object) -> str:
    if not isinstance(parsed, list):
        return ""
    given = (_text(author[3:]) for author in parsed if isinstance(author, list))
    return "; ".join(dict.fromkeys(filter(None, given)))


def _first_date(versions: object) -> str:
    for version in versions if isinstance(versions, list) else ():
        if isinstance(version, dict) and (known := day(_text(version.get("created")))):
            return known
    return ""


def _id(value: object) -> str:
    if isinstance(value, float):
        digits = 5 if value >= _FIVE_DIGITS_FROM else 4
        return f"{value:0{5 + digits}.{digits}f}"
    return _text(value)


def _text(value: object) -> str:
    """Return a text; a list of texts becomes one, and what is no text but a number is written."""
    if isinstance(value, str):
        return collapse_whitespace(value)
    if isinstance(value, list):
        return collapse_whitespace(" ".join(part for part in value if isinstance(part, str)))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


FORMAT = Format("arxiv-snapshot", _recognises, _read, "entry")
