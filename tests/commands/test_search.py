"""`paperthemes search`: papers similar to a text, on the command line."""

import json
from pathlib import Path

import pytest

from helpers.corpora import corpus
from helpers.result_folders import write_results_of
from helpers.workflow import run_command
from paperthemes.encoders.settings import EmbedSettings

PAPERS = corpus(14).assign(doi="10.1234/abc")


@pytest.fixture
def working_folder(tmp_path: Path) -> Path:
    """Return a working folder after a run with the clusterings `fine` and, unfinished, `broad`."""
    write_results_of(PAPERS, tmp_path, EmbedSettings(encoder="lsa"))
    (tmp_path / ".snakemake").mkdir()
    snapshot = {"config": {"clusterings": {"broad": {}, "fine": {}}}}
    (tmp_path / ".snakemake/paperthemes.json").write_text(json.dumps(snapshot))
    return tmp_path


def test_each_paper_has_a_line_and_one_with_its_topic_and_link(working_folder: Path) -> None:
    lines = run_command(working_folder, "search", "songs of whales", "-k", "3").splitlines()
    assert len(lines) == 6
    similarity, title = lines[0].split("  ")
    assert 0.3 < float(similarity) <= 1
    assert title.startswith("Whale ")
    assert lines[1].endswith(" · https://doi.org/10.1234/abc")
    facts = json.loads(run_command(working_folder, "search", "songs of whales", "--json"))
    assert facts["clustering"] == "fine"
    assert [f"{paper['similarity']:.3f}  {paper['title']}" for paper in facts["papers"][:3]] == [
        *lines[::2]
    ]
    assert len(facts["papers"]) == 20
    nothing = run_command(working_folder, "search", "jurisprudence")
    assert nothing == "No paper has any of these words.\n"


def test_without_results_search_says_what_to_do(working_folder: Path, tmp_path: Path) -> None:
    errors = run_command(working_folder, "search", "x", "--clustering", "fin", status=1)
    assert "fin does not hold results of a clustering; these do: results/fine. Other" in errors
    (working_folder / ".snakemake/paperthemes.json").unlink()
    errors = run_command(working_folder, "search", "x", status=1)
    assert "first: paperthemes run" in errors
    assert run_command(working_folder, "search", "whales", "--clustering", "fine")
