"""An earlier and a current run of made-up papers, to be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.artifacts.nearest import NearestPapers
from paperthemes.changes.compare import Changes, compare_runs
from paperthemes.changes.stage import THRESHOLDS, describe_trends
from paperthemes.changes.trends import compute_trends
from paperthemes.curation.edits import Curation, TopicEdit
from paperthemes.history.registry import RunSummary
from paperthemes.history.run import Run, RunMetadata
from paperthemes.text.titles import title_hash

Topics = Mapping[str, str]  # topic_id by title; empty for unassigned


def fill_table(table: tables.Table, **columns: Sequence[Any]) -> pd.DataFrame:
    """Make a table of some columns; the cells of all others are empty or 0."""
    count = len(next(iter(columns.values())))
    cells = []
    for column in table.columns:
        empty: Any = "" if pa.types.is_string(column.type) else 0
        empty = [] if pa.types.is_list(column.type) else empty
        empty = False if pa.types.is_boolean(column.type) else empty
        cells.append(columns.get(column.name, [empty] * count))
    return tables.make(table, zip(*cells, strict=True))


def make_topics(**sizes: int) -> dict[str, str]:
    """Return titles of papers with their topic: `make_topics(T0001=2)` has two papers of T0001."""
    return {
        f"{topic} paper {number}": topic
        for topic, count in sizes.items()
        for number in range(count)
    }


def move(topics: Topics, *titles: str, to: str) -> dict[str, str]:
    """Return the topics after some papers moved to another topic."""
    return {**topics, **dict.fromkeys(titles, to)}


def titles_in(topics: Topics, topic_id: str) -> list[str]:
    """Return the titles of the papers of a topic."""
    return [title for title, topic in topics.items() if topic == topic_id]


def make_run(
    number: int,
    topics: Topics,
    identified: Topics,
    *,
    retired: Sequence[str] = (),
    encoder: str = "toy",
    dumps: Sequence[str] = ("a.txt",),
    margin: float | None = 0.5,
    grade: str = "core",
) -> Run:
    """Make a run with these papers in these topics; `identified` are those before curation."""
    titles = sorted(topics, key=title_hash)
    topic_ids = sorted({*topics.values(), *identified.values(), *retired} - {""})
    return Run(
        RunMetadata(
            number=number,
            baseline=f"{number - 1:04d}-" + "0" * 12,
            encoder=encoder,
            naming="",
            dumps=tuple(dumps),
            mode="cluster",
            clusters_digest="",
            topic_ids=tuple(sorted({*identified.values()} - {""})),
            grouping="",
            last_number=9,
        ),
        fill_table(
            tables.KNOWN_PAPERS,
            paper_id=[title_hash(title) for title in titles],
            title=titles,
            identified=[identified[title] for title in titles],
            topic_id=[topics[title] for title in titles],
            margin=[margin] * len(titles),
            grade=[grade] * len(titles),
        ),
        fill_table(
            tables.KNOWN_TOPICS,
            topic_id=topic_ids,
            name=[f"Name of {topic_id}" for topic_id in topic_ids],
        ),
    )


def earlier_run(topics: Topics, *, identified: Topics | None = None, **options: Any) -> Run:
    """Make run 3 with `make_run`."""
    return make_run(3, topics, identified or topics, **options)


@dataclass
class CurrentRun:
    """Run 4: the tables of its results, and the run as it is archived."""

    run: Run
    papers: pd.DataFrame
    assignments: pd.DataFrame
    topics: pd.DataFrame
    nearest: NearestPapers
    curation: Curation
    encoder_before: str

    def compare(self, baseline: Run) -> Changes:
        """Compare it with an earlier run."""
        return compare_runs(baseline, self.run, self, self.curation, self.encoder_before)


def current_run(
    topics: Topics,
    *,
    identified: Topics | None = None,
    aliases: Mapping[str, list[str]] | None = None,
    margin: float = 0.5,
    hidden: Sequence[str] = (),
    names: Topics | None = None,
    stability: Mapping[str, float] | None = None,
    subgroups: Topics | None = None,
    encoder: str = "toy",
    encoder_before: str = "toy",
    merge: Topics | None = None,
    pin: Topics | None = None,
    dumps: Sequence[str] = ("a.txt",),
    **columns: Sequence[Any],
) -> CurrentRun:
    """Make the run after it; `identified` are the topics before curation, where they differ.

    `stability` is by topic_id, `subgroups` by title.
    `columns` are other columns of the papers, in the order of `topics`.
    """
    identified = {**topics, **(identified or {})}
    former = [[title_hash(alias) for alias in (aliases or {}).get(title, [])] for title in topics]
    papers = make_papers(topics, aliases=former, **columns)
    sizes = pd.Series([topic for topic in topics.values() if topic], dtype=str).value_counts()
    topic_ids = sorted(sizes.index, key=lambda topic_id: (-sizes[topic_id], topic_id))
    numbers = np.arange(len(topic_ids))
    edits = {topic_id: TopicEdit(merge_into=target) for topic_id, target in (merge or {}).items()}
    return CurrentRun(
        run=make_run(4, topics, identified, encoder=encoder, dumps=dumps, margin=margin),
        papers=papers,
        assignments=fill_table(
            tables.ASSIGNMENTS,
            paper_id=papers.paper_id,
            title=papers.title,
            topic_id=[topics[title] for title in papers.title],
            margin=[margin] * len(papers),
            subgroup=[(subgroups or {}).get(title, "") for title in papers.title],
        ),
        topics=fill_table(
            tables.TOPICS,
            topic=numbers,
            name=[(names or {}).get(topic_id, f"Name of {topic_id}") for topic_id in topic_ids],
            size=[sizes[topic_id] for topic_id in topic_ids],
            theme=numbers % 3,
            topic_id=topic_ids,
            hidden=[topic_id in hidden for topic_id in topic_ids],
            stability=[(stability or {}).get(topic_id, 0.9) for topic_id in topic_ids],
        ),
        nearest=nearest_of(papers, topics),
        curation=Curation(edits, pin or {}),
        encoder_before=encoder_before,
    )


def nearest_of(papers: pd.DataFrame, topics: Topics) -> NearestPapers:
    """Make nearest papers: first those of the same topic, less similar from paper to paper."""
    ids = papers.paper_id.to_numpy(dtype=str)
    topic = np.array([topics[title] for title in papers.title])
    similarities = (topic[:, np.newaxis] == topic) * 0.5 + np.linspace(0.4, 0.1, len(papers))
    np.fill_diagonal(similarities, -1)
    rows = np.argsort(-similarities, axis=1, kind="stable")[:, :-1]
    return NearestPapers(
        paper_ids=ids,
        rows=rows.astype(np.int32),
        similarities=np.take_along_axis(similarities, rows, axis=1).astype(np.float32),
    )


def changes_content(before: Topics | None, current: CurrentRun) -> dict[str, Any]:
    """Return the content of `changes.json` for two runs, or for a first run without `before`."""
    summary = RunSummary(
        number=3,
        name="0003-x",
        recorded="2026-02-01T07:05:09Z",
        papers=15,
        unassigned=0,
        sizes={"T0001": 10, "T0002": 5},
    )
    trends = compute_trends(
        [summary] if before else [],
        number=4,
        topic_ids=current.assignments.topic_id.tolist(),
        published=current.papers.published.tolist(),
        names=dict(zip(current.topics.topic_id, current.topics.name, strict=True)),
    )
    changes = current.compare(earlier_run(before)) if before else None
    return {
        "clustering": "fine",
        "sample": False,
        "run": "0004-" + "0" * 12,
        "number": 4 if before else 1,
        "clusters_digest": "5e9c2a",
        "recorded": "2026-03-08T16:20:00Z",
        "baseline": before
        and {key: getattr(summary, key) for key in ("number", "name", "recorded")},
        "changes": changes and asdict(changes),
        **describe_trends(trends),
        "thresholds": THRESHOLDS,
    }
