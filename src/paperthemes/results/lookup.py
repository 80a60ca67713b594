"""Finding a paper, topic or theme by what users call it, with near matches if there is none."""

import operator
from collections.abc import Sequence

import pandas as pd

from paperthemes.errors import UserError
from paperthemes.text.plurals import count_of

MAX_SUGGESTED = 3  # near matches in a message
# Of 100 (rapidfuzz.fuzz.partial_ratio): unrelated names score about 45, one wrong letter 90.
MIN_SUGGESTED_SCORE = 60


def find_group(groups: pd.DataFrame, kind: str, key: str | int) -> int:
    """Return the number of a topic or theme.

    Parameters
    ----------
    groups
        The topics or themes, in the order of their numbers.
    kind
        `topic` or `theme`.
    key
        Its number, its name or, for a topic, its `topic_id`; capitals make no difference.

    Raises
    ------
    UserError
        If there is none.
    """
    names = groups.name.tolist()
    if not isinstance(key, str):
        if 0 <= (number := operator.index(key)) < len(names):
            return number
        raise UserError(f"no {kind} has the number {key}; there are {count_of(len(names), kind)}")
    ids = groups.topic_id.tolist() if kind == "topic" else range(len(names))
    labels = [f"{topic_id} ({name})" for topic_id, name in zip(ids, names, strict=True)]
    for number, texts in enumerate(zip(map(str, ids), names, strict=True)):
        if key.strip().casefold() in (text.casefold() for text in texts):
            return number
    raise UserError(f"there is no {kind} {key!r}{_suggest(key, labels)}")


def find_paper(papers: pd.DataFrame, paper_id: str) -> int:
    """Return the row of a paper, given by its `paper_id` or by an earlier one (an alias).

    Raises
    ------
    UserError
        If there is none.
    """
    is_paper = papers.paper_id == paper_id
    if not is_paper.any():
        is_paper = papers.aliases.map(lambda aliases: paper_id in aliases)
    if is_paper.any():
        return int(is_paper.to_numpy().argmax())
    pairs = zip(papers.paper_id, papers.title, strict=True)
    labels = [f"{known} ({title})" for known, title in pairs]
    hint = _suggest(str(paper_id), labels)  # a number is a common mistake
    raise UserError(f"there is no paper with the paper_id {paper_id!r}{hint}")


def _suggest(text: str, labels: Sequence[str]) -> str:
    """Return the end of a message that names the labels most similar to `text`, if any is."""
    from rapidfuzz import fuzz, process, utils  # lazy: only errors need it

    matches = process.extract(
        *(text, labels),
        scorer=fuzz.partial_ratio,
        processor=utils.default_process,
        limit=MAX_SUGGESTED,
        score_cutoff=MIN_SUGGESTED_SCORE,
    )
    return f"; did you mean {' or '.join(label for label, _, _ in matches)}?" if matches else ""
