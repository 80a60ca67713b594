"""Settings of step report."""

from collections.abc import Collection

from pydantic import Field

from paperthemes.settings import Section

FEED = "feed.atom"
"""Name of the file of the format `atom` of `export`: it is about changes, which that step lacks."""


def list_feed(formats: Collection[str] | None) -> dict[str, str]:
    """Return the path of the feed, with a wildcard for the clustering, if it is in `formats`."""
    return {"feed": f"results/{{clustering}}/{FEED}"} if "atom" in (formats or ()) else {}


class ReportSettings(Section):
    """The HTML pages."""

    title: str = Field("Research themes", min_length=1)
    """heading of the pages"""
    columns: list[str] = []
    """further fields of the dumps (keys of `extra` in `results/papers.parquet`), which the list of
    papers then shows, sorts and filters by, and the map can colour by"""
