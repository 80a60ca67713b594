"""The papers of a clustering with the artifacts of all steps up to step cluster."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import Neighbours, Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The n papers of a clustering and their artifacts, in the same order.

    Attributes
    ----------
    papers
        A table with columns of `tables.PAPERS`.
    vectors, neighbours, clusters, terms
        Artifacts of these papers.

    Raises
    ------
    ValueError
        If an artifact has other paper ids than `papers`, or another order of them.
    """

    papers: pd.DataFrame
    vectors: Vectors
    neighbours: Neighbours
    clusters: Clusters
    terms: Terms

    def __post_init__(self) -> None:
        """Check that all artifacts have the same paper ids as `papers`, in the same order."""
        for name in ("vectors", "neighbours", "clusters", "terms"):
            ids = getattr(self, name).paper_ids
            tables.check_same_ids(self.papers.paper_id, ids, f"the {name}")

    @classmethod
    def read(cls, inputs: Mapping[str, str], columns: list[str] | None = None) -> "Corpus":
        """Read the papers, or some of their columns, and the artifacts from files.

        `inputs` has the path of each file, by the name of the attribute.
        """
        return cls(
            papers=tables.read(tables.PAPERS, inputs["papers"], columns),
            vectors=Vectors.read(inputs["vectors"]),
            neighbours=Neighbours.read(inputs["neighbours"]),
            clusters=Clusters.read(inputs["clusters"]),
            terms=Terms.read(inputs["terms"]),
        )
