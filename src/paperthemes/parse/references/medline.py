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

A record begins with `PMID` and goes on to the next; one without a title is rejected.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from rispy import RisParser

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions
from paperthemes.parse.references import tagged

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?")
_WIDTH = 4  # of a tag and its blanks
_START = re.compile(r"PMID {0,2}- ?\d+\s*$")
_NAMES = {
    "PMID": "pmid",
    "PMC": "pmcid",
    "TI": "title",
    "BTI": "book_title",
    "TT": "title_in_its_language",
    "AB": "abstract",
    "OAB": "other_abstract",
    "FAU": "full_authors",
    "AU": "authors",
    "CN": "corporate_authors",
    "DP": "date",
    "LID": "locations",
    "AID": "article_ids",
    "JT": "journal",
    "TA": "journal_abbreviated",
    "VI": "volume",
    "IP": "number",
    "PG": "pages",
    "LA": "language",
    "PT": "types",
    "OT": "keywords",
    "MH": "subjects",
    "UK": "unknown",
    "ER": "end",
}


def _tag_of(line: str) -> str | None:
    match = _LINE.match(line)
    return match[1] if match and line[_WIDTH : _WIDTH + 1] == "-" else None


class _Parser(RisParser):  # type: ignore[misc]
    """MEDLINE with the text of each tag in one line."""

    START_TAG = "PMID"
    DEFAULT_MAPPING = _NAMES

    def parse_line(self, line: str) -> tuple[str, str]:
        return line[:_WIDTH].strip(), line[_WIDTH + 1 :].strip()


def _values(lines: Sequence[str]) -> tagged.Values:
    """Give the lines to rispy, each tag with all its text, and take all values as lists."""
    logical: list[list[str]] = [] if lines and _tag_of(lines[0]) == "PMID" else [["PMID- "]]
    for line in lines:
        if _tag_of(line):
            logical.append([line])
        else:
            logical[-1].append(line.strip())
    parser = _Parser(enforce_list_tags=False, delimiter_tags_mapping={})
    (found,) = parser.parse_lines(iter([*(" ".join(parts) for parts in logical), "ER  - "]))
    found.pop("unknown", None)
    values = {name: value if isinstance(value, list) else [value] for name, value in found.items()}
    ids = [*values.get("locations", ()), *values.get("article_ids", ())]
    values["dois"] = [text.removesuffix("[doi]").strip() for text in ids if text.endswith("[doi]")]
    return values


def _dates(values: tagged.Values) -> Iterable[str]:
    return values.get("date", ())


def _ids(values: tagged.Values) -> Iterator[str]:
    for scheme in ("pmid", "pmcid"):
        yield from (f"{scheme}:{text}" for text in values.get(scheme, ())[:1])


_STYLE = tagged.Style(
    start="PMID",
    end=None,
    tag_of=_tag_of,
    values=_values,
    flowing=frozenset(_NAMES) | {"AD", "COIS", "GR", "CI", "SO", "IR", "FIR", "EIN", "CON"},
    title=("title", "book_title", "title_in_its_language"),
    abstract=("abstract", "other_abstract"),
    authors=("full_authors", "authors", "corporate_authors"),
    doi=("dois",),
    url=(),
    arxiv_id=("dois",),
    venue=("journal", "journal_abbreviated", "book_title"),
    notes=(),
    dates=_dates,
    ids=_ids,
    extra={
        "entry_type": ("types",),
        "keywords": ("keywords", "subjects"),
        "volume": ("volume",),
        "number": ("number",),
        "pages": ("pages",),
        "language": ("language",),
    },
)


def _recognises(dump: Dump) -> float:
    return float(any(line.startswith("PMID") and _START.match(line) for line in dump.head_lines))


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    yield from tagged.finds(dump.lines(), _STYLE)


FORMAT = Format("medline", _recognises, _read)
