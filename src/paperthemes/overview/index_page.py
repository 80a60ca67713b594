"""Index page of all results."""

from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.pages.html import render
from paperthemes.pages.stability import clustering_level

STYLES = ("base", "cards", "table", "index", "print")
_PER_CLUSTERING = (
    ("report.html", "the report: map, topics, all papers, how it was made"),
    ("changes.html", "changes since an earlier run, and trends"),
    ("changes.json", "changes and trends, machine-readable"),
    ("trends.csv", "size of each topic per run and per month, for a spreadsheet"),
    ("assignments.csv", "topic of each paper, for a spreadsheet"),
    ("assignments.parquet", "topic of each paper, machine-readable"),
    ("topics.json", "topics: name, keywords, size, stability"),
    ("topics.parquet", "topics as a table"),
    ("themes.json", "themes and their topics"),
    ("themes.parquet", "themes as a table"),
    ("metrics.json", "metrics of the clustering"),
    ("map.parquet", "position of each paper on the map"),
    ("clusters.npz", "clusters before naming and curation"),
    ("clusters_curated.npz", "clusters after curation"),
    ("identities.json", "permanent ids of the topics, before and after curation"),
)


def index_page(
    metrics: Mapping[str, Mapping[str, Any]],
    title: str,
    *,
    dumps: Sequence[str],
    encoder: str,
    neighbours: Sequence[str],
) -> str:
    """Return the index of all results as an HTML page without scripts; its links are relative.

    Parameters
    ----------
    metrics
        Content of `metrics.json` of each clustering, by its name.
    title
        Heading of the page.
    dumps, encoder, neighbours
        Names in the paths of parsed dumps, embeddings and neighbours.
    """
    levels = {name: clustering_level(numbers["stability"]) for name, numbers in metrics.items()}
    return render(
        "index.html.j2",
        {
            "title": title,
            "dumps": dumps,
            "clusterings": [(name, metrics[name], level) for name, level in levels.items()],
            "per_clustering": _PER_CLUSTERING,
            "shared": _shared_files(encoder, neighbours),
        },
        styles=STYLES,
    )


def _shared_files(encoder: str, neighbours: Sequence[str]) -> list[tuple[str, str]]:
    """Return path and meaning of the files that all clusterings share."""
    return [
        ("papers.parquet", "all papers, without duplicates"),
        ("duplicates.csv", "records dropped as duplicates, and why"),
        ("duplicates.parquet", "the same as a table"),
        (f"embeddings/{encoder}.npz", "one vector per paper"),
        (f"embeddings/{encoder}.report.json", "how the vectors were computed"),
        ("terms.npz", "terms of all papers"),
        *((f"neighbours/{key}.npz", "nearest papers, and layouts") for key in neighbours),
        ("logs/", "logs of all jobs"),
        ("benchmarks/", "time and memory of all jobs"),
    ]
