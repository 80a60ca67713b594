"""Check that the jobs of a run fit on the nodes of a SLURM cluster."""

import subprocess
from collections.abc import Iterable
from typing import Any

from snakemake.exceptions import WorkflowError


def check_threads(jobs: Iterable[Any]) -> None:
    """Check that no job has more threads than the largest node of its partition has CPUs.

    SLURM accepts such a job, but never starts it. `jobs` are Snakemake's.

    Raises
    ------
    WorkflowError
        If a job has too many threads.
    """
    nodes = list_nodes()
    for job in jobs:
        partition = job.resources.get("slurm_partition")
        cpus = max((cpus for cpus, name in nodes if name == partition), default=0)
        if cpus < job.threads and cpus and not job.is_local:
            raise WorkflowError(
                f"Rule {job.rule.name} asks for {job.threads} threads, but the largest node of "
                f"{f'partition {partition}' if partition else 'the default partition'} has "
                f"{cpus} CPUs, so SLURM would never start it. Add `--max-threads {cpus}`, or set "
                f"`max-threads: {cpus}` in the profile; the results are the same."
            )


def list_nodes() -> list[tuple[int, str | None]]:
    """Return the number of CPUs and the partition of the kinds of nodes of the cluster.

    The partition is `None` for nodes of the default partition, which are listed under its name,
    too. The list is empty if SLURM does not answer.
    """
    command = ["sinfo", "--noheader", "--exact", "--format=%c %P"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    rows = [line.split() for line in answer.splitlines()]
    nodes: list[tuple[int, str | None]] = [(int(cpus), name.rstrip("*")) for cpus, name in rows]
    # An asterisk marks the default partition.
    return nodes + [(int(cpus), None) for cpus, name in rows if name.endswith("*")]
