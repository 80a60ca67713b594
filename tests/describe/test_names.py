"""Names of topics: fields, phrases, names with two parts, mixed topics, and kept names."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.candidates import Candidate
from paperthemes.describe.coverage import Coverage
from paperthemes.describe.kept_names import GivenNames
from paperthemes.describe.name import Name
from paperthemes.describe.names import name_topics
from paperthemes.describe.ranking import Groups

AXES = 8  # subjects of papers and of names
BACKGROUND = 60  # papers about nothing, in no topic


def point(*axes: int) -> np.ndarray:
    """Return the unit vector of a name that is about these subjects."""
    return unit_rows(np.eye(AXES, dtype=np.float32)[[*axes]].sum(axis=0)[None])[0]


def candidate(text: str, axis: int, score: float = 0.5, **changes: object) -> Candidate:
    """Return a candidate for a name about the subject with this number."""
    fields = {"field": -1, "share": 0.5, "contrast": 0.5, "vector": point(axis), "score": score}
    return Candidate(text=text, **fields | changes)  # type: ignore[arg-type]


def name(
    subjects: Sequence[str],
    *candidates: Sequence[Candidate],
    fixed: Sequence[Name | None] = (),
    kept: Sequence[str] = (),
    titles: Sequence[str] = (),
    reserved: Sequence[str] = (),
    **options: object,
) -> list[Name]:
    """Name topics; `subjects` has a digit per paper of each topic: what the paper is about."""
    count = len(candidates)
    papers = [np.eye(AXES)[int(digit)] for topic in subjects for digit in topic]
    random = np.random.RandomState(0)
    noise = 0.2 * random.normal(size=(len(papers) + BACKGROUND, AXES))
    vectors = unit_rows((noise + np.vstack([*papers, np.zeros((BACKGROUND, AXES))])).astype("f4"))
    labels = np.repeat(np.arange(count), [len(topic) for topic in subjects])
    labels = np.append(labels, np.full(BACKGROUND, -1))
    topics = Groups.from_labels(labels, np.ones(labels.size, bool), vectors)
    return name_topics(
        candidates,
        Coverage(topics=topics, vectors=vectors),
        titles or [f"Title {number}" for number in range(count)],
        given=GivenNames(
            fixed=fixed or [None] * count,
            kept=kept or [""] * count,
            kept_from_model="embed_kept" in options,
            reserved=reserved,
        ),
        **options,  # type: ignore[arg-type]
    )


def texts(*arguments: object, **options: object) -> list[str]:
    return [given.text for given in name(*arguments, **options)]  # type: ignore[arg-type]


def test_the_best_candidate_is_the_name() -> None:
    best = candidate("object detection", 0, 0.6, field=7)
    (result,) = name(["000000"], [best, candidate("boxes", 0, 0.4)])
    assert result == Name(text="Object detection", source="field", field=7, score=0.6)
    (result,) = name(["000000"], [candidate("mRNA vaccines", 0, 0.6)])
    assert (result.text, result.source, result.field) == ("mRNA vaccines", "phrase", -1)
    assert texts(["000000"], [candidate("human-AI interaction", 0, 0.6)]) == [
        "Human-AI interaction"
    ]


def test_names_are_given_so_that_the_sum_of_scores_is_highest() -> None:
    left = [candidate("graphs", 0, 0.6), candidate("molecules", 0, 0.5)]
    right = [candidate("Graph", 0, 0.55), candidate("traffic", 0, 0.1)]
    assert texts(["0000", "0000"], left, right) == ["Molecules", "Graph"]


def test_a_topic_of_two_groups_has_a_name_with_two_parts() -> None:
    both = [candidate("sea tides", 0, 0.5), candidate("bird songs", 1, 0.4)]
    assert texts(["0000001111"], both) == ["Sea tides and bird songs"]
    german = ["Die Gezeiten der Nordsee und wie wir sie mit dem Radar messen"]
    assert texts(["0000001111"], both, titles=german) == ["Sea tides und bird songs"]
    assert texts(["0000001111"], both, titles=german, kept=["Sea tides und bird songs"]) == [
        "Sea tides und bird songs"
    ]
    assert texts(["0000000001"], both) == ["Sea tides"]
    near = [candidate("sea tides", 0, 0.5), candidate("tidal waves", 1, 0.4, vector=point(0, 1))]
    assert texts(["0000001111"], near) == ["Sea tides"]
    rare = [candidate("sea tides", 0, 0.5), candidate("bird songs", 1, 0.4, share=0.1)]
    assert texts(["0000001111"], rare) == ["Sea tides"]
    alike = [candidate("few-shot learning", 0, 0.5), candidate("zero-shot learning", 1, 0.4)]
    assert texts(["0000001111"], alike) == ["Few-shot and zero-shot learning"]


def test_a_topic_that_no_name_covers_is_mixed() -> None:
    parts = [candidate("sea tides", 0, 0.5), candidate("bird songs", 1, 0.4)]
    (result,) = name(["0011234567"], parts)
    assert result == Name(text="Mixed: sea tides; bird songs", source="mixed", score=0.5)
    assert texts(["0012345677"], [candidate("sea tides", 0)]) == ["Mixed: sea tides"]


def test_a_topic_without_candidates_is_named_by_a_title_cut_between_words() -> None:
    long = "Of the many ways in which we may yet come to see what it is that they have seen"
    assert texts(["0"], [], titles=[long[:60]]) == [long[:60]]
    (cut,) = name(["0"], [], titles=[long])
    assert (cut.text, cut.source) == (
        "Of the many ways in which we may yet come to see what it is…",
        "title",
    )
    assert texts(["0"], [], titles=["图" * 80]) == ["图" * 60 + "…"]
    assert texts(["0", "0"], [], [], titles=["???", "???"]) == ["???", "??? (2)"]
    assert texts(["0"], [candidate("tides", 0, score=0)]) == ["Title 0"]
    assert name([]) == []


def test_names_of_the_user_stay_and_no_other_topic_gets_them() -> None:
    mine = Name(text="GRAPH learning", source="curation")
    options = [candidate("graph learning", 0, 0.6), candidate("molecules", 0, 0.5)]
    assert texts(["0000"] * 2, options, options, fixed=[None, mine]) == [
        "Molecules",
        "GRAPH learning",
    ]
    assert texts(["0000"], options, reserved=["Graph Learning"]) == ["Molecules"]


def test_a_name_of_the_earlier_run_is_kept_while_it_holds() -> None:
    best, earlier = candidate("image retrieval", 0, 0.6, field=1), "Visual search"
    close = [best, candidate("visual search", 0, 0.55)]
    (result,) = name(["000000"], close, kept=[earlier])
    assert result == Name(text=earlier, source="phrase", score=0.55)
    worse = [best, candidate("visual search", 0, 0.5)]
    (result,) = name(["000000"], worse, kept=[earlier])
    assert result == Name(
        text="Image retrieval", source="field", field=1, score=0.6, former=earlier
    )
    (result,) = name(["000000"], [best], kept=[earlier])
    assert (result.text, result.former) == ("Image retrieval", earlier)
    elsewhere = [best, candidate("visual search", 5, 0.6)]
    assert texts(["000000"], elsewhere, kept=[earlier]) == ["Image retrieval"]


def test_a_kept_name_of_two_parts_holds_while_both_are_mentioned() -> None:
    earlier = "Few-shot and zero-shot learning"
    parts = [candidate("few-shot learning", 0, 0.6), candidate("zero-shot learning", 1, 0.1)]
    assert texts(["000000"], parts, kept=[earlier]) == [earlier]
    parts[1] = candidate("zero-shot learning", 1, 0.1, share=0.1)
    (result,) = name(["000000"], parts, kept=[earlier])
    assert (result.text, result.former) == ("Few-shot learning", earlier)


def test_no_part_of_a_name_is_the_name_of_another_topic() -> None:
    both = [candidate("sea tides", 0, 0.6), candidate("bird songs", 1, 0.4)]
    songs = [candidate("bird songs", 1, 0.6)]
    assert texts(["0000001111", "1111"], both, songs) == ["Sea tides", "Bird songs"]
    result = name(["0000001111", "1111"], both, songs, kept=["Sea tides and bird songs", ""])
    assert [topic.text for topic in result] == ["Sea tides", "Bird songs"]
    assert result[0].former == "Sea tides and bird songs"
    mine = Name(text="Sea tides and bird songs", source="curation")
    assert texts(["0000001111", "1111"], both, songs, fixed=[mine, None])[0] == mine.text


def test_a_topic_may_get_the_name_that_another_has_lost() -> None:
    left = [candidate("image retrieval", 0, 0.6), candidate("visual search", 0, 0.1)]
    right = [candidate("visual search", 0, 0.6), candidate("queries", 0, 0.5)]
    result = name(["0000", "0000"], left, right, kept=["Visual search", ""])
    assert [topic.text for topic in result] == ["Image retrieval", "Visual search"]
    assert result[0].former == "Visual search"


def test_a_mixed_topic_is_named_anew_without_a_former_name_if_it_stays_so() -> None:
    parts = [candidate("sea tides", 0, 0.5), candidate("bird songs", 1, 0.4)]
    (result,) = name(["0011234567"], parts, kept=["Mixed: sea tides; bird songs"])
    assert (result.text, result.former) == ("Mixed: sea tides; bird songs", "")


def test_a_name_from_a_language_model_is_kept_while_papers_are_about_it() -> None:
    (result,) = name(
        ["000000"],
        [candidate("sea tides", 0)],
        kept=["Rhythms of the sea"],
        embed_kept=lambda names: np.array([point(0) for _ in names]),
    )
    assert result == Name(text="Rhythms of the sea", source="language model")
    (result,) = name(
        ["000000"],
        [candidate("sea tides", 0)],
        kept=["Rhythms of the sea"],
        embed_kept=lambda names: np.array([point(5) for _ in names]),
    )
    assert (result.text, result.former) == ("Sea tides", "Rhythms of the sea")


WORDS = st.sampled_from(
    [
        "tides",
        "LiDAR",
        "Sea Tides",
        "sea tides",
        "few-shot learning",
        "zero-shot learning",
        "图像",
        "mRNA",
    ]
)
CANDIDATES = st.lists(
    st.builds(candidate, WORDS, st.integers(0, AXES - 1), st.floats(0, 1), share=st.floats(0.1, 1)),
    max_size=5,
)
TOPICS = st.tuples(
    CANDIDATES,
    st.text("0123", min_size=1, max_size=8),
    st.sampled_from(["???", "Tides", "sea tides", "LiDAR (2)", "A " * 40]),
    st.sampled_from(["", "Tides", "Sea tides and LiDAR", "Mixed: tides; mRNA"]),
)


@given(st.lists(TOPICS, min_size=1, max_size=5))
def test_each_topic_has_a_name_of_its_own(topics: list) -> None:
    candidates, subjects, titles, kept = map(list, zip(*topics, strict=True))
    ranked = [sorted(some, key=lambda option: -option.score) for some in candidates]
    kept = [text if kept.index(text) == number else "" for number, text in enumerate(kept)]
    result = texts(subjects, *ranked, titles=titles, kept=kept)
    assert len({text.casefold() for text in result}) == len(topics)
    assert all(text.strip() for text in result)
