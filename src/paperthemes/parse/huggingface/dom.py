"""A Hugging Face page in HTML as pieces: its visible texts and its links.

::

    <h3><a href="/papers/1">A title</a></h3>          a heading of level 3 that links to /papers/1
    <div>Submitted by <img> ada</div>                 one piece
    <a href="/papers/1"><ul><li>12 authors</ul></a>   one piece, whatever its elements
    <a href="/papers/1"><img></a>                     an empty piece that links to /papers/1
    <time datetime="2024-08-01T00:00">Aug 1</time>    the full date
"""

from lxml import etree

from paperthemes.parse.huggingface.page import Piece
from paperthemes.text.titles import collapse_whitespace

_INVISIBLE = frozenset(
    ("head", "script", "style", "svg", "noscript", "template", "nav", "select", "textarea")
)
_INLINE = frozenset(
    (
        *("abbr", "b", "bdi", "code", "em", "font", "i", "img", "kbd", "label", "mark", "s"),
        *("small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def pieces_of(root: etree._Element) -> list[Piece]:
    """Return the pieces of a page; the place of a piece is its number from 1."""
    page = _PieceCollector()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            page.end(tag)
            page.add_text(element.tail)
        elif not tag or tag in _INVISIBLE:
            walk.skip_subtree()
        else:
            page.start(tag, element)
            day = element.get("datetime", "")[: len("YYYY-MM-DD")] if tag == "time" else ""
            page.add_text(day or element.text)
            if day:
                walk.skip_subtree()
    page.flush()
    return page.pieces


class _PieceCollector:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._texts: list[str] = []
        self._target = ""
        self._level = 0
        self._link_start: int | None = None  # number of pieces before the current link

    def start(self, tag: str, element: etree._Element) -> None:
        """Begin an element."""
        if tag == "a" or self._is_block(tag):
            self.flush()
        if tag == "a":
            self._target = element.get("href", "").strip()
            self._link_start = len(self.pieces)
        self._level = _HEADINGS.get(tag, self._level)

    def end(self, tag: str) -> None:
        """End an element."""
        if tag == "a" or self._is_block(tag):
            self.flush()
        elif self._link_start is not None and tag not in _INLINE:
            self._texts.append(" ")
        if tag == "a":
            if self._target and self._link_start == len(self.pieces):
                self._add_piece("")
            self._target, self._link_start = "", None
        elif tag in _HEADINGS:
            self._level = 0

    def add_text(self, text: str | None) -> None:
        """Add text to the current piece."""
        self._texts.append(text or "")

    def flush(self) -> None:
        """End the current piece."""
        if text := collapse_whitespace("".join(self._texts)):
            self._add_piece(text)
        self._texts = []

    def _is_block(self, tag: str) -> bool:
        if tag in _HEADINGS or tag in ("p", "article"):
            return True
        return self._link_start is None and tag not in _INLINE

    def _add_piece(self, text: str) -> None:
        number = len(self.pieces) + 1
        self.pieces.append(Piece(number, number, text, self._target, self._level))
