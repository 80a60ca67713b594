"""Reading lists in Markdown, such as "awesome" lists: a paper is an item with a link to it.

::

    - [Sorting Apples](https://arxiv.org/abs/2405.00001) - Ada Li, Bo Ek, CVPR 2024
    * **Humming Bridges**, C. Om et al. [[paper](https://doi.org/10.5555/1)] [[code](https://a.org)]
    1. [2024/05] Gaits in Snow. *Dee Fy*. [[pdf]](https://arxiv.org/pdf/2405.00002)

The title is the text of the link to the paper, or bold, in quotation marks or the first sentence.
The authors follow. Lines below that are indented belong to the item. The date is that of the item,
or else the month of the arXiv id. Items without a link to a paper are no papers; they are rejected
if they have bold or quoted text and a year. Tables of papers beside the lists are read as well.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import takewhile

from paperthemes.parse.authors import split_authors
from paperthemes.parse.dates import parse_date
from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import find_catalogue_ids
from paperthemes.parse.format import Format, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.huggingface.checks import drop_overlaps
from paperthemes.parse.huggingface.dates import find_arxiv_month
from paperthemes.parse.huggingface.markdown import SINGLE_PAPER
from paperthemes.parse.huggingface.markdown_links import Link, find_links
from paperthemes.parse.markup import strip_markup
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables import markdown_table
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_ITEM = re.compile(
    r"([ \t]{0,20})(?:(?:[*+-]|\d{1,4}[.)])[ \t]+(?=\S)|(?=\*\*\S)|#{2,6}[ \t]+(?=.{0,900}\]\())"
)
_TEXTS = tomllib.loads(files(__package__).joinpath("reading_list.toml").read_text("utf-8"))
_PARTS = {name: "|".join(parts) for name, parts in _TEXTS.items()}
_PAPER = re.compile(_PARTS["papers"], re.IGNORECASE)
_PAPER_LABEL = re.compile(rf"\W{{0,9}}(?:{_PARTS['paper_labels']})\W{{0,9}}", re.IGNORECASE)
_LABEL = re.compile(rf"\W{{0,9}}(?:{_PARTS['labels']})(?: \d)?\W{{0,9}}", re.IGNORECASE)
_EMPHASISED, _DATE = re.compile(_PARTS["emphasised"]), re.compile(_PARTS["dates"])
_NO_NAME = re.compile(rf"\b(?:{_PARTS['no_names']})\b")
_TAG = r"\W{0,4}[(\[{`][^()\[\]{}`]{0,40}\d[^()\[\]{}`]{0,10}[)\]}`]\W{0,4}"  # "(CVPR 2024)"
_TAGS = re.compile(rf"(?:{_TAG}|[\s*_`>:-])*")  # before a title
_OUTER_TAG = re.compile(rf"^{_TAG}|\s*[(\[][^()\[\]]{{0,30}}(?:19|20)\d\d[)\]]\s*$")
_SENTENCE = re.compile(r"(.{8,400}?)(?:[.,;|]\s*$|(?<=[\w)?!])\.\s| \| | [-\u2013\u2014] )")
_INNER_LINK = re.compile(r"\[([^\[\]]{0,500})\]\([^()]{0,500}\)")
_BARE_ADDRESS = re.compile(r"(?<![(<\[\w])https?://[^\s<>()\[\]]{1,500}")
_ABSTRACT = re.compile(r"\babstract\W{1,9}(\w.{80,})", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![^\s\W])[*_](?=\w)([^*_\n]{3,2000})[*_]")
_BEFORE_NAMES = re.compile(rf"(?:{_TAG}|[^\w\n(\[]|(?:by|authors?)\b:?)*", re.IGNORECASE)
_AFTER_NAMES = re.compile(r"(?<=[a-z])\.(?:\s|$)|[(\[|\d\n]| [-\u2013\u2014] ")
_NAME = re.compile(
    r"[^\W\d_a-z][\w'\u2019.-]{0,30}(?: (?:[^\W\d_a-z]|de |van |von |der )[\w'\u2019.-]{0,30}){1,3}"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MIN_PAPERS, _MIN_SHARE = 2, 0.2  # of a reading list: papers, and their share of its links
_MAX_LABEL = 60  # characters of a label; longer texts are titles
_MAX_ITEM = 20_000  # characters of an item


def _detect(dump: Dump) -> float:
    """Return 0.6 for Markdown with enough items, and lines with links to papers; otherwise 0.

    If there is a table of papers too, it is 0.95, more than for the table alone.
    """
    if sum(1 for line in dump.head_lines if _ITEM.match(line)) < _MIN_PAPERS:
        return 0.0
    linked = [line for line in dump.head_lines if "://" in line and not line.startswith("|")]
    paper_count = sum(1 for line in linked if _PAPER.search(line[:_MAX_ITEM]))
    is_list = paper_count >= max(_MIN_PAPERS, _MIN_SHARE * len(linked))
    if not is_list or SINGLE_PAPER.search(dump.head_text):
        return 0.0
    return 0.95 if markdown_table.FORMAT.detect(dump) else 0.6


def _read(dump: Dump, options: ReaderOptions) -> Iterator[ReaderItem]:
    """Yield the records and rejections of the items, and what the rows of tables give."""
    if not markdown_table.FORMAT.detect(dump):
        yield from _read_items(dump)
        return
    items = [*_read_items(dump), *markdown_table.FORMAT.read(dump, options)]
    yield from drop_overlaps(sorted(items, key=lambda item: getattr(item, "start", 0)))


def _read_items(dump: Dump) -> Iterator[Record | Rejected]:
    """Yield the records and rejections of the items of lists."""
    item: list[str] = []
    start = end = indent = 0
    for number, line in enumerate(dump.lines(), start=1):
        text = line[:_MAX_ITEM].rstrip()
        match = _ITEM.match(text)
        if not text:
            continue
        if match:
            is_inner = len(match[1]) > indent and not _is_own_item(text[match.end() :], item)
        else:  # below a blank line, only an indented line is of the item
            is_inner = (number == end + 1 and text[0] not in "#|") or text[: indent + 1].isspace()
        if item and is_inner:
            item.append(text)
            end = number
            continue
        yield from _read_item(item, start, end)
        item = [text[match.end() :]] if match else []
        start = end = number
        indent = len(match[1]) if match else 0
    yield from _read_item(item, start, end)


def _is_own_item(text: str, item: Sequence[str]) -> bool:
    """Return true if an item in a list below another is a paper, and no detail of the other.

    Its title is bold or links to the paper, or it has a link, but the other has neither bold text
    nor a link.
    """
    links = [link for link in find_links(text) if _is_paper(link)]
    if "**" in text or not all(_is_label(link.text) for link in links):
        return True
    return bool(links) and not any("](" in line or "**" in line for line in item)


def _read_item(item: Sequence[str], start: int, end: int) -> Iterator[Record | Rejected]:
    """Yield the record of an item, given its lines; nothing if no link leads to a paper."""
    text = strip_markup(" ".join(line.strip().rstrip("\\") for line in item)[:_MAX_ITEM])
    text = _BARE_ADDRESS.sub(r"[](\g<0>)", text)
    links = find_links(text)
    outside = _mask_links(text, links)
    title, title_start, title_end = _find_title(text, outside, links)
    addresses = [link.target for link in links if _is_paper(link)]
    if not title or not addresses:
        if addresses or (_EMPHASISED.search(text) and _YEAR.search(outside)):
            reason = "an item without a " + ("title" if addresses else "link to a paper")
            yield Rejected(start, end, reason, excerpt(text))
        return
    around = outside[title_end:], outside[:title_start]
    abstract = _ABSTRACT.search(outside, title_end)
    arxiv_id = next(filter(None, map(find_arxiv_id, addresses)), "")
    yield Record(
        start,
        end,
        title,
        abstract[1] if abstract else "",
        url=addresses[0],
        arxiv_id=arxiv_id,
        doi=next(filter(None, map(find_doi, addresses)), ""),
        ids=find_catalogue_ids(*addresses),
        published=_find_date(" ".join(around), arxiv_id),
        authors=next(filter(None, map(_find_authors, around)), ()),
    )


def _is_paper(link: Link) -> bool:
    """Return true if a link leads to a paper, as its address or text shows."""
    return bool(_PAPER.search(link.target) or _PAPER_LABEL.fullmatch(link.text[:_MAX_LABEL]))


def _is_label(text: str) -> bool:
    """Return true for a text such as "paper", "code", or "CVPR 2024", and for an empty one."""
    return not text or (len(text) <= _MAX_LABEL and bool(_LABEL.fullmatch(text)))


def _mask_links(text: str, links: Sequence[Link]) -> str:
    """Return a text of the same length, in which only links that may be names have their text."""
    for link in links:
        is_name = not _is_label(link.text) and not _is_paper(link)
        length = link.end - link.start
        shown = link.text[:length].ljust(length) if is_name else "\n" * length
        text = text[: link.start] + shown + text[link.end :]
    return text


def _find_title(text: str, outside: str, links: Sequence[Link]) -> tuple[str, int, int]:
    """Return the title of an item and its offsets; `""` if there is none.

    `outside` is the text without links. The first of these counts: the text of a link to a paper,
    text that is bold or in quotation marks, the first sentence, the text of another link.
    """
    spans = [(link.text, link.start, link.end) for link in links if _is_paper(link)]
    spans += [(match[match.lastindex or 0], *match.span()) for match in _EMPHASISED.finditer(text)]
    tags = _TAGS.match(outside)
    start = tags.end() if tags else 0
    sentence = outside[start:].partition("\n")[0]
    match = _SENTENCE.match(sentence)
    sentence = match[1] if match else sentence
    spans += [(sentence, start, start + len(sentence))] if " " in sentence.strip() else []
    spans += [(link.text, link.start, link.end) for link in links]
    for raw, begin, end in spans:
        title = _OUTER_TAG.sub("", _INNER_LINK.sub(r"\1", raw).replace("**", ""))
        title = collapse_whitespace(title).strip(' *_`"\u201c\u201d.,:;|\\[]')
        if title and not _is_label(raw):
            return title, begin, end
    return "", 0, 0


def _find_authors(text: str) -> tuple[str, ...]:
    """Return the names with which a text, or italics in it, begins; up to the first other word."""
    text = text.replace("**", "")
    for part in (*_ITALIC.findall(text), text.replace("*", "").replace("_", " ")):
        listed = _AFTER_NAMES.split(_BEFORE_NAMES.sub("", part, count=1))[0].strip(" .,")
        names = takewhile(_is_name, split_authors(listed)) if _NAME.match(listed) else ()
        if authors := tuple(names):
            return authors
    return ()


def _is_name(text: str) -> bool:
    """Return true if a text is written like the name of a person, and not that of a venue."""
    return bool(_NAME.fullmatch(text)) and not _NO_NAME.search(text)


def _find_date(text: str, arxiv_id: str) -> str:
    """Return the first date in a text that has a month; else the month of an id, or a year."""
    days = (re.sub(r"(?<=\d)[-.](?=\d)", "/", day) for day in _DATE.findall(text))
    if date := next((date for date in map(parse_date, days) if len(date) > len("YYYY")), ""):
        return date
    if month := find_arxiv_month(arxiv_id):
        return f"{month:%Y-%m}"
    year = _YEAR.search(text)
    return year[0] if year else ""


FORMAT = Format("reading-list", _detect, _read)
