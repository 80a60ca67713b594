"""Hugging Face pages of papers as saved HTML.

The page embeds its papers as JSON, with abstracts and authors that it may not show::

    <div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:[{&quot;paper&quot;:...}]}">

These papers are read like the JSON of the API. A page that a tool cleaned before saving lacks the
data; its papers are read from the visible page, as described in `page` and `cards`::

    <article>
      <a href="/papers/2407.01234"><img></a> <div>Submitted by <img> ada</div>
      <a href="/login?next=%2Fpapers%2F2407.01234"><div>94</div></a>
      <h3><a href="/papers/2407.01234">Sorting Apples by Ear</a></h3>
      <a href="/papers/2407.01234"><ul><li>· 12 authors</li></ul></a>
      <a href="/papers/2407.01234#community">5</a>
    </article>

The place of a paper is its number: those in the data come first, then the others, each in the order
of the page.
"""

import html
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

import ijson
from lxml import etree

from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import parse_json
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.html_text import Element, parse_html
from paperthemes.parse.huggingface import api
from paperthemes.parse.huggingface.cards import read_cards
from paperthemes.parse.huggingface.page import TEXTS, Piece, find_titles
from paperthemes.parse.json_values import Object, iter_items
from paperthemes.text.titles import collapse_whitespace

_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|main|div|article|section)\b", re.IGNORECASE)
_BEGINNING = 5_000  # characters searched for mark-up, and for the key of embedded data
_DATA = re.compile(r"data-target=[\"']DailyPapers[\"']|&quot;dailyPapers&quot;")
_PAGE_NAME = re.compile(
    r"(?:Daily|Trending) Papers - Hugging Face|Get trending papers in your email", re.IGNORECASE
)
_PAPER_LINK = re.compile(r"/papers/\d{4}\.\d{4,5}[\"']")
_VOTE_LINK = re.compile(r"/login\?next=%2Fpapers%2F\d|/papers/\d{4}\.\d{4,5}#community")
_DATA_ATTRIBUTE = re.compile(r"data-props=([\"'])")
_MAX_DEPTH = 4  # arrays and objects around the papers in embedded data
_ADDRESS_LINES = 20  # first lines of the source, in which a saved page names its own address
_TAIL = 1_000  # characters at the end of damaged data, from which the excerpt is taken
_INVISIBLE, _INLINE = (set(TEXTS[name]) for name in ("invisible", "inline"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {*_HEADINGS, "a", "p", "article"}  # that divide texts even within links


def _detect(dump: Dump) -> float:
    """Return the confidence that a dump is a Hugging Face page of papers, saved as HTML.

    It is 1 if the page embeds the data of its papers, 0.9 if it has the name of such a page or
    links to papers and to votes for them, and 0 for other dumps.
    """
    text = dump.head_text
    if not text.lstrip().startswith("<") or not _MARKUP.search(text[:_BEGINNING]):
        return 0
    if _DATA.search(text):
        return 1
    has_links = _PAPER_LINK.search(text) and _VOTE_LINK.search(text)
    return 0.9 if has_links or _PAGE_NAME.search(text) else 0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records, rejections and warnings of a page; the place of a paper is its number.

    The papers in the data that the page embeds come first, then those that only the visible page
    has. If the data has any papers, rejections and warnings of the visible page are left out.
    """
    root, damage = parse_html(dump.page)
    embedded = [*_read_embedded(root, dump.page)]
    pieces = _collect_pieces(root)
    visible = read_cards(pieces, find_titles(pieces), dump.head_lines, _ADDRESS_LINES)
    if any(isinstance(item, Record) for item in embedded):
        # Texts that are rejected on the visible page are parts of papers in the data.
        visible = (item for item in visible if isinstance(item, Record))
    unread = [Rejected(1, 1, damage, "")] if damage else []
    yield from _number([*embedded, *visible, *unread])


def _number(items: Iterable[ReaderItem]) -> Iterator[ReaderItem]:
    """Yield records and rejections with their numbers, from 1, as their places, and all warnings.

    Papers with the address of an earlier one are left out. A warning that has a place gets another:
    the number of the last record or rejection before it.
    """
    urls: set[str] = set()
    number = 0
    for item in items:
        url = item.url if isinstance(item, Record) else ""
        if isinstance(item, ParseWarning):
            yield replace(item, start=number) if item.start else item
        elif isinstance(item, Record | Rejected) and url not in urls:
            number += 1
            yield replace(item, start=number, end=number)
            urls |= {url} - {""}  # a missing address is no repetition


def _read_embedded(root: Element, text: str) -> Iterator[ReaderItem]:
    """Yield records, rejections and warnings from the data in a page, its `data-props` attributes.

    Attributes that have no papers yield nothing. `text` is the source of the page. An attribute
    that is cut off at the end of the source is taken from there, because the HTML parser drops it.
    """
    for element in root.iter():
        if data := element.get("data-props"):
            yield from _read_data(data)
    openings = [*_DATA_ATTRIBUTE.finditer(text)]
    # The last attribute is cut off if its quotation mark (group 1) does not occur again.
    if openings and text.find(openings[-1][1], openings[-1].end()) < 0:
        yield from _read_data(html.unescape(text[openings[-1].end() :]))


def _read_data(data: str) -> Iterator[ReaderItem]:
    """Yield the records, rejections and warnings in JSON that a page embeds.

    The papers are the list under "dailyPapers", or else all objects that describe one. Of damaged
    JSON, only the papers before the damage are read, and then the damage is rejected. But without
    "dailyPapers" near the beginning, damaged JSON belongs to another part of the page.
    """
    try:
        value = parse_json(data)
        entries = value.get("dailyPapers") if isinstance(value, dict) else None
        for entry in entries if isinstance(entries, list) else _find_entries(value):
            yield from _read_entry(entry)
    except (ValueError, RecursionError) as error:
        if '"dailyPapers"' not in data[:_BEGINNING]:
            return
        with suppress(ijson.JSONError, RecursionError):
            papers = iter_items(io.BytesIO(data.encode("utf-8", "replace")), "dailyPapers.item")
            for entry in papers:
                yield from _read_entry(entry)
        reason = f"the data in the page is cut off or damaged here ({error})"
        yield Rejected(1, 1, reason, excerpt(data[-_TAIL:]))


def _find_entries(value: object, depth: int = 0) -> Iterator[Object]:
    """Yield the objects that describe papers in a JSON value, at most `_MAX_DEPTH` levels deep.

    Such an object is not searched for others. `depth` is the level of `value` itself.
    """
    if isinstance(value, dict) and api.rate_entry(value):
        yield value
    elif depth < _MAX_DEPTH and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _find_entries(inner, depth + 1)


def _read_entry(value: object) -> list[ReaderItem]:
    """Return the record or rejection of an entry of embedded data, followed by warnings.

    Their place is 1 at first; `_number` replaces it.
    """
    if not isinstance(value, dict):
        return [Rejected(1, 1, "not a JSON object", excerpt(str(value)))]
    # Sorted by "is a warning": false comes before true.
    return sorted(api.read_entry(1, value), key=lambda item: isinstance(item, ParseWarning))


def _collect_pieces(root: Element) -> list[Piece]:
    """Return the visible texts of a page, divided into pieces: paragraphs, headings, links.

    The place of a piece is its number, from 1. The pieces within a link get its address, and those
    within a heading get its level. A link without a text is a piece too, so that its address is
    kept. The text of a `<time>` is its day as `YYYY-MM-DD`, if its `datetime` gives one.
    """
    pieces: list[Piece] = []
    texts: list[str] = []  # of the current piece
    target, level = "", 0  # of the current link and heading
    link_start: int | None = None  # the number of pieces before the current link, if any

    def end_piece(*, is_empty_link: bool = False) -> None:
        """Add the current piece, unless it is blank and no link."""
        text = collapse_whitespace("".join(texts))
        texts.clear()
        if text or is_empty_link:
            pieces.append(Piece(len(pieces) + 1, len(pieces) + 1, text, target, level))

    for is_start, element, text in _iter_texts(root):
        tag = str(element.tag)
        # Within a link, only these divide its text, but not the items of a list, say.
        is_block = tag in _BLOCKS or (link_start is None and tag not in _INLINE)
        if is_block:
            end_piece()
        if is_start:
            if tag == "a":
                target, link_start = element.get("href", "").strip(), len(pieces)
            level = _HEADINGS.get(tag, level)
        elif tag == "a":
            if target and link_start == len(pieces):
                end_piece(is_empty_link=True)
            target, link_start = "", None
        else:
            level = 0 if tag in _HEADINGS else level
            texts += [" "] if not is_block and tag not in _INLINE else []
        texts.append(text)
    end_piece()
    return pieces


def _iter_texts(root: Element) -> Iterator[tuple[bool, Element, str]]:
    """Yield the visible elements at their beginning (true) and end, with the text that follows."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            yield False, element, element.tail or ""
        elif element.tag in _INVISIBLE:
            walk.skip_subtree()
        else:
            day = element.get("datetime", "")[: len("YYYY-MM-DD")] if element.tag == "time" else ""
            yield True, element, day or element.text or ""
            if day:
                walk.skip_subtree()  # the text of the element is another form of the day


FORMAT = Format("hf-daily-html", _detect, _read, "entry")
