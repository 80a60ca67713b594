"""Candidates for the names of topics: fields of research and phrases of the papers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log10, sqrt

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.field_use import FieldUse, compute_elsewhere
from paperthemes.describe.ranking import Groups, Ranking
from paperthemes.describe.term_vectors import TextVectors

MIN_SHARE, MIN_PAPERS = 0.1, 3  # of a topic, or half of them, must mention a field
MAX_FIELDS = 25  # fields of a topic that are compared with it: encoding takes time
MAX_PHRASES = 40  # phrases of a topic that can be its name
# Times the score of a single word that is no field: it names a topic if nothing else does. If it is
# spelled like a proper name, such as ImageNet, it is often a data set or a model.
WORD_FACTOR, PROPER_NAME_FACTOR = 0.1, 0.5
MIN_FIELD_SIMILARITY = 0.12  # of a field that can name a topic; below, it is about something else
FULL_SHARE = 0.25  # of the papers; a name that fewer mention fits less well
# Of a field, times the logarithm (base 10) of the number of its parts, and, for topics, that of the
# number of such topics that would fill the corpus: the smaller a topic, the more specific its name.
WIDTH_PENALTY = 0.14


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A field or phrase that can name a topic.

    Attributes
    ----------
    text
        The name in running case, such as "object detection".
    field
        Number of the field in the lexicon; -1 for a phrase.
    share
        Share of the topic's papers that mention it, 0 to 1.
    contrast
        How much more the topic's papers mention it than all other papers, 0 to 1.
    vector
        Shape `(d,)`, float32: unit vector of the text.
    score
        How well it names the topic, 0 to 1 (see `make_candidates`).
    """

    text: str
    field: int
    share: float
    contrast: float
    vector: NDArray[np.float32]
    score: float = 0.0


def make_candidates(
    field_use: FieldUse,
    terms: Terms,
    rankings: Sequence[Ranking],
    topics: Groups,
    *,
    vectors: NDArray[np.float32],
    embed: TextVectors,
) -> tuple[list[list[Candidate]], NDArray[np.float32]]:
    """Return the candidates for the name of each topic, best score first, and their mean vector.

    The score is the product of two numbers:

    - the cosine of the name and the topic, after the mean of all other papers has been subtracted
      from the centre of the topic, and the mean of all candidates from the vector of the name.
      Without this, words of the whole field would be near to every topic;
    - the root of the contrast: the share of the topic's papers that mention the name, less the
      share of all other papers, times the share of all other papers that do not.

    It is lower for single words, for names that few of the topic's papers mention, and for fields
    with many parts, because the most specific name that covers a topic is the best. Of a small
    topic, the number of parts matters more.

    A phrase that is the name or an alias of a field is no candidate beside the field.

    Parameters
    ----------
    field_use
        Mentions of fields in the topics' papers.
    terms, rankings
        Terms of the corpus, and the ranked terms of each topic.
    topics
        The topics of n papers.
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    embed
        Function from names of fields to unit vectors.

    Returns
    -------
    candidates : list[list[Candidate]]
        Candidates of each topic.
    mean : NDArray[np.float32]
        What all names have in common: result of `_average_names`.
    """
    sizes = np.array([rows.size for rows in topics.members], np.int64)
    shares = field_use.shares()
    contrasts = compute_contrasts(shares, compute_elsewhere(shares, sizes))
    candidates = []
    for topic, ranking in enumerate(rankings):
        columns = _select_fields(shares[topic], contrasts[topic], int(sizes[topic]))
        fields = field_use.fields[columns].tolist()
        names = [field_use.lexicon.names[field] for field in fields]
        found = [
            Candidate(text=name, field=field, share=share, contrast=contrast, vector=vector)
            for name, field, share, contrast, vector in zip(
                names,
                fields,
                shares[topic, columns].tolist(),
                contrasts[topic, columns].tolist(),
                embed(names),
                strict=True,
            )
        ]
        size, total = int(sizes[topic]), int(sizes.sum())
        candidates.append([*found, *_list_phrases(ranking, terms, field_use, size, total)])
    mean = _average_names(candidates)
    parts = field_use.lexicon.part_counts
    smallness = np.log10(len(vectors) / np.maximum(sizes, 1)).tolist()
    scored = [
        _score(topic, direction, mean, parts, weight)
        for topic, direction, weight in zip(
            candidates, find_directions(topics, vectors), smallness, strict=True
        )
    ]
    return scored, mean


def compute_contrasts(
    shares: NDArray[np.float64], elsewhere: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the contrast of each share with that elsewhere, 0 to 1; shapes are equal."""
    return np.maximum(shares - elsewhere, 0) * (1 - elsewhere)


def _select_fields(
    shares: NDArray[np.float64], contrasts: NDArray[np.float64], size: int
) -> NDArray[np.int64]:
    """Return the columns of the fields that enough papers of a topic mention, best first."""
    enough = np.flatnonzero(
        (shares >= max(MIN_SHARE, min(MIN_PAPERS / size, 0.5))) & (contrasts > 0)
    )
    return enough[np.argsort(-contrasts[enough], kind="stable")[:MAX_FIELDS]]


def _list_phrases(
    ranking: Ranking, terms: Terms, field_use: FieldUse, size: int, total: int
) -> Iterator[Candidate]:
    """Yield the best terms of a topic that are no fields, with their vectors.

    `size` is the number of papers of the topic, `total` that of all topics.
    """
    shares = ranking.coverage()
    # Papers of all other topics that use the term, also those that are in no topic.
    others = ranking.presence.sum(axis=0) * (1 / ranking.purity - 1)
    contrasts = compute_contrasts(shares, np.minimum(others / max(total - size, 1), 1))
    for place, term in enumerate(ranking.terms[:MAX_PHRASES].tolist()):
        text = terms.spellings[term]
        if not field_use.finder.has(text):
            yield Candidate(
                text=text,
                field=-1,
                share=float(shares[place]),
                contrast=float(contrasts[place]),
                vector=ranking.vectors[place],
            )


def find_directions(topics: Groups, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the unit vector from the mean of all other papers to the centre of each topic."""
    total = vectors.sum(axis=0, dtype=np.float64)
    directions = topics.centres.astype(np.float64)
    for topic, rows in enumerate(topics.members):
        if rows.size < len(vectors):
            others = total - vectors[rows].sum(axis=0, dtype=np.float64)
            directions[topic] -= others / (len(vectors) - rows.size)
    return unit_rows(directions.astype(np.float32))


def _score(
    candidates: Sequence[Candidate],
    direction: NDArray[np.float32],
    mean: NDArray[np.float32],
    parts: Sequence[int],
    weight: float,
) -> list[Candidate]:
    """Return the candidates of a topic with their scores, best first.

    Fields that are not similar enough to the topic are left out (`MIN_FIELD_SIMILARITY`).

    Parameters
    ----------
    candidates
        Candidates without scores.
    direction
        Shape `(d,)`: direction of the topic.
    mean
        What the vectors of all names have in common.
    parts, weight
        Number of parts of each field of the lexicon, and how much it matters.
    """
    rows = np.array([candidate.vector - mean for candidate in candidates], np.float32)
    similarities = unit_rows(rows.reshape(len(candidates), direction.size)) @ direction
    scored = [
        replace(candidate, score=_compute_score(candidate, float(similarity), parts, weight))
        for candidate, similarity in zip(candidates, similarities, strict=True)
        if candidate.field < 0 or similarity >= MIN_FIELD_SIMILARITY
    ]
    return sorted(scored, key=lambda candidate: (-candidate.score, candidate.text))


def _compute_score(
    candidate: Candidate, similarity: float, parts: Sequence[int], weight: float
) -> float:
    """Return the score of a candidate, given its cosine with the direction of the topic.

    `parts` has the number of parts of each field, and `weight` says how much it matters.
    """
    score = max(0.0, similarity) * sqrt(candidate.contrast) * min(1, candidate.share / FULL_SHARE)
    if candidate.field >= 0:
        return score * reduce_for_width(parts[candidate.field], weight)
    if " " in candidate.text:
        return score
    return score * (WORD_FACTOR if candidate.text[1:].islower() else PROPER_NAME_FACTOR)


def reduce_for_width(parts: int, weight: float = 1.0) -> float:
    """Return the factor, 0 to 1, for the score of a field with so many parts.

    `weight` says how much the number of parts matters.
    """
    return max(0.0, 1 - weight * WIDTH_PENALTY * log10(1 + parts))


def _average_names(candidates: Sequence[Sequence[Candidate]]) -> NDArray[np.float32]:
    """Return what all names have in common: the mean vector of all different candidates.

    The shape is `(d,)`; with fewer than two candidates, it is `(1,)` and zero.
    """
    vectors = {candidate.text: candidate.vector for topic in candidates for candidate in topic}
    if len(vectors) < 2:
        return np.zeros(1, np.float32)
    return np.asarray(np.mean([*vectors.values()], axis=0), np.float32)


def average_mentions(field_use: FieldUse, vectors: NDArray[np.float32]) -> TextVectors:
    """Return a function from names of fields to unit vectors, for encoders that cannot encode them.

    The vector of a field is the mean vector of the papers that mention it.

    Parameters
    ----------
    field_use
        Mentions of fields in papers.
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    """
    rows = {field_use.lexicon.names[field]: row for row, field in enumerate(field_use.fields)}
    sums = np.zeros((len(rows), vectors.shape[1]), np.float32)
    for papers, mentions in zip(field_use.papers, field_use.mentions, strict=True):
        sums += mentions.T.astype(np.float32) @ vectors[papers]
    matrix = unit_rows(sums)
    return lambda names: matrix[[rows[name] for name in names]]
