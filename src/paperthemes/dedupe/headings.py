"""What a title tells besides its letters: numbers, signs such as `++`, and the kind of text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from paperthemes.dedupe.plain import plain
from paperthemes.text.titles import normalise_title

_TOKEN = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:\)?\++|#)?")
_LETTERS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WITHDRAWN = re.compile(r"^\W*(?:retracted|withdrawn)(?:\s+article)?\s*[:\-\u2013\u2014]\s*", re.I)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")
_LONE_ROMAN = re.compile(
    r"\b(?:part|paper|type|class|phase|stage|vol|volume|book|chapter)\W+([ivx])\b"
    r"|\b([ivx])\s*(?=[:.)\]]|$)"
)
_SPELT = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("first", "second", "third", "fourth", "fifth"),
)
_VALUES = (
    {word: str(place) for place, word in enumerate(_SPELT[:10], start=1)}
    | {word: f"{place}." for place, word in enumerate(_SPELT[10:], start=1)}
    | {word: str(place) for place, word in enumerate(_ROMAN, start=1) if len(word) > 1}
)
# A text of this kind is about another that has the rest of its title.
_ABOUT = re.compile(
    r"^\W*(?:author |publisher |editorial |expanded )?(correction|corrigend|errat|addend|"
    r"retraction|withdrawal|repl(?:y|ies)|response|comment|commentary|discussion|rejoinder|"
    r"rebuttal|editorial|expression of concern|book review|review of|supplement|appendix)"
)
# A longer or shorter text of the same title is a work of its own if it says other things.
_EXTENT = re.compile(r"\b(extended|full|long|short|abridged|journal) (?:version|abstract|paper)\b")
_GENERIC = re.compile(
    r"(?:guest )?editorial(?: board| note| comment)?s?|introduction|preface|foreword|afterword|"
    r"(?:front|back) matter|(?:table of )?contents|(?:author |subject )?index|errat(?:um|a)|"
    r"corrigend(?:um|a)|corrections?|addend(?:um|a)|retraction(?: note)?|book reviews?|reviews?|"
    r"letters?(?: to the editor)?|news|obituary|in memoriam|announcements?|acknowledge?ments?|"
    r"abstracts?|conclusions?|summary|discussion|comment(?:ary|s)?|(?:author )?repl(?:y|ies)|"
    r"(?:author )?response|a note|notes?|untitled|no title|posters?|keynote|panel|programme?|"
    r"welcome(?: message)?|(?:message|letter) from the .*|(?:in )?this issue|issue information|"
    r"cover(?: image)?|masthead|perspectives?|case report|conference report|proceedings|references"
)
_OPPOSITES = (("micro", "macro"), ("inter", "intra"), ("hypo", "hyper"), ("under", "over"))
_FEW_WORDS = 5  # a title of so many is hardly another work's by chance
_LONG_WORD = 5
_BEGINNING = 90  # per cent of letters in which a title and the beginning of another agree


class Odds(IntEnum):
    """How two titles contradict each other, the worst last."""

    NONE = 0
    ONE_SIDED = 1  # one has a number, a sign or "extended version" that the other lacks
    BOTH = 2  # each has a number the other lacks, or they are of different kinds


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, taken apart.

    Attributes
    ----------
    key
        The normalised title.
    words
        Its words without accents, LaTeX and HTML.
    letters
        The same without blanks.
    parts
        The letters before and after the first colon, if any.
    numbers
        Its numbers: digits, Roman numerals and small ones in words.
    signs
        `+`, `++` or `#` behind a word, and words such as "extended version".
    kind
        What is said about another text: `"correction"`, `"reply"`…; `""` for a work of its own.
    generic
        Whether many works have it: "Editorial", "Introduction".
    """

    key: str
    words: tuple[str, ...]
    letters: str
    parts: tuple[str, ...]
    numbers: tuple[str, ...]
    signs: frozenset[str]
    kind: str
    generic: bool

    @property
    def is_specific(self) -> bool:
        """Whether two works hardly have this title by chance."""
        return not self.generic and len(self.words) >= _FEW_WORDS


@lru_cache(maxsize=1 << 14)
def heading_of(title: str) -> Heading:
    """Take a title apart."""
    text = _THOUSANDS.sub("", plain(_WITHDRAWN.sub("", title)))
    tokens = _TOKEN.findall(text)
    words = tuple(token.rstrip(")+#") for token in tokens)
    numbers = [number for word in words for number in _NUMBER.findall(word)]
    numbers += [_VALUES[word] for word in words if word in _VALUES]
    numbers += [str(_ROMAN.index(max(found)) + 1) for found in _LONE_ROMAN.findall(text)]
    signs = {token[len(word) :] for token, word in zip(tokens, words, strict=True)} - {""}
    about = _ABOUT.match(text)
    return Heading(
        normalise_title(title),
        words,
        "".join(words),
        tuple("".join(_LETTERS.findall(part)) for part in text.split(":", 1)[: 2 * (":" in text)]),
        tuple(sorted(numbers)),
        frozenset(signs | set(_EXTENT.findall(text))),
        about[1] if about else "",
        _GENERIC.fullmatch(" ".join(words)) is not None,
    )


def likeness(one: Heading, other: Heading) -> float:
    """Return how alike two titles are, 0 to 1, whatever their blanks and the order of words."""
    if one.key == other.key or (one.letters == other.letters and one.letters):
        return 1.0
    straight = fuzz.ratio(one.letters, other.letters)
    if abs(len(one.words) - len(other.words)) > 1:
        return straight / 100
    ordered = fuzz.ratio(" ".join(sorted(one.words)), " ".join(sorted(other.words)))
    return max(straight, ordered) / 100


def goes_on(one: Heading, other: Heading) -> bool:
    """Tell whether one goes on where the other ends, by more than a subtitle ("… and More")."""
    short, long = sorted((one, other), key=lambda heading: len(heading.letters))
    if len(long.words) - len(short.words) < 2 or short.letters in long.parts[:1]:
        return False
    beginning = long.letters[: len(short.letters)]
    return fuzz.ratio(short.letters, beginning, score_cutoff=_BEGINNING) > 0


def odds(one: Heading, other: Heading) -> Odds:
    """Tell whether numbers, signs or kinds say that these are titles of two works."""
    if one.kind != other.kind:
        return Odds.BOTH
    if one.numbers == other.numbers:
        return Odds(one.signs != other.signs)
    mine, theirs = Counter(one.numbers), Counter(other.numbers)
    only_one, only_other = mine - theirs, theirs - mine
    if only_one and only_other:
        return Odds.BOTH
    return Odds.ONE_SIDED


def differ_by_typos(one: Heading, other: Heading) -> bool:
    """Tell whether two titles are the same but for spacing, and for a slip in one or two words."""
    if one.letters == other.letters:
        return True
    if len(one.words) != len(other.words):
        return OSA.distance(one.letters, other.letters, score_cutoff=1) <= 1 and len(one.words) > 1
    pairs = [pair for pair in zip(one.words, other.words, strict=True) if pair[0] != pair[1]]
    return len(pairs) <= 2 and all(_is_typo(*pair) for pair in pairs)


def _is_typo(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LONG_WORD or one[0] != other[0] or _are_opposites(one, other):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _are_opposites(one: str, other: str) -> bool:
    pairs: Sequence[tuple[str, str]] = _OPPOSITES
    return any(
        {one.startswith(left), other.startswith(left)} == {True, False}
        and (one.startswith(right) or other.startswith(right))
        for left, right in pairs
    )
