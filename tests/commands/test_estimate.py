"""Estimates of time and memory: papers are counted right, and measured runs are met."""

import json
import runpy
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.papers import make_papers
from helpers.workflow import REPOSITORY, Workflow, run_command
from paperthemes import tables
from paperthemes.commands.estimate import (
    BYTES_PER_RECORD,
    COSTS,
    Estimate,
    estimate_run,
    measure_slowness,
)
from paperthemes.commands.status import describe_costs
from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSection, EmbedSettings
from paperthemes.encoders.text_vectors import TextVectors, hash_text
from paperthemes.text.paper_text import texts_of
from paperthemes.workflow.plan import Output, Plan

RESULTS = REPOSITORY / "benchmarks/results"
CORPUS_FILES = {
    "parse": "parsed/{}.report.json",
    "dedupe": "papers.parquet",
    "embed_shard": "embeddings/minilm-int8/shard-1-of-1.npz",
    "embed": "embeddings/minilm-int8.npz",
    "neighbours": "neighbours/1.npz",
    "terms": "terms.npz",
    "overview": "index.html",
}
CLUSTERING_STEPS = ("cluster", "identify", "describe", "changes", "report")
# Of the dumps of `end_to_end.py`; its first scenario is a cold run.
DUMPS = {"papers": 432, "dumps, MB": 0.7, "cores": 2}
COMPUTER = {"cores": 2, "memory": 16.0, "slowness": 1.0}


def read(name: str) -> dict:
    return json.loads((RESULTS / f"{name}.json").read_text())


def make_plan(
    folder: Path, *steps: str, clusterings: int = 2, megabytes: float = 1.0, **embed: object
) -> Plan:
    """Return the plan of a run of these steps (default: all) on one dump."""
    with (folder / "new.csv").open("wb") as file:
        file.truncate(int(megabytes * 1e6))  # takes no space on the disk
    files = [(step, name.format("new.csv")) for step, name in CORPUS_FILES.items()]
    files += [
        (step, f"{number}/{step}.json")
        for step in CLUSTERING_STEPS
        for number in range(clusterings)
    ]
    settings = EmbedSection().model_dump() | embed
    return Plan(
        outputs=[
            Output(
                path=f"results/{name}",
                rule=step,
                status="missing",
                is_pending=step in steps or not steps,
            )
            for step, name in files
        ],
        snapshot={
            "config": {"mode": "cluster", "embed": settings},
            "dumps": {"new.csv": "new.csv"},
            "dump_digests": {"new.csv": "0" * 12},
        },
    )


def write_papers(folder: Path, count: int) -> None:
    """Write a table of so many papers, as far as an estimate needs it."""
    (folder / "results").mkdir(exist_ok=True)
    pd.DataFrame(index=range(count), data={"paper_id": ""}).to_parquet(
        folder / "results/papers.parquet"
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---- measured runs ----


@pytest.mark.parametrize(
    "run",
    [
        *(run for run in read("scale")["runs"] if run["mode"] == "cluster"),
        {**DUMPS, **read("end_to_end")["scenarios"][0]},
    ],
    ids=lambda run: str(run["papers"]),
)
def test_a_measured_run_is_estimated_within_a_factor_of_two(folder: Path, run: dict) -> None:
    plan = make_plan(folder, megabytes=run["dumps, MB"], clusterings=run.get("clusterings", 2))
    estimate = estimate_run(plan, cores=1)
    encoding = estimate.encoding_seconds if run.get("cached") else 0
    assert 0.5 < (estimate.seconds - encoding) / run["CPU seconds"] < 2
    estimate = estimate_run(plan, cores=run["cores"])
    assert 0.5 < estimate.gigabytes / run["peak GB"] < 2
    assert 0.5 < estimate.papers / run["papers"] < 2


def test_the_costs_are_those_of_the_benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(REPOSITORY / "benchmarks")])
    make_costs = runpy.run_path(str(REPOSITORY / "benchmarks/costs.py"))["make_costs"]
    written = (REPOSITORY / "src/paperthemes/commands/costs.toml").read_text("utf-8")
    assert written == make_costs(RESULTS), "run: python benchmarks/costs.py"


# ---- numbers of papers and texts ----


def test_papers_of_a_new_dump_are_estimated_from_earlier_ones(folder: Path) -> None:
    plan = make_plan(folder, megabytes=3)
    assert 1_000 < estimate_run(plan, cores=2).papers < 3_000
    # Another dump was read before; its batch is read again.
    (folder / "old.csv").write_bytes(bytes(40_000))
    plan.snapshot["dumps"]["old.csv"] = "old.csv"
    plan.snapshot["dump_digests"]["old.csv"] = "abc"
    (folder / "results/parsed").mkdir(parents=True)
    report = {"sha256": "abcdef", "records": 10}
    (folder / "results/parsed/old.csv.report.json").write_text(json.dumps(report))
    assert estimate_run(plan, cores=2).papers == 10 + 3_000_000 // 4_000
    write_papers(folder, 5)  # half of the records were duplicates
    assert estimate_run(plan, cores=2).papers == (10 + 3_000_000 // 4_000) / 2


def test_texts_that_were_embedded_here_are_not_encoded(folder: Path) -> None:
    def seconds(**embed: object) -> float | None:
        plan = make_plan(folder, megabytes=25_000 * BYTES_PER_RECORD / 1e6, **embed)
        return estimate_run(plan, cores=2).encoding_seconds

    cold = seconds()
    assert cold == pytest.approx(25_000 * COSTS["encoders"]["minilm-int8"] / 2)
    (folder / "results/embeddings").mkdir(parents=True)
    report = EmbedSettings().model_dump() | {"texts": 24_000}
    (folder / "results/embeddings/minilm-int8.report.json").write_text(json.dumps(report))
    assert seconds() == pytest.approx(cold / 25)
    assert seconds(cache=None) == seconds(max_tokens=128) == seconds(text="{title}") == cold
    assert seconds(encoder="lsa") == pytest.approx(25_000 * COSTS["encoders"]["lsa"] / 2)
    assert seconds(encoder="bert-int8") is None


def test_texts_that_a_killed_run_encoded_are_in_the_cache(folder: Path) -> None:
    papers = make_papers((f"Study {number}", "We sort apples.") for number in range(10))
    (folder / "results").mkdir()
    tables.write(tables.PAPERS, papers, folder / "results/papers.parquet")
    plan = make_plan(folder, "embed_shard", "embed", cache="mine")
    cold = estimate_run(plan, cores=1).encoding_seconds
    assert cold == pytest.approx(10 * COSTS["encoders"]["minilm-int8"])
    fingerprint = make_encoder(EmbedSettings()).fingerprint
    ids = [hash_text(text) for text in texts_of(papers[:4])]
    rows = [(text_id, np.ones(384, np.float16), False) for text_id in ids]
    vectors = TextVectors.from_rows(fingerprint, rows)
    VectorCache(folder / "mine").put("minilm-int8", vectors)
    assert estimate_run(plan, cores=1).encoding_seconds == pytest.approx(0.6 * cold)
    no_cache = make_plan(folder, "embed_shard", "embed", cache=None)
    assert estimate_run(no_cache, cores=1).encoding_seconds == cold


def test_more_cores_take_less_time_and_more_clusterings_more(folder: Path) -> None:
    write_papers(folder, 25_000)

    def estimate(cores: int, clusterings: int = 4) -> Estimate:
        return estimate_run(make_plan(folder, clusterings=clusterings), cores=cores)

    assert estimate(1).seconds > estimate(2).seconds > estimate(4).seconds
    assert estimate(1).gigabytes < estimate(4).gigabytes
    assert estimate(4, 8).seconds > estimate(4).seconds == estimate(4, 4).seconds
    assert 0.1 < measure_slowness() < 10


def test_a_job_of_a_sweep_costs_as_much_as_the_steps_in_it(folder: Path) -> None:
    write_papers(folder, 25_000)

    def estimate(files: dict[str, list[str]]) -> Estimate:
        outputs = [
            Output(path=f"results/{path}", rule=rule, status="missing", is_pending=True)
            for rule, paths in files.items()
            for path in paths
        ]
        return estimate_run(replace(make_plan(folder), outputs=outputs), cores=1)

    points = [f"sweep/fine/n_topics~{n}.{kind}" for n in (5, 9) for kind in ("json", "parquet")]
    sweep = {"sweep_neighbours": ["sweep/neighbours/1.npz"], "sweep_point": points}
    clusterings = {"cluster": ["a/clusters.npz", "b/clusters.npz"]}
    described = {"describe": ["a/topics.json", "b/topics.json"]}
    steps = {"neighbours": ["neighbours/1.npz"], **clusterings, **described}
    assert estimate(sweep) == estimate(steps)


# ---- the lines of the command ----


def test_costs_of_short_runs_are_not_shown(folder: Path) -> None:
    assert [*describe_costs(make_plan(folder), **COMPUTER)] == []
    nothing_to_do = make_plan(folder, "none")
    assert [*describe_costs(nothing_to_do, **COMPUTER)] == []
    large = make_plan(folder, megabytes=300)
    large.snapshot["config"]["mode"] = "assign"
    assert [*describe_costs(large, **COMPUTER)] == []


def test_costs_of_long_runs_are_shown(folder: Path) -> None:
    megabytes = 100_000 * BYTES_PER_RECORD / 1e6
    (line,) = describe_costs(make_plan(folder, megabytes=megabytes), **COMPUTER)
    assert line.startswith("About ")
    assert " minutes and " in line
    assert line.endswith(
        "GB of memory on this computer (100,000 papers; encoding up to 20 minutes)."
    )
    unknown = make_plan(folder, megabytes=megabytes, encoder="bert-int8")
    (line,) = describe_costs(unknown, **COMPUTER)
    assert line.endswith("(100,000 papers; without the time for encoding, which is not known).")
    (line,) = describe_costs(unknown, **COMPUTER | {"slowness": 10.0})
    assert " hours and " in line
    write_papers(folder, 100_000)
    cluster = make_plan(folder, *CLUSTERING_STEPS, encoder="bert-int8")
    (line,) = describe_costs(cluster, **COMPUTER)
    assert line.endswith("GB of memory on this computer (100,000 papers).")


def test_texts_that_would_be_sent_to_a_service_are_counted_even_in_short_runs(folder: Path) -> None:
    write_papers(folder, 20)
    plan = make_plan(folder, "embed_shard", encoder="openai", model="m", cache=None)
    (line,) = describe_costs(plan, **COMPUTER)
    assert line == "It would send up to 20 texts to m at https://api.openai.com/v1."


def test_too_little_memory_is_shown(folder: Path) -> None:
    write_papers(folder, 100_000)
    plan = make_plan(folder, clusterings=8)
    one, all_cores = (estimate_run(plan, cores).gigabytes for cores in (1, 8))
    assert one < all_cores
    costs = partial(describe_costs, plan, cores=8, slowness=1.0)
    first, *others = costs(memory=one / 2)
    assert first.startswith("About ")
    assert others == [f"This computer has only {one / 2:.1f} GB, so the run may fail."]
    assert [*costs(memory=(one + all_cores) / 2)][2:] == [
        f"With `--cores 1`, it needs {one:.1f} GB."
    ]


def test_the_command_shows_the_costs_of_a_large_new_dump(
    copy_of_finished: Workflow,
) -> None:
    folder = copy_of_finished.folder
    with (folder / "dumps/large.csv").open("wb") as file:
        file.truncate(90_000_000)
    line = run_command(folder, "status").splitlines()[-1]
    assert line.startswith("About ")
    assert "encoding up to" in line
