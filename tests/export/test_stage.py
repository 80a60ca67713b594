"""The export step as a whole: only the formats that are asked for, and only their libraries."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from export.conftest import Export
from helpers.exports import write_tables
from helpers.pages import make_results
from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.export import stage
from paperthemes.export.settings import FILE_NAMES, ExportFormat, list_files

FORMATS = [name for name in get_args(ExportFormat) if name != "atom"]  # which step report writes
IMPORTED_BY = {
    **{"xlsx": {"xlsxwriter"}, "ris": {"rispy"}, "bibtex": {"bibtexparser", "pylatexenc"}},
    "bertopic": {"safetensors", "scipy", "sklearn"},
}
IMPORT_AND_RUN = """
import json, sys
from paperthemes.export import stage
stage.run(*json.loads(sys.argv[1]), "Title")
print(json.dumps([name for name in sys.argv[2:] if name in sys.modules]))
"""


def test_every_format_has_a_file_of_its_own() -> None:
    assert {*FORMATS, "parquet"} <= {*FILE_NAMES}
    assert len({*FILE_NAMES.values()}) == len(FILE_NAMES)


def test_formats_that_are_no_longer_asked_for_are_removed(export: Export, tmp_path: Path) -> None:
    papers = make_papers(["One"])
    (tmp_path / "notes.md").write_text("mine")
    paths = export(papers, *FORMATS)
    assert all(path.is_file() for path in paths.values())
    export(papers, "ris")
    left = {path.name for path in tmp_path.iterdir() if "-in." not in path.name}
    assert left == {"papers.parquet", "papers.ris", "notes.md"}


def test_assignments_of_other_papers_are_refused(tmp_path: Path) -> None:
    inputs = write_tables(make_results(make_papers(["One", "Two"])), tmp_path)
    tables.write(tables.PAPERS, make_papers(["One"]), inputs["papers"])
    with pytest.raises(ValueError, match="the assignments do not belong to these papers"):
        stage.run(inputs, {"parquet": str(tmp_path / "papers.parquet")}, "Title")
    assert not (tmp_path / "papers.parquet").exists()


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_imports_its_own_library_alone(tmp_path: Path, format_: str) -> None:
    inputs = write_tables(make_results(make_papers(["One"])), tmp_path)
    outputs = {key: str(tmp_path / FILE_NAMES[key]) for key in list_files([format_])}
    libraries = sorted(set().union(*IMPORTED_BY.values()))
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_RUN, json.dumps([inputs, outputs]), *libraries],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {*json.loads(done.stdout)} == IMPORTED_BY.get(format_, set())
