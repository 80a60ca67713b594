"""Data for the scripts of the report, and places on its map."""

import dataclasses
import json

import numpy as np
import pytest

from helpers.pages import frame_of, with_topic
from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.report import page_data as module
from paperthemes.report.inputs import Results
from paperthemes.report.page_data import (
    collect_page_data,
    collect_paper_details,
    list_paper_links,
    name_missing_fields,
)
from paperthemes.report.word_list import encode_texts


def test_data_hold_every_paper(sample: Results) -> None:
    data = collect_page_data(sample)
    papers, assignments = data["papers"], sample.assignments
    assert papers["id"] == assignments.paper_id.tolist()
    assert papers["title"] == assignments.title.tolist()
    assert [data["grades"][grade] for grade in papers["grade"]] == assignments.grade.tolist()
    assert {len(column) for column in papers.values()} == {len(assignments)}
    assert data["drawn"] is None
    details = collect_paper_details(sample)
    for row, similar in enumerate(details["similar"]):
        assert len(similar) == 10
        assert row not in similar
        assert details["similarities"][row][:2] == [90, 85]


def test_data_mark_new_papers_and_hidden_groups(sample: Results, rerun: Results) -> None:
    data = collect_page_data(rerun)
    assert data["since"] == 7
    assert [row for row, new in enumerate(data["papers"]["new"]) if new] == [0, 1, 2]
    assert [topic["hidden"] for topic in data["topics"]].index(True) == 2
    assert sum(collect_page_data(sample)["papers"]["new"]) == 0
    hidden = sample.topics.assign(hidden=sample.topics.theme == 0)
    data = collect_page_data(dataclasses.replace(sample, topics=hidden))
    assert [subject["hidden"] for subject in data["subjects"]] == [True, False, False]


def test_data_have_themes_and_topics_that_stand_alone(partly_alone: Results) -> None:
    data = collect_page_data(partly_alone)
    assert [subject["theme"] for subject in data["subjects"]] == [0, 1, -1, -1]
    assert [subject["topics"] for subject in data["subjects"]] == [[2, 3], [4, 5], [0], [1]]
    assert [topic["subject"] for topic in data["topics"]] == [2, 3, 0, 0, 1, 1]
    assert data["subjects"][2]["name"] == data["topics"][0]["name"]


def test_data_have_the_first_sentence_of_a_summary(sample: Results) -> None:
    ids = sample.papers.paper_id[:2].tolist()
    changed = with_topic(sample, 1, summary=["One.", "Two."], summary_papers=ids)
    assert [topic["summary"] for topic in collect_page_data(changed)["topics"][:3]] == [
        "",
        "One.",
        "",
    ]


def test_too_many_papers_are_sampled_from_all_topics(
    sample: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_DRAWN", 40)
    drawn = collect_page_data(sample)["drawn"]
    topics = sample.assignments.topic.to_numpy()
    assert len(drawn) == 40
    assert drawn == sorted(set(drawn))
    for topic in np.unique(topics):
        expected = 40 * (topics == topic).mean()
        assert abs((topics[drawn] == topic).sum() - expected) <= 1
    assert not {"abstract", "similar"} & set(collect_paper_details(sample))


SEARCH = "https://arxiv.org/search/?searchtype=title&query=A%20%26%20B"


def test_a_paper_without_an_address_has_a_search_for_its_title() -> None:
    assert list_paper_links("A & B", "", "", "10.5555/1") == [("DOI", "https://doi.org/10.5555/1")]
    assert [address for _, address in list_paper_links("A & B", "", "", "")] == [SEARCH]


def test_fields_that_no_paper_has_are_named(sample: Results) -> None:
    blank = make_papers(["One", "Two"])
    assert name_missing_fields(blank) == "authors, years or links"
    assert name_missing_fields(blank.assign(authors=[["A"], []])) == "years or links"
    assert name_missing_fields(blank.assign(doi="10.5555/1", authors=[[], ["B"]])) == "years"
    assert name_missing_fields(sample.papers) == "authors or links"


def test_related_terms_refer_to_a_list_of_all(sample: Results) -> None:
    cells = {"term": ["tides", "ebbs", "tides"], "papers": [3, 2, 1]}
    related = [["gales", "ebbs"], ["tides"], ["lamps"]]  # a term can be in several rows
    table = frame_of(tables.RELATED_TERMS, cells | {"related": related})
    details = collect_paper_details(dataclasses.replace(sample, related_terms=table))
    assert details["related"] == {
        "terms": ["tides", "gales", "ebbs", "lamps"],
        "lists": [[0, 1, 2], [2, 0], [0, 3]],
    }


def test_texts_can_be_decoded() -> None:
    texts = ['Tides, tides "and" \\ tides.', "", "Ebbs\n𝛼 and\u00a0 ebbs: 漢字 漢字", "tides and x"]
    texts += [" blanks  here ", " "]
    data = json.loads(json.dumps(encode_texts(texts)))
    assert [
        "".join(data["words"][ord(character) - 0x20] for character in text)[1:]
        for text in data["texts"]
    ] == texts
    assert " tides" in data["words"]
    assert " Ebbs\n𝛼" not in data["words"]  # it occurs once


def test_texts_with_very_many_words_have_no_surrogates() -> None:
    text = " ".join(
        map(chr, [*range(0x4E00, 0x9FF0), *range(0xAC00, 0xD7A0), *range(0x2_0000, 0x2_A000)])
    )
    coded = encode_texts([text])
    assert " " in coded["words"]
    assert "".join(coded["texts"]).encode()
