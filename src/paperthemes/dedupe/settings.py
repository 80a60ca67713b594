"""Settings of step dedupe."""

from typing import Annotated

from pydantic import Field

from paperthemes.settings import Section

PaperReference = Annotated[
    str,
    Field(min_length=1, description="a paper_id, arXiv id, DOI, scheme:value or title, in quotes"),
]
PaperGroup = Annotated[
    list[PaperReference], Field(min_length=2, description="references to two or more papers")
]


class DedupeSettings(Section):
    """Settings for joining records into papers."""

    near_duplicates: bool = True
    """whether to merge records that share no id or title, if their titles and abstracts together
    show that they are the same work"""
    must_link: list[PaperGroup] = []
    """lists of references to the same paper: by paper_id, arXiv id, DOI, another id as
    scheme:value, or title"""
    cannot_link: list[PaperGroup] = []
    """lists of papers that are different, whatever they share, written as for must_link"""
