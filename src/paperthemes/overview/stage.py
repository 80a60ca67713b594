"""Overview step: render the pages about all clusterings from their results."""

from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes import tables
from paperthemes.files import read_json, write_text
from paperthemes.overview.compare_page import Clustering, render_comparison
from paperthemes.pages.html import render
from paperthemes.pages.stability import clustering_level
from paperthemes.pages.subjects import count_topics

INDEX_STYLES = ("base", "cards", "table", "index", "print")


def run(
    inputs: Mapping[str, Any],
    outputs: Mapping[str, str],
    clusterings: Mapping[str, Mapping[str, Any]],
    page_settings: Mapping[str, str],
    file_names: dict[str, Any],
) -> None:
    """Write the comparison of all clusterings and the index of all results.

    Parameters
    ----------
    inputs
        The paths `papers` and `suggestions`, and the lists of paths `assignments`, `topics`,
        `metrics` and `changes`, with a path for each clustering, in the order of `clusterings`.
    outputs
        Paths of the pages `compare` and `index`.
    clusterings
        Settings of each clustering, by the name of the clustering.
    page_settings
        Settings of both pages: `title` and `own_dumps`, see `render_index`.
    file_names
        Names of result files, see `render_index`.

    Raises
    ------
    ValueError
        If the assignments of a clustering do not have the ids of the papers in the same order.
    """
    papers = tables.read(tables.PAPERS, inputs["papers"])
    results = []
    for index, (name, settings) in enumerate(clusterings.items()):
        assignments = tables.read(tables.ASSIGNMENTS, inputs["assignments"][index])
        tables.check_same_ids(papers.paper_id, assignments.paper_id, f"the assignments of {name}")
        clustering = Clustering(
            name=name,
            settings=settings,
            assignments=assignments,
            topics=tables.read(tables.TOPICS, inputs["topics"][index]),
            metrics=read_json(inputs["metrics"][index]),
        )
        results.append(clustering)
    changes = dict(zip(clusterings, map(read_json, inputs["changes"]), strict=True))
    run_day = max(each["recorded"] for each in changes.values())[:10]
    runs = {name: each["number"] for name, each in changes.items()}
    comparison = render_comparison(results, run_day=run_day, runs=runs, **page_settings)
    write_text(outputs["compare"], comparison)
    suggestions = read_json(inputs["suggestions"])
    topics = {
        name: [each["topics"] for each in suggestions[name]["suggestions"]] for name in clusterings
    }
    labels = {**page_settings, "run_day": run_day, "suggestions": topics}
    write_text(outputs["index"], render_index(results, changes, file_names, **labels))


def render_index(
    clusterings: Sequence[Clustering],
    changes: Mapping[str, Mapping[str, Any]],
    file_names: dict[str, Any],
    *,
    run_day: str,
    title: str,
    own_dumps: str = "",
    suggestions: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> str:
    """Return the index of all results as an HTML page, without scripts, and with relative links.

    Parameters
    ----------
    clusterings
        All clusterings.
    changes
        The content of `changes.json` of each clustering, by name.
    file_names
        Names of result files, without folders and extensions: the lists `dumps` and `neighbours`,
        and the text `encoder`, which is the name of the file with the vectors. `exports` lists the
        exported formats, `figures` those of the figures of the map, and `sweeps` the clusterings
        with a sweep.
    run_day
        Day of the run, as `2026-11-30`.
    title
        Heading of the page.
    own_dumps
        Where the user's dumps belong, if the page shows the sample data; otherwise "".
    suggestions
        For each clustering, the topics of each suggestion in its report; `None` for none.
    """
    values = {
        "title": title,
        "run_day": run_day,
        "own_dumps": own_dumps,
        "metrics": {clustering.name: clustering.metrics for clustering in clusterings},
        "topic_counts": {each.name: count_topics(each.topics) for each in clusterings},
        "clustering_level": clustering_level,
        "changes": changes,
        "suggestions": suggestions or {},
    }
    return render("index.html.j2", values | file_names, styles=INDEX_STYLES)
