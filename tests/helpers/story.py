"""A sequence of runs for tests of the history: groups of titles in, archived runs out."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from helpers.papers import make_papers
from paperthemes.artifacts.clusters import Clusters, Stability, numbers_by_size
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.nearest import NearestPapers
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.changes.archive import ChangesSettings, RunInputs, build_run
from paperthemes.curation.edits import Curation
from paperthemes.describe.settings import NamingSettings
from paperthemes.describe.stage import DescribeSettings, describe
from paperthemes.history.clock import read_clock
from paperthemes.history.folder import METADATA
from paperthemes.history.run import Run
from paperthemes.history.store import History
from paperthemes.identify.stage import (
    IdentifySettings,
    find_baseline,
    identify_topics,
    make_map,
)
from paperthemes.terms.stage import collect_terms
from paperthemes.text.titles import title_hash

WORDS = {
    "harbour": "harbour pier mooring tide dredging quay ferry breakwater",
    "glacier": "glacier moraine ablation crevasse firn calving icefall meltwater",
    "violin": "violin varnish resonance bridge luthier bowing soundpost spruce",
    "bees": "bees hive foraging waggle pollen swarm brood nectar",
    "kiln": "kiln glaze stoneware firing clay porcelain slip bisque",
}

# Reading the fields of research, and naming topics after them, would take most of a run.
WITHOUT_FIELDS = DescribeSettings(naming=NamingSettings(fields=None))

Groups = Mapping[str, Sequence[str]]


def titles_of(subject: str, count: int, start: int = 0) -> list[str]:
    """Return the titles of `count` papers about a subject."""
    words = WORDS[subject].split()
    return [
        f"{subject.title()} study {number}: {words[number % 8]} and {words[(number * 3 + 1) % 8]}"
        for number in range(start, start + count)
    ]


def subject_of(title: str) -> str:
    """Return the subject of a title, its first word."""
    return title.split()[0].lower()


def paper_frame(
    titles: Sequence[str], former_titles: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Make a `tables.PAPERS` with an abstract on each subject and former titles as aliases."""
    former = former_titles or {}
    return make_papers(
        [
            (title, f"We study the {(name := subject_of(title))}: {WORDS[name]}.")
            for title in titles
        ],
        aliases=[[title_hash(former[title])] if title in former else [] for title in titles],
    )


def vectors_of(papers: pd.DataFrame) -> Vectors:
    """Make vectors that consist of the subject and a small component per paper."""
    subjects = list(WORDS)
    matrix = np.zeros((len(papers), 16))
    for row, title in zip(matrix, papers.title, strict=True):
        row[subjects.index(subject_of(title))] = 1
        row[8 + len(title) % 8] = 0.1
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return Vectors(papers.paper_id.to_numpy(dtype=str), matrix.astype(np.float16))


def clusters_of(papers: pd.DataFrame, groups: Groups) -> Clusters:
    """Make clusters of papers from groups of their titles."""
    group_of = {title: number for number, titles in enumerate(groups.values()) for title in titles}
    labels = np.array([group_of.get(title, -1) for title in papers.title], np.int64)
    topics = numbers_by_size(labels, len(groups))[labels]
    n, placed = len(papers), topics >= 0
    return Clusters(
        paper_ids=papers.paper_id.to_numpy(dtype=str),
        topics=topics,
        grades=np.where(placed, "core", "unassigned"),
        confidences=np.where(placed, 0.9, 0.1),
        runners_up=np.full(n, -1),
        margins=np.where(placed, 0.8, 0.0),
        stability=Stability(None, ()),
        min_topic_size=2,
        seeded_names=("",) * (int(topics.max(initial=-1)) + 1),
    )


def neighbours_without_edges(papers: pd.DataFrame) -> Neighbours:
    """Make neighbours of papers that have none, and a map with a place for each."""
    n = len(papers)
    angles = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return Neighbours(
        paper_ids=papers.paper_id.to_numpy(dtype=str),
        indices=np.arange(n, dtype=np.int32)[:, np.newaxis],
        distances=np.zeros((n, 1), np.float32),
        graph=csr_array((n, n), dtype=np.float32),
        layouts=np.zeros((1, n, 2), np.float32),
        map=np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32),
    )


def names_of(topics: pd.DataFrame) -> dict[str, str]:
    """Return the names of topics by topic_id."""
    return dict(zip(topics.topic_id, topics.name, strict=True))


@dataclass
class Story:
    """A history in a folder, to which runs are added."""

    folder: Path
    max_runs: int = 20

    @property
    def history(self) -> History:
        """The history."""
        return History(self.folder)

    @property
    def latest(self) -> Run:
        """The latest run."""
        return self.history.run(self.history.registry().latest)

    @property
    def identities(self) -> Identities:
        """The topics of the last run."""
        return self.results.identities

    @property
    def names(self) -> dict[str, str]:
        """The names of the topics of the last run, by topic_id."""
        return names_of(self.results.topics)

    def run(self, groups: Groups, **options: Any) -> dict[str, str]:
        """Make a run with `make_results`, archive it, and return the topic_id of each group."""
        self.results, settings = self.make_results(groups, **options)
        run = build_run(self.results, self.history, settings)
        self.name = self.history.archive(run, max_runs=self.max_runs)
        # A rebuilt registry has the times of files, which do not stand still as the tests' clock.
        time = read_clock().timestamp()
        os.utime(self.history.folder / self.name / METADATA, (time, time))
        topic_ids = [*(match.topic_id for match in self.identities.matches), ""]
        ids = {
            title: topic_ids[topic]
            for title, topic in zip(
                self.results.papers.title, self.results.clusters.topics, strict=True
            )
        }
        return {name: ids[titles[0]] for name, titles in groups.items()}

    def make_results(
        self,
        groups: Groups,
        *,
        loose: Sequence[str] = (),
        former_titles: Mapping[str, str] | None = None,
        curation: Mapping[str, Any] | None = None,
        encoder: str = "toy",
        mode: Any = "cluster",
        dumps: Sequence[str] = ("a.txt",),
    ) -> tuple[RunInputs, ChangesSettings]:
        """Make the results of a run without archiving it.

        Parameters
        ----------
        groups
            Titles of the papers of each cluster.
        loose
            Titles of unassigned papers.
        former_titles
            Former title of some papers.
        curation
            Contents of the curation file.
        encoder, mode, dumps
            Settings of the run.
        """
        titles = [title for group in groups.values() for title in group]
        papers = paper_frame([*titles, *loose], former_titles)
        corpus = Corpus(
            papers=papers,
            vectors=vectors_of(papers),
            neighbours=neighbours_without_edges(papers),
            clusters=clusters_of(papers, groups),
            terms=collect_terms([papers]),
        )
        settings = IdentifySettings(
            encoder=encoder, curation=Curation.of(curation or {}), mode=mode
        )
        baseline = find_baseline(corpus, self.history, settings)
        identities, curated = identify_topics(corpus, self.history, baseline, settings)
        described = describe(replace(corpus, clusters=curated), identities, WITHOUT_FIELDS)
        results = RunInputs(
            papers=papers,
            vectors=corpus.vectors,
            nearest=NearestPapers(
                paper_ids=corpus.vectors.paper_ids,
                rows=np.zeros((len(papers), 0), np.int32),
                similarities=np.zeros((len(papers), 0), np.float32),
            ),
            clusters=corpus.clusters,
            identities=identities,
            assignments=described.assignments,
            topics=described.topics,
            map=make_map(corpus, baseline, settings.map_min_dist),
        )
        return results, ChangesSettings(
            clustering=self.folder.name, dumps=dumps, encoder=encoder, mode=mode
        )
