"""`paperthemes status`: what the next run would do, and why."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.workflow import REPOSITORY, SAMPLE, Workflow, run_command
from paperthemes.commands.status import describe_plan
from paperthemes.errors import UserError
from paperthemes.workflow.plan import Output, Plan, snakemake_options

SNAPSHOT = {
    "config": {"clusterings": {"fine": {}}},
    "dumps": {"a.txt": "dumps/a.txt"},
}
NOTHING = "Nothing to do: the results are up to date for 1 dump and the clusterings fine."


def plan(*statuses: str, **parts: object) -> Plan:
    outputs = [
        Output(
            path=f"results/{number}.json", rule="report", status=status, is_pending=status != "ok"
        )
        for number, status in enumerate(statuses)
    ]
    return Plan(outputs=outputs, snapshot=SNAPSHOT, **parts)


def test_nothing_to_do() -> None:
    assert [*describe_plan(plan("ok"))] == [NOTHING]


def test_the_plan_before_the_first_run() -> None:
    lines = [*describe_plan(plan(*["missing"] * 12))]
    assert lines[:2] == [
        "Why the next run has work to do:",
        "  no run has completed here yet (1 dump to read)",
    ]
    first = ", ".join(f"results/{number}.json" for number in range(9))
    assert lines[2:] == ["It would write:", f"  report: {first} and 3 more"]


def test_locks_of_living_and_of_killed_runs() -> None:
    holder = "process 7; wait for it to end"
    alive = [*describe_plan(plan("ok", is_locked=True, lock_holder=holder))]
    assert alive[0].startswith("Another run is in progress (process 7")
    dead = [*describe_plan(plan("ok", is_locked=True))]
    assert dead[0].startswith("The last run was killed: the next `make` resumes it")
    assert dead[1] == alive[1] == NOTHING


def test_the_command_before_the_first_complete_run(workflow: Workflow) -> None:
    shutil.copytree(SAMPLE, workflow.folder / "dumps")
    workflow.write_config("dumps: [dumps/*]\n", "config.yaml")
    (workflow.folder / ".snakemake").mkdir()
    (workflow.folder / ".snakemake/run.json").write_text("{")  # as if killed while it was written
    output = run_command(workflow.folder, "status")
    assert "--configfile config.yaml)" in output
    assert "  no run has completed here yet (5 dumps to read)\n" in output
    assert "  report: results/broad/report.html, results/broad/changes.html, " in output
    assert not (workflow.folder / "results").exists()


def test_after_a_run_there_is_nothing_to_do_and_asking_changes_nothing(
    copy_of_finished: Workflow,
) -> None:
    before = copy_of_finished.results()
    lines = run_command(copy_of_finished.folder, "status").splitlines()
    assert lines[-1] == (
        "Nothing to do: the results are up to date for 5 dumps and the clusterings broad, fine."
    )
    assert "--configfile run.yaml)" in lines[0], "as in the last run"
    assert copy_of_finished.results() == before
    assert copy_of_finished.planned() == {}


def test_all_changes_are_listed(copy_of_finished: Workflow) -> None:
    dumps = copy_of_finished.folder / "dumps"
    (dumps / "new.csv").write_text("title,abstract\nA New Paper,It is.\n")
    (dumps / "search-results.txt").unlink()
    changed = dumps / "reading-group.csv"
    changed.write_text("".join(changed.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    (copy_of_finished.folder / "results/fine/report.html").unlink()
    copy_of_finished.write_config(
        "dumps: [dumps/*]\n"
        "clusterings: {broad: null, mine: {}, fine: {granularity: medium}}\n"
        "history: {max_runs: 5}\n"
    )
    copy_of_finished.write_config(
        "stop_words: [model]\nclusterings: {fine: {topics: {T0001: {name: Mine}}}}\n",
        "curation.yaml",
    )
    output = run_command(copy_of_finished.folder, "status")
    for line in (
        "new dump: new.csv",
        "dump no longer read: search-results.txt",
        "dump changed: reading-group.csv",
        "new clustering: mine",
        "clustering switched off: broad",
        "clusterings.fine.granularity: fine -> medium",
        "history.max_runs: 20 -> 5",
        "curation: fine.topics.T0001.name: (not set) -> Mine",
        'curation: stop_words: [] -> ["model"]',
    ):
        assert f"  {line}\n" in output
    assert "results/fine/report.html" in output
    assert "code" not in output


def test_a_mistake_in_the_config_is_reported_as_in_a_run(capsys, workflow: Workflow) -> None:
    workflow.write_config("dumps: [x]\nclusterings: {fine: {granularitty: x}}\n")
    errors = run_command(workflow.folder, "status", "--configfile", "run.yaml", status=1)
    assert "clusterings.fine.granularitty: unknown key; did you mean granularity?" in errors
    assert "The configuration has an error; nothing was run." in errors
    assert "Traceback" not in errors


def test_a_config_of_the_last_run_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".snakemake").mkdir()
    options = ["--snakefile", f"{REPOSITORY}/Snakefile", "--configfile", "run.yaml"]
    options += ["--config", "mode=assign"]
    Path(".snakemake/run.json").write_text(json.dumps({"command": ["snakemake", *options]}))
    Path("run.yaml").write_text("dumps: [x]\n")
    assert snakemake_options(None, []) == options
    Path("run.yaml").write_text("dumps: [x\n")
    with pytest.raises(UserError, match=r"run\.yaml cannot be read; nothing was run: line 2: "):
        snakemake_options(None, [])


def test_a_run_at_work_is_named(copy_of_finished: Workflow) -> None:
    folder = copy_of_finished.folder
    locks = folder / ".snakemake/locks"
    locks.mkdir(parents=True, exist_ok=True)
    (locks / "0.output.lock").write_text("results/index.html\n")
    assert "The last run was killed" in run_command(folder, "status")
    program = folder / "snakemake"
    program.write_text("import sys; sys.stdin.read()")
    other = subprocess.Popen([sys.executable, program], cwd=folder, stdin=subprocess.PIPE)
    try:
        output = run_command(folder, "status")
    finally:
        other.communicate()
    assert f"Another run is in progress (process {other.pid}; wait for it to end)" in output
    assert "Nothing to do" in output


@pytest.mark.parametrize("note", ["", "{}", json.dumps({"host": "x", "command": None})])
def test_a_damaged_note_of_the_last_run_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".snakemake").mkdir()
    Path(".snakemake/run.json").write_text(note)
    assert snakemake_options(None, []) == ["--snakefile", f"{REPOSITORY}/Snakefile"]
