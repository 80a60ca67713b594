"""Web of Science's plain text (its "Plain text file" and "Other reference software").

::

    FN Clarivate Analytics Web of Science
    VR 1.0
    PT J
    AU Li, A
       Bo, C
    AF Li, Ada
       Bo, Cy
    TI Sorting apples by
       colour
    AB We sort apples.
    PD MAY 1
    PY 2024
    DI 10.5555/12
    UT WOS:000123456789012
    ER

    EF

A record without a title is rejected. The works that it cites (`CR`) are not records.
"""

import re
from collections.abc import Iterator

from paperthemes.parse.dump import Dump
from paperthemes.parse.references.tagged import Values, tagged_format

_TAG = re.compile(r"([A-Z][A-Z0-9])(?= |$)")
_HEADER = re.compile(r"FN (?:Clarivate|Thomson|ISI)")
_TYPE = re.compile(r"PT [JBSPCD]\s*$")
_DETECTION_LINES = 20  # from the top, within which authors or a title follow the first `PT`


def _split_line(line: str) -> tuple[str | None, str]:
    match = _TAG.match(line)
    return (match[1], line[3:]) if match else (None, line)


def _find_ids(values: Values) -> Iterator[str]:
    for text in values.get("UT", ()):
        if text.startswith(("WOS:", "ISI:")):
            yield f"wos:{text[4:]}"
    yield from (f"pmid:{text}" for text in values.get("PM", ()) if text.isdecimal())


def _detect(dump: Dump) -> float:
    """Look for the header, or for a first record whose authors follow soon."""
    lines = [line for line in dump.head_lines if line.strip()][:_DETECTION_LINES]
    if lines and _HEADER.match(lines[0]):
        return 1.0
    has_start = any(_TYPE.match(line) for line in lines[:3])
    return 0.9 if has_start and any(line.startswith(("AU ", "TI ")) for line in lines) else 0.0


FORMAT = tagged_format("web-of-science", _detect, _split_line, _find_ids)
