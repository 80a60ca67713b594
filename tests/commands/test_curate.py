"""`paperthemes curate`: a file to start with, and the state of each edit."""

import json
import os
import re
from difflib import ndiff
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import yaml
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser

from helpers.pages import download, edit_topic, open_page, pin_paper
from helpers.story import paper_frame, titles_of
from helpers.workflow import REPOSITORY, Workflow
from paperthemes import tables
from paperthemes.cli import main
from paperthemes.curation.edits import Curation, explain_missing
from paperthemes.curation.listings import (
    Results,
    format_template,
    list_edits,
    read_results,
    write_template,
)
from paperthemes.errors import UserError

SCHEMA = json.loads((REPOSITORY / "workflow/schemas/curation.schema.json").read_text("utf-8"))
ODD_NAMES = [
    "Boats: harbours & quays",
    'the "quoted" one, it\'s odd',
    "# not a comment",
    "- a list? {no: map} [no] *no &no !no |no >no %no @no `no",
    "🚢 ships 船 und Häfen\u200d",
    "line\u2028break\u0085next\ttab\x7f\\n",
    "null",
    "2401.10",
]


def results_of(names: list[str]) -> Results:
    """Return results with one topic of three papers per name, and one paper per topic."""
    topics, papers = [], []
    for number, name in enumerate(names):
        topic_id = f"T{number:04d}"
        topic = (number, name, 3, ["tide", name], [], None, [1.0, 0.5], 0, "all")
        naming = ("", [], "phrase", 0.5, [], [], "")
        parts = ([], [], [], [], [], [])  # sub-groups, papers to read first, mixed topics
        topics.append((*topic, *naming, False, topic_id, False, "", *parts))
        assigned = (number, name, "core", 0.5, -1, 1.0, 0, "all", [], [], topic_id, "")
        papers.append((f"{number:012x}", name, *assigned))
    return tables.make(tables.TOPICS, topics), tables.make(tables.ASSIGNMENTS, papers)


def parse(text: str) -> dict:
    """Return the contents of a valid file without empty keys, as the workflow reads it."""
    content = without_empty(yaml.safe_load(text))
    assert not [*Draft202012Validator(SCHEMA).iter_errors(content)]
    return content


def without_empty(content: object) -> object:
    if not isinstance(content, dict):
        return content
    kept = {key: without_empty(value) for key, value in content.items()}
    return {key: value for key, value in kept.items() if value not in (None, {})}


# ---- the template ----


def test_the_template_as_written_changes_nothing() -> None:
    results = {"fine": results_of(ODD_NAMES), "2024": results_of(["x"])}
    assert parse(format_template(results)) == {}


def test_each_line_of_the_template_works_on_its_own() -> None:
    results = {"fine": results_of(ODD_NAMES), "on": results_of(ODD_NAMES[:1])}
    lines = format_template(results).splitlines()
    kinds = set()
    for position, line in enumerate(lines):
        if not re.match(" *#[^ ]", line):
            continue
        edited = [*lines[:position], line.replace("#", "", 1), *lines[position + 1 :]]
        content = parse("\n".join(edited))
        if "stop_words" in content:
            assert content == {"stop_words": ["framework", "state of the art"]}
            kinds.add("stop_words")
            continue
        ((clustering, sections),) = content["clusterings"].items()
        assert clustering in ("fine", "on")
        ((kind, entries),) = sections.items()
        ((key, value),) = entries.items()
        if kind == "papers":
            assert value == f"T{ODD_NAMES.index(key):04d}"
        else:
            ((kind, value),) = value.items()
            number = int(key[1:])
            merge_target = "T0000" if number else "T0001"
            expected = {"name": ODD_NAMES[number], "hide": True, "merge_into": merge_target}
            assert value == expected.get(kind, value)
        kinds.add(kind)
    assert kinds == {"stop_words", "name", "note", "hide", "merge_into", "papers"}


def test_all_lines_but_merges_work_together() -> None:
    template = format_template({"fine": results_of(ODD_NAMES)})
    text = re.sub(r"^( *)#(?! |merge|$)", r"\1", template, flags=re.M)
    fine = parse(text)["clusterings"]["fine"]
    assert [edit["name"] for edit in fine["topics"].values()] == ODD_NAMES
    assert len(fine["papers"]) == 3


def test_an_existing_file_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    path.write_text("mine")
    with pytest.raises(UserError, match=r"already exists and was not changed.* --file FILE"):
        write_template(path, {"fine": results_of(["x"])})
    assert path.read_text() == "mine"
    with pytest.raises(UserError, match="no topics yet; run the workflow first"):
        write_template(tmp_path / "other.yaml", {})


def test_unreadable_results_are_reported(tmp_path: Path) -> None:
    assert read_results(tmp_path) is None
    path = tmp_path / "topics.parquet"
    pd.DataFrame({"topic": [1]}).to_parquet(path)
    with pytest.raises(UserError, match="damaged or from another version of paperthemes"):
        read_results(tmp_path)
    path.write_text("x")
    with pytest.raises(UserError, match="damaged or from another version of paperthemes"):
        read_results(tmp_path)


# ---- states ----


def test_each_edit_is_listed_with_its_state() -> None:
    titles = titles_of("bees", 2)
    applied = {"topics": {"T0001": {"name": "Bees"}}, "papers": {titles[0]: "T0001"}}
    wanted = {
        "topics": {
            "T0001": {"name": "Bees", "hide": True},
            "T0002": {"merge_into": "T0003"},
            "T0009": {"note": "x"},
        },
        "papers": {titles[0]: "T0001", titles[1]: "T0002", "none": "T0001"},
    }
    names = {"T0001": "a", "T0002": "b", "T0003": "Old ones"}
    explain = partial(explain_missing, present={"T0001", "T0002"}, names=names)
    papers = paper_frame(titles)
    assert [*list_edits(Curation.of(wanted), Curation.of(applied), papers, explain)] == [
        ("T0001 name: Bees", "in effect"),
        ("T0001 hide: true", "takes effect on the next run"),
        (
            "T0002 merge_into: T0003",
            "T0003 (Old ones) is retired: its edits wait until it comes back",
        ),
        ("T0009 note: x", "T0009 is unknown: its edits have no effect"),
        (f"paper {titles[0]!r} in T0001", "in effect"),
        (f"paper {titles[1]!r} in T0002", "takes effect on the next run"),
        ("paper 'none' in T0001", "no effect: there is no such paper"),
    ]


# ---- the command ----


def call(
    workflow: Workflow, capsys: pytest.CaptureFixture[str], *options: str, code: int = 0
) -> str:
    """Run the command in the workflow's folder and return its output."""
    here = Path.cwd()
    os.chdir(workflow.folder)
    try:
        assert main(["curate", *options]) == code
    finally:
        os.chdir(here)
    output = capsys.readouterr()
    return output.err if code else output.out


@pytest.mark.browser
def test_edits_from_the_report_join_the_template_and_are_kept(
    capsys, copy_of_finished: Workflow, browser: Browser
) -> None:
    history = copy_of_finished.folder / "history"
    history.rename(history.with_name("elsewhere"))
    assert "history/broad is gone" in call(copy_of_finished, capsys, "--init", code=1)
    history.with_name("elsewhere").rename(history)
    path = copy_of_finished.folder / "curation.yaml"
    written = call(copy_of_finished, capsys, "--init")
    assert "Wrote curation.yaml. It changes nothing until" in written
    assert copy_of_finished.planned() == {}
    assert "curation.yaml already exists" in call(copy_of_finished, capsys, "--init", code=1)
    folder = copy_of_finished.folder / "results/fine"
    page = open_page(browser, folder / "report.html").page
    edit_topic(page, "T0001", name="My own")
    page.click(".card:has(#T0004) button[data-show=papers]")
    paper = page.locator("#table button.pin").first.get_attribute("value")
    pin_paper(page, paper, "T0002")
    edit_topic(page, "T0002", merge="T0003")
    page.click("#edit-count")
    (copy_of_finished.folder / "edits.yaml").write_text(download(page, "#edit-save"), "utf-8")
    assert "--replace and --dry-run need" in call(copy_of_finished, capsys, "--dry-run", code=1)
    template = path.read_text("utf-8")
    applied = call(copy_of_finished, capsys, "--apply", "edits.yaml")
    assert re.search(r"fine: T0001 .*: renamed to My own\n", applied)
    lines = [*ndiff(template.splitlines(), path.read_text("utf-8").splitlines())]
    assert [line[0] for line in lines if not line.startswith(" ")] == ["+", "+", "+"]
    listed = call(copy_of_finished, capsys)
    assert "  curation:\n    T0001 name: My own: takes effect on the next run\n" in listed
    assert len(re.findall(r"^  T\d{4} ", listed, re.MULTILINE)) == 19
    copy_of_finished.write_config(
        "dumps: [dumps/*]\nclusterings: {broad: null}\nexport: null\nfigures: null\n"
    )
    copy_of_finished.run()
    listed = call(copy_of_finished, capsys)
    assert re.search(r"^  T0001 +\d+  My own$", listed, re.MULTILINE)
    assert listed.count(": in effect\n") == 3
    assert copy_of_finished.planned() == {}
    topics, assignments = read_results(folder)
    assert "T0002" not in [*topics.topic_id]
    assert assignments.topic_id[assignments.paper_id == paper].tolist() == ["T0003"]


def test_there_is_nothing_to_curate_before_the_first_run(capsys, workflow: Workflow) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null}\n", "config.yaml")
    assert "no topics yet" in call(workflow, capsys, "--init", code=1)
    assert "fine: no results yet; run the workflow first" in call(workflow, capsys)
