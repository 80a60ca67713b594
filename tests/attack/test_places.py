"""Runs in difficult places: started at once, on a full disk, in folders with hostile names."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers.workflow import SAMPLE

pytestmark = pytest.mark.attack

CONFIG = """
dumps: [dumps/*]
embed: {encoder: lsa}
clusterings: {broad: null}
figures: null
export: null
"""
# Braces are refused in the names of dumps, because Snakemake cannot work with them.
HOSTILE = "a b'\"$(touch PWNED)`x`,z;#%[é]&*"


def prepare(folder: Path, dump: str = "list.csv") -> Path:
    """Make a folder with a config and a dump of 33 papers."""
    (folder / "dumps").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "dumps" / dump).write_bytes((SAMPLE / "reading-group.csv").read_bytes())
    return folder


def run(folder: Path) -> tuple[int, str]:
    """Run the workflow in a folder, and return the exit status and all output."""
    done = subprocess.run(
        [sys.executable, "-m", "paperthemes", "run"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


def test_of_three_runs_that_start_at_once_one_runs(tmp_path: Path) -> None:
    prepare(tmp_path)
    with ThreadPoolExecutor(3) as pool:
        results = [*pool.map(run, [tmp_path] * 3)]
    refused = [output for status, output in results if status]
    assert len(refused) == 2, results
    assert all("another run is in progress" in output for output in refused)
    assert len([*tmp_path.glob("history/fine/0*")]) == 1


@pytest.mark.parametrize(
    ("folder", "dump"),
    [
        (HOSTILE + "{y}", "list.csv"),
        ("plain", f"{HOSTILE}.csv"),
        ("new\nline", "new\nline.csv"),
        ("x" * 200, "y" * 200 + ".csv"),
    ],
    ids=["folder", "dump", "line ends", "long"],
)
def test_names_of_folders_and_dumps_are_only_names(tmp_path: Path, folder: str, dump: str) -> None:
    status, output = run(prepare(tmp_path / folder, dump))
    assert status == 0, output
    assert (tmp_path / folder / "results/fine/report.html").is_file()
    assert not [*tmp_path.rglob("PWNED")]


@pytest.mark.parametrize("size", [60, 300, 450, 500, 900])
def test_a_run_on_a_full_disk_goes_on_when_there_is_space(tmp_path: Path, size: int) -> None:
    """The disk is a small file system in memory of so many kB, for which a user must be root."""
    disk, whole = prepare(tmp_path / "disk"), prepare(tmp_path / "whole")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        prepare(disk / "work")
        status, output = run(disk / "work")
        assert status == 1
        assert "No space left on device" in output
        subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
        assert run(disk / "work")[0] == 0
        table = "results/fine/assignments.csv"
        assert run(whole)[0] == 0
        assert (disk / "work" / table).read_bytes() == (whole / table).read_bytes()
        assert not [*disk.rglob("*.partial")]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
