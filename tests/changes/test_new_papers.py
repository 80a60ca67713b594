"""New papers are described: a sentence, the nearest known paper, and marks."""

import numpy as np
import pytest

from helpers.run_pairs import current_run, earlier_run, make_topics
from paperthemes.artifacts.nearest import NearestPapers
from paperthemes.changes.key_sentence import MAX_LENGTH, choose_key_sentence
from paperthemes.changes.new_papers import NewPaper, find_extremes, find_known

ABSTRACT = (
    "Boats have been built for ages. However, they are hard to steer. In this paper, we present "
    "Rudder, a boat that steers itself. Experiments show gains of 3.5%, e.g. in storms. Code is "
    "available at https://example.org/rudder."
)


def new_papers(**columns: list) -> dict[str, NewPaper]:
    """Compare two runs with five new papers of topic T0002, whose columns these are."""
    known, new = make_topics(T0001=4, T0002=4), [f"Fresh {number}" for number in range(5)]
    current = current_run(
        known | dict.fromkeys(new, "T0002"),
        **{name: [cells[0]] * len(known) + cells for name, cells in columns.items()},
    )
    return {paper.title: paper for paper in current.compare(earlier_run(known)).new}


def test_the_key_sentence_says_what_the_authors_did() -> None:
    sentence = choose_key_sentence("Rudder: A Boat That Steers Itself", ABSTRACT)
    assert sentence == "We present Rudder, a boat that steers itself."


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("To address these issues, we propose a new rudder.", "We propose a new rudder."),
        ("However, our rudder also steers large boats.", "Our rudder also steers large boats."),
        ("In this work we further show that rudders help.", "We show that rudders help."),
        ("To steer boats in storms, we propose a new rudder.", None),
        ("To meet this need of all sailors in all storms, we propose a new rudder.", None),
        ("However, mRNA vaccines need no rudder.", None),
        ("For those with large boats, a rudder helps.", None),
        ("To ensure that boats are safe, we propose a rudder.", None),
        ("To that end, we propose a new rudder.", "We propose a new rudder."),
    ],
)
def test_the_key_sentence_does_not_begin_by_reference_to_another(
    sentence: str, shown: str | None
) -> None:
    assert choose_key_sentence("A title", sentence) == (shown or sentence)


@pytest.mark.parametrize(
    ("title", "abstract", "sentence"),
    [
        ("A title", "", ""),
        ("A title", "Too short.", ""),
        ("Tides", "Tides are long waves that the moon makes in all seas", None),
        (
            "自动驾驶船",
            "船很难驾驶，因为海洋变化。我们提出了一种自动驾驶船的新方法。",
            "我们提出了一种自动驾驶船的新方法。",
        ),
        ("<b>Markup</b>", "We show that <script>alert(1)</script> is a text like any other.", None),
    ],
)
def test_abstracts_of_any_kind_have_a_sentence(
    title: str, abstract: str, sentence: str | None
) -> None:
    assert choose_key_sentence(title, abstract) == (abstract if sentence is None else sentence)


def test_the_name_of_a_system_or_an_action_of_the_authors_is_worth_a_sentence() -> None:
    title = "CountCakes: A Benchmark for Numbers"
    abstract = "Numbers are hard for many models. CountCakes has 4,800 prompts with exact counts."
    assert choose_key_sentence(title, abstract).startswith("CountCakes has")
    abstract = "Vectors were once the workhorse of the field. We move the idea into another space."
    assert choose_key_sentence("A paper", abstract).startswith("We move")


def test_a_long_sentence_is_cut_between_words() -> None:
    sentence = choose_key_sentence("Words", "We present " + "many words " * 99 + "here.")
    assert len(sentence) <= MAX_LENGTH
    assert sentence.endswith(("many\u2026", "words\u2026"))


@pytest.mark.parametrize(
    ("is_new", "known", "similarities"),
    [
        ([1, 0, 0, 0], [1], [0.9]),
        ([1, 1, 0, 0], [2, 2], [0.5, 0.7]),
        ([1, 1, 1, 0], [-1, -1, 3], [0.5, 0.7, 0.2]),  # the last of the nearest, which is new
        ([1, 1, 1, 1], [-1, -1, -1, -1], [1, 1, 1, 1]),
        ([0, 0, 0, 0], [], []),
    ],
)
def test_the_nearest_known_paper_is_never_a_new_one(
    is_new: list[int], known: list[int], similarities: list[float]
) -> None:
    nearest = NearestPapers(
        paper_ids=np.array([*"abcd"]),
        rows=np.array([[1, 2], [0, 2], [1, 3], [2, 0]], np.int32),
        similarities=np.array([[0.9, 0.5], [0.9, 0.7], [0.7, 0.2], [0.2, 0.1]], np.float32),
    )
    found, cosines = find_known(nearest, np.array(is_new, np.bool_))
    assert found.tolist() == known
    assert cosines.tolist() == pytest.approx(similarities, abs=1e-4)


def test_without_nearest_papers_none_is_known() -> None:
    alone = NearestPapers(
        paper_ids=np.array(["a", "b"]),
        rows=np.zeros((2, 0), np.int32),
        similarities=np.zeros((2, 0), np.float32),
    )
    found, cosines = find_known(alone, np.array([True, False]))
    assert (found.tolist(), cosines.tolist()) == ([-1], [1])


def test_the_newest_and_most_upvoted_papers_are_marked_and_come_first() -> None:
    papers = new_papers(
        published=["2026-03-01", "2026-03-02", "2025-04", "2026", ""],
        extra=['{"upvotes": "7"}', '{"upvotes": "3"}', '{"upvotes": "many"}', "{}", "{}"],
    )
    assert next(iter(papers)) == "Fresh 0"
    assert [papers[f"Fresh {number}"].upvotes for number in range(5)] == [7, 3, None, None, None]
    marks = {title: {*paper.marks} - {"unlike"} for title, paper in papers.items()}
    assert marks["Fresh 0"] == {"upvoted"}
    assert marks["Fresh 1"] == {"newest"}
    assert all(paper.nearest and paper.similarity is not None for paper in papers.values())


def test_marks_that_would_say_nothing_are_left_out() -> None:
    assert find_extremes([3, 1, 2, 0, 0]) == {0}
    assert find_extremes([9, 8, 7, *range(1, 6), *[0] * 20]) == {0, 1, 2}
    assert find_extremes([5, 5, 1, 1]) == {0, 1}
    assert find_extremes([5, 5, 5, 1]) == set()
    assert find_extremes([0, 0, 0]) == find_extremes([]) == find_extremes([1]) == set()


def test_a_run_without_known_papers_has_no_nearest_ones() -> None:
    current = current_run(make_topics(T0002=3))
    new = current.compare(earlier_run(make_topics(T0001=2))).new
    assert {(paper.nearest, paper.similarity, paper.marks) for paper in new} == {("", None, ())}
