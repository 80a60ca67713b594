"""Runs that are killed at random moments, and resumed: nothing differs from an unbroken run.

Each kills the second run of a folder, so that topics continue and `history/` grows. `KILLS` is the
number of kills, half of `paperthemes run` and half of plain Snakemake.
"""

import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from helpers.odd_corpora import make_english_papers, write_dump
from helpers.workflow import Workflow

logger = logging.getLogger(__name__)
pytestmark = pytest.mark.attack
KILLS = int(os.environ.get("KILLS", "5"))
CONFIG = """
dumps: [dumps/*]
embed: {encoder: lsa}
clusterings: {broad: null}
figures: []
export: []
"""


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """Return a folder with one finished run, and a second dump that was not read yet."""
    workflow = Workflow(tmp_path_factory.mktemp("first") / "corpus")
    papers = make_english_papers(60)
    write_dump(workflow.folder / "dumps/1.jsonl", papers[:40])
    workflow.write_config(CONFIG)
    workflow.run()
    write_dump(workflow.folder / "dumps/2.jsonl", papers[40:])
    return workflow


@pytest.fixture(scope="module")
def unbroken(first_run: Workflow, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, float]:
    """Return the files after an unbroken second run, and the seconds it took."""
    workflow = copy_of(first_run, tmp_path_factory.mktemp("second"))
    started = time.monotonic()
    workflow.run()
    return list_files(workflow), time.monotonic() - started


def copy_of(workflow: Workflow, folder: Path) -> Workflow:
    """Return a copy of a working directory, of the same name."""
    shutil.copytree(workflow.folder, folder / workflow.folder.name, symlinks=True)
    return Workflow(folder / workflow.folder.name)


def list_files(workflow: Workflow) -> dict[str, bytes]:
    """Return the results that do not depend on the run, and the history, by name."""
    history = {
        str(path.relative_to(workflow.folder)): path.read_bytes()
        for path in workflow.folder.glob("history/**/*")
        if path.is_file() and path.name != ".lock"
    }
    report = workflow.folder / "results/embeddings/lsa.report.json"
    return {
        name: content
        for name, content in (workflow.results() | history).items()
        if workflow.folder / name != report
    }


def start(workflow: Workflow, *, plain: bool) -> subprocess.Popen[str]:
    """Start a run, by plain Snakemake or by `paperthemes run`, in a process group of its own."""
    if plain:
        return workflow.start()
    return subprocess.Popen(
        [sys.executable, "-m", "paperthemes", "run", "--config", "run.yaml"],
        cwd=workflow.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def list_processes(folder: Path) -> Iterator[psutil.Process]:
    """Yield the processes that work in a folder."""
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(folder):
                yield process
        except (psutil.Error, OSError):
            continue


def has_ended(folder: Path) -> bool:
    """Return whether all processes that work in a folder end within half a minute."""
    deadline = time.monotonic() + 30
    while any(list_processes(folder)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


@pytest.mark.parametrize("number", range(KILLS))
def test_a_run_killed_at_any_moment_resumes_to_the_same_results(
    number: int, first_run: Workflow, unbroken: tuple[dict, float], tmp_path: Path
) -> None:
    expected, seconds = unbroken
    workflow, plain = copy_of(first_run, tmp_path), bool(number % 2)
    moment = random.uniform(0.02, 1) * seconds
    run = start(workflow, plain=plain)
    try:
        run.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    command = "snakemake" if plain else "paperthemes run"
    logger.info("%s: ended %d after %.1f of %.1f s", command, run.returncode, moment, seconds)
    assert has_ended(workflow.folder)

    if plain:
        workflow.run("--unlock")
    again = start(workflow, plain=plain)
    output, _ = again.communicate(timeout=600)
    assert again.returncode == 0, output
    assert "Traceback" not in output
    found = list_files(workflow)
    assert found.keys() == expected.keys()
    assert [name for name in found if found[name] != expected[name]] == []
    assert has_ended(workflow.folder)
    registry = json.loads((workflow.folder / "history/fine/registry.json").read_text("utf-8"))
    assert len(registry["runs"]) == 2


def test_files_of_a_killed_run_are_compared(unbroken: tuple[dict, float]) -> None:
    names = unbroken[0].keys()
    assert any(name.startswith("history/fine/0002-") for name in names)
    assert {"results/fine/assignments.csv", "results/fine/changes.html"} <= names
