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

The text is divided into pieces: paragraphs, headings, list items, and links with their addresses.
`page.find_titles` describes the pieces that are titles::

    ### [A title that is
    wrapped](/papers/1)          one piece, a heading of level 3 that links to /papers/1
    May 30[5](/papers/1#c)       two pieces
    [
    * 12 authors                 one piece, although it has several lines
    ][34]
    [34]: https://example.org    the address of the link above; unknown without such a line
    A line                       one piece; its address is the only text of the next paragraph

    https://huggingface.co/x

Pictures are omitted. A link that shows its own address is text, and so is an unclosed bracket.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem
from paperthemes.parse.huggingface.cards import read_cards
from paperthemes.parse.huggingface.dates import HEADER_LINES
from paperthemes.parse.huggingface.page import Piece, find_titles, is_page_head, join_hyphenated
from paperthemes.text.titles import collapse_whitespace

_MARKDOWN_HEADING_OR_LINK = re.compile(
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
_MAX_HEAD_LENGTH = 300  # characters; longer lines are never those at the top of a page
_TOKEN = re.compile(
    r"\\[\\\[\]!]|!?\[|\](?:\([^()]{0,2000}\)|\[\d{1,5}\])?|^[ \t]{0,8}#{1,6}[ \t]", re.MULTILINE
)
_TARGET = re.compile(r"\(\s*<?(?:https?:|mailto:|/|#|www\.)")
_REFERENCE = re.compile(r"^[ \t]{0,8}\[(\d{1,5})\]:[ \t]*<?(\S{1,2000}?)>?[ \t]*$", re.MULTILINE)
_MAX_OPEN = 64  # open brackets; this and the next limit keep the time linear
_MAX_LINK_LENGTH = 50_000  # characters from [ to ]
_MAX_INDENT = 40  # characters before a bracket that begins a line
_INDENT = re.compile(r"(?:[ \t>·]|[*+-][ \t]|#{1,6}[ \t]|\d{1,4}\.[ \t]|\*\*|__)*")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?!---)[^\n]{0,2000}\n){0,60}---[ \t]*\n")
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
_RULE = re.compile(
    r"[ \t]*(?:([=*_-])\1{2,}|(?:[*_-][ \t]+){2,}[*_-]?|(?:```|~~~)[\w -]{0,20})[ \t]*"
)
_ADDRESS = re.compile(r"<?(https?://[^\s<>]{1,2000})>?")
_ADDRESS_START = re.compile(r"\s{0,6}(?:https?:|www\.)")
_SITE = "https://huggingface.co/"
_FULL_LINE = 60  # characters; a shorter line was not wrapped
_SEPARATE = {"authors", "date", "dot", "submitter", "page"}  # kinds that never continue a paragraph


def _detect(dump: Dump) -> float:
    """Return `_CONFIDENCE` for Markdown with the head of a page or links of cards, 0 otherwise."""
    text = dump.head_text
    is_markdown = text.lstrip()[:1] not in ("<", "{") and _MARKDOWN_HEADING_OR_LINK.search(text)
    if not is_markdown or _SINGLE_PAPER.search(text):
        return 0.0
    lines = (collapse_whitespace(line[:_MAX_HEAD_LENGTH]) for line in dump.head_lines)
    if any(is_page_head(line.strip("#[]* ")) for line in lines):
        return _CONFIDENCE
    has_card_links = "/login?next=%2Fpapers%2F" in text or "#community)" in text
    is_card_list = has_card_links and len(_CARD_LINK.findall(text)) >= _MIN_CARD_LINKS
    return _CONFIDENCE if is_card_list else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    pieces = split_into_pieces(dump.text)
    yield from read_cards(pieces, find_titles(pieces), dump.head_lines, HEADER_LINES)


def split_into_pieces(text: str) -> list[Piece]:
    """Return the pieces of a Markdown text; the place of a piece is its first and last line."""
    text = _IMAGE.sub(_keep_line_ends, _FRONT_MATTER.sub(_keep_line_ends, text, count=1))
    collector = _PieceCollector()
    previous_end = 0
    for start, text_end, end, target in _find_links(text):
        collector.add_text(text[previous_end:start])
        collector.add_link(text[start + 1 : text_end], text[text_end:end], target)
        previous_end = end
    collector.add_text(text[previous_end:])
    collector.flush()
    return _attach_addresses(collector.pieces)


def _keep_line_ends(match: re.Match[str]) -> str:
    """Return only the line ends of a match, so that later lines keep their numbers."""
    return "\n" * match[0].count("\n")


def _to_plain_text(text: str) -> str:
    """Return a paragraph of Markdown as plain text, with collapsed white space."""
    text = _BOLD.sub(r"\1", join_hyphenated(_TAG.sub("", _BARE_LINK.sub(r"\1", text))))
    return collapse_whitespace(html.unescape(_ESCAPED.sub(r"\1", _BREAK.sub(" ", text))))


def _find_links(text: str) -> list[tuple[int, int, int, str]]:
    """Return the start, the end of the text, the end (as offsets) and the address of each link."""
    references = {match[1]: match[2] for match in _REFERENCE.finditer(text)}
    links: list[tuple[int, int, int, str]] = []
    brackets: list[tuple[int, bool]] = []  # open brackets: offset, and true if it opens a picture
    for token in _TOKEN.finditer(text):
        if token[0].endswith("["):
            brackets.append((token.start(), token[0] == "!["))
            del brackets[:-_MAX_OPEN]
        elif "#" in token[0] and not token[0].startswith("]"):  # a heading begins
            brackets.clear()  # no link contains a heading
        elif token[0].startswith("]") and brackets:
            target = _find_target(token[0], references)
            if target is None or brackets[-1][1]:
                brackets.pop()
                continue
            opening_index = _find_opening(text, brackets, token.start(), target)
            start = brackets[opening_index][0]
            del brackets[opening_index:]
            if _ADDRESS_START.match(text, start + 1):
                continue  # the link shows its address
            while links and links[-1][0] > start:  # links within this one
                links.pop()
            links.append((start, token.start(), token.end(), target))
    return links


def _find_target(token: str, references: dict[str, str]) -> str | None:
    """Return the address of a link; `""` if unknown, `None` if `token` does not end a link.

    The token is `](address "title")`, `](<address>)`, or `][7]` with the number of an address in
    `references`. Others, such as `]` or `](text)`, end no link.
    """
    if token.startswith("]["):
        return references.get(token[2:-1], "")
    if not _TARGET.match(token, 1):
        return None
    target, _, _ = token[2:-1].strip().partition(' "')
    return "".join(target.split()).strip("<>")


def _find_opening(text: str, brackets: list[tuple[int, bool]], end: int, target: str) -> int:
    """Return the index of the bracket that opens the link whose text ends at offset `end`.

    Usually this is the last one. A link to a paper opens at the last bracket that begins a line.
    """
    last_index = len(brackets) - 1
    if target and ("#" in target or "/papers/" not in target):
        return last_index
    for index in range(last_index, -1, -1):
        start, is_image = brackets[index]
        if not is_image and end - start <= _MAX_LINK_LENGTH and _begins_line(text, start):
            return index
    return last_index


def _begins_line(text: str, position: int) -> bool:
    """Return true if only indentation and marks of lists and the like precede in the line."""
    before = text[max(0, position - _MAX_INDENT) : position]
    _, line_end, indent = before.rpartition("\n")
    return bool((line_end or position <= _MAX_INDENT) and _INDENT.fullmatch(indent))


class _PieceCollector:
    """Divider of a text into pieces; it counts the lines, which are the places of the pieces."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._line = 1
        self._is_line_start = True
        self._level = 0
        self._paragraph: list[str] = []
        self._start = self._end = 1

    def add_link(self, text: str, closing: str, target: str) -> None:
        """Add a link; `closing` holds the bracket and the address after the link's text."""
        if self._paragraph:
            self.flush()
        start = self._line + text[: len(text) - len(text.lstrip())].count("\n")
        end = self._line + text.rstrip().count("\n")
        piece = Piece(min(start, end), end, _to_plain_text(text), target, self._level)
        self.pieces.append(piece)
        self._level = 0
        self._line += (text + closing).count("\n")
        self._is_line_start = False

    def add_text(self, text: str) -> None:
        """Add the text between two links."""
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if index:
                self._line += 1
                self._is_line_start = True
            if line.strip():
                self._add_line(line)
            elif self._is_line_start and index < len(lines) - 1:
                self.flush()

    def flush(self) -> None:
        """End the current paragraph."""
        if text := _to_plain_text("\n".join(self._paragraph)):
            self.pieces.append(Piece(self._start, self._end, text, "", self._level))
        self._paragraph = []
        self._level = 0

    def _add_line(self, line: str) -> None:
        """Add a line, or a part of it before or after a link, to the paragraph or to a new one."""
        if self._is_line_start and (_RULE.fullmatch(line) or _REFERENCE.match(line)):
            if len(self._paragraph) == 1 and line.strip()[0] in "=-":  # an underlined heading
                self._level = self._level or (1 if "=" in line else 2)
            self.flush()
            return
        if self._is_line_start and (match := _HEADING.match(line)):
            self.flush()
            self._level = len(match[1])
            line = line[match.end() :].rstrip("# \t")
            line = "" if _ORDINAL.fullmatch(line) else line
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
        """Return true if a line does not continue the current paragraph, which is not empty."""
        is_second = len(self._paragraph) == 1
        if self._level and is_second and len(line) > 2 * _FULL_LINE:
            return True  # too long for the rest of a wrapped heading
        previous = self._paragraph[-1].strip()
        for text in (line.strip(), previous):
            if _ADDRESS.fullmatch(text):
                return _SITE in text
        above, kind = (Piece(0, 0, _to_plain_text(text)).role.name for text in (previous, line))
        if is_second and above != "text":
            return True
        return kind in _SEPARATE or (kind != "text" and len(previous) < _FULL_LINE)


def _attach_addresses(pieces: list[Piece]) -> list[Piece]:
    """Make each piece that is an address the target of the piece before it, unless that has one."""
    merged: list[Piece] = []
    for piece in pieces:
        address = None if piece.target else _ADDRESS.fullmatch(piece.text)
        if address and merged and not merged[-1].target:
            merged[-1] = replace(merged[-1], target=address[1])
        else:
            merged.append(replace(piece, text="", target=address[1]) if address else piece)
    return merged


FORMAT = Format("hf-daily-markdown", _detect, _read)
