"""The stage itself: gather what the page shows, and write it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.files import read_json, write_text
from paperthemes.report.figure import colour, map_figure
from paperthemes.report.page import Page, PaperRow, ThemeRow, TopicRow, link_of, render


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths of the files a report is made from."""

    papers: str
    duplicates: str
    parse_reports: Sequence[str]
    embedding: str
    assignments: str
    topics: str
    themes: str
    map: str
    metrics: str


@dataclass(frozen=True, slots=True)
class Context:
    """What no file tells: the clustering's name, the heading, and the settings used."""

    clustering: str
    title: str
    settings: dict[str, dict[str, Any]]


def run(sources: Sources, html_path: str | Path, context: Context) -> None:
    """Read the results of one clustering and write its report.

    Raises
    ------
    ValueError
        If papers, assignments and map are not of the same papers.
    """
    write_text(html_path, render(gather(sources, context)))


def gather(sources: Sources, context: Context) -> Page:
    """Read the results and arrange them for the page."""
    papers = tables.read(tables.PAPERS, sources.papers)
    assignments = tables.read(tables.ASSIGNMENTS, sources.assignments)
    places = tables.read(tables.MAP, sources.map)
    topics = tables.read(tables.TOPICS, sources.topics)
    tables.check_same_ids(papers.paper_id, assignments.paper_id, "the assignments")
    tables.check_same_ids(papers.paper_id, places.paper_id, "the places on the map")
    names = dict(zip(topics.topic, topics.name, strict=True)) | {
        tables.UNASSIGNED: tables.UNASSIGNED_NAME
    }
    points = assignments.assign(x=places.x, y=places.y)
    duplicates = pd.read_csv(sources.duplicates, dtype=str, keep_default_na=False)
    return Page(
        title=context.title,
        clustering=context.clustering,
        metrics=read_json(sources.metrics),
        figure=json.loads(map_figure(points, names).to_json()),
        themes=_theme_rows(tables.read(tables.THEMES, sources.themes), topics, papers),
        papers=_paper_rows(papers, assignments, names),
        dumps=sorted(
            (read_json(path) for path in sources.parse_reports),
            key=lambda account: (not account["warnings"], account["path"]),
        ),
        duplicates=[row._asdict() for row in tables.rows(duplicates)],
        embedding=read_json(sources.embedding),
        settings=_flat(context.settings),
    )


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Give each setting its dotted key."""
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        below = _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else None
        flat |= {f"{prefix}{key}": value} if below is None else below
    return flat


def _theme_rows(themes: pd.DataFrame, topics: pd.DataFrame, papers: pd.DataFrame) -> list[ThemeRow]:
    rows = _topic_rows(topics, papers)
    return [
        ThemeRow(row.name, row.size, list(row.keywords), [rows[topic] for topic in row.topics])
        for row in tables.rows(themes)
    ]


def _topic_rows(topics: pd.DataFrame, papers: pd.DataFrame) -> list[TopicRow]:
    titles = dict(zip(papers.paper_id, papers.title, strict=True))
    return [
        TopicRow(
            row.topic,
            row.name,
            row.size,
            row.size / len(papers),
            colour(row.topic),
            list(zip(row.keywords, row.keyword_weights, strict=True)),
            [(paper_id, titles[paper_id]) for paper_id in row.exemplars],
            None if pd.isna(row.stability) else row.stability,
            row.seeded,
        )
        for row in tables.rows(topics)
    ]


def _paper_rows(
    papers: pd.DataFrame, assignments: pd.DataFrame, names: Mapping[int, str]
) -> list[PaperRow]:
    titles = dict(zip(papers.paper_id, papers.title, strict=True))
    rows = [
        PaperRow(
            paper.paper_id,
            paper.title,
            paper.abstract,
            link_of(paper.url, paper.arxiv_id, paper.doi),
            paper.published,
            list(paper.dumps),
            assigned.topic,
            assigned.topic_name,
            assigned.grade,
            assigned.confidence,
            "" if assigned.runner_up == tables.UNASSIGNED else names[assigned.runner_up],
            assigned.margin,
            [(paper_id, titles[paper_id]) for paper_id in assigned.nearest_exemplars],
            list(assigned.shared_terms),
        )
        for paper, assigned in zip(tables.rows(papers), tables.rows(assignments), strict=True)
    ]
    return sorted(rows, key=lambda row: (row.topic < 0, row.topic, -row.confidence, row.title))
