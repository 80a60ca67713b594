"""Summaries of topics and themes: sentences of their papers."""

import functools
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.keywords import MAX_KEYWORDS
from paperthemes.describe.ranking import Groups, Ranking
from paperthemes.describe.sentence_terms import find_content, match_terms, rate_subject, stem_text
from paperthemes.describe.sentences import find_first_sentence, find_subject, rate_wording
from paperthemes.describe.term_vectors import TextVectors

# The numbers below were chosen by reading summaries of 150 groups of papers on machine learning,
# physics and other fields. Other values of `MAX_PAPERS` and `COMMON_BASE` gave other sentences, but
# no better ones.
MAX_SENTENCES = 3
MAX_PAPERS = 60  # of a group, the most central ones, whose sentences are compared
FRINGE_FACTOR = 0.8  # for the sentence of a paper that is not core
MIN_CLOSENESS = 0.05  # lower bound of the cosine of a paper and the centre of its group
REPEATED_SHARE = 0.05  # of its weight that a term keeps when a chosen sentence has it
MIN_REPEATED_WORDS = 0.5  # of the words of a sentence; a longer one with these repeats it
HALVING_LENGTH = 40  # different words; they halve the sum of the weights of a sentence's terms
MIN_COMMON_SHARE = 0.05  # of the sentences of a group, and at least two, have a common word
COMMON_BASE = 0.2  # added to the share of common words in a sentence
ACRONYM_PENALTY = 0.85  # factor for an acronym that a sentence uses without its full form
RARE_ACRONYM_PENALTY = 0.6  # instead, if the words of the acronym are not common
# These were chosen by reading the first sentences of 70 topics beside their names. Of these, 37 fit
# (33 without names), and 1 does not fit at all (4). With 12 sentences, the choice is the same.
MAX_COMPARED = 8  # sentences of a group that are compared with its name: encoding takes time
MIN_FIT = 0.05  # lower bound of the cosine of a sentence and the name
MIN_NAME_FIT = 0.5  # of a sentence without any of the first `MAX_KEYWORDS` terms
_ACRONYM = re.compile(r"\b[\w-]*[A-Z][\w-]*[A-Z][\w-]*\b|\b[A-Za-z]+\d[\w-]*\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """First sentence of a paper.

    Attributes
    ----------
    text
        The sentence, as in the abstract.
    paper
        Row number of the paper.
    closeness
        Cosine of the paper and the centre of its group, above 0; lower if the paper is not core.
    stems
        Stems of its words, in their order.
    content
        Those stems that are long enough to mean something or, if none is, all.
    """

    text: str
    paper: int
    closeness: float
    stems: Sequence[str]
    content: frozenset[str]


def summarise_groups(
    abstracts: Sequence[str],
    groups: Groups,
    rankings: Sequence[Ranking],
    terms: Terms,
    vectors: NDArray[np.float32],
    *,
    names: Sequence[str],
    embed: TextVectors | None,
) -> list[list[tuple[str, int]]]:
    """Choose up to `MAX_SENTENCES` sentences that say what each group of papers is about.

    Candidates are the first sentences of the abstracts of the most central papers, because first
    sentences state a subject and need no sentence before them (`find_first_sentence`). They are
    chosen one by one. The next one is that with the highest product of

    - the root of the closeness of its paper to the centre of the group,
    - how well it states a subject (`rate_wording`, `_rate_words`),
    - how far its subject is the name of the group or one of its terms (`rate_subject`),
    - the root of the sum of the weights of its terms, divided by a number that grows with its
      length. Terms of sentences that are already chosen count little (`REPEATED_SHARE`),
    - the root of the distance (one minus the cosine) of its paper and the nearest one of those
      whose sentences are already chosen,
    - the cosine of the sentence and the name of the group, for the `MAX_COMPARED` sentences
      that are best without it; others are left out, and so are those that have no keyword of the
      group and are far from its name (`_rate_fit`).

    A sentence that repeats one of these is left out (`MIN_REPEATED_WORDS`).

    Parameters
    ----------
    abstracts
        Abstract of each paper; empty if it has none.
    groups
        Groups of these papers.
    rankings
        Ranked terms of each group.
    terms
        Terms of these papers.
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    names
        Name of each group.
    embed
        Function from texts to their unit vectors; `None` if the encoder has none. Then sentences
        are not compared with names.

    Returns
    -------
    list of list of tuple
        For each group, sentences and the row numbers of their papers, the best first. Each is from
        another paper. A group without a suitable sentence has an empty list.
    """
    summaries: list[list[tuple[str, int]]] = []
    for group, (ranking, name) in enumerate(zip(rankings, names, strict=True)):
        candidates = _find_candidates(abstracts, groups, group, vectors)
        if not candidates:
            summaries.append([])
            continue
        chosen = _choose(candidates, ranking, terms, vectors, name=name, embed=embed)
        summaries.append([(candidate.text, candidate.paper) for candidate in chosen])
    return summaries


def _find_candidates(
    abstracts: Sequence[str], groups: Groups, group: int, vectors: NDArray[np.float32]
) -> list[_Candidate]:
    """Return the suitable first sentences of the `MAX_PAPERS` most typical papers of a group."""
    papers = groups.sort_members(group, vectors)[:MAX_PAPERS]
    closeness = np.maximum(vectors[papers] @ groups.centres[group], MIN_CLOSENESS)
    closeness = np.where(groups.is_core[papers], closeness, FRINGE_FACTOR * closeness)
    candidates = []
    for place, paper in enumerate(papers.tolist()):
        if text := _find_first_sentence(abstracts[paper]):
            stems = stem_text(text)
            candidates.append(
                _Candidate(
                    text=text,
                    paper=paper,
                    closeness=float(closeness[place]),
                    stems=stems,
                    content=frozenset(find_content(stems)),
                )
            )
    return candidates


def _choose(
    candidates: Sequence[_Candidate],
    ranking: Ranking,
    terms: Terms,
    vectors: NDArray[np.float32],
    *,
    name: str,
    embed: TextVectors | None,
) -> list[_Candidate]:
    """Choose up to `MAX_SENTENCES` of one or more candidates, as `summarise_groups` says."""
    weights = ranking.common_weights()
    term_words = [frozenset(stem_text(terms.spellings[term])) for term in ranking.terms]
    matches = match_terms(term_words, [candidate.stems for candidate in candidates])
    lengths = np.array([len(set(candidate.stems)) for candidate in candidates])
    ratings = _rate_words(candidates) * _rate_subjects(candidates, term_words, weights, name)
    ratings /= np.sqrt(1 + lengths / HALVING_LENGTH)
    if embed:
        has_keyword = (matches[:, :MAX_KEYWORDS] == 1).any(axis=1)
        scores = ratings * np.sqrt(matches @ weights)
        ratings *= _rate_fit(candidates, scores, has_keyword, embed, name)
    papers = vectors[[candidate.paper for candidate in candidates]]
    can_follow = np.ones(len(candidates), np.bool_)  # each candidate is tried once
    distances = np.ones(len(candidates))  # from the nearest paper of a chosen sentence
    chosen: list[int] = []
    while len(chosen) < MAX_SENTENCES:
        scores = can_follow * ratings * np.sqrt(matches @ weights * distances)
        best = int(np.argmax(scores))
        if scores[best] <= 0:
            break
        can_follow[best] = False
        if any(_repeats(candidates[best], candidates[other]) for other in chosen):
            continue
        chosen.append(best)
        weights = weights * (1 - (1 - REPEATED_SHARE) * matches[best])
        distances = np.minimum(distances, 1 - np.clip(papers @ papers[best], 0, 1))
    return [candidates[place] for place in chosen]


def _rate_fit(
    candidates: Sequence[_Candidate],
    scores: NDArray[np.float64],
    has_keyword: NDArray[np.bool_],
    embed: TextVectors,
    name: str,
) -> NDArray[np.float64]:
    """Return how well each candidate fits the name of its group: shape `(s,)`, 0 to 1.

    It is the cosine of their vectors. It is 0 for all but the `MAX_COMPARED` candidates
    with the best `scores`, and for those without a keyword that are not near the name.
    """
    best = np.argsort(-scores, kind="stable")[:MAX_COMPARED]
    name_vector, *sentences = embed([name, *(candidates[place].text for place in best)])
    fits = np.maximum(np.array(sentences) @ name_vector, MIN_FIT)
    ratings = np.zeros(len(candidates))
    ratings[best] = np.where(has_keyword[best] | (fits >= MIN_NAME_FIT), fits, 0)
    return ratings


def _rate_subjects(
    candidates: Sequence[_Candidate],
    term_words: Sequence[frozenset[str]],
    weights: NDArray[np.float64],
    name: str,
) -> NDArray[np.float64]:
    """Return how far the subject of each candidate is the name or a term: shape `(s,)`, above 0.

    `term_words` has the stems of each term, best first, and `weights` the weights of the terms. The
    name counts as much as the best term.
    """
    name_words = frozenset(stem_text(name))
    all_words, all_weights = [*term_words, name_words], np.append(weights, 1)
    known = name_words.union(*term_words[:MAX_KEYWORDS])
    subjects = [stem_text(find_subject(candidate.text)) for candidate in candidates]
    return np.array([rate_subject(each, all_words, all_weights, known) for each in subjects])


def _rate_words(candidates: Sequence[_Candidate]) -> NDArray[np.float64]:
    """Return how well each candidate states a subject of the group: shape `(s,)`, above 0.

    It is the product of the root of the closeness of its paper, the rating of its wording, and the
    share of its words that other sentences of the group have, too: these do not depend on what is
    special in one paper. Acronyms without explanation lower it.
    """
    counts = Counter(stem for candidate in candidates for stem in set(candidate.stems))
    least = max(2, round(MIN_COMMON_SHARE * len(candidates)))
    common = {stem for stem, count in counts.items() if count >= least}
    ratings = []
    for candidate in candidates:
        share = len(candidate.content & common) / len(candidate.content)
        rating = candidate.closeness**0.5 * rate_wording(candidate.text) * (COMMON_BASE + share)
        ratings.append(rating * _rate_acronyms(candidate.text, common))
    return np.array(ratings)


def _rate_acronyms(text: str, common: Collection[str]) -> float:
    """Return the product of the penalties for acronyms, and names of systems, in a sentence.

    An acronym in brackets stands behind its full form. `common` has the stems of common words.
    """
    rating = 1.0
    for acronym in sorted(set(_ACRONYM.findall(text))):  # a product of floats depends on the order
        if f"({acronym})" not in text:
            is_common = all(stem in common for stem in stem_text(acronym))
            rating *= ACRONYM_PENALTY if is_common else RARE_ACRONYM_PENALTY
    return rating


def _repeats(first: _Candidate, second: _Candidate) -> bool:
    """Return whether two sentences share so many words that one repeats the other."""
    shortest = min(len(first.content), len(second.content))
    return len(first.content & second.content) >= MIN_REPEATED_WORDS * shortest


# Topics and themes have the same papers. The cache has a place for each of their central papers.
_find_first_sentence = functools.lru_cache(maxsize=20_000)(find_first_sentence)
