"""Step embed: encode the papers in shards, then gather one vector per paper.

A shard is a part of the texts. The job of a shard takes vectors from the cache and encodes the
other texts, perhaps on another machine. The gathering job writes the result. It also adds all
vectors to the cache, because other machines may not have access to the cache of this one.
"""

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from time import monotonic
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.vectors import Vectors
from paperthemes.embed.languages import note_languages
from paperthemes.embed.shard import Shard
from paperthemes.encoders.cache import VectorCache, open_cache
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings, select_settings
from paperthemes.encoders.text_vectors import TextVectors, encode_texts, hash_text
from paperthemes.errors import UserError
from paperthemes.files import write_json
from paperthemes.logs import ProgressLog
from paperthemes.text.paper_text import texts_of
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

# Texts per block. A block is stored in the cache when it is done, so a killed run loses at most one
# block. In smaller blocks, threads would often wait for the last text of a block.
BLOCK_TEXTS = 128


def run_shard(
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    settings: EmbedSettings,
    *,
    shard_index: int,
    shard_count: int,
    cache: str | None,
    offline: bool,
    threads: int,
) -> None:
    """Write the vectors of one shard, a part of the papers' texts.

    A vector is taken from the cache if it is there. Otherwise the text is encoded, and the vector
    added to the cache, if there is one.

    Parameters
    ----------
    inputs
        The path `papers`, of a table with the columns of `tables.PAPERS`.
    outputs
        The path `shard`, of the file of a `Shard`.
    settings
        The section `embed` of the config.
    shard_index
        Index of the shard, from 0.
    shard_count
        Number of shards.
    cache
        The value of `embed.cache` in the config.
    offline
        Whether the network must not be used.
    threads
        Number of threads for encoding.

    Raises
    ------
    UserError
        If the model is not available, not supported or damaged, or its vectors are not finite.
    """
    encoder = make_encoder(settings, threads=threads, offline=offline)
    papers = tables.read(tables.PAPERS, inputs["papers"])
    texts = {hash_text(text): text for text in texts_of(papers, settings.text)}
    text_ids = select_shard(sorted(texts), shard_index, shard_count, per_text=encoder.per_text)
    vector_cache = open_cache(cache if encoder.per_text else None)
    shard_texts = {text_id: texts[text_id] for text_id in text_ids}
    shard = _embed_texts(shard_texts, encoder, vector_cache, settings)
    shard.write(outputs["shard"])
    logger.info("%s: %d of %d texts from the cache", encoder.name, shard.cached, len(text_ids))


def run(
    inputs: Mapping[str, Any],
    outputs: Mapping[str, str],
    settings: EmbedSettings,
    cache: str | None,
) -> None:
    """Gather the vectors of all papers from the shards; write them with notes, and a report.

    The vectors are also added to the cache of this machine, because other machines may have
    computed them. This is not done without a cache, nor with `lsa`, whose vectors are not cached.

    Parameters
    ----------
    inputs
        The path `papers`, of a table with the columns of `tables.PAPERS`, and the list of paths
        `shards`.
    outputs
        The path `vectors`, of a `Vectors`, and the path `report`, of a JSON file.
    settings
        The section `embed` of the config.
    cache
        The value of `embed.cache` in the config.

    Raises
    ------
    UserError
        If the shards come from machines that compute different vectors.
    """
    shards = [Shard.read(path) for path in inputs["shards"]]
    vectors = _join_shards(shards, settings)
    if vector_cache := open_cache(cache if shards[0].per_text else None):
        vector_cache.put(_format_encoder_name(settings), vectors)
    papers = tables.read(tables.PAPERS, inputs["papers"])
    notes = note_languages(papers, settings)
    for note in notes:
        logger.warning("%s", note)
    matched = match_papers(papers, vectors, settings.text)
    replace(matched, notes=notes).write(outputs["vectors"])
    report = _make_report(settings, shards, vectors)
    write_json(outputs["report"], report)
    logger.info(
        "{texts} texts: {cached} ({cached_share:.1%}) from the cache, {encoded} encoded; "
        "{truncated} ({truncated_share:.1%}) truncated".format(**report)
    )


def select_shard(
    text_ids: Sequence[str], shard_index: int, shard_count: int, *, per_text: bool
) -> Sequence[str]:
    """Return the ids of a shard's texts: every `shard_count`-th, from the one at `shard_index` on.

    If vectors depend on the whole corpus (`per_text` is False), the first shard has all texts, and
    the others have none.
    """
    if per_text:
        return text_ids[shard_index::shard_count]
    return text_ids if shard_index == 0 else []


def match_papers(papers: pd.DataFrame, vectors: TextVectors, template: str) -> Vectors:
    """Return the vector of each paper's text, in the order of the papers.

    `template` is the setting `embed.text`, which makes the text of a paper.

    Raises
    ------
    ValueError
        If the text of a paper has no vector.
    """
    text_ids = pd.Index([hash_text(text) for text in texts_of(papers, template)])
    rows = pd.Index(vectors.text_ids).get_indexer(text_ids)  # -1 for an id that is missing
    if missing_count := int((rows < 0).sum()):
        raise ValueError(f"{missing_count} texts have no vector")
    return Vectors(papers.paper_id.to_numpy(dtype=str), vectors.matrix[rows])


def _embed_texts(
    texts: Mapping[str, str], encoder: Encoder, cache: VectorCache | None, settings: EmbedSettings
) -> Shard:
    """Return the vectors of all texts: from the cache if they are there, or from the encoder.

    Vectors from the encoder are also stored in the cache. `texts` has each text by its id
    (`hash_text`). `cache` is `None` if there is no cache. `settings` are those of the encoder.
    """
    cached = TextVectors.from_rows(encoder.fingerprint)
    if cache:
        cached = cache.get(encoder.fingerprint, list(texts))
    missing_ids = texts.keys() - set(cached.text_ids.tolist())
    missing = {text_id: texts[text_id] for text_id in missing_ids}
    if missing and settings.encoder == "openai":
        sys.stderr.write(
            f"Sending {count_of(len(missing), 'text')} to {settings.model} at {settings.base_url}\n"
        )
    parts, started = [cached], monotonic()
    for block in encode_in_blocks(missing, encoder):
        parts.append(block)
        if cache:  # store each block at once, so that a killed run can go on from here
            cache.put(_format_encoder_name(settings), block)
    return Shard(
        **asdict(TextVectors.concatenate(encoder.fingerprint, parts)),
        per_text=encoder.per_text,
        cached=cached.text_ids.size,
        seconds=monotonic() - started if missing_ids else 0.0,
    )


def encode_in_blocks(texts: Mapping[str, str], encoder: Encoder) -> Iterator[TextVectors]:
    """Encode texts and yield their vectors block by block, sorted by the ids of the texts.

    The progress is logged (`ProgressLog`), and also written to standard error.

    Parameters
    ----------
    texts
        The texts by their id (`hash_text`).
    encoder
        The encoder. If it is not `per_text`, all texts are one block.

    Raises
    ------
    UserError
        If the encoder returns values that are not finite in float16.
    """
    text_ids, total = sorted(texts), len(texts)
    # There may be no texts, but `range` takes no step of 0.
    block_size = BLOCK_TEXTS if encoder.per_text else max(1, total)
    progress = ProgressLog(total, "texts")
    for start in range(0, total, block_size):
        block_ids = text_ids[start : start + block_size]
        yield encode_texts({text_id: texts[text_id] for text_id in block_ids}, encoder)
        if message := progress.add(len(block_ids)):
            sys.stderr.write(f"embed: {message}\n")


def _join_shards(shards: Sequence[Shard], settings: EmbedSettings) -> TextVectors:
    """Concatenate the vectors of all shards; raise a `UserError` if their fingerprints differ."""
    fingerprint, *other_fingerprints = {shard.fingerprint for shard in shards}
    if other_fingerprints:
        raise UserError(
            f"the machines that encoded the shards compute different {settings.encoder} vectors: "
            "their libraries have different versions, or their processors multiply integers "
            "differently; use machines of one kind, or set embed.encoder to minilm-fp32. To encode "
            "all shards again: snakemake --forcerun embed_shard"
        )
    return TextVectors.concatenate(fingerprint, shards)


def _format_encoder_name(settings: EmbedSettings) -> str:
    """Return the name of the encoder for `VectorCache.put`.

    This is `settings.encoder`, followed by the model if one is set: `bert-int8 owner/name`.
    """
    return f"{settings.encoder} {settings.model}" if settings.model else settings.encoder


def _make_report(
    settings: EmbedSettings, shards: Sequence[Shard], vectors: TextVectors
) -> dict[str, Any]:
    """Return the report of the step, as results/README.md describes it."""
    text_count, truncated_count = vectors.text_ids.size, int(vectors.truncated.sum())
    cached_count = sum(shard.cached for shard in shards)
    encoded_counts = [shard.text_ids.size - shard.cached for shard in shards]
    encoded_count, seconds = sum(encoded_counts), sum(shard.seconds for shard in shards)
    # In the shares, max() avoids a division by zero if there are no texts.
    return {
        **select_settings(settings.model_dump()),
        "fingerprint": vectors.fingerprint,
        "dimension": vectors.matrix.shape[1],
        # An encoder that is not per_text (lsa) reads texts whole.
        "max_tokens": settings.max_tokens if shards[0].per_text else None,
        "texts": text_count,
        "cached": cached_count,
        "cached_share": round(cached_count / max(text_count, 1), 4),
        "encoded": encoded_count,
        "shards": sum(count > 0 for count in encoded_counts),  # that encoded any text
        "seconds": round(seconds, 3),
        "texts_per_second": round(encoded_count / seconds, 1) if encoded_count else None,
        "truncated": truncated_count,
        "truncated_share": round(truncated_count / max(text_count, 1), 4),
    }
