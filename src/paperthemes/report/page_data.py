"""Data for the scripts of the report: columns of all papers, with long texts in a second part."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.islands import find_named_islands
from paperthemes.pages.map_places import find_densest_point, quantise_map
from paperthemes.pages.palette import (
    COLOURS,
    GRADES,
    SEQUENCE,
    SYMBOLS,
    UNASSIGNED,
    Look,
    assign_looks,
)
from paperthemes.pages.subjects import choose_looks, number_subjects
from paperthemes.pages.wording import name_missing
from paperthemes.report.facets import Facet, encode_facets
from paperthemes.report.inputs import Results
from paperthemes.report.reference_data import DAY_FIELD, collect_reference_data
from paperthemes.report.word_list import encode_texts
from paperthemes.spreadsheet import FORMULA_START, QUOTED
from paperthemes.text.paper_fields import find_address, list_addresses

MAX_DRAWN = 50_000  # papers on the map; a page with more papers does not include abstracts
_MAX_SIMILAR = 10  # similar papers per paper
_MAX_KEYWORDS = 6  # of a group, in the tooltip of its name on the map
_MAX_SEARCH_LENGTH = 200  # characters of a title in a search address
_PALETTE = {
    "groups": COLOURS,
    "unassigned": UNASSIGNED,
    "grades": list(GRADES.values()),
    "sequence": SEQUENCE,
    "symbols": SYMBOLS,
}


def collect_page_data(results: Results, facets: Iterable[Facet] = ()) -> dict[str, Any]:
    """Return the data that the scripts of the report page need as soon as the page opens.

    - `dumps`, `dump_labels`, `grades`, `subjects` and `topics` are lists; `colours` has the colours
      and symbols. Subjects are in order of `number_subjects`, and each topic has the index of its
      subject.
    - `subgroups` lists the terms of the sub-groups of all topics.
    - `papers` holds columns with one entry per paper, in the row order of `results.papers`. The
      `topic`, the `subgroup`, the `grade` and each of the `dumps` of a paper are indices into the
      lists above; the topic -1 means unassigned, the sub-group -1 none. `x` and `y` are from
      `quantise_map`. `new` is 1 if the paper is new since the baseline, the earlier run to compare
      with; otherwise 0.
    - `since` is the number of the baseline, `None` for a first run.
    - `drawn` lists the row numbers of the papers on the map; `None` means all papers.
    - `facets` is from `encode_facets`, and `csv` describes the CSV file that the page can save.
    - `missing` says what no paper has, see `name_missing_fields`.
    """
    assignments, published = results.assignments, results.papers.published
    points, new_ids = quantise_map(results.map), results.new_paper_ids
    subjects = number_subjects(results.topics)
    dumps = sorted(dump["dump"] for dump in results.dumps)
    subgroup_codes, subgroups = pd.factorize(assignments.subgroup.replace("", None), sort=True)
    dump_index = {name: index for index, name in enumerate(dumps)}
    return {
        "dumps": dumps,
        "dump_labels": [results.dump_labels[name] for name in dumps],
        "grades": list(GRADES),
        "colours": _PALETTE,
        "subjects": _list_subjects(results, subjects, points),
        "topics": _list_topics(results, subjects, points),
        "subgroups": subgroups.tolist(),
        "papers": {
            "id": assignments.paper_id.tolist(),
            "title": assignments.title.tolist(),
            "topic": assignments.topic.tolist(),
            "subgroup": subgroup_codes.tolist(),
            "grade": assignments.grade.map(list(GRADES).index).tolist(),
            "confidence": assignments.confidence.tolist(),
            "published": published.tolist(),
            "new": [int(paper_id in new_ids) for paper_id in assignments.paper_id],
            "dumps": [[dump_index[name] for name in names] for names in results.papers.dumps],
            "x": points[:, 0].tolist(),
            "y": points[:, 1].tolist(),
        },
        "since": results.baseline_number,
        "drawn": _sample_rows(assignments.topic.to_numpy()),
        "facets": encode_facets(facets),
        "csv": {
            "columns": _list_csv_columns(results.papers),
            "formula": FORMULA_START,
            "quoted": QUOTED,
        },
        "missing": name_missing_fields(results.papers),
    }


def _list_csv_columns(papers: pd.DataFrame) -> list[str]:
    """Return the columns of the CSV file: also days of which no year is known, if there are any."""
    have_days = papers.extra.str.contains(f'"{DAY_FIELD}"', regex=False).any()
    return [*tables.EXPORT.names, *([DAY_FIELD] if have_days else [])]


def name_missing_fields(papers: pd.DataFrame) -> str:
    """Return what no paper has, such as "authors, years or links"; "" if some paper has each."""
    known = {
        "authors": papers.authors.map(len).any(),
        "years": papers.published.map(len).any(),
        "links": any(map(find_address, papers.url, papers.arxiv_id, papers.doi)),
    }
    return name_missing(known)


def _list_topics(
    results: Results, subjects: Sequence[int], points: NDArray[np.int64]
) -> list[dict[str, Any]]:
    """Return the data of each topic: that of `_make_group`, its subject, id and exemplars.

    The parameters are those of `_list_subjects`.
    """
    topic_of = results.assignments.topic
    row_by_id = {paper_id: row for row, paper_id in enumerate(results.assignments.paper_id)}
    return [
        _make_group(topic, look, points, results.assignments, topic_of == topic["topic"])
        | {"subject": subject, "id": topic["topic_id"], "hidden": topic["hidden"]}
        | {"exemplars": [row_by_id[paper_id] for paper_id in topic["exemplars"]]}
        for topic, subject, look in zip(
            results.topics.to_dict("records"),
            subjects,
            assign_looks(results.topics.topic_id.tolist()),
            strict=True,
        )
    ]


def _list_subjects(
    results: Results, numbers: Sequence[int], points: NDArray[np.int64]
) -> list[dict[str, Any]]:
    """Return the data of each subject: that of `_make_group`, its theme, and its topics.

    The theme is -1 if the subject is a topic that stands alone. A subject is hidden if all of its
    topics are.

    Parameters
    ----------
    results
        The results of the clustering.
    numbers
        Number of the subject of each topic.
    points
        Shape `(n, 2)`: map position of each paper.
    """
    # Row i of `themes` is theme i.
    themes, subjects = results.themes.to_dict("records"), []
    rows = [*zip(results.topics.to_dict("records"), numbers, strict=True)]
    for number, look in enumerate(choose_looks(results.topics)):
        own = [topic for topic, subject in rows if subject == number]
        theme, topics = own[0]["theme"], [topic["topic"] for topic in own]
        members = results.assignments.topic.isin(topics)
        row = own[0] if theme < 0 else themes[theme]
        group = _make_group(row, look, points, results.assignments, members)
        is_hidden = all(topic["hidden"] for topic in own)
        subjects.append(group | {"theme": theme, "topics": topics, "hidden": is_hidden})
    return subjects


def collect_paper_details(results: Results) -> dict[str, Any]:
    """Return the data that the report page needs when a paper is opened, searched or saved.

    Columns have one entry per paper, as in `collect_page_data`. References to other papers are row
    numbers; `similarities` has the cosines of those in `similar`, in hundredths. `abstract` is from
    `encode_texts`, `references` from `collect_reference_data`, and `related` has the phrases that
    the search offers, see `_index_related_terms`. With more than `MAX_DRAWN` papers, abstracts and
    similar papers are left out, because the page would be too large.
    """
    papers, assignments = results.papers, results.assignments
    row_by_id = {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
    details: dict[str, Any] = {
        "authors": [list(names) for names in papers.authors],
        "links": [*map(list_paper_links, papers.title, papers.url, papers.arxiv_id, papers.doi)],
        "runner_up": assignments.runner_up.tolist(),
        "margin": assignments.margin.tolist(),
        "exemplars": [[row_by_id[id_] for id_ in ids] for ids in assignments.nearest_exemplars],
        "terms": [list(terms) for terms in assignments.shared_terms],
    }
    details["related"] = _index_related_terms(results.related_terms)
    details["references"] = collect_reference_data(papers, results.topics)
    if len(papers) <= MAX_DRAWN:
        details["abstract"] = encode_texts(papers.abstract.tolist())
        details["similar"] = results.nearest[:, :_MAX_SIMILAR].tolist()
        hundredths = np.rint(100 * results.similarities[:, :_MAX_SIMILAR])
        details["similarities"] = hundredths.astype(np.int64).tolist()
    return details


def _index_related_terms(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Return `terms`, each once, and as `lists` the rows of the table of `tables.RELATED_TERMS`.

    A list has the positions in `terms` of a term and of those that are related to it.
    """
    rows = [[term, *related] for term, related in zip(table.term, table.related, strict=True)]
    terms = [*dict.fromkeys(chain.from_iterable(rows))]
    positions = {term: position for position, term in enumerate(terms)}
    return {"terms": terms, "lists": [[positions[term] for term in row] for row in rows]}


def list_paper_links(title: str, url: str, arxiv_id: str, doi: str) -> list[tuple[str, str]]:
    """Return the links of a paper, as pairs of label and address.

    They are those of `list_addresses`. A paper without any gets a search for its title at arXiv.
    """
    if addresses := list_addresses(url, arxiv_id, doi):
        return addresses
    search = quote(title[:_MAX_SEARCH_LENGTH], safe="")
    address = f"https://arxiv.org/search/?searchtype=title&query={search}"
    return [("Search arXiv for this title", address)]


def _make_group(
    row: Mapping[Any, Any],
    look: Look,
    points: NDArray[np.int64],
    assignments: pd.DataFrame,
    members: pd.Series,
) -> dict[str, Any]:
    """Return the data of a subject or topic: what its name on the map shows, and its look.

    The position is the densest point of its papers; `islands` are those of `find_named_islands`.

    Parameters
    ----------
    row
        The row of the theme or topic in its table.
    look
        Its colour and symbol.
    points
        Shape `(n, 2)`: map position of each paper.
    assignments
        The table of the n papers.
    members
        Shape `(n,)`: whether a paper belongs to it. Without papers, the group is at `(0, 0)`.
    """
    is_member = members.to_numpy()
    x, y = find_densest_point(points, is_member)
    islands = find_named_islands(points, assignments, is_member, (x, y), row["name"])
    group = {"name": row["name"], "size": int(row["size"]), "look": look, "x": x, "y": y}
    group |= {"islands": [island._asdict() for island in islands]}
    group |= {"keywords": list(row["keywords"][:_MAX_KEYWORDS])}
    group |= {"summary": "".join(row["summary"][:1])}
    return group | {"mixed": row["name_source"] == "mixed"}


def _sample_rows(topics: NDArray[np.int64]) -> list[int] | None:
    """Return the row numbers of `MAX_DRAWN` random papers to draw, in ascending order.

    About the same share of each topic is drawn. `topics` is the topic of each paper; unassigned
    papers (-1) count as one more topic. Return `None` if all papers can be drawn.
    """
    if len(topics) <= MAX_DRAWN:
        return None
    # Sort the papers by topic, in random order within a topic, and take evenly spaced ones.
    order = np.random.RandomState(0).permutation(len(topics))
    order = order[np.argsort(topics[order], kind="stable")]
    evenly_spaced = np.unique(np.linspace(0, len(topics) - 1, MAX_DRAWN).astype(np.int64))
    return sorted(order[evenly_spaced].tolist())
