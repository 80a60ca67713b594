"""Records from the pieces of a Hugging Face page, given the pieces that are titles.

The part of a page about one paper is its card: a head (picture, submitter and upvotes), a title,
and the rest below. Between two titles stand the rest of one card and the head of the next::

    Title of a Paper
    Its abstract.
    · 12 authors
    5                         number of comments: the first card ends here
    Submitted by ada          the head of the next card begins here
    94                        number of upvotes: directly above the title
    Title of the Next Paper

`published` is the day on the card, or the page's own day if the card has none. Some pages contain
each card twice, for small and for large screens; the two give one record.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from paperthemes.parse.format import ReaderItem, Record, Rejected
from paperthemes.parse.huggingface import page
from paperthemes.parse.huggingface.checks import drop_overlaps, find_untitled, warn_if_cut_off
from paperthemes.parse.huggingface.dates import Calendar, find_capture_date
from paperthemes.parse.huggingface.page import Piece, Role

_MIN_ABSTRACT_WORDS = 8  # names of organisations have fewer
_MAX_NAME_LENGTH = 100  # characters; longer texts are no names of organisations
_ROLES_ABOVE_TITLE = {"blank", "submitter", "upvotes", "number"}  # in a card; see `page.Role`
_ROLES_BELOW_NAME = {"authors", "date", "comments", "number"}  # the name of the organisation
_ROLES_BELOW_ABSTRACT = _ROLES_BELOW_NAME | {"dot"}
_EXTRA_KEY_BY_ROLE = {"authors": "author_count", "upvotes": "upvotes", "comments": "comments"}
_TRUNCATED = "truncated"  # in notes of tools about a page that is cut off: "Content truncated"
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{1,300}")


@dataclass
class Card:
    """The part of a page about one paper, as far as it was read."""

    title: Piece
    paper_id: str  # `""` until a link to the paper is read
    published: str
    abstract: list[Piece] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False  # true once the abstract has ended
    has_day: bool = False  # the card itself has one
    has_bare_number: bool = False  # the piece read last is a number without a label or link

    @property
    def abstract_text(self) -> str:
        """The abstract as one text."""
        return " ".join(piece.text for piece in self.abstract)

    def to_record(self) -> Record:
        """Return the record of the card; its place extends from the title to the abstract's end."""
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

    def add_detail(self, piece: Piece) -> None:
        """Add what a piece below the title gives to `extra`: a count, or GitHub's link and stars.

        Values already there are kept. A piece on another paper, or with another role, adds nothing.
        """
        role = piece.role
        name = "comments" if role.name == "number" else role.name  # upvotes are above the title
        # Stars are left of comments; cards with a day show none.
        if role.name == "number" and self.has_bare_number and not self.has_day:
            self.extra.setdefault("github_stars", self.extra.pop("comments", ""))
        self.has_bare_number = role.name == "number" and "comments" not in self.extra
        if name in _EXTRA_KEY_BY_ROLE and role.value and not _links_elsewhere(piece, self.paper_id):
            self.extra.setdefault(_EXTRA_KEY_BY_ROLE[name], role.value)
        elif name == "github":
            if "github.com/" in piece.target:
                self.extra.setdefault("github", piece.target)
            if role.value:  # a number after the text "GitHub"
                self.extra.setdefault("github_stars", role.value)

    def merge(self, repetition: "Card") -> None:
        """Add what another card about the same paper has and this one lacks."""
        if not self.abstract and repetition.abstract:  # with its title: both give the place
            self.title, self.abstract = repetition.title, repetition.abstract
        self.extra = repetition.extra | self.extra  # this card's values are preferred
        self.published = self.published or repetition.published


def read_cards(
    pieces: Sequence[Piece],
    title_indices: Sequence[int],
    head_lines: list[str],
    address_line_count: int = 0,
) -> Iterator[ReaderItem]:
    """Yield the records, rejections and warnings of a page, given the pieces that are titles.

    Papers without a title are rejected, and so are texts, such as abstracts, that fit no paper.

    Parameters
    ----------
    pieces
        All pieces (texts) of the page. Those that are about one paper are its card.
    title_indices
        Indices of the pieces that are titles of papers.
    head_lines
        The first lines of the dump, which may name the day on which the page was captured.
    address_line_count
        The number of lines at the top of `head_lines` that may contain the address of the page.
    """
    addresses = [piece.target for piece in pieces]
    addresses += _ADDRESS.findall("\n".join(head_lines[:address_line_count]))
    paper_ids = [pieces[index].paper_id for index in title_indices]
    reader = _CardReader(pieces, Calendar(find_capture_date(head_lines), addresses, paper_ids))
    # A card begins below the previous title at the earliest, and the first card at index 0.
    starts = [reader.find_start(index, prev + 1) for prev, index in pairwise([-1, *title_indices])]
    reader.read_page_top(starts[0] if starts else len(pieces))
    # A card ends where the next one begins. Without cards, `zip` ignores the last end.
    for index, start, end in zip(title_indices, starts, [*starts[1:], len(pieces)], strict=False):
        reader.read_card(index, start, end)
    records = [card.to_record() for card in reader.cards]
    items: list[Record | Rejected] = [*records, *reader.rejected]
    items += find_untitled(pieces, title_indices)
    items.sort(key=lambda item: item.start)
    yield from drop_overlaps(items)
    # The page may be cut off within the last abstract if no counts, days or menus are below it.
    if reader.cards and (last_abstract := reader.cards[-1].abstract):
        below = (piece for piece in pieces if piece.start > last_abstract[-1].end)
        if all(piece.role.name == "text" or _TRUNCATED in piece.text for piece in below):
            yield from warn_if_cut_off(records[-1])


class _CardReader:
    """Reader of the cards of a page, from top to bottom; a card is the part about one paper."""

    def __init__(self, pieces: Sequence[Piece], calendar: Calendar) -> None:
        self._pieces = pieces  # all texts of the page
        self._calendar = calendar  # adds the years that days on the page lack
        self._page_day = ""  # the last day of the page itself, not of a card; `""` if none yet
        self._cards_by_paper_id: dict[str, Card] = {}  # the card under `""` is never looked up
        self.cards: list[Card] = []  # those read so far
        self.rejected: list[Rejected] = []  # texts that belong to no card

    def find_start(self, title_index: int, earliest_index: int) -> int:
        """Return the index of the piece with which the card of a title begins.

        A submitter, a number of upvotes and pictures may stand above the title. They are searched
        upwards from the title, but not above `earliest_index`.
        """
        paper_id = self._pieces[title_index].paper_id
        has_number = False
        for index in range(title_index - 1, earliest_index - 1, -1):
            piece = self._pieces[index]
            role_name = piece.role.name
            if role_name == "text":  # ends the search, unless it is the name below "Submitted by"
                above = self._pieces[max(earliest_index, index - 2) : index]
                role_above = next((p.role for p in above[::-1] if p.role.name != "blank"), None)
                if role_above != Role("submitter") or piece.paper_id:
                    return index + 1
            elif role_name not in _ROLES_ABOVE_TITLE or _links_elsewhere(piece, paper_id):
                return index + 1
            elif role_name in ("number", "upvotes"):
                if has_number:  # a second one is the number of comments on the card above
                    return index + 1
                has_number = True
        return earliest_index

    def read_page_top(self, end: int) -> None:
        """Read the pieces before index `end`, where the first card begins (all if there is none).

        The last day is the page's own. Prose that is no heading is rejected.
        """
        no_card = Card(Piece(0, 0, ""), "", "")
        self._read_below(no_card, self._pieces[:end], has_ended=True)

    def read_card(self, title_index: int, start: int, end: int) -> None:
        """Read the card of a title: the pieces from index `start` up to `end`, which is excluded.

        It is added to `cards`, or merged into an earlier card about the same paper.
        """
        title = self._pieces[title_index]
        card = Card(title, title.paper_id, self._page_day)
        for role in (piece.role for piece in self._pieces[start:title_index]):
            if role.name in ("text", "submitter") and role.value:  # a text above a title is a name
                card.extra["submitted_by"] = _strip_picture(role.value)
            elif role.name in ("number", "upvotes") and role.value:
                card.extra["upvotes"] = role.value
        self._read_below(card, self._pieces[title_index + 1 : end])
        if original := self._find_original(card):
            original.merge(card)
            return
        self.cards.append(card)
        self._cards_by_paper_id[card.paper_id] = card

    def _find_original(self, card: Card) -> Card | None:
        """Return the earlier card that this one repeats, or `None`.

        It is the one that links to the same paper. A card without a link repeats the last one if
        that has no link either and has the same title, and this card's abstract is equal or empty.
        """
        if card.paper_id or not self.cards:  # without earlier cards, `get` returns `None`
            return self._cards_by_paper_id.get(card.paper_id)
        above = self.cards[-1]
        has_same_title = not above.paper_id and above.title.text == card.title.text
        fits_abstract = not card.abstract or card.abstract_text == above.abstract_text
        return above if has_same_title and fits_abstract else None

    def _read_below(self, card: Card, pieces: Sequence[Piece], *, has_ended: bool = False) -> None:
        """Add the contents of the pieces below the title of a card to the card.

        A dump may contain several pages: the next one begins with a text or day that is a page's
        own. From there on (from the beginning if it `has_ended`), prose is rejected; only a link is
        added, if the card still has none.
        """
        has_details = False  # the organisation or authors were read, so the next day is the card's
        has_counts = False  # a number or day was read, so the organisation cannot follow
        for piece in pieces:
            card.paper_id = card.paper_id or piece.paper_id  # the first link is to its paper
            role = piece.role
            if role.name == "text" and has_ended:
                if piece.is_prose and not piece.level:
                    self._reject(piece)
            elif role.name == "text":
                self._read_text(card, piece, has_counts=has_counts)
                has_details = has_details or "organization" in card.extra
            elif role.name == "date" and not has_ended and (role.is_in_card or has_details):
                card.published = self._calendar.complete_card_day(role.value, card.paper_id)
                card.has_day = True
            elif role.name == "date":
                self._page_day = self._calendar.complete_page_day(role.value)
                has_ended = True
            elif role.name == "page":
                has_ended = True
            elif not has_ended:
                card.add_detail(piece)
            has_details = has_details or role.name in ("authors", "dot")
            has_counts = has_counts or role.name in _ROLES_BELOW_NAME
            card.is_closed |= bool(card.abstract and role.name in _ROLES_BELOW_ABSTRACT)

    def _read_text(self, card: Card, piece: Piece, *, has_counts: bool) -> None:
        """Add a text below a title to the card: to its abstract, or as the organisation.

        Other texts are rejected, but headings and links are ignored. The organisation cannot be
        below counts or a day: `has_counts` is true if the card has any above this text.
        """
        is_abstract = piece.is_prose or len(piece.text.split()) >= _MIN_ABSTRACT_WORDS
        # A link to the card's paper is of the card, even if its text is short.
        belongs_to_card = piece.paper_id == card.paper_id if piece.paper_id else is_abstract
        if belongs_to_card and not card.is_closed and not piece.level:
            card.abstract.append(piece)
            return
        is_name = not is_abstract and not piece.level and len(piece.text) <= _MAX_NAME_LENGTH
        may_be_owner = not has_counts and (not piece.target or page.OWNER.search(piece.target))
        if is_name and may_be_owner and "organization" not in card.extra:
            card.extra["organization"] = _strip_picture(piece.text)
            card.is_closed |= bool(card.abstract)  # nothing of an abstract is below a name
        elif not piece.target and not piece.level:
            self._reject(piece)

    def _reject(self, piece: Piece) -> None:
        """Add a piece to `rejected`, as a text that belongs to no paper."""
        self.rejected.append(piece.reject("text that belongs to no paper"))


def _links_elsewhere(piece: Piece, paper_id: str) -> bool:
    """Return true if a piece links to, or votes for, a paper that is surely not `paper_id`."""
    linked_id = piece.paper_id or piece.voted_paper_id
    return bool(linked_id and paper_id and linked_id != paper_id)  # `""` is an unknown id


def _strip_picture(text: str) -> str:
    """Return a name without bullets and a picture's placeholder: `ada` for `[ada's avatar] ada`."""
    text = page.strip_bullets(text)
    # A placeholder without a name after it is kept.
    return (text.partition("]")[2].strip() or text) if text.startswith("[") else text
