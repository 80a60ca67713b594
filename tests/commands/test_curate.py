"""`paperthemes curate`: a file to begin with, and what of it is in effect."""

import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from jsonschema import Draft202012Validator

from helpers.story import paper_frame, titles_of
from helpers.workflow import REPOSITORY, Workflow
from paperthemes import tables
from paperthemes.cli import main
from paperthemes.curation.edits import Curation
from paperthemes.curation.status import KnownTopics, edit_states
from paperthemes.curation.template import CurrentResults, template, write_template
from paperthemes.errors import UserError

SCHEMA = json.loads((REPOSITORY / "workflow/schemas/curation.schema.json").read_text("utf-8"))
ODD = [
    "Boats: harbours & quays",
    'the "quoted" one, it\'s odd',
    "# not a comment",
    "- a list? {no: map} [no] *no &no !no |no >no %no @no `no",
    "🚢 ships 船 und Häfen\u200d",
    "line\u2028break\u0085next\ttab\x7f\\n",
    "null",
    "2401.10",
]


def results_of(names: list[str]) -> CurrentResults:
    topics = [
        (number, name, 3, ["tide", name], [], None, [1.0, 0.5], 0, "all", False, f"T{number:04d}")
        for number, name in enumerate(names)
    ]
    papers = [
        (
            f"{number:012x}",
            name,
            number,
            name,
            "core",
            0.5,
            -1,
            1.0,
            0,
            "all",
            [],
            [],
            f"T{number:04d}",
        )
        for number, name in enumerate(names)
    ]
    return CurrentResults(
        tables.make(tables.TOPICS, [(*row, False, "") for row in topics]),
        tables.make(tables.ASSIGNMENTS, papers),
    )


def said(text: str) -> dict:
    """Return what a file says, without keys that are empty, as the workflow takes it."""
    given = without_empty(yaml.safe_load(text))
    assert not [*Draft202012Validator(SCHEMA).iter_errors(given)]
    return given


def without_empty(given: object) -> object:
    if not isinstance(given, dict):
        return given
    kept = {key: without_empty(value) for key, value in given.items()}
    return {key: value for key, value in kept.items() if value not in (None, {})}


def test_the_file_as_written_says_nothing() -> None:
    assert said(template({"fine": results_of(ODD), "2024": results_of(["x"])})) == {}


def test_each_line_works_alone_without_its_mark() -> None:
    lines = template({"fine": results_of(ODD), "on": results_of(ODD[:1])}).splitlines()
    places = [row for row, line in enumerate(lines) if re.match(" *#[^ ]", line)]
    kinds = set()
    for place in places:
        changed = [*lines]
        changed[place] = changed[place].replace("#", "", 1)
        given = said("\n".join(changed))
        if "stop_words" in given:
            assert given == {"stop_words": ["framework", "state of the art"]}
            kinds.add("stop_words")
            continue
        ((clustering, parts),) = given["clusterings"].items()
        assert clustering in ("fine", "on")
        ((kind, entries),) = parts.items()
        ((key, value),) = entries.items()
        if kind == "topics":
            ((kind, value),) = value.items()
            number = int(key[1:])
            expected = {
                "name": ODD[number],
                "hide": True,
                "merge_into": "T0000" if number else "T0001",
            }
            assert value == expected.get(kind, value)
        else:
            assert value == f"T{ODD.index(key):04d}"
        kinds.add(kind)
    assert kinds == {"stop_words", "name", "note", "hide", "merge_into", "papers"}


def test_all_lines_but_merges_work_together() -> None:
    text = re.sub(r"^( *)#(?! |merge|$)", r"\1", template({"fine": results_of(ODD)}), flags=re.M)
    fine = said(text)["clusterings"]["fine"]
    assert [edit["name"] for edit in fine["topics"].values()] == ODD
    assert len(fine["papers"]) == 3


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "curation.yaml"
    path.write_text("mine")
    with pytest.raises(UserError, match=r"is there already and was left .* --file FILE"):
        write_template(path, {"fine": results_of(["x"])})
    assert path.read_text() == "mine"
    with pytest.raises(UserError, match="no topics here yet; run the workflow first"):
        write_template(tmp_path / "other.yaml", {})


def test_results_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert CurrentResults.read(tmp_path) is None
    pd.DataFrame({"topic": [1]}).to_parquet(tmp_path / "topics.parquet")
    with pytest.raises(UserError, match="damaged, or of another version of paperthemes"):
        CurrentResults.read(tmp_path)
    (tmp_path / "topics.parquet").write_text("x")
    with pytest.raises(UserError, match="damaged, or of another version of paperthemes"):
        CurrentResults.read(tmp_path)


def test_states_of_all_that_is_said() -> None:
    titles = titles_of("bees", 2)
    applied = {"topics": {"T0001": {"name": "Bees"}}, "papers": {titles[0]: "T0001"}}
    known = KnownTopics(
        *(frozenset({"T0001", "T0002"}), {"T0001": "a", "T0002": "b", "T0003": "Old ones"}),
        *(paper_frame(titles), Curation.of(applied)),
    )
    wanted = {
        "topics": {
            "T0001": {"name": "Bees", "hide": True},
            "T0002": {"merge_into": "T0003"},
            "T0009": {"note": "x"},
        },
        "papers": {titles[0]: "T0001", titles[1]: "T0002", "none": "T0001"},
    }
    assert [*edit_states(Curation.of(wanted), known)] == [
        ("T0001 name: Bees", "in effect"),
        ("T0001 hide: true", "from the next run on"),
        ("T0002 merge_into: T0003", "waits: T0003 (Old ones) is retired"),
        ("T0009 note: x", "no effect: there has never been a T0009"),
        (f"paper {titles[0]!r} in T0001", "in effect"),
        (f"paper {titles[1]!r} in T0002", "from the next run on"),
        ("paper 'none' in T0001", "no effect: no such paper"),
    ]


# ---- the command ----


def called(
    workflow: Workflow, capsys: pytest.CaptureFixture[str], *options: str, code: int = 0
) -> str:
    here = Path.cwd()
    os.chdir(workflow.folder)
    try:
        assert main(["curate", *options]) == code
    finally:
        os.chdir(here)
    told = capsys.readouterr()
    return told.err if code else told.out


def test_from_the_first_file_to_a_name_that_is_kept(capsys, copy_of_finished: Workflow) -> None:
    history = copy_of_finished.folder / "history"
    history.rename(history.with_name("elsewhere"))
    assert "ids are not settled" in called(copy_of_finished, capsys, "--init", code=1)
    history.with_name("elsewhere").rename(history)
    path = copy_of_finished.folder / "curation.yaml"
    assert "Wrote curation.yaml. It changes nothing yet" in called(
        copy_of_finished, capsys, "--init"
    )
    assert copy_of_finished.planned() == {}
    assert "curation.yaml is there already" in called(copy_of_finished, capsys, "--init", code=1)
    text = path.read_text("utf-8")
    start = text.index('  "fine":')
    path.write_text(text[:start] + text[start:].replace("#name: ", 'name: "My own" # ', 1), "utf-8")
    said = called(copy_of_finished, capsys)
    assert "  curation:\n    T0001 name: My own: from the next run on\n" in said
    assert len(re.findall(r"^  T\d{4} ", said, re.MULTILINE)) == 18
    copy_of_finished.run()
    said = called(copy_of_finished, capsys)
    assert re.search(r"^  T0001 +\d+  My own$", said, re.MULTILINE)
    assert "    T0001 name: My own: in effect\n" in said
    assert copy_of_finished.planned() == {}


def test_before_the_first_run_there_is_nothing_to_curate(capsys, workflow: Workflow) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null}\n", "config.yaml")
    assert "no topics here yet" in called(workflow, capsys, "--init", code=1)
    assert "fine: no results yet; run the workflow first" in called(workflow, capsys)
