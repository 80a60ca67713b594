"""First sentences of abstracts, and how well they state a subject."""

import re
import tomllib
from importlib.resources import files

from paperthemes.text.sentences import find_sentence_end
from paperthemes.text.words import CJK, words_of

MIN_LENGTH, MAX_LENGTH = 60, 240  # characters; one of Chinese or Japanese counts three times
DEFINITION_BONUS = 2.5  # factor for a sentence that says what something is, or is for
STATEMENT_BONUS = 1.8  # factor for a sentence that says why something matters
GAP_PENALTY = 0.6  # factor for a sentence that says what is missing or difficult
WEAK_WORD_PENALTY = 0.75  # factor for each word that says little about the subject
NUMBER_PENALTY = 0.8  # factor for a sentence with numbers
ASIDE_PENALTY = 0.8  # factor for a sentence with examples, quotations, brackets or a semicolon

_WORDS = tomllib.loads(files(__package__).joinpath("sentences.toml").read_text("utf-8"))
_REFERENCES = frozenset(_WORDS["references"].split())
_REFERENCES_CJK = tuple(_WORDS["references_cjk"].split())
_AUTHOR = re.compile(rf"\bI (?:{'|'.join(_WORDS['verbs_of_authors'].split())})\b")
_OPENERS = frozenset(_WORDS["openers"].split())
_GAP_WORDS = frozenset(_WORDS["gap_words"].split())
_WEAK_WORDS = frozenset(_WORDS["weak_words"].split())

# Heading of the first section of a structured abstract.
_HEADING = re.compile(
    r"(?:[A-Z][A-Z &/,]{2,}:|(?i:abstract|aims?|background|context|importance|introduction"
    r"|motivation|objectives?|purpose|summary)(?: ?(?:and|&|/) ?\w+)? ?[:.\u2014-])\s*(?=[A-Z])"
)
_BEGINNING = re.compile(r"[\"\u2018\u201c]?[^\W\d_a-z]")  # a letter, but no small one of English
_STATEMENT_END = re.compile(r"[.!\u06d4\u0964\u3002\uff01][\"')\u2019\u201d\u300d\u300f\uff09]*$")
# Formulas, markup, addresses, citations, copyright, decimals, omissions, lists, broken words.
_DEBRIS = re.compile(
    r"[$\\{}<>=^_|~@#%*\u2022\u00a9\u00ae\u2030\u223c]|--|\?|\.\.|\u2026|https?:|www\.|&\w+;"
    r"|\[[\d,\s\u2013-]+\]|(?:1[89]|20)\d\d[a-z]?\)|\bet al\b|\d\.\d|\((?:[ivx]+|\d|[a-d])\)|\b\d\)"
    r"|;.*;|[a-z]- (?!(?:and|or|to|und|oder|et|ou|y|o|e) )"
)
_PAIRS = (("(", ")"), ("[", "]"), ("\u201c", "\u201d"))
# Not "is a challenging problem." or "is an important task in robotics.", which define nothing.
_DEFINITION = re.compile(
    r"\b(?:(?:aim(?:s|ed|ing)?|attempts?|seeks?|designed) (?:to|at)|concerned with|consists? of"
    r"|called|deals? with|defined as|involves?|known as|refers? to"
    r"|is (?:an?|one of|the) (?:[\w-]+ ){0,4}(?:ability|approach|area|branch|challenge|class"
    r"|discipline|disease|disorder|field|framework|measure|method|model|paradigm|phenomenon|problem"
    r"|process|property|question|science|study|system|task|technique|technology|tool|transition"
    r"|type)(?![.,]| in [\w ]+\.$)"
    r"|are (?:[\w-]+ ){0,4}(?:approaches|diseases|materials|methods|models|objects|problems|systems"
    r"|tasks|techniques|tools))\b",
    re.IGNORECASE,
)
# Not the passive, as in "are often studied".
_STATEMENT = re.compile(
    r"\b(?:(?:are|is)(?! (?:(?:being|often|still|\w+ly) )*\w+(?:ed|en|own)\b)|allows?|enables?"
    r"|focus(?:es)? on|(?:has|have) (?:become|emerged)|offers?|plays?|promises?|provides?)\b",
    re.IGNORECASE,
)
_SUBJECT_END = re.compile(rf",|\b(?:{'|'.join(_WORDS['subject_ends'].split())})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^)]*\)")
# "Data have symmetries, and models can exploit these symmetries."
_REPEATED_NOUN = re.compile(r"(\b(\w{4,})\b.*)\b(?:this|these|those) (?=\2\b)")
# A list follows, as after "leverage two components."
_ANNOUNCEMENT = re.compile(
    r"\b(?:two|three|four|five|several|following) (?:[\w-]+ )?(?:aspects|challenges|classes"
    r"|components|factors|issues|kinds|limitations|parts|problems|questions|reasons|stages|steps|types"
    r"|ways)[.:]$"
)
_NUMBER = re.compile(r"\b\d+\b")
_ASIDE = re.compile(r"\b(?:e\.g|i\.e)\b|[\";\u201c]|\(.*\(")


def find_first_sentence(abstract: str) -> str:
    """Return the first sentence of an abstract if it can stand alone, else `""`.

    First sentences state a subject and need no sentence before them. The heading of a structured
    abstract ("BACKGROUND:") is left out. A sentence cannot stand alone if

    - its length is not `MIN_LENGTH` to `MAX_LENGTH`,
    - it does not begin like a sentence, or does not end with a full stop or exclamation mark,
    - it has formulas, addresses, citations, lists or other debris, or a bracket without its pair,
    - it speaks of its paper ("we", "this paper") or refers to something before it, other than a
      noun that it has itself.
    """
    heading = _HEADING.match(abstract)
    start = heading.end() if heading else 0
    sentence = abstract[start : find_sentence_end(abstract, start)].strip()
    return sentence if _is_whole(sentence) and _is_independent(sentence) else ""


def find_subject(sentence: str) -> str:
    """Return what stands before the verb or the first comma of a sentence, without brackets.

    Only some verbs are known; without one of them, return the whole sentence.
    """
    text = _BRACKETS.sub("", sentence)
    matches = [pattern.search(text) for pattern in (_DEFINITION, _STATEMENT, _SUBJECT_END)]
    return text[: min((match.start() for match in matches if match), default=len(text))]


def rate_wording(sentence: str) -> float:
    """Return a factor for how well a sentence states its subject; above 0 to `DEFINITION_BONUS`.

    Definitions come first: a term, a verb such as "is" or "aims to", and what distinguishes it
    (Navigli & Velardi, "Learning word-class lattices for definition and hypernym extraction", ACL
    2010). Next are claims that a subject matters. A sentence on a gap in research comes late, since
    it prepares for the contribution of its paper (Swales, "Genre analysis", 1990).

    The bonuses and the weak words are English; sentences in other languages get a factor up to 1.
    """
    rating = 1.0
    if _DEFINITION.search(sentence):
        rating = DEFINITION_BONUS
    elif _STATEMENT.search(sentence):
        rating = STATEMENT_BONUS
    words = words_of(sentence.lower())
    rating *= 1 if _GAP_WORDS.isdisjoint(words) else GAP_PENALTY
    rating *= WEAK_WORD_PENALTY ** len(_WEAK_WORDS.intersection(words))
    rating *= NUMBER_PENALTY if _NUMBER.search(sentence) else 1
    return rating * (ASIDE_PENALTY if _ASIDE.search(sentence) else 1)


def _is_whole(sentence: str) -> bool:
    """Return whether a text has the form of a sentence, without debris."""
    length = len(sentence) + 2 * sum(map(len, CJK.findall(sentence)))
    return (
        MIN_LENGTH <= length <= MAX_LENGTH
        and bool(_BEGINNING.match(sentence))
        and bool(_STATEMENT_END.search(sentence))
        and not _DEBRIS.search(sentence)
        and all(sentence.count(left) == sentence.count(right) for left, right in _PAIRS)
        and sentence.count('"') % 2 == 0
    )


def _is_independent(sentence: str) -> bool:
    """Return whether a sentence neither speaks of its paper nor refers to another sentence."""
    words = words_of(_REPEATED_NOUN.sub(r"\1", sentence.lower()))
    return (
        bool(words)
        and words[0] not in _OPENERS
        and _REFERENCES.isdisjoint(words)
        and not _AUTHOR.search(sentence)
        and not _ANNOUNCEMENT.search(sentence)
        and not any(reference in sentence for reference in _REFERENCES_CJK)
    )
