"""Records from the pieces of a Hugging Face page, given the pieces that are titles.

A card consists of its head (picture, submitter and upvotes), its title, and the rest below. Between
two titles stand the rest of one card and the head of the next::

    Title of a Paper
    Its abstract.
    · 12 authors
    · May 30
    5                         number of comments: the first card ends here
    Submitted by ada          the head of the next card begins here
    94                        number of upvotes: directly above the title
    Title of the Next Paper

A card with only a title gives a record with only a title. `published` is the day on the card, or
the page's own day if the card has none. A card that occurs twice gives one record, because pages
contain the cards for small and for large screens. Prose outside of cards is rejected.
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
# Kinds of marks by their place in a card.
_HEAD = {"blank", "submitter", "upvotes", "number"}  # above the title
_COUNTS = {"authors", "date", "comments", "number"}  # below the organisation
_AFTER_ABSTRACT = _COUNTS | {"dot"}
_EXTRA = {"authors": "author_count", "upvotes": "upvotes", "comments": "comments"}  # key by kind
_TRUNCATED = "truncated"  # in notes of tools about a page that is cut off: "Content truncated"
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{1,300}")
_ABSTRACT_END = re.compile(r"[.!?\u2026)\]\"'\u201d\u2019]$|https?://\S+$")


@dataclass
class Card:
    """The parts of a card that were read so far; `is_closed` is true once its abstract has ended.

    `paper_id` is `""` if no link to the paper was read.
    """

    title: Piece
    paper_id: str
    published: str
    abstract: list[Piece] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False

    @property
    def abstract_text(self) -> str:
        """The abstract as one text."""
        return " ".join(piece.text for piece in self.abstract)

    def record(self) -> Record:
        """Return the record of the card; its place extends from the title to the abstract."""
        return Record(
            start=self.title.start,
            end=max(piece.end for piece in (self.title, *self.abstract)),
            title=self.title.text,
            abstract=self.abstract_text,
            url=page.paper_address(self.paper_id),
            arxiv_id=self.paper_id,
            published=self.published,
            extra=self.extra,
        )

    def add_mark(self, mark: Mark, piece: Piece) -> None:
        """Add the value of a mark below the title to `extra`, unless its key is there already.

        Here a number is that of comments. A count that links to another paper is not added. A mark
        of `github` may give two values: the address of a repository and its number of stars.
        """
        kind = "comments" if mark.kind == "number" else mark.kind
        if kind in _EXTRA and mark.value and not _links_elsewhere(piece, self.paper_id):
            self.extra.setdefault(_EXTRA[kind], mark.value)
        elif kind == "github":
            if "github.com/" in piece.target:
                self.extra.setdefault("github", piece.target)
            if mark.value:
                self.extra.setdefault("github_stars", mark.value)

    def merge(self, repetition: "Card") -> None:
        """Add what a repetition has and this card lacks; an abstract comes with its title."""
        if not self.abstract and repetition.abstract:
            self.title, self.abstract = repetition.title, repetition.abstract
        self.extra = repetition.extra | self.extra
        self.published = self.published or repetition.published


def read_cards(
    pieces: Sequence[Piece],
    title_indices: Sequence[int],
    head_lines: list[str],
    address_line_count: int = 0,
) -> Iterator[ReaderItem]:
    """Yield a record per card, and rejections for text that belongs to no card.

    Parameters
    ----------
    pieces
        All pieces of the page.
    title_indices
        Indices of the pieces that are titles.
    head_lines
        The beginning of the dump, which may name the day on which the page was captured.
    address_line_count
        The number of lines at the top of `head_lines` that may contain the address of the page.
    """
    addresses = [piece.target for piece in pieces]
    addresses += _ADDRESS.findall("\n".join(head_lines[:address_line_count]))
    ids = [pieces[index].paper_id for index in title_indices]
    reader = _CardReader(pieces, Calendar(find_capture_date(head_lines), addresses, ids))
    # A card begins at the earliest after the previous title; -1 stands for that of the first card.
    starts = [reader.find_start(index, prev + 1) for prev, index in pairwise([-1, *title_indices])]
    reader.read_page_top(starts[0] if starts else len(pieces))
    for index, start, end in zip(title_indices, starts, [*starts[1:], len(pieces)], strict=False):
        reader.read_card(index, start, end)
    records = [card.record() for card in reader.cards]
    rejected = [*reader.rejected, *find_untitled(pieces, title_indices)]
    yield from _drop_overlaps(sorted([*records, *rejected], key=lambda item: item.start))
    if reader.cards and (last_abstract := reader.cards[-1].abstract):
        below = (piece for piece in pieces if piece.start > last_abstract[-1].end)
        if all(piece.mark.kind == "text" or _TRUNCATED in piece.text for piece in below):
            yield from warn_if_cut_off(records[-1])


def warn_if_cut_off(last_record: Record) -> Iterator[ParseWarning]:
    """Yield a warning if the abstract of the last record of a page stops mid-sentence."""
    if not _ABSTRACT_END.search(last_record.abstract):
        end = last_record.abstract[-40:]  # short enough for a message
        message = f"the last record may be cut off, its abstract ends with “{end}”; it is kept"
        yield ParseWarning(message, last_record.start)


def _drop_overlaps(items: Iterable[Record | Rejected]) -> Iterator[ReaderItem]:
    """Yield the items, and a warning in place of each that lies within the lines of earlier ones.

    An item that overlaps an earlier one in part loses the lines they share, because no line may be
    counted twice.
    """
    end = 0
    for item in items:
        if item.end > end:
            yield replace(item, start=max(item.start, end + 1))
            end = item.end
        elif isinstance(item, Record):
            yield ParseWarning("several papers in one line; only the first is kept", item.start)
        else:
            yield ParseWarning(f"{item.reason}, in a line of another record", item.start)


class _CardReader:
    """Reader of the cards of a page, from top to bottom."""

    def __init__(self, pieces: Sequence[Piece], calendar: Calendar) -> None:
        self._pieces = pieces
        self._calendar = calendar
        self._page_day = ""
        self._cards_by_paper_id: dict[str, Card] = {}
        self.cards: list[Card] = []
        self.rejected: list[Rejected] = []

    def find_start(self, title_index: int, earliest: int) -> int:
        """Return the index of the first piece of a card's head; it is at least `earliest`.

        The head is searched upwards from the title, and has at most one number (the upvotes).
        """
        paper_id = self._pieces[title_index].paper_id
        has_number = False
        for index in range(title_index - 1, earliest - 1, -1):
            piece = self._pieces[index]
            kind = piece.mark.kind
            if kind == "text":  # only the name below "Submitted by", perhaps after a picture
                above = self._pieces[max(earliest, index - 2) : index]
                label = next((p.mark for p in above[::-1] if p.mark.kind != "blank"), None)
                if label != Mark("submitter") or piece.paper_id:
                    return index + 1
            elif kind not in _HEAD or _links_elsewhere(piece, paper_id):
                return index + 1
            elif kind in ("number", "upvotes"):
                if has_number:  # the number of comments on the card above
                    return index + 1
                has_number = True
        return earliest

    def read_page_top(self, end: int) -> None:
        """Read the pieces above index `end`, at which the first card begins.

        The last day is the page's own; prose that is no heading is rejected.
        """
        for piece in self._pieces[:end]:
            if piece.mark.kind == "date":
                self._page_day = self._calendar.complete_page_day(piece.mark.value)
            elif piece.mark.kind == "text" and not piece.level and piece.is_prose:
                self._reject(piece)

    def read_card(self, title_index: int, start: int, end: int) -> None:
        """Read the card with the pieces from index `start` up to, but not including, `end`.

        A card that repeats an earlier one is merged into that.
        """
        title = self._pieces[title_index]
        card = Card(title, title.paper_id, self._page_day)
        for mark in (piece.mark for piece in self._pieces[start:title_index]):
            if mark.kind in ("text", "submitter") and mark.value:
                card.extra["submitted_by"] = _strip_picture(mark.value)
            elif mark.kind in ("number", "upvotes") and mark.value:
                card.extra["upvotes"] = mark.value
        self._read_below(card, self._pieces[title_index + 1 : end])
        if original := self._find_original(card):
            original.merge(card)
            return
        self.cards.append(card)
        if card.paper_id:
            self._cards_by_paper_id[card.paper_id] = card

    def _find_original(self, card: Card) -> Card | None:
        """Return the earlier card that this one repeats, if any.

        A card that links to no paper can only repeat the card directly above it.
        """
        if card.paper_id or not self.cards:
            return self._cards_by_paper_id.get(card.paper_id)
        previous = self.cards[-1]
        has_same_title = not previous.paper_id and previous.title.text == card.title.text
        fits_abstract = not card.abstract or card.abstract_text == previous.abstract_text
        return previous if has_same_title and fits_abstract else None

    def _read_below(self, card: Card, pieces: Sequence[Piece]) -> None:
        """Read the pieces below the title of a card."""
        has_details = False  # the organisation or authors were read, so the next day is the card's
        has_counts = False
        has_ended = False  # the top of another page was read
        for piece in pieces:
            card.paper_id = card.paper_id or piece.paper_id
            mark = piece.mark
            if mark.kind == "text" and has_ended:
                if piece.is_prose:
                    self._reject(piece)
            elif mark.kind == "text":
                self._read_text(card, piece, has_counts=has_counts)
                has_details = has_details or "organization" in card.extra
            elif mark.kind == "date" and not has_ended and (mark.is_in_card or has_details):
                card.published = self._calendar.complete_card_day(mark.value, card.paper_id)
            elif mark.kind == "date":
                self._page_day = self._calendar.complete_page_day(mark.value)
                has_ended = True
            elif mark.kind == "page":
                has_ended = True
            elif not has_ended:
                card.add_mark(mark, piece)
            has_details = has_details or mark.kind in ("authors", "dot")
            has_counts = has_counts or mark.kind in _COUNTS
            card.is_closed |= bool(card.abstract and mark.kind in _AFTER_ABSTRACT)

    def _read_text(self, card: Card, piece: Piece, *, has_counts: bool) -> None:
        """Add a text below a title to the abstract or as the organisation, or else reject it.

        Texts that are neither are ignored if they are headings or links.
        """
        is_abstract = piece.is_prose or len(piece.text.split()) >= _MIN_ABSTRACT_WORDS
        belongs_to_card = piece.paper_id == card.paper_id if piece.paper_id else is_abstract
        if belongs_to_card and not card.is_closed and not piece.level:
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
        """Note a piece as text that belongs to no paper."""
        self.rejected.append(piece.reject("text that belongs to no paper"))


def _links_elsewhere(piece: Piece, paper_id: str) -> bool:
    """Return true if a piece links to a paper, but not to the one with this id."""
    linked = piece.paper_id or piece.voted_paper_id
    return bool(linked and paper_id and linked != paper_id)


def _strip_picture(text: str) -> str:
    """Return a name without the placeholder of a picture before it, such as `[ada's avatar]`."""
    text = page.strip_bullets(text)
    return (text.partition("]")[2].strip() or text) if text.startswith("[") else text
