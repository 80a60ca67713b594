"""What jobs ask of a SLURM cluster, whose command `sinfo` has a stand-in."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from snakemake.exceptions import WorkflowError

from helpers.workflow import REPOSITORY
from paperthemes.commands.estimate import COSTS
from paperthemes.workflow.slurm import check_threads


@pytest.fixture(autouse=True)
def sinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a command `sinfo` for a cluster with a small default partition and a large one."""
    command = tmp_path / "sinfo"
    command.write_text("#!/bin/sh\nprintf '2 small*\\n4 small*\\n64 large\\n'\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return command


def job(threads: int, *, partition: str | None = None, is_local: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        rule=SimpleNamespace(name="neighbours"),
        threads=threads,
        resources={"slurm_partition": partition} if partition else {},
        is_local=is_local,
    )


def test_jobs_that_fit_pass() -> None:
    check_threads([job(4), job(4, partition="small"), job(64, partition="large")])


def test_too_many_threads_are_refused_with_the_number_that_fits() -> None:
    with pytest.raises(WorkflowError, match=r"neighbours asks for 8 threads.*--max-threads 4"):
        check_threads([job(8)])
    with pytest.raises(WorkflowError, match=r"partition large has 64 CPUs"):
        check_threads([job(65, partition="large")])


def test_jobs_that_are_not_submitted_are_not_checked() -> None:
    check_threads([job(8, is_local=True)])


def test_nothing_is_checked_without_an_answer_of_slurm(
    sinfo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sinfo.write_text("#!/bin/sh\nexit 1\n")
    check_threads([job(8)])
    monkeypatch.setenv("PATH", "")
    check_threads([job(8)])


def test_an_unknown_partition_is_left_to_slurm() -> None:
    check_threads([job(99, partition="unknown")])


@pytest.mark.parametrize("papers", [2_550, 25_000, 200_000])
def test_jobs_ask_for_more_memory_and_time_than_was_measured(papers: int) -> None:
    profile = yaml.safe_load((REPOSITORY / "profiles/slurm/profile.yaml").read_text("utf-8"))
    resources = profile["default-resources"]
    # The least input of a job that is submitted, `papers.parquet`, has 760 bytes per paper.
    megabytes = papers * 760 / 1e6
    for step in ("dedupe", "embed", "neighbours", "terms", "cluster"):
        costs = COSTS["steps"][step]
        measured = costs["papers"].index(papers)
        seconds = costs["serial"][measured] + costs["parallel"][measured]
        assert evaluate(resources["mem_mb"], megabytes) > 1_500 * costs["gigabytes"][measured]
        assert evaluate(resources["runtime"], megabytes) > 2 * seconds / 60


def test_retries_ask_for_more() -> None:
    profile = yaml.safe_load((REPOSITORY / "profiles/slurm/profile.yaml").read_text("utf-8"))
    for name in ("mem_mb", "runtime"):
        requests = [
            evaluate(profile["default-resources"][name], 100, attempt=attempt)
            for attempt in range(1, profile["retries"] + 2)
        ]
        assert requests == [requests[0] * factor for factor in (1, 2, 3)]


def evaluate(expression: str, megabytes: float, attempt: int = 1) -> float:
    """Evaluate an expression of a profile as Snakemake does, for a job with inputs of a size."""
    names = {"input": SimpleNamespace(size_mb=megabytes), "attempt": attempt}
    return float(eval(expression, names))
