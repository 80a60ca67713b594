"""Lines of pages saved as plain text, and the texts that several of them make.

Tools break a text over several lines for three reasons: they wrap it to a width, perhaps indented;
they keep the line breaks of arXiv (the lines of a title after the first are indented then); or the
page shows it so. Only the last one separates texts::

    94                                                  a number: never a part of a text
    Unlit Towers and the Ships That Pass Them: A        ends with a word that nothing ends with
      Count of Wrecks                                   indented
    A lighthouse that is never lit still guides         a sentence, no title
    ships that know it by day. We count wrecks.         begins in lower case
    Coast Guard                                         an organisation: above the authors
    3 authors

Whether the first word of the next line would have fitted is judged by the lines that are wrapped for
certain: those nearest above.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from paperthemes.parse.huggingface import page
from paperthemes.parse.huggingface.page import Piece
from paperthemes.text.titles import collapse_whitespace

_MAX_WIDTH = 160  # characters of a line that a tool wrapped; longer lines are whole texts
_MAX_INDENT = 4  # more characters than the first line: of a later line of a title
_MAX_NAME_LENGTH = 100  # characters of an organisation
_SHORT = 0.6  # share of the width: a shorter line is the last one of a paragraph
_WORDS = (
    "a|across|against|an|and|are|as|at|be|between|beyond|but|by|can|for|from|in|into|is|its|not|of|"
    "on|or|our|over|than|that|the|their|this|through|to|toward|towards|under|using|via|vs|we|when|"
    "which|while|with|within|without"
)
_UNFINISHED = re.compile(rf"(?:[,:;(\u2013\u2014-]|\b(?:{_WORDS}))$", re.IGNORECASE)
_FINISHED = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]{0,3}$|https?://\S{1,500}$")
_CONTINUATION = re.compile(r"[a-z][a-z'\u2019-]{0,40}(?=[ ,.;:)]|$)|[,;:)\]%]")  # not "reBEN"
_BARE_ADDRESS = re.compile(r"https?://\S{1,500}")
_BULLETS = ("•", "* ", "- ", "·")
_MIN_CERTAIN = 3  # lines of a page that are wrapped for certain; fewer are chance
_FIRST_LINES = 10  # of a text, which show whether it is an abstract


@dataclass(frozen=True)
class Line:
    """A line with text, or a part of a line.

    `target` is the address to which it links, or `""`; `opens` and `closes` are true if this link
    begins at its beginning or ends at its end.
    """

    number: int
    indent: int
    text: str
    target: str = ""
    opens: bool = False
    closes: bool = False

    @cached_property
    def role(self) -> str:
        """The name of the role on the page, see `page.Role`."""
        return Piece(0, 0, self.text, self.target).role.name

    @property
    def may_be_wrapped(self) -> bool:
        """True for a text that is short enough for a line of a wrapped text."""
        return self.role == "text" and self.indent + len(self.text) <= _MAX_WIDTH

    def leaves_room_for(self, below: "Line", width: int) -> bool:
        """Return true if the first word of the line below would have fitted into this line."""
        word, _, _ = below.text.partition(" ")
        return self.indent + len(self.text) + 1 + len(word) <= width


def join_lines(lines: Sequence[Line | None], *, has_cards: bool) -> Iterator[Piece]:
    """Yield the texts of a page; lines that are parts of one text are joined.

    Parameters
    ----------
    lines
        All lines of the page; `None` stands for a blank line.
    has_cards
        True if the page shows the parts of cards: an abstract extends to the next of these then.
    """
    widths = _find_widths(lines)
    text: list[Line] = []  # the lines so far of the current text
    above = Piece(0, 0, "")  # the text above the current one
    below_name = False  # above is the line "Submitted by", so that the text is a name
    for index, line in enumerate(lines):
        if text and line:
            is_title_above = above.role.name == "text" and not above.is_prose
            place = _Place(
                line, _get_below(lines, index), widths[index], is_title_above, has_cards=has_cards
            )
            if not below_name and place.continues(text):
                text.append(line)
                continue
        if text:
            piece = _make_piece(text)
            yield piece
            # The title below a name is no abstract.
            above = Piece(0, 0, "") if below_name else piece
            below_name = piece.role == page.Role("submitter")
        text = [line] if line else []
    if text:
        yield _make_piece(text)


def _make_piece(lines: Sequence[Line]) -> Piece:
    """Return lines as one text; words that are divided at hyphens are joined."""
    text = collapse_whitespace(page.join_hyphenated("\n".join(line.text for line in lines)))
    target = next((line.target for line in lines if line.target), "")
    return Piece(lines[0].number, lines[-1].number, text, target)


def _get_below(lines: Sequence[Line | None], index: int) -> Line | None:
    """Return the line below the one at an index, if it has text that may be wrapped."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    return below if below and below.may_be_wrapped else None


def _find_widths(lines: Sequence[Line | None]) -> list[int]:
    """Return for each line the width, in characters, that the lines around it are wrapped to.

    It is the length of the longest line that is wrapped for certain, among those without anything
    between them, or else in the nearest such lines above, or else below. It is 0 if the page has
    fewer than `_MIN_CERTAIN`.
    """
    widths, width, count = [], 0, 0
    for is_text, group in groupby(enumerate(lines), lambda item: _is_text(item[1])):
        indices = [index for index, _ in group]
        lengths = []
        for index in indices[1:] if is_text else ():
            line, next_line = lines[index - 1], lines[index]
            if line and next_line and _is_divided(line, next_line, _get_below(lines, index)):
                lengths.append(line.indent + len(line.text))
        width, count = max(lengths, default=width), count + len(lengths)
        widths += [width] * len(indices)
    first = next(filter(None, widths), 0)
    return [(width or first) if count >= _MIN_CERTAIN else 0 for width in widths]


def _is_text(line: Line | None) -> bool:
    """Return true for a line that may be part of a wrapped text."""
    return line is not None and line.may_be_wrapped


def _is_divided(above: Line, line: Line, below: Line | None) -> bool:
    """Return true if two lines are one text for certain.

    The first must end within a sentence. Either its last word or sign shows so, or the first word
    of the second line does, unless this line may be the name of an organisation.
    """
    if _FINISHED.search(above.text) or above.closes or line.opens:
        return False
    if line.text.startswith(_BULLETS):
        return False
    begins_within = _CONTINUATION.match(line.text) and not _may_be_name(line, below)
    return bool(_UNFINISHED.search(above.text) or begins_within)


def _may_be_name(line: Line, below: Line | None) -> bool:
    """Return true if a line may be the name of an organisation: no text is directly below it."""
    text = line.text
    is_name = " " not in text or page.is_capitalised(text)
    return bool(
        below is None and is_name and len(text) <= _MAX_NAME_LENGTH and not _FINISHED.search(text)
    )


@dataclass(frozen=True)
class _Place:
    """A line, and what is around it: the line below, and whether a title is above its text."""

    line: Line
    below: Line | None
    width: int
    is_title_above: bool
    has_cards: bool

    def continues(self, text: Sequence[Line]) -> bool:
        """Return true if the line continues a text, given by its lines so far."""
        above, line = text[-1], self.line
        may_continue = above.may_be_wrapped and line.may_be_wrapped
        if above.closes or line.opens or line.text.startswith(_BULLETS):
            return False
        first = Piece(0, 0, " ".join(part.text for part in text[:_FIRST_LINES]))
        is_abstract = self.is_title_above or first.is_prose
        if above.role == "text" and is_abstract and _BARE_ADDRESS.fullmatch(line.text):
            return not page.find_paper_id(line.text)
        if not may_continue:
            return False
        if _is_divided(above, line, self.below):
            return True
        return self._continues_abstract(above) if is_abstract else self._continues_title(text)

    def _continues_title(self, text: Sequence[Line]) -> bool:
        """Return true if the line continues a title: one that is indented, or in a full line."""
        line, above = self.line, text[-1]
        is_title = page.is_capitalised(line.text)
        if 0 < line.indent - text[0].indent <= _MAX_INDENT and not above.text.endswith("."):
            return is_title or bool(_CONTINUATION.match(line.text))
        is_full = self.width > 0 and not above.leaves_room_for(line, self.width)
        return is_title and is_full and page.is_capitalised(text[0].text)

    def _continues_abstract(self, above: Line) -> bool:
        """Return true if the line continues an abstract.

        On a card this is so unless it may be the organisation. On other pages, the next title may
        be below a line with which a sentence ends.
        """
        line, below, width = self.line, self.below, self.width
        if self.has_cards:
            return not _may_be_name(line, below)
        if not width:
            return False
        if _CONTINUATION.match(line.text) and not _may_be_name(line, below):
            return True
        has_room = above.leaves_room_for(line, width)
        is_title = page.is_capitalised(line.text)
        if not _FINISHED.search(above.text):
            return not (has_room and is_title)
        # The line is in the middle of a text that goes on below.
        is_full = below is not None and (
            not line.leaves_room_for(below, width) or _is_divided(line, below, None)
        )
        if not has_room:
            return not is_title or (is_full and bool(_CONTINUATION.match(below.text if below else "")))
        return is_full and not is_title and above.indent + len(above.text) > _SHORT * width
