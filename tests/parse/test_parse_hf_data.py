"""JSON of Hugging Face papers, from the API and embedded in HTML pages."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from helpers.samples.huggingface import (
    ABSTRACT,
    ENTRIES,
    IDS,
    JSONS,
    OTHER,
    TITLES,
    embed_in_page,
    make_entry,
)


def check_records(records) -> None:
    assert records.title.tolist() == TITLES
    assert records.abstract.tolist() == [ABSTRACT, OTHER]
    assert records.arxiv_id.tolist() == IDS
    assert records.published.tolist() == ["2024-07-02"] * 2
    assert list(records.authors[0]) == ["Ada Li", "3", "Cy Bo"]
    assert json.loads(records.extra[0]) == {
        "comments": "5",
        "keywords": "apples; ears",
        "listed": "2024-08-01",
        "organization": "Orchard Lab",
        "submitted_by": "ada",
        "upvotes": "94",
    }


@pytest.mark.parametrize("content", JSONS.values(), ids=JSONS)
def test_every_shape_of_json_gives_the_same_records(tmp_path: Path, content: str) -> None:
    records, report = read(tmp_path, content)
    assert report["format"] == "hf-daily-json"
    check_records(records)
    assert report["rejected"] == report["warnings"] == []


@pytest.mark.parametrize("indent", [None, 1])
def test_json_of_a_single_paper(tmp_path: Path, indent: int | None) -> None:
    paper = make_entry(0)["paper"] | {"comments": [{}, {}]}
    records, report = read(tmp_path, json.dumps(paper, indent=indent))
    assert report["format"] == "hf-daily-json"
    assert records.title.tolist() == TITLES[:1]
    assert json.loads(records.extra[0])["comments"] == "2"


def test_embedded_data_takes_precedence_over_the_visible_page(tmp_path: Path) -> None:
    records, report = read(tmp_path, embed_in_page(json.dumps({"dailyPapers": ENTRIES})))
    check_records(records)
    assert report["rejected"] == report["warnings"] == []


def test_cards_missing_from_the_data_are_read_from_the_visible_page(tmp_path: Path) -> None:
    records, _ = read(tmp_path, embed_in_page(json.dumps({"dailyPapers": ENTRIES[:1]})))
    assert records.title.tolist() == TITLES
    assert records.abstract.tolist() == [ABSTRACT, ""]


def test_incomplete_entries_are_rejected_or_read_in_part(tmp_path: Path) -> None:
    entries = [make_entry(0, title=None), 7, {"paper": {}, "title": "", "summary": "x"}]
    entries += [make_entry(1, title=1984, authors="Ada", publishedAt="soon", id=None, upvotes=True)]
    for content in (json.dumps(entries), embed_in_page(json.dumps({"dailyPapers": entries}))):
        records, report = read(tmp_path, content.replace("<article", "<div hidden><article"))
        assert [span["reason"] for span in report["rejected"]][:2] == [
            "not a JSON object",
            "abstract without a title",
        ]
        assert records.title.tolist()[:2] == [TITLES[0], "1984"]
        assert "dates not understood, kept in the field extra: entry 4" in report["warnings"]


def test_papers_outside_of_damaged_data_are_kept(tmp_path: Path) -> None:
    page = embed_in_page(json.dumps({"dailyPapers": ENTRIES}))
    cut = page[: page.index("Bridges sing")]
    records, report = read(tmp_path, cut)
    assert records.title.tolist() == TITLES[:1]
    assert "cut off or damaged here" in report["rejected"][0]["reason"]
    damaged = page.replace("Bridges sing", "Bridges &quot; sing")
    records, report = read(tmp_path, damaged)
    assert records.title.tolist() == TITLES  # the second from the visible page
    assert report["rejected_count"] == 1


def test_search_results_in_html(tmp_path: Path) -> None:
    page = (
        "<html><title>Daily Papers - Hugging Face</title><h3><a href='/papers/2407.01234'>Sorting"
        f" <mark>Apples</mark></a></h3><a href='/papers/2407.01234'><p>{ABSTRACT}</p></a>"
        "<a href='/lab'>Orchard Lab</a><div>·</div><span>May 30, 2024</span></html>"
    )
    records, _ = read(tmp_path, page)
    assert records.title.tolist() == ["Sorting Apples"]
    assert records.abstract.tolist() == [ABSTRACT]
    assert records.published.tolist() == ["2024-05-30"]


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*ENTRIES[0], *ENTRIES[0]["paper"]]), inner, max_size=5),
    ),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=4), st.integers(0, 400))
def test_every_entry_is_counted_once(tmp_path_factory, values: list, cut: int) -> None:
    folder = tmp_path_factory.mktemp("json")
    text = json.dumps([ENTRIES[0], *values])
    read(folder, text, format="hf-daily-json")
    read(folder, text[:cut], format="hf-daily-json")
    data = json.dumps({"dailyPapers": values, "more": values})
    read(folder, embed_in_page(data), format="hf-daily-html")
    read(folder, embed_in_page(data)[: 200 + cut], format="hf-daily-html")
