"""Settings of step report."""

from pydantic import Field

from paperthemes.settings import Section


class ReportSettings(Section):
    """The HTML pages."""

    title: str | None = Field(None, min_length=1)
    """name of the papers, the heading of the pages; null: the name of the folder"""
