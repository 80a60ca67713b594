r"""Hugging Face pages of papers as Markdown, as html2text, Firecrawl and other tools write it.

Titles and abstracts are texts of links, perhaps wrapped. The address of a link follows the text, or
stands in a list at the end or in a line of its own, or is missing::

    ---                                               * [Daily Papers][16]
    url: https://huggingface.co/papers?q=apples       Jun 29
    retrieved: 2024-08-02                             [
    ---                                               -
    Aug 2                                             ][31]
    [94](/login?next=%2Fpapers%2F2407.01234)
    ### [Sorting Apples by                            ### [Sorting Apples by Ear][32]
    Ear](/papers/2407.01234)                          [

    [We sort apples\\                                  We sort apples
    and listen.](/papers/2407.01234)                  and listen.
    · May 30[5](/papers/2407.01234#community)         ][33]
                                                      [
    Sorting Apples by Ear                             * 12 authors
                                                      ][34]
    https://huggingface.co/papers/2407.01234          · May 30 [ 5][35]

The text is divided into pieces: paragraphs, headings, bulleted items, and links with addresses.
A link is one piece, even over several lines. An address in a line of its own belongs to the piece
above it. Pictures are omitted. A link that shows its own address is text, and so is an unclosed
bracket. `page.find_titles` describes the pieces that are titles.
"""

import html
import re
from collections.abc import Iterator

from paperthemes.parse.cleaning import join_broken_words
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem
from paperthemes.parse.huggingface.cards import read_cards
from paperthemes.parse.huggingface.dates import HEADER_LINES
from paperthemes.parse.huggingface.markdown_links import (
    ADDRESS,
    REFERENCE,
    SITE_PAGE,
    attach_addresses,
    find_links,
)
from paperthemes.parse.huggingface.page import Piece, find_titles, is_page_head
from paperthemes.text.titles import collapse_whitespace

_MARKDOWN_HEADING_OR_LINK = re.compile(
    r"^[ \t]{0,8}(?:[*+-][ \t]+)?#{1,6}[ \t]+\S|\]\(<?(?:https?:|/)"
    r"|^[ \t]{0,8}https?://huggingface\.co/papers/\d",
    re.MULTILINE,
)
# A numbered link or address; with the above, the marks of Markdown.
_NUMBERED_LINK = re.compile(r"\]\[\d{1,5}\]|^[ \t]{0,8}\[\d{1,5}\]:", re.MULTILINE)
_CARD_LINK = re.compile(r"/login\?next=%2Fpapers%2F\d|/papers/\d{4}\.\d{4,5}(?:#community|\))")
# The page of a single paper, whose links lead to recommended papers.
SINGLE_PAPER = re.compile(
    r"Paper page - |^arxiv:\d{4}\.\d{4,5}[ \t]*$|^URL Source: \S{1,60}/papers/\d", re.MULTILINE
)
_CONFIDENCE = 0.9
# Marks (headings and links) of Markdown, and marks for each line; plain text has a few too.
_MIN_MARKS, _MIN_MARKED_SHARE = 2, 0.04
_MAX_HEAD_LENGTH = 300  # characters; longer lines are never those at the top of a page
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?!---)[^\n]{0,2000}\n){0,60}---[ \t]*\n")
# A heading whose later lines are marked too, and a numbered address over several lines.
_MARKED_TWICE = re.compile(
    r"^[ \t]{0,8}(#{1,6})[ \t][^\n]{1,500}(?:\n[ \t]{0,8}\1[ \t][^\n]{1,500}){1,5}", re.MULTILINE
)
_MARKS = re.compile(r"[ \t]*#{1,6}[ \t]+")
_DIVIDED = re.compile(
    r"^[ \t]{0,8}\[\d{1,5}\]:(?:[ \t]*<?\S{1,500}-(?=\n\S{1,500}$)|(?=\n[ \t]*<?https?:))"
    r"(?:\n[ \t]*\S{1,500}(?:-(?=\n)|$)){1,20}",
    re.MULTILINE,
)
_IMAGE = re.compile(r"!\[[^\[\]]{0,2000}\](?:\([^()]{0,2000}\)|\[\d{1,5}\])?")
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|i|img|mark|p|source|span|strong|svg|video)(?:[ /][^<>]{0,500})?>", re.I
)
_BARE_LINK = re.compile(r"\[((?:https?://|www\.)[^\s\[\]]{1,500})\]\([^()]{0,2000}\)")
_BREAK = re.compile(r"\\{1,2}(?=\s|$)")
_ESCAPED = re.compile(r"\\([\\\[\]*_#+.!`>~|()-])")
_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_HEADING = re.compile(r"[ \t]{0,8}(?:[*+>-][ \t]+)?(#{1,6})[ \t]+")
_BULLET = re.compile(r"[ \t]*[*+-](?:[ \t]+|$)")
_ORDINAL = re.compile(r"(?:\d{1,4}[.)]|\*\*|__|[ \t])*")
_NUMBERED = re.compile(r"[ \t]*\d{1,4}[.)][ \t]+")
_RULE = re.compile(  # a horizontal line, the line below a heading, or the fence of a code block
    r"[ \t]*(?:([=*_-])\1{2,}|(?:[*_-][ \t]+){2,}[*_-]?|(?:```|~~~)[\w -]{0,20})[ \t]*"
)
_FULL_LINE = 60  # characters; a shorter line was not wrapped
_SEPARATE_ROLES = {"authors", "date", "dot", "submitter", "page"}  # never continue a paragraph


def _detect(dump: Dump) -> float:
    """Return the confidence that a dump is a Hugging Face page of papers, saved as Markdown.

    It is `_CONFIDENCE` for Markdown with a text that is at the top of every such page, or with two
    or more links of cards: to votes, comments and papers, but not only to papers. It is 0 for other
    dumps, and always for the page of a single paper.
    """
    text = dump.head_text
    mark_count = len(_MARKDOWN_HEADING_OR_LINK.findall(text))
    mark_count += len(_NUMBERED_LINK.findall(text)) if mark_count else 0
    is_markdown = mark_count >= max(_MIN_MARKS, _MIN_MARKED_SHARE * len(dump.head_lines))
    if text.lstrip()[:1] in ("<", "{") or not is_markdown or SINGLE_PAPER.search(text):
        return 0.0
    lines = (collapse_whitespace(line[:_MAX_HEAD_LENGTH]) for line in dump.head_lines)
    if any(is_page_head(line.strip("#[]* ")) for line in lines):
        return _CONFIDENCE
    has_card_links = "/login?next=%2Fpapers%2F" in text or "#community)" in text
    # A single link of a card also occurs in other documents.
    is_card_list = has_card_links and len(_CARD_LINK.findall(text)) > 1
    return _CONFIDENCE if is_card_list else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records, rejections and warnings of a page saved as Markdown."""
    pieces = split_into_pieces(dump.page)
    yield from read_cards(pieces, find_titles(pieces), dump.head_lines, HEADER_LINES)


def split_into_pieces(text: str) -> list[Piece]:
    """Return the pieces of a Markdown text: paragraphs, headings, links and items of bullet lists.

    The place of a piece is its first and last line, from 1. The numbers of a numbered list do not
    begin pieces, but links do.
    """
    # Remove the header that a tool wrote, and all pictures.
    text = _IMAGE.sub(_keep_line_ends, _FRONT_MATTER.sub(_keep_line_ends, text, count=1))
    text = _DIVIDED.sub(_join_address, _MARKED_TWICE.sub(_join_heading, text))
    collector = _PieceCollector()
    previous_end = 0
    for link in find_links(text):
        collector.add_text(text[previous_end : link.start])
        collector.add_link(link.text, link.target, text[link.start : link.end].count("\n"))
        previous_end = link.end
    collector.add_text(text[previous_end:])
    collector.flush()
    return attach_addresses(collector.pieces)


def _keep_line_ends(match: re.Match[str]) -> str:
    """Return only the line ends of a match, so that the lines below it keep their numbers."""
    return "\n" * match[0].count("\n")


def _join_heading(match: re.Match[str]) -> str:
    """Return a heading without marks before lines that continue a link or begin in lower case."""
    lines = match[0].split("\n")
    for index, line in enumerate(lines[1:], start=1):
        text = _MARKS.sub("", line, count=1)
        if text[:1].islower() or lines[index - 1].count("[") > lines[index - 1].count("]"):
            lines[index] = text
    return "\n".join(lines)


def _join_address(match: re.Match[str]) -> str:
    """Return a numbered address in one line; the line ends follow it."""
    return re.sub(r"\n[ \t]*", "", match[0]) + _keep_line_ends(match)


def _to_plain_text(text: str) -> str:
    """Return a paragraph of Markdown as plain text, with collapsed white space."""
    # These are handled in this order: links that show their address, HTML tags, words divided by a
    # line end, bold texts, line breaks, escaped characters, and HTML entities.
    text = join_broken_words(_TAG.sub("", _BARE_LINK.sub(r"\1", text)))
    text = _BREAK.sub(" ", _BOLD.sub(r"\1", text))
    return collapse_whitespace(html.unescape(_ESCAPED.sub(r"\1", text)))


class _PieceCollector:
    """Divider of a Markdown text into pieces (paragraphs, links …), fed with links and texts."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []  # those that have ended
        self._line = 1  # number of the current line
        self._is_line_start = True  # nothing in the current line was read
        self._level = 0  # of the current heading, or 0
        self._paragraph: list[str] = []  # lines, of which the first may be a heading
        self._start = self._end = 1  # numbers of the first and last line of the paragraph

    def add_link(self, text: str, target: str, line_ends: int) -> None:
        """Add a link as a piece; `line_ends` is their number in the text and the address.

        The place of the piece leaves out blank lines at the beginning and end of the text. A link
        with which a heading begins has the level of the heading.
        """
        if self._paragraph:  # otherwise keep the level of a heading that begins with this link
            self.flush()
        start = self._line + text[: len(text) - len(text.lstrip())].count("\n")
        end = self._line + text.rstrip().count("\n")
        # In a blank text, `start` is its last line, and `end` its first; the first is used.
        piece = Piece(min(start, end), end, _to_plain_text(text), target, self._level)
        self.pieces.append(piece)
        self._level = 0
        self._line += line_ends
        self._is_line_start = False

    def add_text(self, text: str) -> None:
        """Add the text before, between or after links; a blank line ends a paragraph."""
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if index:
                self._line += 1
                self._is_line_start = True
            if line.strip():
                self._add_line(line)
            elif self._is_line_start and index < len(lines) - 1:  # a link may follow the last one
                self.flush()

    def flush(self) -> None:
        """End the current paragraph, and add it to `pieces` unless it is blank."""
        if text := _to_plain_text("\n".join(self._paragraph)):
            self.pieces.append(Piece(self._start, self._end, text, "", self._level))
        self._paragraph = []
        self._level = 0

    def _add_line(self, line: str) -> None:
        """Add a line, or the part of it before or after a link, to the paragraph or a new one.

        A new paragraph begins with a heading or an item of a bullet list, whose signs (`##`, `*`)
        are removed, and with a line for which `_begins_paragraph` is true. Some lines end the
        paragraph and are dropped: horizontal rules, the addresses of numbered links (`[7]:
        /papers/…`), and underlines (`===`), which make a single line above them a heading. A number
        alone before a link, such as `3.` or `## 3.`, is dropped too.
        """
        if self._is_line_start and (_RULE.fullmatch(line) or REFERENCE.match(line)):
            if len(self._paragraph) == 1 and line.strip()[0] in "=-":  # an underlined heading
                self._level = self._level or (1 if "=" in line else 2)
            self.flush()
            return
        if self._is_line_start and (match := _HEADING.match(line)):
            self.flush()
            self._level = len(match[1])
            line = line[match.end() :].rstrip("# \t")
            line = "" if _ORDINAL.fullmatch(line) else line  # only a number, before a link
        elif self._is_line_start and (match := _BULLET.match(line)):
            self.flush()
            line = line[match.end() :]
        elif self._is_line_start and _NUMBERED.fullmatch(line):
            self.flush()
            return  # the link that follows is a separate piece
        elif self._paragraph and self._begins_paragraph(line):
            self.flush()
        self._is_line_start = False
        if line.strip():
            if not self._paragraph:
                self._start = self._line
            self._paragraph.append(line)
            self._end = self._line

    def _begins_paragraph(self, line: str) -> bool:
        """Return true if a line begins a paragraph, rather than continuing the current one.

        Only the lines of a wrapped text continue it. A line counts as one of these unless a case
        below applies. The current paragraph must not be empty.
        """
        is_second = len(self._paragraph) == 1
        if self._level and is_second and len(line) > 2 * _FULL_LINE:
            return True  # too long for the rest of a wrapped heading
        line_above = self._paragraph[-1].strip()
        for text in (line.strip(), line_above):
            if ADDRESS.fullmatch(text):
                return bool(SITE_PAGE.match(text))  # other addresses may be parts of an abstract
        role_above, role = (Piece(0, 0, _to_plain_text(t)).role.name for t in (line_above, line))
        if is_second and role_above != "text":
            return True  # the first line is complete, such as a number of authors
        # A number in a wrapped text may have a line of its own, but only below a full line.
        return role in _SEPARATE_ROLES or (role != "text" and len(line_above) < _FULL_LINE)


FORMAT = Format("hf-daily-markdown", _detect, _read)
