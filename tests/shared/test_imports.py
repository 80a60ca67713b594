"""The large libraries that each step imports: no more than it needs, because imports take long."""

from pathlib import Path

import pytest

from helpers.workflow import Workflow

LARGE = {
    *("pandas", "pyarrow", "scipy", "scipy.stats", "sklearn", "numba", "umap", "pynndescent"),
    *("hdbscan", "bertopic", "onnxruntime", "textblob", "nltk", "inflect", "openai"),
    *("rispy", "xlsxwriter", "matplotlib"),
}
TABLES = {"pandas", "pyarrow"}
LAYOUTS = {"sklearn", "scipy.stats", "numba", "umap", "pynndescent"}
IMPORTS = {
    "parse": TABLES,
    "dedupe": TABLES | {"scipy"},
    "embed_shard": TABLES | {"scipy", "onnxruntime"},
    "embed": TABLES | {"scipy"},
    "neighbours": TABLES | {"scipy"} | LAYOUTS,
    "terms": TABLES | {"scipy", "textblob", "nltk", "inflect"},
    "cluster": TABLES | {"scipy", "scipy.stats", "sklearn", "hdbscan"},
    "identify": TABLES | {"scipy"},
    "describe": TABLES | {"scipy", "onnxruntime", "nltk"},
    "changes": TABLES | {"scipy"},
    "export": TABLES,
    "figures": TABLES | {"scipy", "matplotlib"},
    "suggest": TABLES,
    "report": TABLES,
    "overview": TABLES | {"scipy"},
}


@pytest.mark.parametrize("step", IMPORTS)
def test_each_step_imports_only_the_large_libraries_that_it_needs(
    deployed_run: Path, step: str
) -> None:
    imported = (deployed_run / ".snakemake/modules" / step).read_text().split()
    assert LARGE & {*imported} == IMPORTS[step]


def test_planning_a_run_imports_no_large_library(
    finished: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")  # prints a line per imported module
    lines = [line for line in finished.run("-n").splitlines() if line.startswith("import time:")]
    imported = {line.split("|")[-1].strip() for line in lines}
    assert "snakemake.persistence" in imported
    assert not LARGE & imported
