"""Markdown taken apart into pieces: paragraphs, headings, list items, links with their addresses.

::

    ### [A title that is
    wrapped](/papers/1)          one piece, a heading of level 3 that links to /papers/1
    May 30[5](/papers/1#c)       two pieces
    [
    * 12 authors                 one piece, whatever the lines in it
    ][34]
    [34]: https://example.org    the address of the link above; none is known without such a line

    A line
                                 one piece with an address: the next paragraph is nothing else
    https://huggingface.co/x

Pictures are left out; a link that shows its own address is text. Brackets that never close are
text as well; only the nearest that begins a line can open a link of several lines.
"""

import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from paperthemes.parse.huggingface.page import Piece, mark_of, unwrapped
from paperthemes.text.titles import collapse_whitespace

_TOKEN = re.compile(
    r"\\[\\\[\]!]|!?\[|\](?:\([^()]{0,2000}\)|\[\d{1,5}\])?|^[ \t]{0,8}#{1,6}[ \t]", re.MULTILINE
)
_TARGET = re.compile(r"\(\s*<?(?:https?:|mailto:|/|#|www\.)")
_REFERENCE = re.compile(r"^[ \t]{0,8}\[(\d{1,5})\]:[ \t]*<?(\S{1,2000}?)>?[ \t]*$", re.MULTILINE)
_MOST_OPEN = 64
_LONGEST_LINK = 50_000  # characters from [ to ]
_LONGEST_INDENT = 40
_INDENT = re.compile(r"(?:[ \t>·]|[*+-][ \t]|#{1,6}[ \t]|\d{1,4}\.[ \t]|\*\*|__)*")

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:(?!---)[^\n]{0,2000}\n){0,60}---[ \t]*\n")
_IMAGE = re.compile(r"!\[[^\[\]]{0,2000}\](?:\([^()]{0,2000}\)|\[\d{1,5}\])?")
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|i|img|mark|p|source|span|strong|svg|video)(?:[ /][^<>]{0,500})?>", re.I
)
_SHOWN = re.compile(r"\[((?:https?://|www\.)[^\s\[\]]{1,500})\]\([^()]{0,2000}\)")
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
_OURS = "https://huggingface.co/"
_FULL_LINE = 60  # characters after which a line may have been wrapped
_ALWAYS_APART = frozenset({"authors", "date", "dot", "submitter", "page"})


@dataclass(frozen=True, slots=True)
class _Link:
    """A link: where its text begins and ends, where all of it does, and its address."""

    start: int
    text_end: int
    end: int
    target: str


def pieces_of(text: str) -> list[Piece]:
    """Take Markdown apart; the place of a piece are its lines."""
    text = _IMAGE.sub(_only_lines, _FRONT_MATTER.sub(_only_lines, text, count=1))
    references = {match[1]: match[2] for match in _REFERENCE.finditer(text)}
    pieces = _Pieces()
    position = 0
    for link in _links(text, references):
        pieces.plain(text[position : link.start])
        pieces.link(text[link.start + 1 : link.text_end], text[link.text_end : link.end], link)
        position = link.end
    pieces.plain(text[position:])
    pieces.finish()
    return list(_with_addresses(pieces.found))


def _only_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def clean(text: str) -> str:
    """Return the text that Markdown within a paragraph stands for, folded."""
    text = _SHOWN.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", text)
    text = _BOLD.sub(r"\1", unwrapped(text))
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", _BREAK.sub(" ", text))
    return collapse_whitespace(html.unescape(text) if "&" in text else text)


def _links(text: str, references: dict[str, str]) -> list[_Link]:
    links: list[_Link] = []
    opened: deque[tuple[int, bool]] = deque(maxlen=_MOST_OPEN)  # where, and whether a picture
    for token in _TOKEN.finditer(text):
        found = token[0]
        if found.endswith("["):
            opened.append((token.start(), found == "!["))
        elif "#" in found and not found.startswith("]"):
            opened.clear()  # no link goes on beyond a heading
        elif found.startswith("]") and opened:
            target = _target(found, references)
            if target is None or opened[-1][1]:
                opened.pop()
                continue
            start = _opening(text, opened, token.start(), target)
            shown = text[start + 1 : token.start()][:10].lstrip()
            if shown.startswith(("http:", "https:", "www.")):
                continue
            while links and links[-1].start > start:
                links.pop()
            links.append(_Link(start, token.start(), token.end(), target))
    return links


def _target(token: str, references: dict[str, str]) -> str | None:
    """Return the address after `]`, empty if it is not known, `None` if there is none."""
    if token.startswith("]["):
        return references.get(token[2:-1], "")
    if not _TARGET.match(token, 1):
        return None
    inner = token[2:-1].strip()
    inner = inner.partition(' "')[0] if '"' in inner else inner
    return "".join(inner.split()).strip("<>")


def _opening(text: str, opened: deque[tuple[int, bool]], end: int, target: str) -> int:
    """Return where a link begins, and forget the brackets that have been open since."""
    nearest = opened[-1][0]
    if target and ("#" in target or "/papers/" not in target):
        opened.pop()
        return nearest
    candidates = reversed(list(opened))
    for depth, (start, is_image) in enumerate(candidates, start=1):
        if not is_image and end - start <= _LONGEST_LINK and _begins_line(text, start):
            for _ in range(depth):
                opened.pop()
            return start
    opened.pop()
    return nearest


def _begins_line(text: str, position: int) -> bool:
    before = text[max(0, position - _LONGEST_INDENT) : position]
    _, found, indent = before.rpartition("\n")
    return bool((found or position <= _LONGEST_INDENT) and _INDENT.fullmatch(indent))


class _Pieces:
    """Collects pieces, and counts lines."""

    def __init__(self) -> None:
        self.found: list[Piece] = []
        self._line = 1
        self._at_start = True  # of a line
        self._level = 0
        self._lines: list[str] = []
        self._start = self._end = 1

    def link(self, text: str, rest: str, link: _Link) -> None:
        """Add a link; `rest` is what closes it."""
        if self._lines:
            self._flush()
        start = self._line + text[: len(text) - len(text.lstrip())].count("\n")
        end = self._line + text.rstrip().count("\n")
        piece = Piece(min(start, end), end, clean(text), link.target, self._level)
        self.found.append(piece)
        self._level = 0
        self._line += text.count("\n") + rest.count("\n")
        self._at_start = False

    def plain(self, text: str) -> None:
        """Add what stands between two links."""
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if number:
                self._line += 1
                self._at_start = True
            if line.strip():
                self._take(line)
            elif self._at_start and number < len(lines) - 1:
                self._flush()

    def finish(self) -> None:
        """Add what is left."""
        self._flush()

    def _take(self, line: str) -> None:
        if self._at_start and self._is_structure(line):
            return
        if self._at_start and (match := _HEADING.match(line)):
            self._flush()
            self._level = len(match[1])
            line = line[match.end() :].rstrip("# \t")
            line = "" if _ORDINAL.fullmatch(line) else line
        elif self._at_start and (match := _BULLET.match(line)):
            self._flush()
            line = line[match.end() :]
        elif self._at_start and _NUMBERED.fullmatch(line):
            self._flush()
            return  # the link that follows is a piece of its own
        elif self._is_apart(line):
            self._flush()
        self._at_start = False
        if line.strip():
            if not self._lines:
                self._start = self._line
            self._lines.append(line)
            self._end = self._line

    def _is_structure(self, line: str) -> bool:
        """Leave out a rule, a fence, an underlined heading's line or a list of addresses."""
        if not _RULE.fullmatch(line) and not _REFERENCE.match(line):
            return False
        if len(self._lines) == 1 and line.strip()[0] in "=-":
            self._level = self._level or (1 if "=" in line else 2)
        self._flush()
        return True

    def _is_apart(self, line: str) -> bool:
        """Tell whether a line does not go on with the paragraph."""
        if not self._lines:
            return False
        if self._level and len(self._lines) == 1 and len(line) > 2 * _FULL_LINE:
            return True  # a wrapped heading has no such line
        last = self._lines[-1].strip()
        if _ADDRESS.fullmatch(line.strip()):
            return _OURS in line
        if _ADDRESS.fullmatch(last):
            return _OURS in last
        before, mark = (mark_of(Piece(0, 0, clean(part))) for part in (last, line))
        if len(self._lines) == 1 and before:
            return True
        return bool(mark and (mark.kind in _ALWAYS_APART or len(last) < _FULL_LINE))

    def _flush(self) -> None:
        if text := clean("\n".join(self._lines)):
            self.found.append(Piece(self._start, self._end, text, "", self._level))
        self._lines = []
        self._level = 0


def _with_addresses(pieces: list[Piece]) -> Iterator[Piece]:
    """Give a piece the address that follows it on its own."""
    waiting: Piece | None = None
    for piece in pieces:
        match = None if piece.target else _ADDRESS.fullmatch(piece.text)
        if waiting and match and not waiting.target:
            yield replace(waiting, target=match[1])
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = replace(piece, text="", target=match[1]) if match else piece
    if waiting:
        yield waiting
