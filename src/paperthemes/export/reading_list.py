"""The papers as a reading list in Markdown: by theme and topic, with links."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.pages.markdown import escape_markdown, make_markdown_link
from paperthemes.pages.palette import GRADES
from paperthemes.pages.subjects import count_topics, number_subjects
from paperthemes.text.bibliography import shorten_authors
from paperthemes.text.plurals import count_of

_GRADES = {grade: rank for rank, grade in enumerate(GRADES)}


def format_reading_list(
    wide: pd.DataFrame, topics: pd.DataFrame, *, title: str, run_line: str
) -> str:
    """Return the reading list; topics that curation hides are left out.

    Parameters
    ----------
    wide
        Rows from `make_wide_table`.
    topics
        Table `tables.TOPICS`.
    title
        Heading.
    run_line
        What the papers are from: run, clustering and date.
    """
    heading = f"# {escape_markdown(title)}\n\n{escape_markdown(run_line)}"
    return "\n".join([heading, *_list_lines(wide, topics)]) + "\n"


def _list_lines(wide: pd.DataFrame, topics: pd.DataFrame) -> Iterator[str]:
    """Yield the lines of the reading list below its heading."""
    papers_by_topic: dict[str, list[Any]] = defaultdict(list)
    for paper in tables.rows(wide[tables.EXPORT.names]):
        papers_by_topic[paper.topic_id].append(paper)
    shown = topics.assign(subject=number_subjects(topics)).loc[~topics.hidden.astype(bool)]
    listed = int(shown["size"].sum()) + len(papers_by_topic[""])
    yield f"\n{count_of(listed, 'paper')}, {count_topics(shown)}. Best examples come first."
    theme = tables.UNASSIGNED
    for topic in tables.rows(shown.sort_values(["subject", "topic"])):
        if topic.theme not in (tables.UNASSIGNED, theme):
            yield f"\n## {escape_markdown(topic.theme_name)}"
        theme = topic.theme
        level = "##" if theme == tables.UNASSIGNED else "###"
        details = f"{topic.topic_id}, {count_of(topic.size, 'paper')}"
        yield f"\n{level} {escape_markdown(topic.name)} ({details})\n"
        if len(topic.summary):
            yield f"{escape_markdown(' '.join(topic.summary))}\n"
        ranks = {paper_id: rank for rank, paper_id in enumerate(topic.exemplars)}
        yield from _list_papers(papers_by_topic[topic.topic_id], ranks)
    if papers_by_topic[""]:
        yield f"\n## In no topic ({count_of(len(papers_by_topic['']), 'paper')})\n"
        yield from _list_papers(papers_by_topic[""], {})


def _list_papers(papers: list[Any], ranks: dict[str, int]) -> Iterator[str]:
    """Yield a line per paper: exemplars in the order of `ranks`, then core papers, then others."""
    first = len(ranks)  # the rank of all other papers

    def key(paper: Any) -> tuple[int, int, float, str]:  # noqa: ANN401 - a row
        rank = ranks.get(paper.paper_id, first)
        return rank, _GRADES[paper.grade], -paper.confidence, paper.paper_id

    for paper in sorted(papers, key=key):
        link = make_markdown_link(paper.title, paper.url)
        names = escape_markdown(shorten_authors(paper.authors))
        year = "" if pd.isna(paper.year) else str(paper.year)
        details = ", ".join(filter(None, (names, escape_markdown(paper.venue), year)))
        text = f"**{link}**" if paper.paper_id in ranks else link
        yield f"- {text}{f'. {details}' if details else ''}"
