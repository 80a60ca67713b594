"""`dedupe.must_link` and `dedupe.cannot_link` override everything; contradictions are errors."""

import pytest

from helpers.workflow import Workflow
from helpers.works import ABSTRACT, FOLLOW_UP, TITLE, make_records
from paperthemes import tables
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.dedupe.stage import dedupe
from paperthemes.errors import UserError
from paperthemes.text.titles import title_hash

ROWS = (
    {"title": TITLE, "abstract": ABSTRACT, "arxiv_id": "2401.00001v2", "published": "2024"},
    {"title": TITLE, "abstract": ABSTRACT, "doi": "10.5555/ab"},
    {"title": "Listening for Horns", "abstract": FOLLOW_UP, "ids": ["openalex:W1"]},
)


@pytest.mark.parametrize("first", ["2401.00001", "https://arxiv.org/abs/2401.00001v1"])
@pytest.mark.parametrize("second", ["10.5555/AB", "https://doi.org/10.5555/ab"])
def test_records_of_one_title_can_be_kept_apart_by_their_ids(first: str, second: str) -> None:
    papers, duplicates = dedupe(
        [make_records(*ROWS)], DedupeSettings(cannot_link=[[first, second]])
    )
    assert len(papers) == 3
    assert papers.title.tolist().count(TITLE) == 2
    assert duplicates.empty


def test_records_that_share_an_id_can_be_kept_apart() -> None:
    rows = make_records(
        *({"title": title, "doi": "10.5555/1"} for title in ("Ants", "Bees", "Cats"))
    )
    papers, duplicates = dedupe([rows], DedupeSettings(cannot_link=[["ants", "BEES!"]]))
    assert sorted(papers.title) == ["Ants", "Bees"]
    assert duplicates.title.tolist() == ["Cats"]


@pytest.mark.parametrize(
    "other", ["listening for horns", "openalex:W1", title_hash("Listening for Horns")]
)
def test_papers_can_be_joined(other: str) -> None:
    papers, duplicates = dedupe(
        [make_records(*ROWS)], DedupeSettings(must_link=[["2401.00001", other]])
    )
    assert papers.title.tolist() == [TITLE]
    assert duplicates.rule.tolist().count("dedupe.must_link in the config") == 1
    assert title_hash("Listening for Horns") in papers.aliases[0]


def test_a_paper_that_shares_its_title_is_known_by_its_own_id() -> None:
    rows = make_records(
        {"title": "Editorial", "abstract": ABSTRACT, "published": "2023"},
        {"title": "Editorial", "abstract": FOLLOW_UP, "published": "2024"},
        {"title": "Fog", "abstract": "", "published": "2025"},
    )
    second = dedupe([rows])[0].set_index("published").paper_id["2024"]
    assert second != title_hash("Editorial")
    papers = dedupe([rows], DedupeSettings(must_link=[[second, "Fog"]]))[0].set_index("published")
    assert sorted(papers.index) == ["2023", "2024"]
    assert title_hash("Fog") in papers.aliases["2024"]


def test_a_reference_that_names_nothing_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    settings = DedupeSettings(
        must_link=[["No Such Title", TITLE]], cannot_link=[["2401.00001", "0" * 12]]
    )
    papers, _ = dedupe([make_records(*ROWS)], settings)
    assert len(papers) == 2
    assert "no record has the id, title or paper_id 'No Such Title'" in caplog.text
    assert "paper_id '000000000000'" in caplog.text
    assert "2401.00001" not in caplog.text


def test_contradictory_constraints_are_an_error() -> None:
    settings = DedupeSettings(
        must_link=[[TITLE, "fog"], ["Fog", "Listening for Horns"]],
        cannot_link=[["2401.00001", "openalex:W1"]],
    )
    with pytest.raises(UserError, match=r"joins '2401.00001' and 'openalex:W1', but"):
        dedupe([make_records(*ROWS, {"title": "Fog"})], settings)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            "{must_link: [[Ants, Bees]], cannot_link: [[Cats, bees, 'ants ']]}",
            "ants and bees are in must_link and in cannot_link",
        ),
        (
            "{must_link: [[Ants]]}",
            "dedupe.must_link.0: has fewer than 2 entries (references to two or more",
        ),
        ("{cannot_link: [[2401.00001, Ants]]}", "2401.00001 is not text (a paper_id, arXiv id"),
        ("{near_duplicates: maybe}", 'dedupe.near_duplicates: "maybe" is not true or false'),
    ],
)
def test_mistakes_stop_the_workflow_before_any_job(
    workflow: Workflow, section: str, message: str
) -> None:
    workflow.write_config(f"dumps: [x]\ndedupe: {section}\n")
    result = workflow.call("-n")
    assert result.returncode == 1
    assert message in result.stdout


def test_the_workflow_applies_the_config(workflow: Workflow) -> None:
    (workflow.folder / "list.csv").write_text(
        f'title,abstract\nAnts,"{ABSTRACT}"\nBees,"{FOLLOW_UP}"\n', "utf-8"
    )
    config = "dumps: [list.csv]\ndedupe: {must_link: [[ants, bees], [Cats, bees]]}\n"
    workflow.write_config(config)
    output = workflow.run("--until", "dedupe")
    papers = tables.read(tables.PAPERS, workflow.folder / "results/papers.parquet")
    assert papers.title.tolist() == ["Ants"]
    assert "no record has the id, title or paper_id 'Cats'" in output
    workflow.write_config(config.replace("[Cats, bees]", "[bees, ants]"))
    assert "dedupe" in workflow.run("--until", "dedupe", "-n")
