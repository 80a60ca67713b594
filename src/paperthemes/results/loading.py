"""The results of a clustering, read from their files when they are first used."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import RESULTS
from paperthemes.results.lookup import find_group, find_paper
from paperthemes.results.result_files import RUN_AGAIN, ResultFiles
from paperthemes.text.paper_fields import find_address

if TYPE_CHECKING:  # imported when needed: this takes longer than reading the tables
    from paperthemes.results.change_tables import ChangeTables
    from paperthemes.results.text_search import Compare

_NO_TOPIC = (tables.UNASSIGNED, tables.UNASSIGNED_NAME)  # what the unassigned papers are called
_LISTED = ["paper_id", "title", "url", "arxiv_id", "doi", "aliases"]  # columns of papers in lists


def load(folder: str | Path) -> "Results":
    """Open the results of a clustering.

    Parameters
    ----------
    folder
        The folder of the clustering, such as `results/fine`.

    Raises
    ------
    FileNotFoundError
        If the folder does not hold the results of a clustering, or lacks some of its tables, as
        while the workflow runs.
    """
    folder = Path(folder).expanduser()
    if not (folder / "assignments.parquet").is_file():
        # It may be the folder of the run or of all results, or a file in the right folder.
        parents = (folder, *folder.parents[:2])
        patterns = ("*/assignments.parquet", f"{RESULTS}/*/assignments.parquet")
        paths = (path for base in parents for pattern in patterns for path in base.glob(pattern))
        names = ", ".join(sorted({str(path.parent) for path in paths}))
        hint = f"these do: {names}. Otherwise {RUN_AGAIN}" if names else RUN_AGAIN
        raise FileNotFoundError(f"{folder} does not hold results of a clustering; {hint}")
    return Results(folder.absolute())  # because files are read later, perhaps from elsewhere


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic with its papers.

    Attributes
    ----------
    topic_id
        Permanent id, such as `T0042`.
    name
        Name, unique among the topics.
    keywords
        Its most characteristic terms, best first.
    row
        All columns of the topic in `Results.topics`, such as `row["stability"]`.
    papers
        Its papers, as `Results.papers_of` returns them.
    exemplars
        The papers that show best what it is about, the most central first; columns as `papers`.
    """

    topic_id: str
    name: str
    keywords: list[str]
    row: "pd.Series[Any]"
    papers: pd.DataFrame
    exemplars: pd.DataFrame


class Results:
    """The results of a clustering, as `load` returns them.

    Tables and vectors are read when they are first used, and kept: copy them before you change
    them. A missing file raises `FileNotFoundError`; one that is damaged, of another version of
    paperthemes or of other papers, or that was written again since `load`, raises `ValueError`. All
    that does not need this file can still be used.

    Attributes
    ----------
    folder
        The folder of the clustering.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = ResultFiles(folder)

    def __repr__(self) -> str:
        """Return the name of the class and the folder."""
        return f"Results({str(self.folder)!r})"

    @cached_property
    def papers(self) -> pd.DataFrame:
        """Every paper of the corpus once, sorted by `paper_id`."""
        return self._files.read(tables.PAPERS)

    @cached_property
    def topics(self) -> pd.DataFrame:
        """The topics, from the largest to the smallest."""
        return self._files.read(tables.TOPICS)

    @cached_property
    def themes(self) -> pd.DataFrame:
        """The themes, from the one with most papers to the one with fewest."""
        return self._files.read(tables.THEMES)

    @cached_property
    def assignments(self) -> pd.DataFrame:
        """The topic of each paper, with grade and confidence, in the order of `papers`."""
        return self._files.read(tables.ASSIGNMENTS, self._listed.paper_id)

    @cached_property
    def map(self) -> pd.DataFrame:
        """The position of each paper on the map, in the order of `papers`."""
        return self._files.read(tables.MAP, self._listed.paper_id)

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The vector of each paper, shape `(n, d)`, of unit length, in the order of `papers`."""
        return self._files.read_vectors(self._listed.paper_id)

    def topic(self, topic: str | int) -> Topic:
        """Return a topic, given by its `topic_id`, its name or its number.

        Raises
        ------
        ValueError
            If there is no such topic; the message has near matches.
        """
        if topic in _NO_TOPIC:
            raise UserError('unassigned papers have no topic; papers_of("unassigned") lists them')
        row = self.topics.iloc[find_group(self.topics, "topic", topic)]
        papers = self.papers_of(row["topic_id"])
        exemplars = papers.set_index("paper_id", drop=False).loc[row["exemplars"]]
        return Topic(
            topic_id=row["topic_id"],
            name=row["name"],
            keywords=row["keywords"].tolist(),
            row=row,
            papers=papers,
            exemplars=exemplars.reset_index(drop=True),
        )

    def papers_of(
        self, topic: str | int | None = None, *, theme: str | int | None = None
    ) -> pd.DataFrame:
        """Return the papers of a topic or of a theme, the most confident first.

        The columns are those of `papers`, then those of `assignments`.

        Parameters
        ----------
        topic
            `topic_id`, name or number of the topic; `unassigned` or -1 for the papers in none.
        theme
            Name or number of the theme, if there is no `topic`.

        Raises
        ------
        TypeError
            If both are given, or neither.
        ValueError
            If there is no such topic or theme; the message has near matches.
        """
        if (topic is None) == (theme is None):
            raise TypeError("papers_of takes a topic or theme=…, and not both")
        if topic in _NO_TOPIC:
            numbers, number = self.assignments.topic, tables.UNASSIGNED
        elif topic is not None:
            numbers, number = self.assignments.topic, find_group(self.topics, "topic", topic)
        else:
            assert theme is not None
            numbers, number = self.assignments.theme, find_group(self.themes, "theme", theme)
        joined = self.papers.join(self.assignments.drop(columns=["paper_id", "title"]))
        chosen = joined[numbers == number]
        return chosen.sort_values("confidence", ascending=False, kind="stable", ignore_index=True)

    def search(self, text: str, k: int = 20) -> pd.DataFrame:
        """Return the papers whose meaning is most similar to a text, the most similar first.

        The text is encoded by the encoder of the run, which is loaded once. With the encoder `lsa`,
        which depends on all papers, this fits it to the papers again, and a text without any of
        their terms finds no papers.

        Parameters
        ----------
        text
            Text in the language of the papers: a few words, a question, an abstract.
        k
            Largest number of papers.

        Returns
        -------
        pd.DataFrame
            Columns `paper_id`, `title`, `similarity` (cosine, -1 to 1), `topic`, `topic_id`,
            `topic_name`, `url` (empty if unknown).

        Raises
        ------
        FileNotFoundError
            If there are no vectors.
        ValueError
            If the text is empty, `k` is less than 1, or the encoder is not available or is no
            longer the one that made the vectors.
        """
        if not text.strip():
            raise UserError("the text to search for is empty")
        similarities = self._compare(text)
        if not similarities.any():
            similarities[:] = -np.inf
        return self._list_nearest(similarities, k)

    def similar(self, paper_id: str, k: int = 20) -> pd.DataFrame:
        """Return the papers that are most similar to a paper, without itself; as `search` does.

        Raises
        ------
        FileNotFoundError
            If there are no vectors.
        ValueError
            If there is no such paper (the message has near matches), or `k` is less than 1.
        """
        row = find_paper(self._listed, paper_id)
        similarities = self.vectors @ self.vectors[row]
        similarities[row] = -np.inf
        return self._list_nearest(similarities, k)

    def changes(self) -> "ChangeTables":
        """Return what changed since an earlier run, and how topics grew over time.

        Raises
        ------
        FileNotFoundError
            If `changes.json` is missing.
        ValueError
            If it is damaged, or of another version of paperthemes.
        """
        from paperthemes.results.change_tables import read_changes

        return read_changes(self.folder / "changes.json")

    @cached_property
    def _listed(self) -> pd.DataFrame:
        """The columns `_LISTED` of `papers`, which take less time to read than all."""
        return self._files.read(tables.PAPERS, columns=_LISTED)

    @cached_property
    def _compare(self) -> "Compare":
        """Function that compares a text with all papers; it keeps the encoder."""
        from paperthemes.results.text_search import load_text_search

        report = self._files.find_embedding(".report.json")
        working_folder = self.folder.parents[1]  # above `results`
        return load_text_search(report, working_folder, self.vectors, lambda: self.papers)

    def _list_nearest(self, similarities: NDArray[np.float32], k: int) -> pd.DataFrame:
        """Return up to `k` papers with the largest similarities, those with -inf left out."""
        if k < 1:
            raise UserError(f"k is {k}, but it must be 1 or more")
        order = np.argsort(-similarities, kind="stable")[:k]
        order = order[similarities[order] > -np.inf]
        papers, assignments = self._listed.iloc[order], self.assignments.iloc[order]
        addresses = zip(papers.url, papers.arxiv_id, papers.doi, strict=True)
        table = papers[["paper_id", "title"]].assign(
            similarity=similarities[order].astype(np.float64),
            **{name: assignments[name] for name in ("topic", "topic_id", "topic_name")},
            url=[find_address(*address) for address in addresses],
        )
        return table.reset_index(drop=True)
