"""Mistakes in `curation.yaml` are reported before any job runs."""

import pytest

from helpers.workflow import Workflow


def write_inputs(workflow: Workflow, config: str = "") -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config(f"dumps: [list.csv]\n{config}")


MISTAKES = {
    "circle": (
        "{topics: {T0001: {merge_into: T0002}, T0002: {merge_into: T0003}, "
        "T0003: {merge_into: T0001}}}",
        "clusterings.fine.topics: merged in a circle, T0001 -> T0002 -> T0003 -> T0001; take one",
    ),
    "itself": (
        "{topics: {T0001: {merge_into: T0001}}}",
        "clusterings.fine.topics: merged in a circle, T0001 -> T0001; take one",
    ),
    "misspelt": (
        "{topics: {T0001: {naem: Boats}}}",
        "clusterings.fine.topics.T0001.naem: unknown key; did you mean name?",
    ),
    "section": ("{topic: {}, paper: {x: T0001}}", "clusterings.fine.paper: unknown key; did you"),
    "number": (
        "{papers: {2401.00001: T0001}}",
        "clusterings.fine.papers.2401.00001: not a text to YAML; put it in quotes",
    ),
    "twice": (
        "{topics: {T0001: {name: Boats}, T0002: {name: BOATS}}}",
        "clusterings.fine.topics: T0001 and T0002 would both be called BOATS; use another",
    ),
    "id": ("{topics: {T1: {name: x}}}", '"T1" cannot be a name (a permanent id, as T0042)'),
    "target": ("{papers: {x: fine}}", '"fine" does not fit (permanent id of a topic, as T0042)'),
    "type": ("{topics: {T0001: {hide: maybe}}}", 'T0001.hide: "maybe" is not true or false'),
    "same key": (
        "{topics: {T0001: {hide: true}, T0001: {name: Boats}}}",
        "T0001 stands twice (line 1 again); write all of it in one place",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_reported_before_any_job(workflow: Workflow, mistake: str) -> None:
    content, message = MISTAKES[mistake]
    write_inputs(workflow)
    workflow.write_config(f"clusterings: {{fine: {content}}}\n", "curation.yaml")
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "curation.yaml" in done.stdout
    assert "nothing was run" in done.stdout
    assert message in done.stdout
    assert "Traceback" not in done.stdout


def test_curation_of_an_unknown_clustering_is_warned_of(workflow: Workflow) -> None:
    write_inputs(workflow, "clusterings: {broad: null}\ncuration: mine.yaml\n")
    workflow.write_config("clusterings: {broad: {topics: {T0001: {hide: true}}}}", "mine.yaml")
    output = workflow.run("-n")
    assert "mine.yaml: there is no clustering broad in the config: what is said of it" in output


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}", "clusterings:\n  fine:\n"])
def test_an_empty_file_is_accepted(workflow: Workflow, text: str) -> None:
    write_inputs(workflow)
    workflow.write_config(text, "curation.yaml")
    workflow.run("-n")


@pytest.mark.parametrize("text", ["topics: [", "\tx: 1", "- a\n- b\n", "just words"])
def test_invalid_yaml_is_reported(workflow: Workflow, text: str) -> None:
    write_inputs(workflow)
    workflow.write_config(text, "curation.yaml")
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "curation.yaml cannot be read; nothing was run: " in done.stdout
