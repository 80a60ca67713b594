"""Step embed: which texts are encoded, and which vector each paper gets."""

import errno
import json
import logging
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.papers import make_papers
from helpers.stand_in_llm import Answer, Request, make_embeddings, stand_in_model
from helpers.tiny_bert import tiny_weights, write_tiny_bert
from paperthemes import logs, tables
from paperthemes.artifacts.vectors import Vectors
from paperthemes.embed import stage
from paperthemes.embed.shard import Shard
from paperthemes.embed.stage import encode_in_blocks
from paperthemes.encoders.bert import BertEncoder
from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.text_vectors import TextVectors, hash_text
from paperthemes.errors import UserError
from paperthemes.text.paper_text import texts_of

PAPERS = make_papers([(f"Title {chr(97 + n % 26)} {n}", f"We sort {n} pears.") for n in range(150)])


@pytest.fixture
def settings(tmp_path: Path) -> EmbedSettings:
    """Return settings for a model that takes no time."""
    model = write_tiny_bert(tmp_path / "tiny")
    return EmbedSettings(encoder="bert-int8", model=str(model), max_tokens=48)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "BLOCK_TEXTS", 64)


class Run:
    """A run of the step in a folder, with the cache beside it."""

    def __init__(self, folder: Path, papers: pd.DataFrame, settings: EmbedSettings) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.settings = settings
        self.cache: str | None = str(folder.parent / "cache")
        tables.write(tables.PAPERS, papers, folder / "papers.parquet")

    def embed_shard(self, shard: int = 0, shards: int = 1, threads: int = 1) -> None:
        """Run the job of one shard."""
        stage.run_shard(
            inputs={"papers": str(self.folder / "papers.parquet")},
            outputs={"shard": str(self.folder / f"{shard}.npz")},
            settings=self.settings,
            shard_index=shard,
            shard_count=shards,
            cache=self.cache,
            offline=True,
            threads=threads,
        )

    def gather(self, shards: int = 1) -> dict[str, Any]:
        """Run the gathering job and return the report."""
        report = self.folder / "report.json"
        stage.run(
            inputs={
                "papers": str(self.folder / "papers.parquet"),
                "shards": [str(self.folder / f"{shard}.npz") for shard in range(shards)],
            },
            outputs={"vectors": str(self.folder / "vectors.npz"), "report": str(report)},
            settings=self.settings,
            cache=self.cache,
        )
        return json.loads(report.read_text())

    def embed(self, shards: int = 1, threads: int = 1) -> dict[str, Any]:
        """Run all jobs and return the report."""
        for shard in range(shards):
            self.embed_shard(shard, shards, threads)
        return self.gather(shards)

    @property
    def vectors(self) -> Vectors:
        """The result."""
        return Vectors.read(self.folder / "vectors.npz")

    @property
    def result_bytes(self) -> bytes:
        """The bytes of the result file."""
        return (self.folder / "vectors.npz").read_bytes()


def test_a_service_gets_each_text_once_even_if_it_fails_in_between(tmp_path: Path) -> None:
    sent: list[str] = []

    def answer(request: Request) -> Answer:
        if len(sent) + len(request.body["input"]) > 64:  # after the first block
            return Answer(status=401)
        sent.extend(request.body["input"])
        return make_embeddings([[len(text), 1] for text in request.body["input"]])

    with stand_in_model(answer) as service:
        settings = EmbedSettings(encoder="openai", model="m", base_url=service.address)
        run = Run(tmp_path / "run", PAPERS, settings)
        with pytest.raises(UserError, match="401 Unauthorized"):
            run.embed()
        first_block = [*sent]
        assert len(first_block) == 64
        sent.clear()
        service.script = lambda request: make_embeddings(
            [[len(text), 1] for text in request.body["input"]]
        )
        service.requests.clear()
        report = run.embed()
        resent = [text for request in service.requests for text in request.body["input"]]
    assert (report["cached"], report["encoded"], report["dimension"]) == (64, 86, 2)
    assert sorted(first_block + resent) == sorted(texts_of(PAPERS))
    assert report["base_url"] == settings.base_url
    assert run.vectors.matrix[:, 0].tolist() == [len(text) for text in texts_of(PAPERS)]


def test_a_service_that_changes_its_dimension_damages_nothing(tmp_path: Path) -> None:
    dimension = 3
    with stand_in_model(
        lambda request: make_embeddings([[1] * dimension] * len(request.body["input"]))
    ) as service:
        settings = EmbedSettings(encoder="openai", model="m", base_url=service.address)
        Run(tmp_path / "run", PAPERS[:70], settings).embed()
        (cached,) = VectorCache(tmp_path / "cache").list_encoders()
        dimension = 2
        other = Run(tmp_path / "other", PAPERS[70:], settings)
        with pytest.raises(UserError, match=r"have 3 numbers, and now 2; .* embed.dimensions to 2"):
            other.embed()
        other.cache = None
        assert other.embed()["dimension"] == 2
        mixed = Run(tmp_path / "mixed", PAPERS, settings)
        with pytest.raises(UserError, match=r"embed\.dimensions to 2"):
            mixed.embed()
        assert VectorCache(tmp_path / "cache").list_encoders() == [cached]
        mixed.settings = settings.model_copy(update={"dimensions": 2})
        assert mixed.embed()["cached"] == 0


# ---- the whole step ----


def test_each_paper_gets_the_vector_of_its_text(tmp_path: Path, settings: EmbedSettings) -> None:
    run = Run(tmp_path / "run", PAPERS, settings)
    report = run.embed()
    assert run.vectors.paper_ids.tolist() == PAPERS.paper_id.tolist()
    assert run.vectors.matrix.dtype == np.float16
    expected = make_encoder(settings).encode(texts_of(PAPERS)).astype(np.float16)
    assert run.vectors.matrix.tobytes() == expected.tobytes()
    keys = ("texts", "cached", "encoded", "truncated", "dimension", "shards")
    assert [report[key] for key in keys] == [150, 0, 150, 0, 32, 1]
    assert report["texts_per_second"] > 0


def test_the_report_counts_truncated_texts(tmp_path: Path, settings: EmbedSettings) -> None:
    titles_only = settings.model_copy(update=dict(text="{title}", max_tokens=9))
    titles = [
        ("abcdefg", "x"),
        ("abcdefghijkl", "x"),
        ("zyxwvu", "x" * 99),
        ("a b c d e f g h", ""),
    ]
    report = Run(tmp_path / "run", make_papers(titles), titles_only).embed()
    assert (report["truncated"], report["truncated_share"]) == (2, 0.5)
    assert report["max_tokens"] == 9


@pytest.mark.parametrize(("shards", "threads"), [(1, 3), (4, 1), (7, 2)])
def test_vectors_do_not_depend_on_shards_and_threads(
    tmp_path: Path, settings: EmbedSettings, shards: int, threads: int
) -> None:
    single = Run(tmp_path / "a/run", PAPERS, settings)
    single.embed()
    divided = Run(tmp_path / "b/run", PAPERS, settings)
    report = divided.embed(shards, threads)
    assert divided.result_bytes == single.result_bytes
    assert (report["encoded"], report["shards"]) == (150, shards)


def test_cached_vectors_give_identical_bytes(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = Run(tmp_path / "run", PAPERS, settings)
    cold.embed()
    monkeypatch.setattr(BertEncoder, "encode", None)
    warm = Run(tmp_path / "elsewhere", PAPERS, settings)
    report = warm.embed(shards=2)
    assert (report["cached"], report["encoded"], report["cached_share"]) == (150, 0, 1.0)
    assert (report["seconds"], report["texts_per_second"]) == (0, None)
    assert warm.result_bytes == cold.result_bytes


def test_only_new_texts_are_encoded(tmp_path: Path, settings: EmbedSettings) -> None:
    Run(tmp_path / "run", PAPERS[20:], settings).embed()
    report = Run(tmp_path / "run", PAPERS, settings).embed()
    assert (report["cached"], report["encoded"]) == (130, 20)
    other = Run(tmp_path / "run", PAPERS, settings.model_copy(update=dict(max_tokens=40))).embed()
    assert (other["cached"], other["encoded"]) == (0, 150)


def test_ten_thousand_identical_texts_are_encoded_once(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    encode = BertEncoder.encode

    def record(self: BertEncoder, texts: list[str]) -> np.ndarray:
        encoded.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(BertEncoder, "encode", record)
    papers = make_papers([(f"Title {n}", "The same.") for n in range(10_000)])
    run = Run(tmp_path / "run", papers, settings.model_copy(update=dict(text="{abstract}")))
    report = run.embed()
    assert encoded == ["The same."]
    assert (report["texts"], report["encoded"]) == (1, 1)
    assert run.vectors.matrix.shape == (10_000, 32)
    assert (run.vectors.matrix == run.vectors.matrix[0]).all()


def test_no_papers_have_no_vectors(tmp_path: Path, settings: EmbedSettings) -> None:
    run = Run(tmp_path / "run", make_papers([]), settings)
    report = run.embed(shards=2)
    assert run.vectors.matrix.shape == (0, 0)
    assert (report["texts"], report["cached_share"], report["truncated_share"]) == (0, 0, 0)


def test_without_a_cache_nothing_is_stored(tmp_path: Path, settings: EmbedSettings) -> None:
    for _ in range(2):
        run = Run(tmp_path / "run", PAPERS, settings)
        run.cache = None
        assert run.embed()["encoded"] == 150
    assert not (tmp_path / "cache").exists()


def test_an_unusable_cache_does_not_stop_the_run(
    tmp_path: Path, settings: EmbedSettings, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache/vectors.sqlite").mkdir(parents=True)
    run = Run(tmp_path / "run", PAPERS, settings)
    with caplog.at_level(logging.WARNING):
        report = run.embed()
    assert report["encoded"] == 150
    assert run.vectors.matrix.shape == (150, 32)
    assert caplog.text.count("cannot use the vector cache") == 2  # once per job
    assert "continuing without the cache" in caplog.text


def test_the_gathering_job_stores_the_vectors_of_machines_without_the_cache(
    tmp_path: Path, settings: EmbedSettings
) -> None:
    run = Run(tmp_path / "run", PAPERS, settings)
    run.cache = None
    run.embed_shard()
    run.cache = str(tmp_path / "cache")
    assert run.gather()["encoded"] == 150
    assert run.embed()["cached"] == 150


def test_odd_texts_get_finite_vectors(tmp_path: Path, settings: EmbedSettings) -> None:
    odd = ["", "🍎🍐", "null\0byte", "x" * 1_000_000, "\u2028\u202e", "a"]
    papers = make_papers([(f"Title {n}", text) for n, text in enumerate(odd)])
    run = Run(tmp_path / "run", papers, settings.model_copy(update=dict(text="{abstract}")))
    report = run.embed(shards=2)
    assert (report["texts"], report["encoded"]) == (6, 6)
    first = run.result_bytes
    assert run.embed()["cached"] == 6
    assert run.result_bytes == first
    assert np.isfinite(run.vectors.matrix).all()


def test_vectors_that_depend_on_the_corpus_are_neither_divided_nor_cached(tmp_path: Path) -> None:
    single = Run(tmp_path / "a/run", PAPERS, EmbedSettings(encoder="lsa"))
    divided = Run(tmp_path / "b/run", PAPERS, EmbedSettings(encoder="lsa"))
    single.embed()
    assert single.embed()["encoded"] == divided.embed(shards=3)["encoded"] == 150
    assert single.result_bytes == divided.result_bytes
    assert single.vectors.matrix.shape == (150, 200)
    assert not (tmp_path / "a/cache").exists()


def test_an_interrupted_shard_resumes_from_the_cache(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = Run(tmp_path / "a/run", PAPERS, settings)
    complete.embed()
    run = Run(tmp_path / "b/run", PAPERS, settings)
    encode, calls = BertEncoder.encode, iter(range(10))

    def fail_at_third_block(self: BertEncoder, texts: list[str]) -> np.ndarray:
        if next(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return encode(self, texts)

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(BertEncoder, "encode", fail_at_third_block)
        run.embed_shard()
    assert not (run.folder / "0.npz").exists()
    report = run.embed()
    assert (report["cached"], report["encoded"]) == (128, 22)
    assert run.result_bytes == complete.result_bytes


# ---- refused ----


def test_shards_of_machines_that_compute_different_vectors_are_refused(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(tmp_path / "run", PAPERS, settings)
    run.embed_shard(0, shards=2)
    monkeypatch.setattr(BertEncoder, "fingerprint", "another")
    run.embed_shard(1, shards=2)
    with pytest.raises(UserError, match="compute different bert-int8 vectors"):
        run.gather(shards=2)


def test_values_that_are_not_finite_are_refused_and_not_cached(tmp_path: Path) -> None:
    weights = tiny_weights()
    weights["encoder.layer.0.output.dense.bias"][3] = np.nan
    model = write_tiny_bert(tmp_path / "nan", weights=weights)
    settings = EmbedSettings(encoder="bert-fp32", model=str(model), max_tokens=32)
    with pytest.raises(UserError, match="values that are not finite"):
        Run(tmp_path / "run", PAPERS, settings).embed()
    assert not (tmp_path / "cache/vectors.sqlite").exists()


def test_a_text_without_a_vector_is_an_error() -> None:
    with pytest.raises(ValueError, match="150 texts have no vector"):
        stage.match_papers(PAPERS, TextVectors.from_rows("f"), "{title}")


# ---- parts ----


def test_texts_are_divided_evenly() -> None:
    ids = [f"{number:03}" for number in range(10)]
    shards = [stage.select_shard(ids, shard, 3, per_text=True) for shard in range(3)]
    assert sorted(text for shard in shards for text in shard) == ids
    assert [len(shard) for shard in shards] == [4, 3, 3]
    whole = [stage.select_shard(ids, shard, 3, per_text=False) for shard in range(3)]
    assert [len(shard) for shard in whole] == [10, 0, 0]


def test_vectors_and_shards_are_read_as_they_were_written(tmp_path: Path) -> None:
    vectors = Vectors(np.array(["a", "b"]), np.eye(2, 3, dtype=np.float16))
    vectors.write(tmp_path / "vectors.npz")
    vectors_read = Vectors.read(tmp_path / "vectors.npz")
    assert vectors_read.paper_ids.tolist() == ["a", "b"]
    assert vectors_read.matrix.tobytes() == vectors.matrix.tobytes()
    shard = Shard(
        fingerprint="f1",
        text_ids=np.array([hash_text("a")]),
        matrix=np.ones((1, 2), np.float16),
        truncated=np.array([True]),
        per_text=True,
        cached=1,
        seconds=0.5,
    )
    shard.write(tmp_path / "shard.npz")
    shard_read = Shard.read(tmp_path / "shard.npz")
    assert str(shard_read) == str(shard)


def test_progress_is_logged_with_rate_and_time_left(
    settings: EmbedSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(logs, "PROGRESS_SECONDS", 0)
    monkeypatch.setattr(logs, "PROGRESS_SHARE", 0)
    texts = {hash_text(text): text for text in texts_of(PAPERS)}
    with caplog.at_level(logging.INFO):
        blocks = list(encode_in_blocks(texts, make_encoder(settings)))
    assert [block.text_ids.size for block in blocks] == [64, 64, 22]
    lines = [record.getMessage() for record in caplog.records if "texts/s" in record.getMessage()]
    assert [line.split(",")[0] for line in lines] == [
        "64 of 150 texts",
        "128 of 150 texts",
        "150 of 150 texts",
    ]
    assert all("s left" in line for line in lines)
    assert capsys.readouterr().err == "".join(f"embed: {line}\n" for line in lines)
