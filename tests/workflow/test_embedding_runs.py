"""Runs that embed: the cache of vectors, shards, other models, and resuming."""

import json
import os
import random
import shutil
import signal
from pathlib import Path

import yaml

from helpers.tiny_bert import tiny_weights, write_tiny_bert
from helpers.workflow import REPOSITORY, SAMPLE, Workflow, wait_until
from paperthemes.encoders.cache import VectorCache

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


def cached_vectors(folder: Path) -> int:
    """Return how many vectors the cache in a folder has."""
    try:
        return sum(encoder.vectors for encoder in VectorCache(folder).list_encoders())
    except OSError:
        return 0


def test_a_dump_of_20_new_papers_embeds_exactly_20_texts(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    workflow.write_config(
        "dumps: [dumps/*]\nclusterings: {broad: null, fine: {engine: leiden}}\n"
        "naming: {fields: null}\n"
    )
    (workflow.folder / "dumps/new.csv").write_text(new_papers(20))
    workflow.run("results/fine/report.html")
    report = json.loads(workflow.embed_report.read_text())
    assert (report["texts"], report["cached"], report["encoded"]) == (148, 128, 20)
    page = (workflow.folder / "results/fine/report.html").read_text("utf-8")
    assert "128 of 148 texts came from the cache and 20 were newly embedded" in page


def test_shards_and_a_cold_cache_give_identical_results(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    before = workflow.results()
    workflow.write_config("dumps: [dumps/*]\nembed: {cache: mine}\n")
    workflow.run(EMBEDDINGS, "--set-scatter", "embed=3")
    report = json.loads(workflow.embed_report.read_text())
    assert (report["cached"], report["encoded"]) == (0, 128)
    assert (workflow.folder / "mine/vectors.sqlite").exists()
    assert workflow.results() == before
    assert "Nothing to be done" in workflow.run(EMBEDDINGS, "--set-scatter", "embed=3")


def test_a_run_killed_while_embedding_resumes(workflow: Workflow) -> None:
    (workflow.folder / "new.csv").write_text(new_papers(140, words=100))
    workflow.write_config("dumps: [new.csv]\nembed: {cache: mine}\n")
    run = workflow.start(EMBEDDINGS)
    wait_until(lambda: cached_vectors(workflow.folder / "mine") >= 64, run)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (workflow.folder / EMBEDDINGS).exists()
    workflow.run("--unlock")
    workflow.run(EMBEDDINGS)
    report = json.loads(workflow.embed_report.read_text())
    assert report["cached"] >= 64
    assert report["cached"] + report["encoded"] == report["texts"] == 140

    resumed = (workflow.folder / EMBEDDINGS).read_bytes()
    (workflow.folder / EMBEDDINGS).unlink()
    workflow.run(EMBEDDINGS)
    report = json.loads(workflow.embed_report.read_text())
    assert (report["cached"], report["encoded"]) == (140, 0)
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
