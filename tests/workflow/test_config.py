"""The config: defaults in one place, and every mistake named before any job."""

import json
import os
from dataclasses import fields
from typing import Any

import pytest
import yaml

from helpers.workflow import BELOW_PARSE, REPOSITORY, Workflow
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.describe.language_model import LanguageModelSettings
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.parse.formats import FORMATS
from paperthemes.parse.settings import ParseSettings

SCHEMA = json.loads((REPOSITORY / "workflow/schemas/config.schema.json").read_text("utf-8"))
CLUSTERING = SCHEMA["properties"]["clusterings"]["additionalProperties"]
SECTIONS = {
    ParseSettings: SCHEMA["properties"]["parse"],
    DedupeSettings: SCHEMA["properties"]["dedupe"],
    EmbedSettings: SCHEMA["properties"]["embed"],
    ClusterSettings: CLUSTERING,
    HdbscanSettings: CLUSTERING["properties"]["hdbscan"],
    NeighbourSettings: CLUSTERING["properties"]["neighbours"],
    LanguageModelSettings: SCHEMA["properties"]["naming"],
}

# Keys of these sections that decide nothing here: where things are kept, how fast, a later stage.
BESIDE = {"cache", "threads", "n_themes"}


@pytest.mark.parametrize("settings", SECTIONS, ids=lambda cls: cls.__name__)
def test_schema_and_code_have_the_same_settings_and_defaults(settings: type) -> None:
    properties = SECTIONS[settings]["properties"]
    given = settings()
    decisive = {name: part for name, part in properties.items() if name not in BESIDE}
    assert [field.name for field in fields(settings)] == list(decisive)
    for name, part in decisive.items():
        if part["type" if "type" in part else "enum"] != "object":
            assert part["default"] == getattr(given, name), name


def described(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """List all keys below `schema`, with dots, and their schemas."""
    found = []
    for name, part in schema.get("properties", {}).items():
        found.append((name, part))
        found += [(f"{name}.{below}", inner) for below, inner in described(part)]
        found += [(f"{name}[].{below}", inner) for below, inner in described(part.get("items", {}))]
        inner = part.get("additionalProperties")
        if isinstance(inner, dict):
            found += [(f"{name}.NAME.{below}", deeper) for below, deeper in described(inner)]
    return found


def test_every_key_is_described_in_the_docs_with_its_default() -> None:
    docs = (REPOSITORY / "docs/configuration.md").read_text("utf-8")
    for key, part in described(SCHEMA):
        assert part["description"]
        row = next((line for line in docs.splitlines() if line.startswith(f"| `{key}` |")), None)
        assert row is not None, f"{key} is not in docs/configuration.md"
        if part.get("type") != "object" and "default" in part:
            assert f"`{json.dumps(part['default']).strip(chr(34))}`" in row, key


def test_any_format_can_be_forced() -> None:
    known = SCHEMA["properties"]["dumps"]["items"]["properties"]["format"]["enum"]
    assert known == [one.name for one in FORMATS]


def test_shipped_config_is_valid_and_has_two_clusterings(workflow: Workflow) -> None:
    shipped = yaml.safe_load((REPOSITORY / "config.yaml").read_text("utf-8"))
    assert shipped["clusterings"].keys() == {"broad", "fine"}
    workflow.write_config(f"dumps: ['{REPOSITORY}/data/dumps/*']")
    assert workflow.planned() == BELOW_PARSE | {"parse": 4}


MISTAKES = """
dumps: foo.txt
dmps: [x]
on_bad_dump: maybe
embed: {max_tokens: "256", encoder: word2vec, model: "", text: "{titel}", cache: 3, threads: 0}
offline: "no"
report: {title: ""}
clusterings:
  fine: {min_topic_size: 1, granularitty: x, max_unassigned: 2}
  Bad Name: {}
  logs: {}
  flat: 3
  numbers: {min_topic_size: 5.0, max_unassigned: .nan, neighbours: {seed: 99999999999}}
"""
EXPECTED = [
    'dumps: "foo.txt" is not a list (the dump files',
    "dmps: unknown key; did you mean dumps?",
    'on_bad_dump: "maybe" is none of skip, fail',
    'embed.max_tokens: "256" is not a whole number (word pieces',
    'embed.encoder: "word2vec" is none of minilm-int8, minilm-fp32, bert-int8',
    'embed.text: "{titel}" does not fit (what is read of a paper',
    "embed.cache: 3 is not text or null",
    "embed.threads: 0 is less than 1",
    'offline: "no" is not true or false',
    "report.title: is an empty text",
    "embed.model: is an empty text",
    "clusterings.fine.min_topic_size: 1 is less than 2",
    "clusterings.fine.granularitty: unknown key; did you mean granularity?",
    "clusterings.fine.max_unassigned: 2 is more than 1",
    'clusterings: "Bad Name" cannot be a name',
    'clusterings: "logs" cannot name a clustering: that folder of results/ is taken',
    "clusterings.flat: 3 is not a mapping",
    "clusterings.numbers.min_topic_size: 5.0 is not a whole number or null",
    "clusterings.numbers.max_unassigned: NaN is not a number",
    "clusterings.numbers.neighbours.seed: 99999999999 is more than 4294900000",
]


def test_all_mistakes_are_named_at_once_before_any_job(workflow: Workflow) -> None:
    workflow.write_config(MISTAKES)
    done = workflow.call()
    assert done.returncode == 1
    assert f"The configuration has {len(EXPECTED)} errors; nothing was run." in done.stdout
    for line in EXPECTED:
        assert f"  - {line}" in done.stdout
    assert not (workflow.folder / "results").exists()


@pytest.mark.parametrize(
    ("embed", "message"),
    [
        ("{max_tokens: 513}", "embed.max_tokens: 513 is more than 512 (models of the BERT family"),
        ("{encoder: bert-int8}", "embed.model: null is not text (bert-int8 and bert-fp32 need a"),
        ("{revision: main}", 'embed.revision: "main" does not fit (commit of a model on the hub'),
    ],
)
def test_encoders_and_their_settings_must_fit(workflow: Workflow, embed: str, message: str) -> None:
    workflow.write_config(f"dumps: [x]\nembed: {embed}\n")
    done = workflow.call("-n")
    assert done.returncode == 1
    assert f"  - {message}" in done.stdout


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        (
            "{2024: {words: [ab]}, Remote: {words: [ab]}}",
            "2024 is not text (the topic's name: text",
        ),
        ("{' Remote': {words: [ab]}}", '" Remote" cannot be a name (the topic'),
        ("{Unassigned: {words: [ab]}}", '"Unassigned" cannot be a name (the topic'),
        ("{Sea: {words: [ab]}, sea: {words: [cd]}}", "Sea and sea differ in capitals only"),
        ("{Sea: {}}", "is empty, give at least one"),
        ("{Sea: {words: [_]}}", '"_" does not fit (a word or phrase'),
        ("{Sea: {papers: [12]}}", "12 is not text (12 hex digits, in quotes"),
    ],
)
def test_seeded_topics_must_make_sense(workflow: Workflow, seeds: str, message: str) -> None:
    workflow.write_config(f"dumps: [x]\nclusterings: {{fine: {{seeded_topics: {seeds}}}}}\n")
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "clusterings.fine.seeded_topics" in done.stdout
    assert message in done.stdout


def test_null_switches_a_clustering_off_and_one_must_remain(workflow: Workflow) -> None:
    dumps = f"dumps: ['{REPOSITORY}/data/dumps/*']\n"
    workflow.write_config(dumps + "clusterings: {broad: null, mine: {min_topic_size: 4}}")
    said = workflow.run("-n")
    assert "results/mine/report.html" in said
    assert "results/fine/report.html" in said
    assert "results/broad/report.html" not in said
    workflow.write_config(dumps + "clusterings: {broad: null, fine: null}")
    assert "clusterings: is empty, give at least one" in workflow.call("-n").stdout


def test_no_matching_dump_stops_before_any_job(workflow: Workflow) -> None:
    workflow.write_config("dumps: ['nothing/*.txt', missing.csv]")
    done = workflow.call()
    assert done.returncode == 1
    assert f"(nothing/*.txt, missing.csv) in the folder {workflow.folder}" in done.stdout
    assert "nothing was run" in done.stdout


def test_own_results_and_folders_are_not_read_and_odd_names_are_refused(workflow: Workflow) -> None:
    page = "title,abstract\nA Paper,It is.\n"
    for name in ("list.csv", "results/old/assignments.csv", "sub/x" + "y" * 230 + ".csv"):
        path = workflow.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page)
    workflow.write_config("dumps: ['**/*.csv', sub]")
    said = workflow.run("--until", "parse")
    assert "sub is a folder; to read what is in it, write sub/*" in said
    assert "**/*.csv also matches what the workflow writes itself" in said
    assert "left out: results/old/assignments.csv" in said
    assert len([*(workflow.folder / "results/parsed").glob("*.parquet")]) == 2
    for odd in (os.fsdecode(b"caf\xe9.csv"), "{x}.csv"):
        (workflow.folder / odd).write_text(page)
        done = workflow.call("-n")
        assert f"dumps: {odd!a}: Snakemake cannot work with" in done.stdout
        assert done.returncode == 1
        (workflow.folder / odd).unlink()


def test_dump_names_are_safe_and_tell_clashing_files_apart(workflow: Workflow) -> None:
    page = "title,abstract\n"
    for name in (
        "a/list.csv",
        "b/list.csv",
        "b/LIST.csv",
        "odd (na me) é.csv",
        "x+y.csv",
    ):
        path = workflow.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(page)
    (workflow.folder / "b/once.csv").symlink_to("../a/list.csv")  # a file is read once
    workflow.write_config("dumps: ['**/*.csv', x+y.csv, {path: x+y.csv, format: csv}]")
    workflow.run("--until", "parse")
    names = [path.name for path in (workflow.folder / "results/parsed").glob("*.parquet")]
    plain = sorted(name for name in names if "list" not in name.lower())
    assert plain == ["odd__na_me___.csv.parquet", "x_y.csv.parquet"]
    clashing = sorted(set(names) - set(plain))
    assert len(clashing) == 3
    assert all(name.lower()[:9] == "list.csv-" and len(name) == 23 for name in clashing)
