"""RIS, MEDLINE and Web of Science: reference formats with tagged lines; see `tagged`.

RIS, as reference managers (EndNote, Zotero, Mendeley) and publishers write it::

    TY  - JOUR
    TI  - Sorting Apples
    AU  - Li, Ada
    PY  - 2024
    Y1  - 1 Jan.-Feb. 2024
    DO  - 10.5555/12
    AB  - We sort apples.
    ER  -

The title may also be under `T1`, `CT` or `BT`, and the abstract under `N2`. A record without its
`TY` or its `ER` line is kept with a warning. All text between records is boilerplate; tagged lines
between records give a warning.

PubMed's own format (MEDLINE, `.nbib`); a record begins with `PMID` and ends before the next one::

    PMID- 12345678
    DP  - 2024 May-Jun
    TI  - Sorting apples by colour: a
          randomised trial.
    LID - 10.5555/12 [doi]
    AB  - We sort apples.
    FAU - Li, Ada
    JT  - Journal of orders

Web of Science's plain text (its "Plain text file" and "Other reference software"); the works that
a record cites (`CR`) are not records::

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

In each of these formats a record without a title is rejected.
"""

import re
from collections.abc import Iterator
from functools import partial

from paperthemes.parse.dump import Dump
from paperthemes.parse.references.tagged import Values, make_tagged_format

_RIS_TAGS = (
    "A1 A2 A3 A4 AB AD AN AU BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CT CY DA DB DO DP ED EP ER ET ID IS "
    "J2 JA JF JO KW L1 L2 L3 L4 LA LB M1 M3 N1 N2 NV OP PB PY RI RN RP SE SN SP ST T1 T2 T3 TA TI "
    "TT TY UK UR VL WE Y1 Y2"
)
_RIS_KNOWN_TAGS = frozenset(_RIS_TAGS.split())
_RIS_TAG = re.compile(r"\s{0,3}([A-Za-z][A-Za-z0-9])(\s{0,4})[-\u2013](\s?)")
_RIS_START = re.compile(r"TY(?:  -\s{0,4}\S| {0,2}- ?[A-Z]{2,}\s*$)")
_ISBN = re.compile(r"\b97[89][\d-]{10,14}\b|\b\d[\d-]{8,11}[\dX]\b")
_ACCESSION = re.compile(r"(?:WOS|ISI):(\w+)")
_MEDLINE_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}(?<=^.{4})-")  # a hyphen in the fifth column
_MEDLINE_START = re.compile(r"PMID {0,2}- ?\d+\s*$")
_WOS_TAG = re.compile(r"([A-Z][A-Z0-9])(?= |$)")
_WOS_HEADER = re.compile(r"FN (?:Clarivate|Thomson|ISI)")
_WOS_TYPE = re.compile(r"PT [JBSPCD]\s*$")
_WOS_DETECTION_LINES = 20  # from the top, within which authors or a title follow the first `PT`


def _split_ris_line(line: str) -> tuple[str | None, str]:
    """Return the tag and the text of a line of RIS: `TI` and `Sorting` for `TI  - Sorting`.

    The returned tag is in capitals. If the line has no tag, return `None` and the whole line.

    Some programs write fewer than two blanks before the hyphen, but a line of text may begin like
    this too, as in "T1-weighted". So the fewer the blanks, the more is required of the two
    characters before them:

    - Two blanks or more: the characters are capitals, or a known tag of RIS in any case.
    - One blank: they are a known tag in capitals, and a blank or nothing follows the hyphen.
    - No blank: as for one blank, but the tag must be `TY` or `ER`.

    `ER` may also stand alone in its line.
    """
    if not (match := _RIS_TAG.match(line)):
        return ("ER" if line.strip() == "ER" else None), line
    tag, blanks_before, blank_after = match[1].upper(), match[2], match[3]
    text = line[match.end() :]
    is_upper, is_known = match[1].isupper(), tag in _RIS_KNOWN_TAGS
    if len(blanks_before) >= 2:
        is_tag = is_upper or is_known
    else:
        is_tag = is_upper and is_known and bool(blank_after or not text)
        is_tag = is_tag and (bool(blanks_before) or tag in {"TY", "ER"})
    return (tag, text) if is_tag else (None, line)


def _find_ris_ids(values: Values) -> Iterator[str]:
    """Yield the ids in a RIS record as `scheme:value`, such as `pmid:123`.

    They are ids of PubMed, Scopus (EID) and Web of Science, and the ISBN of a book. `values` has
    the texts by tag. A number is a PubMed id only in the tag that holds one in the record's
    database: `AN` in PubMed and MEDLINE, `C2` in Scopus.
    """
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
    if "BOOK" in values.get("TY", ()):  # the ISBN of a chapter is that of its book
        for text in values.get("SN", ()):
            if match := _ISBN.search(text):
                yield f"isbn:{match[0].replace('-', '')}"


def _detect_ris(dump: Dump) -> float:
    """Return the confidence that a dump is RIS.

    It is 1 if a line at the beginning of the dump is the first of a record (`TY`), otherwise 0.
    """
    return float(any(map(_RIS_START.match, dump.head_lines)))


RIS = make_tagged_format("ris", _detect_ris, _split_ris_line, _find_ris_ids)


def _split_at_tag(pattern: re.Pattern[str], line: str) -> tuple[str | None, str]:
    """Return the tag that `pattern` finds at the beginning of a line, and the text after it.

    If it finds none, return `None` and the whole line.
    """
    match = pattern.match(line)
    return (match[1], line[match.end() :]) if match else (None, line)


def _find_medline_ids(values: Values) -> Iterator[str]:
    """Yield the first PubMed id and the first PubMed Central id of a record, as `scheme:value`."""
    for scheme, tag in (("pmid", "PMID"), ("pmcid", "PMC")):
        yield from (f"{scheme}:{text}" for text in values.get(tag, ())[:1])


def _detect_medline(dump: Dump) -> float:
    """Return the confidence that a dump is MEDLINE.

    It is 1 if a line at the beginning of the dump is a `PMID` tag with a number, otherwise 0.
    """
    return float(any(map(_MEDLINE_START.match, dump.head_lines)))


MEDLINE = make_tagged_format(
    "medline", _detect_medline, partial(_split_at_tag, _MEDLINE_TAG), _find_medline_ids
)


def _find_wos_ids(values: Values) -> Iterator[str]:
    """Yield the ids in a record of Web of Science, as `scheme:value`.

    They are its accession number there (`UT`), such as `wos:000123`, and its PubMed id (`PM`).
    """
    for text in values.get("UT", ()):
        if text.startswith(("WOS:", "ISI:")):
            yield f"wos:{text[len('WOS:') :]}"  # "ISI:" has the same length
    yield from (f"pmid:{text}" for text in values.get("PM", ()) if text.isdecimal())


def _detect_wos(dump: Dump) -> float:
    """Return the confidence that a dump is an export of Web of Science: 1, 0.9 or 0.

    It is 1 if the dump begins with the header (such as `FN Clarivate ...`). Otherwise it is 0.9 if
    one of the first three lines begins a record (such as `PT J`) and one of the first
    `_WOS_DETECTION_LINES` has authors or a title. Blank lines are not counted.
    """
    lines = [line for line in dump.head_lines if line.strip()][:_WOS_DETECTION_LINES]
    if lines and _WOS_HEADER.match(lines[0]):
        return 1.0
    has_start = any(_WOS_TYPE.match(line) for line in lines[:3])
    return 0.9 if has_start and any(line.startswith(("AU ", "TI ")) for line in lines) else 0.0


WEB_OF_SCIENCE = make_tagged_format(
    "web-of-science", _detect_wos, partial(_split_at_tag, _WOS_TAG), _find_wos_ids
)
