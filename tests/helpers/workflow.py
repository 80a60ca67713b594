"""The real workflow, run in a temporary working directory."""

import contextlib
import functools
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from paperthemes.cli import main
from paperthemes.preloaded import SERVER_VARIABLE, start_server

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY / "data" / "sample"
LIST_MODULES = str(REPOSITORY / "tests" / "helpers" / "site")  # jobs list the modules they import

# How many jobs of each rule follow when the papers change, with the two clusterings that ship.
BELOW_PARSE = {
    "dedupe": 1,
    "embed_shard": 1,
    "embed": 1,
    "neighbours": 1,
    "terms": 1,
    "cluster": 2,
    "identify": 2,
    "describe": 2,
    "changes": 2,
    "export": 2,
    "figures": 2,
    "suggest": 1,
    "report": 2,
    "overview": 1,
}


LAST_RUN = re.compile(rb'<div id="last-run">.*?</details>\s*</div>', re.DOTALL)


@dataclass(frozen=True)
class Workflow:
    """A working directory in which the real workflow runs."""

    folder: Path

    def write_config(self, text: str, name: str = "run.yaml") -> None:
        """Write a config that is merged over the defaults."""
        (self.folder / name).write_text(text, "utf-8")

    def call(self, *arguments: str, cores: int = 2) -> subprocess.CompletedProcess[str]:
        """Run Snakemake as users script it; both output streams come back as `stdout`."""
        run = self.start(*arguments, cores=cores)
        output, _ = run.communicate(timeout=600)
        return subprocess.CompletedProcess(run.args, run.returncode, output)

    def start(self, *arguments: str, cores: int = 2) -> subprocess.Popen[str]:
        """Start Snakemake in a process group of its own."""
        return subprocess.Popen(
            [
                Path(sys.executable).with_name("snakemake"),
                *("--snakefile", REPOSITORY / "Snakefile", "--directory", self.folder),
                *("--configfile", self.folder / "run.yaml", "--cores", str(cores)),
                *arguments,
            ],
            cwd=self.folder,
            env={SERVER_VARIABLE: shared_server()} | os.environ | {"PYTHONPATH": python_path()},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, cores: int = 2) -> str:
        """Run Snakemake, which must succeed, and return its output."""
        done = self.call(*arguments, cores=cores)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def planned(self) -> dict[str, int]:
        """Return how many jobs of each rule a run would start; those that parse are `parse`."""
        output = self.run("-n")
        stats = re.search(r"^Job stats:\n.*?\n-.*?\n(.*?)\n\n", output, re.DOTALL | re.MULTILINE)
        if stats is None:
            assert "Nothing to be done" in output, output
            return {}
        counts = re.sub("^parse_[0-9a-f]+ ", "parse ", stats[1], flags=re.MULTILINE)
        jobs = re.findall(r"^(\w+) +(\d+)$", counts, re.MULTILINE)
        totals: Counter[str] = Counter()
        for rule, count in jobs:
            totals[rule] += int(count)
        return {rule: count for rule, count in totals.items() if rule not in ("all", "total")}

    def results(self) -> dict[str, bytes]:
        """Return all results by name, without what depends on the run rather than on the papers.

        These are logs, benchmarks, the report of the embedding and the part of the page on them.
        """
        return {
            str(path.relative_to(self.folder)): LAST_RUN.sub(b"", path.read_bytes())
            for path in sorted((self.folder / "results").rglob("*"))
            if path.is_file()
            and path.parts[-3] not in ("logs", "benchmarks")
            and path != self.embed_report
        }

    @property
    def embed_report(self) -> Path:
        """The report of step embed."""
        return self.folder / "results/embeddings/minilm-int8.report.json"


@functools.cache
def shared_server() -> str:
    """Start a server for the jobs of all runs, instead of one in each, and return its address.

    It is empty where there are no servers.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", python_path())
        patch.delenv(SERVER_VARIABLE, raising=False)
        start_server(numeric=True)
        return os.environ.pop(SERVER_VARIABLE, "")


def python_path() -> str:
    """Return where the processes of a run look for modules: first those that watch over them."""
    return os.pathsep.join(filter(None, [LIST_MODULES, os.environ.get("PYTHONPATH")]))


def wait_until(condition: Callable[[], bool], run: subprocess.Popen[str]) -> None:
    """Wait until something has condition in a run, which must be at work till then."""
    deadline = time.monotonic() + 600
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        assert run.poll() is None, "the run ended early"
        time.sleep(0.02)


def run_command(folder: Path, *arguments: str, status: int = 0) -> str:
    """Run `paperthemes` in a folder and return its output, or its errors if it must fail."""
    output, errors = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        assert main(arguments) == status, errors.getvalue()
    return errors.getvalue() if status else output.getvalue()


def copy_repository(clone: Path) -> None:
    """Copy the files of the repository that an installation needs into a new folder."""
    clone.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for path in (*REPOSITORY.glob("*.*"), REPOSITORY / "LICENSE", REPOSITORY / "Snakefile"):
        if path.is_file():
            shutil.copy(path, clone)
    for name in ("profiles", "scripts", "src", "workflow"):
        shutil.copytree(REPOSITORY / name, clone / name, symlinks=True, ignore=ignored)
