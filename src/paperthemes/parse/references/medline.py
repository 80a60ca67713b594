"""PubMed's own format (MEDLINE, `.nbib`).

::

    PMID- 12345678
    DP  - 2024 May-Jun
    TI  - Sorting apples by colour: a
          randomised trial.
    LID - 10.5555/12 [doi]
    AB  - We sort apples.
    FAU - Li, Ada
    JT  - Journal of orders

A record begins with `PMID` and extends to the next; one without a title is rejected.
"""

import re
from collections.abc import Iterator

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format
from paperthemes.parse.references import tagged

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}(?<=^.{4})-")  # the fifth character is the hyphen
_START = re.compile(r"PMID {0,2}- ?\d+\s*$")
_CONTINUED = (
    "AB AD AID AU BTI CI COIS CN CON DOI DP EIN ER FAU FIR GR IP IR JT LA LID MH OAB OT PG PMC "
    "PMID PT SO TA TI TT UK VI"
)


def _split_line(line: str) -> tuple[str | None, str]:
    """Split off the tag; identifiers marked as DOIs get the tag `DOI`."""
    if not (match := _LINE.match(line)):
        return None, line
    tag, text = match[1], line[match.end() :].strip()
    if tag in {"LID", "AID"} and text.endswith("[doi]"):
        return "DOI", text.removesuffix("[doi]")
    return tag, text


def _ids(values: tagged.Values) -> Iterator[str]:
    for scheme, tag in (("pmid", "PMID"), ("pmcid", "PMC")):
        yield from (f"{scheme}:{text}" for text in values.get(tag, ())[:1])


_STYLE = tagged.Style(
    start="PMID",
    end=None,
    split_line=_split_line,
    continued=frozenset(_CONTINUED.split()),
    title=("TI", "BTI", "TT"),
    abstract=("AB", "OAB"),
    authors=("FAU", "AU", "CN"),
    dates=("DP",),
    doi=("DOI",),
    arxiv_id=("DOI",),
    venue=("JT", "TA", "BTI"),
    ids=_ids,
    extra={
        "entry_type": ("PT",),
        "keywords": ("OT", "MH"),
        "volume": ("VI",),
        "number": ("IP",),
        "pages": ("PG",),
        "language": ("LA",),
    },
)


def _detect(dump: Dump) -> float:
    return float(any(map(_START.match, dump.head_lines)))


FORMAT = Format("medline", _detect, lambda dump, _: tagged.read_records(dump, _STYLE))
