"""The report page: self-contained, complete, and safe from markup in dumps."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.pages import CONTEXT, HOSTILE, csv_dump, inputs_in, make_report, with_topic
from paperthemes import tables
from paperthemes.pages.stability import topic_level
from paperthemes.report import stage
from paperthemes.report.cards import make_subject_cards
from paperthemes.report.inputs import Results, read_results
from paperthemes.report.page import render_report
from paperthemes.report.summary import summarise
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


def test_links_of_the_summary_lead_to_parts_of_the_page(sample: Results) -> None:
    lines = summarise(sample, make_subject_cards(sample))
    addresses = {address for line in lines for _, address in line.links}
    page = render_report(sample, CONTEXT)
    assert "#duplicates" in addresses
    for address in addresses:
        assert f'id="{address[1:]}"' in page


def test_loose_topics_can_be_selected(sample: Results) -> None:
    grades = np.where(sample.assignments.topic.isin([1, 2]), "fringe", "core")
    assignments = sample.assignments.assign(grade=grades)
    page = render_report(dataclasses.replace(sample, assignments=assignments), CONTEXT)
    assert "2 topics have few or no core papers:" in page
    assert '<option value="loose">loosely defined (2)</option>' in page


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
    assert "This run has " in text
    assert "list.csv: text rejected in 2 places, see below" in text
    for row in tables.rows(results.topics):
        stability = None if pd.isna(row.stability) else row.stability
        assert topic_level(stability).meaning in text


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
    assert page.count("not in run 7") == 1
    assert "A note &lt;b&gt;on it&lt;/b&gt;" in page
    assert f'id="{rerun.topics.topic_id[0]}"' in page
    assert "not in run" not in render_report(sample, CONTEXT)


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
    assert page.count('class="subject alone"') == 2
    assert "Subjects at a glance" in page
    assert "theme--1" not in page


def test_without_themes_the_page_does_not_speak_of_them(without_themes: Results) -> None:
    page = render_report(without_themes, CONTEXT)
    text = text_of(page)
    assert "Topics at a glance" in text
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
    ids = sample.papers.paper_id[:3].tolist()
    texts = ["First <b>one</b>.", "Second.", "Third."]
    card = card_of(with_topic(sample, 0, summary=texts, summary_papers=ids), 0)
    assert "<bdi>First &lt;b&gt;one&lt;/b&gt;.</bdi>" in card
    links = re.findall(r'<a class="paper source" href="#paper-(\w+)"', card)
    assert links == ids
    assert "2 more sentences" in card
    assert 'class="sentences"' not in card_of(sample, 0)
