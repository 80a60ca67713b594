"""Hugging Face pages of papers saved as plain text.

Lists of titles and abstracts come in two layouts, differing in blank lines and header::

    Get trending papers in your email inbox!        new
    SubscribeTitle of the first paper
    Its abstract, one long line.                    Get trending papers in your email inbox!
    Title of the second paper
    Its abstract.                                   Subscribe

                                                    Daily Papers

                                                    byAK and the research community

                                                    Aug 1

                                                    Title of the first paper

                                                    Its abstract, one long line.

There a record is a title line followed by an abstract line, whatever blank lines and furniture lie
between. A line that finds no partner is rejected: nothing tells a title alone from page furniture,
nor can an abstract alone be named.

Text made from the page as it is seen (BeautifulSoup's `get_text`, inscriptis, a selection copied)
has the marks of cards, see `hf_page`; there may be no abstracts in it at all::

    Submitted by ada
    94
    Title of the first paper
    · 12 authors
    5

There a title is a line below a submitter or a number of upvotes, or above an abstract, or above the
number of authors where no title has been seen since the last one. It makes a record with or without
an abstract. Lines that were wrapped to a common width are joined again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions, Record, Rejected, excerpt
from paperthemes.parse.huggingface import cards, dates
from paperthemes.parse.huggingface.page import (
    BYLINE,
    MAILING,
    Mark,
    Piece,
    bare,
    cut_off,
    is_furniture,
    is_page_head,
    is_prose,
    mark_of,
    unwrapped,
)
from paperthemes.text.titles import collapse_whitespace

_GLUED = "Subscribe"
_SEARCHED_LINES = 400
_OF_CARDS = frozenset({"authors", "submitter", "upvotes"})
_NARROWEST, _WIDEST = 40, 140  # characters of a line to which text is wrapped
_RAGGED = 14  # characters by which wrapped lines fall short of it
_LONGEST_JOINED = 20
_FULL_SHARE, _FEWEST_FULL = 0.4, 4
_LABEL = re.compile(r"(Upvote|GitHub) \d[\d.,]*[kM]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of content, perhaps of several lines that were one; its place, the day above it."""

    number: int
    end: int
    text: str
    date: str

    @property
    def is_prose(self) -> bool:
        return is_prose(self.text)


def _recognises(dump: Dump) -> float:
    head = (collapse_whitespace(line) for line in dump.head_lines[:_SEARCHED_LINES])
    return 0.7 * any(MAILING.fullmatch(line) or BYLINE.fullmatch(line) for line in head)


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    pieces = list(_joined(_pieces(dump.lines())))
    if any(mark.kind in _OF_CARDS for piece in pieces if (mark := mark_of(piece))):
        captured = dates.captured(dump.head_lines)
        yield from cards.finds(pieces, _titles(pieces), captured=captured)
    else:
        yield from _pairs(_without_furniture(pieces))


def _pieces(lines: Iterable[str]) -> Iterator[Piece]:
    """Yield the lines that hold text, those that were one as one."""
    numbered = [(number, line.rstrip()) for number, line in enumerate(lines, start=1)]
    width = _width([line for _, line in numbered])
    parts: list[str] = []
    start = last = 0
    for number, line in numbered:
        goes_on = (
            parts
            and last == number - 1
            and line.strip()
            and len(parts[-1]) + 1 + len(line.split(None, 1)[0]) > width > 0
        )
        if not goes_on:
            if text := collapse_whitespace(unwrapped("\n".join(parts))):
                yield Piece(start, last, text)
            parts, start = [], number
        if line.strip():
            parts.append(line)
            last = number
    if text := collapse_whitespace(unwrapped("\n".join(parts))):
        yield Piece(start, last, text)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Put together what is divided on the page: `Aug` and `1`, `Upvote` and `94`."""
    waiting: Piece | None = None
    for piece in pieces:
        if waiting and len(waiting.text) + len(piece.text) <= _LONGEST_JOINED:
            text = f"{waiting.text} {piece.text}"
            is_day = waiting.text.isalpha() and fields.parse_date(text)
            if is_day or _LABEL.fullmatch(text):
                yield Piece(waiting.start, piece.end, text)
                waiting = None
                continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def _width(lines: Sequence[str]) -> int:
    """Return the width to which lines were wrapped, 0 if they were not."""
    width = max(map(len, lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    full = sum(len(line) >= width - _RAGGED for line in lines)
    longer = sum(len(line) >= width / 2 for line in lines)
    return width if full >= max(_FEWEST_FULL, _FULL_SHARE * longer) else 0


# ---- cards ----


def _titles(pieces: Sequence[Piece]) -> list[int]:
    """Return the numbers of the pieces that are titles."""
    marks = [(index, mark_of(piece)) for index, piece in enumerate(pieces)]
    seen = [(index, mark) for index, mark in marks if mark is None or mark.kind != "blank"]
    titles = []
    is_open = False  # a title without its number of authors
    is_name = False
    for place, (index, mark) in enumerate(seen):
        before = seen[place - 1][1] if place else None
        if mark is not None:
            is_open = is_open and mark.kind != "authors"
            is_name = False
            continue
        below_head = is_name or (
            before is not None and before.kind in ("submitter", "number", "upvotes")
        )
        is_name = before == Mark("submitter")
        below_head = below_head and _may_be_title(pieces, seen[place:])
        if not is_name and (below_head or _is_above(pieces, seen[place:], is_open=is_open)):
            titles.append(index)
            is_open = True
    return titles


def _may_be_title(pieces: Sequence[Piece], seen: Sequence[tuple[int, Mark | None]]) -> bool:
    """Tell whether the first of some pieces is no abstract, or has one or authors below it."""
    if not is_prose(pieces[seen[0][0]].text):
        return True
    return any(
        is_prose(pieces[index].text) if mark is None else mark.kind in ("authors", "dot")
        for index, mark in seen[1:2]
    )


def _is_above(
    pieces: Sequence[Piece], seen: Sequence[tuple[int, Mark | None]], *, is_open: bool
) -> bool:
    """Tell whether the first of some pieces is a title by what stands below it."""
    if is_prose(pieces[seen[0][0]].text):
        return False
    following = seen[1:3]
    if following and following[0][1] is None:
        return is_prose(pieces[following[0][0]].text)
    kinds = [mark.kind for _, mark in following if mark]
    return not is_open and "authors" in kinds and kinds[0] in ("authors", "dot")


# ---- titles and abstracts ----


def _pairs(content: Sequence[_Line]) -> Iterator[ReaderItem]:
    last: Record | None = None
    index = 0
    while index < len(content):
        line = content[index]
        following = content[index + 1] if index + 1 < len(content) else None
        if following and following.is_prose and not line.is_prose:
            last = Record(
                line.number, following.end, line.text, following.text, published=line.date
            )
            yield last
            index += 2
        else:
            yield _reject(line, len(content) - index - 1)
            index += 1
    if last and last.end == content[-1].end and (doubt := cut_off(last)):
        yield doubt


def _without_furniture(pieces: Iterable[Piece]) -> list[_Line]:
    content: list[_Line] = []
    date = ""
    after_mailing = False
    for piece in pieces:
        text = piece.text
        glued = after_mailing and text.startswith(_GLUED) and text[len(_GLUED) :].strip()
        after_mailing = is_page_head(text) and not text.lower().startswith("by")
        if len(text) > len("YYYY") and (found := fields.parse_date(text)):
            date = found
        elif glued and not text.startswith(_GLUED + " "):
            content.append(_Line(piece.start, piece.end, text.removeprefix(_GLUED), date))
        elif not (is_page_head(text) or is_furniture(text)) and bare(text):
            content.append(_Line(piece.start, piece.end, text, date))
    return content


def _reject(line: _Line, following: int) -> Rejected:
    """Say why a line with so many lines of content following makes no record."""
    reason = "abstract without a title" if line.is_prose else "title without an abstract"
    if following == 0:
        reason += " (the dump ends here)"
    elif following == 1 and not line.is_prose:
        reason += " (or of a record that is cut off at the end of the dump)"
    return Rejected(line.number, line.end, reason, excerpt(line.text))


FORMAT = Format("hf-daily-text", _recognises, _read)
