"""Words that say nothing of what a paper is about, whatever it is about."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from stop_words import AVAILABLE_LANGUAGES, get_stop_words

# What papers say of themselves.
_ACADEMIC = """
abilities ability ablation able abstract accepted according accuracy achieve achieved achieves
achieving across additional additionally address addresses addressing advance advanced advances
advantage aim aims algorithm algorithms allow allowing allows alone although analysis analyze
application applications applied apply approach approaches approximately art ask asked asks aspect
aspects attempt available average avoid base based baseline baselines behavior behaviour benchmark
benchmarks benefit best better beyond billion bring build building called capabilities capability
capable case cases cent certain challenge challenges challenging characteristics choice claim claims
cm code combine combined combining come comes common commonly comparable compare compared comparing
comparison competitive complete complex component components comprehensive conclusion condition
conditions conduct conducted consider consideration considerations considered consist consistent
consistently content context contexts contrast contribution contributions cost critical crucial
current currently data-driven dataset datasets day days deep demonstrate demonstrated demonstrates
demonstrating depend depends design designed despite develop developed development did different
difficult direct directly discuss does doing double ease easily easy effect effective effectively
effectiveness efficient efficiently effort efforts eight empirical empirically employ enable enables
enabling end enhance enhanced enhancing entire especially establish et etc evaluate evaluated
evaluating evaluation evaluations even every evidence example examples existence existing experiment
experimental experiments explore extend extends extensive factor factors fail fails far field
finally find finding findings first five focus following four fourth framework fully furthermore
future gb general generally github given gives goal goals goes good greatly half having help helps
high higher highly hold holds hour hours however human humans hundred hundreds idea ideal ideas
identify illustrate impact importance important importantly improve improved improvement
improvements improves improving include includes including increase increased increasing
increasingly indirect information insight insights instance instances instead introduce introduced
introduces introducing investigate involve issue issues just kb keep keeps kept key khz kind kinds
km known lack large large-scale largely larger later lead leading leads learn learned learning
learning-based least let level leverage leverages leveraging like limit limitation limitations
limited list lists literature little look looked looking looks low lower main mainly make makes
making manner many mb measure method methods million minute minutes mm model models module modules
month months moreover mostly ms multiple named nature near nearly need needed needs new nine notably
notion novel number numerous obtain obtained offer offers one open opportunities opportunity order
original outcome outcomes outperform outperforming outperforms overall paper papers particular
particularly pass passed percent perform performance performed performing performs pipeline
pipelines point points popular possibility possible potential practical practice predicted presence
present presented presents previous previously principle principles prior problem problems procedure
process produce produces promising properties property propose proposed proposes proposing prove
provide provided provides providing public publicly quality quantity quite range rate rates rather
ready real real-world reasons recent recently reduce reduced reduces reducing related release
released releases relies rely remain remains report reported reports represent require required
requirement requirements requires requiring research researchers respect respectively result
resulting results reveal reveals review reviews robust role run running say says scenario scenarios
score scores second seconds sense set sets setting settings setup seven several short show showing
shown shows significant significantly similar simple simply single six size sizes small solution
solutions solve source specific specifically stage stages started step steps still strategies
strategy strong studied studies study substantial substantially success successful suffer suggest
suggests superior support surpass surpasses survey surveys system systems table tackle take taken
takes task tasks technique techniques tell tells ten test tested testing tests third thousand three
time times tool toolkit tools topic topics train trained training trend trends true turn turns twice
two type types typical typically understand understanding unique unlike usage use used useful user
users uses using utilize value values variety various vast versus ways week weeks whose wide widely
work works world worse worst write written year years yet yield yields
"""

# Filler alone, yet part of what a field is called ("metric learning", "language model").
_WITHIN = """
algorithm analysis behavior behaviour class classes code codes complex component components
condition content context cost data deep design effect effects evaluation example examples feature
features field fields framework human image images information instance instances large learning
level machine method model models network networks open order point points potential potentials
process processes property quality rate representation representations robust score single small
source space state states support system systems task tasks test testing time training understanding
user value values world
"""

_ENGLISH = "english"
ONLY_WITHIN = frozenset(_WITHIN.split())
STOP = ENGLISH_STOP_WORDS.union(_ACADEMIC.split())


def is_stop(word: str) -> bool:
    """Tell whether a word in small letters has no place in a phrase."""
    return word in STOP and word not in ONLY_WITHIN


def stop_words_of(words: Iterable[str]) -> frozenset[str]:
    """Return the stop words of the language, if not English, that these words look like.

    That is the language most of whose stop words are among them; more than English has, for many
    a word is one in some language.

    Parameters
    ----------
    words
        The words of a text, in small letters.
    """
    lists = _languages()
    hits = Counter(language for word in words for language in lists.get(word, ()))
    if not hits:
        return frozenset()
    language, most = min(hits.items(), key=lambda item: (-item[1], item[0]))
    return _stop_words(language) if most > hits[_ENGLISH] else frozenset()


@functools.cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    """Return the languages in which a word is a stop word."""
    found = defaultdict(list)
    for language in sorted(AVAILABLE_LANGUAGES):
        for word in _stop_words(language):
            found[word].append(language)
    return {word: tuple(languages) for word, languages in found.items()}


@functools.cache
def _stop_words(language: str) -> frozenset[str]:
    if language == _ENGLISH:  # the library's list has single letters, names and foreign words
        return frozenset(ENGLISH_STOP_WORDS)
    return frozenset(word.lower() for word in get_stop_words(language) if word.isalpha())
