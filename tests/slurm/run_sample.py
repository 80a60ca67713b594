"""Run the sample on a SLURM cluster of one node, and compare the results with a local run.

Not part of `make test`: it takes root, some minutes, and packages of its own. docs/clusters.md
says how to run it, and what it showed.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from one_node import one_node

REPOSITORY = Path(__file__).parents[2]
SNAKEMAKE = Path(sys.executable).with_name("snakemake")
DUMPS = REPOSITORY / "data/*/*"
PROFILE = ("--workflow-profile", str(REPOSITORY / "profiles/slurm"))
RESULTS = ("**/*.csv", "**/*.parquet", "**/*.npz", "**/*.json")
# It says how long encoding took, and where vectors came from.
NOT_COMPARED = {"minilm-int8.report.json"}


def main() -> None:
    """Run the sample locally and on the cluster, with too many threads and too little memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder on a file system for programs")
    folder = parser.parse_args().folder.absolute()
    folder.mkdir(parents=True)
    local, cluster = folder / "local", folder / "cluster"
    _run("locally", local, "--cores", "all")
    with one_node(folder / "daemons") as cpus:
        threads = ("--max-threads", str(cpus))
        output = _run("with too many threads", cluster, *PROFILE, "--max-threads", "999", status=1)
        assert "SLURM would never start it" in output, output
        _run("on SLURM", cluster, *PROFILE, *threads)
        _compare(local / "results", cluster / "results")
        output = _run("again", cluster, *PROFILE, *threads)
        assert "Nothing to be done" in output, output
        terms = ("--set-resources", "terms:mem_mb=100 * attempt ** 3", "--forcerun", "terms")
        options = (*PROFILE, *threads, *terms, "--until", "terms")
        output = _run("with too little memory", cluster, *options)
        assert "Trying to restart" in output, output
        _compare(local / "results", cluster / "results")


def _run(name: str, folder: Path, *arguments: str, status: int = 0) -> str:
    """Run the workflow in a folder, which must end with `status`; return its output.

    Vectors are kept in the folder, so that each run encodes.
    """
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(f"dumps: ['{DUMPS}']\n", "utf-8")
    config = ("--configfile", "config.yaml")
    started = time.monotonic()
    # SLURM passes the environment on to jobs.
    done = subprocess.run(
        [SNAKEMAKE, "--snakefile", REPOSITORY / "Snakefile", *config, *arguments],
        cwd=folder,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    jobs = done.stdout.count("has been submitted")
    sys.stdout.write(f"{name}: {seconds:.0f} s, {jobs} jobs submitted\n")
    sys.stdout.flush()
    assert done.returncode == status, done.stdout
    return done.stdout


def _compare(expected: Path, actual: Path) -> None:
    """Check that two folders have the same results, byte for byte."""
    paths = [
        path.relative_to(expected)
        for pattern in RESULTS
        for path in expected.glob(pattern)
        if path.name not in NOT_COMPARED
    ]
    different = [
        str(path)
        for path in paths
        if (expected / path).read_bytes() != (actual / path).read_bytes()
    ]
    assert not different, different
    sys.stdout.write(f"{len(paths)} files are the same\n")


if __name__ == "__main__":
    main()
