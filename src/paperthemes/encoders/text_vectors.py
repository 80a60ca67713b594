"""Vectors of texts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperthemes.encoders.encoder import Encoder
from paperthemes.errors import UserError

Row = tuple[str, NDArray[np.float16], bool]  # text id, vector, whether the text was truncated


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVectors:
    """One vector per text, all from one encoder.

    Attributes
    ----------
    fingerprint
        Fingerprint of the encoder.
    text_ids
        Shape `(n,)`, text: the `hash_text` of each text, without duplicates.
    matrix
        Shape `(n, dimension)`, float16; `(0, 0)` without texts.
    truncated
        Shape `(n,)`, bool: whether the encoder read only the start of the text.
    """

    fingerprint: str
    text_ids: NDArray[np.str_]
    matrix: NDArray[np.float16]
    truncated: NDArray[np.bool_]

    @classmethod
    def from_rows(cls, fingerprint: str, rows: Sequence[Row] = ()) -> "TextVectors":
        """Make vectors from one row per text: its id, its vector, and whether it was truncated.

        Without rows, the arrays are empty, and the matrix has shape `(0, 0)`.
        """
        # Without rows, `[[]]` gives a matrix of shape (1, 0); the slice below removes its row.
        columns: Any = zip(*rows, strict=True) if rows else ((), [[]], ())
        text_ids, vectors, truncated = columns
        return cls(
            fingerprint=fingerprint,
            text_ids=np.array(text_ids, "U64"),  # an id has 64 characters
            matrix=np.array(vectors, np.float16)[: len(rows)],
            truncated=np.array(truncated, np.bool_),
        )

    @classmethod
    def concatenate(cls, fingerprint: str, parts: Sequence["TextVectors"]) -> "TextVectors":
        """Concatenate `parts`, all from the encoder with `fingerprint`.

        No text may be in two parts. Parts may be empty, and there may be none.

        Raises
        ------
        UserError
            If the vectors of two parts have different lengths.
        """
        # Empty parts are left out, because the width of their matrix may be 0. If no part is left,
        # an empty one is used, because numpy needs at least one array.
        parts = [part for part in parts if part.text_ids.size] or [cls.from_rows(fingerprint)]
        length, *other_lengths = sorted({part.matrix.shape[1] for part in parts})
        if other_lengths:
            raise make_dimension_error("the encoder", length, other_lengths[0])
        arrays = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("text_ids", "matrix", "truncated")
        }
        return cls(fingerprint=fingerprint, **arrays)


def make_dimension_error(encoder_name: str, length: int, other_length: int) -> UserError:
    """Return the exception for vectors of two lengths, which a service can give."""
    return UserError(
        f"the vectors of {encoder_name} have {length} numbers, and now {other_length}; its service "
        f"has changed the model: set embed.dimensions to {other_length}, and all papers are "
        "embedded anew"
    )


def hash_text(text: str) -> str:
    """Return the id of a text, under which its vector is stored: its SHA-256, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def encode_texts(texts_by_id: Mapping[str, str], encoder: Encoder) -> TextVectors:
    """Encode texts, given by their ids (`hash_text`), and return their vectors in the same order.

    Raises
    ------
    UserError
        If a vector is not finite in float16.
    """
    texts = [*texts_by_id.values()]
    with np.errstate(over="ignore"):  # too large values become infinite, and are found below
        matrix = encoder.encode(texts).astype(np.float16)
    invalid_rows = np.flatnonzero(~np.isfinite(matrix).all(axis=1))
    if invalid_rows.size:
        raise UserError(
            f"{encoder.name} returned values that are not finite in float16, first for the text "
            f"{texts[invalid_rows[0]]!r:.80}; its weights may be damaged: use another model"
        )
    return TextVectors(
        fingerprint=encoder.fingerprint,
        text_ids=np.array([*texts_by_id]),
        matrix=matrix,
        truncated=encoder.is_truncated(texts),
    )
