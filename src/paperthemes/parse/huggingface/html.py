"""Hugging Face pages of papers as saved HTML.

The page embeds its papers as JSON, with abstracts and authors that it may not show::

    <div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:[{&quot;paper&quot;:...}]}">

They are read as in `hf_json`. Where there is no such data (a page that was cleaned before it was
saved), the page is read as it is seen, by the rules of `hf_titles` and `hf_cards`::

    <article>
      <a href="/papers/2407.01234"><img></a> <div>Submitted by <img> ada</div>
      <a href="/login?next=%2Fpapers%2F2407.01234"><div>94</div></a>
      <h3><a href="/papers/2407.01234">Sorting Apples by Ear</a></h3>
      <a href="/papers/2407.01234"><ul><li>· 12 authors</li></ul></a>
      <a href="/papers/2407.01234#community">5</a>
    </article>

An entry is a paper, in the order of the page.
"""

import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import ijson
from lxml import etree

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Columns,
    Format,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Record,
    Rejected,
    excerpt,
)
from paperthemes.parse.huggingface import api, cards, dates, dom
from paperthemes.parse.huggingface.titles import titles_of
from paperthemes.parse.json_values import Object, items_at
from paperthemes.text.titles import collapse_whitespace

_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|main|div|article|section)\b", re.IGNORECASE)
_BEGINNING = 5_000
_DATA = re.compile(r"data-target=[\"']DailyPapers[\"']|&quot;dailyPapers&quot;")
_NAME = re.compile(
    r"(?:Daily|Trending) Papers - Hugging Face|Get trending papers in your email", re.IGNORECASE
)
_LINK = re.compile(r"/papers/\d{4}\.\d{4,5}[\"']")
_VOTE = re.compile(r"/login\?next=%2Fpapers%2F\d|/papers/\d{4}\.\d{4,5}#community")
_OPENED = ('data-props="', "data-props='")
_DEEPEST = 4  # arrays and objects around papers in the data
_OWN_LINES = 20  # in which the page may name its own address
_EXCERPT = 1_000
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{1,300}")


def _recognises(dump: Dump) -> float:
    text = dump.head_text
    if not text.lstrip().startswith("<") or not _MARKUP.search(text[:_BEGINNING]):
        return 0
    if _DATA.search(text):
        return 1
    return 0.9 * bool(_NAME.search(text) or (_LINK.search(text) and _VOTE.search(text)))


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    text = dump.text
    root = _tree(text)
    finds = [*_embedded(root, text)]
    is_read = any(isinstance(find, Record) for find in finds)
    for find in _visible(root, dump):
        if isinstance(find, Record) or not is_read:  # what else is seen is in the data
            finds.append(find)
    yield from _numbered(finds)


def _tree(text: str) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    return etree.Element("html") if root is None else root


def _numbered(finds: Iterable[ReaderItem]) -> Iterator[ReaderItem]:
    """Give finds their places, and leave out papers that have been found before."""
    known: set[str] = set()
    number = 0
    for find in finds:
        if isinstance(find, ParseWarning | Columns):
            yield (
                replace(find, start=number)
                if isinstance(find, ParseWarning) and find.start
                else find
            )
            continue
        if isinstance(find, Record) and find.url:
            if find.url in known:
                continue
            known.add(find.url)
        number += 1
        yield replace(find, start=number, end=number)


# ---- embedded data ----


def _embedded(root: etree._Element, text: str) -> Iterator[ReaderItem]:
    """Yield the papers in the data of a page."""
    for element in root.iter():
        data = element.get("data-props")
        if data:
            yield from _of_data(data)
    last = max(text.rfind(begin) for begin in _OPENED)
    if last >= 0 and text.find(text[last + len(_OPENED[0]) - 1], last + len(_OPENED[0])) < 0:
        yield from _of_data(html.unescape(text[last + len(_OPENED[0]) :]))


def _of_data(data: str) -> Iterator[ReaderItem]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        yield from _of_damaged(data)
        return
    listed = value.get("dailyPapers") if isinstance(value, dict) else None
    for entry in listed if isinstance(listed, list) else _entries(value):
        yield from _of_entry(entry)


def _of_damaged(data: str) -> Iterator[ReaderItem]:
    """Yield the papers before the place where data is cut off."""
    if '"dailyPapers"' not in data[:_BEGINNING]:
        return
    try:
        file = io.BytesIO(data.encode("utf-8", "replace"))
        for entry in items_at(file, "dailyPapers.item"):
            yield from _of_entry(entry)
    except (ijson.JSONError, RecursionError) as error:
        reason = (
            f"the data in the page is cut off or damaged here ({collapse_whitespace(str(error))})"
        )
        yield Rejected(1, 1, reason, excerpt(data[-_EXCERPT:]))


def _entries(value: object, depth: int = 0) -> Iterator[Object]:
    """Yield the papers in a JSON value, the nearest to its root first."""
    if isinstance(value, dict) and api.is_entry(value):
        yield value
    elif depth < _DEEPEST and isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _entries(part, depth + 1)


def _of_entry(value: object) -> list[ReaderItem]:
    """Return the record of an entry, or why it is none, and behind it what is doubtful."""
    if not isinstance(value, dict):
        return [Rejected(1, 1, "not a JSON object", excerpt(str(value)))]
    return sorted(api.find_of(value, 1), key=lambda find: isinstance(find, ParseWarning))


# ---- the page as it is seen ----


def _visible(root: etree._Element, dump: Dump) -> Iterator[ReaderItem]:
    pieces = dom.pieces_of(root)
    own = (match[0] for line in dump.head_lines[:_OWN_LINES] for match in _ADDRESS.finditer(line))
    addresses = [*(piece.target for piece in pieces), *own]
    captured = dates.captured(dump.head_lines)
    return cards.finds(pieces, titles_of(pieces), addresses, captured)


FORMAT = Format("hf-daily-html", _recognises, _read, "entry")
