"""Overview step: render the pages about all clusterings from their results."""

from collections.abc import Mapping
from typing import Any

from paperthemes import tables
from paperthemes.files import read_json, write_text
from paperthemes.overview.compare_page import Clustering, compare_page
from paperthemes.overview.index_page import index_page


def run(
    inputs: Mapping[str, Any],
    outputs: Mapping[str, str],
    clusterings: Mapping[str, Mapping[str, Any]],
    title: str,
    file_names: dict[str, Any],
) -> None:
    """Write the comparison of all clusterings and the index of all results.

    Parameters
    ----------
    inputs
        Path of `papers`; lists of paths `assignments`, `topics` and `metrics`, in the order of
        `clusterings`.
    outputs
        Paths of the pages `compare` and `index`.
    clusterings
        Settings of each clustering, by its name.
    title
        Heading of both pages.
    file_names
        `dumps`, `encoder` and `neighbours`: see `index_page`.

    Raises
    ------
    ValueError
        If the assignments of a clustering are not those of the papers.
    """
    papers = tables.read(tables.PAPERS, inputs["papers"])
    results = []
    for index, (name, settings) in enumerate(clusterings.items()):
        assignments = tables.read(tables.ASSIGNMENTS, inputs["assignments"][index])
        tables.check_same_ids(papers.paper_id, assignments.paper_id, f"the assignments of {name}")
        results.append(
            Clustering(
                name=name,
                settings=settings,
                assignments=assignments,
                topics=tables.read(tables.TOPICS, inputs["topics"][index]),
                metrics=read_json(inputs["metrics"][index]),
            )
        )
    write_text(outputs["compare"], compare_page(results, title))
    metrics = {result.name: result.metrics for result in results}
    write_text(outputs["index"], index_page(metrics, title, file_names))
