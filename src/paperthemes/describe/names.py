"""Names: one phrase that most papers of a group share, or two, and none twice in the tree."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.stems import stems
from paperthemes.describe.weights import Ranking
from paperthemes.text.words import singular, words_of

_BY_WORDS = (0.0, 0.45, 1.0, 1.0, 0.9)  # how good a name so many words make
_PROPER = 0.7  # the same for a single word that is written like a name: MIMO, LiDAR
_USUAL_SHARE = 0.2  # of a group's papers hold the first phrase; fewer speak against it
_ENOUGH = 0.5  # share of the papers that makes a second phrase needless
_LEAST_SECOND = 0.15  # fit of a second phrase, as a share of the first one's
_BEGINNING = 6  # letters that two words of one family share
_WEIGHTY = 1.5  # times as much as several words is what a single one after them must weigh
_TOLD = 0.07  # share of the papers that the second phrase tells of, and the first does not
_IN_THEME = 0.3  # share of a theme's papers that hold a phrase which names it
_IN_TOPIC = 0.15  # the same for each of at least half of its topics
_LONGEST = 60  # characters of a title that stands for a name


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A term that may stand in a name: the place in its ranking, and how well it would do."""

    place: int
    key: str
    written: str
    fit: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and the phrase it begins with as it is written within a sentence."""

    text: str
    first: str


def named(text: str, spelling: Mapping[str, str]) -> Name:
    """Return a name that is there already, as if it had been made here.

    Parameters
    ----------
    text
        The name.
    spelling
        How each term is written, by its key: tells the phrase that the name begins with, of which
        a last word that the second has too is not said.
    """
    first, _, second = text.partition(" and ")
    for phrase in (f"{first} {second.split()[-1]}" if " " in second.strip() else first, first):
        if written := spelling.get(" ".join(map(singular, words_of(phrase)))):
            return Name(text, written)
    return Name(text, first)


def topic_names(
    vocabulary: Terms,
    ranked: Sequence[Ranking],
    titles: Sequence[str],
    given: Sequence[Name | None],
    reserved: Collection[str] = (),
) -> list[Name]:
    """Name topics.

    A name begins with the phrase that fits best: of several words, of high weight, held by many. A
    second follows where most papers do not hold the first. No two begin alike: the topic that a
    phrase belongs to more wholly has it.

    Parameters
    ----------
    vocabulary
        The terms.
    ranked
        The terms of each topic.
    titles
        The title of each topic's most central paper, for a topic without terms.
    given
        The names that topics have already; `None` for those to name.
    reserved
        Names that no topic may get.
    """
    candidates = [_candidates(vocabulary, ranking) for ranking in ranked]
    claims = [
        (-_claim(ranking, some[0]) if some else 0.0, topic)
        for topic, (ranking, some) in enumerate(zip(ranked, candidates, strict=True))
    ]
    names = {topic: name for topic, name in enumerate(given) if name is not None}
    begun = {stems(" ".join(map(singular, words_of(name.text)))) for name in names.values()}
    for _, topic in sorted(claims):
        if topic in names:
            continue
        some = [phrase for phrase in candidates[topic] if stems(phrase.key) not in begun]
        title = _short(titles[topic])
        options = [*_options(some or candidates[topic], ranked[topic]), Name(title, title)]
        name = _first_free(options, [*reserved, *(name.text for name in names.values())])
        begun.update(stems(phrase.key) for phrase in some if phrase.written == name.first)
        names[topic] = name
    return [names[topic] for topic in range(len(ranked))]


def theme_names(
    vocabulary: Terms,
    ranked: Sequence[Ranking],
    children: Sequence[Sequence[NDArray[np.bool_]]],
    topics: Sequence[Sequence[Name]],
) -> list[Name]:
    """Name themes.

    A theme of three topics and more is called by what most of them share; one without such a
    phrase, or with fewer topics, as its largest topics begin.

    Parameters
    ----------
    vocabulary
        The terms.
    ranked
        The terms of each theme.
    children
        For each theme, which of its papers belong to each of its topics: shape `(m,)` each.
    topics
        For each theme, the names of its topics, the largest first.
    """
    taken = [name.text for names in topics for name in names]
    found: list[Name] = []
    for ranking, inside, names in zip(ranked, children, topics, strict=True):
        candidates = _candidates(vocabulary, ranking)
        shared = _shared(candidates, ranking, inside) if len(names) > 2 else []
        options = [
            *_options(shared, ranking),
            _of_children(names),
            *_options(candidates, ranking, always_two=True),
        ]
        found.append(_first_free(options, [*taken, *(name.text for name in found)]))
    return found


def _candidates(vocabulary: Terms, ranking: Ranking) -> list[_Phrase]:
    """Return the terms of a group as parts of its name, the best first."""
    shares = ranking.held.mean(axis=0) if len(ranking.held) else np.zeros(0)
    found = []
    for place, (term, weight) in enumerate(zip(ranking.terms, ranking.weights, strict=True)):
        written = vocabulary.written[term]
        length = _BY_WORDS[min(len(written.split()), len(_BY_WORDS) - 1)]
        if " " not in written and not written[1:].islower():
            length = _PROPER
        fit = float(weight * length * min(1.0, shares[place] / _USUAL_SHARE))
        found.append(_Phrase(place, vocabulary.keys[term], written, fit))
    return sorted(found, key=lambda phrase: (-phrase.fit, phrase.place))


def _claim(ranking: Ranking, phrase: _Phrase) -> float:
    """Return how much a phrase belongs to this group alone, and this group to it."""
    return float(ranking.purity[phrase.place] * ranking.held[:, phrase.place].mean())


def _shared(
    phrases: Sequence[_Phrase], ranking: Ranking, inside: Sequence[NDArray[np.bool_]]
) -> list[_Phrase]:
    """Return the phrases of several words that most of a theme's topics share, the best first."""
    shared = []
    for phrase in phrases:
        held = ranking.held[:, phrase.place]
        about = [held[members].mean() >= _IN_TOPIC for members in inside]
        if " " in phrase.written and held.mean() >= _IN_THEME and 2 * sum(about) >= len(about):
            shared.append(phrase)
    return shared


def _of_children(names: Sequence[Name]) -> Name:
    """Name a theme after its largest topics."""
    first = names[0].first
    text = _joined(first, names[1].first) if len(names) > 1 else first
    return Name(_capital(text), first)


def _options(
    phrases: Sequence[_Phrase], ranking: Ranking, *, always_two: bool = False
) -> Iterator[Name]:
    """Yield names that the phrases make, the best first."""
    for first in phrases:
        enough = ranking.held[:, first.place].mean() >= _ENOUGH and " " in first.written
        alone = enough and not always_two
        second = None if alone else _second(first, phrases, ranking)
        text = _joined(first.written, second.written) if second else first.written
        yield Name(_capital(text), first.written)


def _second(first: _Phrase, phrases: Sequence[_Phrase], ranking: Ranking) -> _Phrase | None:
    """Return the phrase that tells most of the papers that the first does not tell of.

    If the first, a single word, tells of most already, the second says more of the same papers.
    After several words, a single one comes second only if it weighs far more.
    """
    left = ~ranking.held[:, first.place]
    near = np.clip(ranking.likeness / ranking.likeness[first.place], 0, 1)
    apart = 1 - ranking.vectors @ ranking.vectors[first.place]
    most_told = left.mean() <= 1 - _ENOUGH
    best, most = None, 0.0
    for phrase in phrases:
        place, words = phrase.place, stems(phrase.key)
        told = 1.0 if most_told else float((ranking.held[:, place] & left).mean())
        short = " " not in phrase.written and " " in first.written
        light = ranking.weights[place] < _WEIGHTY * ranking.weights[first.place]
        if _alike(first, phrase) or told < _TOLD or (short and light):
            continue
        gain = phrase.fit * told * ranking.purity[place] * near[place] * apart[place]
        gain *= 1 - len(words & stems(first.key)) / (2 * len(words))
        if phrase.fit >= _LEAST_SECOND * first.fit and gain > most:
            best, most = phrase, gain
    return best


def _alike(one: _Phrase, other: _Phrase) -> bool:
    """Tell whether one has all words of the other, or "recognition" and the other "recogniser"."""
    words, others = stems(one.key), stems(other.key)
    if words <= others or others <= words:
        return True
    beginnings = {word[:_BEGINNING] for word in words}
    return len(others) == 1 and {word[:_BEGINNING] for word in others} <= beginnings


def _joined(first: str, second: str) -> str:
    """Join two phrases; a last word that both have is said once."""
    *before, last = first.split()
    if before and second.split()[-1].lower() == last.lower() and " " in second:
        return f"{' '.join(before)} and {second}"
    return f"{first} and {second}"


def _capital(name: str) -> str:
    """Begin with a capital, unless the first word has its own way ("mRNA")."""
    first = name.split()[0]
    return name[0].upper() + name[1:] if first.islower() else name


def _first_free(names: Sequence[Name], taken: Collection[str]) -> Name:
    """Return the first name that is not taken, capitals or not; if all are, with a number."""
    said = {text.casefold() for text in taken}
    numbered = (
        Name(f"{names[0].text} ({number})", names[0].first) for number in itertools.count(2)
    )
    return next(
        name for name in itertools.chain(names, numbered) if name.text.casefold() not in said
    )


def _short(title: str) -> str:
    """Cut a title at a word, if it is long."""
    if len(title) <= _LONGEST:
        return title
    cut = title[:_LONGEST].rsplit(" ", 1)[0]
    return f"{cut}…"
