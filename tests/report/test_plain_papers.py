"""The list of papers as plain text."""

from helpers.pages import make_results
from helpers.papers import make_papers
from paperthemes.report.plain_papers import MAX_LISTED, list_plain_papers


def test_papers_stand_below_their_topics_with_authors_year_and_address() -> None:
    papers = make_papers(
        ["First", "Second"],
        authors=[["A. Author", "B. Author", "C. Author", "D. Author"], []],
        published=["2021-05-03", ""],
        arxiv_id=["2105.00001", ""],
    )
    listed = {
        paper.title: paper
        for group in list_plain_papers(make_results(papers))
        for paper in group.papers
    }
    assert listed["First"].source == "A. Author, B. Author, C. Author et al., 2021"
    assert listed["First"].address == "https://arxiv.org/abs/2105.00001"
    assert (listed["Second"].source, listed["Second"].address) == ("", "")


def test_unassigned_papers_come_last_and_large_topics_are_cut() -> None:
    count = 7 * MAX_LISTED
    groups = list_plain_papers(make_results(make_papers([f"Paper {n}" for n in range(count)])))
    assert [group.name for group in groups] == [*(f"Topic {n}" for n in "abcdef"), "unassigned"]
    assert sum(group.count for group in groups) == count
    extra = list_plain_papers(make_results(make_papers([f"Paper {n}" for n in range(count + 7)])))
    assert {len(group.papers) for group in extra} == {MAX_LISTED}
    assert list_plain_papers(make_results(make_papers([]))) == []
