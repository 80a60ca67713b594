"""Settings of step export."""

from collections.abc import Collection
from typing import Literal

ExportFormat = Literal["csv", "xlsx", "ris", "bibtex", "csl", "markdown", "bertopic", "atom"]

FILE_NAMES = {
    "parquet": "papers.parquet",  # always written
    "csv": "papers.csv",
    "xlsx": "papers.xlsx",
    "ris": "papers.ris",
    "bibtex": "papers.bib",
    "csl": "papers.csl.json",
    "markdown": "reading_list.md",
    "bertopic": "bertopic/topics.json",
    "bertopic_config": "bertopic/config.json",
    "bertopic_embeddings": "bertopic/topic_embeddings.safetensors",
    "bertopic_ctfidf": "bertopic/ctfidf.safetensors",
    "bertopic_ctfidf_config": "bertopic/ctfidf_config.json",
}
"""Name of each file that step export writes, in the folder of a clustering.

The key is the format; that of a further file of a format begins with the format and `_`.
"""


def list_files(formats: Collection[str]) -> dict[str, str]:
    """Return the paths of the files of `formats`, with a wildcard for the clustering, by key.

    The keys are those of `FILE_NAMES`. The format `parquet` is always one of the formats.
    """
    written = {"parquet", *formats}
    names = {key: name for key, name in FILE_NAMES.items() if key.split("_")[0] in written}
    return {key: f"results/{{clustering}}/{name}" for key, name in names.items()}
