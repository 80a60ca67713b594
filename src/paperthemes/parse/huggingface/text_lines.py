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

Whether the first word of the next line would have fitted is judged by the nearest lines that are
wrapped for certain.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from paperthemes.parse import cleaning
from paperthemes.parse.huggingface import page
from paperthemes.parse.huggingface.page import Piece
from paperthemes.text.titles import collapse_whitespace

_MAX_WIDTH = 160  # characters of a line that a tool wrapped; longer lines are whole texts
_MAX_INDENT = 4  # more characters than the first line: of a later line of a title
_MAX_NAME_LENGTH = 100  # characters of an organisation
_SHORT = 0.6  # share of the width: a shorter line is the last one of a paragraph
_UNFINISHED = re.compile(rf"(?:[,:;(\u2013\u2014-]|\b(?:{'|'.join(page.TEXTS['within'])}))$", re.I)
_FINISHED = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]{0,3}$|https?://\S{1,500}$")
_CONTINUATION = re.compile(r"[a-z][a-z'\u2019-]{0,40}(?=[ ,.;:)]|$)|[,;:)\]%]")  # not "reBEN"
_SENTENCE = re.compile("|".join(page.TEXTS["sentence"]))
_BULLETS = ("•", "* ", "- ", "·")
_SENTENCE_END = re.compile(r"\.(?:\s|$)")
_OPENER = re.compile(r"(?<=[.!?] )[A-Z]\w*")  # the first word of a sentence
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+")  # or another word that is always capitalised
_MAX_TITLE_LINES = 4
_MIN_CERTAIN = 2  # lines of a page that are wrapped for certain; fewer are chance
_FIRST_LINES = 10  # of a text, which show whether it is an abstract


@dataclass(frozen=True)
class Line(Piece):
    """A line with text, or a part of a line.

    `opens` and `closes` are true if its link begins at its beginning or ends at its end; so they
    are for a heading between stars.
    """

    indent: int = 0
    opens: bool = False
    closes: bool = False

    @property
    def length(self) -> int:
        """Number of characters with the indentation."""
        return self.indent + len(self.text)

    @property
    def may_be_wrapped(self) -> bool:
        """True for a text that is short enough for a line of a wrapped text."""
        return self.length <= _MAX_WIDTH and self.role.name == "text"

    @property
    def is_finished(self) -> bool:
        """True if the line ends like a sentence."""
        return bool(_FINISHED.search(self.text))

    @property
    def begins_text(self) -> bool:
        """True if a link or an item of a list begins the line."""
        return self.opens or self.text.startswith(_BULLETS)

    def leaves_room_for(self, below: "Line", width: int) -> bool:
        """Return true if the first word of the line below would have fitted into this line."""
        word, _, _ = below.text.partition(" ")
        return self.length + 1 + len(word) <= width


def join_lines(lines: Sequence[Line | None], *, has_cards: bool) -> Iterator[Piece]:
    """Yield the texts of a page; lines that are parts of one text are joined.

    In `lines`, all lines of the page, `None` stands for a blank one. If it `has_cards`, the page
    shows the parts of cards: an abstract extends to the next of these then.
    """
    above = Piece(0, 0, "")  # the text above, without anything but blank lines between
    index = 0
    for width, group in _find_runs(lines):
        start, index = index, index + len(group)
        run = [line for line in group if line]
        if not run:
            continue
        is_below_name = above.role == page.Role("submitter")  # "Submitted by", a name follows
        texts = [[line] for line in run]
        if run[0].may_be_wrapped:
            around = [*lines[max(0, start - 1) : start], *lines[index : index + 1]]
            is_paragraph = not any(line and line.text for line in around)
            is_below_title = above.role.name == "text" and not above.is_prose
            texts = _Run(run, width, is_paragraph, is_below_title, has_cards).split(
                first_count=1 if is_below_name else 0
            )
        for text in texts:
            piece = _make_piece(text)
            yield piece
            # The text below a name is no abstract, but a title.
            above = Piece(0, 0, "") if is_below_name and text is texts[0] else piece


def find_hidden_titles(lines: Sequence[Line | None], pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the lines of abstracts that may begin, or end, the title of a paper.

    Such lines, at most `_MAX_TITLE_LINES`, stand below the end of a sentence or title and have no
    full stop. The next line begins with a word that only the beginning of a sentence capitalises,
    or with another capitalised word that would have fitted into the line above.
    """
    starts = {piece.start for piece in pieces}
    title_ends = {piece.end for piece in pieces if not piece.is_prose}
    openers = _find_openers(lines)
    for index, (above, first) in enumerate(pairwise(lines), start=1):
        if not above or not first or not above.may_be_wrapped or first.length > _MAX_WIDTH:
            continue  # the first line may look like a menu: "Datasets"
        is_below_title = above.end in title_ends
        if not is_below_title and (first.start in starts or not above.is_finished):
            continue
        title = lines[index : index + 1 + _MAX_TITLE_LINES]
        width = max(above.length, *(line.length for line in title if line))
        for line, below in pairwise(title):
            if not line or not below or line.is_finished or _SENTENCE_END.search(line.text):
                break
            word = below.text.partition(" ")[0]
            has_room = word[:1].isupper() and line.leaves_room_for(below, width)
            ends = word in openers if not is_below_title else has_room
            ends |= has_room and line is not first
            if ends and not _UNFINISHED.search(line.text):
                yield first.start
                break


def _find_openers(lines: Sequence[Line | None]) -> set[str]:
    """Return the words that are capitalised at the beginning of a sentence, but are no names."""
    wrapped = (line.text for line in lines if line and line.may_be_wrapped)
    page_text = "\n".join(text for text in wrapped if not page.is_capitalised(text))
    openers = {*map(str.title, page.TEXTS["within"]), *_OPENER.findall(page_text)}
    return openers - {*_NAME.findall(page_text)}


def _make_piece(lines: Sequence[Line]) -> Piece:
    """Return lines as one text; words that are divided at hyphens are joined."""
    if len(lines) == 1:
        return lines[0]
    text = collapse_whitespace(cleaning.join_lines(line.text for line in lines))
    target = next((line.target for line in lines if line.target), "")
    return Piece(lines[0].start, lines[-1].end, text, target)


def _find_runs(lines: Sequence[Line | None]) -> Iterator[tuple[int, Sequence[Line | None]]]:
    """Yield the lines in runs: of lines that may be wrapped, without others between, and of others.

    Each has the width, in characters, that its lines seem to be wrapped to: the length of the
    longest line that is divided for certain, in this run or else the nearest above or else below.
    It is 0 on a page with fewer than `_MIN_CERTAIN` such lines.
    """
    runs = [[*run] for _, run in groupby(lines, lambda line: bool(line and line.may_be_wrapped))]
    widths: list[int] = []
    count = 0
    for run in runs:
        lengths = [
            line.length
            for line, below in pairwise(run)
            if line and below and line.may_be_wrapped
            if _is_divided(line, below, is_last=below is run[-1])
        ]
        widths.append(max(lengths, default=widths[-1] if widths else 0))
        count += len(lengths)
    first = next(filter(None, widths), 0)
    for width, run in zip(widths, runs, strict=True):
        yield (width or first) if count >= _MIN_CERTAIN else 0, run


def _is_divided(above: Line, line: Line, *, is_last: bool) -> bool:
    """Return true if the last word of a line, or the first of the next, is within a sentence.

    A single word may also be the name of an organisation, if it is the last line of a run.
    """
    if _FINISHED.search(above.text) or line.begins_text or above.closes:
        return False
    may_be_name = is_last and " " not in line.text and not line.is_finished
    begins_within = _CONTINUATION.match(line.text) and not may_be_name
    return bool(_UNFINISHED.search(above.text) or begins_within)


@dataclass(frozen=True)
class _Run:
    """Lines that may be wrapped, without others between.

    `width` is what they seem to be wrapped to, or 0. `is_paragraph` is true if blank lines are
    around them, `is_below_title` if a title is above the blank lines, `has_cards` if the page
    shows cards.
    """

    lines: list[Line]
    width: int
    is_paragraph: bool
    is_below_title: bool
    has_cards: bool

    def split(self, first_count: int) -> list[list[Line]]:
        """Return the lines of each text in the run; the first `first_count` lines are texts."""
        texts: list[list[Line]] = []
        is_below_title = self.is_below_title
        for index, line in enumerate(self.lines):
            if index <= first_count or not self._continues(texts[-1], index, is_below_title):
                if texts:
                    is_abstract = _is_abstract(texts[-1], is_below_title)
                    is_below_title = index > first_count and not is_abstract
                texts.append([])
            texts[-1].append(line)
        return texts

    def _continues(self, text: Sequence[Line], index: int, is_below_title: bool) -> bool:
        """Return true if the line at an index continues the text above it."""
        above, line = text[-1], self.lines[index]
        if above.closes or line.begins_text:
            return False
        is_last = index == len(self.lines) - 1
        if _is_divided(above, line, is_last=is_last) or self._is_one_text:
            return True
        if _is_abstract(text, is_below_title):
            return self._continues_abstract(index)
        return self._continues_title(text, index)

    @cached_property
    def _is_one_text(self) -> bool:
        """True for a paragraph in which no first word would have fitted into the line above."""
        width = max(line.length for line in self.lines)
        has_room = any(line.leaves_room_for(below, width) for line, below in pairwise(self.lines))
        return self.is_paragraph and not has_room

    @cached_property
    def _below(self) -> list[Line | None]:
        """The line below each line; `None` for the last."""
        return [*self.lines[1:], None]

    def _continues_title(self, text: Sequence[Line], index: int) -> bool:
        """Return true if a line continues a title: it is indented, or the line above is full."""
        above, line = text[-1], self.lines[index]
        is_title = page.is_capitalised(line.text)
        is_indented = 0 < line.indent - text[0].indent <= _MAX_INDENT
        if is_indented and not above.text.endswith("."):
            return is_title or bool(_CONTINUATION.match(line.text))
        is_full = self.width > 0 and not above.leaves_room_for(line, self.width)
        has_ended = above.indent > line.indent or self._is_within_sentence(index)
        has_ended |= self._may_be_name(index)
        return is_title and is_full and not has_ended and page.is_capitalised(text[0].text)

    def _is_within_sentence(self, index: int) -> bool:
        """Return true if a line goes on in lower case in the line below, which is not indented."""
        line, below = self.lines[index], self._below[index]
        return bool(below and below.indent <= line.indent and _CONTINUATION.match(below.text))

    def _may_be_name(self, index: int) -> bool:
        """Return true if a line may be the name of an organisation, the last text of a card."""
        text = self.lines[index].text
        is_last = index == len(self.lines) - 1 and not self.is_paragraph
        is_name = len(text) <= _MAX_NAME_LENGTH and not _FINISHED.search(text)
        return is_last and is_name and (" " not in text or page.is_capitalised(text))

    def _continues_abstract(self, index: int) -> bool:
        """Return true if a line continues an abstract.

        On a card this is so unless it may be the organisation. On other pages, the next title may
        be below a line with which a sentence ends.
        """
        above, line, width = self.lines[index - 1], self.lines[index], self.width
        if self.has_cards or not width:
            return self.has_cards and not self._may_be_name(index)
        if _CONTINUATION.match(line.text) or _SENTENCE.match(line.text):
            return True
        is_title, has_room = page.is_capitalised(line.text), above.leaves_room_for(line, width)
        if not above.is_finished:
            return not (is_title and has_room)
        if self._is_within_sentence(index):
            # There is room at the end of a paragraph, but also if the lines are ragged.
            return not has_room or (not is_title and above.length > _SHORT * width)
        below = self._below[index]
        # A title ends, though a word more would have fitted, or its next line is indented.
        ends = not below or below.indent > line.indent or line.leaves_room_for(below, width)
        return not has_room and not is_title and (line.is_finished or not ends)


def _is_abstract(text: Sequence[Line], is_below_title: bool) -> bool:
    """Return true if a text is below a title, or reads like an abstract."""
    first_lines = " ".join(line.text for line in text[:_FIRST_LINES])
    return is_below_title or Piece(0, 0, first_lines).is_prose
