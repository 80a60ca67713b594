"""RIS and other reference formats with tagged lines; see `tagged`.

RIS, as reference managers (EndNote, Zotero, Mendeley) and publishers write it::

    TY  - JOUR
    TI  - Sorting Apples
    AU  - Li, Ada
    PY  - 2024
    Y1  - 1 Jan.-Feb. 2024
    DO  - 10.5555/12
    AB  - We sort apples.
    ER  -

The title may also be under `T1`, `CT`, `BT` or `ST`, and the abstract under `N2`. A record without
its `TY` or its `ER` line is kept with a warning. All text between records is boilerplate; tagged
lines between records give a warning.

PubMed's own format (MEDLINE, `.nbib`), also of ERIC; a record ends before the next one::

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

EndNote's Refer (`.enw`), RefWorks, the texts of the Cochrane Library, of Ovid and of ProQuest, and
NoteExpress (CNKI)::

    %0 Journal Article      RT Journal Article      Record #1 of 2       <1>
    %T Sorting apples       T1 Sorting apples       TI: Sorting apples   Title
    %A Li, Ada              A1 Li,Ada               AU: Li A               Sorting apples

    Document 1 of 2         {Reference Type}: Journal Article       DataType: 1
    Sorting apples          {Title}: Sorting apples                 Title-题名: Sorting apples
    Author: Li, Ada         {Author}: Li, Ada                       Author-作者: Ada Li;

In each of these formats a record without a title is rejected.
"""

import re
from collections.abc import Iterator

from paperthemes.parse.references.tag_rules import TABLES, Values
from paperthemes.parse.references.tagged import make_tagged_format

_RIS_KNOWN_TAGS = frozenset(TABLES["ris"]["known"].split())
_RIS_TAG = re.compile(r"\s{0,8}([A-Za-z][A-Za-z0-9]{1,2})(\s{0,4})[-\u2013](\s?)")
_ISBN = re.compile(r"\b97[89][\d-]{10,14}\b|\b\d[\d-]{8,11}[\dX]\b")


def _split_ris_line(line: str) -> tuple[str | None, str]:
    """Return the tag and the text of a line of RIS: `TI` and `Sorting` for `TI  - Sorting`.

    The returned tag is in capitals. If the line has no tag, return `None` and the whole line.

    Some programs write fewer than two blanks before the hyphen, but a line of text may begin like
    this too, as in "T1-weighted". So the fewer the blanks, the more is required of the two
    characters before them:

    - Two blanks or more: the characters are capitals, or a known tag of RIS in any case.
    - One blank, or a tag of three characters (`DOI`): they are a known tag in capitals, and a blank
      or nothing follows the hyphen.
    - No blank: as for one blank, but the tag must be `TY` or `ER`.

    `ER` may also stand alone in its line.
    """
    if not (match := _RIS_TAG.match(line)):
        return ("ER" if line.strip() == "ER" else None), line
    tag, blanks_before, blank_after = match[1].upper(), match[2], match[3]
    text = line[match.end() :]
    is_upper, is_known = match[1].isupper(), tag in _RIS_KNOWN_TAGS
    if len(blanks_before) >= 2 and len(tag) == 2:
        is_tag = is_upper or is_known
    else:
        is_tag = is_upper and is_known and bool(blank_after or not text)
        is_tag = is_tag and (bool(blanks_before) or tag in {"TY", "ER"})
    return (tag, text) if is_tag else (None, line)


def _find_ris_ids(values: Values) -> Iterator[str]:
    """Yield the PubMed id in a RIS record, and the ISBN of a book, as `scheme:value`.

    `values` has the texts by tag. A number is a PubMed id only in the tag that holds one in the
    record's database: `AN` in PubMed and MEDLINE, `C2` in Scopus.
    """
    database = " ".join((*values.get("DB", ()), *values.get("DP", ()))).lower()
    tag = "AN" if "pubmed" in database or "medline" in database else "C2"
    if tag == "AN" or "scopus" in database:
        yield from (f"pmid:{text}" for text in values.get(tag, ()) if text.isdecimal())
    if "BOOK" in values.get("TY", ()):  # the ISBN of a chapter is that of its book
        for text in values.get("SN", ()):
            if match := _ISBN.search(text):
                yield f"isbn:{match[0].replace('-', '')}"


RIS = make_tagged_format("ris", _split_ris_line, _find_ris_ids)
OTHERS = tuple(make_tagged_format(name) for name in TABLES if name != "ris")
