"""Corpora that the benchmarks run on: labelled papers, dumps, and larger synthetic corpora."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from measure import REPOSITORY
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.vectors import Vectors, unit_rows
from paperthemes.dedupe.stage import dedupe
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.parse.stage import parse
from paperthemes.text.paper_text import texts_of
from paperthemes.text.titles import title_hash

sys.path.append(str(REPOSITORY / "tests"))
from helpers.papers import make_papers

THREADS = 2
NEAREST = 25  # papers that a synthetic paper may be mixed with


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Papers in the order of their ids, their vectors, and their labels, if known."""

    papers: pd.DataFrame
    vectors: Vectors
    labels: NDArray[np.str_] | None = None

    def select(self, rows: NDArray[np.int64]) -> "Corpus":
        """Return the papers of these row numbers, in the order of their ids."""
        rows = np.sort(rows)
        return Corpus(
            papers=self.papers.iloc[rows].reset_index(drop=True),
            vectors=Vectors(self.vectors.paper_ids[rows], self.vectors.matrix[rows]),
            labels=None if self.labels is None else self.labels[rows],
        )

    def write(self, folder: Path) -> None:
        """Write the papers and vectors as the steps read them."""
        folder.mkdir(parents=True, exist_ok=True)
        tables.write(tables.PAPERS, self.papers, folder / "papers.parquet")
        self.vectors.write(folder / "vectors.npz")


def embed_papers(papers: pd.DataFrame, labels: NDArray[np.str_] | None = None) -> Corpus:
    """Embed papers with the default encoder."""
    matrix = make_encoder(EmbedSettings(), threads=THREADS).encode(texts_of(papers))
    vectors = Vectors(papers.paper_id.to_numpy(dtype=str), matrix.astype(np.float16))
    return Corpus(papers=papers, vectors=vectors, labels=labels)


def read_labelled(path: Path) -> Corpus:
    """Read and embed a labelled corpus."""
    frame = pd.read_parquet(path)
    frame = frame.assign(paper_id=frame.title.map(title_hash)).drop_duplicates("paper_id")
    frame = frame.sort_values("paper_id")
    papers = make_papers(zip(frame.title, frame.abstract, strict=True))
    return embed_papers(papers, frame.label.to_numpy(dtype=str))


def parse_dumps(folder: Path) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the records of all dumps in a folder, and their parse reports."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    parsed = [parse(path, path.name) for path in files]
    records = pd.concat([records for records, _ in parsed], ignore_index=True)
    return records, [report for _, report in parsed]


def read_dumps(folder: Path) -> Corpus:
    """Read and embed the papers of all dumps in a folder."""
    return embed_papers(dedupe([parse_dumps(folder)[0]])[0])


def number_titles(papers: pd.DataFrame) -> pd.DataFrame:
    """Add a number to each title, so that dedupe keeps all papers."""
    return papers.assign(title=[f"{title} {n}" for n, title in enumerate(papers.title)])


def write_dumps(papers: pd.DataFrame, count: int, folder: Path) -> list[Path]:
    """Write papers as so many CSV dumps in a folder; return the paths of the dumps.

    Their numbers follow those of the dumps that are there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first = len([*folder.iterdir()])
    paths = [folder / f"{first + number:05d}.csv" for number in range(count)]
    for number, path in enumerate(paths):
        papers[["title", "abstract"]].iloc[number::count].to_csv(path, index=False)
    return paths


def make_synthetic(corpus: Corpus, count: int) -> Corpus:
    """Mix each of `count` papers from a labelled paper and three of its nearest with its label.

    The title is the beginning of the first one's, the end of the second's and that of the third's.
    """
    assert corpus.labels is not None
    random = np.random.RandomState(0)
    points = corpus.vectors.matrix.astype(np.float32)
    similarity = np.where(corpus.labels[:, None] == corpus.labels, points @ points.T, -1)
    nearest = np.argsort(-similarity, axis=1, kind="stable")[:, 1 : NEAREST + 1]
    first = random.randint(len(points), size=count)
    others = nearest[first[:, None], random.randint(NEAREST, size=(count, 3))]
    sources = np.hstack([first[:, None], others])
    weights = random.dirichlet([2.0] * 4, count).astype(np.float32)
    vectors = unit_rows(np.einsum("ij,ijk->ik", weights, points[sources]))
    sentences = [abstract.split(". ") for abstract in corpus.papers.abstract]
    abstracts = [
        ". ".join(part for source in rows for part in random.permutation(sentences[source])[:3])
        for rows in sources
    ]
    words = [title.split() for title in corpus.papers.title]
    titles = [
        " ".join([*words[start][:4], *words[middle][-4:], *words[end][-4:]])
        for start, middle, end, _ in sources
    ]
    ids = [f"{number:012x}" for number in range(count)]
    return Corpus(
        papers=make_papers(zip(titles, abstracts, strict=True), paper_id=ids),
        vectors=Vectors(np.array(ids), vectors.astype(np.float16)),
        labels=corpus.labels[first],
    )
