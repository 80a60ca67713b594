"""Stop words: generic academic vocabulary, and the function words of many languages."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from stop_words import AVAILABLE_LANGUAGES, get_stop_words

# What papers of every field say about themselves.
_ACADEMIC_WORDS = """
abilities ability ablation able abstract accepted according accuracy achieve achieved achieves
achieving additional additionally address addresses addressing advance advanced advances advantage
aim aims algorithms allow allowing allows analyze application applications applied apply approach
approaches approximately art ask asked asks aspect aspects attempt available average avoid base
based baseline baselines benchmark benchmarks benefit best better billion bring build building
called capabilities capability capable case cases cent certain challenge challenges challenging
characteristics choice claim claims cm combine combined combining come comes common commonly
comparable compare compared comparing comparison competitive complete comprehensive conclusion
conditions conduct conducted consider consideration considerations considered consist consistent
consistently contexts contrast contribution contributions critical crucial current currently
data-driven dataset datasets day days demonstrate demonstrated demonstrates demonstrating depend
depends designed despite develop developed development did different difficult direct directly
discuss does doing double ease easily easy effective effectively effectiveness efficient efficiently
effort efforts empirical empirically employ enable enables enabling end enhance enhanced enhancing
entire especially establish et evaluate evaluated evaluating evaluations evidence existence existing
experiment experimental experiments explore extend extends extensive factor factors fail fails far
finally finding findings focus following fourth fully furthermore future gb general generally github
given gives goal goals goes good greatly half having help helps high higher highly hold holds hour
hours humans hundreds idea ideal ideas identify illustrate impact importance important importantly
improve improved improvement improvements improves improving include includes including increase
increased increasing increasingly indirect insight insights instead introduce introduced introduces
introducing investigate involve issue issues just kb keeps kept key khz kind kinds km known lack
large-scale largely larger later lead leading leads learn learned learning-based let leverage
leverages leveraging like limit limitation limitations limited list lists literature little look
looked looking looks low lower main mainly make makes making manner mb measure methods million
minute minutes mm module modules month months ms multiple named nature near nearly need needed needs
new notably notion novel number numerous obtain obtained offer offers opportunities opportunity
original outcome outcomes outperform outperforming outperforms overall paper papers particular
particularly pass passed percent perform performance performed performing performs pipeline
pipelines popular possibility possible practical practice predicted presence present presented
presents previous previously principle principles prior problem problems procedure produce produces
promising properties propose proposed proposes proposing prove provide provided provides providing
public publicly quantity quite range rates ready real real-world reasons recent recently reduce
reduced reduces reducing related release released releases relies rely remain remains report
reported reports represent require required requirement requirements requires requiring research
researchers respect respectively result resulting results reveal reveals review reviews role run
running say says scenario scenarios scores second seconds sense set sets setting settings setup
seven short showing shown shows significant significantly similar simple simply size sizes solution
solutions solve specific specifically stage stages started step steps strategies strategy strong
studied studies study substantial substantially success successful suffer suggest suggests superior
surpass surpasses survey surveys table tackle taken takes technique techniques tell tells tested
tests thousand times tool toolkit tools topic topics train trained trend trends true turn turns
twice type types typical typically understand unique unlike usage use used useful users uses using
utilize variety various vast versus ways week weeks wide widely work works worse worst write written
year years yield yields
"""

# Generic words that are part of the names of fields ("metric learning", "language model"): allowed
# inside a phrase, but no phrase consists of them alone.
_FIELD_WORDS = """
algorithm analysis behavior behaviour class classes code codes complex component components
condition content context cost data deep design effect effects evaluation example examples feature
features field fields framework human image images information instance instances large learning
level machine method model models network networks open order point points potential potentials
process processes property quality rate representation representations robust score single small
source space state states support system systems task tasks test testing time training understanding
user value values world
"""

STOP_WORDS = ENGLISH_STOP_WORDS.union(_ACADEMIC_WORDS.split())
ALLOWED_INSIDE_PHRASES = frozenset(_FIELD_WORDS.split())
_ENGLISH = "english"


def is_stop_word(word: str) -> bool:
    """Return whether a lower-case word must not appear in a phrase."""
    return word in STOP_WORDS and word not in ALLOWED_INSIDE_PHRASES


def foreign_stop_words(words: Iterable[str]) -> frozenset[str]:
    """Detect a language other than English by its stop words, and return these.

    The language with the most stop words among `words` wins. It must have more than English: many
    English words are stop words of some language. Without such a language, return an empty set.

    Parameters
    ----------
    words
        The words of a text, in lower case.
    """
    languages = _languages_by_word()
    hits = Counter(language for word in words for language in languages.get(word, ()))
    language = min(hits, key=lambda name: (-hits[name], name), default=_ENGLISH)
    return _stop_words(language) if hits[language] > hits[_ENGLISH] else frozenset()


@functools.cache
def _languages_by_word() -> Mapping[str, list[str]]:
    languages = defaultdict(list)
    for language in sorted(AVAILABLE_LANGUAGES):
        for word in _stop_words(language):
            languages[word].append(language)
    return languages


@functools.cache
def _stop_words(language: str) -> frozenset[str]:
    if language == _ENGLISH:  # the library's list has single letters, names and foreign words
        return frozenset(ENGLISH_STOP_WORDS)
    return frozenset(word.lower() for word in get_stop_words(language) if word.isalpha())
