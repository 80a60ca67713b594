"""The workflow as others deploy it: as a module, from a repository."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers.workflow import REPOSITORY, SAMPLE

MODULE = """\
configfile: "config/config.yaml"

module paperthemes:
    snakefile:
        {snakefile}
    config:
        config

use rule * from paperthemes as paperthemes_*
"""
IN_REPOSITORY = 'github("someone/paperthemes", path="workflow/Snakefile", tag="v1")'
HERE = f'"{REPOSITORY}/workflow/Snakefile"'


def make_deployed(folder: Path) -> None:
    """Make a working folder as snakedeploy does; the dumps are those of the sample."""
    (folder / "workflow").mkdir(parents=True)
    shutil.copytree(REPOSITORY / "config", folder / "config")
    shutil.copytree(SAMPLE, folder / "data/dumps")


def copy_into_git(folder: Path) -> dict[str, str]:
    """Copy this repository; return variables with which Git reads it instead of one on GitHub."""
    clone = folder / "repositories/paperthemes"
    ignored = shutil.ignore_patterns("results", "history", ".*", "node_modules", "__pycache__")
    shutil.copytree(REPOSITORY, clone, ignore=ignored, symlinks=True)
    author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"], ["tag", "v1"]):
        subprocess.run(["git", *author, *command], cwd=clone, check=True)
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{clone.parent.as_uri()}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/someone/",
        "XDG_CACHE_HOME": str(folder / "cache"),  # Snakemake keeps its clones there
    }


def run_module(
    folder: Path, snakefile: str, *arguments: str, python: Sequence[str] = (), **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Snakemake on a workflow that uses this one as a module."""
    (folder / "workflow/Snakefile").write_text(MODULE.format(snakefile=snakefile))
    return subprocess.run(
        [sys.executable, *python, "-m", "snakemake", "--cores", "2", *arguments],
        cwd=folder,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
