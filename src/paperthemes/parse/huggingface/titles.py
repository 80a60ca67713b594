"""Which pieces of a Hugging Face page are titles.

In this order:

1. A heading that links to the page of a paper.
2. The first text that links to the page of a paper without such a heading (texts further down are
   its abstract, the number of its authors and the like).
3. A heading whose address is not known and that has a card around it: an abstract, the number of
   authors or a day below, or upvotes or a submitter above. On a page where other headings link to
   papers, one that links elsewhere is none.
"""

from collections.abc import Iterator, Sequence

from paperthemes.parse.format import Rejected, excerpt
from paperthemes.parse.huggingface.page import (
    LONGEST_TITLE,
    Mark,
    Piece,
    is_comments,
    is_prose,
    mark_of,
    paper_id,
)

_NEAR = 3  # pieces around a heading in which its card must show
_BELOW = frozenset({"authors", "date", "submitter", "upvotes", "dot", "github"})
_ABOVE = frozenset({"number", "upvotes", "submitter"})


def titles_of(pieces: Sequence[Piece]) -> list[int]:
    """Return the numbers of the pieces that are titles."""
    headed = {paper for piece in pieces if piece.level and (paper := _titled(piece))}
    named = False  # whether a heading without an address waits for the paper that it names
    titles = []
    current = ""
    for index, piece in enumerate(pieces):
        paper = _titled(piece)
        if paper:
            is_new = paper not in headed and paper != current
            is_title = bool(piece.level) or (is_new and not named)
            current, named = paper, False
        else:
            elsewhere = bool(headed and piece.target)
            is_title = piece.level > 1 and not elsewhere and _has_card(pieces, index)
            named = named or is_title
        if is_title:
            titles.append(index)
    return titles


def lost(pieces: Sequence[Piece], titles: Sequence[int]) -> Iterator[Rejected]:
    """Yield the papers that a page links to but does not name."""
    named = {paper_id(pieces[index].target) for index in titles}
    for piece in pieces:
        paper = paper_id(piece.target)
        if paper and paper not in named:
            named.add(paper)
            reason = f"a card without its title (it links to the paper {paper})"
            yield Rejected(piece.start, piece.end, reason, excerpt(piece.text))


def _titled(piece: Piece) -> str:
    """Return the paper that a piece may be the title of, or `""`."""
    paper = paper_id(piece.target)
    if not paper or is_comments(piece.target) or len(piece.text) > LONGEST_TITLE or mark_of(piece):
        return ""
    return paper


def _has_card(pieces: Sequence[Piece], index: int) -> bool:
    if mark_of(pieces[index]):
        return False
    for piece in pieces[index + 1 : index + 1 + _NEAR]:
        mark = mark_of(piece)
        if piece.level:
            break
        if mark.kind in _BELOW if mark else is_prose(piece.text):
            return True
    above = (mark_of(piece) for piece in pieces[max(0, index - _NEAR) : index])
    return any(mark and mark.kind in _ABOVE for mark in above if isinstance(mark, Mark))
