"""The real workflow, run in temporary directories as users run it."""

import csv
import html
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psutil
import pytest
import yaml
from sklearn.metrics import adjusted_rand_score

from helpers.stand_in_llm import stand_in_model
from helpers.tiny_bert import tiny_weights, write_tiny_bert
from helpers.workflow import BELOW_PARSE, REPOSITORY, SAMPLE, Workflow
from paperthemes import tables
from paperthemes.text.titles import title_hash


def wait_until(happened: Callable[[], bool], run: subprocess.Popen[str]) -> None:
    """Wait until something has happened in a run, which must be at work till then."""
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        assert run.poll() is None, "the run ended early"
        time.sleep(0.02)


PAGES_OF_ALL = {"compare": 1, "index": 1}
TELL = {"record": 1, "changes": 1, "report": 1} | PAGES_OF_ALL
CLUSTER_AND_REPORT = {"cluster": 1, "identify": 1, "describe": 1} | TELL


def shuffled(path: Path, seed: int) -> str:
    """Return a sample dump with its records in another order."""
    text = path.read_text("utf-8")
    order = random.Random(seed)
    if path.suffix == ".csv":
        header, *rows = csv.reader(text.splitlines())
        order.shuffle(rows)
        lines = [header, *rows]
        return "\n".join(",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in r) for r in lines)
    lines = [line for line in text.splitlines() if line]
    first = next(index for index, line in enumerate(lines) if len(line) > 200) - 1
    head, body = lines[:first], lines[first:]
    glued = body[0].startswith("Subscribe")
    pairs = [*zip(body[::2], body[1::2], strict=True)]
    pairs[0] = (pairs[0][0].removeprefix("Subscribe") if glued else pairs[0][0], pairs[0][1])
    order.shuffle(pairs)
    pairs[0] = (("Subscribe" if glued else "") + pairs[0][0], pairs[0][1])
    return "\n".join([*head, *(line for pair in pairs for line in pair)])


# ---- a finished run ----


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
    assert len(logs) == 4 + 1 + 3 + 1 + 2 + 1 + 2 + 2 + 2 + 2 + 2 + 1 + 1


def test_a_second_run_does_nothing(finished: Workflow) -> None:
    assert "Nothing to be done" in finished.run()


def test_a_report_gives_the_command_that_makes_it_again(finished: Workflow) -> None:
    page = (finished.folder / "results/fine/report.html").read_text("utf-8")
    command = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", page)[1])
    again = subprocess.run(
        [*shlex.split(command), "-n"], cwd=finished.folder, capture_output=True, text=True
    )
    assert "Nothing to be done" in again.stdout + again.stderr


def test_comments_key_order_and_touched_files_change_nothing(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    workflow.write_config(
        "# a comment\nclusterings:\n  fine: {max_unassigned: 0.1, granularity: fine}\n"
        "  broad: {}\nreport: {}\ndumps: [dumps/*]\n"
    )
    for path in workflow.folder.glob("dumps/*"):
        path.touch()
    assert workflow.planned() == {}


def test_editing_one_clustering_reruns_that_one(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    before = workflow.results()
    workflow.write_config("dumps: [dumps/*]\nclusterings: {fine: {min_topic_size: 12}}\n")
    assert workflow.planned() == CLUSTER_AND_REPORT
    workflow.run()
    after = workflow.results()
    changed = {name for name in after if after[name] != before.get(name)}
    assert "results/fine/metrics.json" in changed
    elsewhere = {name for name in changed if not name.startswith("results/fine/")}
    assert elsewhere == {"results/compare.html", "results/index.html"}
    assert before.keys() == after.keys()


def test_settings_of_names_leave_the_groups_as_they_are(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    groups = (workflow.folder / "results/fine/partition.npz").read_bytes()
    workflow.write_config("dumps: [dumps/*]\nclusterings: {fine: {n_themes: 2}}\n")
    assert workflow.planned() == {"describe": 1} | TELL
    workflow.run()
    assert len(tables.read(tables.THEMES, workflow.folder / "results/fine/themes.parquet")) == 2
    assert (workflow.folder / "results/fine/partition.npz").read_bytes() == groups
    for nothing in ("naming: {timeout: 5}", "offline: true"):
        workflow.write_config(
            f"dumps: [dumps/*]\nclusterings: {{fine: {{n_themes: 2}}}}\n{nothing}\n"
        )
        assert workflow.planned() == {}
    workflow.write_config("dumps: [dumps/*]\nnaming: {model: any}\n")
    both = {rule: 2 for rule in ("identify", "describe", "record", "changes", "report")}
    assert workflow.planned() == both | PAGES_OF_ALL


def test_a_language_model_names_the_topics_of_the_sample(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    topics = workflow.folder / "results/fine/topics.json"
    before = json.loads(topics.read_text())
    with stand_in_model(lambda asked: f"On {asked.data['draft'].lower()}") as model:
        naming = f"naming: {{model: toy, base_url: '{model.address}'}}"
        workflow.write_config(f"dumps: [dumps/*]\nclusterings: {{broad: null}}\n{naming}\n")
        assert workflow.planned() == {"identify": 1, "describe": 1} | TELL
        workflow.run()
        asked = len(model.asked)
    after = json.loads(topics.read_text())
    expected = [f"On {topic['name'].lower()}" for topic in before]
    assert [topic["name"] for topic in after] == expected
    assert len(before) <= asked
    assert expected[0] in (workflow.folder / "results/fine/report.html").read_text("utf-8")


def test_a_new_clustering_runs_alone(copy_of_finished: Workflow) -> None:
    copy_of_finished.write_config("dumps: [dumps/*]\nclusterings: {mine: {min_topic_size: 9}}\n")
    assert copy_of_finished.planned() == CLUSTER_AND_REPORT
    other = "{neighbours: {n_neighbors: 10}}"
    copy_of_finished.write_config(f"dumps: [dumps/*]\nclusterings: {{mine: {other}}}\n")
    assert copy_of_finished.planned() == CLUSTER_AND_REPORT | {"neighbours": 1}


def test_a_new_dump_parses_that_one_and_a_vanished_one_none(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    new = workflow.folder / "dumps/new.csv"
    new.write_text("title,abstract\nA New Paper,It is new.\n")
    assert workflow.planned() == BELOW_PARSE | {"parse": 1}
    new.unlink()
    (workflow.folder / "dumps/search-results.txt").unlink()
    assert workflow.planned() == BELOW_PARSE


def test_a_changed_dump_with_an_older_time_stamp_is_read_again(copy_of_finished: Workflow) -> None:
    path = copy_of_finished.folder / "dumps/reading-group.csv"
    path.write_text("title,abstract\nAnother Paper,It is another.\n")
    os.utime(path, (1_500_000_000, 1_500_000_000))
    assert copy_of_finished.planned()["parse"] == 1


def test_deleted_results_are_made_again(copy_of_finished: Workflow) -> None:
    for name in ("fine/assignments.csv", "duplicates.csv", "parsed/search-results.txt.parquet"):
        (copy_of_finished.folder / "results" / name).unlink()
    assert copy_of_finished.planned().keys() >= {"parse", "dedupe", "cluster"}


def test_single_results_can_be_asked_for(workflow: Workflow) -> None:
    workflow.write_config(f"dumps: ['{SAMPLE}/*']")
    workflow.run("results/parsed/reading-group.csv.parquet")
    assert (workflow.folder / "results/parsed/reading-group.csv.report.json").exists()


def test_report_settings_rerun_reports_only(copy_of_finished: Workflow) -> None:
    copy_of_finished.write_config("dumps: [dumps/*]\nreport: {title: Reading List}\n")
    assert copy_of_finished.planned() == {"changes": 2, "report": 2} | PAGES_OF_ALL


def test_order_of_rows_and_dumps_does_not_matter(finished: Workflow, workflow: Workflow) -> None:
    (workflow.folder / "dumps").mkdir()
    for number, path in enumerate(sorted(SAMPLE.iterdir(), reverse=True)):
        renamed = workflow.folder / "dumps" / f"{number}-{path.name}"
        renamed.write_text(shuffled(path, number), "utf-8")
    workflow.write_config("dumps: [dumps/*]\n")
    workflow.run("results/broad/assignments.csv", "results/fine/assignments.csv")
    for name in ("broad", "fine"):
        path = f"results/{name}/assignments.csv"
        assert (workflow.folder / path).read_bytes() == (finished.folder / path).read_bytes()


def test_another_run_on_other_cores_gives_identical_results(
    finished: Workflow, workflow: Workflow
) -> None:
    shutil.copytree(SAMPLE, workflow.folder / "dumps")
    workflow.write_config("dumps: [dumps/*]\n")
    workflow.run(cores=1)
    assert workflow.results() == finished.results()


def test_snakemake_report(copy_of_finished: Workflow) -> None:
    copy_of_finished.run("--report", "report.zip")
    with zipfile.ZipFile(copy_of_finished.folder / "report.zip") as archive:
        files = [name for name in archive.namelist() if "/data/raw/" in name]
        page = archive.read("report/report.html").decode()
    names = Counter(Path(name).name for name in files)
    assert (names["report.html"], names["compare.html"], names["index.html"]) == (2, 1, 0)
    assert names["changes.html"] == 2
    assert '"labels": {"clusterings": "broad, fine"}' in page


# ---- the cache, and shards ----

EMBEDDINGS = "results/embeddings/minilm-int8.npz"


def new_papers(count: int, words: int = 60) -> str:
    """Invent papers as a CSV dump; no two have the same words."""
    order = random.Random(count)
    text = " ".join(path.read_text("utf-8") for path in sorted(SAMPLE.iterdir()))
    vocabulary = sorted({word.lower() for word in text.split() if word.isalpha()})
    rows = []
    for number in range(count):
        abstract = " ".join(order.choices(vocabulary, k=words))
        rows.append(f"Study {number} of {order.choice(vocabulary)},{abstract}.")
    return "\n".join(["title,abstract", *rows])


def test_a_dump_of_20_new_papers_embeds_exactly_20_texts(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    (workflow.folder / "dumps/new.csv").write_text(new_papers(20))
    workflow.run("results/fine/report.html")
    account = json.loads(workflow.embedding.read_text())
    assert (account["texts"], account["cached"], account["encoded"]) == (148, 128, 20)
    page = (workflow.folder / "results/fine/report.html").read_text("utf-8")
    assert "of the\n    148 texts were in the cache and 20 were encoded" in page


def test_another_cache_or_other_threads_rerun_nothing(copy_of_finished: Workflow) -> None:
    copy_of_finished.write_config("dumps: [dumps/*]\nembed: {cache: mine, threads: 2}\n")
    assert copy_of_finished.planned() == {}


def test_shards_and_a_cold_cache_give_identical_results(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    before = workflow.results()
    workflow.write_config("dumps: [dumps/*]\nembed: {cache: mine}\n")
    workflow.run("--set-scatter", "embed=3")
    account = json.loads(workflow.embedding.read_text())
    assert (account["cached"], account["encoded"]) == (0, 128)
    assert (workflow.folder / "mine/vectors.sqlite").exists()
    assert workflow.results() == before
    assert "Nothing to be done" in workflow.run("--set-scatter", "embed=3")


def test_a_run_killed_while_embedding_goes_on_where_it_was(workflow: Workflow) -> None:
    (workflow.folder / "new.csv").write_text(new_papers(600, words=120))
    workflow.write_config("dumps: [new.csv]\nembed: {cache: mine}\n")
    saved = workflow.folder / "results/embeddings/minilm-int8/saved"
    run = workflow.start(EMBEDDINGS)
    wait_until(lambda: any(saved.glob("*.npz")), run)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (workflow.folder / EMBEDDINGS).exists()
    workflow.run("--unlock")
    workflow.run(EMBEDDINGS)
    account = json.loads(workflow.embedding.read_text())
    assert account["resumed"] >= 64
    assert account["resumed"] + account["encoded"] == account["texts"] == 600
    assert not saved.exists()

    resumed = (workflow.folder / EMBEDDINGS).read_bytes()
    (workflow.folder / EMBEDDINGS).unlink()
    workflow.run(EMBEDDINGS)
    account = json.loads(workflow.embedding.read_text())
    assert (account["cached"], account["encoded"]) == (600, 0)
    assert (workflow.folder / EMBEDDINGS).read_bytes() == resumed


def test_another_model_in_the_same_folder_is_noticed(workflow: Workflow) -> None:
    model = write_tiny_bert(workflow.folder / "model")
    (workflow.folder / "new.csv").write_text(new_papers(3, words=5))
    workflow.write_config(
        "dumps: [new.csv]\nembed: {encoder: bert-int8, model: model, max_tokens: 32}\n"
    )
    result = "results/embeddings/bert-int8.npz"
    workflow.run(result)
    before = (workflow.folder / result).read_bytes()
    shutil.copy(model / "model.safetensors", workflow.folder / "copy")
    (workflow.folder / "copy").replace(model / "model.safetensors")  # the same, but newer
    assert "Nothing to be done" in workflow.run(result)
    other = write_tiny_bert(workflow.folder / "other", weights=tiny_weights(1))
    os.utime(other / "model.safetensors", (1_500_000_000, 1_500_000_000))
    (other / "model.safetensors").replace(model / "model.safetensors")
    workflow.run(result)
    assert (workflow.folder / result).read_bytes() != before


def test_profiles_agree_on_what_reruns() -> None:
    default, slurm = (
        yaml.safe_load((REPOSITORY / f"profiles/{name}/profile.yaml").read_text("utf-8"))
        for name in ("default", "slurm")
    )
    for key in ("rerun-triggers", "rerun-incomplete", "max-checksum-file-size"):
        assert default[key] == slurm[key]
    assert slurm["set-scatter"].keys() == {"embed"}


def test_topics_without_any_model(finished: Workflow, workflow: Workflow, truth: dict) -> None:
    workflow.write_config(f"dumps: ['{SAMPLE}/*']\nembed: {{encoder: lsa}}\n")
    workflow.run("results/broad/report.html", "--set-scatter", "embed=2")
    theme_of = {title_hash(title): theme for title, theme in truth["themes"].items()}
    assigned = pd.read_csv(workflow.folder / "results/broad/assignments.csv")
    assert adjusted_rand_score(assigned.paper_id.map(theme_of), assigned.topic) >= 0.8
    assert (workflow.folder / "results/embeddings/lsa.npz").exists()
    page = (workflow.folder / "results/broad/report.html").read_text("utf-8")
    assert "Every text was read to its end." in page


def test_offline_names_what_is_missing(workflow: Workflow) -> None:
    workflow.write_config(
        f"dumps: ['{SAMPLE}/*']\noffline: true\n"
        f"embed: {{encoder: bert-int8, model: some-owner/some-model, revision: {'a' * 40}}}\n"
    )
    done = workflow.call()
    assert done.returncode == 1
    assert (
        f"some-owner/some-model at {'a' * 40} has not been downloaded to this machine"
        in done.stdout
    )


# ---- bad input ----


def test_bad_dumps_are_skipped_with_warnings_everywhere(workflow: Workflow) -> None:
    dumps = workflow.folder / "dumps"
    dumps.mkdir()
    (dumps / "empty.txt").touch()
    (dumps / "page.txt").write_text("Get trending papers in your email inbox!\nSubscribe\nAug 1\n")
    (dumps / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (dumps / "five.csv").write_text(
        "title,abstract\n" + "".join(f"Apples {n},We sort apples {n} times.\n" for n in range(5))
    )
    (dumps / "cut.txt").write_text(
        "Get trending papers in your email inbox!\nA Title and No More\n"
    )
    workflow.write_config("dumps: [dumps/*]\nclusterings: {broad: null}\n")
    said = workflow.run()
    page = (workflow.folder / "results/fine/report.html").read_text("utf-8")
    for name, message in (
        ("empty.txt", "the file is empty"),
        ("page.txt", "no papers in this hf-daily-text dump"),
        ("picture.png", "skipped, no records taken: byte offset 8: a zero byte"),
    ):
        assert f"WARNING: dumps/{name}: {message}" in said.split("steps (100%) done")[1]
        assert f"<code>dumps/{name}</code>: <bdi>{message}" in page
        report = json.loads((workflow.folder / f"results/parsed/{name}.report.json").read_text())
        assert report["records"] == 0
        assert report["warnings"][0].startswith(message)
    assert "WARNING: dumps/cut.txt: 1 place made no record (line 2); see the report" in said
    assert "5 papers" in page
    assert "5 papers were not divided" in page


def test_no_papers_at_all_still_give_a_report(workflow: Workflow) -> None:
    (workflow.folder / "empty.txt").touch()
    workflow.write_config("dumps: [empty.txt]\nclusterings: {broad: null}\n")
    workflow.run()
    page = (workflow.folder / "results/fine/report.html").read_text("utf-8")
    assert "There are no papers to draw" in page
    assert "the file is empty" in page


def test_bad_dump_can_stop_the_run_with_its_traceback_in_the_log(workflow: Workflow) -> None:
    (workflow.folder / "diary.txt").write_text("Dear diary, today I read nothing.")
    workflow.write_config("dumps: [diary.txt]\non_bad_dump: fail\n")
    done = workflow.call()
    log = (workflow.folder / "results/logs/parse/diary.txt.log").read_text()
    assert done.returncode == 1
    assert "ERROR: diary.txt: begins with 'Dear diary" in done.stdout
    assert "Traceback (most recent call last)" in log
    assert not (workflow.folder / "results/parsed").exists() or not [
        *(workflow.folder / "results/parsed").iterdir()
    ]


def test_missing_model_is_named(copy_of_finished: Workflow) -> None:
    copy_of_finished.write_config("dumps: [dumps/*]\nembed: {model: no/such/folder}\n")
    done = copy_of_finished.call()
    assert done.returncode == 1
    assert "ERROR: embed.model: there is no folder no/such/folder (looked from" in done.stdout
    assert (copy_of_finished.folder / "results/fine/report.html").exists()


# ---- killed runs ----


def make(folder: Path) -> subprocess.Popen[str]:
    """Start what `make` runs, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "workflow/run.py", "--cores", "2"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a copy of the repository without results."""
    for name in ("workflow", "scripts", "profiles", "data"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    for name in ("Snakefile", "config.yaml", "environment.yml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("whole_group", [True, False], ids=["all processes", "snakemake alone"])
def test_killed_run_is_unlocked_and_resumed(
    clone: Path, finished: Workflow, whole_group: bool
) -> None:
    run = make(clone)
    embedding = clone / "results/logs/embed/minilm-int8-1-of-1.log"
    wait_until(embedding.exists, run)
    if whole_group:
        os.killpg(run.pid, signal.SIGKILL)
    else:
        (snakemake,) = psutil.Process(run.pid).children()
        snakemake.kill()
    run.wait()
    (clone / ".snakemake/run.json").write_text("")  # as if killed while it was written
    assert any((clone / ".snakemake/locks").iterdir())
    papers = clone / "results/papers.parquet"
    kept = papers.stat().st_mtime_ns

    said, _ = make(clone).communicate(timeout=300)
    assert "The last run was killed: clearing its lock" in said
    assert ("a job of the killed run" in said) == (not whole_group)
    index = f"All results: {(clone / 'results/index.html').as_uri()}\n"
    assert index in said
    assert (clone / "results/fine/report.html").as_uri() in said.split(index)[1]
    assert papers.stat().st_mtime_ns == kept
    assert not [*clone.glob("results/**/*.partial")]
    for name in ("broad", "fine"):
        path = f"results/{name}/assignments.csv"
        assert (clone / path).read_bytes() == (finished.folder / path).read_bytes()
    again, _ = make(clone).communicate(timeout=60)
    assert "Nothing to be done" in again
    assert (clone / "results/broad/report.html").as_uri() in again


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
        said, _ = sitting.communicate(timeout=60)
    finally:
        other.communicate()
    assert sitting.returncode == 1
    assert "Another run is at work" in said
    (clone / ".snakemake/run.json").write_text('{"host": "elsewhere.example.org"}')
    far = make(clone)
    said, _ = far.communicate(timeout=60)
    assert far.returncode == 1
    assert "it was started on elsewhere.example.org" in said
    assert (locks / "0.input.lock").exists()


# ---- set-up ----


def test_make_names_the_pythons_it_looked_for(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    done = subprocess.run(
        ["make", "setup", "PYTHONS=python3.99 nopython"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Looked for Python 3.11, 3.12 or 3.13" in done.stderr
    assert "python3.99 nopython" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_shim_for_the_workflow_catalog_has_the_same_targets(workflow: Workflow) -> None:
    workflow.write_config(f"dumps: ['{SAMPLE}/*']")
    said = workflow.run("-n", "--snakefile", str(REPOSITORY / "workflow/Snakefile"))
    assert "results/fine/report.html" in said
