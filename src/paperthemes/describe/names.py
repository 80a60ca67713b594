"""Names of topics and themes: one or two phrases, and no name twice in the tree."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.keywords import stem_words
from paperthemes.describe.ranking import Ranking
from paperthemes.text.words import singular, words_of

# By number of words: two or three name a field best, a single one is usually too general.
LENGTH_FACTORS = (0.0, 0.45, 1.0, 1.0, 0.9)
PROPER_NAME_FACTOR = 0.7  # for a single word spelled like a proper name: MIMO, LiDAR
FULL_COVERAGE = 0.2  # share of the group's papers from which on a phrase fits fully
ENOUGH_COVERAGE = 0.5  # share of the group's papers from which on one phrase is enough
MIN_SECOND_FIT = 0.15  # of a second phrase, as a share of the first one's
MIN_EXTRA_COVERAGE = 0.07  # share of the papers that use the second phrase but not the first
MIN_SINGLE_WORD_RATIO = 1.5  # weight of a single word, to follow a phrase of several words
PREFIX_LENGTH = 6  # letters; words that share them are of one family: recognition, recogniser
MIN_THEME_COVERAGE = 0.3  # share of a theme's papers that use the phrase that names it
MIN_TOPIC_COVERAGE = 0.15  # the same share in at least half of its topics
MAX_TITLE_LENGTH = 60  # characters of a title that serves as a name


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A term that may be part of a name.

    Attributes
    ----------
    place
        Its place in the ranking.
    key, spelling
        The term.
    coverage
        Share of the group's papers that use it.
    fit
        How well it would name the group, 0 to 1.
    """

    place: int
    key: str
    spelling: str
    coverage: float
    fit: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its first phrase as spelled within a sentence, and whether it must not change."""

    text: str
    first: str
    is_fixed: bool = False


def parse_existing_name(text: str, spellings: Mapping[str, str]) -> Name:
    """Find the first phrase of a name that exists already.

    Parameters
    ----------
    text
        The name: one phrase, or "first and second" without the first one's last word if it is the
        second one's too.
    spellings
        The spelling of each term, by key.
    """
    first, _, second = text.partition(" and ")
    *_, last = second.split() or [""]
    for phrase in (f"{first} {last}", first) if " " in second.strip() else (first,):
        if spelling := spellings.get(_make_key(phrase)):
            return Name(text, spelling, is_fixed=True)
    return Name(text, first, is_fixed=True)


def name_topics(
    terms: Terms,
    rankings: Sequence[Ranking],
    titles: Sequence[str],
    existing: Sequence[str],
    reserved: Collection[str] = (),
) -> list[Name]:
    """Name topics.

    A name begins with the phrase that fits best: of several words, of high weight, used by many
    papers. A second phrase follows if most papers do not use the first. No two names begin with
    the same phrase: the topic that it is most specific to gets it.

    Parameters
    ----------
    terms
        The terms.
    rankings
        The ranked terms of each topic.
    titles
        The title of each topic's most central paper, for a topic without terms.
    existing
        The name of each topic, empty for those without.
    reserved
        Names that no topic may get.
    """
    candidates = [_make_candidates(terms, ranking) for ranking in rankings]
    # How exclusively each topic and its best phrase belong to each other, 0 to 1.
    specificity = [
        ranking.purity[phrases[0].place] * phrases[0].coverage if phrases else 0.0
        for ranking, phrases in zip(rankings, candidates, strict=True)
    ]
    spellings = dict(zip(terms.keys, terms.spellings, strict=True))
    names = {
        topic: parse_existing_name(name, spellings) for topic, name in enumerate(existing) if name
    }
    used = {stem_words(_make_key(name.text)) for name in names.values()}
    unnamed = [topic for topic in range(len(rankings)) if topic not in names]
    for topic in sorted(unnamed, key=lambda topic: -specificity[topic]):
        unused = [phrase for phrase in candidates[topic] if stem_words(phrase.key) not in used]
        phrases, title = unused or candidates[topic], _shorten(titles[topic])
        options = [*_combine_phrases(phrases, rankings[topic]), Name(title, title)]
        name = _choose_free(options, [*reserved, *(name.text for name in names.values())])
        used |= {stem_words(phrase.key) for phrase in unused if phrase.spelling == name.first}
        names[topic] = name
    return [names[topic] for topic in range(len(rankings))]


def name_themes(
    terms: Terms,
    rankings: Sequence[Ranking],
    labels: Sequence[NDArray[np.int64]],
    topic_names: Sequence[Sequence[Name]],
) -> list[Name]:
    """Name themes.

    A theme of three or more topics gets a phrase that most of them share. Without such a phrase,
    or with fewer topics, it gets the first phrases of its two largest topics.

    Parameters
    ----------
    terms
        The terms.
    rankings
        The ranked terms of each theme.
    labels
        For each theme, the topics of its m papers: shape `(m,)` each.
    topic_names
        For each theme, the names of its topics, the largest first.
    """
    taken = [name.text for names in topic_names for name in names]
    themes: list[Name] = []
    for ranking, topics, names in zip(rankings, labels, topic_names, strict=True):
        candidates = _make_candidates(terms, ranking)
        shared = [phrase for phrase in candidates if _is_shared(phrase, ranking, topics)]
        first = names[0].first
        both = _join_phrases(first, names[1].first) if len(names) > 1 else first
        options = [
            *_combine_phrases(shared, ranking),
            Name(_capitalise(both), first),
            *_combine_phrases(candidates, ranking, always_two=True),
        ]
        themes.append(_choose_free(options, [*taken, *(name.text for name in themes)]))
    return themes


def _make_candidates(terms: Terms, ranking: Ranking) -> list[_Candidate]:
    """Return the terms of a group as parts of its name, the best first."""
    candidates = []
    coverages: list[float] = ranking.coverage().tolist()
    for place, (term, coverage) in enumerate(zip(ranking.terms, coverages, strict=True)):
        spelling = terms.spellings[term]
        factor = LENGTH_FACTORS[min(len(spelling.split()), len(LENGTH_FACTORS) - 1)]
        if " " not in spelling and not spelling[1:].islower():
            factor = PROPER_NAME_FACTOR
        fit = float(ranking.weights[place] * factor * min(1.0, coverage / FULL_COVERAGE))
        candidates.append(_Candidate(place, terms.keys[term], spelling, coverage, fit))
    return sorted(candidates, key=lambda phrase: (-phrase.fit, phrase.place))


def _is_shared(phrase: _Candidate, ranking: Ranking, labels: NDArray[np.int64]) -> bool:
    """Return whether most topics of a theme, of three or more, share a phrase of several words."""
    uses = ranking.presence[:, phrase.place]
    covered = [uses[labels == topic].mean() >= MIN_TOPIC_COVERAGE for topic in np.unique(labels)]
    is_common = phrase.coverage >= MIN_THEME_COVERAGE and 2 * sum(covered) >= len(covered)
    return is_common and len(covered) > 2 and " " in phrase.spelling


def _combine_phrases(
    phrases: Sequence[_Candidate], ranking: Ranking, *, always_two: bool = False
) -> Iterator[Name]:
    """Yield names made of one or two phrases, the best first."""
    for first in phrases:
        is_enough = first.coverage >= ENOUGH_COVERAGE and " " in first.spelling and not always_two
        second = None if is_enough else _choose_second(first, phrases, ranking)
        text = _join_phrases(first.spelling, second.spelling) if second else first.spelling
        yield Name(_capitalise(text), first.spelling)


def _choose_second(
    first: _Candidate, phrases: Sequence[_Candidate], ranking: Ranking
) -> _Candidate | None:
    """Return the phrase that covers most of the papers that the first does not cover.

    If the first is a single word that covers most papers, the second one specifies it instead.
    After several words, a single word comes second only if its weight is much higher.
    """
    uncovered = ~ranking.presence[:, first.place]
    closeness = np.clip(ranking.similarity / ranking.similarity[first.place], 0, 1)
    distance = 1 - ranking.vectors @ ranking.vectors[first.place]
    is_covered = first.coverage >= ENOUGH_COVERAGE
    min_single_weight = MIN_SINGLE_WORD_RATIO * ranking.weights[first.place]
    best, highest = None, 0.0
    for phrase in phrases:
        place, words = phrase.place, stem_words(phrase.key)
        extra = 1.0 if is_covered else float((ranking.presence[:, place] & uncovered).mean())
        shortens = " " not in phrase.spelling and " " in first.spelling
        too_light = shortens and ranking.weights[place] < min_single_weight
        if _are_related(first, phrase) or extra < MIN_EXTRA_COVERAGE or too_light:
            continue
        gain = phrase.fit * extra * ranking.purity[place] * closeness[place] * distance[place]
        gain *= 1 - len(words & stem_words(first.key)) / (2 * len(words))
        if phrase.fit >= MIN_SECOND_FIT * first.fit and gain > highest:
            best, highest = phrase, gain
    return best


def _are_related(first: _Candidate, second: _Candidate) -> bool:
    """Return whether one contains the other, or the second is a word of the first one's family."""
    words, others = stem_words(first.key), stem_words(second.key)
    if words <= others or others <= words:
        return True
    prefixes = {word[:PREFIX_LENGTH] for word in words}
    return len(others) == 1 and {word[:PREFIX_LENGTH] for word in others} <= prefixes


def _join_phrases(first: str, second: str) -> str:
    """Join two phrases by "and"; a last word that both share is written once."""
    *before, last = first.split()
    if before and second.split()[-1].lower() == last.lower() and " " in second:
        return f"{' '.join(before)} and {second}"
    return f"{first} and {second}"


def _capitalise(name: str) -> str:
    """Capitalise the first letter, unless the first word has capitals of its own ("mRNA")."""
    return name[0].upper() + name[1:] if name.split()[0].islower() else name


def _choose_free(names: Sequence[Name], taken: Iterable[str]) -> Name:
    """Return the first name that is not taken, ignoring case; number the best if all are."""
    used = {text.casefold() for text in taken}
    numbered = (Name(f"{names[0].text} ({number})", names[0].first) for number in count(2))
    return next(name for name in chain(names, numbered) if name.text.casefold() not in used)


def _shorten(title: str) -> str:
    """Cut a long title between words."""
    if len(title) <= MAX_TITLE_LENGTH:
        return title
    return title[:MAX_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _make_key(text: str) -> str:
    return " ".join(map(singular, words_of(text)))
