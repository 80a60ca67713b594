"""Names of topics: fields of research, or phrases of the papers; no two names are equal."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from paperthemes.describe.candidates import Candidate
from paperthemes.describe.coverage import Coverage
from paperthemes.describe.kept_names import GivenNames, keep_names
from paperthemes.describe.keywords import stem_words
from paperthemes.describe.name import (
    MIN_COVERAGE,
    MIN_PART_SHARE,
    Name,
    make_unique,
    name_key,
    source_of,
)
from paperthemes.describe.term_vectors import TextVectors
from paperthemes.text.grammar import find_conjunction
from paperthemes.text.words import capitalise

MIN_PART = 0.25  # share of the papers that are about one of the two parts of a name alone
MAX_PART_SIMILARITY = 0.6  # cosine of the parts of a name; more similar ones are one concept
MIN_PART_SCORE = 0.5  # score of the second part, as a share of that of the first
MAX_PARTS = 10  # candidates that are tried as second part
MAX_TITLE_LENGTH = 60  # characters of a title that serves as a name
MIXED = "Mixed: "


def name_topics(
    candidates: Sequence[Sequence[Candidate]],
    coverage: Coverage,
    titles: Sequence[str],
    *,
    given: GivenNames,
    embed_kept: TextVectors | None = None,
) -> list[Name]:
    """Return the name of each topic.

    A topic gets the best of its candidates. If several topics want the same, names are given so
    that the sum of all scores is highest. A second part follows if the topic holds two groups of
    papers (`_is_apart`). If less than `MIN_COVERAGE` of the papers are about the name, it says
    that the topic is mixed. A topic without candidates is named by a title.

    A name from the earlier run is kept while no other fits much better, unless it has two parts and
    one is now the best name of a topic that needs one (`keep_names`). A second part is never the
    name of another topic.

    Parameters
    ----------
    candidates
        Candidates of each topic, best first.
    coverage
        Tells which papers are about a name.
    titles
        Title of each topic's most central paper; two parts of a name are joined in its language.
    given
        Names that topics have already.
    embed_kept
        Function from names to unit vectors; `None`: no name of a language model is kept.
    """
    names = keep_names(candidates, coverage, given, embed_kept)
    taken = {text.casefold() for text in given.reserved}
    taken |= {name.text.casefold() for name in names if name}
    and_word = find_conjunction(titles)
    unnamed = [topic for topic, name in enumerate(names) if name is None]
    chosen = _assign([candidates[topic] for topic in unnamed], taken)
    firsts = {name_key(text) for text in (*taken, *(first.text for first in chosen if first))}
    for topic, first in zip(unnamed, chosen, strict=True):
        seconds = [c for c in candidates[topic] if name_key(c.text) not in firsts]
        name = _complete(first, topic, seconds, coverage, and_word) if first else None
        text = name.text if name else _shorten(titles[topic])
        unique = make_unique(text, taken)
        taken.add(unique.casefold())
        kept = given.kept[topic]
        former = "" if unique.casefold() == kept.casefold() else kept
        names[topic] = replace(name or Name(text=text, source="title"), text=unique, former=former)
    return [name for name in names if name]


def _assign(
    candidates: Sequence[Sequence[Candidate]], taken: Collection[str]
) -> list[Candidate | None]:
    """Return a candidate for each topic, no two alike and none `taken`, with the highest scores.

    `None` for a topic for which there is none (Kuhn, "The Hungarian method for the assignment
    problem", Naval Research Logistics 2, 1955).
    """
    columns: dict[str, int] = {}
    for topic in candidates:
        for candidate in topic:
            if capitalise(candidate.text).casefold() not in taken:
                columns.setdefault(name_key(candidate.text), len(columns))
    # The last columns, one per topic, are for topics without a name.
    scores = np.zeros((len(candidates), len(columns) + len(candidates)))
    by_place: dict[tuple[int, int], Candidate] = {}
    for row, topic in enumerate(candidates):
        for candidate in topic:
            column = columns.get(name_key(candidate.text))
            if column is not None and (row, column) not in by_place and candidate.score > 0:
                by_place[row, column] = candidate
                scores[row, column] = candidate.score
    rows, best = linear_sum_assignment(scores, maximize=True)
    return [by_place.get(place) for place in zip(rows.tolist(), best.tolist(), strict=True)]


def _complete(
    first: Candidate, topic: int, candidates: Sequence[Candidate], coverage: Coverage, and_word: str
) -> Name:
    """Return the name of a topic that begins with a candidate: one part, two, or a mixed name."""
    near = coverage.find_near(topic, first.vector)
    seconds = [*_list_seconds(first, candidates)]
    second = next(
        (c for c in seconds if _is_apart(near, coverage.find_near(topic, c.vector))), None
    )
    if near.mean() < MIN_COVERAGE:
        second = second or next(iter(seconds), None)
        text = MIXED + "; ".join(part.text for part in (first, second) if part)
        return Name(text=text, source="mixed", score=first.score)
    return Name(
        text=capitalise(_join(first.text, second.text, and_word) if second else first.text),
        source=source_of(first.field),
        field=-1 if second else first.field,
        score=first.score,
    )


def _is_apart(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> bool:
    """Return whether a topic holds two groups: papers near to one part of a name, not the other.

    Each must have at least `MIN_PART` of the papers. `first` and `second` tell which papers are
    near to each part.
    """
    return bool(min((first & ~second).mean(), (second & ~first).mean()) >= MIN_PART)


def _list_seconds(first: Candidate, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates that can follow the first part of a name, best first.

    A field follows a field, and a phrase follows a phrase. Parts of one concept, with a cosine
    above `MAX_PART_SIMILARITY`, make no name.
    """
    words = stem_words(name_key(first.text))
    for candidate in candidates[:MAX_PARTS]:
        others = stem_words(name_key(candidate.text))
        if (
            (candidate.field >= 0) == (first.field >= 0)
            and candidate.score >= MIN_PART_SCORE * first.score
            and candidate.share >= MIN_PART_SHARE
            and float(candidate.vector @ first.vector) < MAX_PART_SIMILARITY
            and not (words <= others or others <= words)
        ):
            yield candidate


def _join(first: str, second: str, and_word: str) -> str:
    """Join two parts; if both have several words, write a common last word only once.

    "image retrieval" and "video retrieval" become "image and video retrieval".
    """
    *words_before, last_word = first.split()
    if words_before and second.split()[-1].lower() == last_word.lower() and " " in second:
        return f"{' '.join(words_before)}{and_word}{second}"
    return f"{first}{and_word}{second}"


def _shorten(title: str) -> str:
    """Return a title; one too long for a name is cut, if possible between words, and gets "…"."""
    if len(title) <= MAX_TITLE_LENGTH:
        return title
    return title[:MAX_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
