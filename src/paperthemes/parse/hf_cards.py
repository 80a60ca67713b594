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

from paperthemes.parse.hf_dates import Calendar
from paperthemes.parse.hf_page import (
    Mark,
    Piece,
    address,
    bare,
    count,
    cut_off,
    is_comments,
    is_owner,
    is_prose,
    mark_of,
    paper_id,
    voted_id,
)
from paperthemes.parse.hf_titles import lost
from paperthemes.parse.reading import Doubt, Find, Record, Rejected, excerpt
from paperthemes.titles import fold

_WORDS_OF_AN_ABSTRACT = 8
_LONGEST_NAME = 100
_HEAD: frozenset[str] = frozenset({"blank", "submitter", "upvotes", "number"})
_AFTER_TEXT: frozenset[str] = frozenset({"authors", "dot", "date", "comments", "number"})


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
            fold(self.title.text),
            fold(" ".join(piece.text for piece in self.abstract)),
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
) -> Iterator[Find]:
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
    if not titles:
        page.above(pieces)
    for index, title in enumerate(titles):
        page.take(title, titles[index + 1] if index + 1 < len(titles) else len(pieces), index == 0)
    found: list[Record | Rejected] = [card.record() for card in page.cards]
    found += [*page.rejected, *lost(pieces, titles)]
    yield from _apart(sorted(found, key=lambda find: find.start))
    yield from _cut_off(page.cards, pieces)


def _cut_off(cards: Sequence[Card], pieces: Sequence[Piece]) -> Iterator[Doubt]:
    """Warn when a page stops in the middle of its last abstract."""
    if not cards or not (last := cards[-1]).abstract:
        return
    after = [piece for piece in pieces if piece.start > last.abstract[-1].end]
    if any(mark_of(piece) for piece in after if "truncated" not in piece.text):
        return
    if doubt := cut_off(last.record()):
        yield doubt


def _apart(found: Iterable[Record | Rejected]) -> Iterator[Find]:
    """Keep the places of finds apart."""
    last = 0
    for find in found:
        if find.end <= last and isinstance(find, Record):
            yield Doubt("several papers in one line, of which only the first is kept", find.start)
        elif find.end > last:
            yield replace(find, start=max(find.start, last + 1))
            last = find.end


class _Page:
    """Takes the cards of a page one after the other."""

    def __init__(self, pieces: Sequence[Piece], calendar: Calendar) -> None:
        self._pieces = pieces
        self._calendar = calendar
        self._day = ""
        self._by_paper: dict[str, Card] = {}
        self.cards: list[Card] = []
        self.rejected: list[Rejected] = []

    def take(self, title: int, following: int, is_first: bool) -> None:
        """Take the card whose title is a piece, up to the title that follows."""
        piece = self._pieces[title]
        card = Card(piece, paper_id(piece.target))
        head = self._head(title, card.paper)
        if is_first:
            self.above(self._pieces[:head])
        submitted = False
        for part in self._pieces[head:title]:
            mark = mark_of(part)
            if mark is None:
                card.extra["submitted_by"] = _name(part.text)
            elif mark.kind == "submitter" and mark.value:
                card.extra["submitted_by"] = _name(mark.value)
            elif mark.kind in ("number", "upvotes") and mark.value:
                card.extra["upvotes"] = mark.value
            submitted = submitted or mark is None
        end = following
        if following < len(self._pieces):
            end = self._head(following, paper_id(self._pieces[following].target), title + 1)
        card.published = self._day
        self._below(card, self._pieces[title + 1 : end])
        self._keep(card)

    def _keep(self, card: Card) -> None:
        """Add a card, or what it says beyond the one that it repeats."""
        first = self._by_paper.get(card.paper) if card.paper else None
        if first is None and self.cards and not card.paper:
            last = self.cards[-1]
            same = fold(last.title.text) == fold(card.title.text) and not last.paper
            if same and (not card.abstract or _texts(card) == _texts(last)):
                first = last
        if first is None:
            self.cards.append(card)
            if card.paper:
                self._by_paper[card.paper] = card
            return
        first.extra = card.extra | first.extra
        first.published = first.published or card.published

    def _head(self, title: int, paper: str, least: int = 0) -> int:
        """Return where the head of the card begins, going back from its title."""
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
            elif mark is None and not piece.level and is_prose(fold(piece.text)):
                self._reject(piece)

    def _below(self, card: Card, pieces: Sequence[Piece]) -> None:
        """Take what stands below the title of a card."""
        own = left = False  # whether the next day is the card's, whether the page has begun anew
        for piece in pieces:
            mark = mark_of(piece)
            if mark is None:
                own = self._text(card, piece, left) or own
                continue
            if mark.kind == "date" and not left and (mark.own or own):
                card.published = self._calendar.of_card(mark.value, card.paper)
            elif mark.kind == "date":
                self._day = self._calendar.of_page(mark.value)
                left = True
            elif mark.kind == "page":
                left = True
            else:
                _note(card, mark, piece)
            own = own or mark.kind in ("authors", "dot")
            card.closed = card.closed or bool(card.abstract and mark.kind in _AFTER_TEXT)

    def _text(self, card: Card, piece: Piece, left: bool) -> bool:
        """Take a text below a title: abstract, organisation or neither; true for the second."""
        text = fold(piece.text)
        paper = paper_id(piece.target)
        is_text = is_prose(text) or len(text.split()) >= _WORDS_OF_AN_ABSTRACT
        if not left and not card.closed and not piece.level:
            if paper and paper == card.paper and not is_comments(piece.target):
                card.abstract.append(piece)
                return False
            if is_text and not paper and not is_owner(piece.target):
                card.abstract.append(piece)
                return False
        if not left and not paper and not is_text and len(text) <= _LONGEST_NAME:
            if (not piece.target or is_owner(piece.target)) and not piece.level:
                card.extra.setdefault("organization", _name(text))
                card.closed = card.closed or bool(card.abstract)
                return True
        elif is_prose(text):
            self._reject(piece)
        return False

    def _reject(self, piece: Piece) -> None:
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
    return [fold(piece.text) for piece in card.abstract]
