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
from paperthemes.parse.references.tagged import Values, tagged_format

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}(?<=^.{4})-")  # the fifth character is the hyphen
_START = re.compile(r"PMID {0,2}- ?\d+\s*$")


def _split_line(line: str) -> tuple[str | None, str]:
    match = _LINE.match(line)
    return (match[1], line[match.end() :]) if match else (None, line)


def _find_ids(values: Values) -> Iterator[str]:
    for scheme, tag in (("pmid", "PMID"), ("pmcid", "PMC")):
        yield from (f"{scheme}:{text}" for text in values.get(tag, ())[:1])


def _detect(dump: Dump) -> float:
    return float(any(map(_START.match, dump.head_lines)))


FORMAT = tagged_format("medline", _detect, _split_line, _find_ids)
