"""Names of topics and themes: one or two phrases each; no two names in the tree are equal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.keywords import stem_words
from paperthemes.describe.ranking import Ranking
from paperthemes.text.words import singular, words_of

# Factor by number of words (the last one for more): two or three words name a field best, a single
# word is usually too general.
LENGTH_FACTORS = (0.0, 0.45, 1.0, 1.0, 0.9)
PROPER_NAME_FACTOR = 0.7  # for a single word spelled like a proper name: MIMO, LiDAR
FULL_COVERAGE = 0.2  # share of the group's papers; used by fewer, a phrase fits less well
ENOUGH_COVERAGE = 0.5  # share of the group's papers; used by as many, one phrase is enough
MIN_SECOND_FIT = 0.15  # fit of a second phrase, as a share of the fit of the first phrase
MIN_EXTRA_COVERAGE = 0.07  # share of the papers that use the second phrase but not the first
MIN_SINGLE_WORD_RATIO = 1.5  # times the weight of a phrase, for a single word to come second
PREFIX_LENGTH = 6  # letters; words that start with the same ones are related: recogn-ition, -iser
MIN_THEME_COVERAGE = 0.3  # share of a theme's papers that use the phrase that names it
MIN_TOPIC_COVERAGE = 0.15  # share of a topic's papers that use it, in at least half of the topics
MAX_TITLE_LENGTH = 60  # characters of a title that serves as a name


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A term that may be part of a name."""

    place: int  # of the term in the ranking
    key: str
    spelling: str
    coverage: float  # share of the group's papers that use the term
    fit: float  # how well the term would name the group, 0 to 1


@dataclass(frozen=True, slots=True)
class Name:
    """Name of a topic or theme.

    Attributes
    ----------
    text
        The name.
    first_phrase
        First phrase of the name, spelled as within a sentence.
    is_fixed
        Whether the name must not change.
    """

    text: str
    first_phrase: str
    is_fixed: bool = False


def parse_existing_name(text: str, spellings: Mapping[str, str]) -> Name:
    """Return the existing name of a topic as a `Name` that must not change.

    If the first phrase is a term, `first_phrase` is the term's spelling; otherwise that in `text`.

    Parameters
    ----------
    text
        The name: one phrase, or two phrases joined by "and". If both phrases end in the same word,
        that word is missing in the first one: "image and video retrieval".
    spellings
        Spelling of each term, by key.
    """
    first, _, second = text.partition(" and ")
    *_, last_word = second.split() or [""]
    # Try "image retrieval", then "image". A second phrase of one word cannot share its last word.
    for phrase in (f"{first} {last_word}", first) if " " in second.strip() else (first,):
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
    """Return the name of each topic: its existing name or, if it has none, a new one.

    A new name begins with the topic's best phrase (see `_make_candidates`) that is no existing name
    and begins no new name yet; if there is none, with the best phrase. A second phrase may follow
    (see `_combine_phrases`). If the name is taken, the next phrase is tried, then the title, then a
    number is added. Topics choose in turn, the one with the most specific best phrase first.

    Parameters
    ----------
    terms
        Terms of the corpus.
    rankings
        Ranked terms of each topic.
    titles
        Title of each topic's most central paper, for a topic that gets no name from phrases.
    existing
        Name of each topic; empty for a topic without one.
    reserved
        Names that no topic may get as a new name; case is ignored.
    """
    candidates = [_make_candidates(terms, ranking) for ranking in rankings]  # of each topic
    # For each topic, how exclusively its best phrase belongs to it, 0 to 1.
    specificity = [
        ranking.purity[phrases[0].place] * phrases[0].coverage if phrases else 0.0
        for ranking, phrases in zip(rankings, candidates, strict=True)
    ]
    spellings = dict(zip(terms.keys, terms.spellings, strict=True))
    names = {
        topic: parse_existing_name(name, spellings) for topic, name in enumerate(existing) if name
    }
    # Stems of the phrases that a new name should not begin with.
    used = {stem_words(_make_key(name.text)) for name in names.values()}
    taken = {text.casefold() for text in (*reserved, *(name.text for name in names.values()))}
    unnamed = [topic for topic in range(len(rankings)) if topic not in names]
    for topic in sorted(unnamed, key=lambda topic: -specificity[topic]):
        unused = [term for term in candidates[topic] if stem_words(term.key) not in used]
        title = _shorten_title(titles[topic])
        phrases = _combine_phrases(unused or candidates[topic], rankings[topic])
        options = chain(phrases, [Name(title, title)])
        names[topic] = name = _choose_unused(options, taken)
        used |= {stem_words(term.key) for term in unused if term.spelling == name.first_phrase}
    return [names[topic] for topic in range(len(rankings))]


def name_themes(
    terms: Terms,
    rankings: Sequence[Ranking],
    labels: Sequence[NDArray[np.int64]],
    topic_names: Sequence[Sequence[Name]],
) -> list[Name]:
    """Return a name for each theme: the first of these that no topic or earlier theme has.

    1. One or two phrases that its topics share (see `_is_shared`).
    2. The first phrases of its two largest topics, or that of its only topic.
    3. Two of its own phrases, or one if no second is suitable.
    4. The first of the names above with a number, such as "Robots (2)".

    Parameters
    ----------
    terms, rankings
        Terms of the corpus, and the ranked terms of each theme.
    labels
        For each theme, the topic of each of its m papers: shape `(m,)`.
    topic_names
        For each theme, the names of its topics, the largest topic first.
    """
    taken = {name.text.casefold() for names in topic_names for name in names}
    themes = []
    for ranking, topics, names in zip(rankings, labels, topic_names, strict=True):
        candidates = _make_candidates(terms, ranking)
        shared = [phrase for phrase in candidates if _is_shared(phrase, ranking, topics)]
        first = names[0].first_phrase
        joined = _join_phrases(first, names[1].first_phrase) if len(names) > 1 else first
        options = chain(
            _combine_phrases(shared, ranking),
            [Name(_capitalise(joined), first)],
            _combine_phrases(candidates, ranking, always_two=True),
        )
        themes.append(_choose_unused(options, taken))
    return themes


def _make_candidates(terms: Terms, ranking: Ranking) -> list[_Candidate]:
    """Return the terms of a group as candidates for its name, best fit first.

    The fit is the weight times a factor: by number of words, or `PROPER_NAME_FACTOR` for a single
    word like a proper name. It is reduced if less than `FULL_COVERAGE` of the papers use the term.
    """
    candidates = []
    coverages: list[float] = ranking.coverage().tolist()
    for place, (term, coverage) in enumerate(zip(ranking.terms, coverages, strict=True)):
        spelling = terms.spellings[term]
        factor = LENGTH_FACTORS[min(len(spelling.split()), len(LENGTH_FACTORS) - 1)]
        if " " not in spelling and not spelling[1:].islower():  # like LiDAR
            factor = PROPER_NAME_FACTOR
        fit = float(ranking.weights[place] * factor * min(1.0, coverage / FULL_COVERAGE))
        candidates.append(_Candidate(place, terms.keys[term], spelling, coverage, fit))
    return sorted(candidates, key=lambda phrase: (-phrase.fit, phrase.place))


def _is_shared(phrase: _Candidate, ranking: Ranking, labels: NDArray[np.int64]) -> bool:
    """Return whether the topics of a theme share a phrase, so that it can name the theme.

    There must be three topics or more, and the phrase must have several words. At least
    `MIN_THEME_COVERAGE` of the theme's papers must use it and, in at least half of the topics, at
    least `MIN_TOPIC_COVERAGE` of the topic's papers. `labels` has the topic of each paper.
    """
    sizes, uses = np.bincount(labels), np.bincount(labels, ranking.presence[:, phrase.place])
    # For each topic of the theme, whether enough of its papers use the phrase.
    is_used = uses[sizes > 0] / sizes[sizes > 0] >= MIN_TOPIC_COVERAGE
    is_common = phrase.coverage >= MIN_THEME_COVERAGE and is_used.mean() >= 0.5
    return is_common and is_used.size > 2 and " " in phrase.spelling


def _combine_phrases(
    phrases: Sequence[_Candidate], ranking: Ranking, *, always_two: bool = False
) -> Iterator[Name]:
    """Yield a name for each phrase, in the order of the phrases; the name begins with the phrase.

    The first phrase is enough if it has several words and at least `ENOUGH_COVERAGE` of the papers
    use it. Otherwise, and always with `always_two`, a suitable second phrase follows, if any.
    """
    for first in phrases:
        is_enough = first.coverage >= ENOUGH_COVERAGE and " " in first.spelling and not always_two
        second = None if is_enough else _choose_second(first, phrases, ranking)
        text = _join_phrases(first.spelling, second.spelling) if second else first.spelling
        yield Name(_capitalise(text), first.spelling)


def _choose_second(
    first: _Candidate, phrases: Sequence[_Candidate], ranking: Ranking
) -> _Candidate | None:
    """Return the best phrase to follow the first phrase of a name; `None` if no phrase is suitable.

    Papers that do not use the first phrase should use the second one, unless most papers use the
    first phrase: then the second one makes the name more precise. A single word follows a phrase of
    several words only if its weight is much higher. A phrase that fits much less than the first one
    (`MIN_SECOND_FIT`), or is related to it, is not suitable.
    """
    uncovered = ~ranking.presence[:, first.place]  # papers that do not use the first phrase
    # Of each term: relative closeness to the group's centre, and distance from the first phrase.
    closeness = np.clip(ranking.similarity / ranking.similarity[first.place], 0, 1)
    distance = 1 - ranking.vectors @ ranking.vectors[first.place]
    is_covered = first.coverage >= ENOUGH_COVERAGE
    min_single_weight = MIN_SINGLE_WORD_RATIO * ranking.weights[first.place]
    best, highest_gain = None, 0.0
    for phrase in phrases:
        place, words = phrase.place, stem_words(phrase.key)
        # Share of the papers that use the phrase but not the first one; 1 if this does not matter.
        extra = 1.0 if is_covered else float((ranking.presence[:, place] & uncovered).mean())
        is_single_after_several = " " not in phrase.spelling and " " in first.spelling
        too_light = is_single_after_several and ranking.weights[place] < min_single_weight
        if _are_related(first, phrase) or extra < MIN_EXTRA_COVERAGE or too_light:
            continue
        # High for a fitting phrase that adds papers, is typical of the group, and unlike the first.
        gain = phrase.fit * extra * ranking.purity[place] * closeness[place] * distance[place]
        # Lower, by up to half, if it shares words with the first.
        gain *= 1 - len(words & stem_words(first.key)) / (2 * len(words))
        if phrase.fit >= MIN_SECOND_FIT * first.fit and gain > highest_gain:
            best, highest_gain = phrase, gain
    return best


def _are_related(first: _Candidate, second: _Candidate) -> bool:
    """Return whether two phrases are too similar for one name.

    They are if one has all words of the other, or if the second is a single word that begins with
    the same `PREFIX_LENGTH` letters as a word of the first. Words are compared by their stems.
    """
    first_words, second_words = stem_words(first.key), stem_words(second.key)
    if first_words <= second_words or second_words <= first_words:
        return True
    prefixes = {word[:PREFIX_LENGTH] for word in first_words}
    return len(second_words) == 1 and {word[:PREFIX_LENGTH] for word in second_words} <= prefixes


def _join_phrases(first: str, second: str) -> str:
    """Join two phrases by "and"; if both have several words, write a common last word only once.

    "image retrieval" and "video retrieval" become "image and video retrieval".
    """
    *words_before, last_word = first.split()
    if words_before and second.split()[-1].lower() == last_word.lower() and " " in second:
        return f"{' '.join(words_before)} and {second}"
    return f"{first} and {second}"


def _capitalise(name: str) -> str:
    """Return the name with a capital first letter, unless its first word has capitals ("mRNA")."""
    return name[0].upper() + name[1:] if name.split()[0].islower() else name


def _choose_unused(names: Iterator[Name], taken: set[str]) -> Name:
    """Return the first name not in `taken` (case-folded), or "Robots (2)"; add it to `taken`."""
    first = next(names)
    numbered = (Name(f"{first.text} ({number})", first.first_phrase) for number in count(2))
    options = chain([first], names, numbered)
    name = next(name for name in options if name.text.casefold() not in taken)
    taken.add(name.text.casefold())
    return name


def _shorten_title(title: str) -> str:
    """Return a title; one too long for a name is cut, if possible between words, and gets "…"."""
    if len(title) <= MAX_TITLE_LENGTH:
        return title
    return title[:MAX_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _make_key(text: str) -> str:
    """Return the key of a phrase: its words in lower case and in the singular."""
    return " ".join(map(singular, words_of(text)))
