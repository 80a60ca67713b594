"""Facets: the fields of papers by which the report sorts, filters and colours them."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from paperthemes import tables
from paperthemes.text.paper_fields import WEB_ADDRESS, parse_number

_MIN_COLUMN_SHARE = 0.2  # of all papers, for a facet to be a column of the list at first
_COLUMNS = ("date", "venue", "citations", "upvotes")  # others are shown if the reader asks
_OUR_NAMES = frozenset(("title", "topic", "theme", "grade", "confidence", "dump", "abstract"))
_MAX_VALUE = 200  # characters of a value; longer ones are cut
_MAX_LISTED = 3  # values in a fact of a topic
_CODE_HOST = re.compile(r"(?:github|gitlab|bitbucket)\.(?:com|org)/", re.IGNORECASE)
_ARXIV_CATEGORY = r"[a-z-]+\.[A-Za-z-]{2,}|[a-z]+-[a-z]+"
_ARXIV_CATEGORIES = re.compile(rf"(?:{_ARXIV_CATEGORY})(?: (?:{_ARXIV_CATEGORY}))*")

Kind = Literal["date", "number", "words", "people", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A field of n papers.

    Attributes
    ----------
    key
        Identifies it in addresses of the page; unique.
    name
        What readers see.
    kind
        `date` for dates of publication and `people` for authors, of which the page has the values
        elsewhere; `number`, `words`; `address` for links.
    cells
        For each paper its values: texts, or one number; none if unknown.
    is_requested
        Whether `report.columns` of the config names it.
    """

    key: str
    name: str
    kind: Kind
    cells: Sequence[Sequence[Any]]
    is_requested: bool = False

    @property
    def share(self) -> float:
        """Share (0 to 1) of papers that have a value; there must be papers."""
        return sum(map(bool, self.cells)) / len(self.cells)


def _split_words(text: str) -> list[str]:
    """Split a list of categories, separated by semicolons, or by blanks if they are of arXiv."""
    return text.split(" ") if _ARXIV_CATEGORIES.fullmatch(text) else _split_items(text)


def _split_items(text: str) -> list[str]:
    """Split a list at semicolons, and cut long items."""
    return [part[:_MAX_VALUE] for item in text.split(";") if (part := item.strip())]


def _take_address(text: str) -> list[str]:
    """Return the first web address in a list of addresses; none if there is none."""
    for word in text.split("; "):
        if WEB_ADDRESS.match(word):
            return [word]
        if _CODE_HOST.match(word):
            return [f"https://{word}"]
    return []


def _take_number(text: str) -> list[float]:
    """Return the number in a text as one value; none if it is no number."""
    number = parse_number(text)
    return [] if number is None else [number]


def _take_words(text: str) -> list[str]:
    """Return the whole text as one value."""
    return [text]


# Name, kind, keys of `extra` (the preferred one first), and the function that takes the values.
_KNOWN: Mapping[str, tuple[str, Kind, Sequence[str], Callable[[str], Sequence[Any]]]] = {
    "venue": ("Venue", "words", ("venue",), _take_words),
    "citations": ("Citations", "number", ("citations",), _take_number),
    "upvotes": ("Upvotes", "number", ("upvotes",), _take_number),
    "categories": ("Category", "words", ("categories", "fields_of_study"), _split_words),
    "type": ("Type", "words", ("type", "entry_type"), _take_words),
    "code": ("Code", "address", ("github", "code", "code_url", "code_link"), _take_address),
}


def collect_facets(papers: pd.DataFrame, columns: Iterable[str] = ()) -> list[Facet]:
    """Return the facets that any paper has.

    Parameters
    ----------
    papers
        Table `tables.PAPERS`.
    columns
        Further fields: keys of `extra`, or else columns of the table. Those that no paper has are
        left out. A field with numbers alone is of kind `number`.
    """
    extras = [json.loads(text) for text in papers.extra]
    dates, authors = ([[text] if text else [] for text in papers.published], papers.authors)
    facets = [
        Facet(key="date", name="Date", kind="date", cells=dates),
        Facet(key="authors", name="Authors", kind="people", cells=[*map(list, authors)]),
    ]
    for key, (name, kind, keys, take) in _KNOWN.items():
        texts = (next(filter(None, map(extra.get, keys)), "") for extra in extras)
        cells = [take(text) if text else [] for text in texts]
        facets.append(Facet(key=key, name=name, kind=kind, cells=cells))
    facets += [
        _make_requested(name, [str(extra.get(name, "")) for extra in extras], papers)
        for name in dict.fromkeys(columns)
    ]
    return [facet for facet in facets if any(facet.cells)]


def _to_text(value: str | Iterable[str]) -> str:
    """Return a cell of the papers as text, the items of a list with semicolons."""
    return value if isinstance(value, str) else "; ".join(value)


def _make_requested(name: str, texts: Sequence[str], papers: pd.DataFrame) -> Facet:
    """Return the facet of a field that the config names; without values if no paper has it."""
    if not any(texts) and name in tables.PAPERS.names:
        texts = [_to_text(cell) for cell in papers[name]]
    numbers = [_take_number(text) for text in texts]
    are_numbers = all(number or not text for number, text in zip(numbers, texts, strict=True))
    return Facet(
        key=requested_key(name),
        name=f"{name} (in dumps)" if name.casefold() in _OUR_NAMES else name,
        kind="number" if are_numbers else "words",
        cells=numbers if are_numbers else [*map(_split_items, texts)],
        is_requested=True,
    )


def requested_key(name: str) -> str:
    """Return the key of a field that the config names, which no facet of our own has."""
    return f"column.{name}"


def encode_facets(facets: Iterable[Facet]) -> list[dict[str, Any]]:
    """Return facets as data for the page.

    Each has `key`, `name`, `kind`, and `shown`: whether the list of papers has a column of it at
    first. Numbers are in `numbers`, `None` if unknown. Of other kinds, `values` lists the distinct
    texts, and `codes` has for each paper an index into it, -1 for none, or a list of indices if any
    paper has several. Dates and people are in other data of the page.
    """
    return [_encode(facet) for facet in facets]


def _encode(facet: Facet) -> dict[str, Any]:
    """Return a facet as data for the page."""
    shown = facet.is_requested or (facet.key in _COLUMNS and facet.share >= _MIN_COLUMN_SHARE)
    data = {"key": facet.key, "name": facet.name, "kind": facet.kind, "shown": shown}
    if facet.kind in ("date", "people"):
        return data
    if facet.kind == "number":
        return data | {"numbers": [next(iter(numbers), None) for numbers in facet.cells]}
    texts = sorted({text for texts in facet.cells for text in texts})
    codes = {text: code for code, text in enumerate(texts)}
    rows = [[codes[text] for text in dict.fromkeys(texts)] for texts in facet.cells]
    if all(len(row) < 2 for row in rows):
        return data | {"values": texts, "codes": [row[0] if row else -1 for row in rows]}
    return data | {"values": texts, "codes": rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something about the papers of a topic, such as its most frequent venues.

    Attributes
    ----------
    label, text
        Such as "Venues" and "NeurIPS (12), ICML (7)".
    paper_id
        The paper that it is about; "" if it is about several.
    """

    label: str
    text: str
    paper_id: str = ""


def list_topic_facts(
    papers: pd.DataFrame, topics: Iterable[int], facets: Iterable[Facet]
) -> dict[int, list[Fact]]:
    """Return the facts of each topic: years, venues, authors, and the most cited and upvoted paper.

    Facts that are not known of a topic are left out, and so are authors of a single paper.

    Parameters
    ----------
    papers
        Table `tables.PAPERS`.
    topics
        The topic of each paper.
    facets
        Facets of these papers.
    """
    members: dict[int, list[int]] = {}
    for row, topic in enumerate(topics):
        members.setdefault(topic, []).append(row)
    by_key = {facet.key: facet.cells for facet in facets}
    return {topic: [*_list_facts(papers, rows, by_key)] for topic, rows in members.items()}


def _list_facts(
    papers: pd.DataFrame, rows: Sequence[int], values: Mapping[str, Sequence[Sequence[Any]]]
) -> Iterator[Fact]:
    """Yield the facts of the papers in `rows`; `values` are those of the facets, by key."""
    counts = {
        key: Counter(value for row in rows for value in values[key][row])
        for key in ("date", "venue", "authors")
        if key in values
    }
    years = sorted(text[:4] for text in counts.get("date", Counter()).elements())
    if years:
        # The middle half, because a single paper may be much older than the others.
        first, last = years[len(years) // 4], years[-1 - len(years) // 4]
        span = years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
        mostly = f", half of them {first} to {last}" if years[0] < first < last else ""
        yield Fact(label="Years", text=f"{span}{mostly}")
    for key, label, least in (("venue", "Venues", 1), ("authors", "Authors", 2)):
        common = sorted(counts.get(key, {}).items(), key=lambda pair: (-pair[1], pair[0]))
        shown = [f"{name} ({count})" for name, count in common[:_MAX_LISTED] if count >= least]
        if shown:
            yield Fact(label=label, text=", ".join(shown))
    for key, label in (("citations", "Most cited"), ("upvotes", "Most upvoted")):
        numbers = [(row, values[key][row][0]) for row in rows if key in values and values[key][row]]
        row, number = max(numbers, key=lambda pair: pair[1], default=(0, 0))
        if number > 0:
            text = f"{papers.title[row]} ({number:,})"
            yield Fact(label=label, text=text, paper_id=papers.paper_id[row])
