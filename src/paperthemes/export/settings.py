"""Settings of step export."""

from collections.abc import Collection
from typing import Literal

ExportFormat = Literal["csv", "xlsx", "ris", "bibtex", "csl", "markdown", "atom"]

FILE_NAMES = {
    "parquet": "papers.parquet",  # always written
    "csv": "papers.csv",
    "xlsx": "papers.xlsx",
    "ris": "papers.ris",
    "bibtex": "papers.bib",
    "csl": "papers.csl.json",
    "markdown": "reading_list.md",
}
"""Name of the file of each format that step export writes, in the folder of a clustering."""


def list_files(formats: Collection[str]) -> dict[str, str]:
    """Return the paths of the files of `formats`, with a wildcard for the clustering, by format.

    The format `parquet` is always one of them.
    """
    names = {key: name for key, name in FILE_NAMES.items() if key in ("parquet", *formats)}
    return {key: f"results/{{clustering}}/{name}" for key, name in names.items()}
