"""Encoding of many texts in blocks, with progress on the terminal and in the log."""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from time import monotonic

import numpy as np
from tqdm import tqdm

from paperthemes.embed.text_vectors import TextVectors
from paperthemes.encoders.encoder import Encoder
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

# Each block is stored in the cache when it is done, so a killed run loses one block at most. With
# small blocks many threads would often wait for the last text of a block.
BLOCK_SECONDS = 5
MIN_BLOCK, MAX_BLOCK = 64, 1024  # texts
LOG_SECONDS = 10  # between two lines of progress


def encode_in_blocks(texts: Mapping[str, str], encoder: Encoder) -> Iterator[TextVectors]:
    """Encode texts and yield the vectors block by block, in the order of the text ids.

    Shows a progress bar on a terminal, otherwise a line every ten seconds; logs these lines too.

    Parameters
    ----------
    texts
        The texts by their id (`hash_text`).
    encoder
        The encoder; all texts are one block unless it is `per_text`.

    Raises
    ------
    UserError
        If the encoder returns values that are not finite in float16.
    """
    text_ids = sorted(texts)
    total, done = len(text_ids), 0
    size = MIN_BLOCK if encoder.per_text else total
    started = logged = monotonic()
    with tqdm(total=total, desc="embed", unit="text", disable=not sys.stderr.isatty()) as bar:
        while done < total:
            block = text_ids[done : done + size]
            yield _encode_block(block, [texts[text_id] for text_id in block], encoder)
            done += len(block)
            bar.update(len(block))
            now = monotonic()
            rate = done / max(now - started, 1e-9)
            size = max(MIN_BLOCK, min(MAX_BLOCK, int(rate * BLOCK_SECONDS)))
            if done == total or now - logged >= LOG_SECONDS:
                logged = now
                seconds = (total - done) / rate
                line = f"{done} of {total} texts, {rate:.1f} texts/s, {seconds:.0f} s left"
                logger.info("%s", line)
                if bar.disable:
                    sys.stderr.write(f"embed: {line}\n")
                    sys.stderr.flush()


def _encode_block(text_ids: Sequence[str], texts: Sequence[str], encoder: Encoder) -> TextVectors:
    with np.errstate(over="ignore"):  # checked below
        matrix = encoder.encode(texts).astype(np.float16)
    invalid = np.flatnonzero(~np.isfinite(matrix).all(axis=1))
    if invalid.size:
        raise UserError(
            f"{encoder.name} returned values that are not finite in float16, first for the text "
            f"{texts[invalid[0]]!r:.80}; its weights may be damaged: use another model"
        )
    return TextVectors(
        fingerprint=encoder.fingerprint,
        text_ids=np.array(text_ids),
        matrix=matrix,
        truncated=encoder.is_truncated(texts),
    )
