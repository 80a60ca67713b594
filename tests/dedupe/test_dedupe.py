"""Records of one work become one paper."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.workflow import SAMPLE
from helpers.works import ABSTRACT, FOLLOW_UP, TITLE, make_records
from paperthemes import tables
from paperthemes.dedupe.stage import dedupe, run
from paperthemes.parse.stage import parse
from paperthemes.text.titles import title_hash


def test_records_with_the_same_normalised_title_are_one_paper() -> None:
    papers, duplicates = dedupe(
        [
            make_records(
                {"title": "Seeing Far: A Study", "dump": "b.txt"},
                {"title": "SEEING FAR – A STUDY", "abstract": "Some longer abstract."},
                {"title": "Another Title"},
            )
        ]
    )
    paper = papers.set_index("title").loc["Seeing Far: A Study"]
    assert len(papers) == 2
    assert paper.abstract == "Some longer abstract."
    assert list(paper.dumps) == ["a.txt", "b.txt"]
    duplicate = duplicates.iloc[0]
    assert len(duplicates) == 1
    assert duplicate.title == "SEEING FAR – A STUDY"
    assert duplicate.paper_title == "Seeing Far: A Study"
    assert (duplicate.rule, duplicate.similarity) == ("same title", 1.0)
    assert (duplicate.dump, duplicate.kept_dump) == ("a.txt", "b.txt")


@pytest.mark.parametrize(
    ("field", "first", "second", "rule"),
    [
        ("arxiv_id", "2401.00001v1", "2401.00001v3", "same arXiv id"),
        ("doi", "10.5555/12", "10.5555/12", "same DOI"),
    ],
)
def test_records_with_the_same_identifier_are_one_paper_under_the_earliest_title(
    field: str, first: str, second: str, rule: str
) -> None:
    papers, duplicates = dedupe(
        [
            make_records(
                {"title": "Zebra Nets Revisited", field: first, "published": "2024-01-01"},
                {"title": "All About Zebra Nets", field: second, "published": "2024-06"},
            )
        ]
    )
    paper = papers.iloc[0]
    assert len(papers) == 1
    assert paper.title == "Zebra Nets Revisited"
    assert paper.paper_id == title_hash("Zebra Nets Revisited")
    assert list(paper.aliases) == [title_hash("All About Zebra Nets")]
    assert duplicates.rule.tolist() == [rule]
    assert 0 < duplicates.similarity[0] < 1


def test_a_date_without_a_year_does_not_make_an_anchor() -> None:
    papers, _ = dedupe(
        [
            make_records(
                {"title": "Bee Nets", "doi": "10.5555/1", "published": "--01-01"},
                {"title": "Ant Nets", "doi": "10.5555/1"},
            )
        ]
    )
    assert papers.title.tolist() == ["Ant Nets"]
    # A day without a year is that of the page which listed the paper.
    assert papers.published.tolist() == [""]
    assert json.loads(papers["extra"][0]) == {"date_without_year": "1 January"}


def test_a_title_in_capitals_takes_the_spelling_of_another_record() -> None:
    papers, duplicates = dedupe(
        [
            make_records(
                {"title": "BEE NETS", "published": "2024"},
                {"title": "bee nets"},
                {"title": "Bee Nets"},
            )
        ]
    )
    assert papers.title.tolist() == ["Bee Nets"]
    assert set(duplicates.paper_title) == {"Bee Nets"}
    assert set(duplicates.title) == {"Bee Nets", "bee nets"}


def test_records_linked_by_a_third_are_one_paper() -> None:
    papers, duplicates = dedupe(
        [
            make_records(
                {"title": "Alpha", "arxiv_id": "2401.00001"},
                {"title": "Beta", "arxiv_id": "2401.00001", "doi": "10.5555/2"},
                {"title": "Gamma", "doi": "10.5555/2"},
            )
        ]
    )
    assert papers.title.tolist() == ["Alpha"]
    assert duplicates.set_index("title").rule.to_dict() == {
        "Beta": "same arXiv id",
        "Gamma": "same DOI",
    }


def test_similar_works_stay_apart() -> None:
    titles = ["SeeNet: Wide Eyes", "SeeNet++: Wide Eyes", "Image Sorting", "Image Sorting and More"]
    papers, duplicates = dedupe([make_records(*({"title": title} for title in titles))])
    assert sorted(papers.title) == sorted(titles)
    assert duplicates.empty


def test_other_fields_are_the_first_known_and_extras_are_joined() -> None:
    papers, _ = dedupe(
        [
            make_records(
                {"title": "One", "extra": '{"label": "x"}', "authors": []},
                {
                    "title": "One",
                    "abstract": "",
                    "url": "https://example.org/1",
                    "authors": ["Ada"],
                    "extra": '{"label": "y", "venue": "Z"}',
                },
            )
        ]
    )
    paper = papers.iloc[0]
    assert paper.url == "https://example.org/1"
    assert list(paper.authors) == ["Ada"]
    assert json.loads(paper.extra) == {"label": "x", "venue": "Z"}


def test_no_records_give_no_papers() -> None:
    papers, duplicates = dedupe([make_records()])
    assert papers.empty
    assert duplicates.empty


TITLES = st.sampled_from(["Ant", "ant", "ANT.", "Bee", "b e e", "Cat", "Dog"])
ROW = st.fixed_dictionaries(
    {
        "title": TITLES,
        "arxiv_id": st.sampled_from(["", "", "2401.00001", "2401.00002v2", "2401.00002"]),
        "doi": st.sampled_from(["", "", "10.5555/1"]),
        "published": st.sampled_from(["", "--03-01", "2023", "2024-02-01"]),
        "abstract": st.sampled_from(["", "Short.", "Rather longer."]),
        "dump": st.sampled_from(["a.txt", "b.txt"]),
    }
)


@given(st.lists(ROW, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_no_record_is_lost(rows: list[dict], random) -> None:
    frame = make_records(*rows)
    papers, duplicates = dedupe([frame])
    order = list(range(len(frame)))
    random.shuffle(order)
    half = len(frame) // 2
    shuffled = dedupe(frame.iloc[part] for part in (order[:half], order[half:]))
    pd.testing.assert_frame_equal(papers, shuffled[0])
    pd.testing.assert_frame_equal(duplicates, shuffled[1])
    assert len(papers) + len(duplicates) == len(frame)
    assert set(duplicates.paper_id) <= set(papers.paper_id)


def run_in(folder: Path, parsed: list[Path]) -> tuple[pd.DataFrame, pd.DataFrame, Path]:
    """Run the step and return papers, duplicates and the path of the CSV file."""
    paths = {
        "papers_path": folder / "papers.parquet",
        "duplicates_path": folder / "duplicates.parquet",
        "duplicates_csv": folder / "duplicates.csv",
    }
    run(parsed, **paths)
    papers = tables.read(tables.PAPERS, paths["papers_path"])
    duplicates = tables.read(tables.DUPLICATES, paths["duplicates_path"])
    return papers, duplicates, paths["duplicates_csv"]


def test_the_duplicates_of_the_sample_are_exactly_the_known_ones(
    tmp_path: Path, truth: dict
) -> None:
    parsed = []
    for path in sorted(SAMPLE.iterdir()):
        frame, _ = parse(path, path.name)
        tables.write(tables.RECORDS, frame, tmp_path / f"{path.name}.parquet")
        parsed.append(tmp_path / f"{path.name}.parquet")
    papers, duplicates, csv = run_in(tmp_path, parsed)
    shown = pd.read_csv(csv, converters={"taken": json.loads})
    pd.testing.assert_frame_equal(shown, duplicates.assign(taken=shown.taken), check_dtype=False)
    assert shown.taken.tolist() == [list(fields) for fields in duplicates.taken]
    ids = {title_hash(title) for title in truth["themes"]}
    assert set(papers.paper_id) == ids
    assert len(duplicates) == len(truth["duplicates"]) >= 15
    assert sorted(duplicates.paper_id) == sorted(
        title_hash(row["of"]) for row in truth["duplicates"]
    )
    assert (duplicates.rule == "same title").all()


def test_duplicates_are_verbatim_in_parquet_and_safe_in_csv(tmp_path: Path) -> None:
    dump = make_records({"title": "=Ant;\tNets"}, {"title": "=ANT NETS", "dump": "b,c.txt"})
    tables.write(tables.RECORDS, dump, tmp_path / "dump.parquet")
    _, duplicates, csv = run_in(tmp_path, [tmp_path / "dump.parquet"])
    (shown,) = tables.rows(pd.read_csv(csv))
    assert duplicates.title.tolist() == ["=ANT NETS"]
    assert shown[2:5:2] == ("'=ANT NETS", "'=Ant;\tNets")


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ({"doi": "10.48550/arxiv.2401.00001"}, {"arxiv_id": "2401.00001v2"}, "same arXiv id"),
        ({"ids": ["arxiv:2401.00001v1"]}, {"arxiv_id": "2401.00001"}, "same arXiv id"),
        ({"ids": ["doi:10.5555/AB"]}, {"doi": "10.5555/ab"}, "same DOI"),
        ({"doi": "10.21203/rs.3.rs-7/v1"}, {"doi": "10.21203/rs.3.rs-7/v2"}, "same DOI"),
        ({"ids": ["openalex:W1"]}, {"ids": ["s2:9", "openalex:W1"]}, "same catalogue id"),
    ],
)
def test_identifiers_match_in_any_field(first: dict, second: dict, rule: str) -> None:
    papers, duplicates = dedupe(
        [make_records({"title": "Ants"} | first, {"title": "Bees"} | second)]
    )
    assert len(papers) == 1
    assert duplicates.rule.tolist() == [rule]


def test_identifiers_of_all_records_are_kept() -> None:
    papers, duplicates = dedupe(
        [
            make_records(
                {"title": "Ants", "arxiv_id": "2401.00001v1", "published": "2024"},
                {"title": "Ants", "doi": "10.5555/1", "ids": ["openalex:W1"]},
                {"title": "Ants", "doi": "10.1101/2", "ids": ["openalex:W1", "issn:1234-5678"]},
            )
        ]
    )
    paper = papers.iloc[0]
    assert (paper.arxiv_id, paper.doi) == ("2401.00001v1", "10.5555/1")
    assert list(paper.ids) == ["doi:10.1101/2", "openalex:W1"]
    assert sorted(map(list, duplicates.taken)) == [["doi", "ids"], ["ids"]]


def test_an_identifier_of_a_volume_does_not_join_records(caplog: pytest.LogCaptureFixture) -> None:
    titles = ["Ants at Dawn", "Growing Leeks", "Rope Bridges", "Zinc", "Quiet Motors for Boats"]
    papers, _ = dedupe(
        [make_records(*({"title": title, "doi": "10.5555/vol"} for title in titles))]
    )
    assert len(papers) == 5
    assert "doi:10.5555/vol (5 records)" in caplog.text


def test_duplicates_list_the_fields_taken_and_why_the_anchor_was_kept() -> None:
    papers, duplicates = dedupe(
        [
            make_records(
                {"title": TITLE, "abstract": ABSTRACT[:300] + "…", "published": "2024-05-02"},
                {
                    "title": TITLE,
                    "abstract": ABSTRACT,
                    "published": "2024-06",
                    "url": "https://example.org/1",
                    "dump": "b.csv",
                    "extra": '{"venue": "Z"}',
                },
                {"title": TITLE.upper(), "abstract": "", "doi": "10.5555/1", "dump": "c.bib"},
            )
        ]
    )
    paper, (second, third) = papers.iloc[0], tables.rows(duplicates)
    assert (paper.abstract, paper.published, paper.doi) == (ABSTRACT, "2024-05-02", "10.5555/1")
    assert list(paper.dumps) == ["a.txt", "b.csv", "c.bib"]
    assert (second.dump, list(second.taken)) == ("b.csv", ["abstract", "url", "extra"])
    assert (second.rule, second.kept_because) == ("same title", "its date is earlier: 2024-05-02")
    assert 0.4 < second.abstract_similarity < 0.8
    assert (third.dump, list(third.taken)) == ("c.bib", ["doi"])
    assert third.kept_because == "it has a date with a year"
    assert pd.isna(third.abstract_similarity)


def test_papers_with_the_same_title_have_different_ids() -> None:
    rows = [
        {"title": "Editorial", "abstract": ABSTRACT, "published": "2023"},
        {"title": "Editorial", "abstract": FOLLOW_UP, "published": "2024"},
        {"title": "EDITORIAL", "doi": "10.5555/3", "abstract": "", "published": "2025"},
    ]
    papers, _ = dedupe([make_records(*rows)])
    papers = papers.set_index("published")
    assert papers.paper_id.nunique() == 3
    assert papers.paper_id["2023"] == title_hash("Editorial")
    assert len(papers.aliases["2023"][0]) == 12
    # Where the others are missing, a paper gets another id, which is one of its aliases here.
    alone = dedupe([make_records(*rows[:2])])[0].set_index("published")
    assert alone.paper_id.to_dict() == papers.paper_id.drop("2025").to_dict()
    first = dedupe([make_records(*rows[1:])])[0].set_index("published").loc["2024"]
    assert papers.paper_id["2024"] in first.aliases


def test_an_alias_is_never_the_id_of_another_paper() -> None:
    papers, _ = dedupe(
        [
            make_records(
                {"title": "Introduction", "abstract": ABSTRACT, "published": "2023"},
                {"title": "Fog Signals at Sea", "arxiv_id": "2401.00001", "published": "2022"},
                {"title": "Introduction", "arxiv_id": "2401.00001v2", "abstract": FOLLOW_UP},
            )
        ]
    )
    assert len(papers) == 2
    assert not set(papers.aliases.explode().dropna()) & set(papers.paper_id)
