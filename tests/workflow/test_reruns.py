"""Which jobs run again after a change."""

import json
import os

import pytest

from helpers.stand_in_llm import stand_in_model
from helpers.workflow import BELOW_PARSE, Workflow
from paperthemes import tables
from paperthemes.export.settings import FILE_NAMES

SECRET = "sk-a-secret-of-the-user"

# Jobs that follow when the names, or the clusters, of one clustering change.
# Each report has links to the topics of the other clusterings.
DESCRIBE = dict.fromkeys(("describe", "changes", "export", "figures", "suggest", "overview"), 1) | {
    "report": 2
}
CLUSTER = {"cluster": 1, "identify": 1} | DESCRIBE


def test_comments_key_order_and_touched_files_change_nothing(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    workflow.write_config(
        "# a comment\nclusterings:\n  fine: {max_unassigned: 0.1, granularity: fine}\n"
        "  broad: {}\nreport: {}\ndumps: [dumps/*]\n"
    )
    for path in workflow.folder.glob("dumps/*"):
        path.touch()
    assert workflow.planned() == {}


def test_editing_one_clustering_reruns_that_one(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    before = workflow.results()
    settings = "{engine: leiden, min_topic_size: 12}"
    workflow.write_config(f"dumps: [dumps/*]\nclusterings: {{fine: {settings}}}\n")
    assert workflow.planned() == CLUSTER
    workflow.run()
    after = workflow.results()
    changed = {name for name in after if after[name] != before.get(name)}
    assert "results/fine/metrics.json" in changed
    own = ("results/fine/", "results/figures/fine-map.")
    elsewhere = {name for name in changed if not name.startswith(own)}
    elsewhere.discard("results/broad/report.html")
    assert elsewhere == {
        f"results/{name}" for name in ("compare.html", "index.html", "suggestions.json")
    }
    assert before.keys() == after.keys()


def test_settings_of_names_leave_the_groups_as_they_are(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    groups = (workflow.folder / "results/fine/clusters_curated.npz").read_bytes()
    workflow.write_config("dumps: [dumps/*]\nclusterings: {fine: {n_themes: 2}}\n")
    assert workflow.planned() == DESCRIBE
    workflow.run("results/fine/themes.parquet")
    assert len(tables.read(tables.THEMES, workflow.folder / "results/fine/themes.parquet")) == 2
    assert (workflow.folder / "results/fine/clusters_curated.npz").read_bytes() == groups
    workflow.write_config("dumps: [dumps/*]\nnaming: {model: any}\n")
    both = {rule: 2 for rule in ("identify", "describe", "changes", "export", "figures", "report")}
    assert workflow.planned() == both | {"suggest": 1, "overview": 1}


def test_a_language_model_names_the_topics_of_the_sample(
    copy_of_finished: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    workflow = copy_of_finished
    topics = workflow.folder / "results/fine/topics.json"
    before = json.loads(topics.read_text())
    with stand_in_model(lambda request: f"On {request.data['draft'].lower()}") as model:
        naming = f"naming: {{model: toy, base_url: '{model.address}'}}"
        config = f"dumps: [dumps/*]\nclusterings: {{broad: null}}\n{naming}\n"
        workflow.write_config(config)
        assert workflow.planned() == {"identify": 1} | DESCRIBE | {"report": 1}
        workflow.write_config(f"{config}figures: null\n")
        output = workflow.run()
        asked = len(model.requests)
        assert model.requests[0].headers["authorization"] == f"Bearer {SECRET}"
    after = json.loads(topics.read_text())
    expected = [f"On {topic['name'].lower()}" for topic in before]
    assert [topic["name"] for topic in after] == expected
    assert len(before) <= asked
    assert expected[0] in (workflow.folder / "results/fine/report.html").read_text("utf-8")
    # The key is in no log, page, archived run or record of Snakemake.
    assert SECRET not in output
    files = [path for path in workflow.folder.rglob("*") if path.is_file()]
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []


def test_new_clusterings_run_alone(copy_of_finished: Workflow) -> None:
    new = "{mine: {min_topic_size: 9}, other: {neighbours: {n_neighbors: 10}}}"
    copy_of_finished.write_config(f"dumps: [dumps/*]\nclusterings: {new}\n")
    own = dict.fromkeys(CLUSTER, 2) | {"suggest": 1, "overview": 1}
    assert copy_of_finished.planned() == own | {"neighbours": 1, "report": 4}  # of `other` alone


def test_a_new_or_vanished_dump_parses_its_batch_again(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    new = workflow.folder / "dumps/new.csv"
    new.write_text("title,abstract\nA New Paper,It is new.\n")
    assert workflow.planned() == BELOW_PARSE | {"parse": 1}
    new.unlink()
    (workflow.folder / "dumps/search-results.txt").unlink()
    assert workflow.planned() == BELOW_PARSE | {"parse": 1}


def test_a_changed_dump_with_an_older_time_stamp_is_read_again(copy_of_finished: Workflow) -> None:
    path = copy_of_finished.folder / "dumps/reading-group.csv"
    path.write_text("title,abstract\nAnother Paper,It is another.\n")
    os.utime(path, (1_500_000_000, 1_500_000_000))
    assert copy_of_finished.planned()["parse"] == 1


def test_deleted_results_are_made_again(copy_of_finished: Workflow) -> None:
    for name in ("fine/assignments.csv", "duplicates.csv", "parsed/search-results.txt.parquet"):
        (copy_of_finished.folder / "results" / name).unlink()
    assert copy_of_finished.planned().keys() >= {"parse", "dedupe", "cluster"}


def test_report_settings_rerun_reports_only(copy_of_finished: Workflow) -> None:
    copy_of_finished.write_config("dumps: [dumps/*]\nreport: {title: Reading List}\n")
    assert copy_of_finished.planned() == {"figures": 2, "report": 2, "overview": 1}


def test_other_exports_rerun_the_export_only(copy_of_finished: Workflow) -> None:
    folder = copy_of_finished.folder / "results/fine"
    copy_of_finished.write_config("dumps: [dumps/*]\nexport: [markdown, ris]\n")
    assert copy_of_finished.planned() == {"export": 2, "overview": 1}
    copy_of_finished.run()
    written = {path.name for path in folder.iterdir()} & {*FILE_NAMES.values()}
    assert written == {"papers.parquet", "papers.ris", "reading_list.md"}
    index = (copy_of_finished.folder / "results/index.html").read_text("utf-8")
    assert "fine/papers.ris" in index
    assert "papers.csv" not in index
    copy_of_finished.write_config("dumps: [dumps/*]\nparse: {}\nexport: [ris, markdown, ris]\n")
    assert copy_of_finished.planned() == {}


def test_other_figures_replace_the_old_ones(copy_of_finished: Workflow) -> None:
    copy_of_finished.write_config("dumps: [dumps/*]\nfigures: [pdf]\n")
    assert copy_of_finished.planned() == {"figures": 2, "report": 2, "overview": 1}
    folder, names = copy_of_finished.folder / "results/figures", ["broad-map.pdf", "fine-map.pdf"]
    copy_of_finished.run(*(f"results/figures/{name}" for name in names))
    assert sorted(path.name for path in folder.iterdir()) == names
    copy_of_finished.write_config("dumps: [dumps/*]\nfigures: null\n")
    assert copy_of_finished.planned() == {"report": 2, "overview": 1}


def test_settings_that_change_no_result_rerun_nothing(copy_of_finished: Workflow) -> None:
    copy_of_finished.write_config(
        "dumps: [dumps/*]\nembed: {cache: mine, threads: 2}\nnaming: {timeout: 5}\noffline: true\n"
    )
    assert copy_of_finished.planned() == {}
