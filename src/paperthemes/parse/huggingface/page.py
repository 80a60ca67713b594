"""Pieces of Hugging Face pages: their roles, and the detection of titles among them.

The readers of HTML, Markdown and plain text all divide a page into such pieces.

A card, in the order of the page; any part but the title may be missing::

    Submitted by ada                 submitter (daily, weekly, monthly, trending)
    94                               upvotes, "-" for none (links to /login?next=%2Fpapers%2F2…)
    Sorting Apples by Ear            title (links to /papers/2407.01234)
    We sort apples and listen.       abstract, or on trending pages a summary (search, trending)
    Orchard Lab                      organisation (links to /orchard), or
    · 12 authors                     number of authors
    · May 30                         day of publication (search), `Published on May 30` (trending)
    5                                comments (links to /papers/2407.01234#community)
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from urllib.parse import unquote

from paperthemes.parse import fields
from paperthemes.parse.format import Rejected, excerpt
from paperthemes.text.titles import collapse_whitespace

_SITE = r"(?:^|huggingface\.co|hf\.co|hf-mirror\.com)"
_ID = r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]{2,20}(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
_PAPER = re.compile(rf"{_SITE}/papers/{_ID}(?=$|[?#/])", re.IGNORECASE)
_OWNER = re.compile(rf"{_SITE}/[\w.-]+/?$", re.IGNORECASE)
_LOGIN = "/login?next="
# Regular expressions for texts that every page has.
_TEXTS = tomllib.loads(files(__package__).joinpath("furniture.toml").read_text("utf-8"))
_PAGE_HEAD, _FURNITURE = (
    re.compile("|".join(_TEXTS[name]), re.IGNORECASE) for name in ("page_head", "furniture")
)
_CHECKBOX = re.compile(r"\[[ xX-]?\]\s+")
_EDGES = " \t·•*|>"  # bullets and the like around a text
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_LABELLED = {  # texts with a label and perhaps a value, by the kind of their mark
    "authors": re.compile(r"(?:[-+\s·•*]|\[[^\[\]]*\])*(\d[\d,]{0,6}) authors?", re.IGNORECASE),
    "upvotes": re.compile(r"(?:Upvotes?|▲|⬆)[:\s]*(-|\d[\d.,]*[kM]?)?", re.IGNORECASE),
    "submitter": re.compile(r"Submitted by\b[:\s]*(.{0,100})", re.IGNORECASE),
    "github": re.compile(r"(?:LINK: )?GitHub\s*(\d[\d.,]*[kM]?)?", re.IGNORECASE),
}
_NUMBER = re.compile(r"[-\u2013\u2014]|\d[\d.,]{0,9}[kM]?")
_PUBLISHED = re.compile(r"Published on\s+", re.IGNORECASE)
# At the end of a line; not in "short- and long-term".
_HYPHEN = re.compile(r"(?<=\w)-\n[ \t]*(?=\w)(?!(?:and|or|to|und)\b)")
_LONGER_WORD = re.compile(r"[^\W\d_][\w-]{3,}")  # titles capitalise these
_SENTENCE_BREAK = re.compile(r"[a-z)][.!?] [A-Z]")

_MAX_MARK_LENGTH = 400  # characters; longer texts are titles or abstracts
_MAX_TITLE_LENGTH = 300  # characters; longer texts are abstracts
_MAX_DISTANCE = 3  # pieces between a heading and the rest of its card
# Kinds of marks that show that a heading near them is the title of a card.
_BELOW = {"authors", "date", "submitter", "upvotes", "dot", "github"}
_ABOVE = {"number", "upvotes", "submitter"}
_MIN_PROSE_LENGTH = 200  # characters; longer texts are abstracts, unless written like titles
_MIN_SENTENCE_WORDS = 6  # shorter texts with a full stop are titles
_MIN_CAPITALISED_SHARE = 0.6  # of the longer words of a title in title case


@dataclass(frozen=True, slots=True)
class Mark:
    """The role of a piece on a page.

    Attributes
    ----------
    kind
        `text` for a title, an abstract or a name. Parts of cards: `submitter`, `upvotes`,
        `comments`, `number` (upvotes or comments), `authors`, `date`, `github`, `dot`. Parts of
        pages: `page` (its head), `furniture`, `blank`.
    value
        The text, name, day or number, if the piece has one.
    is_in_card
        True if the piece itself shows that it belongs to a card.
    """

    kind: str
    value: str = ""
    is_in_card: bool = False


@dataclass(frozen=True)
class Piece:
    """A separate text of a page: a line, a paragraph, a link. White space is collapsed.

    `start` and `end` are the place of the piece, in the unit of the format. `target` is the address
    that it links to, `""` if unknown. `level` is the level of a heading, 0 for other texts.
    """

    start: int
    end: int
    text: str
    target: str = ""
    level: int = 0

    @property
    def paper_id(self) -> str:
        """Id of the paper whose page (or comments) the piece links to, or `""`."""
        return find_paper_id(self.target)

    @property
    def voted_paper_id(self) -> str:
        """Id of the paper that the link of the piece votes for, or `""`."""
        _, login, target = self.target.partition(_LOGIN)
        # No address of a paper is longer than 200 characters.
        return find_paper_id(unquote(target[:200])) if login else ""

    @property
    def links_to_comments(self) -> bool:
        """True if the piece links to the comments on a paper."""
        return self.target.endswith("#community")

    @property
    def links_to_owner(self) -> bool:
        """True if the piece links to the page of a user or an organisation."""
        return bool(_OWNER.search(self.target))

    @cached_property
    def is_prose(self) -> bool:
        """True if the text is an abstract rather than a title.

        An abstract is long, or a sentence of several words that ends in a full stop. A title may
        be long or end in a full stop too, but then most of its words are capitalised. A title may
        also contain a sentence break, such as "What does a platypus look like? Generating ...", but
        only if it does not end in a full stop.
        """
        has_end = self.text.endswith((".", "…"))
        if len(self.text) > _MAX_TITLE_LENGTH or (has_end and _SENTENCE_BREAK.search(self.text)):
            return True
        is_sentence = has_end and len(self.text.split()) >= _MIN_SENTENCE_WORDS
        if not is_sentence and len(self.text) < _MIN_PROSE_LENGTH:
            return False
        words = _LONGER_WORD.findall(self.text)
        # A text without such words counts as prose.
        capitalised_count = sum(word[0].isupper() for word in words)
        return bool(capitalised_count < _MIN_CAPITALISED_SHARE * max(len(words), 1))

    @cached_property
    def mark(self) -> Mark:
        """The role of the piece, judged by its text and its link.

        A text that fits several roles has the first one that is tried here.
        """
        if len(self.text) > _MAX_MARK_LENGTH:
            return Mark("text", self.text)
        text = strip_bullets(self.text)
        if not text or text in "[]`\\" or _BRACKETED.fullmatch(text):
            return Mark("dot" if "·" in self.text else "blank")
        for kind, pattern in _LABELLED.items():
            if match := pattern.fullmatch(text):
                value = match[1] or ""
                return Mark(kind, value.strip() if kind == "submitter" else parse_count(value))
        if _NUMBER.fullmatch(text):
            kind = "comments" if self.links_to_comments else "number"
            return Mark("upvotes" if self.voted_paper_id else kind, parse_count(text))
        date, label_count = _PUBLISHED.subn("", text, count=1)
        if len(date) > len("YYYY") and (day := fields.parse_date(date)):
            return Mark("date", day, bool(label_count) or "·" in self.text)
        if is_page_head(text):
            return Mark("page")
        return Mark("furniture") if is_furniture(text) else Mark("text", self.text)

    def reject(self, reason: str) -> Rejected:
        """Return the piece as a rejected place."""
        return Rejected(self.start, self.end, reason, excerpt(self.text))


def find_paper_id(target: str) -> str:
    """Return the paper id in the address of a paper's page or of its comments, or `""`."""
    match = _PAPER.search(target.strip())
    return match[1].lower() if match else ""


def paper_address(identifier: str) -> str:
    """Return the address of a paper's page; `""` if the identifier is empty."""
    return identifier and f"https://huggingface.co/papers/{identifier}"


def is_furniture(text: str) -> bool:
    """Return true if a text is part of every page, such as a menu or a button."""
    text = text.strip(_EDGES + "[]`")
    is_short = len(text) <= _MAX_MARK_LENGTH
    return is_page_head(text) or (is_short and bool(_FURNITURE.fullmatch(text)))


def is_page_head(text: str) -> bool:
    """Return true if a text is one of those at the top of every page."""
    return bool(_PAGE_HEAD.fullmatch(text))


def strip_bullets(text: str) -> str:
    """Return a text without bullets, dots and the like around it, or a checkbox before it."""
    text = collapse_whitespace(text)
    text = _CHECKBOX.sub("", text, count=1) if text.startswith("[") else text
    text = text.strip(_EDGES)
    return text[2:].lstrip(_EDGES) if text.startswith(("- ", "+ ")) else text


def join_hyphenated(text: str) -> str:
    """Join words that a line end divides after a hyphen; keep all other white space."""
    return _HYPHEN.sub("-", text)


def parse_count(text: str) -> str:
    """Return a number in digits: `1234` for `1,234`, `1200` for `1.2k`, `0` for `-`.

    A number without such a sign is returned without its commas. A number with "k" or "M" and more
    than one decimal point gives `""`.
    """
    text = text.replace(",", "")
    if text in ("-", "\u2013", "\u2014"):
        return "0"
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower())
    if factor is None:
        return text
    try:
        return str(round(float(text[:-1]) * factor))
    except ValueError:
        return ""


def find_titles(pieces: Sequence[Piece]) -> list[int]:
    """Return the indices of the pieces that are titles.

    A piece is a title if it is one of these:

    1. A heading that links to the page of a paper.
    2. For a paper that no heading links to, the first text that links to its page. (Later texts
       with the same link are its abstract, its number of authors and the like.) It is no title if a
       heading of kind 3 still waits for its link: then the text belongs to that heading.
    3. A heading below level 1 (level 1 is the page's own) that links to no paper, with signs of a
       card nearby: an abstract, a number of authors or a day below, or upvotes or a submitter
       above. On a page where other headings link to papers, it must not link to anything else.
    """
    papers_with_heading = {_find_titled_paper(piece) for piece in pieces if piece.level} - {""}
    is_waiting = False  # a heading of kind 3 waits for the link to its paper
    title_indices = []
    current_paper = ""
    for index, piece in enumerate(pieces):
        paper = _find_titled_paper(piece)
        if paper:
            is_new = paper not in papers_with_heading and paper != current_paper
            is_title = bool(piece.level) or (is_new and not is_waiting)
            current_paper, is_waiting = paper, False
        else:
            links_elsewhere = bool(papers_with_heading and piece.target)
            is_title = piece.level > 1 and not links_elsewhere and _is_in_card(pieces, index)
            is_waiting = is_waiting or is_title
        if is_title:
            title_indices.append(index)
    return title_indices


def find_untitled(pieces: Sequence[Piece], title_indices: Sequence[int]) -> Iterator[Rejected]:
    """Yield a rejection for each paper that a page links to but that has no title there."""
    paper_ids = {pieces[index].paper_id for index in title_indices} | {""}
    for piece in pieces:
        if piece.paper_id not in paper_ids:
            paper_ids.add(piece.paper_id)
            yield piece.reject(f"a card without its title (it links to the paper {piece.paper_id})")


def _find_titled_paper(piece: Piece) -> str:
    """Return the id of the paper if the piece may be the title of one, or else `""`."""
    may_be_title = piece.mark.kind == "text" and len(piece.text) <= _MAX_TITLE_LENGTH
    return piece.paper_id if may_be_title and not piece.links_to_comments else ""


def _is_in_card(pieces: Sequence[Piece], index: int) -> bool:
    """Return true if a text has signs of a card nearby: below it up to a heading, or above it."""
    if pieces[index].mark.kind != "text":
        return False
    for piece in pieces[index + 1 : index + 1 + _MAX_DISTANCE]:
        if piece.level:
            break
        if piece.mark.kind in _BELOW or (piece.mark.kind == "text" and piece.is_prose):
            return True
    return any(p.mark.kind in _ABOVE for p in pieces[max(0, index - _MAX_DISTANCE) : index])
