"""Settings of step export."""

from typing import Literal

ExportFormat = Literal["csv", "xlsx", "ris", "bibtex", "csl", "markdown"]

FILE_NAMES = {
    "parquet": "papers.parquet",  # always written
    "csv": "papers.csv",
    "xlsx": "papers.xlsx",
    "ris": "papers.ris",
    "bibtex": "papers.bib",
    "csl": "papers.csl.json",
    "markdown": "reading_list.md",
}
"""Name of the file of each format, in the folder of a clustering."""
