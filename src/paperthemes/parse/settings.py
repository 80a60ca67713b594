"""Settings of step parse."""

from typing import Annotated, Literal

from pydantic import Field

from paperthemes.settings import Section

# The names in `formats.py`, which takes long to import; a test compares them.
FORMAT_NAMES = [
    *("parquet", "feather", "arrow-stream", "workbook", "hf-daily-html", "hf-daily-json"),
    *("hf-daily-markdown", "hf-daily-text", "arxiv-atom", "arxiv-oai", "arxiv-snapshot"),
    *("arxiv-mail", "arxiv-html", "arxiv-text", "pubmed-xml", "endnote-xml", "acl-xml"),
    *("dblp-xml", "mods-xml", "jats-xml", "crossref-xml", "tei-xml", "feed", "oai-pmh"),
    *("datacite-xml", "bibtex", "ris", "medline", "web-of-science", "refer", "refworks"),
    *("cochrane", "ovid", "proquest", "cnki", "reading-list", "openalex", "semantic-scholar"),
    *("embase-csv", "scopus-csv", "ieee-csv", "springer-csv", "wos-tab", "bibliometrix-csv"),
    *("wos-csv", "pubmed-csv", "dimensions-csv", "lens-csv", "zotero-csv", "acm-csv", "csv"),
    *("markdown-table", "arxiv-daily-json", "json-table"),
]
FIELDS = ("title", "abstract", "url", "arxiv_id", "doi", "published", "authors")
"""Fields that the config may assign to columns of a table."""
NonEmpty = Annotated[str, Field(min_length=1)]
OnBadDump = Literal["skip", "fail"]
OnVolumes = Literal["skip", "keep"]


class ParseSettings(Section):
    """Settings for reading dumps."""

    max_expanded_gb: float = Field(20.0, gt=0)
    """gigabytes that a compressed dump may expand to, more than 0; the rest of a file that expands
    further is not read"""
    max_seconds_per_record: float = Field(60.0, gt=0)
    """seconds of computing between two records of a dump, more than 0; a dump that takes longer is
    skipped"""


class ReaderOptions(Section):
    """Settings for reading a single dump."""

    format: Literal[tuple(FORMAT_NAMES)] | None = None  # type: ignore[valid-type]
    """the format to read them in instead of the detected one"""
    columns: dict[Literal[FIELDS], NonEmpty] = {}  # type: ignore[valid-type]
    """for tables: the column of each field, as `field: column`; fields that are not listed are
    guessed"""
