"""Overview section of the report: summary, dump profiles, treemap."""

import dataclasses

import numpy as np
import pytest

from helpers.pages import CONTEXT
from paperthemes.report import summary as module
from paperthemes.report.cards import make_subject_cards
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report
from paperthemes.report.summary import lay_out_treemap, profile_dumps, summarise


def summary_of(results: Results) -> list[str]:
    """Return the texts of the summary."""
    return [line.text for line in summarise(results, make_subject_cards(results))]


def graded(results: Results, loose: list[int]) -> Results:
    """Return results in which only the papers of some topics are fringe."""
    grades = np.where(results.assignments.topic.isin(loose), "fringe", "core")
    return dataclasses.replace(results, assignments=results.assignments.assign(grade=grades))


def test_summary_has_five_lines(sample: Results) -> None:
    lines = summary_of(sample)
    assert len(lines) == 5
    assert (
        lines[0]
        == "70 papers from 4 dumps, dated 1 March 2026 to 28 March 2026; 1 duplicate record merged."
    )
    assert (
        lines[1]
        == "6 topics in 3 themes; 10 papers (14%) fit no topic well and are left unassigned."
    )
    assert lines[2] == "The main themes:"
    assert lines[3].endswith("1 unstable topic (treat with caution):")


@pytest.mark.parametrize(
    ("published", "ending"),
    [
        (["2026-03-01"], "dated 1 March 2026."),
        (["2026-03-01", ""], "dated 1 March 2026 (1 paper has no date)."),
        ([""], "4 dumps."),
    ],
)
def test_summary_gives_dates_as_far_as_they_are_known(
    sample: Results, published: list[str], ending: str
) -> None:
    papers = sample.papers.iloc[: len(published)].assign(published=published)
    results = dataclasses.replace(sample, papers=papers, duplicates=sample.duplicates.iloc[:0])
    assert summarise(results, [])[0].text.endswith(ending)


def test_loose_topics_are_named(sample: Results) -> None:
    results = graded(sample, loose=[1, 2])
    line = summarise(results, make_subject_cards(results))[3]
    assert line.follow_up.text == "2 topics have few or no core papers:"
    assert {address for _, address in line.follow_up.links} == {"#topic-1", "#topic-2"}
    results = graded(sample, loose=[])
    assert summarise(results, make_subject_cards(results))[3].follow_up is None


@pytest.mark.parametrize(
    ("stability", "ending", "links"),
    [
        (0.3, "6 unstable topics (treat with caution), including:", 3),
        (0.8, "no topic is unstable. Lowest topic stability:", 1),
        (None, "topic stability is unknown.", 0),
    ],
)
def test_summary_says_how_stable_topics_are(
    sample: Results, stability: float | None, ending: str, links: int
) -> None:
    topics = sample.topics.assign(stability=np.nan if stability is None else stability)
    results = dataclasses.replace(sample, topics=topics)
    line = summarise(results, make_subject_cards(results))[3]
    assert line.text.endswith(ending)
    assert len(line.links) == links


@pytest.mark.parametrize(
    ("fixture", "counts", "subjects"),
    [
        ("partly_alone", "6 topics, 4 of them in 2 themes; ", "The main subjects:"),
        ("without_themes", "6 topics and no themes; ", "The main topics:"),
    ],
)
def test_summary_counts_topics_that_stand_alone(
    request: pytest.FixtureRequest, fixture: str, counts: str, subjects: str
) -> None:
    lines = summary_of(request.getfixturevalue(fixture))
    assert lines[1].startswith(counts)
    assert lines[2] == subjects


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
    line = summarise(results, make_subject_cards(results))[-1]
    assert line.text == "Most distinctive in a single dump:"
    assert line.links == [("Topic a", "#topic-0")]
    assert "of large, but 14% overall" in line.follow_up.text


def test_summary_without_topics_has_two_lines(sample: Results) -> None:
    nothing = dataclasses.replace(sample, topics=sample.topics.iloc[:0])
    assert len(summarise(nothing, [])) == 2
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
