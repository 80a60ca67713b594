"""The pieces of a Hugging Face page that are titles.

In this order:

1. A heading that links to the page of a paper.
2. The first text that links to the page of a paper without such a heading (later texts are its
   abstract, its number of authors and the like).
3. A heading without a known address within a card: with an abstract, the number of authors or a
   day below, or upvotes or a submitter above. On a page where other headings link to papers, a
   heading that links elsewhere is no title.
"""

from collections.abc import Iterator, Sequence

from paperthemes.parse.format import Rejected, excerpt
from paperthemes.parse.huggingface.page import MAX_TITLE_LENGTH, Piece

_MAX_DISTANCE = 3  # pieces between a heading and the rest of its card
_BELOW = {"authors", "date", "submitter", "upvotes", "dot", "github"}
_ABOVE = {"number", "upvotes", "submitter"}


def find_titles(pieces: Sequence[Piece]) -> list[int]:
    """Return the indices of the pieces that are titles."""
    with_heading = {paper for piece in pieces if piece.level and (paper := _titled_paper(piece))}
    is_waiting = False  # a heading without an address waits for the link to its paper
    titles = []
    current = ""
    for index, piece in enumerate(pieces):
        paper = _titled_paper(piece)
        if paper:
            is_new = paper not in with_heading and paper != current
            is_title = bool(piece.level) or (is_new and not is_waiting)
            current, is_waiting = paper, False
        else:
            links_elsewhere = bool(with_heading and piece.target)
            is_title = piece.level > 1 and not links_elsewhere and _is_in_card(pieces, index)
            is_waiting = is_waiting or is_title
        if is_title:
            titles.append(index)
    return titles


def find_untitled(pieces: Sequence[Piece], titles: Sequence[int]) -> Iterator[Rejected]:
    """Yield the papers that a page links to without their title."""
    titled = {pieces[index].paper for index in titles} | {""}
    for piece in pieces:
        if piece.paper not in titled:
            titled.add(piece.paper)
            reason = f"a card without its title (it links to the paper {piece.paper})"
            yield Rejected(piece.start, piece.end, reason, excerpt(piece.text))


def _titled_paper(piece: Piece) -> str:
    """Return the paper that the piece may be the title of, or `""`."""
    is_title = piece.mark.kind == "text" and len(piece.text) <= MAX_TITLE_LENGTH
    return piece.paper if is_title and not piece.links_to_comments else ""


def _is_in_card(pieces: Sequence[Piece], index: int) -> bool:
    if pieces[index].mark.kind != "text":
        return False
    for piece in pieces[index + 1 : index + 1 + _MAX_DISTANCE]:
        if piece.level:
            break
        if piece.mark.kind in _BELOW or (piece.mark.kind == "text" and piece.is_prose):
            return True
    return any(p.mark.kind in _ABOVE for p in pieces[max(0, index - _MAX_DISTANCE) : index])
