"""State of each entry of `curation.yaml`: in effect, pending, or without effect."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.identities import Identities
from paperthemes.curation.edits import Curation, TopicEdit, explain_missing, resolve_pins
from paperthemes.curation.template import read_results, to_one_line
from paperthemes.files import HISTORY, RESULTS
from paperthemes.history.store import History
from paperthemes.text.plurals import count_of

IN_EFFECT = "in effect"
NEXT_RUN = "takes effect on the next run"


def list_clustering(name: str, wanted: Curation, applied: Curation) -> Iterator[str]:
    """Yield the topics of a clustering and the state of its curation, a line each.

    Parameters
    ----------
    name
        Name of the clustering.
    wanted
        Contents of curation.yaml.
    applied
        Curation that the results were made with.
    """
    if (results := read_results(RESULTS / name)) is None:
        yield f"{name}: no results yet; run the workflow first"
        return
    yield f"{name}: {count_of(len(results[0]), 'topic')}"
    for topic in tables.rows(results[0]):
        hidden = " (hidden)" if topic.hidden else ""
        yield f"  {topic.topic_id}  {topic.size:>6,}  {to_one_line(topic.name)}{hidden}"
    if wanted:
        yield "  curation:"
        identities = Identities.read(RESULTS / name / "identities.json")
        present = {match.topic_id for match in identities.matches}
        names = History(HISTORY / name).registry().topic_names
        explain = partial(explain_missing, present=present, names=names)
        papers = tables.read(tables.PAPERS, RESULTS / "papers.parquet")
        edits = list_edits(wanted, applied, papers, explain)
        yield from (f"    {edit}: {state}" for edit, state in edits)


def list_edits(
    wanted: Curation, applied: Curation, papers: pd.DataFrame, explain: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield each edit in words, and its state.

    Parameters
    ----------
    wanted
        Contents of curation.yaml.
    applied
        Curation that the results were made with.
    papers
        A `tables.PAPERS`.
    explain
        Returns why edits of a topic_id cannot be applied; empty if they can.
    """

    def state_of(topic_ids: Iterable[str], *, is_applied: bool) -> str:
        reasons = map(explain, topic_ids)
        return next(filter(None, reasons), IN_EFFECT if is_applied else NEXT_RUN)

    for topic_id, edit in wanted.topics.items():
        applied_edit = asdict(applied.topics.get(topic_id, TopicEdit()))
        for key, value in asdict(edit).items():
            if value:
                targets = [topic_id, value] if key == "merge_into" else [topic_id]
                state = state_of(targets, is_applied=applied_edit[key] == value)
                yield f"{topic_id} {key}: {'true' if value is True else value}", state
    rows = resolve_pins(wanted, papers)
    for reference, topic_id in wanted.papers.items():
        state = state_of([topic_id], is_applied=applied.papers.get(reference) == topic_id)
        if rows[reference] is None:
            state = "no such paper: it has no effect"
        yield f"paper {reference!r} in {topic_id}", state
