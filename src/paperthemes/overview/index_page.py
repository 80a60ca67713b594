"""Index page of all results."""

from collections.abc import Mapping
from typing import Any

from paperthemes.pages.html import render
from paperthemes.pages.stability import clustering_level

STYLES = ("base", "cards", "table", "index", "print")


def index_page(
    metrics: Mapping[str, Mapping[str, Any]],
    title: str,
    file_names: dict[str, Any],
) -> str:
    """Return the index of all results as an HTML page without scripts; its links are relative.

    Parameters
    ----------
    metrics
        Content of `metrics.json` of each clustering, by its name.
    title
        Heading of the page.
    file_names
        Names in the paths of results: `dumps` (a list), `encoder` and `neighbours` (a list).
    """
    values = {"title": title, "metrics": metrics, "clustering_level": clustering_level}
    return render("index.html.j2", values | file_names, styles=STYLES)
