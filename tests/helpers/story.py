"""Runs one after another, for the tests of what lasts: groups of titles in, recorded runs out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters, Stability, numbers_by_size
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.changes.archive import Results, run_of
from paperthemes.curation.edits import Curation
from paperthemes.describe.stage import describe
from paperthemes.history.run import Run
from paperthemes.history.store import History
from paperthemes.identify.stage import Corpus, IdentifySettings, identify_topics, places_of
from paperthemes.terms.stage import collect_terms
from paperthemes.text.titles import title_hash

WORDS = {
    "harbour": "harbour pier mooring tide dredging quay ferry breakwater",
    "glacier": "glacier moraine ablation crevasse firn calving icefall meltwater",
    "violin": "violin varnish resonance bridge luthier bowing soundpost spruce",
    "bees": "bees hive foraging waggle pollen swarm brood nectar",
    "kiln": "kiln glaze stoneware firing clay porcelain slip bisque",
}


def titles_of(subject: str, count: int, start: int = 0) -> list[str]:
    """Return titles of so many papers about a subject."""
    words = WORDS[subject].split()
    return [
        f"{subject.title()} study {number}: {words[number % 8]} and {words[(number * 3 + 1) % 8]}"
        for number in range(start, start + count)
    ]


def paper_frame(titles: Sequence[str], aliases: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Make a `tables.PAPERS`; `aliases` tells the former title of some."""
    rows = []
    for title in titles:
        subject = title.split()[0].lower()
        former = [title_hash(aliases[title])] if aliases and title in aliases else []
        abstract = f"We study the {subject}: {WORDS[subject]}."
        rows.append(
            (title_hash(title), title, abstract, "", "", "", [], "", [], ["a.txt"], former, "{}")
        )
    return tables.make(tables.PAPERS, sorted(rows))


def vectors_of(papers: pd.DataFrame) -> Vectors:
    """Make a vector of each paper: its subject, and a little of its own."""
    subjects = list(WORDS)
    matrix = np.zeros((len(papers), 16))
    for row, title in zip(matrix, papers.title, strict=True):
        row[subjects.index(title.split()[0].lower())] = 1
        row[8 + len(title) % 8] = 0.1
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return Vectors(papers.paper_id.to_numpy(dtype=str), matrix.astype(np.float16))


@dataclass
class Story:
    """A history in a folder, to which runs are added."""

    folder: Path
    kept: int = 20
    settings: IdentifySettings = field(default_factory=lambda: IdentifySettings(encoder="toy"))

    @property
    def history(self) -> History:
        """The history."""
        return History(self.folder)

    def run(
        self, groups: Mapping[str, Sequence[str]], *, key: str = "", **more: Any
    ) -> dict[str, str]:
        """Make a run as `made` does, record it, and return the id of each group."""
        self.results, self.settings = self.made(groups, key=key, **more)
        baseline = self.history.baseline(self.results.identities.baseline)
        run = run_of(
            self.results, self.settings, ["a.txt"], baseline, self.history.registry().last_number
        )
        self.name = self.history.record(run, key or self._key(groups), self.kept)
        ids = dict(zip(self.results.papers.title, self.found_ids(), strict=True))
        return {name: ids[titles[0]] for name, titles in groups.items()}

    def made(
        self,
        groups: Mapping[str, Sequence[str]],
        *,
        key: str = "",
        loose: Sequence[str] = (),
        aliases: Mapping[str, str] | None = None,
        curation: Curation | None = None,
        encoder: str = "toy",
    ) -> tuple[Results, IdentifySettings]:
        """Make the results of a run, and record nothing."""
        papers = paper_frame(
            [*(title for some in groups.values() for title in some), *loose], aliases
        )
        baseline = self._baseline(key or self._key(groups))
        settings = IdentifySettings(baseline, encoder, curation=curation or Curation())
        vectors, found = vectors_of(papers), partition_of(papers, groups)
        vocabulary = collect_terms(papers)
        corpus = Corpus(papers, vectors, nowhere(papers), found, vocabulary, {"notes": []})
        run = self.history.baseline(baseline)
        identities, shown = identify_topics(corpus, self.history, run, settings)
        words = describe(
            papers,
            vectors,
            corpus.neighbours,
            shown,
            vocabulary,
            displayed=identities.topics,
            reserved_names=identities.reserved_names,
        )
        places = places_of(corpus, run, 0.1)
        results = Results(
            papers, vectors, found, identities, words.assignments, words.topics, places
        )
        return results, settings

    def _baseline(self, key: str) -> str:
        """Choose the run to go on from as `baseline_of` in history.smk does."""
        registry, kept = self.history.registry(), self.history.names()
        accepted = registry.accepted.get(key)
        if accepted is not None and accepted in ("", *kept):
            return accepted
        return registry.latest if registry.latest in kept else (kept or [""])[-1]

    def found_ids(self) -> list[str]:
        """Return the id of each paper of the last run before curation."""
        found, identities = self.results.found, self.results.identities
        return ["" if topic < 0 else identities.found[topic].topic_id for topic in found.topics]

    @property
    def identities(self) -> Identities:
        """Who the topics of the last run are."""
        return self.results.identities

    @property
    def latest(self) -> Run:
        """The latest run."""
        return self.history.run(self.history.registry().latest)

    def _key(self, groups: Mapping[str, Sequence[str]]) -> str:
        return str(sorted(tuple(sorted(titles)) for titles in groups.values()))


def partition_of(papers: pd.DataFrame, groups: Mapping[str, Sequence[str]]) -> Clusters:
    """Make a partition of papers from groups of their titles."""
    group_of = {title: number for number, titles in enumerate(groups.values()) for title in titles}
    labels = np.array([group_of.get(title, -1) for title in papers.title], np.int64)
    topics = numbers_by_size(labels, len(groups))[labels]
    n, placed = len(papers), topics >= 0
    return Clusters(
        papers.paper_id.to_numpy(dtype=str),
        topics,
        np.where(placed, "core", "unassigned"),
        np.where(placed, 0.9, 0.1),
        np.full(n, -1),
        np.where(placed, 0.8, 0.0),
        Stability(None, ()),
        2,
        ("",) * (int(topics.max(initial=-1)) + 1),
    )


def nowhere(papers: pd.DataFrame) -> Neighbours:
    """Make the neighbours of papers that have none, on a map with a place for each."""
    n = len(papers)
    angles = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return Neighbours(
        papers.paper_id.to_numpy(dtype=str),
        np.arange(n, dtype=np.int32)[:, np.newaxis],
        np.zeros((n, 1), np.float32),
        csr_array((n, n), dtype=np.float32),
        np.zeros((1, n, 2), np.float32),
        np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32),
    )
