r"""Hugging Face pages of papers as Markdown, by whatever tool: html2text, Firecrawl, readers.

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

A title is a heading that links to the page of a paper, or the first text that does, or, where no
address is known, a heading with a card below or above it (an abstract, upvotes, the number of
authors, who submitted it).
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions
from paperthemes.parse.huggingface import cards, dates
from paperthemes.parse.huggingface.markdown_pieces import pieces_of
from paperthemes.parse.huggingface.page import BYLINE, MAILING
from paperthemes.parse.huggingface.titles import titles_of
from paperthemes.text.titles import collapse_whitespace

_SHAPE = re.compile(
    r"^[ \t]{0,8}(?:[*+-][ \t]+)?#{1,6}[ \t]+\S|\]\(<?(?:https?:|/)"
    r"|^[ \t]{0,8}https?://huggingface\.co/papers/\d",
    re.MULTILINE,
)
_CARD = re.compile(r"/login\?next=%2Fpapers%2F\d|/papers/\d{4}\.\d{4,5}(?:#community|\))")
# The page of one paper, whose links lead to papers that others recommend.
_ONE_PAPER = re.compile(
    r"Paper page - |^arxiv:\d{4}\.\d{4,5}[ \t]*$|^URL Source: \S{1,60}/papers/\d", re.MULTILINE
)
_HEADER_LINES = 60
_ADDRESS = re.compile(r"https?://\S{1,300}")
_SURE = 0.9


def _recognises(dump: Dump) -> float:
    text = dump.head_text
    if text.lstrip()[:1] in ("<", "{") or not _SHAPE.search(text) or _ONE_PAPER.search(text):
        return 0
    lines = (collapse_whitespace(line[:300]).strip("#[]* ") for line in dump.head_lines)
    if any(MAILING.fullmatch(line) or BYLINE.fullmatch(line) for line in lines):
        return _SURE
    cards = len(list(islice(_CARD.finditer(text), 4)))
    votes = "/login?next=%2Fpapers%2F" in text or "#community)" in text
    return _SURE * (cards > 1 and votes)


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    pieces = pieces_of(dump.text)
    own = (
        match[0] for line in dump.head_lines[:_HEADER_LINES] for match in _ADDRESS.finditer(line)
    )
    addresses = chain((piece.target for piece in pieces), own)
    captured = dates.captured(dump.head_lines)
    yield from cards.finds(pieces, titles_of(pieces), addresses, captured)


FORMAT = Format("hf-daily-markdown", _recognises, _read)
