"""Settings of step report."""

from pydantic import Field

from paperthemes.settings import Section


class ReportSettings(Section):
    """The HTML pages."""

    title: str = Field("Research themes", min_length=1)
    """heading of the pages"""
