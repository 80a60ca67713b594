"""Names of topics and themes."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.names import Name, name_themes, name_topics, parse_existing_name
from paperthemes.describe.ranking import Ranking

# The terms of a group, best first, each with an "x" for every paper that uses it.
GroupTerms = dict[str, str]


class Groups:
    """Groups of papers by their terms, which have equal weights and unrelated vectors."""

    def __init__(self, *groups: GroupTerms) -> None:
        spellings = sorted({term for terms in groups for term in terms})
        self.terms = Terms(
            paper_ids=np.array([]),
            keys=tuple(term.lower().replace("-", " ") for term in spellings),
            spellings=tuple(spellings),
            counts=csr_array((0, len(spellings))),
        )
        totals = {
            term: sum(terms.get(term, "").count("x") for terms in groups) for term in spellings
        }
        self.rankings = []
        for terms in groups:
            presence = np.array([[mark == "x" for mark in marks] for marks in terms.values()], bool)
            purity = [marks.count("x") / totals[term] for term, marks in terms.items()]
            ones = np.ones(len(terms))
            self.rankings.append(
                Ranking(
                    terms=np.array([spellings.index(term) for term in terms], np.int64),
                    weights=ones,
                    purity=np.array(purity),
                    presence=presence.T if terms else np.zeros((4, 0), bool),
                    vectors=np.eye(len(terms), len(spellings), dtype=np.float32),
                    similarity=ones,
                )
            )

    def name_topics(self, titles: Sequence[str] = (), existing: Sequence[str] = ()) -> list[str]:
        """Name the groups as topics."""
        titles = titles or [f"Title {number}" for number in range(len(self.rankings))]
        return [name.text for name in name_topics(self.terms, self.rankings, titles, existing)]

    def name_theme(self, topics: Sequence[str], names: Sequence[Name]) -> str:
        """Name the only group as a theme; `topics` has the topic of each of its papers."""
        labels = np.array(list(map(int, topics)))
        (name,) = name_themes(self.terms, self.rankings, [labels], [names])
        return name.text


def make_name(text: str) -> Name:
    return Name(text, text[0].lower() + text[1:])


def test_a_phrase_used_by_half_of_the_papers_is_a_name() -> None:
    group = {"protein folding": "xx..", "molecule design": "..xx"}
    assert Groups(group).name_topics() == ["Protein folding"]


def test_a_second_phrase_follows_if_the_first_covers_less_than_half() -> None:
    group = {"protein folding": "xx...", "molecule design": "..xx."}
    for related in ("protein folds", "fast protein folding"):
        names = Groups(group | {related: "..xxx"}).name_topics()
        assert names == ["Protein folding and molecule design"]
    one_of_twenty = {"protein folding": "x" * 9 + "." * 11, "molecule design": "." * 16 + "x..."}
    assert Groups(one_of_twenty).name_topics() == ["Protein folding"]
    same_papers = {"protein folding": "xx...", "molecule design": "xx..."}
    assert Groups(same_papers).name_topics() == ["Protein folding"]


def test_a_single_word_gets_a_second_one_and_a_phrase_comes_first() -> None:
    assert Groups({"tides": "xxxx"}).name_topics() == ["Tides"]
    assert Groups({"tides": "xxxx", "storms": "xx.."}).name_topics() == ["Tides and storms"]
    rare = {"tides": "x...", "storms": "x...", "floods": "..xx"}
    assert Groups(rare).name_topics() == ["Tides and floods"]
    assert Groups({"tides": "xxxx", "storm surges": "xxxx"}).name_topics() == ["Storm surges"]


def test_a_phrase_of_few_papers_does_not_come_first() -> None:
    group = {"protein folding": "x.........", "molecule design": "..xxxxx..."}
    assert Groups(group).name_topics() == ["Molecule design"]


def test_a_last_word_that_both_phrases_share_is_written_once() -> None:
    group = {"few-shot learning": "xx...", "zero-shot learning": "..xx."}
    assert Groups(group).name_topics() == ["Few-shot and zero-shot learning"]


@pytest.mark.parametrize(
    ("term", "text"), [("mRNA vaccines", "mRNA vaccines"), ("éclair ovens", "Éclair ovens")]
)
def test_names_are_capitalised_unless_the_first_word_has_capitals(term: str, text: str) -> None:
    assert Groups({term: "xxxx"}).name_topics() == [text]


def test_a_proper_name_fits_better_than_a_word_but_not_than_a_phrase() -> None:
    assert Groups({"tides": "xx", "LiDAR": "xx"}).name_topics() == ["LiDAR and tides"]
    assert Groups({"LiDAR": "xx", "point clouds": "xx"}).name_topics() == ["Point clouds"]


def test_names_begin_differently_and_the_purer_topic_gets_the_phrase() -> None:
    mixed = {"graph learning": "xx..", "molecule design": "..xx"}
    pure = {"learning graphs": "xxxx", "traffic flow": "x..."}
    assert Groups(mixed, pure).name_topics() == ["Molecule design", "Learning graphs"]
    shared = {"graph learning": "xxxx"}
    first, second = Groups(shared | {"traffic flow": "x..."}, shared).name_topics()
    assert (first, second) == ("Graph learning", "Title 1")


def test_new_names_do_not_begin_like_an_existing_one() -> None:
    left = {"graph learning": "xxxxxx", "molecule design": "xx....", "protein maps": "..xx.."}
    right = {"molecule design": "xx....", "traffic flow": "..xx.."}
    existing = ["Graph learning", "", ""]
    names = Groups({"sea tides": "xx"}, left, right).name_topics(existing=existing)
    assert len({name.split(" and ")[0] for name in names}) == 3


def test_existing_names_are_kept_and_given_to_no_other_topic() -> None:
    group = {"graph learning": "xxxx", "molecule design": "xx.."}
    names = Groups(group, {"sea tides": "xx"}).name_topics(existing=["", "GRAPH learning"])
    assert names == ["Molecule design", "GRAPH learning"]


def test_there_may_be_nothing_to_name() -> None:
    assert Groups().name_topics() == []
    assert name_themes(Groups().terms, [], [], []) == []


def test_a_topic_without_terms_is_named_by_a_title_cut_between_words() -> None:
    long = "Of the many ways in which we may yet come to see what it is that they have seen"
    assert Groups({}).name_topics([long[:60]]) == [long[:60]]
    (cut,) = Groups({}).name_topics([long])
    assert cut == "Of the many ways in which we may yet come to see what it is…"
    assert Groups({}).name_topics(["图" * 80]) == ["图" * 60 + "…"]
    assert Groups({}, {}).name_topics(["???", "???"]) == ["???", "??? (2)"]


def test_a_theme_of_one_topic_begins_like_it_but_has_its_own_name() -> None:
    group = {"protein folding": "xxx.", "molecule design": ".xxx"}
    name = Name("Protein folding and drug design", "protein folding")
    assert Groups(group).name_theme("0000", [name]) == "Protein folding"
    assert Groups(group).name_theme("0000", [make_name("Protein folding")]) == (
        "Protein folding and molecule design"
    )
    assert Groups({}).name_theme("0000", [make_name("???")]) == "??? (2)"


def test_a_theme_of_two_topics_is_named_after_both() -> None:
    names = [make_name("Few-shot learning"), make_name("Zero-shot learning")]
    theme = Groups({"graph learning": "xxxx"}).name_theme("0011", names)
    assert theme == "Few-shot and zero-shot learning"


@pytest.mark.parametrize(
    ("term", "marks", "topics", "is_shared"),
    [
        ("graph learning", "x.x.x.", "001122", True),
        ("graph learning", "xxx...", "001122", True),
        ("graphs", "xxxxxx", "001122", False),
        ("graph learning", "xx....", "001122", False),
        ("graph learning", "x..x.....", "000111222", False),
    ],
)
def test_a_theme_of_three_topics_is_named_by_a_phrase_that_most_of_them_share(
    term: str, marks: str, topics: str, is_shared: bool
) -> None:
    names = [make_name("Protein folding"), make_name("Sea tides"), make_name("Traffic flow")]
    theme = Groups({term: marks}).name_theme(topics, names)
    assert theme == ("Graph learning" if is_shared else "Protein folding and sea tides")


SPELLINGS = (
    "tides,LiDAR,Sea Tides,sea tides,protein folding,fold proteins,few-shot learning,"
    "zero-shot learning,graph learning,图像,mRNA,Graph learning and sea tides"
)
PHRASES = st.sampled_from(SPELLINGS.split(","))
TERMS = st.dictionaries(PHRASES, st.text("x.", min_size=6, max_size=6), max_size=5)
TITLES = st.sampled_from(["???", "Tides", "sea tides", "LiDAR", "LiDAR (2)", "A " * 40])


@given(st.lists(st.tuples(TERMS, TITLES, st.just("") | PHRASES), min_size=1, max_size=6), st.data())
def test_names_are_unique_in_the_tree(topics: list, data: st.DataObject) -> None:
    terms, titles, existing = map(list, zip(*topics, strict=True))
    folded = [name.casefold() for name in existing if name]
    assume(len(folded) == len(set(folded)))
    used = [{term: marks for term, marks in group.items() if "x" in marks} for group in terms]
    groups = Groups(*used)
    topic_names = name_topics(groups.terms, groups.rankings, titles, existing)
    parents = [data.draw(st.integers(0, len(topic_names) - 1)) for _ in topic_names]
    children = [
        [topic for topic, parent in enumerate(parents) if parent == theme] for theme in set(parents)
    ]
    rankings = [groups.rankings[topics[0]] for topics in children]
    labels = [
        np.arange(len(ranking.presence)) % len(topics)
        for ranking, topics in zip(rankings, children, strict=True)
    ]
    names_of_children = [[topic_names[topic] for topic in topics] for topics in children]
    theme_names = name_themes(groups.terms, rankings, labels, names_of_children)
    texts = [name.text for name in [*topic_names, *theme_names]]
    assert all(texts)
    assert len({text.casefold() for text in texts}) == len(texts)
    for name, text in zip(topic_names, existing, strict=True):
        assert text in ("", name.text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Zero-shot and few-shot learning", "zero-shot learning"),
        ("Object detection and aerial images", "object detection"),
        ("Object detection", "object detection"),
        ("Mine and yours", "Mine"),
        ("My Own", "My Own"),
    ],
)
def test_the_first_phrase_of_an_existing_name_is_found(text: str, first: str) -> None:
    spellings = {"zero shot learning": "zero-shot learning", "object detection": "object detection"}
    assert parse_existing_name(text, spellings) == Name(text, first, is_fixed=True)
