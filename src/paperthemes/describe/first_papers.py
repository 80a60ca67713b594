"""Papers of a topic to read first: a survey, the most central one, the most cited or upvoted."""

import json
import re
from collections.abc import Sequence
from math import ceil

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.describe.ranking import Groups
from paperthemes.text.paper_fields import parse_number

_KIND = r"(?:survey|review|overview|tutorial|primer)\b"
# "A Survey of …", "…: A Comprehensive Review", "Survey on …", "A systematic review …"; but neither
# "Peer Review" nor "Dark Energy Survey".
_SURVEY = re.compile(
    rf"(?:^|: )an? (?:[\w-]+ ){{0,3}}{_KIND}|(?:^|: ){_KIND}"
    r"|\b(?:systematic|literature|scoping) (?:review|survey)",
    re.IGNORECASE,
)
# Share of the papers of a group, the most typical first, that can be its survey. Of 20 surveys in
# topics of 432 papers, those up to 0.52 were about the topic, and most from 0.67 on were not.
MAX_SURVEY_RANK = 0.6
_COUNTS = {"citations": "cited", "upvotes": "upvoted"}  # keys of `extra`, the first one known wins


def choose_first_papers(
    papers: pd.DataFrame, groups: Groups, vectors: NDArray[np.float32]
) -> list[list[tuple[int, str]]]:
    """Choose up to three papers of each group to read first, each with the reason.

    These are the most central survey, unless it is far from the centre (`MAX_SURVEY_RANK`), the
    most central paper, and the most cited paper or, if no number of citations is known, the most
    upvoted one. A paper with two of these reasons is named once.

    Parameters
    ----------
    papers
        The n papers, with the columns `title` and `extra` of `tables.PAPERS`.
    groups
        Groups of these papers.
    vectors
        Shape `(n, d)`: unit vectors of the papers.

    Returns
    -------
    list of list of tuple
        For each group, row numbers of papers with reasons such as "survey" and "most cited: 12".
    """
    titles, extras = papers.title.tolist(), papers.extra.tolist()
    chosen = []
    for group in range(len(groups.centres)):
        rows = groups.sort_members(group, vectors).tolist()
        near = rows[: ceil(MAX_SURVEY_RANK * len(rows))]
        survey = next((row for row in near if _SURVEY.search(titles[row])), None)
        reasons: dict[int, list[str]] = {} if survey is None else {survey: ["survey"]}
        reasons.setdefault(rows[0], []).append("most central")
        for row, reason in _find_most_popular(rows, extras):
            reasons.setdefault(row, []).append(reason)
        chosen.append([(row, ", ".join(texts)) for row, texts in reasons.items()])
    return chosen


def _find_most_popular(rows: Sequence[int], extras: Sequence[str]) -> list[tuple[int, str]]:
    """Return the row of the paper with the largest count, and the reason; none if none is known."""
    for key, word in _COUNTS.items():
        counts = {row: _read_count(extras[row], key) for row in rows if f'"{key}"' in extras[row]}
        best = max(counts, key=counts.__getitem__, default=None)  # of equals, the most central
        if best is not None and counts[best] > 0:
            return [(best, f"most {word}: {counts[best]:,}")]
    return []


def _read_count(extra: str, key: str) -> float:
    """Return the number that a JSON object has under a key; 0 if it is no number."""
    return parse_number(str(json.loads(extra).get(key, ""))) or 0
