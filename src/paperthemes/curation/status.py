"""What of `curation.yaml` is in effect, what waits, and what has no effect."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from paperthemes.curation.edits import Curation, resolve_pins

IN_EFFECT = "in effect"
NEXT_RUN = "from the next run on"


@dataclass(frozen=True, slots=True)
class KnownTopics:
    """What is known of the topics and papers of one clustering.

    Attributes
    ----------
    found
        Permanent ids of the topics that the results have, before curation.
    names
        The latest names of all topics that there ever were, by topic_id.
    papers
        A `tables.PAPERS`.
    applied
        What curation the results were made with.
    """

    found: frozenset[str]
    names: Mapping[str, str]
    papers: pd.DataFrame
    applied: Curation


def edit_states(wanted: Curation, known: KnownTopics) -> Iterator[tuple[str, str]]:
    """Yield each thing that curation says, in words, and its state.

    Parameters
    ----------
    wanted
        What curation.yaml says now.
    known
        The clustering it is said of.
    """
    for topic_id, edit in wanted.topics.items():
        applied = known.applied.topics.get(topic_id)
        before = asdict(applied) if applied is not None else {}
        for key, value in asdict(edit).items():
            if not value:
                continue
            targets = [topic_id, value] if key == "merge_into" else [topic_id]
            state = _of_topics(targets, known)
            done = before.get(key) == value
            yield f"{topic_id} {key}: {_shown(value)}", state or (IN_EFFECT if done else NEXT_RUN)
    rows = resolve_pins(wanted, known.papers)
    for reference, topic_id in wanted.papers.items():
        state = _of_topics([topic_id], known)
        if rows[reference] is None:
            state = "no effect: no such paper"
        done = known.applied.papers.get(reference) == topic_id
        yield f"paper {reference!r} in {topic_id}", state or (IN_EFFECT if done else NEXT_RUN)


def _of_topics(topic_ids: list[str], known: KnownTopics) -> str:
    """Say what hinders an edit; nothing, if all its topics are there."""
    for topic_id in topic_ids:
        if topic_id not in known.found and topic_id in known.names:
            return f"waits: {topic_id} ({known.names[topic_id]}) is retired"
        if topic_id not in known.found:
            return f"no effect: there has never been a {topic_id}"
    return ""


def _shown(value: Any) -> str:  # noqa: ANN401 - text or flag
    return str(value).lower() if isinstance(value, bool) else str(value)
