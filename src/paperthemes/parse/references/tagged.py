"""Records of tagged lines, as in RIS, PubMed and Web of Science.

::

    TY  - JOUR          a record begins
    TI  - Sorting
    Apples              a line without a tag continues the one before
    ER  -               the record ends

A `Style` states how a format writes its lines and what its tags hold.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.references.catalogue_ids import ids_in
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

Values = Mapping[str, Sequence[str]]

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_URL = re.compile(r"https?://[^\s;]+(?:;(?!\s*https?:)[^\s;]+)*")
_UNNAMED_AUTHORS = frozenset(("et al", "et al.", "others"))
_EXCERPT_LINES = 50  # of a rejected record, more than an excerpt shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The lines and tags of a format.

    Attributes
    ----------
    start, end
        Tags of the first and the last line of a record; no `end` if the format has no such line.
    split_line
        Splits a line into its tag and its text; the tag is `None` if the line continues another.
    continued
        Tags whose text may continue in the next line.
    title, abstract, authors, dates, doi, url, arxiv_id, venue
        Tags that hold these, the best first.
    notes
        Tags in whose text identifiers are searched.
    ids
        Returns identifiers beside those in addresses and notes.
    extra
        Key in `extra` to tags.
    outside
        Tags of lines that are not part of a record.
    list_tags
        Tags with one value per line. If there are any, other tags occur once in a record.
    """

    start: str
    end: str | None
    split_line: Callable[[str], tuple[str | None, str]]
    continued: frozenset[str]
    title: tuple[str, ...]
    abstract: tuple[str, ...]
    authors: tuple[str, ...]
    dates: tuple[str, ...]
    doi: tuple[str, ...]
    arxiv_id: tuple[str, ...]
    venue: tuple[str, ...]
    ids: Callable[[Values], Iterable[str]]
    extra: Mapping[str, tuple[str, ...]]
    url: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    outside: frozenset[str] = frozenset()
    list_tags: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Block:
    """The lines of one record, from the line `start` on."""

    start: int
    has_start: bool
    end: int = 0
    has_end: bool = False
    lines: list[str] = field(default_factory=list)
    untagged: list[int] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    last_tag: str = ""

    def add(self, number: int, line: str, tag: str | None, text: str, style: Style) -> None:
        """Add a line, split into tag and text, unless it is blank."""
        if not line.strip():
            return
        self.end = number
        self.lines.append(line)
        if tag is None and self.last_tag not in style.continued:
            self.untagged.append(number)
        self.last_tag = tag or self.last_tag
        if tag or self.last_tag in style.list_tags:
            self.texts[self.last_tag].append(text)
        else:
            self.texts[self.last_tag][-1] += f" {text}"

    def values(self, style: Style) -> Values:
        """Return the texts by their tags, without empty ones."""
        values = {
            tag: [text for raw in texts if (text := collapse_whitespace(raw))]
            for tag, texts in self.texts.items()
        }
        if style.list_tags:
            return {tag: v if tag in style.list_tags else v[:1] for tag, v in values.items()}
        return values


def read_records(dump: Dump, style: Style) -> Iterator[ReaderItem]:
    """Yield a record, or a rejected span, for each run of tagged lines."""
    for block in _split_blocks(dump.lines(), style):
        yield from _read_block(block, style)


def _split_blocks(lines: Iterable[str], style: Style) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in enumerate(lines, start=1):
        tag, text = style.split_line(line)
        if tag in style.outside or (block is None and tag in {None, style.end}):
            continue
        if block is None or tag == style.start:
            if block is not None:
                yield block
            block = _Block(number, has_start=tag == style.start)
        block.add(number, line, tag, text, style)
        if tag is not None and tag == style.end:
            block.has_end = True
            yield block
            block = None
    if block is not None:
        yield block


def _read_block(block: _Block, style: Style) -> Iterator[ReaderItem]:
    values, start = block.values(style), block.start
    titles = _first_texts(values, style.title)
    if not titles:
        yield _without_title(block, has_abstract=bool(_first_texts(values, style.abstract)))
        return
    for number in block.untagged:
        yield ParseWarning("lines without a tag, read as part of the tag before", number)
    if not block.has_start:
        yield ParseWarning(f"record without its first line ({style.start})", start)
    if style.end and not block.has_end:
        yield ParseWarning(f"record without its last line ({style.end}), perhaps cut off", start)
    extra = _extra(values, style, titles)
    dates = _all_texts(values, style.dates)
    published = _published(dates)
    if published is None:
        yield ParseWarning("date not understood, left in extra", start)
        extra["date_as_given"] = "; ".join(dates)
        published = next((match[0] for text in dates if (match := _YEAR.search(text))), "")
    if titles[1:]:
        yield ParseWarning(
            "more than one title, the others left in extra (is the end of a record missing?)", start
        )
    urls = [match[0] for text in _all_texts(values, style.url) for match in _URL.finditer(text)]
    ids = (*style.ids(values), *ids_in(*_all_texts(values, (*style.url, *style.notes))))
    yield Record(
        start,
        block.end,
        titles[0],
        " ".join(_first_texts(values, style.abstract)),
        url="".join(urls[:1]),
        arxiv_id=_find_first(find_arxiv_id, (*_all_texts(values, style.arxiv_id), *urls)),
        doi=_find_first(find_doi, (*_all_texts(values, style.doi), *urls)),
        ids=tuple(dict.fromkeys(ids)),
        published=published,
        authors=tuple(_authors(_first_texts(values, style.authors))),
        extra={name: text for name, text in extra.items() if text},
    )


def _without_title(block: _Block, *, has_abstract: bool) -> ReaderItem:
    if not block.has_start and not has_abstract:
        return ParseWarning("tagged lines outside of any record, left out", block.start)
    text = excerpt(" ".join(block.lines[:_EXCERPT_LINES]))
    return Rejected(block.start, block.end, "record without a title", text)


def _extra(values: Values, style: Style, titles: Sequence[str]) -> dict[str, str]:
    extra = {name: "; ".join(_first_texts(values, tags)) for name, tags in style.extra.items()}
    venues = _first_texts(values, style.venue)
    extra["venue"] = next((text for text in venues if text != titles[0]), "")
    extra["other_titles"] = "; ".join(titles[1:])
    return extra


def _published(texts: Sequence[str]) -> str | None:
    """Return the date that the texts agree on, `None` if they are not understood.

    The first that has a year decides on it; the others may add month and day.
    """
    dates = [date for text in texts if (date := fields.parse_date(text))]
    with_year = [date for date in dates if not date.startswith("--")]
    if not with_year:
        return None if any(texts) else ""
    year = with_year[0][:4]
    completed = [fields.parse_date(f"{text} {year}") for text in texts]
    completed += [year + date[1:] for date in dates if date.startswith("--")]
    return max((date for date in (*with_year, *completed) if date.startswith(year)), key=len)


def _authors(texts: Iterable[str]) -> Iterator[str]:
    for name in ";".join(texts).split(";"):
        if name.strip() and name.strip().lower() not in _UNNAMED_AUTHORS:
            yield fields.given_name_first(name)


def _first_texts(values: Values, tags: Iterable[str]) -> list[str]:
    """Return the distinct texts of the first tag that has any."""
    texts = next((texts for tag in tags if (texts := values.get(tag))), ())
    return list(dict.fromkeys(texts))


def _all_texts(values: Values, tags: Iterable[str]) -> list[str]:
    return [text for tag in tags for text in values.get(tag, ())]


def _find_first(find: Callable[[str], str], texts: Iterable[str]) -> str:
    return next(filter(None, map(find, texts)), "")
