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
from paperthemes.parse.authors import put_given_name_first
from paperthemes.parse.dates import parse_date
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


class _TagRules:
    """Rules of one format: the form of its lines, and the use of its tags in `tags.toml`.

    Attributes
    ----------
    tags
        Tags by their use, such as `TI T1` by `title`, the preferred ones first; an empty list for
        a use that the format has no tag for.
    extra
        Tags by the key that their texts get in `extra` of a record.
    start, end
        Tags of the first and the last line of a record; `end` is `None` if the format has none.
    split_line, find_ids
        Functions; see `make_tagged_format`.
    """

    def __init__(self, name: str, split_line: SplitLine, find_ids: FindIds) -> None:
        tags_by_use = {use: tags.split() for use, tags in _TAGS[name].items() if use != "extra"}
        self.tags: Mapping[str, list[str]] = defaultdict(list, tags_by_use)
        self.extra = {key: tags.split() for key, tags in _TAGS[name]["extra"].items()}
        self.start = self.tags["start"][0]
        self.end = next(iter(self.tags["end"]), None)  # the only tag, if there is one
        self.split_line = split_line
        self.find_ids = find_ids


def make_tagged_format(
    name: str, detect: Callable[[Dump], float], split_line: SplitLine, find_ids: FindIds
) -> Format:
    """Return a format whose records consist of tagged lines, such as `TI  - Sorting`.

    Parameters
    ----------
    name
        Name of the format, also in `tags.toml`.
    detect
        Function that returns the confidence that a dump has the format.
    split_line
        Function that returns the tag and the text of a line. For a line without a tag, such as one
        that continues the line above, they are `None` and the whole line.
    find_ids
        Function that takes the texts of a record, by tag, and returns the ids in them, each as
        `scheme:value`. It need not search web addresses and notes: these are searched for all
        formats.
    """
    rules = _TagRules(name, split_line, find_ids)
    return Format(name, detect, lambda dump, _: _read_records(dump, rules))


@dataclass(slots=True)
class _Block:
    """The tagged lines of one record, collected one by one."""

    start: int  # number of the first line
    rules: _TagRules
    end: int = 0  # number of the last line that is not blank
    lines: list[str] = field(default_factory=list)  # without blank ones
    # Numbers of lines without a tag, after a tag whose text should not continue.
    untagged_numbers: list[int] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by tag
    last_tag: str = ""  # of the last line that has one

    def add_line(self, number: int, line: str, tag: str | None, text: str) -> None:
        """Add a line of the record, given its number, its tag and its text; skip a blank line.

        The first line must have a tag. A later line without a tag (`None`) belongs to the last tag.
        Its text continues the text above, unless the last tag has one value per line, such as `AU`
        in Web of Science: then it is a text of its own.
        """
        if not line.strip():
            return
        self.end = number
        self.lines.append(line)
        # `continued` has the tags whose text may go on in the next line.
        if tag is None and self.last_tag not in self.rules.tags["continued"]:
            self.untagged_numbers.append(number)
        self.last_tag = tag or self.last_tag
        if tag or self.last_tag in self.rules.tags["list"]:
            self.texts[self.last_tag].append(text)
        else:
            self.texts[self.last_tag][-1] += f" {text}"

    def collect_values(self) -> Values:
        """Return the texts that are not empty, by tag; a tag may have none.

        In a format that names its tags with several values (`list` in `tags.toml`; only Web of
        Science), another tag that is repeated nevertheless keeps only its first text, without a
        warning.
        """
        list_tags = self.rules.tags["list"]
        values: dict[str, list[str]] = {}
        for tag, texts in self.texts.items():
            limit = 1 if list_tags and tag not in list_tags else None
            values[tag] = [*filter(None, map(collapse_whitespace, texts))][:limit]
        return values


def _read_records(dump: Dump, rules: _TagRules) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of each block of tagged lines, and its warnings.

    A block holds the lines of one record. It begins at a start tag, or at any tag if the start tag
    is missing. It ends with the end tag of the format, or before the next start tag. Between
    blocks, lines without a tag and stray end tags are skipped. Lines whose tags belong to no record
    are always skipped.
    """
    block: _Block | None = None
    for number, line in enumerate(dump.lines(), start=1):
        tag, text = rules.split_line(line)
        # `outside` has the tags that belong to no record, such as `FN` in a file's first line.
        if tag in rules.tags["outside"] or (block is None and tag in {None, rules.end}):
            continue
        if block is None or tag == rules.start:
            if block is not None:
                yield from _read_block(block)
            block = _Block(number, rules)
        block.add_line(number, line, tag, text)
        if tag is not None and tag == rules.end:
            yield from _read_block(block)
            block = None
    if block is not None:
        yield from _read_block(block)


def _read_block(block: _Block) -> Iterator[ReaderItem]:
    """Yield the record of a block, after the warnings about it.

    Of a block without a title, yield only its rejection, or a warning if it seems to be no record.
    """
    rules, values, start = block.rules, block.collect_values(), block.start

    def find_texts(use: str) -> list[str]:
        """Return the texts of all tags that have this use, such as `dates`."""
        return [text for tag in rules.tags[use] for text in values.get(tag, ())]

    titles, abstracts, authors = (
        _pick_texts(values, rules.tags[use]) for use in ("title", "abstract", "authors")
    )
    if not titles:
        yield _reject_untitled(block, has_abstract=bool(abstracts))
        return
    yield from _check_lines(block)
    extra = _collect_extra(rules, values, titles)
    dates = find_texts("dates")
    published = _parse_dates(dates)
    if published is None:  # there are dates, but none is understood
        yield ParseWarning("date not understood, kept in the field extra", start)
        extra["date_as_given"] = "; ".join(dates)
        published = next((match[0] for text in dates if (match := _YEAR.search(text))), "")
    if len(titles) > 1:
        message = "further titles, kept in the field extra (is the end of a record missing?)"
        yield ParseWarning(message, start)
    addresses = find_texts("url")
    urls = [match[0] for text in addresses for match in _URL.finditer(text)]
    doi = _find_first(_find_marked_doi, (*find_texts("doi"), *urls))
    ids = (*rules.find_ids(values), *fields.find_catalogue_ids(*addresses, *find_texts("notes")))
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
    """Yield warnings about lines that lack a tag, and about a missing first or last line.

    A line lacks a tag if it has none, and the tag above is none of those whose text may continue.
    """
    start, end = block.rules.start, block.rules.end  # tags of the first and the last line
    for number in block.untagged_numbers:
        yield ParseWarning("lines without a tag, read as part of the previous field", number)
    if start not in block.texts:
        yield ParseWarning(f"record without its first line ({start})", block.start)
    if end and end not in block.texts:
        yield ParseWarning(f"record without its last line ({end}), perhaps cut off", block.start)


def _collect_extra(rules: _TagRules, values: Values, titles: Sequence[str]) -> dict[str, str]:
    """Return the values of `extra` by key; some may be empty.

    Of the tags for `venue`, only the first with texts is used. Its first text that differs from the
    title is the venue, because `BT` may hold either. `other_titles` has all titles but the first.
    """
    extra = {key: "; ".join(_pick_texts(values, tags)) for key, tags in rules.extra.items()}
    venues = _pick_texts(values, rules.tags["venue"])
    extra["venue"] = next((text for text in venues if text != titles[0]), "")
    extra["other_titles"] = "; ".join(titles[1:])
    return extra


def _reject_untitled(block: _Block, *, has_abstract: bool) -> ReaderItem:
    """Return the rejection of a block without a title.

    A block with neither the start tag of a record nor an abstract is probably no record: for it,
    return a warning instead.
    """
    if block.rules.start not in block.texts and not has_abstract:
        return ParseWarning("tagged lines outside of any record, left out", block.start)
    text = excerpt(" ".join(block.lines))
    return Rejected(block.start, block.end, "record without a title", text)


def _parse_dates(texts: Sequence[str]) -> str | None:
    """Return the most precise date that the texts give together, such as `2024-05-01`.

    The first date with a year decides the year. The other texts may only add the month and the day:
    `2024` and `MAY 1` give `2024-05-01`. Without any text, return `""`. If there are texts, but no
    date with a year, return `None`, which calls for a warning.
    """
    dates = [date for text in texts if (date := parse_date(text))]
    # `parse_date` returns `--MM-DD` for a date without a year.
    with_year = [date for date in dates if not date.startswith("--")]
    if not with_year:
        return None if any(texts) else ""
    year = with_year[0][: len("YYYY")]
    completed = [parse_date(f"{text} {year}") for text in texts]
    # `year + date[1:]` turns `--MM-DD` into `YYYY-MM-DD`.
    completed += [year + date[1:] for date in dates if date.startswith("--")]
    # The longest date is the most precise.
    return max((date for date in (*with_year, *completed) if date.startswith(year)), key=len)


def _split_authors(texts: Iterable[str]) -> Iterator[str]:
    """Yield the names of the authors, such as `Ada Li`, with the given name first.

    A text may hold several names, separated by semicolons. Entries such as "et al." are left out.
    """
    for name in ";".join(texts).split(";"):
        if name.strip() and name.strip().lower() not in _UNNAMED_AUTHORS:
            yield put_given_name_first(name)


def _pick_texts(values: Values, tags: Iterable[str]) -> list[str]:
    """Return the distinct texts of the first of `tags` that has any."""
    texts = next((texts for tag in tags if (texts := values.get(tag))), ())
    return list(dict.fromkeys(texts))


def _find_marked_doi(text: str) -> str:
    """Return the DOI in a text, or `""`; unlike `find_doi`, also one with the mark of MEDLINE.

    In MEDLINE a DOI is followed by `[doi]`. It may be broken over two lines there, which leaves a
    space in it, so the spaces of such a text are removed.
    """
    if text.endswith(_MARKED_DOI):
        text = text.removesuffix(_MARKED_DOI).replace(" ", "")
    return find_doi(text)


def _find_first(find: Callable[[str], str], texts: Iterable[str]) -> str:
    """Apply `find` to the texts in turn; return its first result that is not empty, or `""`."""
    return next(filter(None, map(find, texts)), "")
