"""Settings of step report."""

from pydantic import Field

from paperthemes.settings import Section

FEED = "feed.atom"
"""Name of the file of the format `atom` of `export`: it is about changes, which that step lacks."""


class ReportSettings(Section):
    """The HTML pages."""

    title: str = Field("Research themes", min_length=1)
    """heading of the pages"""
