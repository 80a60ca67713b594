"""Cleaning of records, the same for every reader: mark-up, encodings, texts that say "missing"."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import ftfy

from paperthemes.parse.format import Record
from paperthemes.parse.latex import decode_accents
from paperthemes.parse.markup import strip_markup
from paperthemes.text.titles import collapse_whitespace

TEXT_FIELDS = ("title", "abstract")
_BROKEN_WORD = re.compile(
    r"(?<=\w)-\n\s*(?=\w)(?!(?:and|or|to|nor|but|versus|vs|und|oder|bis|et|ou|y|o|e)\s)"
)
_MISSING = {"", "nan", "null", "none", "n/a", "na", "<na>", "nat", "-", "[]", "{}"}
_MAX_MISSING, _MAX_NO_ABSTRACT = 4, 60  # characters of such texts
_NO_ABSTRACT = re.compile(
    r"\W{0,3}(?:no abstracts?(?: is| was)?(?: available| provided| found| supplied)?"
    r"|(?:the )?abstract (?:is )?(?:not|un) ?(?:available|provided)|abstract missing)\W{0,3}",
    re.IGNORECASE,
)


def join_lines(lines: Iterable[str]) -> str:
    """Return the lines of a text that was wrapped, as one text, with whole words."""
    return join_broken_words("\n".join(lines)).replace("\n", " ")


def join_broken_words(text: str) -> str:
    r"""Return a text without line ends in words: `well-\nknown` becomes `well-known`.

    But `pre-\nand post-test` stays, and so does a hyphen with a blank behind it.
    """
    # It is faster not to try the pattern in vain.
    return _BROKEN_WORD.sub("-", text) if "-\n" in text else text


def is_missing(text: str) -> bool:
    """Return true for a text that stands for a missing value, such as "n/a", "NaN" or nothing."""
    return len(text) <= _MAX_MISSING and text.lower() in _MISSING  # longer ones are not lowered


def clean_record(record: Record) -> Record:
    """Return a record without mark-up in its texts, and without values that say "missing".

    HTML, JATS and entities are removed from the title, the abstract, the address, the venue and the
    authors (`strip_markup`). TeX accents become letters, but not in formulas (`decode_accents`); a
    title with some is kept in `extra` as `title_as_given`. A title or an author such as "NA", and
    an abstract such as "[No abstract available]", are removed. So are the labels of fields on
    arXiv's pages ("Abstract:").
    """
    changes: dict[str, Any] = {
        "title": _clean(record.title, "title:"),
        "abstract": _clean(record.abstract, "abstract:"),
        "url": _clean(record.url),
        "authors": tuple(name for text in record.authors if (name := _clean(text, "authors:"))),
    }
    if len(changes["abstract"]) <= _MAX_NO_ABSTRACT and _NO_ABSTRACT.fullmatch(changes["abstract"]):
        changes["abstract"] = ""
    extra = dict(record.extra)
    if venue := extra.get("venue"):
        extra["venue"] = strip_markup(venue)
    if "\\" in record.title and decode_accents(record.title) != record.title:
        extra["title_as_given"] = record.title
    changes["extra"] = extra
    is_clean = all(getattr(record, name) == value for name, value in changes.items())
    return record if is_clean else replace(record, **changes)


def _clean(text: str, label: str = "") -> str:
    """Return a text without mark-up, TeX accents and its label; `""` if it says "missing"."""
    text = strip_markup(decode_accents(text) if "\\" in text else text)
    if label and text[: len(label)].lower() == label and len(text) > len(label):
        text = text[len(label) :].lstrip()
    return "" if is_missing(text) else text


def repair_encoding(record: Record) -> Record:
    """Return a record whose title and abstract are repaired if a wrong encoding garbled them.

    For example, `Ã©` becomes `é`. The text before a repair is kept in `extra` as `title_as_given`
    or `abstract_as_given`. ftfy makes the repairs (Speer 2019, doi:10.5281/zenodo.2591652).
    """
    for name in TEXT_FIELDS:
        text: str = getattr(record, name)
        repaired = text if text.isascii() else collapse_whitespace(ftfy.fix_encoding(text))
        if repaired != text:
            extra = {**record.extra, f"{name}_as_given": text}
            changes: dict[str, Any] = {name: repaired, "extra": extra}
            record = replace(record, **changes)
    return record
