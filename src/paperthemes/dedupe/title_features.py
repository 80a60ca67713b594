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
        The normalised title (see `normalise_title`).
    words
        The words of the title as plain text, in lower case, without the signs after them.
    letters
        The words without spaces between them; digits are included.
    parts
        The letters and digits before the first colon, and those after it; an empty tuple without a
        colon.
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
        """`True` if two works are unlikely to have this title by chance.

        It has at least `MIN_SPECIFIC_WORDS` words and is not generic.
        """
        return not self.is_generic and len(self.words) >= MIN_SPECIFIC_WORDS

    def similarity(self, other: "TitleFeatures") -> float:
        """Return the similarity of two titles, 0 to 1.

        It is 1 if the normalised titles are equal, or if `letters` are, unless they are empty.
        Otherwise it is RapidFuzz's ratio of `letters`. If the numbers of words differ by at most
        one, the titles are also compared with their words sorted, because words may be exchanged;
        the higher ratio counts.
        """
        # Titles without letters and digits, such as "???", are equal only if their keys are.
        if self.key == other.key or (self.letters == other.letters and self.letters):
            return 1.0
        ratio = fuzz.ratio(self.letters, other.letters)  # percent
        if abs(len(self.words) - len(other.words)) > 1:
            return ratio / 100
        sorted_ratio = fuzz.ratio(" ".join(sorted(self.words)), " ".join(sorted(other.words)))
        return max(ratio, sorted_ratio) / 100

    def extends(self, other: "TitleFeatures") -> bool:
        """Return whether either title is the other with at least two more words at its end.

        The start of the longer title need only be nearly equal to the shorter title. If the shorter
        title is the part of the longer one before its colon (`parts[:1]`), return `False`, because
        the additional words are a subtitle.
        """
        short, long = sorted((self, other), key=lambda title: len(title.letters))
        if len(long.words) - len(short.words) < 2 or short.letters in long.parts[:1]:
            return False
        prefix = long.letters[: len(short.letters)]
        return fuzz.ratio(short.letters, prefix, score_cutoff=MIN_PREFIX_SIMILARITY) > 0

    def conflict(self, other: "TitleFeatures") -> Conflict:
        """Return how clearly numbers, signs and `relation` show that two titles are of two works.

        It is `MUTUAL` if `relation` differs, or if each title has a number that the other lacks. It
        is `ONE_SIDED` if only one title has such a number; or if the numbers are equal, but the
        signs differ. Otherwise it is `NONE`.
        """
        if self.relation != other.relation:
            return Conflict.MUTUAL
        if self.numbers == other.numbers:
            return Conflict.ONE_SIDED if self.signs != other.signs else Conflict.NONE
        numbers, other_numbers = Counter(self.numbers), Counter(other.numbers)
        # The difference has the numbers that are missing, or less frequent, in the other title.
        is_mutual = numbers - other_numbers and other_numbers - numbers
        return Conflict.MUTUAL if is_mutual else Conflict.ONE_SIDED

    def differs_by_typos(self, other: "TitleFeatures") -> bool:
        """Return whether two titles with different letters differ by a few typos only.

        If both have the same number of words, at most two words may differ, each by a typo (see
        `_is_typo`). Otherwise they differ in spaces: apart from these, there may be one typo (one
        letter, or two adjacent ones in reverse order), and this title must have more than one word.
        """
        if len(self.words) != len(other.words):
            distance = OSA.distance(self.letters, other.letters, score_cutoff=1)
            return distance <= 1 and len(self.words) > 1
        word_pairs = zip(self.words, other.words, strict=True)
        different = [(left, right) for left, right in word_pairs if left != right]
        return len(different) <= 2 and all(_is_typo(left, right) for left, right in different)


@lru_cache(maxsize=1 << 14)
def parse_title(title: str) -> TitleFeatures:
    """Return the features of a title, by which it is compared with others.

    A note such as "Retracted:" at its beginning is ignored, except in `key`.
    """
    text = _THOUSANDS_SEPARATOR.sub("", to_plain_text(_WITHDRAWN.sub("", title)))
    tokens = _TOKEN.findall(text)  # words with the signs after them, such as "c++"
    words = tuple(token.rstrip(")+#") for token in tokens)
    numbers = [number for word in words for number in _NUMBER.findall(word)]
    numbers += [_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS]
    # Of the two groups of each match, one is empty; `max` returns the other.
    numerals = map(max, _SINGLE_ROMAN_NUMERAL.findall(text))
    numbers += [str(_ROMAN_NUMERALS.index(numeral) + 1) for numeral in numerals]
    signs = {token.removeprefix(word) for token, word in zip(tokens, words, strict=True)}
    relation = _RELATION.match(text)
    parts = text.split(":", 1) if ":" in text else []
    return TitleFeatures(
        key=normalise_title(title),
        words=words,
        letters="".join(words),
        parts=tuple("".join(_LETTERS.findall(part)) for part in parts),
        numbers=tuple(sorted(numbers)),
        # Most words have no sign after them, which gives `""`.
        signs=frozenset(signs.union(_VERSION_LENGTH.findall(text)) - {""}),
        relation=relation[1] if relation else "",
        is_generic=_GENERIC.fullmatch(" ".join(words)) is not None,
    )


def _is_typo(first: str, second: str) -> bool:
    """Return whether two different words may be spellings of one word, of which one has a typo.

    They must have `MIN_TYPO_WORD_LENGTH` letters or more, and the same first letter. They may
    differ by one letter (missing, extra or wrong), or by two adjacent ones in reverse order. A word
    that begins with "micro" and one that begins with "macro" are not spellings of one word.
    """
    if min(len(first), len(second)) < MIN_TYPO_WORD_LENGTH or first[0] != second[0]:
        return False
    # Opposites with other prefixes differ in more than one letter.
    are_opposites = {first[:5], second[:5]} == {"micro", "macro"}
    return not are_opposites and OSA.distance(first, second, score_cutoff=1) <= 1
