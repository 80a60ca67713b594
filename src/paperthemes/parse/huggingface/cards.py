"""Records from the pieces of a Hugging Face page whose titles are known.

Between two titles stand the rest of the one card and the beginning of the next, which goes back
from the title over the upvotes, the submitter and the picture::

    Title of a Paper          a card begins at its title ...
    Its abstract.
    · 12 authors
    · May 30
    5                         ... and its last number counts comments
    Submitted by ada          what stands above a title belongs to it,
    94                        the number next above are upvotes
    Title of the Next Paper

A card with nothing but its title gives a record of the title alone. `published` is the day on the
card, else that of the page. A card that comes twice (pages hold one for small and one for large
screens) is one record. Prose that belongs to no card is rejected.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.huggingface.dates import Calendar
from paperthemes.parse.huggingface.page import (
    Mark,
    Piece,
    address,
    bare,
    count,
    cut_off,
    is_owner,
    is_prose,
    mark_of,
    paper_id,
    voted_id,
)
from paperthemes.parse.huggingface.titles import lost
from paperthemes.text.titles import collapse_whitespace

_WORDS_OF_AN_ABSTRACT = 8
_LONGEST_NAME = 100
_HEAD: frozenset[str] = frozenset({"blank", "submitter", "upvotes", "number"})
_COUNTED: frozenset[str] = frozenset({"authors", "date", "comments", "number"})
_AFTER_TEXT = _COUNTED | {"dot"}


@dataclass
class Card:
    """What is known of one paper on a page; `closed` once its abstract has ended."""

    title: Piece
    paper: str = ""
    abstract: list[Piece] = field(default_factory=list)
    published: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    closed: bool = False

    def record(self) -> Record:
        """Return the record of the card; its place is that of title and abstract."""
        return Record(
            self.title.start,
            max([self.title.end, *(piece.end for piece in self.abstract)]),
            collapse_whitespace(self.title.text),
            collapse_whitespace(" ".join(piece.text for piece in self.abstract)),
            url=address(self.paper) if self.paper else "",
            arxiv_id=self.paper,
            published=self.published,
            extra=self.extra,
        )


def finds(
    pieces: Sequence[Piece],
    titles: Sequence[int],
    addresses: Iterable[str] = (),
    captured: str = "",
) -> Iterator[ReaderItem]:
    """Yield the cards of a page, and what belongs to none.

    Parameters
    ----------
    pieces
        All pieces of the page.
    titles
        Which of them are titles.
    addresses, captured
        The addresses on the page and the day of its capture, which tell the year of its days.
    """
    ids = [paper for index in titles if (paper := paper_id(pieces[index].target))]
    page = _Page(pieces, Calendar(captured, addresses, ids))
    heads = [
        page.head(title, before + 1) for before, title in zip([-1, *titles], titles, strict=False)
    ]
    page.above(pieces[: heads[0] if heads else None])
    for title, head, end in zip(titles, heads, [*heads[1:], len(pieces)], strict=False):
        page.take(title, head, end)
    found: list[Record | Rejected] = [card.record() for card in page.cards]
    found += [*page.rejected, *lost(pieces, titles)]
    yield from _apart(sorted(found, key=lambda find: find.start))
    yield from _cut_off(page.cards, pieces)


def _cut_off(cards: Sequence[Card], pieces: Sequence[Piece]) -> Iterator[ParseWarning]:
    """Warn when a page stops in the middle of its last abstract."""
    if not cards or not (last := cards[-1]).abstract:
        return
    after = [piece for piece in pieces if piece.start > last.abstract[-1].end]
    if any(mark_of(piece) for piece in after if "truncated" not in piece.text):
        return
    if doubt := cut_off(last.record()):
        yield doubt


def _apart(found: Iterable[Record | Rejected]) -> Iterator[ReaderItem]:
    """Keep the places of finds apart."""
    last = 0
    for find in found:
        if find.end > last:
            yield replace(find, start=max(find.start, last + 1))
            last = find.end
        elif isinstance(find, Record):
            yield ParseWarning(
                "several papers in one line, of which only the first is kept", find.start
            )
        else:
            yield ParseWarning(f"{find.reason}, in the line of one that is kept", find.start)


class _Page:
    """Takes the cards of a page one after the other."""

    def __init__(self, pieces: Sequence[Piece], calendar: Calendar) -> None:
        self._pieces = pieces
        self._calendar = calendar
        self._day = ""
        self._by_paper: dict[str, Card] = {}
        self.cards: list[Card] = []
        self.rejected: list[Rejected] = []

    def take(self, title: int, head: int, end: int) -> None:
        """Take the card of the pieces from `head` to before `end`."""
        piece = self._pieces[title]
        card = Card(piece, paper_id(piece.target), published=self._day)
        for part in self._pieces[head:title]:
            mark = mark_of(part)
            if mark is None:
                card.extra["submitted_by"] = _name(part.text)
            elif mark.kind == "submitter" and mark.value:
                card.extra["submitted_by"] = _name(mark.value)
            elif mark.kind in ("number", "upvotes") and mark.value:
                card.extra["upvotes"] = mark.value
        self._below(card, self._pieces[title + 1 : end])
        self._keep(card)

    def _keep(self, card: Card) -> None:
        """Add a card, or what it says beyond the one that it repeats."""
        first = self._by_paper.get(card.paper) if card.paper else None
        if first is None and self.cards and not card.paper:
            last = self.cards[-1]
            same = (
                collapse_whitespace(last.title.text) == collapse_whitespace(card.title.text)
                and not last.paper
            )
            if same and (not card.abstract or _texts(card) == _texts(last)):
                first = last
        if first is None:
            self.cards.append(card)
            if card.paper:
                self._by_paper[card.paper] = card
            return
        if not first.abstract and card.abstract:
            first.title, first.abstract = card.title, card.abstract
        first.extra = card.extra | first.extra
        first.published = first.published or card.published

    def head(self, title: int, least: int) -> int:
        """Return where the head of a card begins, going back from its title to `least` at most."""
        paper = paper_id(self._pieces[title].target)
        number_seen = False
        index = title
        while index > least:
            part = self._pieces[index - 1]
            mark = mark_of(part)
            if mark is None:
                before = mark_of(self._pieces[index - 2]) if index - 2 >= least else None
                if before and before.kind == "blank":  # the picture of the submitter
                    before = mark_of(self._pieces[index - 3]) if index - 3 >= least else None
                if before != Mark("submitter") or paper_id(part.target):
                    break
            elif mark.kind not in _HEAD or not _is_of(part, paper):
                break
            elif mark.kind in ("number", "upvotes"):
                if number_seen:
                    break
                number_seen = True
            index -= 1
        return index

    def above(self, pieces: Iterable[Piece]) -> None:
        """Look at what stands above the first card."""
        for piece in pieces:
            mark = mark_of(piece)
            if mark and mark.kind == "date":
                self._day = self._calendar.of_page(mark.value)
            elif mark is None and not piece.level:
                self._stray(piece, is_sure=is_prose(piece.text))

    def _below(self, card: Card, pieces: Sequence[Piece]) -> None:
        """Take what stands below the title of a card."""
        own = counted = left = False  # the next day is the card's; what ends a card; a page begins
        for piece in pieces:
            card.paper = card.paper or paper_id(piece.target)
            mark = mark_of(piece)
            if left and mark is None:
                self._stray(piece, is_sure=is_prose(piece.text))
            elif mark is None:
                own = self._text(card, piece, counted=counted) or own
            elif mark.kind == "date" and not left and (mark.own or own):
                card.published = self._calendar.of_card(mark.value, card.paper)
            elif mark.kind == "date":
                self._day = self._calendar.of_page(mark.value)
                left = True
            elif mark.kind == "page":
                left = True
            elif not left:
                _note(card, mark, piece)
            if mark:
                own = own or mark.kind in ("authors", "dot")
                counted = counted or mark.kind in _COUNTED
                card.closed = card.closed or bool(card.abstract and mark.kind in _AFTER_TEXT)

    def _text(self, card: Card, piece: Piece, *, counted: bool) -> bool:
        """Take a text below a title: abstract, organisation or neither; true for the second."""
        text = collapse_whitespace(piece.text)
        paper = paper_id(piece.target)
        is_text = is_prose(text) or len(text.split()) >= _WORDS_OF_AN_ABSTRACT
        is_own = paper == card.paper if paper else is_text
        if is_own and not card.closed and not piece.level:
            card.abstract.append(piece)
            return False
        is_name = not is_text and not piece.level and len(text) <= _LONGEST_NAME
        may_be = not counted and (not piece.target or is_owner(piece.target))
        if is_name and may_be and "organization" not in card.extra:
            card.extra["organization"] = _name(text)
            card.closed = card.closed or bool(card.abstract)
            return True
        self._stray(piece, is_sure=not piece.target and not piece.level)
        return False

    def _stray(self, piece: Piece, *, is_sure: bool) -> None:
        """Reject a text that is part of no card, if it is surely no part of the page either."""
        if is_sure:
            reason = "text that belongs to no paper"
            self.rejected.append(Rejected(piece.start, piece.end, reason, excerpt(piece.text)))


def _note(card: Card, mark: Mark, piece: Piece) -> None:
    """Note what a mark below a title counts."""
    names = {"authors": "author_count", "upvotes": "upvotes"}
    if mark.kind in names and mark.value and _is_of(piece, card.paper):
        card.extra.setdefault(names[mark.kind], mark.value)
    elif mark.kind in ("comments", "number") and _is_of(piece, card.paper):
        card.extra.setdefault("comments", mark.value)
    elif mark.kind == "github":
        if "github.com/" in piece.target:
            card.extra.setdefault("github", piece.target)
        if mark.value:
            card.extra.setdefault("github_stars", count(mark.value))


def _is_of(piece: Piece, paper: str) -> bool:
    """Tell whether a piece may belong to the card of a paper, by what it links to."""
    linked = paper_id(piece.target) or voted_id(piece.target)
    return not linked or not paper or linked == paper


def _name(text: str) -> str:
    """Return a name without the picture before it."""
    text = bare(text)
    if text.startswith("["):
        text = text.partition("]")[2].strip() or text
    return text


def _texts(card: Card) -> list[str]:
    return [collapse_whitespace(piece.text) for piece in card.abstract]
