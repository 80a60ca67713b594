"""Overview of the report: sentences, limits, dump profiles, treemap."""

import dataclasses

import numpy as np
import pytest

from helpers.pages import CONTEXT, frame_of, with_topic
from paperthemes import tables
from paperthemes.pages.wording import SummaryLine
from paperthemes.report import summary as module
from paperthemes.report.cards import make_subject_cards
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report
from paperthemes.report.summary import (
    assess,
    find_main_field,
    lay_out_treemap,
    profile_dumps,
    summarise,
)


def sentences_of(results: Results) -> list[str]:
    """Return the texts of the first screen."""
    return [line.text for line in summarise(results, make_subject_cards(results))]


def limits_of(results: Results) -> list[SummaryLine]:
    """Return the lines about what limits the results."""
    return assess(results, make_subject_cards(results))


def test_the_first_screen_says_what_the_papers_are(sample: Results) -> None:
    lines = sentences_of(sample)
    assert lines == [
        "70 papers from 4 dumps, dated 1 March 2026 to 28 March 2026.",
        "The 3 themes:",
        "This is the first run; the next one will show what is new.",
    ]
    paths = [["science", "botany"], ["science", "botany", "pears"], ["arts"], [], [], []]
    terms = {"term": ["apple", "Ripe Apple", "rare fruit"], "papers": [60, 35, 6]}
    described = dataclasses.replace(
        sample,
        topics=sample.topics.assign(field_path=paths, size=[20, 20, 5, 5, 5, 5]),
        related_terms=frame_of(tables.RELATED_TERMS, terms | {"related": [[], [], []]}),
    )
    assert sentences_of(described)[0] == (
        "70 papers from 4 dumps, dated 1 March 2026 to 28 March 2026, mostly on botany; their most "
        "common phrase is “Ripe Apple” (50%)."
    )


def test_the_main_field_has_more_than_half_of_the_papers() -> None:
    assert find_main_field([["a", "b"], ["a", "c"], []], [4, 3, 3]) == "a"
    assert find_main_field([["a", "b"], ["a", "c"], []], [6, 2, 2]) == "b"
    assert find_main_field([["a"], []], [5, 5]) == ""
    assert find_main_field([], []) == ""


def test_unknown_dates_are_not_on_the_first_screen(sample: Results) -> None:
    papers = sample.papers.assign(published="")
    results = dataclasses.replace(sample, papers=papers)
    assert summarise(results, [])[0].text.endswith("from 4 dumps.")


def test_all_subjects_are_named_unless_they_are_very_many(
    without_themes: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects = make_subject_cards(without_themes)
    line = summarise(without_themes, subjects)[1]
    assert line.text == "The 6 topics:"
    assert [address for _, address in line.links] == [card.address for card in subjects]
    monkeypatch.setattr(module, "_MAX_SUBJECTS", 4)
    line = summarise(without_themes, subjects)[1]
    assert line.links[4:] == [("and 2 smaller ones", "#topics")]


def test_the_first_screen_says_what_is_new(rerun: Results) -> None:
    line = summarise(rerun, make_subject_cards(rerun))[2]
    assert line.text == "Since run 7 (21 November 2026):"
    new_topic = rerun.topics.topic_id[1]
    topic = "new topic Topic b (6 of its 10 papers were in Topic)"
    assert line.links == [("3 new papers", "#papers?new=yes"), (topic, f"#{new_topic}")]
    unstable = with_topic(rerun, 1, stability=0.26)
    line = summarise(unstable, make_subject_cards(unstable))[2]
    assert "(6 of its 10 papers were in Topic; unstable (0.26))" in line.links[1][0]


def test_limits_are_stated_in_four_lines(sample: Results) -> None:
    lines = limits_of(sample)
    assert lines[0].text == "1 duplicate record merged."
    assert lines[1].text.startswith(
        "6 topics in 3 themes; 10 papers (14%) fit no topic well and are left unassigned. "
    )
    assert lines[2].text == "1 unstable topic (treat with caution):"
    assert len(lines) == 4
    undated = dataclasses.replace(sample, papers=sample.papers.assign(published=""))
    assert "; 70 papers have no year." in limits_of(undated)[0].text
    undated.papers.loc[1:, "published"] = "2026"
    assert limits_of(undated)[0].text.endswith("; 1 paper has no year.")


@pytest.mark.parametrize(
    ("stability", "text", "links"),
    [
        (0.3, "6 unstable topics (treat with caution), including:", 3),
        (0.8, "No topic is unstable.", 0),
        (None, "Topic stability is unknown.", 0),
    ],
)
def test_only_unstable_topics_are_named_as_such(
    sample: Results, stability: float | None, text: str, links: int
) -> None:
    topics = sample.topics.assign(stability=np.nan if stability is None else stability)
    line = limits_of(dataclasses.replace(sample, topics=topics))[2]
    assert (line.text, len(line.links)) == (text, links)


@pytest.mark.parametrize(
    ("fixture", "counts", "subjects"),
    [
        ("partly_alone", "6 topics, 4 of them in 2 themes; ", "The 2 themes and 2 other topics:"),
        ("without_themes", "6 topics and no themes; ", "The 6 topics:"),
    ],
)
def test_topics_that_stand_alone_are_counted(
    request: pytest.FixtureRequest, fixture: str, counts: str, subjects: str
) -> None:
    results = request.getfixturevalue(fixture)
    assert limits_of(results)[1].text.startswith(counts)
    assert sentences_of(results)[1] == subjects


def test_a_distinctive_topic_of_a_large_dump_wins_over_many_small_dumps(sample: Results) -> None:
    first = np.flatnonzero(sample.assignments.topic == 0)
    second = np.flatnonzero(sample.assignments.topic == 1)
    dumps = [["rest"]] * len(sample.papers)
    for row in first:
        dumps[row] = [f"tiny-{row}"]
    for row in [*first[::2], *second[:3]]:
        dumps[row] = ["large"]
    names = sorted({name for own in dumps for name in own})
    reports = [dict(sample.dumps[0], dump=name, path=name) for name in names]
    results = dataclasses.replace(sample, papers=sample.papers.assign(dumps=dumps), dumps=reports)
    line = limits_of(results)[-1]
    assert line.text == "Most distinctive in a single dump:"
    assert line.links == [("Topic a", "#topic-0")]
    assert "of large, but 14% overall" in line.follow_up.text


def test_without_topics_there_is_little_to_say(sample: Results) -> None:
    nothing = dataclasses.replace(sample, topics=sample.topics.iloc[:0])
    assert len(assess(nothing, [])) == 1
    assert "There are no topics" in summarise(nothing, [])[1].text
    assert "hidden by curation.yaml" in summarise(sample, [])[1].text


def test_dump_profiles_give_the_share_of_each_theme(sample: Results) -> None:
    _, profiles = profile_dumps(sample, make_subject_cards(sample))
    assert sorted(dump for dump, _, _ in profiles) == sorted(dump["dump"] for dump in sample.dumps)
    papers, themes = sample.papers, sample.assignments.theme
    for dump, count, shares in profiles:
        own = papers.dumps.map(lambda dumps, name=dump: name in dumps)
        assert count == own.sum()
        for theme, share in zip(sample.themes.theme, shares, strict=True):
            assert share == pytest.approx((themes[own] == theme).mean())
    single = dataclasses.replace(sample, dumps=sample.dumps[:1])
    assert profile_dumps(single, make_subject_cards(single)) == ([], [])


def test_dump_profiles_have_topics_that_stand_alone(partly_alone: Results) -> None:
    subjects, profiles = profile_dumps(partly_alone, make_subject_cards(partly_alone))
    assert [card.row.name for card in subjects] == ["Theme a", "Theme b", "Topic a", "Topic b"]
    papers, topics = partly_alone.papers, partly_alone.assignments.topic
    for dump, _, shares in profiles:
        own = topics[papers.dumps.map(lambda dumps, name=dump: name in dumps)]
        expected = [own.isin(group).mean() for group in ([2, 3], [4, 5], [0], [1])]
        assert shares == pytest.approx(expected)


def test_dump_profiles_have_the_largest_subjects_only(
    without_themes: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MAX_PROFILED_SUBJECTS", 4)
    subjects, profiles = profile_dumps(without_themes, make_subject_cards(without_themes))
    assert len(subjects) == 4
    assert {len(shares) for _, _, shares in profiles} == {4}
    assert "The 4 largest of 6 topics." in render_report(without_themes, CONTEXT)


@pytest.mark.parametrize("fixture", ["sample", "partly_alone", "without_themes"])
def test_treemap_boxes_have_areas_in_proportion_to_papers(
    request: pytest.FixtureRequest, fixture: str
) -> None:
    boxes = lay_out_treemap(make_subject_cards(request.getfixturevalue(fixture)))
    total = sum(subject.size for subject, _, _ in boxes)
    for subject, outer, topics in boxes:
        assert outer.width * outer.height / 10_000 == pytest.approx(subject.size / total)
        for topic, box in topics:
            assert box.width * box.height / 10_000 == pytest.approx(topic.row.size / subject.size)
            assert -1e-6 <= box.x <= 100
            assert box.y + box.height <= 100 + 1e-6
