"""Reading lists in Markdown, such as "awesome" lists: a paper is an item with a link to it.

::

    - [Sorting Apples](https://arxiv.org/abs/2405.00001) - Ada Li, Bo Ek, CVPR 2024
    * **Humming Bridges**, C. Om et al. [[paper](https://doi.org/10.5555/1)] [[code](https://a.org)]
    1. [2024/05] Gaits in Snow. *Dee Fy*. [[pdf]](https://arxiv.org/pdf/2405.00002)
    ### Unlit Towers
    **Authors**: Flo Ha
    **Link**: [PDF](https://arxiv.org/pdf/2405.00003)

The title is the text of the link to the paper, or bold, in quotation marks or the first sentence.
The authors follow. Lines below that are indented belong to the item. A heading is an item if labels
of details are below it, such as "Authors:". The date is that of the item, or else the month of the
arXiv id. Items without a link to a paper are no papers; they are rejected if they have a year and
bold or quoted text or a link with a long text. Tables of papers beside the lists are read as well.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain, pairwise, takewhile

from paperthemes.parse.authors import split_authors
from paperthemes.parse.dates import parse_date
from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import find_catalogue_ids, find_first
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.huggingface.checks import drop_overlaps
from paperthemes.parse.huggingface.dates import find_arxiv_month
from paperthemes.parse.huggingface.markdown import SINGLE_PAPER
from paperthemes.parse.huggingface.markdown_links import PAPER_ADDRESS, Link, find_links
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables import markdown_table
from paperthemes.parse.tables.markdown_table import IMAGE, to_markdown
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_TEXTS = tomllib.loads(files(__package__).joinpath("reading_list.toml").read_text("utf-8"))
_PARTS = {name: "|".join(parts) for name, parts in _TEXTS.items()}
_RE = {name: re.compile(part) for name, part in _PARTS.items()}
_PAPER_LABEL = re.compile(rf"\W{{0,9}}(?:{_PARTS['paper_labels']})\W{{0,9}}", re.IGNORECASE)
_LABEL = re.compile(rf"\W{{0,9}}(?:{_PARTS['labels']})(?: \d)?\W{{0,9}}", re.IGNORECASE)
_DETAIL = re.compile(rf"\W{{0,12}}(?:{_PARTS['details']})", re.IGNORECASE)
_NO_NAME = re.compile(rf"\b(?:{_PARTS['no_names']})\b")
_TAGS = re.compile(rf"(?:{_PARTS['tag']}|[\s*_`>:-])*")  # before a title
_OUTER_TAG = re.compile(rf"^{_PARTS['tag']}|{_PARTS['last_tag']}")
_BEFORE_NAMES = re.compile(rf"(?:{_PARTS['tag']}|[^\w\n(\[]|(?:by|authors?)\b:?)*", re.IGNORECASE)
_MIN_PAPERS, _MIN_SHARE = 2, 0.2  # of a reading list: papers, and their share of its links
_MAX_LABEL = 60  # characters of a label; longer texts are titles
_MIN_TITLE_WORDS = 4  # of the text of a link that may be a title
_MAX_ITEM = 20_000  # characters of an item
_Span = tuple[str, int, int]  # a part of a text, and its offsets


def _detect(dump: Dump) -> float:
    """Return 0.6 for Markdown with enough items, and lines with links to papers; otherwise 0.

    If there is a table of papers too, it is 0.95, more than for the table alone.
    """
    lines = dump.head_lines
    item_count = sum(1 for line in lines if _RE["item"].match(line) or line.startswith("#"))
    linked = [line for line in lines if "://" in line and not line.startswith("|")]
    if item_count < _MIN_PAPERS or len(linked) < _MIN_PAPERS:
        return 0.0
    paper_count = sum(1 for line in linked if PAPER_ADDRESS.search(line[:_MAX_ITEM]))
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


def _read_items(dump: Dump) -> Iterator[ReaderItem]:
    """Yield the records, rejections and warnings of the items of lists, and of headings.

    Details may stand below a blank line. A heading's lines end at the next heading or item.
    """
    item: list[str] = []
    start = end = indent = 0
    is_heading = is_news = False
    for number, line in enumerate(dump.lines(), start=1):
        text = line[:_MAX_ITEM].rstrip()
        if text.startswith("> ") and not text.startswith("> **"):
            text = text.removeprefix("> ")
        if text.startswith("<summary>") and "](" in text:
            text = to_markdown(text.removeprefix("<summary>").removesuffix("</summary>"))
        if not text.strip("> "):
            continue
        match = _RE["item"].match(text)
        heading = None if match else _RE["heading"].match(text)
        if _DETAIL.match(text):
            is_inner = True
        elif match:
            is_inner = len(match[1]) > indent and not _is_own_item(text[match.end() :], item)
        elif is_heading:
            is_table = text[0] == "|" and line[0] == "|"
            is_inner = not (heading or is_table or text.startswith("---"))
        else:  # below a blank line, only an indented line or the first links are of the item
            is_link = text[0] in "[!" and not any("](" in line for line in item)
            is_next = number == end + 1 and text[0] not in "#|"
            is_inner = is_link or is_next or text[: indent + 1].isspace()
        if item and is_inner:
            item.append(text)
            end = number
            continue
        yield from _read_item(item, start, end, is_heading=is_heading, is_news=is_news)
        if heading or text.startswith("#"):
            is_news = bool(_RE["news"].search(text))
        begin = match or heading
        item = [text[begin.end() :]] if begin else []
        start = end = number
        indent = len(match[1]) if match else 0
        is_heading = heading is not None
    yield from _read_item(item, start, end, is_heading=is_heading, is_news=is_news)


def _is_own_item(text: str, item: Sequence[str]) -> bool:
    """Return true if an item in a list below another is a paper, and no detail of the other.

    Its title is bold or links to the paper, or it has a link, but the other has neither bold text
    nor a link.
    """
    links = [link for link in find_links(text) if _is_paper(link)]
    if "**" in text or not all(_is_label(link.text) for link in links):
        return True
    return bool(links) and not any("](" in line or "**" in line for line in item)


def _read_item(
    item: Sequence[str], start: int, end: int, *, is_heading: bool, is_news: bool
) -> Iterator[ReaderItem]:
    """Yield the record of an item, given its lines; nothing if no link leads to a paper.

    A heading needs details and a single paper. In news, only the text of a link is a title.
    """
    if is_heading and not any(map(_DETAIL.match, item)):
        return
    text = _join_lines(item, is_heading=is_heading)
    links = find_links(text)
    outside = _mask_links(text, links)
    papers = [link for link in links if _is_paper(link)]
    ids = {_RE["version"].sub("", find_arxiv_id(link.target)) for link in papers} - {""}
    if is_heading and (len(ids) > 1 or not _has_details(item[1:], text)):
        return
    kinds = _find_titles(text, outside, links, is_heading=is_heading)
    title, title_start, title_end = _pick_title(kinds[:1] if is_news else kinds)
    if not title or not papers:
        is_title = any(map(_may_be_title, links)) or bool(_pick_title(kinds[1:2])[0])
        if not is_news and (papers or (is_title and _RE["year"].search(outside))):
            reason = "an item without a " + ("title" if papers else "link to a paper")
            yield Rejected(start, end, reason, excerpt(text))
        return
    around = outside[title_end:], outside[:title_start]
    abstract = _RE["abstract"].search(outside, title_end)
    arxiv_id = next(filter(None, (find_arxiv_id(link.target) for link in papers)), "")
    addresses = [link.target for link in papers]
    yield Record(
        start,
        end,
        title,
        _RE["escaped"].sub(r"\1", _RE["symbols_last"].sub("", abstract[1])) if abstract else "",
        url=addresses[0],
        arxiv_id=arxiv_id,
        doi=find_first(find_doi, addresses),
        ids=find_catalogue_ids(*addresses),
        published=_find_date(" ".join(around), arxiv_id),
        authors=next(filter(None, map(_find_authors, around)), ()),
    )
    if len(ids) > 1 and sum(not _is_label(link.text) for link in papers) > 1:
        yield ParseWarning("several papers in an item; only the first is kept", start)


def _has_details(lines: Sequence[str], text: str) -> bool:
    """Return true if the lines below a heading name the link, the authors or the abstract."""
    has_link = any("://" in line and _DETAIL.match(line) for line in lines)
    return has_link or bool(_RE["authors"].search(text) or _RE["abstract"].search(text))


def _join_lines(lines: Sequence[str], *, is_heading: bool) -> str:
    """Return the lines of an item as one text, in which details begin lines.

    So does what is below a heading or a line break. Ids of arXiv and addresses become links.
    """
    texts: list[str] = []
    for line in lines:
        is_new = _DETAIL.match(line) or (is_heading and len(texts) == 1)
        parts = map(to_markdown, _RE["break"].split(_RE["footnote"].sub("", IMAGE.sub("", line))))
        text = "\n".join(part.strip().rstrip("\\") for part in parts)
        texts.append(f"\n{text}" if is_new else f" {text}")
    text = _RE["bare_address"].sub(r"[](\g<0>)", "".join(texts).strip()[:_MAX_ITEM])
    return _RE["bare_id"].sub(r"[](https://arxiv.org/abs/\1)", text)


@lru_cache(maxsize=1 << 10)
def _is_paper(link: Link) -> bool:
    """Return true if a link leads to a paper, as its address or text shows."""
    is_label = _PAPER_LABEL.fullmatch(link.text[:_MAX_LABEL])
    return "://" in link.target and bool(is_label or PAPER_ADDRESS.search(link.target))


@lru_cache(maxsize=1 << 10)
def _is_label(text: str) -> bool:
    """Return true for a text such as "paper", "code", or "CVPR 2024", and for an empty one."""
    return not text or (len(text) <= _MAX_LABEL and bool(_LABEL.fullmatch(text)))


def _may_be_title(link: Link) -> bool:
    """Return true if the text of a link that is no code may be a title."""
    is_long = len(link.text.split()) >= _MIN_TITLE_WORDS and not _is_label(link.text)
    return is_long and "://" in link.target and "github.com/" not in link.target


def _mask_links(text: str, links: Sequence[Link]) -> str:
    """Return a text of the same length, in which only links that may be names have their text."""
    for link in links:
        is_name = not _is_label(link.text) and not _is_paper(link)
        length = link.end - link.start
        shown = link.text[:length].ljust(length) if is_name else "\n" * length
        text = text[: link.start] + shown + text[link.end :]
    return text


def _find_titles(
    text: str, outside: str, links: Sequence[Link], *, is_heading: bool
) -> Sequence[Sequence[_Span]]:
    """Return the parts of an item that may be its title, by kind, the best kind first.

    A quotation behind a bold name is better than the name. `outside` is the text without links.
    """
    line = text.partition("\n")[0]
    if is_heading:
        return [[(line, 0, len(line))]]
    emphasised = [(m[m.lastindex or 0], *m.span()) for m in _RE["emphasised"].finditer(text)]
    for first, second in pairwise(emphasised):
        if text[second[1]] in '"\u201c' and not re.search(r"\w", text[first[2] : second[1]]):
            emphasised.insert(0, second)
            break
    start = len(outside) - len(_TAGS.sub("", outside, count=1))
    sentence = outside[start:].partition("\n")[0]
    match = _RE["sentence"].match(sentence)
    sentence = match[1] if match else sentence
    return [
        [(link.text, link.start, link.end) for link in links if _is_paper(link)],
        emphasised,
        [(sentence, start, start + len(sentence))] if " " in sentence.strip() else [],
        [(link.text, link.start, link.end) for link in links],
    ]


def _pick_title(kinds: Sequence[Sequence[_Span]]) -> _Span:
    """Return the first title among parts of an item, and its offsets; `""` if there is none."""
    for raw, begin, end in chain.from_iterable(kinds):
        title = _RE["escaped"].sub(r"\1", _RE["inner_link"].sub(r"\1", raw).replace("**", ""))
        title = collapse_whitespace(_RE["symbols"].sub("", _OUTER_TAG.sub("", title)))
        title = title.strip(' *_`"\u201c\u201d.,:;|\\[]')
        if title and not _is_label(raw) and not raw.rstrip().endswith(":"):
            return title, begin, end
    return "", 0, 0


def _find_authors(text: str) -> tuple[str, ...]:
    """Return the names with which a text, or italics in it, begins; up to the first other word."""
    text = _RE["escaped"].sub(r"\1", text.replace("**", "")).lstrip()
    labelled = [match[1] for match in _RE["authors"].finditer(text)]
    for part in (*labelled, *_RE["italic"].findall(text), text.replace("*", "").replace("_", " ")):
        listed = _RE["after_names"].split(_BEFORE_NAMES.sub("", part, count=1))[0].strip(" .,")
        names = takewhile(_is_name, split_authors(listed)) if _RE["name"].match(listed) else ()
        if authors := tuple(names):
            return authors
    return ()


def _is_name(text: str) -> bool:
    """Return true if a text is written like the name of a person, and not that of a venue."""
    return bool(_RE["name"].fullmatch(text)) and not _NO_NAME.search(text)


def _find_date(text: str, arxiv_id: str) -> str:
    """Return the first date in a text that has a month; else the month of an id, or a year."""
    days = (re.sub(r"(?<=\d)[-.](?=\d)", "/", day) for day in _RE["dates"].findall(text))
    if date := next((date for date in map(parse_date, days) if len(date) > len("YYYY")), ""):
        return date
    if month := find_arxiv_month(arxiv_id):
        return f"{month:%Y-%m}"
    year = _RE["year"].search(text)
    return f"20{year[0]}"[-len("YYYY") :] if year else ""  # also of "CVPR'20"


FORMAT = Format("reading-list", _detect, _read)
