"""Features of titles: words, numbers, signs such as `++`, and the kind of text."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from paperthemes.dedupe.plain_text import to_plain_text
from paperthemes.text.titles import normalise_title

_TOKEN = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:\)?\++|#)?")
_LETTERS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WITHDRAWN = re.compile(r"^\W*(?:retracted|withdrawn)(?:\s+article)?\s*[:\-\u2013\u2014]\s*", re.I)
_ROMAN_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")
_SINGLE_ROMAN_NUMERAL = re.compile(
    r"\b(?:part|paper|type|class|phase|stage|vol|volume|book|chapter)\W+([ivx])\b"
    r"|\b([ivx])\s*(?=[:.)\]]|$)"
)
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_NUMBER_WORDS = (
    {word: str(value) for value, word in enumerate(_CARDINALS, start=1)}
    | {word: f"{value}." for value, word in enumerate(_ORDINALS, start=1)}
    # "i", "v" and "x" are numbers only in some places: _SINGLE_ROMAN_NUMERAL.
    | {word: str(value) for value, word in enumerate(_ROMAN_NUMERALS, start=1) if len(word) > 1}
)
# A title with such a start is that of a text about another work, whose title usually follows.
_RELATION = re.compile(
    r"^\W*(?:author |publisher |editorial |expanded )?(correction|corrigend|errat|addend|"
    r"retraction|withdrawal|repl(?:y|ies)|response|comment|commentary|discussion|rejoinder|"
    r"rebuttal|editorial|expression of concern|book review|review of|supplement|appendix)"
)
# A longer or shorter version with the same title is a separate work if its abstract differs.
_VERSION_LENGTH = re.compile(
    r"\b(extended|full|long|short|abridged|journal) (?:version|abstract|paper)\b"
)
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
MIN_SPECIFIC_WORDS = 5  # two works rarely share a title of this length or more (docs/dedupe.md)
MIN_TYPO_WORD_LENGTH = 5  # shorter words that differ by one letter are often different words
MIN_PREFIX_SIMILARITY = 90  # percent, between a title and the start of one that extends it


class Conflict(IntEnum):
    """Degrees of contradiction between two titles, the worst last."""

    NONE = 0
    ONE_SIDED = 1  # one title has a number, a sign or "extended version" that the other lacks
    MUTUAL = 2  # each title has a number that the other lacks, or `relation` differs


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFeatures:
    """Features of a title.

    Attributes
    ----------
    key
        The normalised title.
    words
        The words of the title as plain text, in lower case.
    letters
        The words without spaces.
    parts
        The letters before the first colon, and those after it; empty if there is no colon.
    numbers
        The numbers in the title, sorted: digits, Roman numerals and small numbers in words.
    signs
        Signs after a word, such as `++` or `#`, and words for versions, such as "extended" before
        "version".
    relation
        Relation to another text, such as `"correction"` or `"reply"`; `""` for an original work.
    is_generic
        Whether many works have this title, such as "Editorial" or "Introduction".
    """

    key: str
    words: tuple[str, ...]
    letters: str
    parts: tuple[str, ...]
    numbers: tuple[str, ...]
    signs: frozenset[str]
    relation: str
    is_generic: bool

    @property
    def is_specific(self) -> bool:
        """`True` if two works are unlikely to have this title by chance."""
        return not self.is_generic and len(self.words) >= MIN_SPECIFIC_WORDS

    def similarity(self, other: "TitleFeatures") -> float:
        """Return the similarity of two titles, 0 to 1.

        It is 1 if the normalised titles or their letters are equal. Otherwise it is that of the
        letters without spaces; if the numbers of words differ by at most one, the titles are also
        compared with their words sorted, and the higher similarity counts.
        """
        if self.key == other.key or (self.letters == other.letters and self.letters):
            return 1.0
        ratio = fuzz.ratio(self.letters, other.letters)
        if abs(len(self.words) - len(other.words)) > 1:
            return ratio / 100
        sorted_ratio = fuzz.ratio(" ".join(sorted(self.words)), " ".join(sorted(other.words)))
        return max(ratio, sorted_ratio) / 100

    def extends(self, other: "TitleFeatures") -> bool:
        """Return whether one title is nearly the start of the other and at least two words shorter.

        Return `False` if the shorter title is the part of the longer one before its colon
        (`parts[:1]`), because the additional words are then a subtitle.
        """
        short, long = sorted((self, other), key=lambda title: len(title.letters))
        if len(long.words) - len(short.words) < 2 or short.letters in long.parts[:1]:
            return False
        prefix = long.letters[: len(short.letters)]
        return fuzz.ratio(short.letters, prefix, score_cutoff=MIN_PREFIX_SIMILARITY) > 0

    def conflict(self, other: "TitleFeatures") -> Conflict:
        """Return how far numbers, signs and `relation` show that two titles are of two works.

        Signs are compared only if the numbers are equal.
        """
        if self.relation != other.relation:
            return Conflict.MUTUAL
        if self.numbers == other.numbers:
            return Conflict(self.signs != other.signs)  # `True` is 1: ONE_SIDED
        numbers, other_numbers = Counter(self.numbers), Counter(other.numbers)
        is_mutual = numbers - other_numbers and other_numbers - numbers
        return Conflict.MUTUAL if is_mutual else Conflict.ONE_SIDED

    def differs_by_typos(self, other: "TitleFeatures") -> bool:
        """Return whether two titles differ by a few typos; their letters must not be equal.

        If both have the same number of words, at most two words may differ, each by a typo (see
        `_is_typo`). Otherwise, apart from spaces, one letter may differ or two adjacent ones may be
        swapped, and this title must have more than one word.
        """
        if len(self.words) != len(other.words):
            distance = OSA.distance(self.letters, other.letters, score_cutoff=1)
            return distance <= 1 and len(self.words) > 1
        words = zip(self.words, other.words, strict=True)
        different = [(left, right) for left, right in words if left != right]
        return len(different) <= 2 and all(_is_typo(left, right) for left, right in different)


@lru_cache(maxsize=1 << 14)
def parse_title(title: str) -> TitleFeatures:
    """Return the features of a title; a mark such as "Retracted:" in front is left out."""
    text = _THOUSANDS_SEPARATOR.sub("", to_plain_text(_WITHDRAWN.sub("", title)))
    tokens = _TOKEN.findall(text)
    words = tuple(token.rstrip(")+#") for token in tokens)
    numbers = [number for word in words for number in _NUMBER.findall(word)]
    numbers += [_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS]
    for numerals in _SINGLE_ROMAN_NUMERAL.findall(text):  # two groups, of which one is empty
        numbers.append(str(_ROMAN_NUMERALS.index(max(numerals)) + 1))
    signs = {token[len(word) :] for token, word in zip(tokens, words, strict=True)} - {""}
    relation = _RELATION.match(text)
    parts = text.split(":", 1) if ":" in text else []
    return TitleFeatures(
        key=normalise_title(title),
        words=words,
        letters="".join(words),
        parts=tuple("".join(_LETTERS.findall(part)) for part in parts),
        numbers=tuple(sorted(numbers)),
        signs=frozenset(signs | set(_VERSION_LENGTH.findall(text))),
        relation=relation[1] if relation else "",
        is_generic=_GENERIC.fullmatch(" ".join(words)) is not None,
    )


def _is_typo(first: str, second: str) -> bool:
    """Return whether two different words differ by a typo.

    They have the same first letter and `MIN_TYPO_WORD_LENGTH` letters or more, differ by one letter
    or by two adjacent ones in reverse order, and do not begin with "micro" and "macro".
    """
    if min(len(first), len(second)) < MIN_TYPO_WORD_LENGTH or first[0] != second[0]:
        return False
    are_opposites = {first[:5], second[:5]} == {"micro", "macro"}  # others differ in more letters
    return not are_opposites and OSA.distance(first, second, score_cutoff=1) <= 1
