"""The config: defaults in one place, and every mistake named before any job."""

from datetime import date
from typing import Any

import pytest
import yaml
from snakemake.exceptions import WorkflowError

from helpers.workflow import BELOW_PARSE, REPOSITORY, Workflow
from paperthemes.parse.formats import FORMATS
from paperthemes.parse.settings import FORMAT_NAMES
from paperthemes.workflow.config import read_config

MINIMAL = {"dumps": ["x.txt"], "clusterings": {"fine": {}}}


def mistakes(text: str) -> list[str]:
    """Return the lines that name the mistakes of a config."""
    with pytest.raises(WorkflowError) as caught:
        read_config(yaml.safe_load(text))
    _, *lines = str(caught.value).splitlines()
    return [line.removeprefix("  - ") for line in lines]


def test_every_format_can_be_named() -> None:
    assert [format.name for format in FORMATS] == FORMAT_NAMES


def test_the_shipped_config_is_valid_and_has_two_clusterings(workflow: Workflow) -> None:
    shipped = yaml.safe_load((REPOSITORY / "config.yaml").read_text("utf-8"))
    config, warnings = read_config(shipped)
    assert list(config["clusterings"]) == ["broad", "fine"]
    assert warnings == []
    workflow.write_config(f"dumps: ['{REPOSITORY}/data/sample/*']")
    assert workflow.planned() == BELOW_PARSE | {"parse": 1}


def test_defaults_are_filled_in_whatever_the_order_of_keys() -> None:
    config, _ = read_config(MINIMAL)
    assert config["embed"]["encoder"] == "minilm-int8"
    assert config["clusterings"]["fine"]["neighbours"]["n_neighbors"] == 40
    explicit, _ = read_config({"clusterings": {"fine": {"n_themes": None}}, "dumps": ["x.txt"]})
    assert str(explicit) == str(config)


MISTAKES = """
dumps: foo.txt
dmps: [x]
on_bad_dump: maybe
on_volumes: drop
embed: {max_tokens: "256", encoder: word2vec, model: "", text: "{titel}", cache: 3, threads: 0}
offline: "no"
report: {title: ""}
export: [csv, pdf]
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
    'on_bad_dump: "maybe" is not one of skip, fail',
    'on_volumes: "drop" is not one of skip, keep',
    'embed.max_tokens: "256" is not a whole number (tokens',
    'embed.encoder: "word2vec" is not one of minilm-int8, minilm-fp32, bert-int8',
    'embed.text: "{titel}" is not valid (text of a paper',
    "embed.cache: 3 is not text or null",
    "embed.threads: 0 is less than 1",
    'offline: "no" is not true or false',
    "report.title: is empty",
    'export.1: "pdf" is not one of csv, xlsx, ris, bibtex, csl, markdown, bertopic, atom (',
    "embed.model: is empty",
    "clusterings.fine.min_topic_size: 1 is less than 2",
    "clusterings.fine.granularitty: unknown key; did you mean granularity?",
    "clusterings.fine.max_unassigned: 2 is more than 1 (",
    'clusterings: "Bad Name" cannot be a name',
    'clusterings: "logs" cannot name a clustering: results/logs is already in use',
    "clusterings.flat: 3 is not a mapping",
    "clusterings.numbers.min_topic_size: 5.0 is not a whole number or null",
    "clusterings.numbers.max_unassigned: NaN is not a number",
    "clusterings.numbers.neighbours.seed: 99999999999 is more than 4294900000",
]


def test_all_mistakes_are_named_at_once_before_any_job(workflow: Workflow) -> None:
    lines = mistakes(MISTAKES)
    assert len(lines) == len(EXPECTED)
    for start in EXPECTED:
        assert any(line.startswith(start) for line in lines), start
    workflow.write_config(MISTAKES)
    done = workflow.call()
    assert done.returncode == 1
    assert f"The configuration has {len(EXPECTED)} errors; nothing was run." in done.stdout
    assert all(f"  - run.yaml: {start}" in done.stdout for start in EXPECTED)
    assert not (workflow.folder / "results").exists()


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ("mode: {2026-11-01: 1, x: 2}", 'mode: {"x": 2} is not one of cluster, assign'),
        ("embed: {max_tokens: 513}", "embed.max_tokens: 513 is more than 512 (models of the BERT"),
        ("embed: {encoder: bert-int8}", "embed.model: null is not text (bert-int8 needs a folder"),
        ("embed: {revision: main}", 'embed.revision: "main" is not valid (commit of a model'),
        ("dedupe: {must_link: [[a]]}", "dedupe.must_link.0: has fewer than 2 entries"),
        ("dedupe: {must_link: [[1, a]]}", "dedupe.must_link.0.0: 1 is not text (a paper_id"),
        (
            "dedupe: {must_link: [[A, b]], cannot_link: [[B, a, c]]}",
            "dedupe: a and b are in must_link and in cannot_link; remove them from one of the two",
        ),
        ("parse: {max_expanded_gb: 0}", "parse.max_expanded_gb: 0 is not more than 0"),
        ("history: {max_runs: 1}", "history.max_runs: 1 is less than 2"),
    ],
)
def test_settings_of_a_section_must_fit(sections: str, expected: str) -> None:
    (line,) = mistakes(f"dumps: [x]\nclusterings: {{fine: {{}}}}\n{sections}\n")
    assert line.startswith(expected)


@pytest.mark.parametrize(
    ("dumps", "expected"),
    [
        ("[]", "dumps: is empty; give at least one"),
        ("[3]", "dumps.0: 3 is not a path or a mapping with `path`"),
        ("['']", "dumps.0.path: is empty"),
        ("[{format: csv}]", "dumps.0.path: missing; a path or glob pattern"),
        ("[{path: x, format: cvs}]", 'dumps.0.format: "cvs" is not one of parquet, '),
        ("[{path: x, formt: csv}]", "dumps.0.formt: unknown key; did you mean format?"),
        ("[{path: x, columns: {titel: y}}]", 'dumps.0.columns: "titel" is not one of title, '),
        ("[{path: x, columns: {title: 3}}]", "dumps.0.columns.title: 3 is not text"),
    ],
)
def test_entries_of_dumps_must_make_sense(dumps: str, expected: str) -> None:
    (line,) = mistakes(f"dumps: {dumps}\nclusterings: {{fine: {{}}}}\n")
    assert line.startswith(expected)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ("[{source: hf-dialy}]", "sources.0: \"hf-dialy\" is not one of 'hf-daily', 'arxiv', "),
        ("[{query: fruit}]", "sources.0: 'source' is missing (services that"),
        ("[hf-daily]", 'sources.0: "hf-daily" is not a mapping (name: value)'),
        ("[{source: arxiv}]", "sources.0.arxiv.query: missing; search in arXiv's notation"),
        ("[{source: hf-daily, by: yr}]", 'sources.0.hf-daily.by: "yr" is not one of day, week, '),
        ("[{source: oai, sett: cs}]", "sources.0.oai.sett: unknown key; did you mean set?"),
        ("[{source: oai, since: May}]", "sources.0.oai.since: 'May' is not of the form 2026-11-20"),
    ],
)
def test_entries_of_sources_must_make_sense(sources: str, expected: str) -> None:
    text = f"sources: {sources}\ndumps: [x.txt]\nclusterings: {{fine: {{}}}}\n"
    (line,) = mistakes(text)
    assert expected in line


def test_days_of_sources_may_be_written_as_yaml_has_dates() -> None:
    entry = {"source": "hf-daily", "since": date(2026, 11, 1), "until": 2026}
    config, _ = read_config(MINIMAL | {"sources": [entry]})
    assert [config["sources"][0][key] for key in ("since", "until")] == ["2026-11-01", "2026"]


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        (
            "{2024: {words: [ab]}, Remote: {words: [ab]}}",
            "2024 is not text; put it in quotes (the topic's name",
        ),
        ("{' Remote': {words: [ab]}}", '" Remote" cannot be a name (the topic'),
        ("{Unassigned: {words: [ab]}}", '"Unassigned" cannot be a name (the topic'),
        ("{Sea: {words: [ab]}, sea: {words: [cd]}}", "Sea and sea differ only in case"),
        ("{Sea: {}}", "is empty; give at least one"),
        ("{Sea: {words: [_]}}", '"_" is not valid (a word or phrase'),
        ("{Sea: {papers: [12]}}", "12 is not text (12 hex digits, in quotes"),
    ],
)
def test_seeded_topics_must_make_sense(seeds: str, message: str) -> None:
    (line,) = mistakes(f"dumps: [x]\nclusterings: {{fine: {{seeded_topics: {seeds}}}}}\n")
    assert line.startswith("clusterings.fine.seeded_topics")
    assert message in line


def test_null_switches_a_clustering_off_and_one_must_remain(workflow: Workflow) -> None:
    dumps = f"dumps: ['{REPOSITORY}/data/sample/*']\n"
    workflow.write_config(dumps + "clusterings: {broad: null, mine: {min_topic_size: 4}}")
    output = workflow.run("-n")
    assert "results/mine/report.html" in output
    assert "results/fine/report.html" in output
    assert "results/broad/report.html" not in output
    lines = mistakes("dumps: [x]\nclusterings: {broad: null, fine: null}")
    assert lines[0].startswith("clusterings: is empty; give at least one")


@pytest.mark.parametrize(
    ("old", "place", "value", "new"),
    [
        ({"keep_runs": 5}, ("history", "max_runs"), 5, "history.max_runs"),
        ({"dedupe": {"same": [["a", "b"]]}}, ("dedupe", "must_link"), [["a", "b"]], "must_link"),
        (
            {"dedupe": {"keep_apart": [["a", "b"]]}},
            ("dedupe", "cannot_link"),
            [["a", "b"]],
            "dedupe.cannot_link",
        ),
    ],
)
def test_old_keys_still_work_with_a_note(old: dict, place: tuple, value: Any, new: str) -> None:
    config, warnings = read_config(MINIMAL | old)
    section, key = place
    assert config[section][key] == value
    (warning,) = warnings
    assert f"{new}; please rename it" in warning


def test_a_setting_under_its_old_and_its_new_name_is_a_mistake() -> None:
    lines = mistakes("dumps: [x]\nclusterings: {fine: {}}\nkeep_runs: 3\nhistory: {max_runs: 4}\n")
    assert lines[0].startswith("keep_runs: unknown key")
