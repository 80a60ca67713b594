"""The files of a clustering's results, with errors that say what to do."""

from collections.abc import Iterable
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import read_record

RUN_AGAIN = "run the workflow (if it is running, wait until it ends)"
_CLUSTERING = (tables.ASSIGNMENTS, tables.TOPICS, tables.THEMES, tables.MAP)


class ResultFiles:
    """The files of a clustering, and those of its corpus.

    Parameters
    ----------
    folder
        The folder of the clustering; those of the corpus are in the one above.

    Raises
    ------
    FileNotFoundError
        If a table is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        paths = [self._path_of(table) for table in (tables.PAPERS, *_CLUSTERING)]
        self._times = {path: _read_time(path) for path in paths}

    def read(
        self,
        table: tables.Table,
        paper_ids: Iterable[str] | None = None,
        *,
        columns: list[str] | None = None,
    ) -> pd.DataFrame:
        """Read a table, or some of its columns.

        With `paper_ids`, the rows must be these papers, in the same order.

        Raises
        ------
        FileNotFoundError
            If the file is missing.
        UserError
            If the file has been written again since this object was made, is damaged or of another
            version of paperthemes, or has other rows than `paper_ids`.
        """
        path = self._path_of(table)
        self._check_time(path)
        try:
            frame = tables.read(table, path, columns)
        except (ValueError, OSError) as error:  # also those of Arrow
            raise UserError(
                f"{path} is damaged or of another version of paperthemes ({error}): {RUN_AGAIN}"
            ) from error
        if paper_ids is not None:
            _check_ids(path, frame.paper_id, paper_ids)
        return frame

    def read_vectors(self, paper_ids: Iterable[str]) -> NDArray[np.float32]:
        """Read the vectors of the papers, shape `(n, d)`, and scale them to unit length.

        Raises
        ------
        FileNotFoundError
            If the file is missing.
        UserError
            If it is damaged or has other papers, or the encoder is not known.
        """
        from paperthemes.artifacts.vectors import Vectors, unit_rows  # lazy: imports SciPy

        path = self.find_embedding(".npz")
        if not path.is_file():
            raise FileNotFoundError(f"{path}, with the vectors, is missing: {RUN_AGAIN}")
        try:
            vectors = Vectors.read(path)
        except (BadZipFile, EOFError, KeyError, ValueError) as error:
            raise UserError(f"{path} is damaged ({error}): delete it, and {RUN_AGAIN}") from error
        _check_ids(path, vectors.paper_ids.tolist(), paper_ids)
        return unit_rows(vectors.matrix.astype(np.float32))

    def find_embedding(self, suffix: str) -> Path:
        """Return the path of a file of step embed: `{encoder}{suffix}`, for this clustering.

        Raises
        ------
        UserError
            If the encoder is not known, or the results have been written again.
        """
        self._check_time(self._path_of(tables.ASSIGNMENTS))  # written after the vectors
        metrics = self._folder / "metrics.json"
        if not (encoder := read_record(metrics).get("encoder")):
            raise UserError(
                f"{metrics} does not name the encoder; it is missing, damaged or of another "
                f"version of paperthemes: {RUN_AGAIN}"
            )
        return self._folder.parent / "embeddings" / f"{encoder}{suffix}"

    def _check_time(self, path: Path) -> None:
        """Raise a `UserError` if a table has been written again since this object was made.

        Otherwise, files of two runs could be mixed, in which topics have different numbers.
        """
        if _read_time(path) != self._times[path]:
            raise UserError(f"{path} has been written again since `load`: load the results again")

    def _path_of(self, table: tables.Table) -> Path:
        """Return the path of a table."""
        folder = self._folder if table in _CLUSTERING else self._folder.parent
        return folder / f"{table.name}.parquet"


def _read_time(path: Path) -> int:
    """Return when a file was last written, in nanoseconds since 1970.

    Raises
    ------
    FileNotFoundError
        If it is missing; the message says what to do.
    """
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{path} is missing: {RUN_AGAIN}") from error


def _check_ids(path: Path, paper_ids: Iterable[str], expected: Iterable[str]) -> None:
    """Check that the rows of a file are the expected papers; if not, raise a `UserError`."""
    try:
        tables.check_same_ids(expected, paper_ids, f"{path}: its rows")
    except ValueError as error:
        raise UserError(f"{error}; the papers have changed since: {RUN_AGAIN}") from error
