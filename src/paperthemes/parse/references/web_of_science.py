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

A record without a title is rejected. `CR`, the works it cites, are none of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from rispy import WokParser

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions
from paperthemes.parse.references import tagged

_TAG = re.compile(r"([A-Z][A-Z0-9])(?= |$)")
_HEADER = re.compile(r"FN (?:Clarivate|Thomson|ISI)")
_TYPE = re.compile(r"PT [JBSPCD]\s*$")
_OUTSIDE = frozenset(("FN", "VR", "EF"))
# Without a name for tags that it does not know rispy 0.10 trips over them.
_MAPPING = WokParser.DEFAULT_MAPPING | {WokParser.UNKNOWN_TAG: "unknown_tag"}
_UNTIL_AUTHORS = 20  # lines


def _tag_of(line: str) -> str | None:
    match = _TAG.match(line)
    return match[1] if match else None


def _values(lines: Sequence[str]) -> tagged.Values:
    """Give the lines to rispy, texts in one line each, and take all values as lists."""
    logical = [["PT "]]
    listing = False  # one value a line
    for line in lines:
        tag = _tag_of(line)
        if tag is not None:
            listing = tag in WokParser.DEFAULT_LIST_TAGS
            logical.append([line])
        elif listing:
            logical.append([f"   {line.strip()}"])
        else:
            logical[-1].append(line.strip())
    start = 1 if logical[1:] and logical[1][0].startswith("PT") else 0
    given = [" ".join(parts) for parts in logical[start:]]
    (found,) = WokParser(mapping=_MAPPING).parse_lines(iter([*given, "ER"]))
    found.pop("unknown_tag", None)
    return {name: value if isinstance(value, list) else [value] for name, value in found.items()}


def _dates(values: tagged.Values) -> Iterable[str]:
    years = list(values.get("publication_year", ()))
    parts = [*values.get("publication_date", ()), *years]
    return [*years, " ".join(parts), *values.get("early_access_date", ())]


def _ids(values: tagged.Values) -> Iterator[str]:
    for text in values.get("accession_number", ()):
        if text.startswith(("WOS:", "ISI:")):
            yield f"wos:{text[4:]}"
    yield from (f"pmid:{text}" for text in values.get("pubmed_id", ()) if text.isdecimal())


_STYLE = tagged.Style(
    start="PT",
    end="ER",
    tag_of=_tag_of,
    values=_values,
    flowing=frozenset(WokParser.DEFAULT_MAPPING) - {"PT", "PY", "ER"},
    title=("document_title",),
    abstract=("abstract",),
    authors=("author_full_name", "authors", "group_authors"),
    doi=("doi",),
    url=(),
    arxiv_id=("doi", "article_number", "accession_number"),
    venue=("publication_name",),
    notes=(),
    dates=_dates,
    ids=_ids,
    extra={
        "entry_type": ("document_type", "publication_type"),
        "keywords": ("author_keywords", "keywords_plus"),
        "categories": ("wos_categories", "research_areas"),
        "citations": ("total_times_cited_count", "wos_core_collection_cited_count"),
        "volume": ("volume",),
        "number": ("issue",),
        "language": ("language",),
        "publisher": ("publisher",),
        "issn": ("issn",),
    },
    outside=_OUTSIDE,
)


def _recognises(dump: Dump) -> float:
    """Look for the header, or for a first record whose authors follow soon."""
    lines = [line for line in dump.head_lines if line.strip()][:_UNTIL_AUTHORS]
    if lines and _HEADER.match(lines[0]):
        return 1.0
    begins = bool(lines) and any(_TYPE.match(line) for line in lines[:3])
    return 0.9 if begins and any(line.startswith(("AU ", "TI ")) for line in lines) else 0.0


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    yield from tagged.finds(dump.lines(), _STYLE)


FORMAT = Format("web-of-science", _recognises, _read)
