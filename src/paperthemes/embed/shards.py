"""Encoding many texts block by block, each saved at once, so that a killed job can be resumed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import numpy as np

from paperthemes.artifacts.vectors import TextVectors, text_id
from paperthemes.embed.progress import Progress
from paperthemes.encoders.encoder import Encoder
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

# Texts between two savings, so the most a crash can cost: as many as take some seconds, for with
# few of them many threads would wait for the last one.
_SECONDS = 5
_SMALLEST, _LARGEST = 64, 1024


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
    size = _SMALLEST if encoder.per_text else len(text_ids)
    start = 0
    with Progress(len(texts), resumed) as progress:
        while start < len(text_ids):
            block = text_ids[start : start + size]
            vectors = _encode_block(block, [by_id[one] for one in block], encoder)
            if encoder.per_text:
                vectors.write(saved / f"{block[0][:32]}.npz")
            done.append(vectors)
            progress.advance(len(block))
            start += len(block)
            size = max(_SMALLEST, min(_LARGEST, int(progress.rate * _SECONDS)))
    return Encoded(TextVectors.joined(encoder.fingerprint, done), resumed, monotonic() - started)


def saved_vectors(folder: Path, fingerprint: str, wanted: set[str]) -> TextVectors:
    """Return what killed jobs have left in `folder` of the texts `wanted`, by this encoder.

    A damaged file is passed over with a warning.
    """
    parts = []
    for path in sorted(folder.glob("*.npz")):
        try:
            part = TextVectors.read(path)
        except Exception as error:  # a damaged archive can raise nearly anything
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
