"""Pieces of Hugging Face pages of papers, in whatever form the page was saved, and their roles.

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
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from paperthemes.parse import fields
from paperthemes.text.titles import collapse_whitespace

_SITE = r"(?:^|huggingface\.co|hf\.co|hf-mirror\.com)"
_ID = r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]{2,20}(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
_PAPER = re.compile(rf"{_SITE}/papers/{_ID}(?=$|[?#/])", re.IGNORECASE)
_OWNER = re.compile(rf"{_SITE}/[\w.-]+/?$", re.IGNORECASE)
_LOGIN = "/login?next="
_PAGE_HEAD = re.compile(
    r"Get trending papers in your email inbox.*|by ?AK and the research community", re.IGNORECASE
)
_FURNITURE = re.compile(
    r"(?:Daily|Weekly|Monthly|Trending) Papers - Hugging Face|Hugging Face's logo.*"
    r"|new|Subscribe|(?:Daily|Weekly|Monthly|Trending|Latest)(?: Papers)?|Papers|Hugging Face"
    r"|Search by arxiv id or title|Search|Submit(?: a)? paper|Submit|Previous|Next|Previous Next"
    r"|Back to Articles|Log ?In|Sign ?Up|Company|Website|TOS|Privacy|About|Jobs|Careers|Models"
    r"|Datasets|Spaces|Buckets(?: new)?|Posts|Docs|Solutions|Enterprise|Pricing|Community|Tasks"
    r"|HuggingChat|Collections|Languages|Organizations|Blog|Learn|Discord|Forum|GitHub"
    r"|Team & Enterprise|Hugging Face PRO|Enterprise Support|Enterprise Hub|Inference Providers"
    r"|Inference Endpoints|Storage Buckets|Inference API|Expert Support|(?:©|\(c\)) ?Hugging Face"
    r"|System theme|by|AK|and the research community|Abstract|View all|Load more|Show more"
    r"|Markdown Content:|Web source|Content truncated|References|.{0,12} citing this paper.{0,12}"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} \d{4}"
    r"|Trending Papers ranked by .{1,40}|Hardware"
    r"|Week \d{1,2}(?:,? \d{4})?|\d{4}-W\d{2}|(?:arXiv|Project|Paper)(?: Page)?|PDF|Code|View PDF"
    # Three or more words of a menu.
    r"|(?:(?:models|datasets|spaces|pricing|docs|tos|privacy|about|jobs|careers|posts|enterprise"
    r"|previous|next|log|in|sign|up|new|daily|weekly|monthly|company|website|buckets|solutions"
    r"|community)(?: |$)){3,}",
    re.IGNORECASE,
)
_CHECKBOX = re.compile(r"\[[ xX-]?\]\s+")
_EDGES = " \t·•*|>"
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_SUBMITTED = re.compile(r"Submitted by\b[:\s]*(.{0,100})", re.IGNORECASE)
_UPVOTE = re.compile(r"(?:Upvotes?|▲|⬆)[:\s]*(-|\d[\d.,]*[kM]?)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-\u2013\u2014]|\d[\d.,]{0,9}[kM]?")
_AUTHORS = re.compile(r"(?:[-+\s·•*]|\[[^\[\]]*\])*(\d[\d,]{0,6}) authors?", re.IGNORECASE)
_PUBLISHED = re.compile(r"Published on\s+", re.IGNORECASE)
_GITHUB = re.compile(r"(?:LINK: )?GitHub\s*(\d[\d.,]*[kM]?)?", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=\w)-\n[ \t]*(?=\w)(?!(?:and|or|to|und)\b)")
_LONGER_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
_SENTENCE_BREAK = re.compile(r"[a-z)][.!?] [A-Z]")

_MAX_MARK_LENGTH = 400  # characters; longer texts are titles or abstracts
MAX_TITLE_LENGTH = 300  # characters; longer texts are abstracts
_MIN_PROSE_LENGTH = 200  # characters; longer texts are abstracts, unless written like titles
_MIN_SENTENCE_WORDS = 6  # shorter texts with a full stop are titles
_MIN_CAPITALISED_SHARE = 0.6  # of the longer words of a title in title case


@dataclass(frozen=True, slots=True)
class Mark:
    """The role of a piece.

    Attributes
    ----------
    kind
        `text` for a title, an abstract or a name. Parts of cards: `submitter`, `upvotes`,
        `comments`, `number` (upvotes or comments), `authors`, `date`, `github`, `dot`. Parts of
        pages: `page` (its head), `furniture`, `blank`.
    value
        The text, name, day or number, where there is one.
    is_in_card
        True if the piece itself shows that it belongs to a card.
    """

    kind: str
    value: str = ""
    is_in_card: bool = False


@dataclass(frozen=True)
class Piece:
    """A separate text of a page: a line, a paragraph, a link. White space is collapsed.

    `start` and `end` are its place, `target` is the address that it links to (if known), `level`
    the level of a heading, 0 for other texts.
    """

    start: int
    end: int
    text: str
    target: str = ""
    level: int = 0

    @property
    def paper(self) -> str:
        """Id of the paper whose page (or comments) the piece links to, or `""`."""
        return paper_id(self.target)

    @property
    def voted_paper(self) -> str:
        """Id of the paper that the link of the piece votes for, or `""`."""
        _, login, target = self.target.partition(_LOGIN)
        return paper_id(unquote(target[:200])) if login else ""

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
        be long or end in a full stop too, but then most of its words are capitalised; and it may
        contain a sentence break ("What does a platypus look like? Generating ..."), but not both.
        """
        has_end = self.text.endswith((".", "…"))
        if len(self.text) > MAX_TITLE_LENGTH or (has_end and _SENTENCE_BREAK.search(self.text)):
            return True
        is_sentence = has_end and len(self.text.split()) >= _MIN_SENTENCE_WORDS
        if not is_sentence and len(self.text) < _MIN_PROSE_LENGTH:
            return False
        words = _LONGER_WORD.findall(self.text)
        capitalised = sum(word[0].isupper() for word in words)
        return bool(capitalised < _MIN_CAPITALISED_SHARE * max(len(words), 1))

    @cached_property
    def mark(self) -> Mark:
        """The role of the piece."""
        if len(self.text) > _MAX_MARK_LENGTH:
            return Mark("text", self.text)
        text = strip_bullets(self.text)
        if not text or text in "[]`\\" or _BRACKETED.fullmatch(text):
            return Mark("dot" if "·" in self.text else "blank")
        return self._number_mark(text) or self._word_mark(text) or Mark("text", self.text)

    def _number_mark(self, text: str) -> Mark | None:
        if match := _AUTHORS.fullmatch(text):
            return Mark("authors", match[1].replace(",", ""))
        if match := _UPVOTE.fullmatch(text):
            return Mark("upvotes", parse_count(match[1] or ""))
        if not _NUMBER.fullmatch(text):
            return None
        unlinked = "comments" if self.links_to_comments else "number"
        return Mark("upvotes" if self.voted_paper else unlinked, parse_count(text))

    def _word_mark(self, text: str) -> Mark | None:
        if match := _SUBMITTED.fullmatch(text):
            return Mark("submitter", match[1].strip())
        date, published = _PUBLISHED.subn("", text, count=1)
        if len(date) > len("YYYY") and (day := fields.parse_date(date)):
            return Mark("date", day, bool(published) or "·" in self.text)
        if is_page_head(text):
            return Mark("page")
        if match := _GITHUB.fullmatch(text):
            return Mark("github", match[1] or "")
        return Mark("furniture") if is_furniture(text) else None


def paper_id(target: str) -> str:
    """Return the id of the paper whose page (or comments) `target` is, or `""`."""
    match = _PAPER.search(target.strip())
    return match[1].lower() if match else ""


def paper_address(identifier: str) -> str:
    """Return the address of a paper's page."""
    return f"https://huggingface.co/papers/{identifier}"


def is_furniture(text: str) -> bool:
    """Return true if a text is part of every page, and not of a card."""
    text = text.strip(_EDGES + "[]`")
    return len(text) <= _MAX_MARK_LENGTH and bool(_FURNITURE.fullmatch(text) or is_page_head(text))


def is_page_head(text: str) -> bool:
    """Return true if a text stands at the top of every page."""
    return bool(_PAGE_HEAD.fullmatch(text))


def strip_bullets(text: str) -> str:
    """Return a text without bullets, checkboxes and dots around it."""
    text = collapse_whitespace(text)
    text = _CHECKBOX.sub("", text, count=1) if text.startswith("[") else text
    text = text.strip(_EDGES)
    return text[2:].lstrip(_EDGES) if text.startswith(("- ", "+ ")) else text


def join_hyphenated(text: str) -> str:
    """Join words divided at their own hyphen at the end of a line; keep other white space."""
    return _HYPHEN.sub("-", text)


def parse_count(text: str) -> str:
    """Return a number in digits, from `1,234` or the rounded `1.2k`; `-` stands for 0."""
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
