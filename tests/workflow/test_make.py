"""`make`: killed runs and locks."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import psutil
import pytest

from helpers.workflow import REPOSITORY, SAMPLE, Workflow, wait_until
from paperthemes import tables
from paperthemes.workflow.dumps import divide_dumps


def make(folder: Path, *targets: str, cores: int = 2) -> subprocess.Popen[str]:
    """Start what `make` runs, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "paperthemes.workflow.run", "--cores", str(cores), *targets],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a copy of the repository without results."""
    for name in ("workflow", "scripts", "profiles"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    for name in ("Snakefile", "config.yaml", "environment.yml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def test_killed_runs_are_unlocked_and_resumed_and_give_identical_results(
    clone: Path, finished: Workflow
) -> None:
    shutil.copytree(SAMPLE, clone / "dumps")
    (clone / "config.local.yaml").write_text(
        f"dumps: [dumps/*]\nreport: {{title: {finished.folder.name}}}\n"
    )
    papers, again = clone / "results/papers.parquet", "The last run was killed: clearing its lock"
    # Snakemake alone is killed first. The layouts take seconds, so the job still runs when its
    # orphan is looked for.
    run = make(clone, cores=1)
    wait_until(lambda: any(clone.glob("results/logs/neighbours/*.log")), run)
    (snakemake,) = psutil.Process(run.pid).children()
    snakemake.kill()
    run.wait()
    kept = papers.stat().st_mtime_ns
    (clone / ".snakemake/run.json").write_text("")  # as if killed while it was written
    assert any((clone / ".snakemake/locks").iterdir())

    run = make(clone, cores=1)
    wait_until(lambda: any(clone.glob("results/logs/describe/*.log")), run)
    os.killpg(run.pid, signal.SIGKILL)
    said, _ = run.communicate(timeout=600)
    assert again in said
    assert "a job of the killed run" in said
    (clone / ".snakemake/run.json").write_text("")
    assert any((clone / ".snakemake/locks").iterdir())

    said, _ = make(clone, cores=1).communicate(timeout=600)
    assert again in said
    assert "a job of the killed run" not in said
    assert "jobs on 1 core" in said
    index = f"Open: {(clone / 'results/index.html').as_uri()}\n"
    assert index in said
    assert papers.stat().st_mtime_ns == kept
    assert not [*clone.glob("results/**/*.partial")]
    assert Workflow(clone).results() == finished.results()  # of a run on two cores
    again, _ = make(clone).communicate(timeout=600)
    assert again.endswith(f"Nothing to do: all results are up to date\n{index}")


def test_a_run_killed_inside_a_batch_of_dumps_reads_it_again(clone: Path) -> None:
    dumps = clone / "data/dumps"
    dumps.mkdir(parents=True)
    for name, count in (("1.csv", 9), ("2.csv.gz", 20_000), ("3.csv", 9)):
        rows = "".join(f"Study {name} {number},We sort apples.\n" for number in range(count))
        compress = gzip.compress if name.endswith(".gz") else bytes
        (dumps / name).write_bytes(compress(f"title,abstract\n{rows}".encode()))
    assert len(divide_dumps({path.name: str(path) for path in dumps.iterdir()})) == 1

    run = make(clone, "parse")
    parsed = clone / "results/parsed"
    wait_until((parsed / "1.csv.report.json").exists, run)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (parsed / "2.csv.gz.report.json").exists()
    said, _ = make(clone, "parse").communicate(timeout=600)
    assert "The last run was killed: clearing its lock" in said
    resumed = {path.name: path.read_bytes() for path in parsed.iterdir()}
    assert len(resumed) == 6, "no partial files are left"
    assert len(tables.read(tables.RECORDS, parsed / "2.csv.gz.parquet")) == 20_000
    shutil.rmtree(clone / "results")
    make(clone, "parse").communicate(timeout=600)
    assert {path.name: path.read_bytes() for path in parsed.iterdir()} == resumed


def test_lock_of_a_living_run_or_another_computer_is_left_alone(clone: Path) -> None:
    locks = clone / ".snakemake/locks"
    locks.mkdir(parents=True)
    (locks / "0.input.lock").write_text("x\n")
    program = clone / "bin" / "snakemake"
    program.parent.mkdir()
    program.write_text("import sys; sys.stdin.read()")
    other = subprocess.Popen([sys.executable, program], cwd=clone, stdin=subprocess.PIPE)
    try:
        sitting = make(clone)
        said, _ = sitting.communicate(timeout=600)
    finally:
        other.communicate()
    assert sitting.returncode == 1
    assert "Another run is in progress" in said
    (clone / ".snakemake/run.json").write_text('{"host": "elsewhere.example.org"}')
    far = make(clone)
    said, _ = far.communicate(timeout=600)
    assert far.returncode == 1
    assert "it was started on elsewhere.example.org" in said
    assert (locks / "0.input.lock").exists()


def test_make_takes_a_config() -> None:
    for variables, command in (
        ([], ".venv/bin/paperthemes run"),
        (["CONFIG=my file.yaml"], '.venv/bin/paperthemes run --config "my file.yaml"'),
    ):
        done = subprocess.run(
            ["make", "--dry-run", "--no-print-directory", *variables],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines()[-1].strip() == command


def test_python_may_be_in_a_folder_with_spaces_and_quotes(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s "mine" é'
    venv.create(folder / ".venv")
    (packages,) = folder.glob(".venv/lib/python*/site-packages")
    (packages / "shared.pth").write_text(f"{sysconfig.get_path('purelib')}\n{REPOSITORY / 'src'}\n")
    (folder / "config.yaml").write_text("dumps: [apples.csv]\nclusterings: {broad: null}\n")
    (folder / "apples.csv").write_text("title,abstract\nSorting Apples,We sort apples by size.\n")
    done = subprocess.run(
        [folder / ".venv/bin/python", "-m", "paperthemes", "run", "--", "parse"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "results/parsed/apples.csv.report.json").exists()
