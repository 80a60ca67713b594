"""`paperthemes suggest`: advice on the present results, or words on why there is none."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from paperthemes.cli import main
from paperthemes.files import write_json

SUGGESTION = {
    "title": "Use smaller topics",
    "evidence": "One topic has 51% of the papers.",
    "effect": "Large topics can be divided.",
    "change": "clusterings:\n  fine:\n    n_topics: null",
    "file": "config.local.yaml",
    "topics": ["T0001"],
}


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the metrics of two clusterings, and a suggestion for one of them."""
    monkeypatch.chdir(tmp_path)
    content = {}
    for name, suggestions in (("broad", []), ("fine", [SUGGESTION])):
        path = tmp_path / "results" / name / "metrics.json"
        write_json(path, {"topics": 3})
        digest = sha256(path.read_bytes()).hexdigest()
        content[name] = {"papers": 432, "topics": 3, "metrics": digest, "suggestions": suggestions}
    write_json(tmp_path / "results/suggestions.json", content)
    return tmp_path / "results"


def error_of(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the message of the command, which fails."""
    assert main(["suggest"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    return output.err


def test_suggestions_are_listed_with_the_change_to_copy(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["suggest"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "broad (3 topics, 432 papers): nothing stands out",
        "fine (3 topics, 432 papers):",
        "  1. Use smaller topics",
        "     Why: One topic has 51% of the papers.",
        "     Effect: Large topics can be divided.",
        "     In config.local.yaml:",
        "       clusterings:",
        "         fine:",
        "           n_topics: null",
    ]


def test_results_that_are_missing_half_written_or_of_another_version_are_named(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, metrics = results / "suggestions.json", results / "fine/metrics.json"
    metrics.write_text('{"topics": 4}')
    assert "about earlier results of fine, because the last run did not finish" in error_of(capsys)
    metrics.unlink()
    assert "results/fine/metrics.json is missing; run the workflow again" in error_of(capsys)
    for other in ([], {"fine": []}, {"fine": {"suggestions": [{"advice": "none"}]}}):
        path.write_text(json.dumps(other or ["none"]))
        assert "another version of paperthemes" in error_of(capsys)
    path.write_text('{"fine": ')
    assert "cannot be read" in error_of(capsys)
    path.unlink()
    assert "is missing; first: paperthemes run" in error_of(capsys)
