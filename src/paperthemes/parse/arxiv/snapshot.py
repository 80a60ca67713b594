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
from paperthemes.parse.fields import scalar_text
from paperthemes.parse.format import ReaderItem
from paperthemes.parse.json_places import make_format
from paperthemes.parse.json_values import Object
from paperthemes.text.titles import collapse_whitespace

_REQUIRED_KEYS = {"id", "title", "abstract", "categories"}
_TYPICAL_KEYS = {"authors_parsed", "update_date", "submitter", "versions"}
_EXTRA = ("categories", "comments", "journal_ref", "report_no", "license", "submitter")
_FIRST_WITH_FIVE_DIGITS = 1501  # year and month (2015-01) of the first ids with five decimals


def _rate_entry(entry: Object) -> float:
    """Return the confidence that an object is an entry of arXiv's snapshot, from 0 to 1.

    An object with all `_REQUIRED_KEYS` gives 1 if it also has two or more of `_TYPICAL_KEYS`, 0.8
    if it has one of them. All others give 0.
    """
    if not entry.keys() >= _REQUIRED_KEYS:
        return 0.0
    return (0.0, 0.8, 1.0)[min(len(entry.keys() & _TYPICAL_KEYS), 2)]


def _read_entry(number: int, entry: Object) -> Iterator[ReaderItem]:
    """Yield the record of a paper, given its JSON object, or a rejection if it has no title.

    `number` is the place of the object in the dump. The date of publication is that of the first
    version with a date.
    """
    versions, authors = (_get_list(entry, key) for key in ("versions", "authors_parsed"))
    # An author is a list [surname, given names, suffix, *affiliations].
    affiliations = (_to_text(author[3:]) for author in authors if isinstance(author, list))
    version_dates = (_to_text(v.get("created")) for v in versions if isinstance(v, dict))
    # arXiv writes `journal-ref`, some extracts write `journal_ref`.
    extra = {key: _to_text(entry.get(key.replace("_", "-")) or entry.get(key)) for key in _EXTRA}
    yield Paper(
        title=_to_text(entry.get("title")),
        abstract=_to_text(entry.get("abstract")),
        arxiv_id=_restore_id(entry.get("id")),
        doi=_to_text(entry.get("doi")),
        published=next(filter(None, map(parse_day, version_dates)), ""),
        authors=_find_authors(entry),
        extra=extra
        | {
            "affiliations": "; ".join(dict.fromkeys(filter(None, affiliations))),  # each once
            "updated": _to_text(entry.get("update_date")),
            "version_count": str(len(versions)) if isinstance(entry.get("versions"), list) else "",
        },
    ).to_record(start=number, end=number)


def _get_list(entry: Object, key: str) -> list[object]:
    """Return the list under a key; an empty list if there is none."""
    values = entry.get(key)
    return values if isinstance(values, list) else []


def _find_authors(entry: Object) -> tuple[str, ...]:
    """Return the names of a paper's authors from `authors_parsed`, or else from `authors`.

    `authors_parsed` is a list of names that arXiv has divided into parts. If it has no name,
    `authors` is used: one text with all names, or a list in some extracts of the snapshot.
    """
    authors_parsed = tuple(map(_join_name, _get_list(entry, "authors_parsed")))
    if any(authors_parsed):
        return authors_parsed
    authors = entry.get("authors")
    if isinstance(authors, list):
        return tuple(map(_to_text, authors))
    return split_names(_to_text(authors))


def _join_name(author: object) -> str:
    """Return an author's full name: `Ada B. Apple Jr.` for `["Apple", "Ada B.", "Jr.", …]`.

    Affiliations after the suffix are left out. An author that is no list but a text is already a
    full name. Any other value gives `""`.
    """
    if not isinstance(author, list):
        return _to_text(author)
    # The empty texts stand for the parts that a shorter list lacks.
    surname, given_names, suffix = (*map(_to_text, author[:3]), "", "", "")[:3]
    # arXiv writes `C.-P.` as `C. -P.`
    return collapse_whitespace(f"{given_names} {surname} {suffix}").replace(". -", ".-")


def _restore_id(value: object) -> str:
    """Return an arXiv id as text: `0704.0010` also for the number 704.001, which lost its zeros.

    A number becomes four digits (year and month), a point, and four more digits, or five since
    2015. Other values are converted by `_to_text`.
    """
    if isinstance(value, float):
        decimal_count = 5 if value >= _FIRST_WITH_FIVE_DIGITS else 4
        return f"{value:0{len('0704.') + decimal_count}.{decimal_count}f}"
    return _to_text(value)


def _to_text(value: object) -> str:
    """Return a text, or the texts of a list with blanks between them, or a number as text.

    White space is collapsed. Items of a list that are not texts are left out. Any other value gives
    `""`.
    """
    if isinstance(value, list):
        value = " ".join(item for item in value if isinstance(item, str))
    return scalar_text(value)


FORMAT = make_format("arxiv-snapshot", _rate_entry, _read_entry)
