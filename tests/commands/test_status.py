"""`paperthemes status`: what a run would do and why, in words."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.workflow import REPOSITORY, SAMPLE, Workflow
from paperthemes.cli import main
from paperthemes.plan import Job, Lock, Plan, Recorded
from paperthemes.status.report import status

FINE = {"granularity": "fine", "n_themes": None, "seeded_topics": {}}
NOTHING = "Nothing to do: the results are those of 1 dump and the clusterings fine."


def told(capsys: pytest.CaptureFixture[str], workflow: Workflow, *options: str) -> str:
    """Run the command in a working directory and return what it says."""
    here = Path.cwd()
    try:
        os.chdir(workflow.folder)
        code = main(["status", *options])
    finally:
        os.chdir(here)
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out


# ---- the words ----


def job(rule: str, params: dict, old: dict | None = None, **more: object) -> Job:
    """Make a job that was recorded with its params, or with others."""
    values = (params if old is None else params | old).values()
    recorded = Recorded(sorted(map(repr, values)), more.pop("old_inputs", more.get("inputs", ())))
    return Job(rule=rule, params=params, runs=old is not None, recorded=recorded, **more)


def plan(*jobs: Job, **more: object) -> Plan:
    dumps, config = {"a.txt": "dumps/a.txt"}, {"clusterings": {"fine": FINE}}
    return Plan(**({"config": config, "dumps": dumps, "curation": {}, "jobs": jobs} | more))


def why(*jobs: Job, **more: object) -> list[str]:
    lines = [*status(plan(*jobs, **more))]
    start, end = lines.index("A run is due, for:"), lines.index("Then:")
    return [line.strip() for line in lines[start + 1 : end]]


def describe(old: dict, **new: object) -> Job:
    params = {
        "n_themes": None,
        "naming": None,
        "stop_words": [],
        "embed": {"encoder": "minilm-int8", "model": None, "text": "{title}"},
        "model": None,
        "code": "0123456789ab",
    }
    return job("describe", params | new, old, wildcards={"clustering": "fine"})


def test_changed_settings_are_told_with_both_values() -> None:
    settings = {"granularity": "fine", "hdbscan": {"min_samples": 5, "metric": "euclidean"}}
    before = {"granularity": "medium", "hdbscan": {"min_samples": None, "metric": "euclidean"}}
    one = job(
        *("cluster", {"settings": settings, "code": "aaaaaaaaaaaa"}, {"settings": before}),
        wildcards={"clustering": "fine"},
    )
    assert why(one, one) == [
        "clusterings.fine.granularity: medium -> fine",
        "clusterings.fine.hdbscan.min_samples: null -> 5",
    ]


MODEL = {"base_url": "http://localhost", "model": "m", "offline": False}


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ({"n_themes": 4}, {}, ["clusterings.fine.n_themes: 4 -> null"]),
        ({"n_themes": None}, {"n_themes": 4}, ["clusterings.fine.n_themes: null -> 4"]),
        (
            {"naming": MODEL},
            {},
            [
                "naming.base_url: http://localhost -> (not set)",
                "naming.model: m -> (not set)",
                "naming.offline: false -> (not set)",
            ],
        ),
        (
            {"naming": None, "n_themes": 9},
            {"naming": MODEL, "n_themes": None},
            [
                "clusterings.fine.n_themes: 9 -> null",
                "naming.base_url: (not set) -> http://localhost",
                "naming.model: (not set) -> m",
                "naming.offline: (not set) -> false",
            ],
        ),
        (
            {"stop_words": ["paper"], "code": "ba9876543210"},
            {},
            [
                'curation: stop_words: ["paper"] -> []',
                "the workflow's code, or a library it uses, changed for: describe",
            ],
        ),
        (
            {"embed": {"encoder": "lsa", "model": None, "text": "{title}"}},
            {},
            ["embed.encoder: lsa -> minilm-int8"],
        ),
    ],
)
def test_params_without_names_are_told_apart(old: dict, new: dict, lines: list[str]) -> None:
    assert why(describe(old, **new)) == lines


def test_long_values_are_cut() -> None:
    (line,) = why(describe({"stop_words": ["word" * 50]}))
    assert line.startswith('curation: stop_words: ["wordword')
    assert line.endswith("… -> []")
    assert len(line) < 100


def test_edits_of_topics_are_told_and_what_follows_from_others_is_not() -> None:
    new = {"baseline": "0002-b", "encoder": "x", "curation": {"topics": {"T0001": {"hide": True}}}}
    old = {"baseline": "0001-a", "encoder": "x", "curation": {}}
    wildcards = {"clustering": "fine"}
    identify = job("identify", {"settings": new}, {"settings": old}, wildcards=wildcards)
    assert why(identify) == ["curation: fine.topics.T0001.hide: (not set) -> true"]
    alone = job("identify", {"settings": new | {"curation": {}}}, {"settings": old}, wildcards={})
    assert why(alone) == [
        "history of {clustering}: topics get their ids from another run, 0001-a -> 0002-b"
    ]


def test_files_that_are_gone_half_written_or_changed_by_others() -> None:
    many = [f"results/{number:02}.json" for number in range(12)]
    jobs = (
        job("report", {}, {}, missing=many),
        job("compare", {}, {}, incomplete=["results/compare.html"]),
        job("describe", {}, {}, updated=["results/fine/partition.npz"]),
    )
    assert why(*jobs) == [
        f"12 results are missing: {', '.join(many[:9])} and 3 more",
        "1 result was left half-written by a killed run: results/compare.html",
        "1 file was changed: results/fine/partition.npz",
    ]


def test_what_has_no_words_is_told_in_those_of_snakemake() -> None:
    odd = job("sorting", {}, {}, wildcards={"part": "3"}, reasons=["something else"])
    assert why(odd) == ["sorting 3: something else"]
    assert [*status(plan(odd))][-1] == "  sorting: 3"


def test_locks() -> None:
    idle = Job(rule="dedupe", recorded=Recorded([], []))
    assert [*status(plan(idle))] == [NOTHING]
    alive = [*status(plan(idle, lock=Lock(True, "process 7; wait for it to end")))]
    assert alive[0].startswith("Another run is at work here: process 7")
    dead = [*status(plan(idle, lock=Lock(True)))]
    assert dead[0].startswith("The last run was killed: the next `make` goes on")
    assert dead[1] == alive[1] == NOTHING


# ---- the workflow ----


def test_before_the_first_run(capsys, workflow: Workflow) -> None:
    shutil.copytree(SAMPLE, workflow.folder / "dumps")
    workflow.write_config("dumps: [dumps/*]\n", "config.yaml")
    said = told(capsys, workflow)
    assert "--configfile config.yaml)" in said
    assert "  nothing has run here yet\n  4 dumps: daily-papers-2026-03-02.txt, " in said
    assert "  4 dumps are read\n  the records of all dumps are joined\n" in said
    assert "  2 reports are written: broad, fine\n" in said
    assert not (workflow.folder / "results").exists()


def test_after_a_run_there_is_nothing_to_do_and_asking_changes_nothing(
    capsys, copy_of_finished: Workflow
) -> None:
    before = copy_of_finished.results()
    said = told(capsys, copy_of_finished)
    assert said.splitlines()[-1] == (
        "Nothing to do: the results are those of 4 dumps and the clusterings broad, fine."
    )
    assert "--configfile run.yaml)" in said  # as the last run had it
    assert copy_of_finished.results() == before
    assert copy_of_finished.planned() == {}


def test_all_that_changed_is_told(capsys, copy_of_finished: Workflow) -> None:
    dumps = copy_of_finished.folder / "dumps"
    (dumps / "new.csv").write_text("title,abstract\nA New Paper,It is.\n")
    (dumps / "search-results.txt").unlink()
    changed = dumps / "reading-group.csv"
    changed.write_text("".join(changed.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    (copy_of_finished.folder / "results/fine/report.html").unlink()
    copy_of_finished.write_config(
        "dumps: [dumps/*]\n"
        "clusterings: {broad: null, mine: {}, fine: {granularity: medium}}\n"
        "keep_runs: 5\n"
    )
    copy_of_finished.write_config(
        "stop_words: [model]\nclusterings: {fine: {topics: {T0001: {name: Mine}}}}\n",
        "curation.yaml",
    )
    said = told(capsys, copy_of_finished)
    for line in (
        "1 new dump: new.csv",
        "1 dump is not read any more: search-results.txt",
        "1 dump has other content: reading-group.csv",
        "1 new clustering: mine",
        "1 clustering is switched off: broad",
        "clusterings.fine.granularity: fine -> medium",
        "keep_runs: 20 -> 5",
        "curation: fine.topics.T0001.name: (not set) -> Mine",
        'curation: stop_words: [] -> ["model"]',
        "1 result is missing: results/fine/report.html",
        "2 dumps are read",
        "topics are found: fine, mine",
    ):
        assert f"  {line}\n" in said
    assert "code" not in said


def test_a_wrong_config_is_told_as_a_run_does(capsys, workflow: Workflow) -> None:
    workflow.write_config("dumps: [x]\nclusterings: {fine: {granularitty: x}}\n")
    here = Path.cwd()
    os.chdir(workflow.folder)
    try:
        assert main(["status", "--configfile", "run.yaml"]) == 1
    finally:
        os.chdir(here)
    said = capsys.readouterr()
    assert "clusterings.fine.granularitty: unknown key; did you mean granularity?" in said.err
    assert "The configuration has an error; nothing was run." in said.err
    assert "Traceback" not in said.err


def test_a_run_at_work_is_told(capsys, copy_of_finished: Workflow) -> None:
    locks = copy_of_finished.folder / ".snakemake/locks"
    locks.mkdir(parents=True, exist_ok=True)
    (locks / "0.output.lock").write_text("results/index.html\n")
    assert "The last run was killed" in told(capsys, copy_of_finished)
    program = copy_of_finished.folder / "snakemake"
    program.write_text("import sys; sys.stdin.read()")
    other = subprocess.Popen(
        [sys.executable, program], cwd=copy_of_finished.folder, stdin=subprocess.PIPE
    )
    try:
        said = told(capsys, copy_of_finished)
    finally:
        other.communicate()
    assert f"Another run is at work here: process {other.pid}; wait for it to end" in said
    assert "Nothing to do" in said


def test_the_last_run_is_no_help_when_its_note_is_damaged(capsys, workflow: Workflow) -> None:
    shutil.copytree(SAMPLE, workflow.folder / "dumps")
    workflow.write_config("dumps: [dumps/*]\n")
    (workflow.folder / ".snakemake").mkdir()
    for note in ("", "{}", json.dumps({"host": "x", "command": None})):
        (workflow.folder / ".snakemake/run.json").write_text(note)
    said = told(
        capsys, workflow, "--configfile", "run.yaml", "--snakefile", f"{REPOSITORY}/Snakefile"
    )
    assert "nothing has run here yet" in said
