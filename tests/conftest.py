"""Fixtures that several test files share: the sample, small corpora, a run of the workflow."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from paperthemes import tables
from paperthemes.embed.vectors import Vectors
from paperthemes.titles import title_hash

# A busy machine is not a bug: no time limit for single examples.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep vectors and models of the tests away from the user's caches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


REPOSITORY = Path(__file__).parents[1]
SAMPLE = REPOSITORY / "data" / "dumps"
# How many jobs of each rule follow when the papers change, with the two clusterings that ship.
BELOW_PARSE = {
    "dedupe": 1,
    "lookup": 1,
    "encode": 1,
    "embed": 1,
    "neighbours": 1,
    "cluster": 2,
    "vocabulary": 1,
    "identify": 2,
    "describe": 2,
    "record": 2,
    "changes": 2,
    "report": 2,
    "compare": 1,
    "index": 1,
}
LAST_RUN = re.compile(rb'<div id="last-run">.*?</dl>\s*</div>', re.DOTALL)


@pytest.fixture(scope="session")
def truth() -> dict:
    """Return what is known of the sample: theme by title, and the repeated records."""
    return json.loads((REPOSITORY / "tests/data/sample_truth.json").read_text("utf-8"))


def toy_vectors(papers: pd.DataFrame, dimension: int = 64) -> Vectors:
    """Make a vector per paper from its words, each at a place and sign that its hash gives."""
    matrix = np.zeros((len(papers), dimension), np.float16)
    for row, text in zip(matrix, papers.title + " " + papers.abstract, strict=True):
        for word in re.findall(r"[a-z]{5,}", text.lower()):
            value = hashlib.md5(word.encode()).digest()
            row[value[0] % dimension] += 1 if value[1] % 2 else -1
    matrix[:, 0] += 1
    lengths = np.linalg.norm(matrix.astype(np.float32), axis=1, keepdims=True)
    return Vectors(papers.paper_id.to_numpy(dtype=str), (matrix / lengths).astype(np.float16))


def papers_of(texts: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Make a `tables.PAPERS` of titles and abstracts."""
    rows = [
        (title_hash(title), title, abstract, "", "", "", [], "", [], ["test.txt"], [], "{}")
        for title, abstract in texts
    ]
    return tables.make(tables.PAPERS, sorted(rows))


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
        said, _ = run.communicate(timeout=600)
        return subprocess.CompletedProcess(run.args, run.returncode, said)

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
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, cores: int = 2) -> str:
        """Run Snakemake, which must succeed, and return what it said."""
        done = self.call(*arguments, cores=cores)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def planned(self) -> dict[str, int]:
        """Return how many jobs of each rule a run would start."""
        said = self.run("-n")
        stats = re.search(r"^Job stats:\n.*?\n-.*?\n(.*?)\n\n", said, re.DOTALL | re.MULTILINE)
        if stats is None:
            assert "Nothing to be done" in said, said
            return {}
        jobs = dict(re.findall(r"^(\w+) +(\d+)$", stats[1], re.MULTILINE))
        return {rule: int(count) for rule, count in jobs.items() if rule not in ("all", "total")}

    def results(self) -> dict[str, bytes]:
        """Return all results by name, but for what tells of the run and not of the papers.

        That is logs, benchmarks, the account of the embedding and the part of the report on them.
        """
        return {
            str(path.relative_to(self.folder)): LAST_RUN.sub(b"", path.read_bytes())
            for path in sorted((self.folder / "results").rglob("*"))
            if path.is_file()
            and path.parts[-3] not in ("logs", "benchmarks")
            and path != self.embedding
        }

    @property
    def embedding(self) -> Path:
        """The account of the stage embed."""
        return self.folder / "results/embeddings/minilm-int8.report.json"


@pytest.fixture
def workflow(tmp_path: Path) -> Workflow:
    """Return an empty working directory."""
    return Workflow(tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """Return a working directory in which the workflow has run on the sample; leave it as it is."""
    workflow = Workflow(tmp_path_factory.mktemp("finished"))
    shutil.copytree(SAMPLE, workflow.folder / "dumps")
    workflow.write_config("dumps: [dumps/*]\n")
    workflow.run()
    return workflow


@pytest.fixture(scope="session")
def fine(finished: Workflow) -> Path:
    """Return the folder of the sample's clustering `fine`; leave it as it is."""
    return finished.folder / "results/fine"


@pytest.fixture
def copy_of_finished(finished: Workflow, tmp_path: Path) -> Workflow:
    """Return a copy of the finished working directory, time stamps included."""
    shutil.copytree(finished.folder, tmp_path / "copy", symlinks=True)
    return Workflow(tmp_path / "copy")


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Return headless Chromium; what a test opens in it is closed, for pages take memory."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start headless Chromium; skip without one, unless REQUIRE_BROWSER is set."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        message = "no Chromium found (looked for " + ", ".join(names) + " and $CHROMIUM)"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    software_gl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", *quiet, *software_gl]
        )
        yield browser
        browser.close()
