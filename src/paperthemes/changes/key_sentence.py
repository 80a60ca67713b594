"""The sentence of an abstract that says best what its paper is about."""

import re
from collections.abc import Iterable

from paperthemes.text.sentences import split_sentences
from paperthemes.text.words import space_out_cjk, words_of

MAX_LENGTH = 320  # characters; a longer sentence is cut
MIN_LENGTH = 30  # characters; a shorter sentence, such as a heading, is left out
# Weights of the evidence (Edmundson 1969, "New methods in automatic extracting": cue words, words
# of the title). Chosen by reading the sentences of some 100 papers.
_TITLE_WEIGHT = 2.0
_TERM_WEIGHT = 0.5
_NAME_WEIGHT = 0.8  # for the name of a system or data set, which stands before a colon in the title
_MAX_NAME_WORDS = 2
_CUES = (
    (1.0, r"propos|introduc|present|develop|design|describ"),
    (
        0.7,
        r"stud|investigat|explor|examin|analy[sz]|address|survey|review|provid|build|built|creat",
    ),
    (0.5, r"show|demonstrat|find|found|reveal|argu|prov|releas"),
)
_AUTHOR = r"\b(?:we|our|this (?:paper|work|study|article|survey|review|thesis)|in this \w+)\b"
_CUE_PATTERNS = (
    *(
        (weight, re.compile(rf"{_AUTHOR}.{{0,60}}?\b(?:{stems})", re.IGNORECASE))
        for weight, stems in _CUES
    ),
    (0.4, re.compile(r"\bwe\b", re.IGNORECASE)),
)
_REFERENCE = re.compile(
    r"(?:it|they|these|those|this|such|however|moreover|furthermore|additionally|finally|also|then"
    r"|consequently|therefore|thus|hence|for example|for instance)\b(?! (?:paper|work|study))",
    re.IGNORECASE,
)
_REFERENCE_PENALTY = 0.4
# Words that join a sentence to the one before it, or only say that it is about its paper; what
# follows them stands alone. A longer clause with "this" or "these" says more than that.
_CONNECTION = re.compile(
    r"(?:(?:accordingly|additionally|also|as a result|consequently|finally|first|further"
    r"|furthermore|hence|however|in addition|in particular|in response|lastly|meanwhile|moreover"
    r"|next|second|specifically|then|therefore|third|thus|to do so),"
    r"|(?:here|in (?:this|the (?:current|present)) (?:article|paper|report|research|review|study"
    r"|survey|thesis|work)),?"
    r"|(?:based on|building (?:up)?on|for|in light of|inspired by|motivated by|to|towards?|with)"
    r" (?:[\w-]+ ){0,2}(?:the above|these|this)\b[^,]{0,25},"
    r"|to(?:wards?)? that (?:aim|end|goal),)"
    r" (?=(?:an?|our|the|this|we)\b)",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"(?<=^We )(?:also|further|hence|then|therefore|thus) ")
_ADDRESS = re.compile(r"https?:|www\.|github|\bcode\b.*\bavailable\b", re.IGNORECASE)
_STEM_LENGTH = 6  # letters of a word that are compared, so that its forms are equal
_MIN_WORD_LENGTH = 4  # shorter words say little


def choose_key_sentence(title: str, abstract: str, terms: Iterable[str] = ()) -> str:
    """Return the sentence of an abstract that says best what the paper does; `""` without any.

    It is the first of the sentences with the highest sum of

    - the share of the words of the title that it has,
    - a bonus if its authors say in it what they propose, study or show, or at least what they do,
    - a bonus if it has the name that stands before a colon in the title,
    - a bonus if it has one of the paper's `terms`,
    - a penalty if it refers to a sentence before it.

    Sentences that only name an address are left out. Words that join the sentence to the one before
    it ("To this end,") are dropped. A sentence of more than `MAX_LENGTH` characters is cut.
    """
    title_stems = _stem_words(title)
    name, colon, _ = title.partition(":")
    has_name = bool(colon) and len(name.split()) <= _MAX_NAME_WORDS
    term_stems = [_stem_words(term) for term in terms]
    best, best_score = "", -1.0
    for sentence in split_sentences(abstract):
        if len(space_out_cjk(sentence)) < MIN_LENGTH or _ADDRESS.search(sentence):
            continue
        stems = _stem_words(sentence)
        score = _TITLE_WEIGHT * len(title_stems & stems) / max(1, len(title_stems))
        score += max((w for w, pattern in _CUE_PATTERNS if pattern.search(sentence)), default=0.0)
        score += _NAME_WEIGHT * (has_name and name in sentence)
        score += _TERM_WEIGHT * any(term and term <= stems for term in term_stems)
        score -= _REFERENCE_PENALTY * bool(_REFERENCE.match(sentence))
        if score > best_score:
            best, best_score = sentence, score
    return _shorten(_drop_connection(best))


def _drop_connection(sentence: str) -> str:
    """Return a sentence without English words at its beginning that need the one before it."""
    connection = _CONNECTION.match(sentence)
    if connection is None:
        return sentence
    rest = sentence[connection.end() :]
    return _ADVERB.sub("", rest[:1].upper() + rest[1:])


def _stem_words(text: str) -> frozenset[str]:
    """Return the beginnings of the words of a text; Chinese and Japanese characters are words."""
    words = words_of(space_out_cjk(text.lower().replace("-", " ")))
    return frozenset(
        word[:_STEM_LENGTH]
        for word in words
        if len(word) >= _MIN_WORD_LENGTH or not word.isascii() or any(map(str.isdigit, word))
    )


def _shorten(sentence: str) -> str:
    """Cut a long sentence between two words, and mark the cut."""
    if len(sentence) <= MAX_LENGTH:
        return sentence
    cut = sentence[: MAX_LENGTH - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}\N{HORIZONTAL ELLIPSIS}"
