"""`curation.yaml`: every mistake named before any job, and files without content accepted."""

from pathlib import Path

import pytest
from snakemake.exceptions import WorkflowError

from helpers.workflow import Workflow
from paperthemes.workflow.curation_file import read_curation

EMPTY = {"stop_words": [], "clusterings": {}}
MISTAKES = {
    "circle": (
        "{topics: {T0001: {merge_into: T0002}, T0002: {merge_into: T0003}, "
        "T0003: {merge_into: T0001}}}",
        "clusterings.fine.topics: merged in a circle, T0001 -> T0002 -> T0003 -> T0001; remove one",
    ),
    "itself": (
        "{topics: {T0001: {merge_into: T0001}}}",
        "clusterings.fine.topics: merged in a circle, T0001 -> T0001; remove one",
    ),
    "misspelt": (
        "{topics: {T0001: {naem: Boats}}}",
        "clusterings.fine.topics.T0001.naem: unknown key; did you mean name?",
    ),
    "section": ("{paper: {x: T0001}}", "clusterings.fine.paper: unknown key; did you mean papers"),
    "number": (
        "{papers: {2401.00001: T0001}}",
        "clusterings.fine.papers: 2401.00001 is not text; put it in quotes",
    ),
    "name used twice": (
        "{topics: {T0001: {name: Boats}, T0002: {name: BOATS}}}",
        "clusterings.fine.topics: T0001 and T0002 would both be called BOATS; use another",
    ),
    "id": ("{topics: {T1: {name: x}}}", '"T1" cannot be a name (a permanent id, such as T0042)'),
    "target": ("{papers: {x: fine}}", '"fine" is not valid (a permanent id, such as T0042)'),
    "type": ("{topics: {T0001: {hide: maybe}}}", 'T0001.hide: "maybe" is not true or false'),
    "blank": ("{topics: {T0001: {name: ' '}}}", 'T0001.name: " " is not valid (its name'),
    "key used twice": (
        "{topics: {T0001: {hide: true}, T0001: {name: Boats}}}",
        "T0001 occurs more than once (line 1); combine them",
    ),
}


def write(folder: Path, text: str) -> Path:
    path = folder / "curation.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(tmp_path: Path, mistake: str) -> None:
    edits, message = MISTAKES[mistake]
    path = write(tmp_path, f"clusterings: {{fine: {edits}}}\n")
    with pytest.raises(WorkflowError) as caught:
        read_curation(path, ["fine"])
    assert str(caught.value).startswith(f"{path} has an error; nothing was run.")
    assert message in str(caught.value)


def test_a_mistake_stops_the_workflow_before_any_job(workflow: Workflow) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\n")
    workflow.write_config("stop_word: [model]\n", "curation.yaml")
    done = workflow.call()
    assert done.returncode == 1
    assert "stop_word: unknown key; did you mean stop_words?" in done.stdout
    assert "Traceback" not in done.stdout
    assert not (workflow.folder / "results").exists()


def test_edits_of_a_clustering_that_the_config_lacks_give_a_warning(tmp_path: Path, caplog) -> None:
    path = write(tmp_path, "clusterings: {broad: {topics: {T0001: {hide: true}}}}")
    curation = read_curation(path, ["fine"])
    assert curation["clusterings"]["broad"]["topics"] == {"T0001": {"hide": True}}
    assert "there is no clustering broad in the config; its edits are ignored" in caplog.text


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}", "clusterings:\n  fine:\n"])
def test_a_file_without_content_changes_nothing(tmp_path: Path, text: str) -> None:
    assert read_curation(tmp_path / "missing.yaml", ["fine"]) == EMPTY
    assert read_curation(write(tmp_path, text), ["fine"]) == EMPTY


@pytest.mark.parametrize("text", ["topics: [", "\tx: 1", "- a\n- b\n", "just words"])
def test_other_files_cannot_be_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(WorkflowError, match="cannot be read; nothing was run: "):
        read_curation(write(tmp_path, text), ["fine"])
