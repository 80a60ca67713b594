"""Export step: write the papers with their topics for spreadsheets and other programs."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from paperthemes import tables
from paperthemes.export.bibtex import format_bibtex
from paperthemes.export.csl import format_csl
from paperthemes.export.reading_list import format_reading_list
from paperthemes.export.references import make_references
from paperthemes.export.ris import format_ris
from paperthemes.export.settings import FILE_NAMES
from paperthemes.export.wide_table import flatten_lists, make_wide_table
from paperthemes.export.workbook import write_workbook
from paperthemes.files import read_json, write_text
from paperthemes.spreadsheet import write_csv
from paperthemes.text.dates import format_date

_REFERENCE_FORMATS = {"ris": format_ris, "bibtex": format_bibtex, "csl": format_csl}


def run(inputs: Mapping[str, str], outputs: Mapping[str, str], title: str) -> None:
    """Write the wide table of a clustering, and the formats that are asked for.

    Files of formats that are no longer asked for are removed, because they would grow old.

    Parameters
    ----------
    inputs
        Paths of the tables `papers`, `assignments`, `topics` and `themes`, and of `changes.json`;
        for BERTopic also of `vectors` and `terms`.
    outputs
        Paths by key of `FILE_NAMES`, `parquet` among them.
    title
        Heading of the reading list.

    Raises
    ------
    ValueError
        If a table does not have its columns, or if papers and other inputs differ in their ids.
    """
    papers, assignments, topics, themes = (
        tables.read(table, inputs[table.name])
        for table in (tables.PAPERS, tables.ASSIGNMENTS, tables.TOPICS, tables.THEMES)
    )
    tables.check_same_ids(papers.paper_id, assignments.paper_id, "the assignments")
    table, wide = make_wide_table(papers, assignments)
    tables.write(table, wide, outputs["parquet"])
    if "csv" in outputs:
        write_csv(*flatten_lists(table, wide), outputs["csv"], byte_order_mark=True)
    run_line = _describe_run(inputs["changes"])
    if "xlsx" in outputs:
        write_workbook(outputs["xlsx"], (table, wide), topics, themes, comment=run_line)
    if "markdown" in outputs:
        text = format_reading_list(wide, topics, title=title, run_line=run_line)
        write_text(outputs["markdown"], text)
    if "bertopic" in outputs:
        _write_bertopic(inputs, outputs, papers, assignments, topics)
    _write_references(papers, wide, outputs)
    _remove_others(outputs)


def _describe_run(path: str) -> str:
    """Return the number, the clustering and the day of a run in words, from its `changes.json`."""
    changes = read_json(path)
    day = format_date(changes["recorded"][:10])
    return f"Run {changes['number']} · clustering {changes['clustering']} · {day}"


def _write_references(papers: pd.DataFrame, wide: pd.DataFrame, outputs: Mapping[str, str]) -> None:
    """Write the formats of reference managers that are in `outputs`."""
    formats = {name: write for name, write in _REFERENCE_FORMATS.items() if name in outputs}
    references = make_references(papers, wide) if formats else []
    for name, write in formats.items():
        write_text(outputs[name], write(references))


def _write_bertopic(
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    papers: pd.DataFrame,
    assignments: pd.DataFrame,
    topics: pd.DataFrame,
) -> None:
    """Write the folder for BERTopic."""
    # Only where it is asked for: scikit-learn takes a second to import.
    from paperthemes.artifacts.terms import Terms
    from paperthemes.artifacts.vectors import Vectors
    from paperthemes.export.bertopic import write_bertopic

    vectors, terms = Vectors.read(inputs["vectors"]), Terms.read(inputs["terms"])
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    write_bertopic(
        outputs, papers, assignments, topics, vectors=vectors.matrix, spellings=terms.spellings
    )


def _remove_others(outputs: Mapping[str, str]) -> None:
    """Remove the files of formats that are not in `outputs`, and folders that this empties."""
    folder = Path(outputs["parquet"]).parent
    for key, name in FILE_NAMES.items():
        path = folder / name
        if key not in outputs and path.exists():
            path.unlink()
            if path.parent != folder and not any(path.parent.iterdir()):
                path.parent.rmdir()
