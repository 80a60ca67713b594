"""What `paperthemes curate` lists."""

import ast
from collections.abc import Iterator
from typing import Any

from paperthemes import tables
from paperthemes.artifacts.identities import Identities
from paperthemes.curation.edits import Curation
from paperthemes.curation.status import IN_EFFECT, NEXT_RUN, KnownTopics, edit_states
from paperthemes.curation.template import CurrentResults, plain
from paperthemes.files import HISTORY, RESULTS
from paperthemes.history.store import History
from paperthemes.plan import Job, Plan


def of_clustering(plan: Plan, name: str) -> Iterator[str]:
    """Yield the topics of a clustering, and what curation says of it."""
    results = CurrentResults.read(RESULTS / name)
    if results is None:
        yield f"{name}: no results yet; run the workflow first"
        return
    wanted = Curation.of(plan.curation["clusterings"].get(name, {}))
    registry = History(HISTORY / name).registry()
    yield f"{name}: {len(results.topics)} topics"
    for topic in tables.rows(results.topics):
        hidden = " (hidden)" if topic.hidden else ""
        yield f"  {topic.topic_id}  {topic.size:>6,}  {plain(topic.name)}{hidden}"
    found = Identities.read(RESULTS / name / "identities.json").found
    known = KnownTopics(
        frozenset(one.topic_id for one in found),
        registry.names,
        tables.read(tables.PAPERS, RESULTS / "papers.parquet"),
        _applied(plan, name),
    )
    lines = [f"    {what}: {state}" for what, state in edit_states(wanted, known)]
    yield from ["  curation:", *lines] if lines else []


def of_stop_words(plan: Plan) -> Iterator[str]:
    """Yield the stop words, if there are any."""
    words = plan.curation["stop_words"]
    if words:
        jobs = [job for job in plan.jobs if job.rule == "describe"]
        done = all(job.recorded and repr(words) in job.recorded.params for job in jobs)
        yield f"stop_words: {', '.join(map(plain, words))}: {IN_EFFECT if done else NEXT_RUN}"


def _applied(plan: Plan, name: str) -> Curation:
    """Return the curation that the results of a clustering were made with."""
    for job in plan.jobs:
        if job.rule == "identify" and job.wildcards["clustering"] == name:
            return Curation.of(_settings(job).get("curation", {}))
    return Curation()


def _settings(job: Job) -> dict[str, Any]:
    for text in job.recorded.params if job.recorded is not None else ():
        if text.startswith("{"):
            settings: dict[str, Any] = ast.literal_eval(text)
            return settings
    return {}
