"""Encoding many texts block by block, each saved at once, so that a killed job can be resumed."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from zipfile import BadZipFile

import numpy as np
from tqdm import tqdm

from paperthemes.embed.encoder import Encoder
from paperthemes.embed.vectors import TextVectors, text_id
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

_LOG_SECONDS = 10
_BLOCK = 64  # texts between two savings, so the most a crash can cost


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of a shard, how many of them a killed job had left, and the rest's seconds."""

    vectors: TextVectors
    resumed: int
    seconds: float


def divide(text_ids: Sequence[str], shards: int, per_text: bool) -> list[Sequence[str]]:
    """Divide texts evenly into `shards` parts.

    All go into the first where vectors depend on all texts (`per_text` is False).
    """
    if per_text:
        return [text_ids[start::shards] for start in range(shards)]
    return [text_ids, *([()] * (shards - 1))]


def encode_texts(texts: Sequence[str], encoder: Encoder, saved: Path) -> Encoded:
    """Encode different texts; log the progress, and show a bar on a terminal.

    Parameters
    ----------
    texts
        The texts, without repetition.
    encoder
        What turns them into vectors.
    saved
        Folder where finished blocks are kept, and looked for.

    Raises
    ------
    UserError
        If the encoder returns values that are not finite numbers in float16.
    """
    by_id = {text_id(text): text for text in texts}
    done = []
    if encoder.per_text:
        done = [saved_vectors(saved, encoder.fingerprint, set(by_id))]
        for known in done[0].text_ids.tolist():
            del by_id[known]
    resumed, started = len(texts) - len(by_id), monotonic()
    text_ids = sorted(by_id)
    size = _BLOCK if encoder.per_text else max(1, len(text_ids))
    with _progress(len(texts), resumed) as advance:
        for start in range(0, len(text_ids), size):
            block = text_ids[start : start + size]
            vectors = _encode_block(block, [by_id[one] for one in block], encoder)
            if encoder.per_text:
                vectors.write(saved / f"{block[0][:32]}.npz")
            done.append(vectors)
            advance(len(block))
    return Encoded(TextVectors.joined(encoder.fingerprint, done), resumed, monotonic() - started)


def saved_vectors(folder: Path, fingerprint: str, wanted: set[str]) -> TextVectors:
    """Return what killed jobs have left in `folder` of the texts `wanted`, by this encoder.

    A damaged file is passed over with a warning.
    """
    parts = []
    for path in sorted(folder.glob("*.npz")):
        try:
            part = TextVectors.read(path)
        except (OSError, ValueError, KeyError, BadZipFile, EOFError) as error:
            logger.warning("left out, its texts are encoded again: %s: %s", path, error)
            continue
        if part.fingerprint == fingerprint:
            keep = np.array([one in wanted for one in part.text_ids.tolist()], np.bool_)
            parts.append(
                TextVectors(
                    fingerprint, part.text_ids[keep], part.matrix[keep], part.truncated[keep]
                )
            )
    return TextVectors.joined(fingerprint, parts)


def _encode_block(text_ids: Sequence[str], texts: Sequence[str], encoder: Encoder) -> TextVectors:
    with np.errstate(over="ignore"):
        matrix = encoder.encode(texts).astype(np.float16)
    wrong = np.flatnonzero(~np.isfinite(matrix).all(axis=1))
    if wrong.size:
        raise UserError(
            f"{encoder.name} returned values that are no numbers or too large for float16, first "
            f"for the text {texts[wrong[0]]!r:.80}; its weights may be damaged: take another model"
        )
    return TextVectors(encoder.fingerprint, np.array(text_ids), matrix, encoder.truncated(texts))


@contextmanager
def _progress(total: int, resumed: int) -> Iterator["_Advance"]:
    with tqdm(
        total=total, initial=resumed, desc="embed", unit="text", disable=not sys.stderr.isatty()
    ) as bar:  # type: tqdm[Any]
        yield _Advance(bar, total, resumed)


class _Advance:
    """Moves the bar, and writes a line to the log every ten seconds and at the end."""

    def __init__(self, bar: "tqdm[Any]", total: int, resumed: int) -> None:
        self._bar = bar
        self._total = total
        self._done = self._resumed = resumed
        self._started = self._logged = monotonic()

    def __call__(self, texts: int) -> None:
        """Note that so many more texts are done."""
        self._done += texts
        self._bar.update(texts)
        now = monotonic()
        if now - self._logged >= _LOG_SECONDS or self._done == self._total:
            rate = (self._done - self._resumed) / max(now - self._started, 1e-9)
            logger.info(
                "%d of %d texts, %.1f a second, %.0f s left",
                self._done,
                self._total,
                rate,
                (self._total - self._done) / rate,
            )
            self._logged = now
