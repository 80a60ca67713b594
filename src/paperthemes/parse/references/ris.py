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
`TY` or its `ER` line is kept with a warning; one without a title is rejected. Everything between
records is boilerplate, tagged lines with a warning.
"""

import re
from collections.abc import Iterator

from paperthemes.parse.dump import Dump
from paperthemes.parse.references.tagged import Values, tagged_format

_TAGS = (
    "A1 A2 A3 A4 AB AD AN AU BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CT CY DA DB DO DP ED EP ER ET ID IS "
    "J2 JA JF JO KW L1 L2 L3 L4 LA LB M1 M3 N1 N2 NV OP PB PY RI RN RP SE SN SP ST T1 T2 T3 TA TI "
    "TT TY UK UR VL WE Y1 Y2"
)
_KNOWN_TAGS = frozenset(_TAGS.split())
_TAG = re.compile(r"\s{0,3}([A-Za-z][A-Za-z0-9])(\s{0,4})[-\u2013](\s?)")
_START = re.compile(r"TY(?:  -\s{0,4}\S| {0,2}- ?[A-Z]{2,}\s*$)")
_ISBN = re.compile(r"\b97[89][\d-]{10,14}\b|\b\d[\d-]{8,11}[\dX]\b")
_ACCESSION = re.compile(r"(?:WOS|ISI):(\w+)")


def _split_line(line: str) -> tuple[str | None, str]:
    """Split off the tag, also of a line that lacks a blank (`TI - `, `TI  -x`).

    Without any blank before the hyphen only the first and last line of a record have a tag: a line
    of text may begin with "T1-weighted".
    """
    if not (match := _TAG.match(line)):
        return ("ER" if line.strip() == "ER" else None), line
    tag, before, after = match[1].upper(), match[2], match[3]
    text = line[match.end() :]
    is_upper, is_known = match[1].isupper(), tag in _KNOWN_TAGS
    if len(before) >= 2:
        is_tag = is_upper or is_known
    else:
        is_tag = is_upper and is_known and bool(after or not text)
        is_tag = is_tag and (bool(before) or tag in {"TY", "ER"})
    return (tag, text) if is_tag else (None, line)


def _find_ids(values: Values) -> Iterator[str]:
    database = " ".join((*values.get("DB", ()), *values.get("DP", ()))).lower()
    for text in values.get("AN", ()):
        if text.isdecimal() and ("pubmed" in database or "medline" in database):
            yield f"pmid:{text}"
        elif text.startswith("2-s2.0-"):
            yield f"eid:{text}"
    if "scopus" in database:
        yield from (f"pmid:{text}" for text in values.get("C2", ()) if text.isdecimal())
    for tag in ("AN", "WE", "UR"):  # a missing line end can put the accession number into WE
        for text in values.get(tag, ()):
            yield from (f"wos:{value}" for value in _ACCESSION.findall(text))
    if "BOOK" in values.get("TY", ()):  # a chapter has the ISBN of its book
        for text in values.get("SN", ()):
            if match := _ISBN.search(text):
                yield f"isbn:{match[0].replace('-', '')}"


def _detect(dump: Dump) -> float:
    return float(any(map(_START.match, dump.head_lines)))


FORMAT = tagged_format("ris", _detect, _split_line, _find_ids)
