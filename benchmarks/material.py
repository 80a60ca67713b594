"""What the benchmarks of topics run on: labelled corpora, dumps, and larger ones made of these."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.vectors import Vectors, unit_rows
from paperthemes.dedupe.stage import dedupe
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.parse.stage import parse
from paperthemes.text.paper_text import texts_of
from paperthemes.text.titles import title_hash

THREADS = 2
# What the stage identify writes, and under which name.
IDENTIFIED = {
    "partition": "partition.npz",
    "identities": "identities.json",
    "map": "map.parquet",
    "metrics": "partition.json",
}


@dataclass(frozen=True)
class Corpus:
    """Papers in the order of their ids, their vectors, and their labels if they have any."""

    papers: pd.DataFrame
    vectors: Vectors
    labels: NDArray[np.str_] | None = None

    def part(self, rows: NDArray[np.int64]) -> "Corpus":
        """Return the papers at the places `rows`, in the order of their ids."""
        rows = np.sort(rows)
        return Corpus(
            self.papers.iloc[rows].reset_index(drop=True),
            Vectors(self.vectors.paper_ids[rows], self.vectors.matrix[rows]),
            None if self.labels is None else self.labels[rows],
        )


def embedded(papers: pd.DataFrame, labels: NDArray[np.str_] | None = None) -> Corpus:
    """Embed papers with the default encoder."""
    matrix = make_encoder(EmbedSettings(), threads=THREADS).encode(texts_of(papers))
    vectors = Vectors(papers.paper_id.to_numpy(dtype=str), matrix.astype(np.float16))
    return Corpus(papers, vectors, labels)


def papers_of(titles: pd.Series, abstracts: pd.Series, ids: list[str]) -> pd.DataFrame:
    """Make a `tables.PAPERS`."""
    rows = zip(ids, titles, abstracts, strict=True)
    return tables.make(
        tables.PAPERS,
        ((i, title, abstract, "", "", "", [], "", [], [], [], "{}") for i, title, abstract in rows),
    )


def labelled(path: Path) -> Corpus:
    """Read a labelled corpus."""
    found = pd.read_parquet(path)
    found = found.assign(paper_id=found.title.map(title_hash)).drop_duplicates("paper_id")
    found = found.sort_values("paper_id")
    papers = papers_of(found.title, found.abstract, found.paper_id.tolist())
    return embedded(papers, found.label.to_numpy(dtype=str))


def of_dumps(folder: Path) -> Corpus:
    """Read dumps as the workflow does."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    records = pd.concat([parse(path, path.name)[0] for path in files], ignore_index=True)
    return embedded(dedupe(records)[0])


def made(corpus: Corpus, count: int) -> Corpus:
    """Make `count` papers, each of a paper and three of its 25 nearest with its label."""
    assert corpus.labels is not None
    random = np.random.RandomState(0)
    points = corpus.vectors.matrix.astype(np.float32)
    likeness = np.where(corpus.labels[:, None] == corpus.labels, points @ points.T, -1)
    near = np.argsort(-likeness, axis=1, kind="stable")[:, 1:26]
    first = random.randint(len(points), size=count)
    others = near[first[:, None], random.randint(25, size=(count, 3))]
    four = np.hstack([first[:, None], others])
    weights = random.dirichlet([2.0] * 4, count).astype(np.float32)
    mixed = unit_rows(np.einsum("ij,ijk->ik", weights, points[four]))
    sentences = [abstract.split(". ") for abstract in corpus.papers.abstract]
    abstracts = [
        ". ".join(part for one in some for part in random.permutation(sentences[one])[:3])
        for some in four
    ]
    titles = corpus.papers.title.iloc[first].reset_index(drop=True)
    ids = [f"{number:012x}" for number in range(count)]
    return Corpus(
        papers_of(titles, pd.Series(abstracts), ids),
        Vectors(np.array(ids), mixed.astype(np.float16)),
        corpus.labels[first],
    )
