"""Reading lists in Markdown, such as "awesome" lists: a paper is an item with a link to it.

::

    - [Sorting Apples](https://arxiv.org/abs/2405.00001) - Ada Li, Bo Ek, CVPR 2024
    * **Humming Bridges**, C. Om et al. [[paper](https://doi.org/10.5555/1)] [[code](https://a.org)]
    1. [2024/05] Gaits in Snow. *Dee Fy*. [[pdf]](https://arxiv.org/pdf/2405.00002)

The title is the text of the link to the paper, or bold, in quotation marks or the first sentence.
The authors follow. Lines below that are indented belong to the item. The date is that of the item,
or else the month of the arXiv id. Items without a link to a paper are no papers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paperthemes.parse.authors import name_authors
from paperthemes.parse.dates import parse_date
from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import find_catalogue_ids
from paperthemes.parse.format import Format, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.huggingface.markdown_links import find_links
from paperthemes.parse.markup import strip_markup
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_ITEM = re.compile(
    r"([ \t]{0,20})(?:(?:[*+-]|\d{1,4}[.)])[ \t]+(?=\S)|(?=\*\*\S)|#{2,6}[ \t]+(?=.{0,900}\]\())"
)
_PAPER = re.compile(
    r"arxiv\.org/|doi\.org/10\.|openreview\.net/|aclanthology\.org/|aclweb\.org/|thecvf\.com/"
    r"|(?:neurips|nips)\.cc/|mlr\.press/|huggingface\.co/papers/|dl\.acm\.org/|ieeexplore\.ieee"
    r"|link\.springer\.com/|nature\.com/articles|sciencedirect\.com/|(?:bio|med)rxiv\.org/"
    r"|semanticscholar\.org/paper|ecva\.net/|ojs\.aaai\.org|isca-\w+\.org|jmlr\.org"
    r"|\.pdf(?:$|[?#)\s])",
    re.IGNORECASE,
)
_PAPER_LABEL = re.compile(r"\W*(?:paper|pdf|arxiv|article|preprint|abstract)\W*", re.IGNORECASE)
# Texts of links, or in bold, that are no titles: of code and the like, or of a venue and a year.
_LABEL = re.compile(
    r"\W*(?:(?:the |official )?(?:paper|pdf|arxiv|abs|abstract|html|doi|openreview|acl|link|url|"
    r"code|git ?hub|project|page|web ?site|web|home|demo|video|slides|poster|talk|blog|datasets?|"
    r"data|supp|models?|hugging ?face|hf|colab|notebook|bib|bibtex|preprint|article|here|new|tldr)"
    r"(?:[ -](?:page|link|code|website|pdf|version))?(?: \d)?|[\d.:xivX]+"
    r"|[A-Za-z /.-]{0,24}?(?:'?\d\d|(?:19|20)\d\d)(?:[-/.]\d{1,2}){0,2})\W*",
    re.IGNORECASE,
)
_BOLD = re.compile(r"\*\*(?=\S)([^\n]{1,500}?)\*\*|__(?=\S)([^\n]{1,500}?)__")
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d]{10,400})[\"\u201d]")
_TAG = re.compile(r"\W{0,4}[(\[{`][^()\[\]{}`]{0,40}\d[^()\[\]{}`]{0,10}[)\]}`]\W{0,4}")
_TAGS = re.compile(rf"(?:{_TAG.pattern}|[\s*_`>:-])*")  # "[2024/05]", "(CVPR 2024)" before a title
_INNER_LINK = re.compile(r"\[([^\[\]]{0,500})\]\([^()]{0,500}\)")
_SEPARATOR = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s*&\s*|;\s*")
_SENTENCE = re.compile(r"(.{8,400}?)(?:[.,;|]\s*$|(?<=[\w)?!])\.\s| \| | [-\u2013\u2014] )")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]{1,500}")
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w'\u2019.-]{0,30} )"
    r"(?:(?:[^\W\d_a-z]|de |van |von |der )[\w'\u2019.-]{0,30} ?){1,3}"
)
_NO_NAME = re.compile(
    r"\b(?:Conference|Proceedings|Journal|Systems|Learning|International|University|Workshop|"
    r"Transactions|Findings|Research|Institute|Lab|Survey|Google|Microsoft|Vision|Nature|"
    r"Communications|Pattern|Recognition|Intelligence|Neural|Robotics|Computer|Science|Letters|Reports|Networks)\b"
)
_ITALIC = re.compile(r"(?:(?<=[\s\W])|^)[*_](?=\w)([^*_\n]{3,2000})[*_]")
_BEFORE_NAMES = re.compile(rf"(?:{_TAG.pattern}|[^\w\n(\[]|(?:by|authors?)\b:?)*", re.IGNORECASE)
_ABSTRACT = re.compile(r"\babstract\W{1,9}(\w.{80,})", re.IGNORECASE)
_AFTER_NAMES = re.compile(r"(?<=[a-z])\.(?:\s|$)|[(\[|\d\n]| [-\u2013\u2014] ")
_ET_AL = re.compile(r",? et\.? al\.?.*", re.IGNORECASE)
_DAY = re.compile(r"\b((?:19|20)\d\d)[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPELLED = re.compile(r"\b(?:\d{1,2} )?[A-Z][a-z]{2,8}\.? (?:\d{1,2}, )?(?:19|20)\d\d\b")
_FIRST_YEAR = 91  # arXiv began in 1991
_ARXIV_MONTH = re.compile(r"(?:^|/)(\d\d)(0[1-9]|1[0-2])")
_MIN_ITEMS, _MIN_SHARE = 2, 0.2  # papers in a reading list, and their share of its items
_MAX_LABEL = 60  # characters of a label; longer texts are titles
_MAX_ITEM = 20_000  # characters of an item


def _detect(dump: Dump) -> float:
    """Return 0.6 for Markdown with enough items, and lines with links to papers; otherwise 0."""
    linked = [line for line in dump.head_lines if "://" in line and not line.startswith("|")]
    count = sum(1 for line in linked if _PAPER.search(line[:_MAX_ITEM]))
    item_count = sum(1 for line in dump.head_lines if _ITEM.match(line))
    has_papers = count >= max(_MIN_ITEMS, _MIN_SHARE * len(linked))
    return 0.6 if has_papers and item_count >= _MIN_ITEMS else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records and rejections of the items."""
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
            is_inner = (number == end + 1 and text[0] != "#") or text[: indent + 1].isspace()
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

    Its title links to the paper, or it has both a text and a link, but the other has neither bold
    text nor a link.
    """
    links = find_links(text)
    titles = [text[start + 1 : end] for start, end, _, target in links if _PAPER.search(target)]
    if not all(map(_is_label, titles)) or _BOLD.search(text):
        return True
    return bool(titles) and not any("](" in line or _BOLD.search(line) for line in item)


def _read_item(item: Sequence[str], start: int, end: int) -> Iterator[Record | Rejected]:
    """Yield the record of an item, given its lines; nothing if no link leads to a paper."""
    text = strip_markup(" ".join(line.strip().rstrip("\\") for line in item)[:_MAX_ITEM])
    abstract = _ABSTRACT.search(text)
    links = [
        _Link(start, end, target, text[start + 1 : text_end])
        for start, text_end, end, target in find_links(text)
    ]
    spans = [(link.start, link.end) for link in links]
    links += [
        _Link(match.start(), match.end(), match[0], "")
        for match in _BARE_ADDRESS.finditer(text)
        if not any(begin <= match.start() < stop for begin, stop in spans)
    ]
    papers = [link for link in links if link.is_paper]
    if not papers:
        return
    outside = _mask_links(text, links)
    title, title_start, title_end = _find_title(text, outside, links)
    if not title:
        yield Rejected(start, end, "an item with a link, but without a title", excerpt(text))
        return
    around = outside[title_end:], outside[:title_start]
    addresses = [link.target for link in papers]
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


@dataclass(frozen=True)
class _Link:
    """A link in an item: the offsets of its beginning and end, its address and its text."""

    start: int
    end: int
    target: str
    text: str

    @property
    def is_label(self) -> bool:
        """True if the text is no title or name."""
        return _is_label(self.text)

    @property
    def is_paper(self) -> bool:
        """True if the link leads to a paper, as its address or text shows."""
        return bool(_PAPER.search(self.target) or _PAPER_LABEL.fullmatch(self.text))


def _is_label(text: str) -> bool:
    """Return true for a text such as "paper", "code", or "CVPR 2024", and for an empty one."""
    return not text or (len(text) <= _MAX_LABEL and bool(_LABEL.fullmatch(text)))


def _mask_links(text: str, links: Sequence[_Link]) -> str:
    """Return a text of the same length, in which only links that may be names have their text."""
    for link in links:
        name = "" if link.is_label or link.is_paper else link.text
        fill = " " if name else "\n"
        length = link.end - link.start
        text = text[: link.start] + name[:length].ljust(length, fill) + text[link.end :]
    return text


def _find_title(text: str, outside: str, links: Sequence[_Link]) -> tuple[str, int, int]:
    """Return the title of an item and its offsets; `""` if there is none.

    `outside` is the text without links. The first of these counts: the text of a link to a paper,
    bold text, text in quotation marks, the first sentence, the text of another link.
    """
    named = [link for link in links if not link.is_label]
    candidates = [(link.text, link.start, link.end) for link in named if link.is_paper]
    candidates += [
        (match[1] or match[2] or "", *match.span())
        for pattern in (_BOLD, _QUOTED)
        for match in pattern.finditer(text)
    ]
    tags = _TAGS.match(outside)
    start = tags.end() if tags else 0
    sentence = outside[start:].partition("\n")[0]
    if match := _SENTENCE.match(sentence):
        sentence = match[1]
    if " " in sentence.strip():
        candidates.append((sentence, start, start + len(sentence)))
    candidates += [(link.text, link.start, link.end) for link in named]
    for raw, begin, end in candidates:
        if not _is_label(raw) and (title := _clean(raw)):
            return title, begin, end
    return "", 0, 0


def _clean(text: str) -> str:
    """Return a title without marks, links and a tag such as "[CVPR 2024]" in front."""
    text = _INNER_LINK.sub(r"\1", text).replace("**", "")
    return collapse_whitespace(_TAG.sub("", text, count=1)).strip(' *_`"\u201c\u201d.,:;|\\[]')


def _find_authors(text: str) -> tuple[str, ...]:
    """Return the names with which a text, or italics in it, begins; up to the first other word."""
    text = text.replace("**", "")
    for part in (*_ITALIC.findall(text), text.replace("*", "").replace("_", " ")):
        begin = _BEFORE_NAMES.match(part)
        names: list[str] = []
        for name in _SEPARATOR.split(_AFTER_NAMES.split(part[begin.end() if begin else 0 :])[0]):
            bare_name = _ET_AL.sub("", name).strip(" .")
            if not _NAME.fullmatch(bare_name) or _NO_NAME.search(bare_name):
                break
            names.append(bare_name)
        if names:
            return name_authors(names)
    return ()


def _find_date(text: str, arxiv_id: str) -> str:
    """Return the first date in a text that has a month; else the month of an id, or a year."""
    days = ("-".join(part.zfill(2) for part in groups if part) for groups in _DAY.findall(text))
    for day in (*days, *_SPELLED.findall(text)):
        if (date := parse_date(day)) and len(date) > len("YYYY"):
            return date
    if match := _ARXIV_MONTH.search(arxiv_id):
        return f"{19 if int(match[1]) >= _FIRST_YEAR else 20}{match[1]}-{match[2]}"
    year = _YEAR.search(text)
    return year[0] if year else ""


FORMAT = Format("reading-list", _detect, _read)
