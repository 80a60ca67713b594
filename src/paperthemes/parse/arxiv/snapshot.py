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

from collections.abc import Iterator, Sequence

from paperthemes.parse.arxiv.paper import Paper, parse_day
from paperthemes.parse.authors import split_authors
from paperthemes.parse.fields import find_first, find_texts, get_text, scalar_text
from paperthemes.parse.format import ReaderItem
from paperthemes.parse.json_places import make_format
from paperthemes.parse.json_values import Object
from paperthemes.text.titles import collapse_whitespace

_REQUIRED_KEYS = {"id", "title", "abstract", "categories"}
_TYPICAL_KEYS = {"authors_parsed", "update_date", "submitter", "versions"}
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
    # arXiv writes `journal-ref`, some extracts write `journal_ref`.
    extra = {
        key: " ".join(find_texts(entry, key.replace("_", "-"), key))
        for key in ("categories", "comments", "journal_ref", "report_no", "license", "submitter")
    }
    authors, versions = entry.get("authors_parsed"), entry.get("versions")
    authors = authors if isinstance(authors, list) else []
    # An author is a list [surname, given names, suffix, *affiliations].
    affiliations = (
        " ".join(find_texts(author[3:], ""))
        for author in authors
        if isinstance(author, list) and author[3:]
    )
    yield Paper(
        title=" ".join(find_texts(entry, "title")),
        abstract=" ".join(find_texts(entry, "abstract")),
        arxiv_id=_restore_id(entry.get("id")),
        doi=" ".join(find_texts(entry, "doi")),
        published=find_first(parse_day, find_texts(entry, "versions.created")),
        authors=tuple(filter(None, map(_join_name, authors))) or _split_authors(entry),
        extra=extra
        | {
            "affiliations": "; ".join(dict.fromkeys(affiliations)),  # each once
            "updated": get_text(entry, "update_date"),
            "version_count": str(len(versions)) if isinstance(versions, list) else "",
        },
    ).to_record(start=number, end=number)


def _split_authors(entry: Object) -> Sequence[str]:
    """Return the names under `authors`: one text with all names, or a list in some extracts."""
    names = find_texts(entry, "authors")
    return (
        names
        if isinstance(entry.get("authors"), list)
        else split_authors("".join(names), "affiliations")
    )


def _join_name(author: object) -> str:
    """Return an author's full name: `Ada B. Apple Jr.` for `["Apple", "Ada B.", "Jr.", …]`.

    Affiliations after the suffix are left out. An author that is no list but a text is already a
    full name. Any other value gives `""`.
    """
    if not isinstance(author, list):
        return scalar_text(author)
    # The empty texts stand for the parts that a shorter list lacks.
    surname, given_names, suffix = (*map(scalar_text, author[:3]), "", "", "")[:3]
    # arXiv writes `C.-P.` as `C. -P.`
    return collapse_whitespace(f"{given_names} {surname} {suffix}").replace(". -", ".-")


def _restore_id(value: object) -> str:
    """Return an arXiv id as text: `0704.0010` also for the number 704.001, which lost its zeros.

    A number becomes four digits (year and month), a point, and four more digits, or five since
    2015. Other values are converted by `scalar_text`.
    """
    if isinstance(value, float):
        decimal_count = 5 if value >= _FIRST_WITH_FIVE_DIGITS else 4
        return f"{value:0{len('0704.') + decimal_count}.{decimal_count}f}"
    return scalar_text(value)


FORMAT = make_format("arxiv-snapshot", _rate_entry, _read_entry)
