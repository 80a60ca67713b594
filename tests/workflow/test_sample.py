"""The sample data: used while there are no dumps, and never mixed with the user's papers."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.workflow import REPOSITORY, SAMPLE, Workflow, run_command
from paperthemes.workflow.run_setup import RunSetup

SETTINGS: dict[str, Any] = {
    "dumps": ["data/dumps/*"],
    "sample": "data/sample/*",
    "embed": {"encoder": "lsa"},
    "clusterings": {"broad": {"granularity": "broad"}},
    **{"export": None, "figures": None},
}
EDITS = {
    "stop_words": ["robot"],
    "clusterings": {"broad": {"topics": {"T0001": {"name": "My own name"}}}},
}
CHANGES = "results/broad/changes.json"
PAGES = ("index.html", "compare.html", "broad/report.html", "broad/changes.html")


@pytest.fixture
def sampled(workflow: Workflow) -> Workflow:
    """Return a working directory with a dump of the sample, without dumps of the user."""
    for name in ("sample", "dumps"):
        (workflow.folder / "data" / name).mkdir(parents=True)
    shutil.copy(SAMPLE / "reading-group.csv", workflow.folder / "data/sample")
    fewer = {"clusterings": {"broad": {"engine": "leiden"}, "fine": None}}
    workflow.write_config(yaml.safe_dump({**SETTINGS, **fewer, "naming": {"fields": None}}))
    return workflow


def read_changes(workflow: Workflow) -> dict[str, Any]:
    return json.loads((workflow.folder / "results/broad/changes.json").read_text("utf-8"))


def topic_ids(workflow: Workflow) -> list[str]:
    topics = json.loads((workflow.folder / "results/broad/topics.json").read_text("utf-8"))
    return [topic["topic_id"] for topic in topics]


def history_of(workflow: Workflow) -> dict[str, bytes]:
    paths = sorted((workflow.folder / "history").rglob("*"))
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def pages_about_the_sample(workflow: Workflow) -> list[str]:
    texts = {name: (workflow.folder / "results" / name).read_text("utf-8") for name in PAGES}
    return [name for name, text in texts.items() if "<strong>Sample data</strong>" in text]


def test_the_repository_has_no_dump_and_the_settings_name_the_sample() -> None:
    config = yaml.safe_load((REPOSITORY / "config.yaml").read_text("utf-8"))
    assert config["sample"] == "data/sample/*"
    tracked = (REPOSITORY / "data/dumps/.gitignore").read_text("utf-8")
    assert tracked.splitlines()[-2:] == ["*", "!.gitignore"]


def test_own_dumps_and_the_sample_have_separate_histories(sampled: Workflow) -> None:
    output = sampled.run()
    assert "No file matches `dumps` (data/dumps/*): using the sample data, data/sample/*" in output
    assert pages_about_the_sample(sampled) == [*PAGES]
    assert read_changes(sampled)["sample"] is True
    assert topic_ids(sampled)[0] == "T0001"
    assert history_of(sampled) == {}, "the sample takes no permanent ids"
    assert (sampled.folder / "results/history/broad/registry.json").exists()
    assert sampled.planned() == {}

    # The same papers, so that nothing but the place of the dumps makes the topics the user's.
    dumps, away = sampled.folder / "data/dumps", sampled.folder / "away"
    shutil.copy(SAMPLE / "reading-group.csv", dumps)
    assert "using the sample data" not in sampled.run()
    assert pages_about_the_sample(sampled) == []
    first = read_changes(sampled)
    assert (first["sample"], first["number"], first["baseline"]) == (False, 1, None)
    ids = topic_ids(sampled)
    assert ids == [f"T{number:04d}" for number in range(1, len(ids) + 1)]
    registry = sampled.folder / "history/broad/registry.json"
    assert sorted(json.loads(registry.read_text())["topic_names"]) == ids
    assert "  sample history broad: 5 files, " in run_command(sampled.folder, "clean")

    history = history_of(sampled)
    dumps.rename(away)
    (sampled.folder / "curation.yaml").write_text(json.dumps(EDITS))
    assert "Not used with the sample data" in sampled.run(CHANGES, "--config", "baseline=7")
    assert read_changes(sampled)["sample"] is True
    assert "My own name" not in (sampled.folder / "results/broad/topics.json").read_text()
    assert history_of(sampled) == history
    errors = run_command(sampled.folder, "curate", "--init", status=1)
    assert "the topics of the sample data cannot be edited" in errors

    (sampled.folder / "curation.yaml").unlink()
    away.rename(dumps)
    sampled.run(CHANGES)
    assert history_of(sampled) == history
    assert read_changes(sampled) == first


def test_ids_in_the_settings_are_not_used_with_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("curation.yaml").write_text(json.dumps(EDITS))
    for folder, is_sample in (("data/sample", True), ("data/dumps", False)):
        (tmp_path / folder).mkdir(parents=True)
        shutil.copy(SAMPLE / "reading-group.csv", tmp_path / folder)
        caplog.clear()
        setup = RunSetup.from_config(SETTINGS | {"baseline": 1})
        assert setup.is_sample is is_sample
        assert setup.curation["stop_words"] == ["robot"]
        assert bool(setup.curation["clusterings"]) is not is_sample
        assert setup.config["baseline"] == (None if is_sample else 1)
        assert ("not permanent: curation and baseline" in caplog.text) is is_sample
        assert setup.page_settings["own_dumps"] == ("data/dumps/*" if is_sample else "")
