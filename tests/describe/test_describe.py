"""The describe step as a whole: names, themes, exemplars and tables for many kinds of papers."""

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.corpora import SUBJECTS, corpus, subjects_of
from helpers.papers import make_papers, toy_vectors
from helpers.stand_in_llm import stand_in_model
from helpers.topics import describe_topics, make_clusters, make_identities, make_neighbours
from paperthemes import tables
from paperthemes.artifacts.clusters import FRINGE
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.identities import DisplayedTopic
from paperthemes.artifacts.vectors import Vectors
from paperthemes.describe import language_model
from paperthemes.describe.settings import NamingSettings
from paperthemes.describe.stage import DescribeSettings, Description
from paperthemes.terms.stage import collect_terms


def names_of(result: Description) -> list[str]:
    return [*result.topics.name, *result.themes.name]


def topics_of(papers: pd.DataFrame) -> list[int]:
    return [list(SUBJECTS).index(subject) for subject in subjects_of(papers)]


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def result(papers: pd.DataFrame) -> Description:
    topics = topics_of(papers)
    topics[:4] = [-1] * 4
    settings = DescribeSettings(n_themes=2, naming=NamingSettings(fields=None))
    return describe_topics(papers, topics, settings)


# ---- the tables ----


def test_topics_are_named_by_words_of_their_subject(result: Description) -> None:
    for row, (subject, words) in zip(tables.rows(result.topics), SUBJECTS.items(), strict=True):
        prefixes = re.findall("[a-z]{4}", f"{subject} {words}")
        used = " ".join([row.name, *row.keywords]).lower().replace(" and ", " ")
        assert all(any(word.startswith(prefix) for prefix in prefixes) for word in used.split())
        assert row.keyword_weights[0] == 1
        assert list(row.keyword_weights) == sorted(row.keyword_weights, reverse=True)


def test_every_topic_has_one_theme_and_every_name_is_unique(result: Description) -> None:
    assert sorted(topic for topics in result.themes.topics for topic in topics) == [0, 1, 2]
    for theme in tables.rows(result.themes):
        children = result.topics[result.topics.theme == theme.theme]
        assert children.topic.tolist() == list(theme.topics)
        assert set(children.theme_name) == {theme.name}
        assert theme.size == children["size"].sum()
    names = [name.casefold() for name in names_of(result)]
    assert len(set(names)) == len(names) == 5
    assert result.metrics["themes"] == 2


def test_assignments_hold_exemplars_and_terms_of_the_topic(result: Description) -> None:
    exemplars = dict(zip(result.topics.topic, result.topics.exemplars, strict=True))
    assert (result.assignments.shared_terms.str.len() > 0).mean() > 0.5
    for row in tables.rows(result.assignments):
        if row.topic < 0:
            assert (row.theme, row.theme_name) == (-1, "unassigned")
            assert len(row.nearest_exemplars) == len(row.shared_terms) == 0
            continue
        assert row.theme == result.topics.theme[row.topic]
        assert row.theme_name == result.themes.name[row.theme]
        assert len(row.nearest_exemplars) == 2
        assert set(row.nearest_exemplars) <= set(exemplars[row.topic]) - {row.paper_id}
        assert len(row.shared_terms) <= 5
        assert set(row.shared_terms) <= set(result.topics.keywords[row.topic])
        title = row.title.lower()
        words = f"{title} {SUBJECTS[title.split()[0]]}"
        assert all(term.lower() in words for term in row.shared_terms)


def test_exemplars_are_papers_of_the_topic_core_papers_first(papers: pd.DataFrame) -> None:
    topics = np.array(topics_of(papers))
    clusters = make_clusters(papers, topics)
    core = np.flatnonzero(topics == 1)[-3:]
    clusters.grades[np.setdiff1d(np.flatnonzero(topics == 1), core)] = FRINGE
    result = describe_topics(papers, clusters)
    for row in tables.rows(result.topics):
        assert len(row.exemplars) == 5
        assert set(row.exemplars) <= set(papers.paper_id[topics == row.topic])
    assert set(result.topics.exemplars[1][:3]) == set(papers.paper_id.iloc[core])


def test_tables_are_read_as_they_were_written(result: Description, tmp_path) -> None:
    result.write(tmp_path)
    for table, frame in (
        (tables.ASSIGNMENTS, result.assignments),
        (tables.TOPICS, result.topics),
        (tables.THEMES, result.themes),
    ):
        written = tables.read(table, tmp_path / f"{table.name}.parquet")
        assert written.iloc[:, :2].equals(frame.iloc[:, :2])
    assert json.loads((tmp_path / "themes.json").read_text())[0]["name"] == result.themes.name[0]
    csv = pd.read_csv(tmp_path / "assignments.csv")
    assert json.loads(csv.shared_terms.iloc[-1]) == list(result.assignments.shared_terms.iloc[-1])
    assert json.loads((tmp_path / "metrics.json").read_text())["diversity"] == 1


def test_artifacts_of_other_papers_are_an_error(papers: pd.DataFrame) -> None:
    def artifacts_of(papers: pd.DataFrame) -> dict[str, Any]:
        vectors = toy_vectors(papers)
        return {
            "vectors": vectors,
            "neighbours": make_neighbours(vectors),
            "clusters": make_clusters(papers, topics_of(papers)),
            "terms": collect_terms([papers]),
        }

    artifacts, others = artifacts_of(papers), artifacts_of(papers.iloc[1:].reset_index(drop=True))
    for name, artifact in others.items():
        with pytest.raises(ValueError, match=f"the {name} do not belong to these papers"):
            Corpus(papers=papers, **artifacts | {name: artifact})


def test_names_do_not_depend_on_the_order_of_topics(papers: pd.DataFrame) -> None:
    topics = topics_of(papers)
    first = describe_topics(papers, topics)
    second = describe_topics(papers, [(topic + 1) % 3 for topic in topics])
    assert sorted(first.topics.name) == sorted(second.topics.name)


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_the_number_of_themes_can_be_set(papers: pd.DataFrame, count: int) -> None:
    result = describe_topics(papers, topics_of(papers), DescribeSettings(n_themes=count))
    assert len(result.themes) == min(count, 3)


def test_names_stay_if_curated_or_if_they_hold_and_have_no_stop_word(
    papers: pd.DataFrame,
) -> None:
    identities = make_identities(
        DisplayedTopic(topic_id="T0007", name="My orchards", name_is_curated=True),
        DisplayedTopic(topic_id="T0008", name="Old bridges", note="Mine."),
        DisplayedTopic(topic_id="T0009", name="Old whales", hidden=True),
    )
    naming = NamingSettings(fields=None)
    settings = DescribeSettings(stop_words=["orchard", "bridge"], naming=naming)
    result = describe_topics(papers, topics_of(papers), settings, identities=identities)
    assert result.topics.name[0] == "My orchards"
    assert "bridge" not in " ".join([result.topics.name[1], *result.topics.keywords[1]]).lower()
    assert "whale" in result.topics.name[2].lower()
    assert result.topics.former_name.tolist() == ["", "", "Old whales"]
    assert result.topics.name_source.tolist() == ["curation", "phrase", "phrase"]
    assert result.topics.topic_id.tolist() == ["T0007", "T0008", "T0009"]
    assert result.topics.hidden.tolist() == [False, False, True]
    assert result.topics.note.tolist() == ["", "Mine.", ""]


# ---- papers of many kinds ----

PROTEINS = [
    ("Tokens for folded proteins", "Protein tokens predict folds of a protein chain."),
    ("Protein chains in tokens", "A protein chain is cut into protein tokens."),
    ("Folding with protein tokens", "Protein tokens tell how a chain folds."),
]
KINDS = {
    "three papers": PROTEINS,
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
    "only stop words": [(f"A novel approach {'of the ' * n}", "We propose it.") for n in range(6)],
    "numbers": [(str(1000 + n), "2024") for n in range(6)],
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_topic_has_a_unique_name(kind: str) -> None:
    texts = KINDS[kind]
    papers = make_papers([*texts, *(("Bridges and cables", f"Bridge {n}.") for n in range(4))])
    papers = papers.assign(paper_id=[f"{n:012x}" for n in range(len(papers))])
    of_kind = papers.title.isin([title for title, _ in texts])
    result = describe_topics(papers, (1 - of_kind.astype(int)).tolist())
    assert all(name.strip() for name in names_of(result))
    assert len({name.casefold() for name in names_of(result)}) == len(names_of(result))
    assert len(result.topics.exemplars[0]) == min(5, len(texts))
    words = {"three papers": "rotein", "German": "Erkennung", "Chinese": "目标检测"}
    if kind in words:
        assert words[kind] in f"{result.topics.name[0]} {result.topics.keywords[0]}"
    if kind != "only stop words":
        name = result.topics.name[0].lower()
        assert not re.search(r"\b(?:der|die|von|in|we|of|the)\b", name)


def test_two_topics_with_equal_papers_have_different_names() -> None:
    papers = make_papers([("Same thing", "All say the same.")] * 8)
    papers = papers.assign(paper_id=[f"{n:012x}" for n in range(8)])
    result = describe_topics(papers, [0] * 4 + [1] * 4)
    assert len(set(names_of(result))) == len(names_of(result)) == 2


def test_there_may_be_no_papers_or_no_topics() -> None:
    assert len(describe_topics(make_papers([]), []).topics) == 0
    result = describe_topics(make_papers(PROTEINS), [-1, -1, -1])
    assert len(result.topics) == len(result.themes) == 0
    assert result.metrics["npmi"] is None
    assert set(result.assignments.theme_name) == {"unassigned"}


def test_papers_with_zero_vectors_have_names_too() -> None:
    papers = make_papers(PROTEINS)
    zeros = Vectors(papers.paper_id.to_numpy(dtype=str), np.zeros((3, 8), np.float16))
    result = describe_topics(papers, [0, 0, 0], vectors=zeros)
    assert "rotein" in result.topics.name[0]


def test_each_term_is_encoded_once_in_the_template_of_the_papers(papers: pd.DataFrame) -> None:
    class RecordingEncoder:
        name, per_text, fingerprint, dimension = "toy", True, "x", 64

        def __init__(self) -> None:
            self.texts: list[str] = []

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            self.texts += texts
            return np.ones((len(texts), 64), np.float32)

        def is_truncated(self, texts: Sequence[str]) -> np.ndarray:
            return np.zeros(len(texts), bool)

    for template, prefix in (
        ("query: {title}. {abstract}", "query: "),
        ("passage {abstract}", "passage "),
    ):
        encoder = RecordingEncoder()
        describe_topics(papers, topics_of(papers), encoder=encoder, template=template)
        assert encoder.texts
        assert all(text.startswith(prefix) for text in encoder.texts)
        assert len(set(encoder.texts)) == len(encoder.texts)


# ---- names by a language model ----


def test_by_default_no_model_is_asked(
    papers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperthemes.describe.stage.name_with_model", None)
    assert len(describe_topics(papers, topics_of(papers)).topics) == 3


def test_a_language_model_names_what_the_config_does_not(papers: pd.DataFrame) -> None:
    clusters = make_clusters(papers, topics_of(papers), seeded_names=("", "Mine", ""))
    with stand_in_model(lambda request: f"On {request.data['draft']}") as server:
        naming = NamingSettings(model="toy", base_url=server.address, timeout=60)
        result = describe_topics(papers, clusters, DescribeSettings(naming=naming))
    assert result.topics.name[1] == "Mine"
    assert result.topics.seeded.tolist() == [False, True, False]
    assert all(name.startswith("On ") for name in result.topics.name[[0, 2]])
    assert set(result.assignments.topic_name) == set(result.topics.name)
    assert len(set(names_of(result))) == 3
    assert result.metrics["notes"] == []


def test_a_model_does_not_give_a_topic_the_name_of_its_theme(papers: pd.DataFrame) -> None:
    plain = describe_topics(papers, topics_of(papers))
    with stand_in_model(lambda request: request.data["draft"].split(" and ")[0]) as server:
        naming = NamingSettings(model="toy", base_url=server.address, timeout=60)
        result = describe_topics(papers, topics_of(papers), DescribeSettings(naming=naming))
    assert names_of(result) == names_of(plain)
    assert len(set(names_of(result))) == 3


def test_a_model_that_fails_leaves_the_names_and_a_note(
    papers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_model, "MAX_RETRIES", 0)
    naming = NamingSettings(model="toy", base_url="http://127.0.0.1:9/v1", timeout=2)
    plain = describe_topics(papers, topics_of(papers))
    result = describe_topics(papers, topics_of(papers), DescribeSettings(naming=naming))
    assert names_of(result) == names_of(plain)
    assert "the others keep the names they have" in result.metrics["notes"][0]


def test_a_model_also_names_topics_that_only_a_title_names() -> None:
    papers = make_papers(PROTEINS)
    zeros = Vectors(papers.paper_id.to_numpy(dtype=str), np.zeros((3, 8), np.float16))
    assert describe_topics(papers, [0] * 3, vectors=zeros).topics.name_source[0] == "title"
    with stand_in_model(lambda request: "Protein chains as tokens") as server:
        naming = NamingSettings(model="toy", base_url=server.address, timeout=60)
        settings = DescribeSettings(naming=naming)
        result = describe_topics(papers, [0] * 3, settings, vectors=zeros)
    assert result.topics.name.tolist() == ["Protein chains as tokens"]
    assert result.topics.name_source.tolist() == ["language model"]


def test_names_of_a_model_are_made_anew_without_an_encoder_to_compare_them(
    papers: pd.DataFrame,
) -> None:
    earlier = (
        DisplayedTopic(topic_id=f"T{number:04}", name=f"Old name {number}")
        for number in range(len(SUBJECTS))
    )
    identities = make_identities(*earlier)
    with stand_in_model(lambda request: f"On {request.data['draft'].lower()}") as model:
        naming = NamingSettings(model="m", base_url=model.address)
        settings = DescribeSettings(naming=naming)
        result = describe_topics(papers, topics_of(papers), settings, identities=identities)
    assert result.topics.name.str.startswith("On ").all()
