"""Records of tagged lines, as in RIS, PubMed and Web of Science.

::

    TY  - JOUR          a record begins
    TI  - Sorting
    Apples              a line without a tag continues the one before
    ER  -               the record ends

`tags.toml` lists what the tags of each format hold.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

Values = Mapping[str, Sequence[str]]
"""Texts by tag."""
SplitLine = Callable[[str], tuple[str | None, str]]
"""A function that splits a line into its tag and its text; see `make_tagged_format`."""
FindIds = Callable[[Values], Iterable[str]]
"""A function that yields the ids in the texts of a record; see `make_tagged_format`."""

_TAGS = tomllib.loads(files(__package__).joinpath("tags.toml").read_text("utf-8"))
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_URL = re.compile(r"https?://[^\s;]+(?:;(?!\s*https?:)[^\s;]+)*")
_MARKED_DOI = "[doi]"  # the end of a DOI in MEDLINE
_UNNAMED_AUTHORS = frozenset(("et al", "et al.", "others"))


class _Style:
    """Description of a format: the form of its lines, and the use of its tags in `tags.toml`.

    Attributes
    ----------
    tags
        Tags by their use, such as `title` or `authors`, the preferred ones first; an empty list for
        a use that the format has no tag for.
    extra
        Tags by the key in `extra`.
    start, end
        Tags of the first and the last line of a record; `end` is `None` if the format has none.
    split_line, find_ids
        Functions; see `make_tagged_format`.
    """

    def __init__(self, name: str, split_line: SplitLine, find_ids: FindIds) -> None:
        uses = {use: tags.split() for use, tags in _TAGS[name].items() if use != "extra"}
        self.tags: Mapping[str, list[str]] = defaultdict(list, uses)
        self.extra = {key: tags.split() for key, tags in _TAGS[name]["extra"].items()}
        self.start = self.tags["start"][0]
        self.end = next(iter(self.tags["end"]), None)
        self.split_line = split_line
        self.find_ids = find_ids


def make_tagged_format(
    name: str, detect: Callable[[Dump], float], split_line: SplitLine, find_ids: FindIds
) -> Format:
    """Return a format with tagged lines.

    Parameters
    ----------
    name
        Name of the format, also in `tags.toml`.
    detect
        Function that returns the confidence that a dump has the format.
    split_line
        Function that returns the tag and the text of a line; the tag is `None` if the line has none
        because it continues the line above.
    find_ids
        Function that returns the ids in other fields than addresses and notes.
    """
    style = _Style(name, split_line, find_ids)
    return Format(name, detect, lambda dump, _: _read_records(dump, style))


@dataclass(slots=True)
class _Block:
    """The lines of one record: their numbers, their contents, and their texts by tag."""

    start: int
    style: _Style
    end: int = 0
    lines: list[str] = field(default_factory=list)
    untagged: list[int] = field(default_factory=list)  # numbers of lines that lack a tag
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    last_tag: str = ""

    def add(self, number: int, line: str, tag: str | None, text: str) -> None:
        """Add a line with its number, its tag and its text; blank lines are skipped.

        A line whose `tag` is `None` continues the text of the last tag; of a tag for lists, it is a
        text of its own.
        """
        if not line.strip():
            return
        self.end = number
        self.lines.append(line)
        if tag is None and self.last_tag not in self.style.tags["continued"]:
            self.untagged.append(number)
        self.last_tag = tag or self.last_tag
        if tag or self.last_tag in self.style.tags["list"]:
            self.texts[self.last_tag].append(text)
        else:
            self.texts[self.last_tag][-1] += f" {text}"

    def values(self) -> Values:
        """Return the texts that are not empty, by tag.

        If the format names tags for lists, every other tag has at most its first text.
        """
        lists = self.style.tags["list"]
        values = {
            tag: [*filter(None, map(collapse_whitespace, v))] for tag, v in self.texts.items()
        }
        return {tag: v if not lists or tag in lists else v[:1] for tag, v in values.items()}


def _read_records(dump: Dump, style: _Style) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of each block of tagged lines, and its warnings.

    A block ends with the end tag of the format, or before the next start tag. Outside of any block,
    lines without a tag and stray end tags are skipped.
    """
    block: _Block | None = None
    for number, line in enumerate(dump.lines(), start=1):
        tag, text = style.split_line(line)
        # Skip lines that belong to no record, and between records what begins none.
        if tag in style.tags["outside"] or (block is None and tag in {None, style.end}):
            continue
        if block is None or tag == style.start:
            if block is not None:
                yield from _read_block(block)
            block = _Block(number, style)
        block.add(number, line, tag, text)
        if tag is not None and tag == style.end:
            yield from _read_block(block)
            block = None
    if block is not None:
        yield from _read_block(block)


def _read_block(block: _Block) -> Iterator[ReaderItem]:
    """Yield the warnings about a block and its record, or what `_reject_untitled` returns."""
    style, values, start = block.style, block.values(), block.start

    def find_texts(use: str) -> list[str]:
        """Return the texts of all tags that have this use, such as `dates`."""
        return [text for tag in style.tags[use] for text in values.get(tag, ())]

    titles, abstracts, authors = (
        _pick_texts(values, style.tags[use]) for use in ("title", "abstract", "authors")
    )
    if not titles:
        yield _reject_untitled(block, has_abstract=bool(abstracts))
        return
    yield from _check_lines(block)
    extra = _collect_extra(style, values, titles)
    dates = find_texts("dates")
    published = _parse_dates(dates)
    if published is None:
        yield ParseWarning("date not understood, kept in the field extra", start)
        extra["date_as_given"] = "; ".join(dates)
        published = next((match[0] for text in dates if (match := _YEAR.search(text))), "")
    if titles[1:]:
        message = "further titles, kept in the field extra (is the end of a record missing?)"
        yield ParseWarning(message, start)
    addresses = find_texts("url")
    urls = [match[0] for text in addresses for match in _URL.finditer(text)]
    doi = _find_first(_find_doi, (*find_texts("doi"), *urls))
    ids = (*style.find_ids(values), *fields.find_catalogue_ids(*addresses, *find_texts("notes")))
    yield Record(
        start,
        block.end,
        titles[0],
        " ".join(abstracts),
        url="".join(urls[:1]),  # the first address, if there is one
        arxiv_id=_find_first(find_arxiv_id, (*find_texts("arxiv_id"), *urls, doi)),
        doi=doi,
        ids=tuple(dict.fromkeys(ids)),
        published=published,
        authors=tuple(_split_authors(authors)),
        extra={key: text for key, text in extra.items() if text},
    )


def _check_lines(block: _Block) -> Iterator[ParseWarning]:
    """Yield warnings about lines without a tag, and about a missing first or last line."""
    start, end = block.style.start, block.style.end
    for number in block.untagged:
        yield ParseWarning("lines without a tag, read as part of the previous field", number)
    if start not in block.texts:
        yield ParseWarning(f"record without its first line ({start})", block.start)
    if end and end not in block.texts:
        yield ParseWarning(f"record without its last line ({end}), perhaps cut off", block.start)


def _collect_extra(style: _Style, values: Values, titles: Sequence[str]) -> dict[str, str]:
    """Return the values of `extra`, of which some may be empty.

    The venue is the first text of its tags that is not the title: `BT` may hold either.
    """
    extra = {key: "; ".join(_pick_texts(values, tags)) for key, tags in style.extra.items()}
    venues = _pick_texts(values, style.tags["venue"])
    extra["venue"] = next((text for text in venues if text != titles[0]), "")
    extra["other_titles"] = "; ".join(titles[1:])
    return extra


def _reject_untitled(block: _Block, *, has_abstract: bool) -> ReaderItem:
    """Return the rejection of a block without a title.

    If it has neither a start tag nor an abstract, it seems to be no record: return a warning.
    """
    if block.style.start not in block.texts and not has_abstract:
        return ParseWarning("tagged lines outside of any record, left out", block.start)
    text = excerpt(" ".join(block.lines))
    return Rejected(block.start, block.end, "record without a title", text)


def _parse_dates(texts: Sequence[str]) -> str | None:
    """Return the most precise date in the texts; `None` if no year is found in them.

    The first date with a year decides the year; other texts may only add the month and the day. If
    all texts are empty, or if there are none, return `""`.
    """
    dates = [date for text in texts if (date := fields.parse_date(text))]
    # A date without a year is `--MM-DD`.
    with_year = [date for date in dates if not date.startswith("--")]
    if not with_year:
        return None if any(texts) else ""
    year = with_year[0][: len("YYYY")]
    completed = [fields.parse_date(f"{text} {year}") for text in texts]
    # `year + date[1:]` turns `--MM-DD` into `YYYY-MM-DD`.
    completed += [year + date[1:] for date in dates if date.startswith("--")]
    # The longest date is the most precise.
    return max((date for date in (*with_year, *completed) if date.startswith(year)), key=len)


def _split_authors(texts: Iterable[str]) -> Iterator[str]:
    """Yield the names of authors, the given name first; semicolons separate names in a text."""
    for name in ";".join(texts).split(";"):
        if name.strip() and name.strip().lower() not in _UNNAMED_AUTHORS:
            yield fields.given_name_first(name)


def _pick_texts(values: Values, tags: Iterable[str]) -> list[str]:
    """Return the distinct texts of the first tag that has any."""
    texts = next((texts for tag in tags if (texts := values.get(tag))), ())
    return list(dict.fromkeys(texts))


def _find_doi(text: str) -> str:
    """Return the DOI in a text, or `""`.

    MEDLINE marks a DOI with `[doi]` at the end, and may break it over two lines, which leaves a
    space in it.
    """
    if text.endswith(_MARKED_DOI):
        text = text.removesuffix(_MARKED_DOI).replace(" ", "")
    return find_doi(text)


def _find_first(find: Callable[[str], str], texts: Iterable[str]) -> str:
    """Return the first value that `find` finds in one of the texts, or `""`."""
    return next(filter(None, map(find, texts)), "")
