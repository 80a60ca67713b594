"""Provenance of results: costs of steps, the command, library versions."""

import json
from pathlib import Path

import numpy as np

from paperthemes.report.provenance import Cost, installed_versions, read_command, read_costs


def test_costs_add_up_the_jobs_of_a_step(tmp_path: Path) -> None:
    header = "s\th:m:s\tmax_rss\tmax_vms\n"
    (tmp_path / "a.tsv").write_text(f"{header}1.5\t0:00:01\t100.5\t1\n")
    (tmp_path / "b.tsv").write_text(f"{header}2.0\t0:00:02\t-\t1\n")
    both = [str(tmp_path / name) for name in ("a.tsv", "b.tsv")]
    assert read_costs({"parse": both, "embed": ["missing"], "report": both[1:]}) == [
        Cost(step="parse", jobs=2, seconds=3.5, memory=100.5),
        Cost(step="report", jobs=1, seconds=2.0, memory=None),
    ]


def test_the_command_can_be_pasted_into_a_shell(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"command": ["snakemake", "--configfile", "my file.yaml"]}))
    assert read_command(path) == "snakemake --configfile 'my file.yaml'"
    for broken in ("", "{}", '{"command": [1]}', '{"command": 3}', "[]"):
        path.write_text(broken)
        assert read_command(path) == "snakemake"
    assert read_command(tmp_path / "missing") == "snakemake"


def test_versions_are_those_of_installed_libraries() -> None:
    versions = installed_versions()
    assert versions["numpy"] == np.__version__
    assert all(versions.values())
