"""Builders of papers and vectors."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.vectors import Vectors
from paperthemes.text.titles import title_hash

_EMPTY_CELLS = {"string": "", "large_string": "", "list": []}


def make_papers(texts: Iterable[str | tuple[str, str]], **columns: Sequence[Any]) -> pd.DataFrame:
    """Make a `tables.PAPERS` of titles, or of titles with abstracts, sorted by `paper_id`.

    Parameters
    ----------
    texts
        Titles, or pairs of title and abstract.
    columns
        Cells of other columns, in the order of `texts`; all others are empty.
    """
    pairs = [(text, "") if isinstance(text, str) else text for text in texts]
    cells = {
        "paper_id": [title_hash(title) for title, _ in pairs],
        "title": [title for title, _ in pairs],
        "abstract": [abstract for _, abstract in pairs],
        "dumps": [["test.txt"]] * len(pairs),
        "extra": ["{}"] * len(pairs),
        **columns,
    }
    for column in tables.PAPERS.columns:
        empty: Any = [] if str(column.type).startswith("list") else ""
        cells.setdefault(column.name, [empty] * len(pairs))
    rows = zip(*(cells[name] for name in tables.PAPERS.names), strict=True)
    frame = tables.make(tables.PAPERS, rows)
    return frame.sort_values("paper_id", ignore_index=True)


def toy_vectors(papers: pd.DataFrame, dimension: int = 64) -> Vectors:
    """Make a vector per paper from its words, each at a place and sign that its hash gives."""
    matrix = np.zeros((len(papers), dimension), np.float16)
    for row, text in zip(matrix, papers.title + " " + papers.abstract, strict=True):
        for word in re.findall(r"[a-z]{5,}", text.lower()):
            value = hashlib.md5(word.encode()).digest()
            row[value[0] % dimension] += 1 if value[1] % 2 else -1
    matrix[:, 0] += 1
    lengths = np.linalg.norm(matrix.astype(np.float32), axis=1, keepdims=True)
    return Vectors(papers.paper_id.to_numpy(dtype=str), (matrix / lengths).astype(np.float16))
