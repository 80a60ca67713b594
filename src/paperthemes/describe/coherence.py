"""How good keywords are, in numbers."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.describe.keywords import Keywords
from paperthemes.describe.metrics import Reading, round_metrics

READINGS = (
    Reading(
        "npmi",
        "keyword coherence",
        "how often a topic's keywords stand in the same papers (NPMI): -1 is never, 0 is "
        "chance, 1 is always; higher is clearer",
    ),
    Reading(
        "diversity",
        "keyword diversity",
        "different keywords as a share of all topics' keywords; 1 means that none is shared",
    ),
)


def coherence(keywords: Sequence[Keywords], held: csr_array) -> dict[str, Any]:
    """Measure the keywords of topics.

    Parameters
    ----------
    keywords
        The keywords of each topic.
    held
        Shape `(n, t)`: 1 where a paper has a term.

    Returns
    -------
    dict[str, Any]
        The keys of `READINGS`, with `None` for what cannot be told, and `readings`.
    """
    terms = [chosen.terms for chosen in keywords]
    return round_metrics({"npmi": npmi(terms, held), "diversity": diversity(terms)}, READINGS)


def npmi(keywords: Sequence[Sequence[int]], held: csr_array) -> float | None:
    """Return the coherence of the topics' keywords: mean NPMI of two of them in the same paper.

    Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL 2009; as a
    measure of topics: Lau, Newman & Baldwin, EACL 2014.

    Parameters
    ----------
    keywords
        The keywords of each topic, as columns of `held`; a topic with fewer than two does not
        count.
    held
        Shape `(n, t)`: 1 where a paper has a term.
    """
    columns = held.tocsc()
    means = [
        float(np.mean(_npmi(columns[:, list(words)].toarray())))
        for words in keywords
        if len(words) > 1
    ]
    return float(np.mean(means)) if means else None


def _npmi(held: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the NPMI of each two columns: -1 where they never meet, 1 where they always do."""
    papers = len(held)
    together = (held.T @ held).astype(np.float64)
    first, second = np.triu_indices(held.shape[1], 1)
    both, alone = together[first, second], np.diag(together)
    values = np.full(both.size, -1.0)
    some = (both > 0) & (both < papers)
    expected = alone[first] * alone[second] / papers
    values[some] = np.log(both[some] / expected[some]) / -np.log(both[some] / papers)
    values[both == papers] = 1.0
    return values


def diversity(keywords: Sequence[Sequence[int]]) -> float | None:
    """Return how many different keywords there are, as a share of all topics' keywords.

    Dieng, Ruiz & Blei, "Topic modeling in embedding spaces", TACL 8, 2020.
    """
    said = list(itertools.chain(*keywords))
    return len(set(said)) / len(said) if said else None
