"""The report page: self-contained, complete, and safe from markup in dumps."""

import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest

from helpers.pages import (
    CONTEXT,
    HOSTILE,
    csv_dump,
    inputs_in,
    make_report,
    make_results,
    with_topic,
)
from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.pages.stability import topic_level
from paperthemes.report import stage
from paperthemes.report.cards import make_subject_cards
from paperthemes.report.inputs import Results, read_results
from paperthemes.report.page import render_report
from paperthemes.report.plain_papers import MAX_LISTED
from paperthemes.report.summary import assess, summarise
from paperthemes.text.plurals import count_of


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the report of titles that are markup; each record stands twice."""
    folder = tmp_path_factory.mktemp("hostile")
    titles = HOSTILE + [f"Sorting Apples, part {number}" for number in range(20)]
    csv = csv_dump(titles, url="javascript:alert(1)") + '"",An abstract without <a> title,\n'
    make_report(folder, csv + csv.split("\n", 1)[1])
    return folder


def text_of(page: str) -> str:
    """Return the text of a page without its styles and scripts."""
    body = page.split("</style>", 1)[1]
    body = re.sub(r"<script.*?</script>", " ", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", body).split())


def test_report_is_self_contained(hostile: Path) -> None:
    page = (hostile / "report.html").read_text("utf-8")
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert 'src="' not in markup
    assert "<link" not in markup
    assert "@import" not in markup
    assert page.count("<!doctype html>") == 1
    assert len(page.encode()) < 7_000_000


def test_equal_results_give_an_equal_page(hostile: Path) -> None:
    results = read_results(inputs_in(hostile))
    assert render_report(results, CONTEXT) == (hostile / "report.html").read_text("utf-8")


def test_the_page_offers_what_there_is(sample: Results) -> None:
    page = render_report(sample, CONTEXT)
    assert 'placeholder="Title or abstract"' in page
    assert "papers.xlsx" not in page
    papers = sample.papers.assign(authors=[["Ada Li"]] * len(sample.papers))
    context = dataclasses.replace(CONTEXT, workbook="papers.xlsx")
    page = render_report(dataclasses.replace(sample, papers=papers), context)
    assert 'placeholder="Title, abstract or author"' in page
    assert 'href="papers.xlsx"' in page


def test_markup_in_a_dump_is_text(hostile: Path) -> None:
    page = (hostile / "report.html").read_text("utf-8")
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "&lt;script&gt;document.title = &#39;taken&#39;&lt;/script&gt;" in markup
    assert "<script>document" not in page
    assert "<img" not in markup
    assert "A &lt;Title&gt;" in markup
    assert 'href="javascript' not in markup
    assert page.count("<script") == len(re.findall(r"<script[^>]*>.*?</script>", page, re.DOTALL))


@pytest.mark.parametrize(
    ("name", "what"),
    [("papers", "the assignments"), ("assignments", "the assignments"), ("map", "the places")],
)
def test_results_of_different_papers_are_refused(
    hostile: Path, tmp_path: Path, name: str, what: str
) -> None:
    inputs, path = inputs_in(hostile), str(tmp_path / f"{name}.parquet")
    table = getattr(tables, name.upper())
    tables.write(table, tables.read(table, inputs[name]).iloc[1:], path)
    outputs = {"html": str(tmp_path / "report.html")}
    with pytest.raises(ValueError, match=f"{what}.* do not belong to these papers"):
        stage.run({**inputs, name: path}, outputs, CONTEXT)
    assert not (tmp_path / "report.html").exists()


def test_links_of_sentences_lead_to_parts_of_the_page(sample: Results) -> None:
    cards = make_subject_cards(sample)
    lines = [*summarise(sample, cards), *assess(sample, cards)]
    addresses = {address for line in lines for _, address in line.links}
    page = render_report(sample, CONTEXT)
    assert "#duplicates" in addresses
    for address in addresses:
        assert f'id="{address[1:]}"' in page


def test_the_header_says_which_papers_and_which_run(sample: Results, rerun: Results) -> None:
    page = render_report(rerun, CONTEXT)
    assert "<title>A &lt;Title&gt;, mine, run 8: 70 papers, 28 November 2026</title>" in page
    text = text_of(page)
    assert "A &lt;Title&gt; 70 papers · 28 November 2026 · run 8 · clustering mine" in text
    assert "what changed" in text
    assert "what changed" not in text_of(render_report(sample, CONTEXT))  # a first run


# Wording that readers stumbled over, of all parts of the page but the map and the list of papers.
_OLD_WORDING = """
no date known|tells a year|joined|that fit worst|shaky|lean on|Hardly any|What stands out
Larger means|steady|other seeds|loose|Loosely|On the map|Nearest topics|Share of each dump
Look for its|How far to trust|What made no record|Nothing: all|one in the middle
is said to be behind|fair 0|the same, for programs|before these have names|Dark page
Lowest topic stability|Rejected text
"""


_FEW_CORE = "Stable with few core papers"


@pytest.mark.parametrize("fixture", ["sample", "rerun", "without_themes"])
def test_old_wording_is_gone(request: pytest.FixtureRequest, fixture: str) -> None:
    text = text_of(render_report(request.getfixturevalue(fixture), CONTEXT))
    assert [old for old in re.split(r"[|\n]", _OLD_WORDING) if old and old in text] == []
    assert not re.search(r"\d %", text)


def test_a_card_states_one_level_of_stability_and_the_share_of_core_papers(
    sample: Results,
) -> None:
    page = render_report(sample, CONTEXT)
    cards = re.findall(r'<article class="card".*?</article>', page, re.DOTALL)
    texts = [text_of(f"</style>{card}") for card in cards]
    for topic, level in ((0, "Stable (0.90)"), (1, "Fairly stable (0.60)"), (2, "Unstable (0.30)")):
        assert re.search(rf"10 papers \(14%\) · \d+% core · {re.escape(level)} ", texts[topic])
    assert "Stability unknown" in texts[3]
    assert [topic for topic, text in enumerate(texts) if "Mixes with" in text] == [2]
    mixes = "Mixes with Topic b (25% of the papers in its group when the clustering is repeated)"
    assert mixes in texts[2]
    assert '<option value="fair">Fairly stable (1)</option>' in page
    assert _FEW_CORE not in "".join(texts)


def test_a_stable_topic_without_core_papers_says_why(sample: Results) -> None:
    fringe = sample.assignments.assign(grade="fringe")
    page = render_report(dataclasses.replace(sample, assignments=fringe), CONTEXT)
    cards = re.findall(r'<article class="card".*?</article>', page, re.DOTALL)
    explained = [card for card in cards if _FEW_CORE in card]
    assert explained == [card for card in cards if "<strong>Stable</strong>" in card] != []


def test_a_card_lists_keywords_and_sub_groups_as_text(sample: Results) -> None:
    hostile = with_topic(
        sample, 0, keywords=["a <b>", "c"], subgroups=["<i>", "e"], subgroup_sizes=[1200, 4]
    )
    card = card_of(hostile, 0)
    assert "<bdi>a &lt;b&gt;</bdi>, <bdi>c</bdi></p>" in card
    assert "<bdi>&lt;i&gt;</bdi></a> (1,200), " in card
    assert "<bdi>e</bdi></a> (4)</p>" in card
    assert "&amp;subgroup=%3Ci%3E" in card


def test_a_long_table_is_cut_and_scrolls(sample: Results) -> None:
    more = [dict(sample.dumps[0], path=f"dump-{number}.txt") for number in range(1_000)]
    page = render_report(dataclasses.replace(sample, dumps=[*sample.dumps, *more]), CONTEXT)
    assert "And 4 more dumps" in page
    assert "dump-995.txt" in page
    assert "dump-996.txt" not in page
    assert re.search(r'class="scroll tall"[^>]*aria-label="Dumps"', page)


def test_report_lists_duplicates_warnings_and_levels(hostile: Path) -> None:
    text = text_of((hostile / "report.html").read_text("utf-8"))
    results = read_results(inputs_in(hostile))
    assert f"{count_of(len(results.duplicates), 'record')} are duplicates: " in text
    assert "are duplicates: same title (" in text
    page = (hostile / "report.html").read_text("utf-8")
    assert '<td class="nowrap">same title</td>' in page  # never "sam" above "e title"
    assert re.search(r"clustering mine · \d+ warnings?\b", text)
    assert "list.csv: text rejected in 2 places, see below" in text
    for row in tables.rows(results.topics):
        stability = None if pd.isna(row.stability) else row.stability
        assert topic_level(stability).label in text


def test_a_topic_of_20000_papers_is_listed_in_part() -> None:
    papers = make_papers([f"Paper {number}" for number in range(20_000)])
    results = make_results(papers.assign(dumps=[[]] * len(papers)))
    own = {"topic": 0, "theme": 0, "runner_up": tables.UNASSIGNED, "grade": "core"}
    whole = dataclasses.replace(
        results,
        assignments=results.assignments.assign(**own, nearest_exemplars=[[]] * len(papers)),
        topics=results.topics.iloc[:1].assign(size=len(papers)),
        themes=results.themes.iloc[:1].assign(topics=[[0]]),
    )
    page = render_report(whole, CONTEXT)
    assert page.count('<li id="paper-') == MAX_LISTED
    assert "and 19,900 papers more" in text_of(page)
    assert len(page) < 5_000_000


def test_report_has_settings_costs_and_versions(hostile: Path) -> None:
    text = text_of((hostile / "report.html").read_text("utf-8"))
    assert "Encoder toy, 64 dimensions. 15% of the texts are longer than 256 tokens" in text
    assert "150 of 200 texts came from the cache and 50 were newly embedded, at 12.5 per" in text
    assert " per second in each of 3 jobs." in text
    assert "parse21.2100" in text.replace(" ", "")  # jobs, seconds, MB
    assert "report11,234.5–" in text.replace(" ", "")
    assert "snakemake --cores 2" in text
    assert "python3.12" in text.replace(" ", "")
    assert "clustering.min_topic_size3" in text.replace(" ", "")


def test_assigned_papers_are_counted(sample: Results) -> None:
    metrics = {**sample.metrics, "assigned": {"placed": 3, "new": 4}}
    text = text_of(render_report(dataclasses.replace(sample, metrics=metrics), CONTEXT))
    assert "3 of 4 new papers were assigned to them (mode: assign)." in text


def test_new_topics_and_notes_are_on_their_cards(sample: Results, rerun: Results) -> None:
    page = render_report(rerun, CONTEXT)
    assert page.count("new since run 7</span>") == 1
    size = rerun.topics["size"][1]
    assert f"6 of its {size} papers were in <bdi>Topic</bdi>" in page
    assert "A note &lt;b&gt;on it&lt;/b&gt;" in page
    assert f'id="{rerun.topics.topic_id[0]}"' in page
    assert 'class="badge new"' not in render_report(sample, CONTEXT)


def test_hidden_topics_are_listed_in_one_line(sample: Results, rerun: Results) -> None:
    text = text_of(render_report(rerun, CONTEXT))
    name, size, topic_id = rerun.topics.loc[2, ["name", "size", "topic_id"]]
    assert f"Hidden by curation.yaml: {name} ({topic_id}, {count_of(size, 'paper')})." in text
    all_hidden = dataclasses.replace(sample, topics=sample.topics.assign(hidden=True))
    text = text_of(render_report(all_hidden, CONTEXT))
    assert "All topics are hidden by curation.yaml." in text
    assert "Hidden by curation.yaml" in text


# ---- topics that stand alone; fields, former and mixed names, summaries ----


def test_a_topic_that_stands_alone_is_in_no_theme(partly_alone: Results) -> None:
    page = render_report(partly_alone, CONTEXT)
    sections = re.findall(r'<section class="subject theme".*?</section>', page, re.DOTALL)
    assert len(sections) == 2
    assert not any('id="topic-0"' in section for section in sections)
    assert 'id="topic-0"' in page
    alone = page.split('<div class="subject alone grid">')[1]
    assert re.findall(r'id="topic-(\d)"', alone.split("<section")[0]) == ["0", "1"]
    assert "theme--1" not in page


def test_without_themes_the_page_does_not_speak_of_them(without_themes: Results) -> None:
    page = render_report(without_themes, CONTEXT)
    text = text_of(page)
    assert "Topics in each dump" in text
    assert 'class="subject' not in page.split("<script", 1)[0].replace('class="subject-', "")
    assert '<option value="subject">' not in page
    assert (
        "theme" not in text.replace("6 topics and no themes", "").replace("paperthemes", "").lower()
    )


def card_of(results: Results, topic: int) -> str:
    """Return the card of a topic on the report page."""
    page = render_report(results, CONTEXT)
    return re.findall(rf'<article class="card" id="topic-{topic}".*?</article>', page, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("field", "path", "text"),
    [
        ("topic a", ["science", "topic a"], "in science"),
        ("topic a", ["topic a"], None),
        ("botany", ["science", "botany"], "field: science › botany"),
        ("", [], None),
    ],
)
def test_a_card_names_the_fields_that_its_name_does_not(
    sample: Results, field: str, path: list[str], text: str | None
) -> None:
    card = card_of(with_topic(sample, 0, field=field, field_path=path), 0)
    lines = re.findall(r'<p class="path">(.*?)</p>', card)
    assert [text_of(f"</style>{line}") for line in lines] == ([text] if text else [])


def test_a_renamed_topic_shows_its_former_name(sample: Results) -> None:
    assert "was: <bdi>Old &lt;b&gt;</bdi>" in card_of(
        with_topic(sample, 0, former_name="Old <b>"), 0
    )
    assert "was: " not in card_of(sample, 0)


def test_a_mixed_name_is_explained(sample: Results) -> None:
    name = "Mixed: apples; pears"
    card = card_of(with_topic(sample, 0, name=name, name_source="mixed"), 0)
    assert re.search(rf'<em title="Mixed: no field [^"]*"><bdi>{name}</bdi></em>', card)
    assert "<em" not in card_of(sample, 0)


def test_a_sentence_links_to_its_paper(sample: Results) -> None:
    ids = sample.papers.paper_id[:2].tolist()
    card = card_of(with_topic(sample, 0, summary=["<b>One</b>.", "2."], summary_papers=ids), 0)
    assert "<bdi>&lt;b&gt;One&lt;/b&gt;.</bdi>" in card
    assert re.findall(r'<a class="paper source" href="#paper-(\w+)"', card) == ids[:1]
    assert 'class="sentence"' not in card_of(sample, 0)


def test_the_report_ends_with_suggestions_or_says_that_there_are_none(sample: Results) -> None:
    assert "Nothing stands out" in text_of(render_report(sample, CONTEXT))
    words = {"title": "Use topics", "evidence": "One has 51%.", "effect": "More.", "topics": []}
    no_change = words | {"change": "", "file": ""}
    page = render_report(dataclasses.replace(sample, suggestions=[no_change]), CONTEXT)
    section = page.split('<section aria-labelledby="suggestions">')[1].split("</section>")[0]
    assert text_of(f"</style>{section}").endswith("Use topics One has 51%. Effect: More.")
    assert "<pre" not in section
