"""Papers of a topic to read first."""

import json

import numpy as np
import pytest

from helpers.papers import make_papers
from paperthemes.describe.first_papers import choose_first_papers
from paperthemes.describe.ranking import Groups


def choose(*papers: tuple[str, dict]) -> list[tuple[str, str]]:
    """Return title and reason; of papers with titles and `extra`, the first is most central."""
    frame = make_papers([(title, "") for title, _ in papers])
    extras = {title: json.dumps(extra) for title, extra in papers}
    ranks = {title: rank for rank, (title, _) in enumerate(papers)}
    frame["extra"] = frame.title.map(extras)
    angles = 0.1 * frame.title.map(ranks).to_numpy()
    groups = Groups(
        labels=np.zeros(len(frame), np.int64),
        is_core=np.full(len(frame), True),
        centres=np.array([[1, 0]], np.float32),
    )
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    (chosen,) = choose_first_papers(frame, groups, vectors)
    return [(frame.title[row], reason) for row, reason in chosen]


def test_a_survey_the_central_and_the_most_cited_paper_come_first() -> None:
    papers = [("Apples", {}), ("Pears: A Survey", {}), ("Plums", {"citations": "1,234"})]
    assert choose(*papers, ("Figs: A Review", {"citations": 5})) == [
        ("Pears: A Survey", "survey"),
        ("Apples", "most central"),
        ("Plums", "most cited: 1,234"),
    ]


def test_a_survey_far_from_the_centre_is_left_out() -> None:
    others = [(f"Apples {number}", {}) for number in range(4)]
    survey = ("Pears: A Survey", {})
    assert choose(*others, survey) == [("Apples 0", "most central")]
    assert choose(*others[:2], survey, *others[2:])[0] == ("Pears: A Survey", "survey")


def test_a_paper_with_several_reasons_is_named_once() -> None:
    papers = [("A Survey of Apples", {"upvotes": "7"}), ("Pears", {"upvotes": "0"})]
    assert choose(*papers) == [("A Survey of Apples", "survey, most central, most upvoted: 7")]


def test_numbers_that_are_none_do_not_count() -> None:
    papers = [("Apples", {"citations": "many"}), ("Pears", {"citations": "0", "upvotes": 3})]
    assert choose(*papers) == [("Apples", "most central"), ("Pears", "most upvoted: 3")]


@pytest.mark.parametrize(
    ("title", "is_survey"),
    [
        ("A Survey on Composed Image Retrieval", True),
        ("Object Detection in 20 Years: A Survey", True),
        ("A comprehensive, no, a Systematic Review of Plums", True),
        ("An Up-to-date Tutorial on Pears", True),
        ("Galaxies in the Dark Energy Survey", False),
        ("Peer Review at Conferences", False),
        ("Reviewing Surveys", False),
    ],
)
def test_surveys_are_recognised_by_their_titles(title: str, *, is_survey: bool) -> None:
    chosen = choose(("Apples", {}), (title, {}))
    assert chosen[0] == ((title, "survey") if is_survey else ("Apples", "most central"))
