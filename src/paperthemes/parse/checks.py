"""Records that look odd, and letters that a wrong encoding has garbled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import ftfy
import py3langid

from paperthemes.parse.format import Record
from paperthemes.text.titles import collapse_whitespace

SHORT, LONG = 120, 5_000  # characters of an abstract
_CUT_OFF = re.compile(r"(?:…|\.\.\.)$")
_SENTENCE_WORDS = 8
_FIRST_PERSON = re.compile(r"\b(?:we|our|in this (?:paper|work|study|article)|this paper)\b", re.I)
_TWO_SENTENCES = re.compile(r"[a-z)]{3,}[.!?] [A-Z][a-z]+ [a-z]+ ")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    (
        *("the", "of", "and", "to", "in", "we", "is", "for", "that", "with"),
        *("on", "this", "are", "by", "an", "from", "as", "be", "our"),
    )
)
_ENGLISH_SHARE = 0.12  # of words, above which a text is English without more ado
_TOLD_FROM = 60  # characters: too few say nothing of their language


@dataclass(frozen=True, slots=True)
class Repair:
    """A text as it was given and as it was put right; `start` is the place of its record."""

    start: int
    field: str
    given: str
    repaired: str


def repaired(record: Record) -> tuple[Record, list[Repair]]:
    """Undo mojibake (`Ã©` for `é`) in title and abstract.

    What was changed stands in `extra` as it was given, as `title_as_given` or `abstract_as_given`.
    The repair is ftfy's (Speer 2019, doi:10.5281/zenodo.2591652), of encodings alone.
    """
    repairs = []
    for field in ("title", "abstract"):
        given: str = getattr(record, field)
        if (
            not given.isascii()
            and (put_right := collapse_whitespace(ftfy.fix_encoding(given))) != given
        ):
            repairs.append(Repair(record.start, field, given, put_right))
    if not repairs:
        return record, repairs
    originals = {f"{repair.field}_as_given": repair.given for repair in repairs}
    changed = {repair.field: repair.repaired for repair in repairs}
    return (
        replace(
            record,
            title=changed.get("title", record.title),
            abstract=changed.get("abstract", record.abstract),
            extra=dict(record.extra) | originals,
        ),
        repairs,
    )


def suspicions(record: Record) -> Iterator[str]:
    """Say what is odd about a record that is kept all the same."""
    abstract = record.abstract
    if 0 < len(abstract) < SHORT:
        yield f"abstract shorter than {SHORT} characters"
    if len(abstract) > LONG:
        yield f"abstract longer than {LONG:,} characters"
    if _CUT_OFF.search(abstract):
        yield "abstract ends in “…”"
    if _is_sentence(record.title):
        yield "title reads like a sentence"
    language = language_of(abstract or record.title)
    if language != "en":
        yield f"not in English ({language})"


def language_of(text: str) -> str:
    """Return the language of a text as ISO 639-1; a text too short to tell counts as English.

    Most texts are English by their small words; of the others py3langid tells the language
    (after Lui & Baldwin 2012, "langid.py").
    """
    if len(text) < _TOLD_FROM and all(char.isascii() for char in text if char.isalpha()):
        return "en"
    words = _WORD.findall(text[:2_000].lower())
    if sum(word in _ENGLISH for word in words) > _ENGLISH_SHARE * len(words):
        return "en"
    language: str = py3langid.classify(text[:2_000])[0]
    return language


def _is_sentence(title: str) -> bool:
    """Tell whether a title is running text: in the first person, or of two sentences.

    A full stop alone says nothing: PubMed, for one, ends every title with it.
    """
    if len(_WORD.findall(title)) < _SENTENCE_WORDS or not title.endswith("."):
        return False
    return bool(_FIRST_PERSON.search(title) or _TWO_SENTENCES.search(title))
