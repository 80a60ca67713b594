"""The public API: `import paperthemes`, and the results of a clustering."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import paperthemes
from helpers.corpora import corpus
from helpers.result_folders import write_results_of
from helpers.run_pairs import changes_content, current_run, make_topics, move
from helpers.workflow import REPOSITORY
from paperthemes import tables
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import write_json

TABLES = ("papers", "assignments", "topics", "themes", "map")
PAPERS = corpus(14)  # 42 papers: 6 in each topic, 6 unassigned


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of the results of some papers, apart from those of other tests."""
    run = tmp_path / "corpora/papers"
    run.mkdir(parents=True)
    return write_results_of(PAPERS, run, EmbedSettings(encoder="lsa"))


def test_importing_the_package_imports_no_library() -> None:
    code = "import sys, paperthemes; print(paperthemes.__version__, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{paperthemes.__version__} False\n"


def test_reading_topics_and_searching_import_no_large_library(fine: Path) -> None:
    code = f"""
import sys, paperthemes
results = paperthemes.load({str(fine)!r})
names = "scipy sklearn numba umap hdbscan bertopic matplotlib onnxruntime snakemake".split()
results.topics
print([name for name in names if name in sys.modules])
print(len(results.search("apples", 3)), [name for name in names if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n3 ['scipy', 'onnxruntime']\n"


def test_all_that_is_public_exists_and_nothing_else_does() -> None:
    assert all(getattr(paperthemes, name) for name in paperthemes.__all__)
    assert {*paperthemes.__all__} <= {*dir(paperthemes)}
    with pytest.raises(AttributeError, match="module 'paperthemes' has no attribute 'lod'"):
        paperthemes.lod  # noqa: B018


def test_loaded_tables_have_their_columns_and_fit_each_other(fine: Path) -> None:
    results = paperthemes.load(fine)
    for name in TABLES:
        assert list(getattr(results, name)) == getattr(tables, name.upper()).names
    assert len(results.assignments) == len(results.papers) == len(results.map) == 128
    assert results.assignments.paper_id.tolist() == results.papers.paper_id.tolist()
    sizes = results.assignments.topic.value_counts().drop(-1, errors="ignore")
    assert sizes.to_dict() == results.topics.set_index("topic")["size"].to_dict()
    assert results.topics.stability.dtype == float
    assert results.topics.seeded.dtype == bool
    assert isinstance(results.assignments.title.dtype, pd.StringDtype)
    assert (results.vectors.shape, results.vectors.dtype) == ((128, 384), np.float32)
    assert np.allclose(np.linalg.norm(results.vectors, axis=1), 1)


def test_the_examples_of_the_documentation_run(fine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_the_notebook_runs_and_saves_its_table_and_its_map(
    fine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").symlink_to(fine.parent)
    notebook = json.loads((REPOSITORY / "docs/notebook.ipynb").read_text("utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert sum(len(cell.split("\n")) for cell in cells) <= 35
    names: dict[str, object] = {}
    for cell in cells:
        exec(cell, names)
    assert len(pd.read_csv("topics.csv")) == 128
    assert Path("map.png").read_bytes().startswith(b"\x89PNG")
    found = names["found"]
    assert isinstance(found, pd.DataFrame)
    assert found.similarity.is_monotonic_decreasing and found.similarity[0] > 0.3


def test_a_topic_is_found_by_its_id_name_or_number(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parents[1])
    results = paperthemes.load("results/fine")
    monkeypatch.chdir("/")
    topic = results.topic("T0002")
    assert (topic.topic_id, topic.name) == ("T0002", "Topic b")
    assert topic.keywords == ["apple", "word 1"]
    assert topic.row["stability"] == 0.6
    assert topic.exemplars.paper_id.tolist() == results.topics.exemplars[1].tolist()
    for key in ("topic B", "t0002", 1, np.int64(1)):
        assert results.topic(key).papers.equals(topic.papers)
    assert list(topic.papers) == list(results.papers.merge(results.assignments))
    assert {*topic.papers.paper_id} == {*results.papers.paper_id[results.assignments.topic == 1]}


def test_papers_of_a_topic_or_theme_are_sorted_by_confidence(folder: Path) -> None:
    path = folder / "assignments.parquet"
    frame = tables.read(tables.ASSIGNMENTS, path)
    tables.write(tables.ASSIGNMENTS, frame.assign(confidence=np.linspace(0.5, 1, len(frame))), path)
    results = paperthemes.load(folder)
    assert len(results.papers_of(0)) == len(results.papers_of("unassigned")) == 6
    assert results.papers_of(-1).grade.unique().tolist() == ["unassigned"]
    papers = results.papers_of(theme="Theme b")
    assert papers.equals(results.papers_of(theme=1))
    assert sorted(papers.topic_id.unique()) == ["T0003", "T0004"]
    assert papers.confidence.is_monotonic_decreasing and papers.confidence.is_unique
    with pytest.raises(TypeError, match="takes a topic or theme=…, and not both"):
        results.papers_of(0, theme=1)


def test_an_unknown_topic_theme_or_paper_is_an_error_with_near_matches(folder: Path) -> None:
    results = paperthemes.load(folder)
    with pytest.raises(ValueError, match=r"no topic 'T0033'; did you mean T0003 \(Topic c\)"):
        results.topic("T0033")
    with pytest.raises(ValueError, match="no topic has the number 6; there are 6 topics"):
        results.papers_of(6)
    with pytest.raises(ValueError, match=r"no theme 'Them B'; did you mean .*1 \(Theme b\)"):
        results.papers_of(theme="Them B")
    with pytest.raises(ValueError, match=r"no topic 'xylophone'$"):
        results.topic("xylophone")
    for unassigned in ("unassigned", -1):
        with pytest.raises(ValueError, match=r'no topic; papers_of\("unassigned"\) lists them'):
            results.topic(unassigned)
    with pytest.raises(TypeError, match="'float' object cannot be"):
        results.topic(1.5)
    with pytest.raises(ValueError, match="no paper with the paper_id 4"):
        results.similar(4)
    paper = PAPERS.iloc[4]
    with pytest.raises(ValueError, match=rf"did you mean {paper.paper_id} \({paper.title}\)"):
        results.similar(paper.title)


def test_changes_are_tables_also_of_a_first_run(folder: Path) -> None:
    before = make_topics(T0001=9, T0002=4)
    write_json(folder / "changes.json", changes_content(None, current_run(before)))
    first = paperthemes.load(folder).changes()
    assert first.baseline is None
    after = move(before, "T0001 paper 0", "T0001 paper 1", to="T0002") | {"A new paper": "T0001"}
    write_json(folder / "changes.json", changes_content(before, current_run(after)))
    changes = paperthemes.load(folder).changes()
    assert (changes.number, changes.baseline and changes.baseline["number"]) == (4, 3)
    assert changes.new.title.tolist() == ["A new paper"]
    assert changes.moved.title.tolist() == ["T0001 paper 0", "T0001 paper 1"]
    assert changes.topics.after.tolist() == [8, 6]
    assert changes.flows.papers.sum() == 14
    assert changes.trends.query("by == 'run' and period == '4'").papers.tolist() == [8, 6]
    for name in ("new", "gone", "moved", "topics", "flows", "growth", "trends"):
        assert list(getattr(first, name)) == list(getattr(changes, name))
    assert len(first.new) == len(changes.gone) == 0


def test_a_folder_without_results_is_an_error_that_lists_those_with(folder: Path) -> None:
    run = folder.parents[1]
    for wrong in (run, run / "fine", folder.parent, folder.parent / "fin", folder / "map.parquet"):
        with pytest.raises(FileNotFoundError, match=rf"these do: {folder}\. Otherwise run"):
            paperthemes.load(wrong)
    with pytest.raises(FileNotFoundError, match=r"hold results of a clustering; run the workflow"):
        paperthemes.load(run / "no/such/folder")


def test_results_of_an_unfinished_run_are_errors(folder: Path) -> None:
    results = paperthemes.load(folder)
    path = folder.parent / "papers.parquet"
    tables.write(tables.PAPERS, PAPERS[1:], path)
    with pytest.raises(ValueError, match=r"papers\.parquet has been written again since `load`"):
        results.papers  # noqa: B018
    results = paperthemes.load(folder)
    with pytest.raises(ValueError, match="the papers have changed since: run the workflow"):
        results.assignments  # noqa: B018
    assert len(results.topics) == 6
    (folder / "map.parquet").unlink()
    with pytest.raises(FileNotFoundError, match=r"map\.parquet is missing: run the workflow"):
        paperthemes.load(folder)


def test_results_of_another_version_are_errors(folder: Path) -> None:
    PAPERS.drop(columns="doi").to_parquet(folder.parent / "papers.parquet")
    write_json(folder / "changes.json", {"number": 1})
    (folder / "themes.parquet").write_text("no table")
    content = bytearray((folder / "topics.parquet").read_bytes())
    content[50:150] = bytes(100)  # in the data; the description at the end of the file is whole
    (folder / "topics.parquet").write_bytes(content)
    results = paperthemes.load(folder)
    with pytest.raises(ValueError, match=r"another version .*papers\.parquet is not a table of"):
        results.papers  # noqa: B018
    with pytest.raises(ValueError, match=r"changes\.json is damaged or of another version"):
        results.changes()
    for name in ("themes", "topics"):
        with pytest.raises(ValueError, match=rf"{name}\.parquet is damaged or of another version"):
            getattr(results, name)


def test_without_vectors_all_tables_can_be_read(folder: Path) -> None:
    vectors = folder.parent / "embeddings/lsa.npz"
    vectors.write_bytes(vectors.read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"lsa\.npz is damaged .*: delete it, and run"):
        paperthemes.load(folder).similar(PAPERS.paper_id[0])
    shutil.rmtree(folder.parent / "embeddings")
    results = paperthemes.load(folder)
    with pytest.raises(FileNotFoundError, match=r"lsa\.npz, with the vectors, is missing: run"):
        results.search("apples")
    assert len(results.papers_of(0)) == 6
    (folder / "metrics.json").unlink()
    with pytest.raises(ValueError, match=r"metrics\.json does not name the encoder"):
        paperthemes.load(folder).vectors  # noqa: B018
