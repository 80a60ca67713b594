"""A folder has at most one run, however they are started, and the others say who it is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from snakemake.exceptions import WorkflowError

from helpers.workflow import Workflow, run_command
from paperthemes.errors import UserError
from paperthemes.workflow.run_lock import (
    DESCRIPTOR_VARIABLE,
    find_holder,
    hold_lock,
    lock_run,
    take_lock,
)

HOLD = """
import sys
from paperthemes.workflow.run_lock import lock_run

lock_run()
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_one_of_many_gets_the_lock_and_the_others_say_who(tmp_path: Path) -> None:
    with hold_lock():
        holder = find_holder()
        assert holder is not None
        assert holder.startswith(f"process {os.getpid()} on ")
        for take, error in ((take_lock, UserError), (lock_run, WorkflowError)):
            with pytest.raises(error, match=rf"in progress in {tmp_path}: process {os.getpid()}"):
                take()
    assert find_holder() is None
    with hold_lock():
        pass


def test_the_lock_of_a_killed_process_is_free() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    assert find_holder() is not None
    with pytest.raises(UserError, match=f"process {holder.pid} on"):
        take_lock()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert find_holder() is None
    with hold_lock():
        pass


def test_a_lock_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with hold_lock() as descriptor:
        monkeypatch.setenv(DESCRIPTOR_VARIABLE, str(descriptor))
        assert take_lock() == descriptor
        assert DESCRIPTOR_VARIABLE not in os.environ, "jobs do not get it"


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / ".snakemake").write_text("a file")
    with pytest.raises(UserError, match="Runs need a folder that they can write to"):
        take_lock()


def test_neither_paperthemes_nor_snakemake_runs_beside_another_run(workflow: Workflow) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null}\nembed: {encoder: lsa}\n")
    with hold_lock():
        said = run_command(workflow.folder, "run", "--config", "run.yaml", status=1)
        assert "another run is in progress" in said
        done = workflow.call("parse")
    assert done.returncode == 1
    assert "another run is in progress" in done.stdout
    assert "Traceback" not in done.stdout
    assert not (workflow.folder / "results").exists()
