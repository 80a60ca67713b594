"""Index page of all results."""

from collections.abc import Mapping
from typing import Any

from paperthemes.pages.html import render
from paperthemes.pages.stability import clustering_level

STYLES = ("base", "cards", "table", "index", "print")


def render_index(
    metrics: Mapping[str, Mapping[str, Any]],
    title: str,
    file_names: dict[str, Any],
) -> str:
    """Return the index of all results as an HTML page; it has no scripts and relative links.

    Parameters
    ----------
    metrics
        The content of `metrics.json` of each clustering, by the name of the clustering.
    title
        Heading of the page.
    file_names
        Names in the paths of result files: the lists `dumps` and `neighbours`, and `encoder`.
    """
    values = {"title": title, "metrics": metrics, "clustering_level": clustering_level}
    return render("index.html.j2", values | file_names, styles=STYLES)
