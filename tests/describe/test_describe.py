"""The stage that names topics: whole trees, and papers of every kind."""

import json
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from paperthemes.terms.vocabulary import vocabulary_of

from helpers.corpora import SUBJECTS, corpus, subjects_of
from helpers.papers import make_papers, toy_vectors
from helpers.stand_in_llm import stand_in_model
from paperthemes import tables
from paperthemes.artifacts.clusters import CORE, FRINGE, Clusters, Stability
from paperthemes.artifacts.vectors import Vectors
from paperthemes.describe.language_model import LanguageModelSettings
from paperthemes.describe.stage import DescribeSettings, Description, describe

METRICS = {"notes": [], "readings": []}


def found(papers: pd.DataFrame, topics: list[int], seeded: tuple[str, ...] = ()) -> Clusters:
    """Make a partition with these topics."""
    labels = np.array(topics, np.int64)
    n, count = labels.size, int(labels.max(initial=-1)) + 1
    return Clusters(
        papers.paper_id.to_numpy(dtype=str),
        labels,
        np.where(labels < 0, "unassigned", CORE),
        np.ones(n),
        np.full(n, -1),
        np.ones(n),
        Stability(None, ()),
        2,
        seeded or ("",) * count,
    )


def described(
    papers: pd.DataFrame,
    topics: list[int],
    settings: DescribeSettings | None = None,
    seeded: tuple[str, ...] = (),
) -> Description:
    whole = found(papers, topics, seeded)
    terms = vocabulary_of(papers)
    return describe(papers, toy_vectors(papers), whole, terms, METRICS, settings=settings)


def names_of(result: Description) -> list[str]:
    return [*result.topics.name, *result.themes.name]


def subjects(papers: pd.DataFrame) -> list[int]:
    return [list(SUBJECTS).index(subject) for subject in subjects_of(papers)]


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def whole(papers: pd.DataFrame) -> Description:
    topics = subjects(papers)
    topics[:4] = [-1] * 4
    return described(papers, topics, DescribeSettings(n_themes=2))


# ---- what is written ----


def test_topics_are_named_after_their_words(papers, whole: Description) -> None:
    for row, (subject, words) in zip(tables.rows(whole.topics), SUBJECTS.items(), strict=True):
        own = re.findall("[a-z]{4}", f"{subject} {words}")
        said = " ".join([row.name, *row.keywords]).lower().replace(" and ", " ")
        assert all(any(word.startswith(start) for start in own) for word in said.split())
        assert row.keyword_weights[0] == 1
        assert list(row.keyword_weights) == sorted(row.keyword_weights, reverse=True)


def test_every_topic_has_one_theme_and_every_name_stands_once(whole: Description) -> None:
    assert sorted(topic for topics in whole.themes.topics for topic in topics) == [0, 1, 2]
    for theme in tables.rows(whole.themes):
        children = whole.topics[whole.topics.theme == theme.theme]
        assert children.topic.tolist() == list(theme.topics)
        assert set(children.theme_name) == {theme.name}
        assert theme.size == children["size"].sum()
    names = [name.casefold() for name in names_of(whole)]
    assert len(set(names)) == len(names) == 5
    assert whole.metrics["themes"] == 2


def test_assignments_say_where_a_paper_is_and_why(whole: Description) -> None:
    exemplars = dict(zip(whole.topics.topic, whole.topics.exemplars, strict=True))
    texts = (whole.assignments.title).str.lower()
    for row, title in zip(tables.rows(whole.assignments), texts, strict=True):
        if row.topic < 0:
            assert (row.theme, row.theme_name) == (-1, "unassigned")
            assert len(row.nearest_exemplars) == len(row.shared_terms) == 0
            continue
        assert row.theme == whole.topics.theme[row.topic]
        assert row.theme_name == whole.themes.name[row.theme]
        assert len(row.nearest_exemplars) == 2
        assert set(row.nearest_exemplars) <= set(exemplars[row.topic]) - {row.paper_id}
        assert 1 <= len(row.shared_terms) <= 5
        own = SUBJECTS[title.split()[0]]
        assert all(term.lower() in f"{title} {own}" for term in row.shared_terms)


def test_exemplars_are_three_to_five_members_the_sure_ones_first(papers) -> None:
    topics = subjects(papers)
    partition = found(papers, topics)
    partition.grades[np.array(topics) == 1] = FRINGE
    sure = np.flatnonzero(np.array(topics) == 1)[-3:]
    partition.grades[sure] = CORE
    result = describe(papers, toy_vectors(papers), partition, vocabulary_of(papers), METRICS)
    for row in tables.rows(result.topics):
        members = set(papers.paper_id[np.array(topics) == row.topic])
        assert len(row.exemplars) == 5
        assert set(row.exemplars) <= members
    assert set(result.topics.exemplars[1][:3]) == set(papers.paper_id.iloc[sure])


def test_tables_are_written_and_come_back(whole: Description, tmp_path) -> None:
    whole.write(tmp_path)
    for table, frame in (
        (tables.ASSIGNMENTS, whole.assignments),
        (tables.TOPICS, whole.topics),
        (tables.THEMES, whole.themes),
    ):
        back = tables.read(table, tmp_path / f"{table.name}.parquet")
        assert back.iloc[:, :2].equals(frame.iloc[:, :2])
    assert json.loads((tmp_path / "themes.json").read_text())[0]["name"] == whole.themes.name[0]
    csv = pd.read_csv(tmp_path / "assignments.csv")
    assert json.loads(csv.shared_terms.iloc[-1]) == list(whole.assignments.shared_terms.iloc[-1])
    assert json.loads((tmp_path / "metrics.json").read_text())["diversity"] == 1


def test_results_of_other_papers_are_refused(papers) -> None:
    partition = found(papers, subjects(papers))
    fewer = papers.iloc[1:].reset_index(drop=True)
    terms = vocabulary_of(papers)
    with pytest.raises(ValueError, match="the topics do not belong to these papers"):
        describe(fewer, toy_vectors(fewer), partition, terms, METRICS)
    with pytest.raises(ValueError, match="the vectors do not belong to these papers"):
        describe(papers, toy_vectors(fewer), partition, terms, METRICS)
    with pytest.raises(ValueError, match="the terms do not belong to these papers"):
        describe(papers, toy_vectors(papers), partition, vocabulary_of(fewer), METRICS)


def test_names_do_not_hang_on_the_order_of_groups(papers) -> None:
    topics = subjects(papers)
    other = [(topic + 1) % 3 for topic in topics]
    first, second = described(papers, topics), described(papers, other)
    assert sorted(first.topics.name) == sorted(second.topics.name)


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_the_number_of_themes_can_be_set(papers, count: int) -> None:
    result = described(papers, subjects(papers), DescribeSettings(n_themes=count))
    assert len(result.themes) == min(count, 3)


# ---- papers of every kind ----

DENSE = [
    ("Tokens for folded proteins", "Protein tokens predict folds of a protein chain."),
    ("Protein chains in tokens", "A protein chain is cut into protein tokens."),
    ("Folding with protein tokens", "Protein tokens tell how a chain folds."),
]
KINDS = {
    "three papers": DENSE,
    "equal titles": [("Proceedings of the workshop", f"Part {n} of it.") for n in range(6)],
    "all equal": [("Proceedings of the workshop", "") for n in range(6)],
    "German": [
        (f"Die Erkennung von {what} in der Landwirtschaft", f"Mit Bildern finden wir {what}.")
        for what in ("Unkraut", "Schnecken", "Hagel", "Pilzen", "Rehen", "Mohn")
    ],
    "Chinese": [
        (f"用于{what}的目标检测", f"我们研究{what}。") for what in ("汽车", "船舶", "飞机", "房屋")
    ],
    "symbols": [("∀∃" + "!?" * n, "→ ⊕") for n in range(1, 7)],
    "LaTeX": [(rf"$\mathbb{{Z}}_{n}$ \emph{{}} $\to$", r"$x^2$ \alpha") for n in range(6)],
    "only filler": [(f"A novel approach {'of the ' * n}", "We propose it.") for n in range(6)],
    "numbers": [(str(1000 + n), "2024") for n in range(6)],
}


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_always_a_name_and_never_twice(kind: str) -> None:
    texts = KINDS[kind]
    papers = make_papers([*texts, *(("Bridges and cables", f"Bridge {n}.") for n in range(4))])
    ids = np.array([f"{n:012x}" for n in range(len(papers))])
    papers = papers.assign(paper_id=ids)
    mine = papers.title.isin([title for title, _ in texts])
    result = described(papers, (1 - mine.astype(int)).tolist())
    assert all(name.strip() for name in names_of(result))
    assert len({name.casefold() for name in names_of(result)}) == len(names_of(result))
    assert len(result.topics.exemplars[0]) == min(5, len(texts))
    words = {"three papers": "rotein", "German": "Erkennung", "Chinese": "目标检测"}
    if kind in words:
        assert words[kind] in f"{result.topics.name[0]} {result.topics.keywords[0]}"
    assert not re.search(r"\b(?:der|die|von|in|we|of|the)\b", result.topics.name[0].lower()) or (
        kind == "only filler"
    )


def test_two_topics_of_the_same_papers_have_two_names() -> None:
    papers = make_papers([("Same thing", "All say the same.")] * 8)
    papers = papers.assign(paper_id=[f"{n:012x}" for n in range(8)])
    result = described(papers, [0] * 4 + [1] * 4)
    assert len(set(names_of(result))) == len(names_of(result)) == 4


def test_no_papers_and_no_topics_are_fine() -> None:
    nothing = make_papers([])
    assert len(described(nothing, []).topics) == 0
    papers = make_papers(DENSE)
    result = described(papers, [-1, -1, -1])
    assert len(result.topics) == len(result.themes) == 0
    assert result.metrics["npmi"] is None
    assert set(result.assignments.theme_name) == {"unassigned"}


def test_papers_whose_vectors_are_zero_have_names_too() -> None:
    papers = make_papers(DENSE)
    none = Vectors(papers.paper_id.to_numpy(dtype=str), np.zeros((3, 8), np.float16))
    terms = vocabulary_of(papers)
    result = describe(papers, none, found(papers, [0, 0, 0]), terms, METRICS)
    assert "rotein" in result.topics.name[0]


# ---- a language model ----


def test_a_language_model_names_what_the_config_did_not(papers, tmp_path) -> None:
    with stand_in_model(lambda asked: f"On {asked.data['draft']}") as server:
        naming = LanguageModelSettings("toy", server.address, 5.0)
        result = described(
            papers,
            subjects(papers),
            DescribeSettings(n_themes=2, naming=naming),
            seeded=("", "Mine", ""),
        )
    assert result.topics.name[1] == "Mine"
    assert result.topics.seeded.tolist() == [False, True, False]
    assert all(name.startswith("On ") for name in result.topics.name[[0, 2]])
    assert [name.startswith("On ") for name in result.themes.name] == [True, False]
    assert set(result.assignments.topic_name) == set(result.topics.name)
    assert len(set(names_of(result))) == 5
    assert result.metrics["notes"] == []


def test_a_model_does_not_give_a_topic_the_name_of_its_theme(papers) -> None:
    plain = described(papers, subjects(papers))
    with stand_in_model(lambda asked: asked.data["draft"].split(" and ")[0]) as server:
        naming = LanguageModelSettings("toy", server.address, 5.0)
        result = described(papers, subjects(papers), DescribeSettings(naming=naming))
    assert names_of(result) == names_of(plain)
    assert len(set(names_of(result))) == 6
    assert "also the name of another (3)" in result.metrics["notes"][0]


def test_terms_are_encoded_as_the_papers_were_and_once(papers) -> None:
    class Listening:
        name, per_text, fingerprint, dimension = "toy", True, "x", 64

        def __init__(self) -> None:
            self.heard: list[str] = []

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            self.heard += texts
            return np.ones((len(texts), 64), np.float32)

        def truncated(self, texts: Sequence[str]) -> np.ndarray:
            return np.zeros(len(texts), bool)

    encoder = Listening()
    for template, start in (
        ("query: {title}. {abstract}", "query: "),
        ("passage {abstract}", "passage "),
    ):
        encoder.heard.clear()
        describe(
            papers,
            toy_vectors(papers),
            found(papers, subjects(papers)),
            vocabulary_of(papers),
            METRICS,
            encoder=encoder,
            template=template,
        )
        assert encoder.heard
        assert all(text.startswith(start) for text in encoder.heard)
        assert len(set(encoder.heard)) == len(encoder.heard)


def test_a_model_that_fails_leaves_the_names_and_a_note(papers) -> None:
    naming = LanguageModelSettings("toy", "http://127.0.0.1:9/v1", 2.0)
    plain = described(papers, subjects(papers))
    result = described(papers, subjects(papers), DescribeSettings(naming=naming))
    assert names_of(result) == names_of(plain)
    assert "the rest keep the names made of their keywords" in result.metrics["notes"][0]
