"""Records in memory, and the order that decides which record of a work is its anchor."""

import re
from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd

from paperthemes import tables
from paperthemes.dedupe.identifiers import record_identifiers
from paperthemes.text.titles import is_part_of_book, normalise_title

# For each item of `anchor_sort_key`: the reason for the order of two records that differ in it.
EARLIER_DATE = "its date is earlier"
WHOLE_TITLE = "its title is whole"
ANCHOR_REASONS = (
    "it has a date with a year",
    EARLIER_DATE,
    "its normalised title comes first when sorted",
    "its title is neither all upper case nor all lower case",
    "its abstract is longer",
    "its title as written comes first when sorted",
    "its abstract comes first when sorted",
    "the name of its dump comes first when sorted",
    "it comes first in the dump",
)
# Signs of a damaged title: letters lost or read in a wrong encoding, and an end that is none.
_DAMAGE = re.compile(
    r"\ufffd|\w\?\w|[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|(?:…|\.\.\.|[-\u2013,:;])\W*$"
    r"|\b(?:an|and|as|at|by|for|from|in|into|of|on|or|the|to|under|using|via|with)\W*$"
)
_HEADING = re.compile(
    r"\W*(?:abstract|summary|full ?text|(?:(?:original|research|review) )?article|title|no title"
    r"|untitled|unknown|(?:download |view )?pdf)\W*",
    re.IGNORECASE,
)
MIN_CUT_LETTERS = 6  # a title that lacks fewer at its end is another spelling
_ABSTRACT = tables.RECORDS.names.index("abstract")


class Record(namedtuple("_Cells", tables.RECORDS.names)):  # type: ignore[misc]
    """A row of `tables.RECORDS`; its `ids` are those of `record_identifiers`.

    The abstract is kept as UTF-8: a single unusual letter doubles the memory of a text as `str`.
    """

    __slots__ = ()

    if TYPE_CHECKING:  # the other cells

        def __getattr__(self, name: str) -> Any: ...  # noqa: ANN401

    @property
    def abstract_utf8(self) -> bytes:
        """The abstract as UTF-8."""
        return self[_ABSTRACT]

    @property
    def abstract(self) -> str:
        """The abstract."""
        return self.abstract_utf8.decode()


def iter_records(frames: Iterable[pd.DataFrame]) -> Iterator[Record]:
    """Yield the records of tables with the columns of `tables.RECORDS`, one table after another."""
    for row in chain.from_iterable(map(tables.rows, frames)):
        ids = record_identifiers(row)
        yield Record._make(row._replace(ids=ids, abstract=row.abstract.encode()))


def anchor_sort_key(row: Record) -> tuple[object, ...]:
    """Return the key by which records are sorted: the first record of a work is its anchor.

    `ANCHOR_REASONS` has the meaning of each item, in the same order.
    """
    has_year = row.published[:1].isdigit()
    return (
        not has_year,  # `False` precedes `True`
        row.published if has_year else "",
        normalise_title(row.title),
        has_one_case(row.title),
        -len(row.abstract),
        row.title,
        row.abstract_utf8,  # sorts like the text
        row.dump,
        row.position,
    )


def put_broken_last(rows: Sequence[Record], work: Sequence[int]) -> list[int]:
    """Return the indices of a work's records, those with a broken title last (`is_broken`).

    Otherwise, their order stays. If every title is broken, none counts as broken.
    """
    titles = {rows[index].title for index in work}
    broken = {title for title in titles if any(is_broken(title, other) for other in titles)}
    return sorted(work, key=lambda index: rows[index].title in broken)


def is_broken(title: str, other: str) -> bool:
    """Return whether a title is damaged, given another title of the same work that is not.

    It is cut off, a heading such as "Abstract", or has characters that a wrong encoding garbled.
    """
    signs = _count_damage(title) - _count_damage(other)
    if signs:
        return signs > 0
    start, whole = (" ".join(text.casefold().split()).rstrip(" .") for text in (title, other))
    rest = whole.removeprefix(start) if start else ""
    return MIN_CUT_LETTERS <= len(rest) < len(whole) and rest.lstrip()[0].isalnum()


def _count_damage(title: str) -> int:
    """Return how many kinds of damage a title shows by itself, 0 to 2."""
    is_heading = bool(_HEADING.fullmatch(title)) or is_part_of_book(title)
    return is_heading + bool(_DAMAGE.search(title))


def anchor_reason(anchor: Record, record: Record) -> str:
    """Return in words why the anchor precedes another record of its work.

    It is that of `ANCHOR_REASONS` for the first item in which their sort keys differ. The anchor's
    date is added to `EARLIER_DATE`. If the record should precede the anchor, its title is broken.
    """
    if anchor_sort_key(anchor) > anchor_sort_key(record):
        return WHOLE_TITLE
    items = zip(anchor_sort_key(anchor), anchor_sort_key(record), ANCHOR_REASONS, strict=True)
    reason = next((text for first, second, text in items if first != second), ANCHOR_REASONS[-1])
    return f"{reason}: {anchor.published}" if reason == EARLIER_DATE else reason


def has_one_case(title: str) -> bool:
    """Return whether a title is all in capitals or all in small letters."""
    return title.isupper() or title.islower()
