"""The stage itself, in three steps: look up what is known, encode the rest, put all together.

Only the first and the last step touch the cache. Between them, the texts that are not known yet are
divided into shards, which may be encoded on several machines.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.vectors import TextVectors, Vectors, text_id
from paperthemes.embed.cache import CacheUnusable, VectorCache, open_cache
from paperthemes.embed.shards import divide, encode_texts, saved_vectors
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError
from paperthemes.files import read_json, write_json
from paperthemes.text.paper_text import texts_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """Paths of what the last step puts together: papers, plan, known vectors, and each shard's."""

    papers: str
    plan: str
    known: str
    shards: Sequence[str]
    accounts: Sequence[str]


def run_lookup(
    papers_path: str | Path,
    plan_path: str | Path,
    known_path: str | Path,
    todo_paths: Sequence[str | Path],
    settings: EmbedSettings,
    *,
    cache: str | None,
    offline: bool,
) -> None:
    """Look the texts of all papers up in the cache, and divide the unknown ones into shards.

    Parameters
    ----------
    papers_path
        A `tables.PAPERS`.
    plan_path
        Where to say what was found, and by which fingerprint.
    known_path
        Where the vectors go that need not be computed.
    todo_paths
        Where the texts go that must be encoded, a `tables.TEXTS` per shard.
    settings, cache, offline
        From the config.

    Raises
    ------
    UserError
        If the encoder's model cannot be had.
    """
    papers = tables.read(tables.PAPERS, papers_path)
    encoder = make_encoder(settings, offline=offline)
    texts = {text_id(text): text for text in texts_of(papers, settings.text)}
    cached = resumed = TextVectors.none(encoder.fingerprint)
    if encoder.per_text:
        cached = _cached(open_cache(cache), encoder.fingerprint, sorted(texts))
        missing = texts.keys() - set(cached.text_ids.tolist())
        resumed = saved_vectors(_saved(plan_path), encoder.fingerprint, missing)
    known = TextVectors.joined(encoder.fingerprint, [cached, resumed])
    unknown = sorted(texts.keys() - set(known.text_ids.tolist()))
    known.write(known_path)
    shards = divide(unknown, len(todo_paths), encoder.per_text)
    for path, part in zip(todo_paths, shards, strict=True):
        rows = ((one, texts[one]) for one in part)
        tables.write(tables.TEXTS, tables.make(tables.TEXTS, rows), path)
    plan = {
        "fingerprint": encoder.fingerprint,
        "per_text": encoder.per_text,
        "texts": len(texts),
        "cached": int(cached.text_ids.size),
        "resumed": int(resumed.text_ids.size),
    }
    write_json(plan_path, plan)
    logger.info("of %d papers: %s", len(papers), plan)


def run_encode(
    plan_path: str | Path,
    todo_path: str | Path,
    vectors_path: str | Path,
    account_path: str | Path,
    settings: EmbedSettings,
    *,
    threads: int,
    offline: bool,
) -> None:
    """Encode the texts of one shard.

    Raises
    ------
    UserError
        If the encoder's model cannot be had, or this machine would compute other vectors than the
        one that looked them up.
    """
    fingerprint = read_json(plan_path)["fingerprint"]
    texts = tables.read(tables.TEXTS, todo_path).text.tolist()
    vectors, resumed, seconds = TextVectors.none(fingerprint), 0, 0.0
    if texts:  # otherwise no model need be read
        encoder = make_encoder(settings, threads=threads, offline=offline)
        if encoder.fingerprint != fingerprint:
            raise UserError(
                f"{encoder.name} would compute other vectors here than on the machine that looked "
                "them up: the versions of libraries differ, or the processors in how they multiply "
                "integers; use machines of one kind, or set embed.encoder to minilm-fp32. If that "
                "was in an earlier run, begin the stage anew: snakemake --forcerun lookup"
            )
        logger.info("%s, %d threads", encoder.name, threads)
        encoded = encode_texts(texts, encoder, _saved(plan_path))
        vectors, resumed, seconds = encoded.vectors, encoded.resumed, encoded.seconds
    vectors.write(vectors_path)
    account = {
        "resumed": resumed,
        "encoded": len(texts) - resumed,
        "seconds": round(seconds, 3),
    }
    write_json(account_path, account)


def run_embed(
    made: Made,
    vectors_path: str | Path,
    account_path: str | Path,
    settings: EmbedSettings,
    *,
    cache: str | None,
) -> None:
    """Put the vectors of all papers together, keep them in the cache, and account for them."""
    papers = tables.read(tables.PAPERS, made.papers)
    plan = read_json(made.plan)
    vectors = TextVectors.joined(
        plan["fingerprint"], [TextVectors.read(path) for path in (made.known, *made.shards)]
    )
    if plan["per_text"]:
        _keep(open_cache(cache), settings, vectors)
    embed(papers, vectors, settings.text).write(vectors_path)
    account = _account(settings, plan, [read_json(path) for path in made.accounts], vectors)
    write_json(account_path, account)
    logger.info("%s", _in_words(account))
    _clear(Path(made.plan).parent, keep=(*made.shards, *made.accounts))


def embed(papers: pd.DataFrame, vectors: TextVectors, template: str) -> Vectors:
    """Give every paper of a `tables.PAPERS` the vector of its text, in its order.

    Raises
    ------
    ValueError
        If the text of a paper has no vector.
    """
    wanted = np.array([text_id(text) for text in texts_of(papers, template)], "U64")
    if missing := set(wanted.tolist()) - set(vectors.text_ids.tolist()):
        raise ValueError(f"{len(missing)} texts have no vector")
    rows = np.searchsorted(vectors.text_ids, wanted)
    return Vectors(papers.paper_id.to_numpy(dtype=str), vectors.matrix[rows])


def _saved(plan_path: str | Path) -> Path:
    """Return the folder of what killed jobs leave: no output, which Snakemake would remove."""
    return Path(plan_path).parent / "saved"


def _cached(cache: VectorCache | None, fingerprint: str, text_ids: Sequence[str]) -> TextVectors:
    if cache is None:
        return TextVectors.none(fingerprint)
    try:
        return cache.get(fingerprint, text_ids)
    except CacheUnusable as error:
        logger.warning("%s; all texts are encoded", error)
        return TextVectors.none(fingerprint)


def _keep(cache: VectorCache | None, settings: EmbedSettings, vectors: TextVectors) -> None:
    if cache is None or not vectors.text_ids.size:
        return
    name = f"{settings.encoder} {settings.model}" if settings.model else settings.encoder
    try:
        cache.put(name, vectors)
    except CacheUnusable as error:
        logger.warning("%s; the vectors are in the results, but not kept for other runs", error)


def _clear(folder: Path, keep: Sequence[str]) -> None:
    """Remove what killed runs have left, perhaps in another number of shards."""
    rmtree(folder / "saved", ignore_errors=True)
    kept = set(map(Path, keep))  # those Snakemake removes itself
    for pattern in ("todo-*.parquet", "shard-*.npz", "shard-*.json"):
        for path in set(folder.glob(pattern)) - kept:
            path.unlink(missing_ok=True)


def _account(
    settings: EmbedSettings,
    plan: Mapping[str, Any],
    shards: Sequence[Mapping[str, Any]],
    vectors: TextVectors,
) -> dict[str, Any]:
    seconds = sum(shard["seconds"] for shard in shards)
    encoded = sum(shard["encoded"] for shard in shards)
    truncated = int(vectors.truncated.sum())
    texts = max(plan["texts"], 1)
    return {
        "encoder": settings.encoder,
        "model": settings.model,
        "revision": settings.revision,
        "fingerprint": plan["fingerprint"],
        "dimension": vectors.matrix.shape[1],
        "max_tokens": settings.max_tokens if plan["per_text"] else None,
        "texts": plan["texts"],
        "cached": plan["cached"],
        "cached_share": round(plan["cached"] / texts, 4),
        "resumed": plan["resumed"] + sum(shard["resumed"] for shard in shards),
        "encoded": encoded,
        "shards": sum(shard["encoded"] > 0 for shard in shards),
        "seconds": round(seconds, 3),
        "texts_per_second": round(encoded / seconds, 1) if encoded else None,
        "truncated": truncated,
        "truncated_share": round(truncated / texts, 4),
    }


def _in_words(account: Mapping[str, Any]) -> str:
    words = (
        "{texts} texts: {cached} ({cached_share:.1%}) from the cache, {resumed} left by a killed "
        "run, {encoded} encoded; {truncated} ({truncated_share:.1%}) longer than is read of one"
    )
    speed = "; {texts_per_second} a second in each of {shards} jobs" if account["encoded"] else ""
    return (words + speed).format(**account)
