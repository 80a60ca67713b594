"""The rule `changes` in the workflow."""

import json

from helpers.workflow import Workflow


def test_a_forced_rerun_changes_nothing_and_the_baseline_can_be_chosen(
    copy_of_finished: Workflow,
) -> None:
    workflow = copy_of_finished
    config = "dumps: [dumps/*]\nclusterings: {broad: null, fine: {engine: leiden}}\n"
    config += "naming: {fields: null}\n"
    workflow.write_config(config)
    results = workflow.folder / "results/fine"
    (workflow.folder / "dumps/new.csv").write_text("title,abstract\nA New Paper,It is new.\n")
    page = "results/fine/changes.html"
    workflow.run(page)
    before = {
        name: (results / name).read_bytes()
        for name in ("changes.html", "changes.json", "trends.csv")
    }
    content = json.loads(before["changes.json"])
    assert (content["number"], content["baseline"]["number"]) == (2, 1)
    assert [paper["title"] for paper in content["changes"]["new"]] == ["A New Paper"]
    assert content["changes"]["new_dumps"] == ["new.csv"]
    workflow.run("--forcerun", "changes", "--", page)
    assert before == {name: (results / name).read_bytes() for name in before}

    workflow.write_config(f"{config}baseline: 1\nkeep_runs: 2\n")
    (workflow.folder / "dumps/newer.csv").write_text("title,abstract\nOne More,It is newer.\n")
    workflow.run("results/fine/changes.json")
    content = json.loads((results / "changes.json").read_text("utf-8"))
    assert (content["number"], content["baseline"]["number"]) == (3, 1)
    assert content["changes"]["new_dumps"] == ["new.csv", "newer.csv"]
