r"""Links in Markdown, whose texts may have several lines, bullets and unclosed brackets.

The address of a link stands behind its text or in a line of its own::

    [text](/papers/2407.01234)
    [text][32]
    [32]: /papers/2407.01234
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from paperthemes.parse.huggingface.page import TEXTS, Piece

# An escaped character (an escaped `]` closes no link), an opening bracket, a closing bracket with
# the address or its number, or the beginning of a heading.
_TOKEN = re.compile(
    r"\\[\\\[\]!]|!?\[|\](?:\([^()]{0,2000}\)|\[\d{1,5}\])?|^[ \t]{0,8}#{1,6}[ \t]", re.MULTILINE
)
_TARGET = re.compile(r"\(\s*<?(?:https?:|mailto:|/|#|www\.)")
_ADDRESS_START = re.compile(r"\s{0,6}(?:https?:|www\.)")
REFERENCE = re.compile(r"^[ \t]{0,8}\[(\d{1,5})\]:[ \t]*<?(\S{1,2000}?)>?[ \t]*$", re.MULTILINE)
ADDRESS = re.compile(r"<?(https?://[^\s<>]{1,2000})>?")
# The pages of papers, votes and owners, but not models and the like, which abstracts mention.
SITE_PAGE = re.compile(r"https://huggingface\.co/(?:papers|login|[\w.-]*/?$)")
PAPER_ADDRESS = re.compile("|".join(TEXTS["papers"]), re.IGNORECASE)  # a part of it
_MAX_OPEN = 64  # open brackets; this and the next limit keep the time linear
_MAX_LINK_LENGTH = 50_000  # characters from [ to ]
_MAX_INDENT = 40  # characters before a bracket that begins a line
_INDENT = re.compile(r"(?:[ \t>·]|[*+-][ \t]|#{1,6}[ \t]|\d{1,4}\.[ \t]|\*\*|__)*")


class Link(NamedTuple):
    """A link: the offsets of its `[` and of its end behind the address, its text, its address."""

    start: int
    end: int
    text: str
    target: str


def find_links(text: str) -> list[Link]:
    """Return the links `[text](address)` and `[text][7]` in a Markdown text.

    The address is `""` if the number has none. Of links within each other, only the outer one is
    returned. Pictures, `![text](address)`, and links that show their own address are left out.
    """
    references = {match[1]: match[2] for match in REFERENCE.finditer(text)}
    links: list[Link] = []
    brackets: list[tuple[int, bool]] = []  # open brackets: offset, and true if it opens a picture
    for token in _TOKEN.finditer(text):
        if token[0].endswith("["):
            brackets.append((token.start(), token[0] == "!["))
            del brackets[:-_MAX_OPEN]  # keep only the last ones
        elif "#" in token[0] and not token[0].startswith("]"):  # a heading begins
            brackets.clear()  # no link contains a heading
        elif token[0].startswith("]") and brackets:
            target = _find_target(token[0], references)
            if target is None or brackets[-1][1]:  # no link, or a picture
                brackets.pop()
                continue
            opening_index = _find_opening(text, brackets, token.start(), target)
            start = brackets[opening_index][0]
            del brackets[opening_index:]
            if _ADDRESS_START.match(text, start + 1):
                continue  # the link shows its address
            while links and links[-1].start > start:
                links.pop()  # a link within this one
            links.append(Link(start, token.end(), text[start + 1 : token.start()], target))
    return links


def _find_target(token: str, references: dict[str, str]) -> str | None:
    """Return the address in the token that ends a link; `None` if the token does not end a link.

    Tokens that end a link are `](address "title")`, `](<address>)`, and `][7]` with the number of
    an address in `references`; a number that is missing there gives `""`. The address in a token
    must begin like one (see `_TARGET`): in "[x](see below)" it does not.
    """
    if token.startswith("]["):
        return references.get(token[2:-1], "")
    if not _TARGET.match(token, 1):
        return None
    target, _, _ = token[2:-1].strip().partition(' "')  # without a title
    return "".join(target.split()).strip("<>")  # without line ends


def _find_opening(text: str, brackets: list[tuple[int, bool]], end: int, target: str) -> int:
    """Return the index of the bracket that opens the link to `target`, whose text ends at `end`.

    Usually this is the last open bracket. A link to a paper, or to an unknown address (`""`), opens
    at the last one that begins a line, because its text may contain unclosed brackets; if there is
    none within `_MAX_LINK_LENGTH`, it opens at the last one too. `brackets` has the offsets of the
    open brackets, each with true if it opens a picture.
    """
    last_index = len(brackets) - 1
    if target and ("#" in target or "/papers/" not in target):  # "#" leads to comments
        return last_index
    for index in range(last_index, -1, -1):
        start, is_image = brackets[index]
        if not is_image and end - start <= _MAX_LINK_LENGTH and _begins_line(text, start):
            return index
    return last_index


def _begins_line(text: str, position: int) -> bool:
    """Return true if nothing but indentation and signs stands before a position in its line.

    The signs are those of lists and headings, such as `*` and `##`, and of bold text. If the line
    does not begin within the `_MAX_INDENT` characters before the position, the result is false.
    """
    before = text[max(0, position - _MAX_INDENT) : position]
    _, line_end, indent = before.rpartition("\n")
    # Without a line end in `before`, the line must begin with the text, because further characters
    # before the position were not looked at.
    return bool((line_end or position <= _MAX_INDENT) and _INDENT.fullmatch(indent))


def attach_addresses(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces; a text that is just an address becomes the target of the piece above it.

    But if it is no page of a paper, vote or owner, it is the last line of an abstract above it. If
    there is no piece above, or if that has a target already, the address becomes a piece with a
    target and without a text.
    """
    merged: list[Piece] = []
    last_lines: list[Piece] = []  # addresses that belong to the abstract above
    for piece in pieces:
        address = None if piece.target else ADDRESS.fullmatch(piece.text)
        if address and not SITE_PAGE.match(address[1]) and merged and merged[-1].is_prose:
            last_lines.append(piece)
            continue
        _append_lines(merged, last_lines)
        if address and merged and not merged[-1].target:
            merged[-1] = replace(merged[-1], target=address[1])
        else:
            merged.append(replace(piece, text="", target=address[1]) if address else piece)
    _append_lines(merged, last_lines)
    return merged


def _append_lines(pieces: list[Piece], lines: list[Piece]) -> None:
    """Append lines to the last of the pieces, and empty the list of lines."""
    if lines:
        text = " ".join(piece.text for piece in (pieces[-1], *lines))
        pieces[-1] = replace(pieces[-1], end=lines[-1].end, text=text)
        lines.clear()
