"""Names, keywords and metrics of topics for sweeps: those of a first run without edits."""

import numpy as np

from helpers.corpora import SUBJECTS, corpus, subjects_of
from helpers.papers import toy_vectors
from helpers.topics import describe_topics, make_clusters, make_neighbours
from paperthemes.artifacts.corpus import Corpus
from paperthemes.describe.outline import make_outliner
from paperthemes.describe.settings import NamingSettings
from paperthemes.describe.stage import DescribeSettings
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.terms.stage import collect_terms


def test_the_outline_is_what_a_first_run_says_of_the_topics() -> None:
    papers = corpus(20)
    topics = [list(SUBJECTS).index(subject) for subject in subjects_of(papers)]
    topics[:4] = [-1] * 4
    clusters = make_clusters(papers, topics, seeded_names=("", "Our whales", ""))
    settings = DescribeSettings(naming=NamingSettings(fields=None), stop_words=["steel"])
    described = describe_topics(papers, clusters, settings)
    vectors = toy_vectors(papers)
    outline = make_outliner(
        EmbedSettings(encoder="lsa"), [], settings.stop_words, cache=None, offline=True
    )
    corpora = Corpus(
        papers=papers,
        vectors=vectors,
        neighbours=make_neighbours(vectors),
        clusters=clusters,
        terms=collect_terms([papers]),
    )
    for _ in range(2):  # the same from the second use on
        outlined = outline(corpora)
        assert [topic["name"] for topic in outlined["topics"]] == described.topics.name.tolist()
        assert [topic["size"] for topic in outlined["topics"]] == np.bincount(
            [topic for topic in topics if topic >= 0]
        ).tolist()
        for topic, keywords in zip(outlined["topics"], described.topics.keywords, strict=True):
            assert topic["keywords"] == keywords[:5].tolist()
        assert outlined["metrics"].items() <= described.metrics.items()
