"""Settings of step figures."""

from collections.abc import Collection
from typing import Literal, get_args

FigureFormat = Literal["svg", "pdf", "png"]
FORMATS: tuple[FigureFormat, ...] = get_args(FigureFormat)


def list_figure_files(formats: Collection[str]) -> dict[str, str]:
    """Return the paths of the map, with a wildcard for the clustering, by format."""
    return {
        format_: f"results/figures/{{clustering}}-map.{format_}"
        for format_ in FORMATS
        if format_ in formats
    }
