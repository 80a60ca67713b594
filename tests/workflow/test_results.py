"""A finished run of the sample, and what must not change its results."""

import csv
import html
import json
import random
import re
import shlex
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
from sklearn.metrics import adjusted_rand_score

from helpers.pages import check_policy
from helpers.workflow import REPOSITORY, SAMPLE, Workflow
from paperthemes import tables
from paperthemes.text.titles import title_hash


def shuffled(path: Path, seed: int) -> str:
    """Return a sample dump with its records in another order."""
    text = path.read_text("utf-8")
    order = random.Random(seed)
    if path.suffix == ".csv":
        header, *rows = csv.reader(text.splitlines())
        order.shuffle(rows)
        lines = [header, *rows]
        return "\n".join(",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in r) for r in lines)
    if path.suffix == ".ris":
        records = re.findall(r"^TY  - .*?^ER  - $", text, re.MULTILINE | re.DOTALL)
        order.shuffle(records)
        return "\n".join(records)
    lines = [line for line in text.splitlines() if line]
    first = next(index for index, line in enumerate(lines) if len(line) > 200) - 1
    head, body = lines[:first], lines[first:]
    glued = body[0].startswith("Subscribe")
    pairs = [*zip(body[::2], body[1::2], strict=True)]
    pairs[0] = (pairs[0][0].removeprefix("Subscribe") if glued else pairs[0][0], pairs[0][1])
    order.shuffle(pairs)
    pairs[0] = (("Subscribe" if glued else "") + pairs[0][0], pairs[0][1])
    return "\n".join([*head, *(line for pair in pairs for line in pair)])


def test_all_pages_use_no_network_and_run_only_their_own_scripts(finished: Workflow) -> None:
    pages = {
        str(path.relative_to(finished.folder / "results")): path.read_text("utf-8")
        for path in (finished.folder / "results").rglob("*.html")
    }
    of_clusterings = {f"{a}/{b}.html" for a in ("broad", "fine") for b in ("report", "changes")}
    assert pages.keys() >= {"index.html", "compare.html", *of_clusterings}
    for text in pages.values():
        check_policy(text)


def test_results_of_the_sample(finished: Workflow, truth: dict) -> None:
    results = finished.folder / "results"
    papers = tables.read(tables.PAPERS, results / "papers.parquet")
    duplicates = pd.read_csv(results / "duplicates.csv")
    assert len(papers) == len(truth["themes"])
    assert len(duplicates) == len(truth["duplicates"])
    theme_of = {title_hash(title): theme for title, theme in truth["themes"].items()}
    for name in ("broad", "fine"):
        assignments = tables.read(tables.ASSIGNMENTS, results / name / "assignments.parquet")
        topics = tables.read(tables.TOPICS, results / name / "topics.parquet")
        themes = assignments.paper_id.map(theme_of)
        assert adjusted_rand_score(themes, assignments.topic) >= 0.8
        assert topics["size"].sum() == (assignments.topic >= 0).sum()
        assert json.loads((results / name / "metrics.json").read_text())["papers"] == len(papers)
        assert pd.read_csv(results / name / "assignments.csv").title.tolist() == [
            *assignments.title
        ]


def test_every_executing_job_left_a_log_and_a_benchmark(finished: Workflow) -> None:
    results = finished.folder / "results"
    logs = {path.relative_to(results / "logs") for path in results.glob("logs/*/*.log")}
    timed = {
        path.relative_to(results / "benchmarks") for path in results.glob("benchmarks/*/*.tsv")
    }
    assert {path.with_suffix("") for path in logs} == {path.with_suffix("") for path in timed}
    assert len(logs) == 8 + 7 * 2  # of the corpus, and of each clustering


def test_a_second_run_does_nothing(finished: Workflow) -> None:
    assert "Nothing to be done" in finished.run()


def test_a_report_gives_the_command_that_makes_it_again(finished: Workflow) -> None:
    page = (finished.folder / "results/fine/report.html").read_text("utf-8")
    command = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", page)[1])
    again = subprocess.run(
        [*shlex.split(command), "-n"], cwd=finished.folder, capture_output=True, text=True
    )
    assert "Nothing to be done" in again.stdout + again.stderr


def test_single_results_can_be_asked_for(workflow: Workflow) -> None:
    workflow.write_config(f"dumps: ['{SAMPLE}/*']")
    workflow.run("results/parsed/reading-group.csv.parquet")
    assert (workflow.folder / "results/parsed/reading-group.csv.report.json").exists()


def test_order_of_rows_and_dumps_does_not_matter(finished: Workflow, workflow: Workflow) -> None:
    (workflow.folder / "dumps").mkdir()
    for number, path in enumerate(sorted(SAMPLE.iterdir(), reverse=True)):
        renamed = workflow.folder / "dumps" / f"{number}-{path.name}"
        renamed.write_text(shuffled(path, number), "utf-8")
    workflow.write_config("dumps: [dumps/*]\n")
    (neighbours,) = finished.folder.glob("results/neighbours/*.npz")  # of both clusterings
    paths = ["terms.npz", f"neighbours/{neighbours.name}", "fine/assignments.csv"]
    workflow.run(*(f"results/{path}" for path in paths))
    for path in paths:
        expected = (finished.folder / "results" / path).read_bytes()
        assert (workflow.folder / "results" / path).read_bytes() == expected


def test_snakemake_report(copy_of_finished: Workflow) -> None:
    copy_of_finished.run("--report", "report.zip")
    with zipfile.ZipFile(copy_of_finished.folder / "report.zip") as archive:
        files = [name for name in archive.namelist() if "/data/raw/" in name]
        page = archive.read("report/report.html").decode()
    names = Counter(Path(name).name for name in files)
    assert (names["report.html"], names["compare.html"], names["index.html"]) == (2, 1, 0)
    assert names["changes.html"] == 2
    assert '"labels": {"clusterings": "broad, fine"}' in page


def test_topics_without_any_model(finished: Workflow, workflow: Workflow, truth: dict) -> None:
    workflow.write_config(
        f"dumps: ['{SAMPLE}/*']\nembed: {{encoder: lsa}}\nclusterings: {{fine: null}}\n"
    )
    workflow.run("results/broad/report.html", "--set-scatter", "embed=2")
    theme_of = {title_hash(title): theme for title, theme in truth["themes"].items()}
    assigned = pd.read_csv(workflow.folder / "results/broad/assignments.csv")
    assert adjusted_rand_score(assigned.paper_id.map(theme_of), assigned.topic) >= 0.8
    assert (workflow.folder / "results/embeddings/lsa.npz").exists()
    page = (workflow.folder / "results/broad/report.html").read_text("utf-8")
    assert "All texts were embedded in full." in page


def test_shim_for_the_workflow_catalog_has_the_same_targets(workflow: Workflow) -> None:
    workflow.write_config(f"dumps: ['{SAMPLE}/*']")
    said = workflow.run("-n", "--snakefile", str(REPOSITORY / "workflow/Snakefile"))
    assert "results/fine/report.html" in said
