"""The changes page: `changes.json` as one HTML file."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from paperthemes.pages.html import BASE_SCRIPTS, FLOW_SCRIPTS, render
from paperthemes.pages.stability import STABLE_FROM, topic_level
from paperthemes.pages.subjects import choose_looks, number_subjects
from paperthemes.pages.wording import SummaryLine
from paperthemes.report import changes_summary, topic_changes
from paperthemes.report.flow_data import GONE, MAX_DRAWN, NEW, make_flow_data
from paperthemes.report.new_papers import list_marks, list_new_papers, name_missing_marks
from paperthemes.report.sparkline import Json, draw_shares
from paperthemes.tables import UNASSIGNED_NAME
from paperthemes.text.paper_fields import find_address

# Limits that keep the page readable and quick to open; `changes.json` holds everything.
MAX_LISTED = 1_000  # papers in a list
MAX_COLUMNS = 12  # periods in a table
MAX_RELATED = 5  # sources on a card, and targets: topics from which or to which papers moved
MAX_CHARTS = 60  # topics with a chart of their shares, the largest

FLOWS = ("stayed", "joined", "left", "new", "gone")  # numbers of papers of a topic, of both runs
OTHERS = "others"  # in place of a topic_id: several topics

STYLES = ("base", "forms", "cards", "table", "compare", "changes", "print")
SCRIPTS = (*BASE_SCRIPTS, *FLOW_SCRIPTS, "page_address", "filtered_list", "changes")


def render_changes_page(
    content: Json,
    papers: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    title: str,
    summary: Sequence[SummaryLine],
    own_dumps: str = "",
) -> str:
    """Return the page on the changes since an earlier run, as self-contained HTML.

    For a first run, the page has only the trends, because there is nothing to compare with.

    Parameters
    ----------
    content
        The content of `changes.json`.
    papers, topics
        Tables with the columns of `tables.PAPERS` and `tables.TOPICS`, of the current run.
    title
        Heading of the page.
    summary
        Result of `changes_summary.summarise`.
    own_dumps
        Where the user's dumps belong, if the page shows the sample data; otherwise "".
    """
    changes, trends, timeline = content["changes"], content["trends"], content["timeline"]
    # Names by topic_id. "" and "unassigned" both stand for unassigned papers.
    names = trends["names"] | dict.fromkeys(("", UNASSIGNED_NAME), UNASSIGNED_NAME)
    if changes:
        names |= {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
    colours = _choose_topic_colours(changes, topics)
    values = {
        **content,
        "title": title,
        "summary": summary,
        "own_dumps": own_dumps,
        "names": names,
        "runs": _make_trend_table(trends, trends["runs"]),
        "periods": timeline and _make_trend_table(trends, timeline["periods"]),
        "charts": _draw_charts(content, topics, colours),
        "current_ids": {*topics.topic_id},
        "trend_limits": topic_changes.qualify_trends(changes["topics"] if changes else []),
        "growing": [growth for growth in _list_growth(content) if growth["growth"]],
        "max_drawn": MAX_DRAWN,
        "max_listed": MAX_LISTED,
        "min_overlap": STABLE_FROM,
        "topic_level": topic_level,
    }
    if not changes:  # a first run
        scripts = (*BASE_SCRIPTS, "scheme", "changes")
        return render("changes.html.j2", values, styles=STYLES, scripts=scripts)
    values |= _describe_changes(content, papers, colours)
    baseline = content["baseline"]["number"]
    data = {"comparison": make_flow_data(changes, baseline, colours, {*topics.topic_id})}
    return render("changes.html.j2", values, styles=STYLES, scripts=SCRIPTS, data=data)


def _describe_changes(content: Json, papers: pd.DataFrame, colours: dict[str, int]) -> Json:
    """Return the values for the part of the page on the changes since the baseline run."""
    changes = content["changes"]
    new_papers = list_new_papers(content, papers)
    return {
        "cards": _make_cards_by_event(changes, colours),
        "events": topic_changes.EVENTS,
        "explanations": topic_changes.explain_events(content["thresholds"]),
        "earlier_names": {topic["topic_id"]: topic["name_before"] for topic in changes["topics"]},
        "totals": _count_totals(changes),
        "new_papers": new_papers,
        "marks": list_marks(new_papers),
        "missing": name_missing_marks(new_papers),
        "moves": _list_moves(changes["moved"], papers),
        "reasons": changes_summary.MOVE_REASONS,
    }


def _choose_topic_colours(changes: Json | None, topics: pd.DataFrame) -> dict[str, int]:
    """Return the colour of each topic of either run, as an index into `COLOURS`, by topic_id.

    A current topic has the colour of its theme, or its own if it stands alone. A retired topic has
    the colour of the current topic that took most of its papers. If no current topic took any, its
    colour is -1, which stands for the colour of unassigned papers.

    Parameters
    ----------
    changes
        The object `changes` of `changes.json`; `None` for a first run.
    topics
        A table with the columns of `tables.TOPICS`: the topics of the current run.
    """
    looks, subjects = choose_looks(topics), number_subjects(topics)
    colours = {
        topic_id: looks[subject].colour
        for topic_id, subject in zip(topics.topic_id, subjects, strict=True)
    }
    if not changes:
        return colours
    current_ids = set(colours)
    # A flow is the number of papers that went from one topic to another. The largest flow from a
    # topic comes last, so it replaces the colours that smaller flows gave.
    for flow in sorted(changes["flows"], key=lambda flow: flow["papers"]):
        if flow["before"] not in current_ids and flow["after"] in current_ids:
            colours[flow["before"]] = colours[flow["after"]]
    return {topic["topic_id"]: colours.get(topic["topic_id"], -1) for topic in changes["topics"]}


def _make_cards_by_event(changes: Json, colours: Mapping[str, int]) -> dict[str, list[Json]]:
    """Return the cards of all topics, by the first event of the topic, such as "split".

    Events without topics are left out. The topics of an event are sorted by size, the largest
    first; the size is the number of papers in the earlier or in the current run, whichever is
    larger. `colours` has the colour of each topic by topic_id.

    Each card has the `topic` as in `changes.json`, its `colour`, its `origin` (as from
    `find_origins`; `None` for none), and two lists. `sources` has the topics in which its current
    papers were, and `targets` those in which its earlier papers are now. The topic itself can be
    among them. An entry is a pair of topic_id (or `UNASSIGNED_NAME`) and number of papers: the
    largest `MAX_RELATED`, and one with the topic_id `OTHERS` for the rest.
    """
    # New papers came from no topic, and papers that are gone went to none.
    flows = [flow for flow in changes["flows"] if flow["before"] != NEW and flow["after"] != GONE]
    flows.sort(key=lambda flow: -flow["papers"])
    origins = topic_changes.find_origins(changes)
    cards: dict[str, list[Json]] = {event: [] for event in topic_changes.EVENTS}
    for topic in sorted(changes["topics"], key=lambda topic: -max(topic["before"], topic["after"])):
        topic_id = topic["topic_id"]
        sources = [(flow["before"], flow["papers"]) for flow in flows if flow["after"] == topic_id]
        targets = [(flow["after"], flow["papers"]) for flow in flows if flow["before"] == topic_id]
        card = {
            "topic": topic,
            "colour": colours[topic_id],
            "origin": origins.get(topic_id),
            "sources": _shorten_list(sources),
            "targets": _shorten_list(targets),
        }
        cards[topic["events"][0]].append(card)
    return {event: event_cards for event, event_cards in cards.items() if event_cards}


def _count_totals(changes: Json) -> list[Json]:
    """Return the last rows of the table of topics: unassigned papers, and all papers.

    A row has the `name` and the numbers of papers of a topic in `changes.json`, so that those of
    each column add up: a paper that left a topic joined another one, or is now unassigned.
    """
    unassigned, everything = Counter[str](), Counter[str]()
    for flow in changes["flows"]:
        before, after, papers = flow["before"], flow["after"], flow["papers"]
        if before == NEW or after == GONE:
            before_key = after_key = "new" if before == NEW else "gone"
        else:
            before_key, after_key = ("stayed",) * 2 if before == after else ("left", "joined")
        for key in {before_key, after_key}:
            everything[key] += papers
        if before == UNASSIGNED_NAME:
            unassigned[before_key] += papers
        elif after == UNASSIGNED_NAME:
            unassigned[after_key] += papers
    rows = {
        UNASSIGNED_NAME: (changes["unassigned_before"], changes["unassigned_after"], unassigned),
        "all papers": (changes["before"], changes["after"], everything),
    }
    return [
        {"name": name, "before": before, "after": after, **dict.fromkeys(FLOWS, 0), **counts}
        for name, (before, after, counts) in rows.items()
    ]


def _shorten_list(related: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the first `MAX_RELATED` entries, and one for the papers of all others, if any."""
    rest = sum(papers for _, papers in related[MAX_RELATED:])
    return [*related[:MAX_RELATED], *([(OTHERS, rest)] if rest else [])]


def _list_moves(moves: Sequence[Json], papers: pd.DataFrame) -> list[Json]:
    """Return the groups of moved papers: the clear moves, and all others.

    A group has its `name`, the numbers of papers by reason (`reasons`, see `count_move_reasons`),
    its number of papers (`count`), and up to `MAX_LISTED` `rows`. A row is a move with the address
    of its paper's source ("" if unknown).
    """
    moved = papers[papers.paper_id.isin([move["paper_id"] for move in moves])]
    sources = map(find_address, moved.url, moved.arxiv_id, moved.doi)
    addresses = dict(zip(moved.paper_id, sources, strict=True))
    groups: list[Json] = []
    for name, is_clear in (("clear", True), ("other", False)):
        group = [move for move in moves if move["is_clear"] == is_clear]
        rows = [(move, addresses[move["paper_id"]]) for move in group[:MAX_LISTED]]
        reasons = changes_summary.count_move_reasons(group)
        groups.append({"name": name, "count": len(group), "reasons": reasons, "rows": rows})
    return groups


def _list_growth(content: Json) -> list[Json]:
    """Return the comparisons of topics' shares, by new papers and by months, with their titles."""
    changes = content["changes"] or {"growth": None}
    return [
        {"key": "run", "title": "New papers and earlier ones", "growth": changes["growth"]},
        {"key": "month", "title": "By date of publication", "growth": content["growth"]},
    ]


def _draw_charts(
    content: Json, topics: pd.DataFrame, colours: Mapping[str, int]
) -> list[tuple[str, str, int, Markup]]:
    """Return the chart of each of the largest topics: its topic_id, name and colour, and the SVG.

    There are none without at least two periods of publication.
    """
    timeline = content["timeline"]
    if not timeline or len(timeline["periods"]) < 2:
        return []
    label = f"Share of the papers of each {timeline['unit']}"
    shown = topics[topics.topic_id.isin([*timeline["shares"]])].head(MAX_CHARTS)
    return [
        (topic_id, name, colours[topic_id], draw_shares(timeline, topic_id, f"{label}: {name}"))
        for topic_id, name in zip(shown.topic_id, shown.name, strict=True)
    ]


def _make_trend_table(trends: Json, periods: Sequence[Json]) -> Json:
    """Return a table of the sizes of topics in the latest `MAX_COLUMNS` periods.

    A period is a run or a period of publication. The result has these latest periods as `columns`,
    the `rows`, and the number of earlier periods that were `omitted`. A row is the name of a topic
    and a list of its sizes, one for each column. The topics that are largest in the current run,
    the last of `trends["runs"]`, come first. The last row is for unassigned papers, if there are
    any in these periods.
    """
    columns = periods[-MAX_COLUMNS:]
    topic_ids = {topic_id for period in columns for topic_id in period["sizes"]} - {""}
    current_sizes = Counter(trends["runs"][-1]["sizes"])
    order = sorted(topic_ids, key=lambda topic_id: (-current_sizes[topic_id], topic_id))
    names = trends["names"] | {"": UNASSIGNED_NAME}
    rows = [
        (names[topic_id], [period["sizes"].get(topic_id, 0) for period in columns])
        for topic_id in (*order, "")
    ]
    rows = [row for row in rows if any(row[1])]
    return {"columns": columns, "rows": rows, "omitted": len(periods) - len(columns)}
