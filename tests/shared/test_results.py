"""The public API: `import paperthemes` and reading results."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import paperthemes
from helpers.workflow import REPOSITORY
from paperthemes import tables

FILES = ("assignments", "topics", "themes", "map")


@pytest.fixture
def copied(fine: Path, tmp_path: Path) -> Path:
    """Return a copy of the tables of the clustering `fine`."""
    (tmp_path / "results/fine").mkdir(parents=True)
    shutil.copy(fine.parent / "papers.parquet", tmp_path / "results")
    for name in FILES:
        shutil.copy(fine / f"{name}.parquet", tmp_path / "results/fine")
    return tmp_path / "results/fine"


def test_importing_the_package_imports_no_library() -> None:
    code = "import sys, paperthemes; print(paperthemes.__version__, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{paperthemes.__version__} False\n"


def test_all_that_is_public_exists_and_nothing_else_does() -> None:
    assert all(getattr(paperthemes, name) for name in paperthemes.__all__)
    assert {*paperthemes.__all__} <= {*dir(paperthemes)}
    with pytest.raises(AttributeError, match="module 'paperthemes' has no attribute 'lod'"):
        paperthemes.lod  # noqa: B018


def test_loaded_tables_have_their_columns_and_fit_each_other(fine: Path) -> None:
    results = paperthemes.load(fine)
    for name in (*FILES, "papers"):
        assert list(getattr(results, name)) == getattr(tables, name.upper()).names
    assert len(results.assignments) == len(results.papers) == len(results.map) == 128
    assert results.assignments.paper_id.tolist() == results.papers.paper_id.tolist()
    sizes = results.assignments.topic.value_counts().drop(-1, errors="ignore")
    assert sizes.to_dict() == results.topics.set_index("topic")["size"].to_dict()
    assert results.topics.stability.dtype == float
    assert results.topics.seeded.dtype == bool
    assert isinstance(results.assignments.title.dtype, pd.StringDtype)


def test_the_example_of_the_documentation_runs(fine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fine.parents[1])
    text = (REPOSITORY / "docs/api.md").read_text("utf-8")
    text = text.replace("mine.parquet.parquet", "reading-group.csv.parquet")
    frame = pd.DataFrame(index=range(35))  # the lines of this dump: a header and 34 papers
    names: dict[str, object] = {"frame": frame}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, names)
    table = names["table"]
    assert isinstance(table, pd.DataFrame)
    assert {"topic_name", "doi", "url", "authors", "x", "y"} <= {*table}
    assert len(table) == 128
    assert frame.topic.isna().tolist() == [True] + [False] * 34


def test_a_folder_without_results_is_an_error_that_lists_those_with(copied: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"fin holds no results .*there are: fine$"):
        paperthemes.load(copied.parent / "fin")
    with pytest.raises(FileNotFoundError, match=r"holds no results of a clustering; run the"):
        paperthemes.load(copied.parents[1] / "no/such")


def test_results_of_other_papers_or_versions_are_errors(copied: Path) -> None:
    papers = tables.read(tables.PAPERS, copied.parent / "papers.parquet")
    tables.write(tables.PAPERS, papers[1:], copied.parent / "papers.parquet")
    with pytest.raises(ValueError, match="the assignments do not belong to these papers"):
        paperthemes.load(copied)
    papers.drop(columns="doi").to_parquet(copied.parent / "papers.parquet")
    with pytest.raises(ValueError, match=r"papers\.parquet is not a table of papers"):
        paperthemes.load(str(copied))
