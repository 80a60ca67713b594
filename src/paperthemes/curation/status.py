"""State of each entry of `curation.yaml`: in effect, pending, or without effect."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from paperthemes.curation.edits import Curation, TopicEdit, resolve_pins

IN_EFFECT = "in effect"
NEXT_RUN = "takes effect on the next run"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTopics:
    """Topics and papers of one clustering, from its results and history.

    Attributes
    ----------
    current
        Permanent ids of the topics in the results, before curation.
    names
        Latest names of all topics there have ever been, by topic_id.
    papers
        A `tables.PAPERS`.
    applied
        Curation that the results were made with.
    """

    current: frozenset[str]
    names: Mapping[str, str]
    papers: pd.DataFrame
    applied: Curation


def list_edits(wanted: Curation, known: KnownTopics) -> Iterator[tuple[str, str]]:
    """Yield each edit in words, and its state.

    Parameters
    ----------
    wanted
        Contents of curation.yaml.
    known
        Topics and papers of the clustering.
    """
    for topic_id, edit in wanted.topics.items():
        applied = asdict(known.applied.topics.get(topic_id, TopicEdit()))
        for key, value in asdict(edit).items():
            if value:
                targets = [topic_id, value] if key == "merge_into" else [topic_id]
                text = "true" if value is True else value
                state = _state(targets, known, is_applied=applied[key] == value)
                yield f"{topic_id} {key}: {text}", state
    rows = resolve_pins(wanted, known.papers)
    for reference, topic_id in wanted.papers.items():
        is_applied = known.applied.papers.get(reference) == topic_id
        state = _state([topic_id], known, is_applied=is_applied)
        if rows[reference] is None:
            state = "no effect: no such paper"
        yield f"paper {reference!r} in {topic_id}", state


def _state(topic_ids: Sequence[str], known: KnownTopics, *, is_applied: bool) -> str:
    """Return the state of an edit that needs these topics."""
    for topic_id in topic_ids:
        if topic_id not in known.current:
            if topic_id in known.names:
                return f"waiting: {topic_id} ({known.names[topic_id]}) is retired"
            return f"no effect: unknown topic id {topic_id}"
    return IN_EFFECT if is_applied else NEXT_RUN
