"""Snapshots of what results are made from, and the differences between two."""

import json
from pathlib import Path
from typing import Any

import pytest

from paperthemes.workflow.config import read_config
from paperthemes.workflow.snapshot import (
    SNAPSHOT_VARIABLE,
    Snapshot,
    differences,
    read_snapshot,
    write_requested_snapshot,
    write_snapshot,
)


def snapshot(config: dict[str, Any] | None = None, **parts: Any) -> Snapshot:
    given = {"dumps": ["x"], "clusterings": {"fine": {}}} | (config or {})
    return {
        "config": read_config(given)[0],
        "curation": {"stop_words": [], "clusterings": {}},
        "dump_digests": {"a.txt": "1", "b.txt": "2"},
        "model": None,
        "code": {"parse": "1", "describe": "2"},
        **parts,
    }


def test_equal_snapshots_have_no_differences() -> None:
    assert [*differences(snapshot(), snapshot())] == []


@pytest.mark.parametrize(
    ("config", "lines"),
    [
        (
            {"clusterings": {"fine": {"granularity": "fine", "hdbscan": {"min_samples": 5}}}},
            [
                "clusterings.fine.granularity: medium -> fine",
                "clusterings.fine.hdbscan.min_samples: null -> 5",
            ],
        ),
        (
            {"clusterings": {"mine": {}}},
            ["new clustering: mine", "clustering switched off: fine"],
        ),
        ({"naming": {"model": "m"}}, ["naming.model: null -> m"]),
        ({"history": {"max_runs": 5}}, ["history.max_runs: 20 -> 5"]),
        ({"dedupe": {"must_link": [["a", "b"]]}}, ['dedupe.must_link: [] -> [["a", "b"]]']),
        ({"embed": {"cache": None, "threads": 2}, "naming": {"timeout": 3.0}}, []),
        ({"offline": True, "curation": "other.yaml"}, []),
    ],
)
def test_changed_settings_are_listed_with_both_values(config: dict, lines: list[str]) -> None:
    assert [*differences(snapshot(), snapshot(config))] == lines


def test_a_section_that_goes_is_compared_key_by_key() -> None:
    seeded = {"clusterings": {"fine": {"seeded_topics": {"Sea": {"words": ["tides"]}}}}}
    assert [*differences(snapshot(seeded), snapshot())] == [
        "clusterings.fine.seeded_topics.Sea.papers: [] -> (not set)",
        'clusterings.fine.seeded_topics.Sea.words: ["tides"] -> (not set)',
    ]


def test_dumps_curation_models_and_code_are_compared() -> None:
    edits = {"fine": {"topics": {"T0001": {"name": "Mine"}}, "papers": {}}}
    new = snapshot(
        dump_digests={"a.txt": "9", "c.txt": "3"},
        curation={"stop_words": ["model"], "clusterings": edits},
        code={"parse": "1", "describe": "3", "terms": "4"},
        model="5",
    )
    assert [*differences(snapshot(), new)] == [
        "new dump: c.txt",
        "dump no longer read: b.txt",
        "dump changed: a.txt",
        'curation: stop_words: [] -> ["model"]',
        "curation: fine.topics.T0001.name: (not set) -> Mine",
        "files changed in the folder None",
        "code or libraries changed for: describe, terms",
    ]


def test_long_values_are_shortened() -> None:
    new = snapshot(curation={"stop_words": ["word" * 50], "clusterings": {}})
    (line,) = differences(snapshot(), new)
    assert line.endswith("…")
    assert len(line) < 100


def test_a_snapshot_is_written_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SNAPSHOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    write_requested_snapshot(snapshot())
    assert [*tmp_path.iterdir()] == []
    monkeypatch.setenv(SNAPSHOT_VARIABLE, str(tmp_path / "new.json"))
    write_requested_snapshot(snapshot())
    assert read_snapshot(tmp_path / "new.json") == snapshot()


@pytest.mark.parametrize("content", ["", "[]", "{", json.dumps("text")])
def test_a_damaged_snapshot_counts_as_none(tmp_path: Path, content: str) -> None:
    assert read_snapshot(tmp_path / "missing.json") is None
    (tmp_path / "damaged.json").write_text(content)
    assert read_snapshot(tmp_path / "damaged.json") is None
    write_snapshot(snapshot(), tmp_path / "damaged.json")
    assert read_snapshot(tmp_path / "damaged.json") is not None
