"""A Hugging Face page in HTML as pieces, see `hf_page`: its texts as they are seen, and its links.

::

    <h3><a href="/papers/1">A title</a></h3>          a heading of level 3 that links to /papers/1
    <div>Submitted by <img> ada</div>                 one piece
    <a href="/papers/1"><ul><li>12 authors</ul></a>   one piece, whatever is in it
    <a href="/papers/1"><img></a>                     an empty one, which links to /papers/1
    <time datetime="2024-08-01T00:00">Aug 1</time>    the day in full
"""

from lxml import etree

from paperthemes.parse.huggingface.page import Piece
from paperthemes.text.titles import collapse_whitespace

_UNSEEN = frozenset(
    ("head", "script", "style", "svg", "noscript", "template", "nav", "select", "textarea")
)
_INLINE = frozenset(
    (
        *("abbr", "b", "bdi", "code", "em", "font", "i", "img", "kbd", "label", "mark", "s"),
        *("small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LENGTH_OF_A_DAY = len("YYYY-MM-DD")


def pieces_of(root: etree._Element) -> list[Piece]:
    """Return the pieces of a page; the place of a piece is its number from 1."""
    page = _Page()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            page.leave(tag)
            page.add(element.tail)
        elif not tag or tag in _UNSEEN:
            walk.skip_subtree()
        else:
            page.enter(tag, element)
            day = element.get("datetime", "") if tag == "time" else ""
            page.add(day[:_LENGTH_OF_A_DAY] or element.text)
            if day:
                walk.skip_subtree()
    page.flush()
    return page.found


class _Page:
    """Collects pieces."""

    def __init__(self) -> None:
        self.found: list[Piece] = []
        self._texts: list[str] = []
        self._target = ""
        self._in_link = self._link_is_empty = False
        self._level = 0

    def enter(self, tag: str, element: etree._Element) -> None:
        """Begin an element."""
        if tag == "a":
            self.flush()
            self._target = element.get("href", "").strip()
            self._in_link = self._link_is_empty = True
        elif self._divides(tag):
            self.flush()
            self._level = _HEADINGS.get(tag, self._level)

    def leave(self, tag: str) -> None:
        """End an element."""
        if tag == "a":
            self.flush()
            if self._link_is_empty and self._target:
                self._found("")
            self._target = ""
            self._in_link = False
        elif self._divides(tag):
            self.flush()
            self._level = 0 if tag in _HEADINGS else self._level
        elif self._in_link and tag not in _INLINE:
            self._texts.append(" ")

    def add(self, text: str | None) -> None:
        """Add text."""
        if text:
            self._texts.append(text)

    def flush(self) -> None:
        """End a piece."""
        if text := collapse_whitespace("".join(self._texts)):
            self._found(text)
        self._texts = []

    def _divides(self, tag: str) -> bool:
        if tag in _HEADINGS or tag in ("p", "article"):
            return True
        return not self._in_link and tag not in _INLINE

    def _found(self, text: str) -> None:
        place = len(self.found) + 1
        self.found.append(Piece(place, place, text, self._target, self._level))
        self._link_is_empty = False
