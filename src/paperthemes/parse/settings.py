"""Settings of step parse."""

from typing import Literal

from pydantic import Field

from paperthemes.settings import Section

OnBadDump = Literal["skip", "fail"]


class ParseSettings(Section):
    """Settings for reading dumps."""

    max_expanded_gb: float = Field(20.0, gt=0)
    """gigabytes that a compressed dump may expand to, more than 0; the rest of a file that expands
    further is not read"""
