"""RIS and other reference formats with tagged lines, such as `TI  - Sorting Apples`.

`tags.toml` lists the tags of each format, what they hold, and how its lines look.

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
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from paperthemes.parse.authors import split_authors
from paperthemes.parse.dates import parse_date
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.limits import MAX_RECORD_LENGTH, TOO_LONG
from paperthemes.parse.references.tag_rules import NUMBERED, TABLES, TagRules, Values, list_texts
from paperthemes.parse.references.tagged_block import TaggedBlock
from paperthemes.text.identifiers import find_arxiv_id, find_doi

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_YEAR_IN_BRACKETS = re.compile(r"\([^()]{0,30}\b((?:1[5-9]|20)\d\d)\)")
_URL = re.compile(r"https?://[^\s;]+(?:;(?!\s*https?:)[^\s;]+)*")
_MARKED_DOI = "[doi]"  # the end of a DOI in MEDLINE
_INNER_TAG = re.compile(r"%A\s")  # CNKI: `%A Li %A Ek` or `%A Li%A Ek` in one line
_ROLE = re.compile(r"(?<=\S)\s*\[[^\[\]]{0,100}\]")  # `Li, Ada [Author]`, `Li, Ada[1,2]`
_INITIALS_LAST = re.compile(  # `van der Ek BC`, `Om Ek B.-C.`
    r"(?:[a-z'][^\s,]* ){0,3}[^\s,]+(?: [^\s,]+)? (?:[A-Z]\.?-?){1,3}"
)
# `Li, Ada1; Ek, Bo2 1 Dept of Orchards; 2 Univ of Nowhere`, of ProQuest
_FOOTNOTE = re.compile(r"(?:(?<=[a-z\u00df-\u00ff.])|(?<=;)\s{0,2})\d[^;]*")
_SENTENCES = re.compile(r"(?:[^.,;]{2,60} [A-Z]{1,4}\.(?: |$)){2,}")  # `Li A. van Ek BC.`, of Ovid
_MAX_COMMAS = 2  # in one name: "Smith, Jr., John"


def _read(dump: Dump, _: object, rules: TagRules) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of each block of tagged lines, and its warnings.

    A block holds the lines of one record. It begins at a start tag, or at any tag if the start tag
    is missing, unless the records are numbered. It ends with the end tag of the format, at a line
    that belongs to no record, or before the next record. Between blocks, lines without a tag and
    stray end tags are skipped.
    """
    block: TaggedBlock | None = None
    starts, outside = rules.tags["start"], rules.tags["outside"]
    for number, line in enumerate(dump.lines(), start=1):
        tag, text = rules.split_line(line)
        is_outside = tag in outside
        if block and (is_outside or (tag is not None and block.is_complete_before(tag))):
            yield from _read_block(block)
            block = None
        if block is None:
            is_stray = NUMBERED in starts and tag not in starts
            if tag is None or tag == rules.end or is_outside or is_stray:
                continue
            block = TaggedBlock(number, rules, tag)
        block.add_line(number, line, tag, text)
        if tag is not None and tag == rules.end:
            yield from _read_block(block)
            block = None
    if block is not None:
        if rules.end is None and block.is_cut_off():
            yield ParseWarning(
                "the last record ends in the middle of a text, cut off?", block.start
            )
        yield from _read_block(block)


def _read_block(block: TaggedBlock) -> Iterator[ReaderItem]:
    """Yield the record of a block, after the warnings about it.

    Of a block without a title, yield only its rejection, or a warning if it seems to be no record;
    a block that is too long is rejected.
    """
    if block.length > MAX_RECORD_LENGTH:
        yield Rejected(block.start, block.end, TOO_LONG, excerpt(block.lines[0]))
        return
    rules, values, start = block.rules, block.collect_values(), block.start
    titles, abstracts, authors = (
        _pick_texts(values, rules.tags[use]) for use in ("title", "abstract", "authors")
    )
    if not titles:
        yield _reject_untitled(block, has_abstract=bool(abstracts))
        return
    yield from _check_lines(block, titles)
    extra = _collect_extra(rules, values, titles)
    dates, sources, dois, addresses, archives, notes = (
        list_texts(values, rules.tags[use])
        for use in ("dates", "source", "doi", "url", "arxiv_id", "notes")
    )
    published = _parse_dates(dates)
    if dates and not published:
        yield ParseWarning("date not understood, kept in the field extra", start)
        extra["date_as_given"] = "; ".join(dates)
    urls = [match[0] for text in addresses for match in _URL.finditer(text)]
    doi = next(filter(None, map(_find_marked_doi, (*dois, *urls))), "")
    yield Record(
        start,
        block.end,
        titles[0],
        " ".join(abstracts),
        url="".join(urls[:1]),  # the first address, if there is one
        arxiv_id=next(filter(None, map(find_arxiv_id, (*archives, *urls, doi))), ""),
        doi=doi,
        ids=rules.find_ids(values, [*addresses, *notes]),
        published=published or _find_year(" ".join(dates or sources)),
        authors=_split_authors(authors),
        extra={key: text for key, text in extra.items() if text},
    )


def _check_lines(block: TaggedBlock, titles: Sequence[str]) -> Iterator[ParseWarning]:
    """Yield warnings about lines that lack a tag, a missing first or last line, several titles.

    A line lacks a tag if it has none, and the tag above is none of those whose text may continue.
    """
    starts, end = block.rules.tags["start"], block.rules.end  # tags of the first and last line
    for number in block.untagged_numbers:
        yield ParseWarning("lines without a tag, read as part of the previous field", number)
    if not any(tag in block.texts for tag in starts):
        yield ParseWarning(f"record without its first line ({starts[0]})", block.start)
    if end and end not in block.texts:
        yield ParseWarning(f"record without its last line ({end}), perhaps cut off", block.start)
    if len(titles) > 1:
        message = "further titles, kept in the field extra (is the end of a record missing?)"
        yield ParseWarning(message, block.start)


def _collect_extra(rules: TagRules, values: Values, titles: Sequence[str]) -> dict[str, str]:
    """Return the values of `extra` by key; some may be empty.

    Of the tags for `venue`, only the first with texts is used. Its first text that differs from the
    title is the venue, because `BT` may hold either. `other_titles` has all titles but the first.
    """
    extra = {key: "; ".join(_pick_texts(values, tags)) for key, tags in rules.extra.items()}
    venues = _pick_texts(values, rules.tags["venue"])
    extra["venue"] = next((text for text in venues if text != titles[0]), "")
    extra["other_titles"] = "; ".join(titles[1:])
    return extra


def _reject_untitled(block: TaggedBlock, *, has_abstract: bool) -> ReaderItem:
    """Return the rejection of a block without a title.

    A block with neither the start tag of a record nor an abstract is probably no record: for it,
    return a warning instead.
    """
    if not any(tag in block.texts for tag in block.rules.tags["start"]) and not has_abstract:
        return ParseWarning("tagged lines outside of any record, left out", block.start)
    text = excerpt(" ".join(block.lines))
    return Rejected(block.start, block.end, "record without a title", text)


def _parse_dates(texts: Sequence[str]) -> str:
    """Return the most precise date that the texts give together, such as `2024-05-01`.

    The first date with a year decides the year. The other texts may only add the month and the day:
    `2024` and `MAY 1` give `2024-05-01`. Without a date with a year, return `""`.
    """
    # A label may precede a date: `Start date: 20170812`.
    parsed = {text: parse_date(text.rpartition(": ")[2]) for text in texts}
    # `parse_date` returns `--MM-DD` for a date without a year.
    with_year = [date for date in parsed.values() if date and not date.startswith("--")]
    if not with_year:
        return ""
    year = with_year[0][: len("YYYY")]
    completed = [parse_date(f"{text} {year}") for text, date in parsed.items() if not date]
    # `year + date[1:]` turns `--MM-DD` into `YYYY-MM-DD`.
    completed += [year + date[1:] for date in parsed.values() if date.startswith("--")]
    # The longest date is the most precise.
    return max((date for date in (*with_year, *completed) if date.startswith(year)), key=len)


def _find_year(text: str) -> str:
    """Return the year in `J Orders. 12(3):1990-9, 2021 Mar.` or `J Orders; (Mar 2021): 1990-9`."""
    years = _YEAR_IN_BRACKETS.findall(text) or _YEAR.findall(text)
    return years[-1] if years else ""


def _split_authors(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the authors, such as `Ada Li`, with the given name first.

    A text may hold several names, separated by semicolons; a text that stands alone, also names
    that are separated in another way. What brackets say after a name is removed.
    """
    joined = _ROLE.sub("", _INNER_TAG.sub(";", ";".join(texts)))
    if len(texts) == 1 and ";" in joined:
        joined = _FOOTNOTE.sub("", joined)
    if _SENTENCES.fullmatch(joined):
        joined = joined.replace(". ", ";").removesuffix(".")
    parts = joined.split(" and ")  # but not `Ministry of Food and Orchards`
    are_inverted = len(parts) > 1 and all(part.count(",") == 1 for part in parts)
    is_list = len(texts) == 1 and (joined.count(",") > _MAX_COMMAS or are_inverted)
    names = filter(None, map(str.strip, joined.split(";")))
    style = "semicolons" if all(map(_INITIALS_LAST.fullmatch, names)) else "any"
    # With a semicolon, commas separate no names.
    return split_authors(joined, "any") if is_list else split_authors(f"{joined};", style)


def _pick_texts(values: Values, uses: Iterable[str]) -> list[str]:
    """Return the distinct texts of the first item of `uses` that has any: a tag, or `A1|AU`."""
    for tags in uses:
        texts = list_texts(values, tags.split("|")) if "|" in tags else values.get(tags)
        if texts:
            return list(dict.fromkeys(texts))
    return []


def _find_marked_doi(text: str) -> str:
    """Return the DOI in a text, or `""`; unlike `find_doi`, also one with the mark of MEDLINE.

    In MEDLINE a DOI is followed by `[doi]`. It may be broken over two lines there, which leaves a
    space in it, so the spaces of such a text are removed.
    """
    if text.endswith(_MARKED_DOI):
        text = text.removesuffix(_MARKED_DOI).replace(" ", "")
    return find_doi(text)


def _make_format(name: str) -> Format:
    """Return the format with a name in `tags.toml`."""
    rules = TagRules(name)
    return Format(name, rules.detect, partial(_read, rules=rules))


FORMATS = tuple(map(_make_format, TABLES))
