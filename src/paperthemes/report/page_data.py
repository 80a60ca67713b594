"""What the page's scripts read: columns of all papers, and the long texts apart."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.dates import days_of
from paperthemes.pages.links import links_of
from paperthemes.pages.palette import COLOURS, GRADES, SEQUENCE, SYMBOLS, UNASSIGNED, look
from paperthemes.report.inputs import Results
from paperthemes.report.places import quantised, thickest
from paperthemes.spreadsheet import FORMULA_START, QUOTED

MOST_DRAWN = 50_000  # papers on the map, and papers whose abstracts go with the page
_SIMILAR = 5
_GRADE_NAMES = ("core", "fringe", tables.UNASSIGNED_NAME)


def page_data(results: Results) -> dict[str, Any]:
    """Return what the page needs at once.

    Columns of `papers` have one entry per paper, in the order of `paper_id`: `topic` and `grade`
    are numbers into `topics` and `grades`, `dumps` into `dumps`; `x`, `y` are whole numbers (see
    `places.EXTENT`), `day` counts days, `None` where no date is known, `new` is 1 for papers that
    the earlier run, number `since`, did not have. `drawn` are the row numbers of the papers on the
    map, `None` for all.
    """
    assignments, points = results.assignments, quantised(results.places)
    new = results.new_papers
    hidden = set(results.topics.topic[results.topics.hidden])
    number = {name: index for index, name in enumerate(results.dump_names)}
    return {
        "dumps": results.dump_names,
        "grades": _GRADE_NAMES,
        "colours": {
            "groups": COLOURS,
            "unassigned": UNASSIGNED,
            "grades": [GRADES[name] for name in _GRADE_NAMES],
            "sequence": SEQUENCE,
            "symbols": SYMBOLS,
        },
        "themes": _groups(results.themes, assignments.theme, points, hidden),
        "topics": _groups(results.topics, assignments.topic, points, hidden),
        "papers": {
            "id": assignments.paper_id.tolist(),
            "title": assignments.title.tolist(),
            "topic": assignments.topic.tolist(),
            "grade": assignments.grade.map(_GRADE_NAMES.index).tolist(),
            "confidence": assignments.confidence.tolist(),
            "published": results.papers.published.tolist(),
            "day": days_of(results.papers.published),
            "new": [int(paper_id in new) for paper_id in assignments.paper_id],
            "dumps": [[number[name] for name in names] for names in results.papers.dumps],
            "x": points[:, 0].tolist(),
            "y": points[:, 1].tolist(),
        },
        "since": results.since,
        "drawn": _drawn(assignments.topic.to_numpy()),
        "csv": {
            "columns": tables.ASSIGNMENTS.names,
            "formula": FORMULA_START,
            "quoted": QUOTED,
        },
    }


def paper_details(results: Results) -> dict[str, Any]:
    """Return what is read of a paper once it is looked at, searched or saved.

    One entry per paper, as in `page_data`; papers are named by their row. Where there are more
    than `MOST_DRAWN`, abstracts and similar papers are left out.
    """
    papers, assignments = results.papers, results.assignments
    row_of = {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
    details: dict[str, Any] = {
        "authors": [list(names) for names in papers.authors],
        "links": [
            links_of(paper.title, paper.url, paper.arxiv_id, paper.doi)
            for paper in tables.rows(papers)
        ],
        "runner_up": assignments.runner_up.tolist(),
        "margin": assignments.margin.tolist(),
        "exemplars": [[row_of[one] for one in ids] for ids in assignments.nearest_exemplars],
        "terms": [list(terms) for terms in assignments.shared_terms],
    }
    if len(papers) > MOST_DRAWN:
        return details
    return details | {
        "abstract": papers.abstract.tolist(),
        "similar": results.nearest[:, :_SIMILAR].tolist(),
    }


def _groups(
    groups: pd.DataFrame, group_of: pd.Series, points: NDArray[np.int64], hidden: set[int]
) -> list[dict[str, Any]]:
    """Return name, size, look and place of each theme or topic; `hidden` are topics."""
    members = group_of.groupby(group_of).indices
    rows = []
    for number, row in enumerate(tables.rows(groups)):
        own = members.get(number, np.zeros(0, np.int64))
        x, y = thickest(points[own]) if len(own) else (0, 0)
        seen = look(number)
        if hasattr(row, "topic"):
            more = {"theme": row.theme, "id": row.topic_id, "hidden": number in hidden}
        else:
            below = np.asarray(row.topics).tolist()
            more = {"topics": below, "hidden": hidden.issuperset(below)}
        rows.append(
            {
                "name": row.name,
                "size": row.size,
                "look": [seen.colour, seen.symbol],
                "x": x,
                "y": y,
                "keywords": list(row.keywords),
                **more,
            }
        )
    return rows


def _drawn(topics: NDArray[np.int64]) -> list[int] | None:
    """Choose papers for the map where they are too many: of each topic the same share."""
    if len(topics) <= MOST_DRAWN:
        return None
    order = np.random.RandomState(0).permutation(len(topics))
    order = order[np.argsort(topics[order], kind="stable")]
    chosen = np.unique(np.linspace(0, len(topics) - 1, MOST_DRAWN).astype(np.int64))
    rows: list[int] = np.sort(order[chosen]).tolist()
    return rows
