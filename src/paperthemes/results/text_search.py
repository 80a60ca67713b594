"""Comparison of any text with the papers of a run, by the encoder that made their vectors."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from paperthemes.artifacts.vectors import Matrix, unit_rows
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError
from paperthemes.files import read_record
from paperthemes.results.result_files import RUN_AGAIN
from paperthemes.text.paper_text import texts_of

Compare = Callable[[str], NDArray[np.float32]]
"""A function that returns the cosine similarity of a text and each paper, shape `(n,)`."""


def load_text_search(
    report: Path, working_folder: Path, vectors: Matrix, read_papers: Callable[[], pd.DataFrame]
) -> Compare:
    """Load the encoder that made the vectors of the papers, and return a function that uses it.

    The encoder `lsa` is fitted to a corpus, so it is fitted again to the papers, and the text is
    compared with the vectors that they then have.

    Parameters
    ----------
    report
        The report of step embed, which has the settings of the encoder.
    working_folder
        The folder in which the workflow ran. A model folder may be relative to it.
    vectors
        Shape `(n, d)`: the vectors of the papers, of unit length.
    read_papers
        Function that returns the papers, a table with the columns of `tables.PAPERS`. It is called
        for `lsa` only.

    Raises
    ------
    UserError
        If the report is missing, damaged or of another version, the encoder is not available, or it
        is not the same any more, so that its vectors cannot be compared with those of the papers.
    """
    record = read_record(report)
    settings = _read_settings(record, report, working_folder)
    if settings.encoder == "lsa":
        from paperthemes.encoders.fitted_lsa import FittedLsa  # lazy: scikit-learn takes a second

        lsa = FittedLsa(texts_of(read_papers(), settings.text))
        return lambda text: _compare(lsa.vectors, lsa.encode([text]))
    encoder = make_encoder(settings)
    _check_fingerprint(record["fingerprint"], encoder)
    return lambda text: _compare(vectors, encoder.encode([text]))


def _read_settings(record: dict[str, Any], report: Path, working_folder: Path) -> EmbedSettings:
    """Return the settings of the encoder from the report of step embed."""
    names = EmbedSettings.model_fields.keys() & record.keys()
    try:
        # `max_tokens` is null for an encoder that reads texts whole.
        settings = EmbedSettings(
            **{name: record[name] for name in names if record[name] is not None}
        )
    except ValidationError:
        settings = None
    if settings is None or "fingerprint" not in record:
        raise UserError(
            f"{report} is missing, damaged or of another version of paperthemes; without it, the "
            f"encoder of the papers is not known, and no text can be compared: {RUN_AGAIN}"
        )
    if settings.model and (folder := working_folder / Path(settings.model).expanduser()).is_dir():
        return settings.model_copy(update={"model": str(folder)})
    return settings


def _check_fingerprint(expected: str, encoder: Encoder) -> None:
    """Check that an encoder is the one with the expected fingerprint; else raise a `UserError`."""
    if encoder.fingerprint != expected:
        raise UserError(
            f"the encoder {encoder.name} here is not the one that made the vectors of these papers "
            f"(fingerprint {encoder.fingerprint[:8]} instead of {expected[:8]}): the model, its "
            "libraries or the processor differ, so no text can be compared with the papers; run "
            "the workflow here, which encodes them again"
        )


def _compare(vectors: Matrix, queries: Matrix) -> NDArray[np.float32]:
    """Return the cosine of the only row of `queries` and of each row of `vectors`, shape `(n,)`."""
    similarities: NDArray[np.float32] = vectors @ unit_rows(queries)[0]
    return similarities
