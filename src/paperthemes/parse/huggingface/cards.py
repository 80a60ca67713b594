"""Records from the pieces of a Hugging Face page whose titles are known.

Between two titles stand the rest of one card and the head of the next, which goes back from the
title over the upvotes, the submitter and the picture::

    Title of a Paper          a card begins at its title ...
    Its abstract.
    · 12 authors
    · May 30
    5                         ... and its last number counts comments
    Submitted by ada          the text above a title belongs to it,
    94                        the number directly above are upvotes
    Title of the Next Paper

A card with only a title gives a record with only a title. `published` is the day on the card, or
else that of the page. A card that occurs twice (pages have versions for small and large screens)
gives one record. Prose outside of cards is rejected.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected
from paperthemes.parse.huggingface import page
from paperthemes.parse.huggingface.dates import Calendar, find_capture_date
from paperthemes.parse.huggingface.page import Mark, Piece, find_untitled

_MIN_ABSTRACT_WORDS = 8  # names of organisations have fewer
_MAX_NAME_LENGTH = 100  # characters; longer texts are no names of organisations
_HEAD = {"blank", "submitter", "upvotes", "number"}
_COUNTS = {"authors", "date", "comments", "number"}  # below the organisation
_AFTER_ABSTRACT = _COUNTS | {"dot"}
_EXTRA = {"authors": "author_count", "upvotes": "upvotes", "comments": "comments"}
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{1,300}")
_ABSTRACT_END = re.compile(r"[.!?\u2026)\]\"'\u201d\u2019]$|https?://\S+$")


@dataclass
class Card:
    """The parts of a card; `is_closed` once its abstract has ended."""

    title: Piece
    paper: str
    published: str
    abstract: list[Piece] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False

    @property
    def abstract_text(self) -> str:
        """The abstract as one text."""
        return " ".join(piece.text for piece in self.abstract)

    def record(self) -> Record:
        """Return the record of the card; its place is that of title and abstract."""
        return Record(
            start=self.title.start,
            end=max(piece.end for piece in (self.title, *self.abstract)),
            title=self.title.text,
            abstract=self.abstract_text,
            url=page.paper_address(self.paper),
            arxiv_id=self.paper,
            published=self.published,
            extra=self.extra,
        )

    def add_mark(self, mark: Mark, piece: Piece) -> None:
        """Add a mark below the title to `extra`."""
        kind = "comments" if mark.kind == "number" else mark.kind
        if kind in _EXTRA and mark.value and not _links_elsewhere(piece, self.paper):
            self.extra.setdefault(_EXTRA[kind], mark.value)
        elif kind == "github":
            if "github.com/" in piece.target:
                self.extra.setdefault("github", piece.target)
            if mark.value:
                self.extra.setdefault("github_stars", mark.value)

    def merge(self, repetition: "Card") -> None:
        """Add what a repetition of the card has beyond it."""
        if not self.abstract and repetition.abstract:
            self.title, self.abstract = repetition.title, repetition.abstract
        self.extra = repetition.extra | self.extra
        self.published = self.published or repetition.published


def read_cards(
    pieces: Sequence[Piece], titles: Sequence[int], head_lines: list[str], address_lines: int = 0
) -> Iterator[ReaderItem]:
    """Yield the records of a page, and rejected texts outside of cards.

    Parameters
    ----------
    pieces
        All pieces of the page.
    titles
        Indices of the pieces that are titles.
    head_lines
        The beginning of the dump, which may name the day of capture.
    address_lines
        Number of these lines that may name the address of the page.
    """
    addresses = [piece.target for piece in pieces]
    addresses += _ADDRESS.findall("\n".join(head_lines[:address_lines]))
    ids = [pieces[index].paper for index in titles]
    reader = _CardReader(pieces, Calendar(find_capture_date(head_lines), addresses, ids))
    heads = [reader.find_head(title, last + 1) for last, title in pairwise([-1, *titles])]
    reader.read_top(heads[0] if heads else len(pieces))
    for title, head, end in zip(titles, heads, [*heads[1:], len(pieces)], strict=False):
        reader.read_card(title, head, end)
    items = [card.record() for card in reader.cards]
    rejected = [*reader.rejected, *find_untitled(pieces, titles)]
    yield from _separate(sorted([*items, *rejected], key=lambda item: item.start))
    if reader.cards and (last_abstract := reader.cards[-1].abstract):
        below = (piece for piece in pieces if piece.start > last_abstract[-1].end)
        if all(p.mark.kind == "text" or "truncated" in p.text for p in below):
            yield from warn_if_cut_off(items[-1])


def warn_if_cut_off(last: Record) -> Iterator[ParseWarning]:
    """Yield a warning if the abstract of the last record of a page stops mid-sentence."""
    if not _ABSTRACT_END.search(last.abstract):
        end = last.abstract[-40:]
        message = f"the last record may be cut off, its abstract ends with “{end}”; it is kept"
        yield ParseWarning(message, last.start)


def _separate(items: Iterable[Record | Rejected]) -> Iterator[ReaderItem]:
    """Yield the items of which no place overlaps an earlier one, and warnings for the others."""
    end = 0
    for item in items:
        if item.end > end:
            yield replace(item, start=max(item.start, end + 1))
            end = item.end
        elif isinstance(item, Record):
            yield ParseWarning("several papers in one line; only the first is kept", item.start)
        else:
            yield ParseWarning(f"{item.reason}, in the line of a record", item.start)


class _CardReader:
    """Reads the cards of a page one after the other."""

    def __init__(self, pieces: Sequence[Piece], calendar: Calendar) -> None:
        self._pieces = pieces
        self._calendar = calendar
        self._day = ""
        self._cards_by_paper: dict[str, Card] = {}
        self.cards: list[Card] = []
        self.rejected: list[Rejected] = []

    def find_head(self, title: int, first: int) -> int:
        """Return the index at which the head of a card begins, `first` or later."""
        paper = self._pieces[title].paper
        has_number = False
        for index in range(title - 1, first - 1, -1):
            piece = self._pieces[index]
            kind = piece.mark.kind
            if kind == "text":  # a submitter's name, perhaps after a picture
                above = self._pieces[max(first, index - 2) : index]
                label = next((p.mark for p in above[::-1] if p.mark.kind != "blank"), None)
                if label != Mark("submitter") or piece.paper:
                    return index + 1
            elif kind not in _HEAD or _links_elsewhere(piece, paper):
                return index + 1
            elif kind in ("number", "upvotes"):
                if has_number:
                    return index + 1
                has_number = True
        return first

    def read_top(self, end: int) -> None:
        """Read the pieces above the first card."""
        for piece in self._pieces[:end]:
            if piece.mark.kind == "date":
                self._day = self._calendar.complete_page_day(piece.mark.value)
            elif piece.mark.kind == "text" and not piece.level and piece.is_prose:
                self._reject(piece)

    def read_card(self, title: int, head: int, end: int) -> None:
        """Read the card with the pieces from `head` to before `end`."""
        piece = self._pieces[title]
        card = Card(piece, piece.paper, self._day)
        for mark in (part.mark for part in self._pieces[head:title]):
            if mark.kind in ("text", "submitter") and mark.value:
                card.extra["submitted_by"] = _strip_picture(mark.value)
            elif mark.kind in ("number", "upvotes") and mark.value:
                card.extra["upvotes"] = mark.value
        self._read_below(card, self._pieces[title + 1 : end])
        if original := self._find_original(card):
            original.merge(card)
            return
        self.cards.append(card)
        if card.paper:
            self._cards_by_paper[card.paper] = card

    def _find_original(self, card: Card) -> Card | None:
        """Return the earlier card that this one repeats, if any."""
        if card.paper or not self.cards:
            return self._cards_by_paper.get(card.paper)
        last = self.cards[-1]
        has_same_title = not last.paper and last.title.text == card.title.text
        is_same = not card.abstract or card.abstract_text == last.abstract_text
        return last if has_same_title and is_same else None

    def _read_below(self, card: Card, pieces: Sequence[Piece]) -> None:
        """Read the pieces below the title of a card."""
        has_details = False  # the organisation or authors; the next day is that of the card
        has_counts = False
        has_ended = False  # the head of another page follows
        for piece in pieces:
            card.paper = card.paper or piece.paper
            mark = piece.mark
            if mark.kind == "text" and has_ended:
                if piece.is_prose:
                    self._reject(piece)
            elif mark.kind == "text":
                self._read_text(card, piece, has_counts=has_counts)
                has_details = has_details or "organization" in card.extra
            elif mark.kind == "date" and not has_ended and (mark.is_in_card or has_details):
                card.published = self._calendar.complete_card_day(mark.value, card.paper)
            elif mark.kind == "date":
                self._day = self._calendar.complete_page_day(mark.value)
                has_ended = True
            elif mark.kind == "page":
                has_ended = True
            elif not has_ended:
                card.add_mark(mark, piece)
            has_details = has_details or mark.kind in ("authors", "dot")
            has_counts = has_counts or mark.kind in _COUNTS
            card.is_closed |= bool(card.abstract and mark.kind in _AFTER_ABSTRACT)

    def _read_text(self, card: Card, piece: Piece, *, has_counts: bool) -> None:
        """Read a text below a title: a part of the abstract, the organisation or neither."""
        is_abstract = piece.is_prose or len(piece.text.split()) >= _MIN_ABSTRACT_WORDS
        is_of_card = piece.paper == card.paper if piece.paper else is_abstract
        if is_of_card and not card.is_closed and not piece.level:
            card.abstract.append(piece)
            return
        is_name = not is_abstract and not piece.level and len(piece.text) <= _MAX_NAME_LENGTH
        may_be_owner = not has_counts and (not piece.target or piece.links_to_owner)
        if is_name and may_be_owner and "organization" not in card.extra:
            card.extra["organization"] = _strip_picture(piece.text)
            card.is_closed |= bool(card.abstract)
        elif not piece.target and not piece.level:
            self._reject(piece)

    def _reject(self, piece: Piece) -> None:
        self.rejected.append(piece.reject("text that belongs to no paper"))


def _links_elsewhere(piece: Piece, paper: str) -> bool:
    """Return true if a piece links to another paper than that of its card."""
    linked = piece.paper or piece.voted_paper
    return bool(linked and paper and linked != paper)


def _strip_picture(text: str) -> str:
    """Return a name without the placeholder of a picture before it."""
    text = page.strip_bullets(text)
    return (text.partition("]")[2].strip() or text) if text.startswith("[") else text
