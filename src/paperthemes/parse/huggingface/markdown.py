r"""Hugging Face pages of papers as Markdown, by any tool: html2text, Firecrawl, readers.

Links hold titles and abstracts, in lines that may be wrapped; their addresses follow, or stand in
a list at the end, or in a line of their own, or are missing::

    ---                                               * [Daily Papers][16]
    url: https://huggingface.co/papers?q=apples       Jun 29
    retrieved: 2024-08-02                             [
    ---                                               -
    Aug 2                                             ][31]
    [94](/login?next=%2Fpapers%2F2407.01234)
                                                      ### [Sorting Apples by Ear][32]
    ### [Sorting Apples by
    Ear](/papers/2407.01234)                          [

    [We sort apples\\                                  We sort apples
    and listen.](/papers/2407.01234)                  and listen.

    · May 30[5](/papers/2407.01234#community)         ][33]
                                                      [
    Sorting Apples by Ear                             * 12 authors
                                                      ][34]
    https://huggingface.co/papers/2407.01234          · May 30 [ 5][35]

A title is a heading that links to the page of a paper, or the first text that does, or, without a
known address, a heading with a card below or above it (an abstract, upvotes, the number of authors,
a submitter).
"""

import re
from collections.abc import Iterator

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions
from paperthemes.parse.huggingface.cards import read_cards
from paperthemes.parse.huggingface.dates import HEADER_LINES
from paperthemes.parse.huggingface.markdown_pieces import pieces_of
from paperthemes.parse.huggingface.page import is_page_head
from paperthemes.parse.huggingface.titles import find_titles
from paperthemes.text.titles import collapse_whitespace

_SHAPE = re.compile(
    r"^[ \t]{0,8}(?:[*+-][ \t]+)?#{1,6}[ \t]+\S|\]\(<?(?:https?:|/)"
    r"|^[ \t]{0,8}https?://huggingface\.co/papers/\d",
    re.MULTILINE,
)
_CARD_LINK = re.compile(r"/login\?next=%2Fpapers%2F\d|/papers/\d{4}\.\d{4,5}(?:#community|\))")
# The page of a single paper, whose links lead to recommended papers.
_SINGLE_PAPER = re.compile(
    r"Paper page - |^arxiv:\d{4}\.\d{4,5}[ \t]*$|^URL Source: \S{1,60}/papers/\d", re.MULTILINE
)
_MIN_CARD_LINKS = 2  # a single one also occurs in other documents
_CONFIDENCE = 0.9


def _detect(dump: Dump) -> float:
    text = dump.head_text
    if text.lstrip()[:1] in ("<", "{") or not _SHAPE.search(text) or _SINGLE_PAPER.search(text):
        return 0
    lines = (collapse_whitespace(line[:300]).strip("#[]* ") for line in dump.head_lines)
    if any(map(is_page_head, lines)):
        return _CONFIDENCE
    has_votes = "/login?next=%2Fpapers%2F" in text or "#community)" in text
    return _CONFIDENCE * (has_votes and len(_CARD_LINK.findall(text)) >= _MIN_CARD_LINKS)


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    pieces = pieces_of(dump.text)
    yield from read_cards(pieces, find_titles(pieces), dump.head_lines, address_lines=HEADER_LINES)


FORMAT = Format("hf-daily-markdown", _detect, _read)
