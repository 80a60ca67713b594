"""What is on a page of Hugging Face papers, in whatever form it was saved: cards, and furniture.

A card, in the order of the page; any part but the title may be missing::

    Submitted by ada                 who brought it (daily, weekly, monthly, trending)
    94                               upvotes, "-" for none (links to /login?next=%2Fpapers%2F2…)
    Sorting Apples by Ear            its title (links to /papers/2407.01234)
    We sort apples and listen.       abstract, or on trending pages a summary (search, trending)
    Orchard Lab                      organisation (links to /orchard), or
    · 12 authors                     how many there are
    · May 30                         when it appeared (search), `Published on May 30` (trending)
    5                                comments (links to /papers/2407.01234#community)

A page is read as `Piece`s, each a text of its own; what is no title or abstract is a `Mark`.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from paperthemes.parse import fields
from paperthemes.parse.format import ParseWarning, Record
from paperthemes.text.titles import collapse_whitespace

SITE = "https://huggingface.co"

_ID = r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]{2,20}(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
_PAPER = re.compile(rf"(?:^|huggingface\.co|hf\.co|hf-mirror\.com)/papers/{_ID}(?=$|[?#/])", re.I)
_LOGIN = re.compile(r"/login\?next=")
_OWNER = re.compile(r"(?:^|huggingface\.co|hf\.co|hf-mirror\.com)/[\w.-]+/?$", re.I)

MAILING = re.compile(r"Get trending papers in your email inbox.*", re.IGNORECASE)
BYLINE = re.compile(r"by ?AK and the research community", re.IGNORECASE)
_PAGE_TITLE = re.compile(
    r"(?:Daily|Weekly|Monthly|Trending) Papers - Hugging Face|Hugging Face's logo.*", re.I
)
_PHRASES = re.compile(
    r"new|Subscribe|(?:Daily|Weekly|Monthly|Trending|Latest)(?: Papers)?|Papers|Hugging Face"
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
    r"|Week \d{1,2}(?:,? \d{4})?|\d{4}-W\d{2}|(?:arXiv|Project|Paper)(?: Page)?|PDF|Code|View PDF",
    re.IGNORECASE,
)
_WORDS = frozenset(
    (
        *("models", "datasets", "spaces", "pricing", "docs", "tos", "privacy", "about", "jobs"),
        *("careers", "posts", "enterprise", "previous", "next", "log", "in", "sign", "up", "new"),
        *("daily", "weekly", "monthly", "company", "website", "buckets", "solutions", "community"),
    )
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
_LONGEST_MARK = 400

_LONG = 200
LONGEST_TITLE = 300
_SENTENCE_WORDS = 6
_CAPITALISED = 0.6  # of the longer words of a title, at least
_LONGER_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
ENDED = re.compile(r"[.!?\u2026)\]\"'\u201d\u2019]$|https?://\S+$")
_SENTENCE_BREAK = re.compile(r"[a-z)][.!?] [A-Z]")

Kind = Literal[
    "furniture",
    "page",
    "blank",
    "dot",
    "submitter",
    "upvotes",
    "comments",
    "number",
    "authors",
    "date",
    "github",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of its own on a page: a line, a paragraph, a link.

    `start` and `end` are its place, `target` is what it links to (if that is known), `level` that
    of a heading, 0 for none.
    """

    start: int
    end: int
    text: str
    target: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece that is no title or abstract; `own` if it says that it is part of a card."""

    kind: Kind
    value: str = ""
    own: bool = False


def paper_id(target: str) -> str:
    """Return the id of the paper whose page (or comments) `target` is, or `""`."""
    match = _PAPER.search(target.strip())
    return match[1].lower() if match else ""


def voted_id(target: str) -> str:
    """Return the id of the paper that one votes for at `target`, or `""`."""
    if match := _LOGIN.search(target):
        return paper_id(unquote(target[match.end() : match.end() + 200]))
    return ""


def is_comments(target: str) -> bool:
    """Tell whether `target` is the comments below a paper."""
    return target.endswith("#community")


def is_owner(target: str) -> bool:
    """Tell whether `target` is the page of a user or an organisation."""
    return bool(_OWNER.search(target))


def address(identifier: str) -> str:
    """Return the address of a paper's page."""
    return f"{SITE}/papers/{identifier}"


def is_furniture(text: str) -> bool:
    """Tell whether a folded text is part of the page and not of a card."""
    if len(text) > _LONGEST_MARK:
        return False
    bare = text.strip(_EDGES + "[]`")
    if _PHRASES.fullmatch(bare) or _PAGE_TITLE.fullmatch(bare) or is_page_head(bare):
        return True
    words = bare.lower().split()
    return len(words) > 2 and all(word in _WORDS for word in words)


def is_page_head(text: str) -> bool:
    """Tell whether a folded text stands at the top of every page."""
    return bool(MAILING.fullmatch(text[:_LONGEST_MARK]) or BYLINE.fullmatch(text))


def is_prose(text: str) -> bool:
    """Tell whether a folded text is an abstract rather than a title.

    It is long, or at least a sentence of some words that ends in a full stop. A title may end in
    one too, or be long, but then most of its words are capitalised; and it may hold a sentence
    break ("What does a platypus look like? Generating ..."), but not both.
    """
    ends = text.endswith((".", "…"))
    is_sentence = ends and len(text.split()) >= _SENTENCE_WORDS
    if len(text) > LONGEST_TITLE:
        return True
    if ends and _SENTENCE_BREAK.search(text):
        return True
    return (len(text) >= _LONG or is_sentence) and not _is_capitalised(text)


def _is_capitalised(text: str) -> bool:
    words = _LONGER_WORD.findall(text)
    return bool(sum(word[0].isupper() for word in words) >= _CAPITALISED * max(len(words), 1))


def bare(text: str) -> str:
    """Return `text` folded, without bullets, boxes to tick and dots around it."""
    text = collapse_whitespace(text)
    text = _CHECKBOX.sub("", text, count=1) if text.startswith("[") else text
    text = text.strip(_EDGES)
    return text[2:].lstrip(_EDGES) if text.startswith(("- ", "+ ")) else text


def unwrapped(text: str) -> str:
    """Join the halves of words that were divided at their hyphen; all other white space stays."""
    return _HYPHEN.sub("-", text)


def mark_of(piece: Piece) -> Mark | None:
    """Say what a piece is if it is no title or abstract."""
    if len(piece.text) > _LONGEST_MARK:
        return None
    text = bare(piece.text)
    if not text or text in "[]`\\" or _BRACKETED.fullmatch(text):
        return Mark("dot" if "·" in piece.text else "blank")
    return _counted(text, piece.target) or _said(text, piece)


def _counted(text: str, target: str) -> Mark | None:
    """Recognise numbers, and how many they count."""
    if match := _AUTHORS.fullmatch(text):
        return Mark("authors", match[1].replace(",", ""))
    if match := _UPVOTE.fullmatch(text):
        return Mark("upvotes", count(match[1] or ""))
    if _NUMBER.fullmatch(text):
        if voted_id(target):
            return Mark("upvotes", count(text))
        return Mark("comments" if is_comments(target) else "number", count(text))
    return None


def _said(text: str, piece: Piece) -> Mark | None:
    """Recognise what is said in words."""
    if match := _SUBMITTED.fullmatch(text):
        return Mark("submitter", match[1].strip())
    dated, own = _PUBLISHED.subn("", text, count=1)
    if len(dated) > len("YYYY") and (day := fields.parse_date(dated)):
        return Mark("date", day, bool(own) or "·" in piece.text)
    if is_page_head(text):
        return Mark("page")
    if match := _GITHUB.fullmatch(text):
        return Mark("github", match[1] or "")
    if is_furniture(text):
        return Mark("furniture")
    return None


def cut_off(last: Record) -> ParseWarning | None:
    """Say so if the abstract of the last record of a page stops in the middle."""
    if ENDED.search(last.abstract):
        return None
    return ParseWarning(
        f"the last record may be cut off, its abstract ends with “{last.abstract[-40:]}”; it "
        "is kept",
        last.start,
    )


def count(text: str) -> str:
    """Return a number as digits: `1,234` and `1.2k` as the page rounds them, `-` for none is 0."""
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
