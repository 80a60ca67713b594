"""The stage itself: the text of each paper through the encoder, with a progress bar."""

import logging
import sys
from pathlib import Path
from time import monotonic

import numpy as np
import pandas as pd
from tqdm import tqdm

from paperthemes import tables
from paperthemes.embed.encoder import EmbedSettings, Encoder, make_encoder
from paperthemes.embed.vectors import Vectors
from paperthemes.texts import texts_of

logger = logging.getLogger(__name__)

_LOG_SECONDS = 10
_BLOCK = 64


def embed(papers: pd.DataFrame, encoder: Encoder) -> Vectors:
    """Encode every paper of a `tables.PAPERS`, in its order.

    Logs its progress every ten seconds and at the end, and shows a bar on a terminal.
    """
    texts = texts_of(papers)
    matrix = np.empty((len(texts), encoder.dimension), np.float16)
    started = last = monotonic()
    with tqdm(total=len(texts), desc="embed", unit="paper", disable=not sys.stderr.isatty()) as bar:
        for start in range(0, len(texts), _BLOCK):
            block = texts[start : start + _BLOCK]
            matrix[start : start + len(block)] = encoder.encode(block)
            bar.update(len(block))
            now = monotonic()
            done = start + len(block)
            if now - last >= _LOG_SECONDS or done == len(texts):
                rate = done / (now - started)
                logger.info("%d of %d papers, %.1f a second", done, len(texts), rate)
                last = now
    return Vectors(papers.paper_id.to_numpy(dtype=str), matrix)


def run(
    papers_path: str | Path, vectors_path: str | Path, settings: EmbedSettings, threads: int
) -> None:
    """Read papers, encode them, and write their vectors."""
    papers = tables.read(tables.PAPERS, papers_path)
    encoder = make_encoder(settings, threads)
    logger.info("%s, %d dimensions, %d threads", encoder.name, encoder.dimension, threads)
    embed(papers, encoder).write(vectors_path)
