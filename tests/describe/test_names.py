"""Names of topics and themes, and which topics make a theme."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from paperthemes.describe.weights import Ranking
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.names import Name, named, theme_names, topic_names
from paperthemes.describe.themes import themes_of, usual_count

Words = dict[str, str]  # of a group, the best first: "x" for each of its papers that holds it


class Groups:
    """Groups of papers, each told by its terms, all of the same weight and unlike in meaning."""

    def __init__(self, *groups: Words) -> None:
        written = sorted({term for terms in groups for term in terms})
        keys = tuple(term.lower().replace("-", " ") for term in written)
        nobody = csr_array((0, len(written)))
        self.vocabulary = Terms(np.array([]), keys, tuple(written), nobody)
        everywhere = {
            term: sum(terms.get(term, "").count("x") for terms in groups) for term in written
        }
        self.ranked = []
        for terms in groups:
            held = np.array([[mark == "x" for mark in marks] for marks in terms.values()], bool)
            ones = np.ones(len(terms))
            self.ranked.append(
                Ranking(
                    np.array([written.index(term) for term in terms], np.int64),
                    ones,
                    np.array(
                        [marks.count("x") / everywhere[term] for term, marks in terms.items()]
                    ),
                    held.T if terms else np.zeros((4, 0), bool),
                    np.eye(len(terms), len(written), dtype=np.float32),
                    ones,
                )
            )

    def topics(
        self, titles: Sequence[str] | None = None, given: Sequence[str | None] | None = None
    ) -> list[str]:
        """Name the groups as topics."""
        names = [name and Name(name, name) for name in given or [None] * len(self.ranked)]
        titles = titles or [f"Title {number}" for number in range(len(self.ranked))]
        return [name.text for name in topic_names(self.vocabulary, self.ranked, titles, names)]

    def theme(self, topics: Sequence[str], names: Sequence[Name]) -> str:
        """Name the one group as a theme; `topics` tells the topic of each of its papers."""
        inside = [
            np.array([mark == str(number) for mark in topics]) for number in range(len(names))
        ]
        (name,) = theme_names(self.vocabulary, self.ranked, [inside], [names])
        return name.text


def name(text: str) -> Name:
    return Name(text, text[0].lower() + text[1:])


def test_a_phrase_that_half_the_papers_hold_is_a_name() -> None:
    told = {"protein folding": "xx..", "molecule design": "..xx"}
    assert Groups(told).topics() == ["Protein folding"]


def test_a_second_phrase_follows_where_the_first_tells_less_than_half() -> None:
    told = {"protein folding": "xx...", "molecule design": "..xx."}
    for echo in ("protein folds", "fast protein folding"):
        found = Groups(told | {echo: "..xxx"}).topics()
        assert found == ["Protein folding and molecule design"]
    one_of_twenty = {"protein folding": "x" * 9 + "." * 11, "molecule design": "." * 16 + "x..."}
    assert Groups(one_of_twenty).topics() == ["Protein folding"]
    same_papers = {"protein folding": "xx...", "molecule design": "xx..."}
    assert Groups(same_papers).topics() == ["Protein folding"]


def test_a_single_word_is_told_with_another_and_a_phrase_comes_first() -> None:
    assert Groups({"tides": "xxxx"}).topics() == ["Tides"]
    assert Groups({"tides": "xxxx", "storms": "xx.."}).topics() == ["Tides and storms"]
    few = {"tides": "x...", "storms": "x...", "floods": "..xx"}
    assert Groups(few).topics() == ["Tides and floods"]
    assert Groups({"tides": "xxxx", "storm surges": "xxxx"}).topics() == ["Storm surges"]


def test_a_phrase_of_few_papers_does_not_come_first() -> None:
    told = {"protein folding": "x.........", "molecule design": "..xxxxx..."}
    assert Groups(told).topics() == ["Molecule design"]


def test_a_word_that_both_phrases_end_in_is_said_once() -> None:
    told = {"few-shot learning": "xx...", "zero-shot learning": "..xx."}
    assert Groups(told).topics() == ["Few-shot and zero-shot learning"]


@pytest.mark.parametrize(
    ("term", "text"), [("mRNA vaccines", "mRNA vaccines"), ("éclair ovens", "Éclair ovens")]
)
def test_a_name_begins_with_a_capital_unless_its_word_has_its_own_way(term, text) -> None:
    assert Groups({term: "xxxx"}).topics() == [text]


def test_a_word_written_like_a_name_does_nearly_as_well_as_a_phrase() -> None:
    assert Groups({"tides": "xx", "LiDAR": "xx"}).topics() == ["LiDAR and tides"]
    assert Groups({"LiDAR": "xx", "point clouds": "xx"}).topics() == ["Point clouds"]


def test_no_two_topics_begin_alike_and_the_purer_has_the_phrase() -> None:
    mixed = {"graph learning": "xx..", "molecule design": "..xx"}
    pure = {"learning graphs": "xxxx", "traffic flow": "x..."}
    assert Groups(mixed, pure).topics() == ["Molecule design", "Learning graphs"]
    shared = {"graph learning": "xxxx"}
    first, second = Groups(shared | {"traffic flow": "x..."}, shared).topics()
    assert (first, second) == ("Graph learning", "Title 1")


def test_a_phrase_that_a_given_name_has_taken_does_not_let_two_begin_alike() -> None:
    left = {"graph learning": "xxxxxx", "molecule design": "xx....", "protein maps": "..xx.."}
    right = {"molecule design": "xx....", "traffic flow": "..xx.."}
    given = ["Graph learning", None, None]
    names = Groups({"sea tides": "xx"}, left, right).topics(given=given)
    firsts = [one.split(" and ")[0] for one in names]
    assert len(set(firsts)) == 3


def test_given_names_are_kept_and_given_to_no_other() -> None:
    told = {"graph learning": "xxxx", "molecule design": "xx.."}
    found = Groups(told, {"sea tides": "xx"}).topics(given=[None, "GRAPH learning"])
    assert found == ["Molecule design", "GRAPH learning"]


def test_no_topics_have_no_names() -> None:
    assert Groups().topics() == []
    assert theme_names(Groups().vocabulary, [], [], []) == []


def test_a_topic_without_terms_has_a_title_cut_at_a_word() -> None:
    long = "Of the many ways in which we may yet come to see what it is that they have seen"
    assert Groups({}).topics([long[:60]]) == [long[:60]]
    (cut,) = Groups({}).topics([long])
    assert cut == "Of the many ways in which we may yet come to see what it is…"
    assert Groups({}).topics(["图" * 80]) == ["图" * 60 + "…"]
    assert Groups({}, {}).topics(["???", "???"]) == ["???", "??? (2)"]


def test_a_theme_of_one_topic_begins_as_it_does_but_has_a_name_of_its_own() -> None:
    told = {"protein folding": "xxx.", "molecule design": ".xxx"}
    whole = Name("Protein folding and drug design", "protein folding")
    assert Groups(told).theme("0000", [whole]) == "Protein folding"
    assert Groups(told).theme("0000", [name("Protein folding")]) == (
        "Protein folding and molecule design"
    )
    assert Groups({}).theme("0000", [name("???")]) == "??? (2)"


def test_a_theme_of_two_topics_is_called_by_both() -> None:
    shared = {"graph learning": "xxxx"}
    names = [name("Few-shot learning"), name("Zero-shot learning")]
    assert Groups(shared).theme("0011", names) == "Few-shot and zero-shot learning"


def test_a_theme_of_three_topics_is_called_by_what_most_of_them_share() -> None:
    names = [name("Protein folding"), name("Sea tides"), name("Traffic flow")]
    for told in ("x.x.x.", "xxx..."):
        assert Groups({"graph learning": told}).theme("001122", names) == "Graph learning"
    assert Groups({"graphs": "xxxxxx"}).theme("001122", names) == "Protein folding and sea tides"
    for told, topics in (("xx....", "001122"), ("x..x.....", "000111222")):
        found = Groups({"graph learning": told}).theme(topics, names)
        assert found == "Protein folding and sea tides"


WRITTEN = (
    "tides,LiDAR,Sea Tides,sea tides,protein folding,fold proteins,few-shot learning,"
    "zero-shot learning,graph learning,图像,mRNA,Graph learning and sea tides"
)
PHRASES = st.sampled_from(WRITTEN.split(","))
TERMS = st.dictionaries(PHRASES, st.text("x.", min_size=6, max_size=6), max_size=5)
TITLES = st.sampled_from(["???", "Tides", "sea tides", "LiDAR", "LiDAR (2)", "A " * 40])


@given(st.lists(st.tuples(TERMS, TITLES, st.none() | PHRASES), min_size=1, max_size=6), st.data())
def test_no_name_is_told_twice_in_the_tree(topics, data) -> None:
    terms, titles, given_names = map(list, zip(*topics, strict=True))
    wanted = [one.casefold() for one in given_names if one]
    assume(len(wanted) == len(set(wanted)))
    terms = [{term: marks for term, marks in some.items() if "x" in marks} for some in terms]
    groups = Groups(*terms)
    given = [one and Name(one, one) for one in given_names]
    below = topic_names(groups.vocabulary, groups.ranked, titles, given)
    parents = [data.draw(st.integers(0, len(below) - 1)) for _ in below]
    children = [[i for i, parent in enumerate(parents) if parent == one] for one in set(parents)]
    ranked = [groups.ranked[some[0]] for some in children]
    inside = [
        [np.arange(len(one.held)) % len(some) == place for place in range(len(some))]
        for one, some in zip(ranked, children, strict=True)
    ]
    above = theme_names(
        groups.vocabulary, ranked, inside, [[below[i] for i in some] for some in children]
    )
    texts = [one.text for one in [*below, *above]]
    assert all(texts)
    assert len({text.casefold() for text in texts}) == len(texts)
    for one, wanted_name in zip(below, given_names, strict=True):
        assert wanted_name is None or one.text == wanted_name


@pytest.mark.parametrize(
    ("topics", "themes"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 4), (25, 10), (30, 12), (500, 12)]
)
def test_there_are_three_to_twelve_themes_by_default(topics: int, themes: int) -> None:
    assert usual_count(topics) == themes


def test_near_topics_make_a_theme_and_the_largest_comes_first() -> None:
    angles = np.radians([0, 90, 5, 180, 95])
    centres = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    sizes = np.array([5, 40, 5, 20, 30])
    assert themes_of(centres, sizes, 3).tolist() == [2, 0, 2, 1, 0]
    assert themes_of(centres, np.full(5, 10), 3).tolist() == [0, 1, 0, 2, 1]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 500)), max_size=20),
    st.integers(0, 25),
)
def test_each_topic_is_in_one_of_the_themes_asked_for(topics, count: int) -> None:
    """Places repeat, so many topics have the same centre."""
    centres = np.eye(4, dtype=np.float32)[[place for place, _ in topics]]
    sizes = np.array([size for _, size in topics], np.int64)
    parents = themes_of(centres, sizes, count)
    made = min(len(topics), max(count, 1))
    assert parents.shape == sizes.shape
    assert set(parents.tolist()) == set(range(made))
    papers = [int(sizes[parents == theme].sum()) for theme in range(made)]
    assert papers == sorted(papers, reverse=True)
    if len(set(centres.argmax(axis=1).tolist())) <= made and made:
        assert all(np.ptp(centres[parents == theme], axis=0).max() == 0 for theme in range(made))


def test_a_kept_name_begins_with_the_phrase_that_it_was_made_of() -> None:
    spelling = {"zero shot learning": "zero-shot learning", "object detection": "object detection"}
    for text, first in (
        ("Zero-shot and few-shot learning", "zero-shot learning"),
        ("Object detection and aerial images", "object detection"),
        ("Object detection", "object detection"),
        ("Mine and yours", "Mine"),
        ("My Own", "My Own"),
    ):
        assert named(text, spelling) == Name(text, first)
