"""Settings of step report."""

from pydantic import Field

from paperthemes.settings import Section


class ReportSettings(Section):
    """The HTML pages."""

    title: str = Field("Research themes", min_length=1)
    """heading of the pages"""
    columns: list[str] = []
    """further fields of the dumps (keys of `extra` in `results/papers.parquet`), which the list of
    papers then shows, sorts and filters by, and the map can colour by"""
