"""Pieces of Hugging Face pages: their roles, and the detection of titles among them.

The readers of HTML, Markdown and plain text all divide a page into such pieces.

The part of a page about one paper is called a card. Its pieces, in the order of the page (all but
the title may be missing)::

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
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from urllib.parse import unquote

from paperthemes.parse.dates import parse_date
from paperthemes.parse.format import Rejected, excerpt
from paperthemes.text.titles import collapse_whitespace

_SITE = r"(?:^|huggingface\.co|hf\.co|hf-mirror\.com)"
_ID = r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]{2,20}(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
_PAPER = re.compile(rf"{_SITE}/papers/{_ID}(?=$|[?#/])", re.IGNORECASE)
# An owner, such as `/orchard`, but also a page of the site, such as `/papers`.
OWNER = re.compile(rf"{_SITE}/[\w.-]+/?$", re.IGNORECASE)
_LOGIN = "/login?next="
# Regular expressions for texts that every page has.
TEXTS = tomllib.loads(files(__package__).joinpath("furniture.toml").read_text("utf-8"))
_PAGE_HEAD, _FURNITURE, _PICTURE = (
    re.compile("|".join(TEXTS[name]), re.IGNORECASE)
    for name in ("page_head", "furniture", "picture")
)
_SCRIPT = re.compile("|".join(TEXTS["script"]))  # only its beginning
_CHECKBOX = re.compile(r"\[[ xX-]?\]\s+")
_EDGES = " \t·•*|>"  # bullets and the like around a text
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_LABELLED_BY_ROLE = {  # texts with a label and perhaps a value
    "authors": re.compile(r"(?:[-+\s·•*]|\[[^\[\]]*\])*(\d[\d,]{0,6}) authors?", re.IGNORECASE),
    "upvotes": re.compile(r"(?:Upvotes?|▲|⬆)[:\s]*(-|\d[\d.,]*[kM]?)?", re.IGNORECASE),
    "submitter": re.compile(r"(?:Submitted by|SUBMITTED BY)\b[:\s]*(.{0,100})"),
    "github": re.compile(r"(?:LINK: )?GitHub\s*(\d[\d.,]*[kM]?)?", re.IGNORECASE),
}
_NUMBER = re.compile(r"[-\u2013\u2014]|\d(?:[\d.,]{0,8}\d)?[kM]?")
_PUBLISHED = re.compile(r"Published on\s+", re.IGNORECASE)
_LONGER_WORD = re.compile(r"[^\W\d_][\w-]{3,}")  # titles capitalise these
_SENTENCE_BREAK = re.compile(r"[a-z)][.!?] [A-Z]")

_MAX_DATE_LENGTH = 30  # characters; longer texts are not tried as dates, which is slow
_MAX_ROLE_LENGTH = 400  # characters; longer texts are titles or abstracts
_MAX_TITLE_LENGTH = 300  # characters; longer texts are abstracts
_MAX_DISTANCE = 3  # pieces between a heading and the rest of its card
# Roles of pieces that show that a heading near them is the title of a card.
_ROLES_BELOW = {"authors", "date", "submitter", "upvotes", "dot", "github"}
_ROLES_ABOVE = {"number", "upvotes", "submitter"}
_MIN_PROSE_LENGTH = 200  # characters; longer texts are abstracts, unless written like titles
_MIN_SENTENCE_WORDS = 6  # shorter texts with a full stop are titles
_MIN_CAPITALISED_SHARE = 0.6  # of the longer words of a title in title case


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a piece on a page.

    Attributes
    ----------
    name
        `text` for a title, an abstract or a name. In a card: `submitter`, `upvotes`, `comments`,
        `number` (of upvotes or comments), `authors` (their number), `date`, `github`, `dot` (the
        separator `·`). On the page: `page` (a text at the top of every page), `furniture` (menus,
        buttons), `blank`.
    value
        The text, name, day or number in the piece; `""` if it has none.
    is_in_card
        True for a date if the piece itself shows that it is in a card, as `· May 30` does.
    """

    name: str
    value: str = ""
    is_in_card: bool = False


@dataclass(frozen=True)
class Piece:
    """A separate text of a page: a line, a paragraph, a link. White space is collapsed.

    `start` and `end` are its place in the dump: lines or, in HTML, numbers of pieces. `target` is
    the address that it links to, or `""`. `level` is that of a heading (1 to 6), 0 for other texts.
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
        """Id of the paper that the link of the piece votes for, or `""`.

        A vote needs a login: the link is `/login?next=…` with the paper's address, percent-encoded.
        """
        _, login, quoted_address = self.target.partition(_LOGIN)
        # No address of a paper is longer than 200 characters.
        return find_paper_id(unquote(quoted_address[:200])) if login else ""

    @property
    def links_to_comments(self) -> bool:
        """True if the address of the link ends in `#community`, as those of comments do."""
        return self.target.endswith("#community")

    @cached_property
    def is_prose(self) -> bool:
        """True if the text reads like an abstract rather than a title.

        It is an abstract if it is too long for a title, or has several sentences and ends in a full
        stop or "…". Otherwise, a text below `_MIN_PROSE_LENGTH` is a title, unless it ends so and
        has `_MIN_SENTENCE_WORDS` words; and a text with enough capitalised words is a title. So
        this one is, though it has two sentences: "What does a platypus look like? Generating
        customized images".
        """
        has_stop = self.text.endswith((".", "…"))
        if len(self.text) > _MAX_TITLE_LENGTH or (has_stop and _SENTENCE_BREAK.search(self.text)):
            return True
        is_sentence = has_stop and len(self.text.split()) >= _MIN_SENTENCE_WORDS
        if not is_sentence and len(self.text) < _MIN_PROSE_LENGTH:
            return False
        return not is_capitalised(self.text)

    @cached_property
    def role(self) -> Role:
        """The role of the piece on its page, judged by its text and its link.

        A text that fits several roles has the first one that is tried here.
        """
        if _SCRIPT.match(self.text):
            return Role("furniture")
        if len(self.text) > _MAX_ROLE_LENGTH:
            return Role("text", self.text)
        text = strip_bullets(self.text)
        # Nothing but bullets, rests of Markdown links, or the placeholder of a picture.
        is_picture = _BRACKETED.fullmatch(text) or _PICTURE.fullmatch(text)
        if not text or text in "[]`\\" or is_picture:
            return Role("dot" if "·" in self.text else "blank")
        for name, pattern in _LABELLED_BY_ROLE.items():
            if match := pattern.fullmatch(text):
                value = match[1] or ""  # the value after the label is optional
                return Role(name, value.strip() if name == "submitter" else parse_count(value))
        # The link of a bare number may show that it counts comments or upvotes.
        if _NUMBER.fullmatch(text):
            name = "comments" if self.links_to_comments else "number"
            name = "github" if "github.com/" in self.target else name
            return Role("upvotes" if self.voted_paper_id else name, parse_count(text))
        date, label_count = _PUBLISHED.subn("", text, count=1)  # without "Published on"
        # A year alone is no day.
        if len("YYYY") < len(date) <= _MAX_DATE_LENGTH and (day := parse_date(date)):
            return Role("date", day, bool(label_count) or "·" in self.text)
        if is_page_head(text):
            return Role("page")
        return Role("furniture") if is_furniture(text) else Role("text", self.text)

    def reject(self, reason: str) -> Rejected:
        """Return a rejection for the piece, with its place in the dump and its text."""
        return Rejected(self.start, self.end, reason, excerpt(self.text))


def find_paper_id(address: str) -> str:
    """Return the arXiv id in the address of a paper's page or comments, in lower case, or `""`."""
    match = _PAPER.search(address.strip()) if address else None
    return match[1].lower() if match else ""


def paper_address(paper_id: str) -> str:
    """Return the address of a paper's page on Hugging Face; `""` if the id is empty."""
    return paper_id and f"https://huggingface.co/papers/{paper_id}"


def is_furniture(text: str) -> bool:
    """Return true if a text belongs to the site, not to a paper: a menu, a button and the like."""
    text = text.strip(_EDGES + "[]`")
    is_short = len(text) <= _MAX_ROLE_LENGTH  # keeps the regular expression fast
    return is_page_head(text) or (is_short and bool(_FURNITURE.fullmatch(text)))


def is_capitalised(text: str) -> bool:
    """Return true if enough of the longer words of a text are capitalised, as in titles.

    In a text without longer words, all words count.
    """
    words = _LONGER_WORD.findall(text) or text.split()
    count = sum(word[0].isupper() for word in words)
    return bool(count >= _MIN_CAPITALISED_SHARE * max(len(words), 1))


def is_page_head(text: str) -> bool:
    """Return true if a text is one of those at the top of every page with a list of papers."""
    return bool(_PAGE_HEAD.fullmatch(text))


def strip_bullets(text: str) -> str:
    """Return a text without bullets and the like (`_EDGES`) around it; white space is collapsed.

    A checkbox at its very beginning, such as `[x]`, is removed too, and so is a bullet "-" or "+".
    """
    text = collapse_whitespace(text)
    text = _CHECKBOX.sub("", text, count=1) if text.startswith("[") else text
    text = text.strip(_EDGES)
    # A "-" is only a bullet if a blank follows: alone it stands for no upvotes.
    return text[2:].lstrip(_EDGES) if text.startswith(("- ", "+ ")) else text


def parse_count(text: str) -> str:
    """Return a count as digits: `1200` for `1.2k` or `1,200`, `0` for a dash, `""` for `""`."""
    text = text.replace(",", "")
    if text in ("-", "\u2013", "\u2014"):
        return "0"
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower())
    if factor is None:  # no "k" or "M" at the end
        return text
    try:
        return str(round(float(text[:-1]) * factor))
    except ValueError:  # several decimal points, as in `1.2.3k`
        return ""


def find_titles(pieces: Sequence[Piece]) -> list[int]:
    """Return the indices of the pieces (texts) of a page that are titles of papers.

    Links to papers count only if `_find_titled_paper` finds them. These are titles:

    1. A heading that links to a paper.
    2. Another text that links to a paper to which no heading links. But it is no title if the link
       before leads to the same paper (it is the abstract, say), or if it is the first link below a
       title by rule 3 (it leads to the paper of that title).
    3. A heading that links to no paper, but has an abstract, upvotes or the like near it (see
       `_seems_to_be_title`). Headings of level 1 are the page's own. On a page whose headings link
       to papers, a heading with another link is no title either.
    """
    # `""` stands for headings that link to no paper.
    papers_with_heading = {_find_titled_paper(piece) for piece in pieces if piece.level} - {""}
    lacks_link = False  # the title above is one by rule 3, and no link to its paper was read yet
    title_indices = []
    current_paper = ""
    for index, piece in enumerate(pieces):
        paper = _find_titled_paper(piece)
        if paper:
            is_new = paper not in papers_with_heading and paper != current_paper
            is_title = bool(piece.level) or (is_new and not lacks_link)
            current_paper, lacks_link = paper, False
        else:
            links_elsewhere = bool(papers_with_heading and piece.target)
            is_title = piece.level > 1 and not links_elsewhere and _seems_to_be_title(pieces, index)
            lacks_link = lacks_link or is_title
        if is_title:
            title_indices.append(index)
    return title_indices


def _find_titled_paper(piece: Piece) -> str:
    """Return the id of the paper that a piece links to; `""` if the piece cannot be its title."""
    may_be_title = piece.role.name == "text" and len(piece.text) <= _MAX_TITLE_LENGTH
    return piece.paper_id if may_be_title and not piece.links_to_comments else ""


def _seems_to_be_title(pieces: Sequence[Piece], index: int) -> bool:
    """Return true if the piece at an index is a text and seems to be a title.

    It seems so if one of the `_MAX_DISTANCE` pieces below it, but above the next heading, is an
    abstract or has a role in `_ROLES_BELOW`, or if one of as many above has one in `_ROLES_ABOVE`.
    """
    if pieces[index].role.name != "text":
        return False
    for piece in pieces[index + 1 : index + 1 + _MAX_DISTANCE]:
        if piece.level:
            break
        if piece.role.name in _ROLES_BELOW or (piece.role.name == "text" and piece.is_prose):
            return True
    return any(p.role.name in _ROLES_ABOVE for p in pieces[max(0, index - _MAX_DISTANCE) : index])
