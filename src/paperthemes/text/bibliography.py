"""Papers as reference managers know them: names of authors, kinds of works, citation keys."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_KEY = re.compile(r"[A-Za-z0-9][\w:.+/-]*", re.ASCII)  # a citation key that every program accepts
_KEY_WORD = re.compile(r"[a-z0-9]{4,}")  # of the title
_TITLE_WORDS = 3  # in the key of a paper without authors
_MAX_AUTHORS = 3  # named before "et al."
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_ORGANISATION = re.compile(
    r",|\band\b|&|\b(?:university|institute|consortium|collaboration|association|society|team|group|"
    r"committee|working|organi[sz]ation|laboratory|network|department|ministry|inc|ltd|gmbh)\b",
    re.IGNORECASE,
)
# The kinds of works, by what dumps call them: types of BibTeX, RIS, CSL, catalogues.
_KINDS = (
    ("chapter", re.compile(r"chap|incollection|inbook|book.section", re.IGNORECASE)),
    (
        "conference",
        re.compile(r"conf|inproceedings|cpaper|proceedings.(?:article|paper)", re.IGNORECASE),
    ),
    ("thesis", re.compile(r"thes|dissertation", re.IGNORECASE)),
    ("book", re.compile(r"book|monograph|^proceedings$", re.IGNORECASE)),
    ("report", re.compile(r"report|rprt", re.IGNORECASE)),
    ("other", re.compile(r"misc|preprint|posted|dataset|software|online|unp|^gen$", re.IGNORECASE)),
    ("article", re.compile(r"article|jour|review|letter", re.IGNORECASE)),
)
_DASH = re.compile(r"[-\u2013\u2014]+")
_PROCEEDINGS = re.compile(r"proceedings|\bproc\b|conference|symposium|workshop", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name of an author; an organisation has only a `family` name."""

    given: str
    family: str
    suffix: str = ""

    @property
    def inverted(self) -> str:
        """The name with the family name first, such as `Li, Ada, Jr.`."""
        return ", ".join(filter(None, (self.family, self.given, self.suffix)))


def split_name(name: str) -> Name:
    """Split a name that begins with the given name: `Ludwig van Beethoven Jr.`.

    The family name is the last word, with the words in small letters before it. A single word, and
    what seems to be an organisation, is all family name.
    """
    words = name.split()
    if len(words) < 2 or _ORGANISATION.search(name):
        return Name(given="", family=name)
    has_suffix = len(words) > 2 and words[-1].rstrip(".").lower() in _SUFFIXES
    suffix = words.pop() if has_suffix else ""
    inner = range(1, len(words) - 1)
    start = next((index for index in inner if words[index][0].islower()), len(words) - 1)
    return Name(given=" ".join(words[:start]), family=" ".join(words[start:]), suffix=suffix)


def shorten_authors(names: Sequence[str]) -> str:
    """Return the first names of a list of authors, such as `A. Li, B. Ek, C. Om et al.`."""
    return ", ".join(names[:_MAX_AUTHORS]) + (" et al." if len(names) > _MAX_AUTHORS else "")


def find_pages(extra: Mapping[str, str]) -> tuple[str, str]:
    """Return the first and the last page of a work, from `1--9` or from two fields."""
    if not (pages := extra.get("pages", "")):
        return extra.get("first_page", ""), extra.get("last_page", "")
    first, last = (*_DASH.split(pages, maxsplit=1), "")[:2]
    return first.strip(), last.strip()


def find_kind(extra: Mapping[str, str], venue: str) -> str:
    """Return the kind of a work, by its type in the dump, or else by its venue."""
    for text in (extra.get("entry_type", ""), extra.get("type", "")):
        if kind := next((name for name, pattern in _KINDS if pattern.search(text)), ""):
            return kind
    if not venue:
        return "other"
    return "conference" if _PROCEEDINGS.search(venue) else "article"


def make_keys(rows: Iterable[Any], extras: Iterable[Mapping[str, str]]) -> list[str]:
    """Return a unique citation key per paper: that of the dump, or one such as `li2024sorting`.

    Rows are those of `tables.PAPERS` or `tables.EXPORT`, and `extras` the other fields of the same
    papers. Keys that would be equal but for case get the `paper_id` as ending, so that they do not
    depend on the order of the papers.
    """
    bases = [
        (row.paper_id, own if _KEY.fullmatch(own := extra.get("citation_key", "")) else _slug(row))
        for row, extra in zip(rows, extras, strict=True)
    ]
    counts = Counter(base.lower() for _, base in bases)
    return [base if counts[base.lower()] == 1 else f"{base}-{id_}" for id_, base in bases]


def _slug(row: Any) -> str:  # noqa: ANN401 - a row of papers
    """Return the family name of the first author, the year and the first long word of the title.

    Without an author, there are three words of the title, and then the year.
    """
    words, year = _KEY_WORD.findall(_to_ascii(row.title, " ")), row.published[:4]
    if len(row.authors):
        return (
            f"{_to_ascii(split_name(row.authors[0]).family)}{year}{''.join(words[:1])}" or "paper"
        )
    return "-".join(filter(None, (*words[:_TITLE_WORDS], year))) or "paper"


def _to_ascii(text: str, blank: str = "") -> str:
    """Return the letters and digits of a text, without accents and in lower case."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", blank, plain)
