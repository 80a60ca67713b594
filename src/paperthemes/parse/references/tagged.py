"""Records of tagged lines (RIS, PubMed, Web of Science): from lines to finds.

::

    TY  - JOUR          a record begins
    TI  - Sorting
    Apples              a line without a tag goes on from the one before
    ER  -               it ends

rispy reads the tags of a record; what a format says of its lines and tags stands in a `Style`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from paperthemes.parse import fields
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.references.identifiers import ids_in
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

Values = Mapping[str, Sequence[str]]

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_WEB = re.compile(r"https?://[^\s;]+(?:;(?!\s*https?:)[^\s;]+)*")
_OTHERS = frozenset(("et al", "et al.", "others"))
_ODD_DATE = "date not understood, left in extra"
_TWO_TITLES = "more than one title, the others left in extra (is the end of a record missing?)"
_STRAY = "lines without a tag, taken to go on from the tag before"


@dataclass(frozen=True, slots=True)
class Style:
    """How a format writes its records.

    Attributes
    ----------
    start, end
        Tags of the first and the last line of a record; no `end` where there is no such line.
    outside
        Tags of lines that are no part of a record.
    tag_of
        The tag of a line, `None` if it has none.
    values
        Reads the lines of one record.
    flowing
        Tags whose text may go on in the next line.
    title, abstract, authors, doi, url, arxiv_id, venue
        Names of the values that hold these, the better first.
    notes
        Names of the values in which identifiers are looked for.
    dates
        All that tells of the date, the most reliable first.
    ids
        Identifiers beside those in addresses.
    extra
        Name in `extra` to names of the values.
    """

    start: str
    end: str | None
    tag_of: Callable[[str], str | None]
    values: Callable[[Sequence[str]], Values]
    flowing: frozenset[str]
    title: tuple[str, ...]
    abstract: tuple[str, ...]
    authors: tuple[str, ...]
    doi: tuple[str, ...]
    url: tuple[str, ...]
    arxiv_id: tuple[str, ...]
    venue: tuple[str, ...]
    notes: tuple[str, ...]
    dates: Callable[[Values], Iterable[str]]
    ids: Callable[[Values], Iterable[str]]
    extra: Mapping[str, tuple[str, ...]]
    outside: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Lines:
    """The lines of one record, from the line `start` on."""

    start: int
    opened: bool
    end: int = 0
    closed: bool = False
    kept: list[str] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)

    def add(self, number: int, line: str) -> None:
        if line.strip():
            self.end = number
            self.kept.append(line)


def finds(lines: Iterable[str], style: Style) -> Iterator[ReaderItem]:
    """Yield a record, or a rejected span, for each run of tagged lines."""
    for block in _blocks(lines, style):
        yield from _found(block, style)


def _blocks(lines: Iterable[str], style: Style) -> Iterator[_Lines]:
    block: _Lines | None = None
    last = ""
    for number, line in enumerate(lines, start=1):
        tag = style.tag_of(line)
        if tag in style.outside:
            continue
        if block is None and (tag is None or tag == style.end):
            continue
        if block is None or tag == style.start:
            if block is not None:
                yield block
            block = _Lines(number, opened=tag == style.start)
        if tag is None and line.strip() and last not in style.flowing:
            block.strays.append(number)
        block.add(number, line)
        last = tag or last
        if tag is not None and tag == style.end:
            block.closed = True
            yield block
            block = None
    if block is not None:
        yield block


def _found(block: _Lines, style: Style) -> Iterator[ReaderItem]:
    values = {name: _folded(texts) for name, texts in style.values(block.kept).items()}
    titles = _all(values, style.title)
    if not titles and not block.opened and not _all(values, style.abstract):
        yield ParseWarning("tagged lines outside of any record, left out", block.start)
        return
    if not titles:
        said = excerpt(" ".join(block.kept[:50]))
        yield Rejected(block.start, block.end, "record without a title", said)
        return
    yield from (ParseWarning(_STRAY, number) for number in block.strays)
    if not block.opened:
        yield ParseWarning(f"record without its first line ({style.start})", block.start)
    if style.end and not block.closed:
        yield ParseWarning(
            f"record without its last line ({style.end}), perhaps cut off", block.start
        )
    published, understood = _published([collapse_whitespace(text) for text in style.dates(values)])
    if not understood:
        yield ParseWarning(_ODD_DATE, block.start)
    if len(titles) > 1:
        yield ParseWarning(_TWO_TITLES, block.start)
    yield _record(block, style, values, titles, published, understood)


def _record(
    block: _Lines,
    style: Style,
    values: Values,
    titles: Sequence[str],
    published: str,
    understood: bool,
) -> Record:
    addresses = [match[0] for text in _every(values, style.url) for match in _WEB.finditer(text)]
    notes = _every(values, (*style.url, *style.notes))
    extra = {name: "; ".join(_all(values, names)) for name, names in style.extra.items()}
    extra["venue"] = next((text for text in _all(values, style.venue) if text != titles[0]), "")
    extra["other_titles"] = "; ".join(titles[1:])
    if not understood:
        extra["date_as_given"] = "; ".join(map(collapse_whitespace, style.dates(values)))
    return Record(
        block.start,
        block.end,
        titles[0],
        " ".join(_all(values, style.abstract)),
        url=next(iter(addresses), ""),
        arxiv_id=_first(find_arxiv_id, _every(values, style.arxiv_id), addresses),
        doi=_first(find_doi, _every(values, style.doi), addresses),
        ids=tuple(dict.fromkeys((*style.ids(values), *ids_in(*notes)))),
        published=published,
        authors=tuple(_authors(_all(values, style.authors))),
        extra={name: text for name, text in extra.items() if text},
    )


def _published(given: Sequence[str]) -> tuple[str, bool]:
    """Return the date that the texts agree on, and whether they were understood.

    The first that tells a year decides on it; the others may tell month and day.
    """
    dates = [date for text in given if (date := fields.parse_date(text))]
    whole = [date for date in dates if not date.startswith("--")]
    if not whole:
        year = next((match[0] for text in given if (match := _YEAR.search(text))), "")
        return year, not any(given)
    year = whole[0][:4]
    more = [fields.parse_date(f"{text} {year}") for text in given]
    more += [year + date[1:] for date in dates if date.startswith("--")]
    fitting = [date for date in (*whole, *more) if date.startswith(year)]
    return max(fitting, key=len), True


def _authors(names: Iterable[str]) -> Iterator[str]:
    for text in names:
        for name in text.split(";"):
            if name.strip() and name.strip().lower() not in _OTHERS:
                yield fields.given_name_first(name)


def _folded(texts: Sequence[str]) -> list[str]:
    return [text for given in texts if (text := collapse_whitespace(given))]


def _all(values: Values, names: Iterable[str]) -> list[str]:
    """Return the values, each once, of the first name that has any."""
    texts = next((texts for name in names if (texts := values.get(name))), ())
    return list(dict.fromkeys(texts))


def _every(values: Values, names: Iterable[str]) -> list[str]:
    return [text for name in names for text in values.get(name, ())]


def _first(reads: Callable[[str], str], *texts: Iterable[str]) -> str:
    found = (reads(text) for several in texts for text in several)
    return next(filter(None, found), "")
