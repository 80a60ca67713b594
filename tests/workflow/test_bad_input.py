"""Dumps that cannot be read, and models that are missing."""

import json
from contextlib import nullcontext

import pytest
from snakemake.exceptions import WorkflowError

from helpers.workflow import Workflow
from paperthemes.workflow.config import read_config
from paperthemes.workflow.config_checks import check_files


def test_bad_dumps_are_skipped_with_warnings_everywhere(workflow: Workflow) -> None:
    dumps = workflow.folder / "dumps"
    dumps.mkdir()
    (dumps / "empty.txt").touch()
    (dumps / "page.txt").write_text("Get trending papers in your email inbox!\nSubscribe\nAug 1\n")
    (dumps / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (dumps / "five.csv").write_text(
        "title,abstract\n" + "".join(f"Apples {n},We sort apples {n} times.\n" for n in range(5))
    )
    (dumps / "cut.txt").write_text(
        "Get trending papers in your email inbox!\nA Title and No More\n"
    )
    workflow.write_config(
        "dumps: [dumps/*]\nembed: {encoder: lsa}\nclusterings: {broad: null}\n"
        "export: null\nfigures: null\n"
    )
    said = workflow.run()
    page = (workflow.folder / "results/fine/report.html").read_text("utf-8")
    for name, message in (
        ("empty.txt", "the file is empty"),
        ("page.txt", "no papers in this hf-daily-text dump"),
        ("picture.png", "skipped, no records taken: byte offset 8: a zero byte"),
    ):
        assert f"WARNING: dumps/{name}: {message}" in said.split("steps (100%) done")[1]
        assert f"<code>dumps/{name}</code>: <bdi>{message}" in page
        report = json.loads((workflow.folder / f"results/parsed/{name}.report.json").read_text())
        assert report["records"] == 0
        assert report["warnings"][0].startswith(message)
    assert "WARNING: dumps/cut.txt: 1 rejected place (line 2); see the report" in said
    assert "5 papers" in page
    assert "5 papers could not be divided" in page


def test_no_papers_at_all_still_give_a_report(workflow: Workflow) -> None:
    (workflow.folder / "empty.txt").touch()
    workflow.write_config("dumps: [empty.txt]\nclusterings: {broad: null}\n")
    workflow.run()
    page = (workflow.folder / "results/fine/report.html").read_text("utf-8")
    assert "There are no papers to draw" in page
    assert "the file is empty" in page


def test_bad_dump_can_stop_the_run_with_its_traceback_in_the_log(workflow: Workflow) -> None:
    (workflow.folder / "diary.txt").write_text("Dear diary, today I read nothing.")
    workflow.write_config("dumps: [diary.txt]\non_bad_dump: fail\n")
    done = workflow.call()
    log = (workflow.folder / "results/logs/parse/diary.txt.log").read_text()
    assert done.returncode == 1
    assert "ERROR: diary.txt: begins with 'Dear diary" in done.stdout
    assert "Traceback (most recent call last)" in log
    assert not (workflow.folder / "results/parsed").exists() or not [
        *(workflow.folder / "results/parsed").iterdir()
    ]


def test_all_bad_dumps_of_a_batch_are_named(workflow: Workflow) -> None:
    for name in ("diary.txt", "letters.txt"):
        (workflow.folder / name).write_text("Dear diary, today I read nothing.")
    workflow.write_config("dumps: ['*.txt']\non_bad_dump: fail\n")
    output = workflow.call().stdout
    assert "diary.txt: begins with 'Dear diary" in output
    assert "letters.txt: begins with 'Dear diary" in output


@pytest.mark.parametrize(
    ("embed", "refused"),
    [
        ({"model": "no/such"}, True),  # the default encoder takes no names of the hub
        ({"encoder": "bert-int8", "model": "no/such/folder"}, True),
        ({"encoder": "bert-int8", "model": "./models"}, True),
        ({"encoder": "bert-int8", "model": "owner/name"}, False),
        ({"encoder": "openai", "model": "any"}, False),
        ({}, False),
    ],
)
def test_a_missing_model_stops_the_workflow_before_any_job(embed: dict, refused: bool) -> None:
    config, _ = read_config({"dumps": ["x"], "clusterings": {"fine": {}}, "embed": embed})
    with (
        nullcontext()
        if not refused
        else pytest.raises(
            WorkflowError,
            match=rf"embed\.model: there is no folder {embed.get('model')} \(relative to",
        )
    ):
        check_files(config)


def test_without_a_network_a_name_on_the_hub_needs_its_commit() -> None:
    embed = {"encoder": "bert-int8", "model": "owner/name"}
    raw = {"dumps": ["x"], "clusterings": {"fine": {}}, "embed": embed, "offline": True}
    with pytest.raises(WorkflowError, match=r"embed\.model: there is no folder owner/name"):
        check_files(read_config(raw)[0])
    embed["revision"] = "a" * 40
    check_files(read_config(raw)[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("field,parent,aliases\norchards,fruit,\n", "the parent 'fruit' of 'orchards' is no field"),
        ("name,parent\norchards,\n", "line 1: the columns are name, parent"),
        (None, "No such file or directory"),
    ],
)
def test_a_bad_table_of_fields_stops_the_workflow_before_any_job(
    workflow: Workflow, content: str | None, message: str
) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    if content is not None:
        (workflow.folder / "fields.csv").write_text(content)
    workflow.write_config("dumps: [list.csv]\nnaming: {fields: [default, fields.csv]}\n")
    done = workflow.call()
    assert done.returncode == 1
    assert "naming.fields: fields.csv" in done.stdout
    assert message in done.stdout
    assert "Traceback" not in done.stdout
    assert not (workflow.folder / "results").exists()
