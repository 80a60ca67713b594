"""The stage: which texts are encoded, and what becomes of their vectors."""

import errno
import json
import logging
import os
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.papers import make_papers
from helpers.tiny_bert import tiny_weights, write_tiny_bert
from paperthemes import tables
from paperthemes.artifacts.vectors import TextVectors, Vectors, text_id
from paperthemes.embed import progress, shards, stage
from paperthemes.embed.shards import divide, encode_texts, saved_vectors
from paperthemes.encoders.bert import BertEncoder
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError
from paperthemes.text.paper_text import text_of, texts_of

PAPERS = make_papers([(f"Title {chr(97 + n % 26)} {n}", f"We sort {n} pears.") for n in range(150)])


@pytest.fixture
def settings(tmp_path: Path) -> EmbedSettings:
    """Return settings for an encoder that takes no time."""
    model = write_tiny_bert(tmp_path / "tiny")
    return EmbedSettings(encoder="bert-int8", model=str(model), max_tokens=48)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "_LARGEST", 64)


class Stage:
    """The three steps of the stage, in a folder as Snakemake would lay it out."""

    def __init__(self, folder: Path, papers: pd.DataFrame, settings: EmbedSettings) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.settings = settings
        self.cache: str | None = str(folder.parent / "cache")
        tables.write(tables.PAPERS, papers, folder / "papers.parquet")

    def path(self, name: str) -> str:
        """Return the path of a file of the run."""
        return str(self.folder / name)

    def lookup(self, parts: int = 1) -> None:
        """Do the first step."""
        stage.run_lookup(
            self.path("papers.parquet"),
            self.path("plan.json"),
            self.path("known.npz"),
            [self.path(f"todo-{part}.parquet") for part in range(parts)],
            self.settings,
            cache=self.cache,
            offline=True,
        )

    def encode(self, part: int = 0, threads: int = 1) -> None:
        """Do the second step for one shard."""
        stage.run_encode(
            self.path("plan.json"),
            self.path(f"todo-{part}.parquet"),
            self.path(f"shard-{part}.npz"),
            self.path(f"shard-{part}.json"),
            self.settings,
            threads=threads,
            offline=True,
        )

    def gather(self, parts: int = 1) -> dict[str, Any]:
        """Do the last step and return the account."""
        made = stage.Made(
            self.path("papers.parquet"),
            self.path("plan.json"),
            self.path("known.npz"),
            [self.path(f"shard-{part}.npz") for part in range(parts)],
            [self.path(f"shard-{part}.json") for part in range(parts)],
        )
        stage.run_embed(
            made, self.path("v.npz"), self.path("v.json"), self.settings, cache=self.cache
        )
        return json.loads(Path(self.path("v.json")).read_text())

    def run(self, parts: int = 1, threads: int = 1) -> dict[str, Any]:
        """Do all three steps and return the account."""
        self.lookup(parts)
        for part in range(parts):
            self.encode(part, threads)
        return self.gather(parts)

    @property
    def vectors(self) -> Vectors:
        """The result."""
        return Vectors.read(self.path("v.npz"))

    @property
    def bytes(self) -> bytes:
        """The bytes of the result."""
        return Path(self.path("v.npz")).read_bytes()


# ---- texts ----


def test_texts_follow_the_template() -> None:
    assert text_of("A Title", "It is.") == "A Title. It is."
    assert text_of("A Title", "") == "A Title"
    assert (
        text_of("A Title", "It is.", "query: {abstract} | {title}!") == "query: It is. | A Title!"
    )
    assert text_of("A Title", "", "query: {title}\n{abstract}") == "query: A Title"
    assert text_of("A {title}", "{0}", "{title} {abstract}") == "A {title} {0}"
    assert text_of("", "It is.", "query: {title}. {abstract}") == "query: It is."
    assert text_of("A Title", "", "{title} ({abstract})") == "A Title"
    assert text_of("A Title", "It is.", "{title} ({abstract})") == "A Title (It is.)"
    assert text_of("A Title", "", "{abstract}") == ""
    assert text_of("", "", "query: {title}. {abstract}") == "query: "


# ---- the whole stage ----


def test_each_paper_gets_the_vector_of_its_text(tmp_path: Path, settings: EmbedSettings) -> None:
    run = Stage(tmp_path / "run", PAPERS, settings)
    account = run.run()
    vectors = run.vectors
    assert vectors.paper_ids.tolist() == PAPERS.paper_id.tolist()
    assert vectors.matrix.dtype == np.float16
    expected = make_encoder(settings).encode(texts_of(PAPERS)).astype(np.float16)
    assert vectors.matrix.tobytes() == expected.tobytes()
    numbers = ("texts", "cached", "resumed", "encoded", "truncated", "dimension")
    assert [account[name] for name in numbers] == [150, 0, 0, 150, 0, 32]
    assert account["texts_per_second"] > 0


def test_template_and_truncation_are_told(tmp_path: Path, settings: EmbedSettings) -> None:
    short = replace(settings, text="{title}", max_tokens=9)
    titles = [
        ("abcdefg", "x"),
        ("abcdefghijkl", "x"),
        ("zyxwvu", "x" * 99),
        ("a b c d e f g h", ""),
    ]
    account = Stage(tmp_path / "run", make_papers(titles), short).run()
    assert (account["truncated"], account["truncated_share"]) == (2, 0.5)
    assert account["max_tokens"] == 9


@pytest.mark.parametrize(("parts", "threads"), [(1, 3), (4, 1), (7, 2)])
def test_shards_and_threads_do_not_show(
    tmp_path: Path, settings: EmbedSettings, parts: int, threads: int
) -> None:
    plain = Stage(tmp_path / "a/run", PAPERS, settings)
    plain.run()
    divided = Stage(tmp_path / "b/run", PAPERS, settings)
    account = divided.run(parts, threads)
    assert divided.bytes == plain.bytes
    assert account["encoded"] == 150


def test_cached_and_cold_runs_give_identical_bytes(tmp_path: Path, settings: EmbedSettings) -> None:
    cold = Stage(tmp_path / "run", PAPERS, settings)
    cold.run()
    warm = Stage(tmp_path / "elsewhere", PAPERS, settings)
    account = warm.run(parts=2)
    assert (account["cached"], account["encoded"], account["cached_share"]) == (150, 0, 1.0)
    assert account["texts_per_second"] is None
    assert warm.bytes == cold.bytes


def test_only_new_texts_are_encoded(tmp_path: Path, settings: EmbedSettings) -> None:
    Stage(tmp_path / "run", PAPERS[20:], settings).run()
    account = Stage(tmp_path / "run", PAPERS, settings).run()
    assert (account["cached"], account["encoded"]) == (130, 20)
    other = Stage(tmp_path / "run", PAPERS, replace(settings, max_tokens=40)).run()
    assert (other["cached"], other["encoded"]) == (0, 150)


def test_nothing_is_read_or_encoded_when_all_is_known(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    Stage(tmp_path / "run", PAPERS, settings).run()
    monkeypatch.setattr(BertEncoder, "encode", None)
    assert Stage(tmp_path / "run", PAPERS, settings).run()["cached"] == 150


def test_ten_thousand_identical_texts_are_encoded_once(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    encode = BertEncoder.encode

    def counting(self: BertEncoder, texts: list[str]) -> np.ndarray:
        encoded.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(BertEncoder, "encode", counting)
    papers = make_papers([(f"Title {n}", "The same.") for n in range(10_000)])
    run = Stage(tmp_path / "run", papers, replace(settings, text="{abstract}"))
    account = run.run()
    assert encoded == ["The same."]
    assert (account["texts"], account["encoded"]) == (1, 1)
    assert run.vectors.matrix.shape == (10_000, 32)
    assert (run.vectors.matrix == run.vectors.matrix[0]).all()


def test_no_papers_have_no_vectors(tmp_path: Path, settings: EmbedSettings) -> None:
    run = Stage(tmp_path / "run", make_papers([]), settings)
    account = run.run(parts=2)
    assert run.vectors.matrix.shape == (0, 0)
    assert (account["texts"], account["cached_share"], account["truncated_share"]) == (0, 0, 0)


def test_without_a_cache_nothing_is_kept(tmp_path: Path, settings: EmbedSettings) -> None:
    for _ in range(2):
        run = Stage(tmp_path / "run", PAPERS, settings)
        run.cache = None
        assert run.run()["encoded"] == 150
    assert not (tmp_path / "cache").exists()


def test_an_unusable_cache_is_told_and_the_vectors_are_in_the_results(
    tmp_path: Path, settings: EmbedSettings, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache/vectors.sqlite").mkdir(parents=True)
    run = Stage(tmp_path / "run", PAPERS, settings)
    with caplog.at_level(logging.WARNING):
        account = run.run()
    assert account["encoded"] == 150
    assert run.vectors.matrix.shape == (150, 32)
    assert "cannot be used" in caplog.text
    assert "all texts are encoded" in caplog.text
    assert "not kept for other runs" in caplog.text


def test_a_cache_on_a_full_disk_is_told_and_the_vectors_are_in_the_results(
    tmp_path: Path,
    settings: EmbedSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    connect = sqlite3.connect

    def small(*given: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*given, **named)
        connection.execute("PRAGMA max_page_count = 8")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    with caplog.at_level(logging.WARNING):
        account = Stage(tmp_path / "run", PAPERS, settings).run()
    assert account["encoded"] == 150
    assert "database or disk is full; make room" in caplog.text
    assert "not kept for other runs" in caplog.text
    monkeypatch.undo()
    assert Stage(tmp_path / "run", PAPERS, settings).run()["cached"] == 0


def test_odd_texts_go_through_the_whole_stage(tmp_path: Path, settings: EmbedSettings) -> None:
    odd = ["", "🍎🍐", "null\0byte", "x" * 1_000_000, "\u2028\u202e", "a"]
    papers = make_papers([(f"Title {n}", text) for n, text in enumerate(odd)])
    run = Stage(tmp_path / "run", papers, replace(settings, text="{abstract}"))
    account = run.run(parts=2)
    assert (account["texts"], account["encoded"]) == (6, 6)
    first = run.bytes
    assert run.run()["cached"] == 6
    assert run.bytes == first
    assert np.isfinite(run.vectors.matrix).all()


def test_vectors_of_a_corpus_are_neither_divided_nor_kept(tmp_path: Path) -> None:
    run = Stage(tmp_path / "a/run", PAPERS, EmbedSettings(encoder="lsa"))
    divided = Stage(tmp_path / "b/run", PAPERS, EmbedSettings(encoder="lsa"))
    run.run()
    assert run.run()["encoded"] == divided.run(parts=3)["encoded"] == 150
    assert run.bytes == divided.bytes
    assert run.vectors.matrix.shape == (150, 200)
    assert not (tmp_path / "a/cache").exists()


# ---- interrupted ----


def stop_after(blocks: int, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let the encoder fail after so many blocks."""
    encode = BertEncoder.encode
    left = [blocks]

    def failing(self: BertEncoder, texts: list[str]) -> np.ndarray:
        if not left[0]:
            raise error
        left[0] -= 1
        return encode(self, texts)

    monkeypatch.setattr(BertEncoder, "encode", failing)


def test_an_interrupted_shard_goes_on_where_it_was(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Stage(tmp_path / "a/run", PAPERS, settings)
    whole.run()
    run = Stage(tmp_path / "b/run", PAPERS, settings)
    run.lookup()
    with monkeypatch.context() as patch:
        stop_after(2, patch, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            run.encode()
    assert not Path(run.path("shard-0.npz")).exists()
    run.encode()
    account = run.gather()
    assert (account["resumed"], account["encoded"]) == (128, 22)
    assert run.bytes == whole.bytes
    assert not Path(run.path("saved")).exists()


def test_what_an_interrupted_run_saved_serves_other_papers_too(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Stage(tmp_path / "run", PAPERS[:100], settings)
    first.lookup()
    with monkeypatch.context() as patch:
        stop_after(1, patch, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        with pytest.raises(OSError, match="No space left"):
            first.encode()
    account = Stage(tmp_path / "run", PAPERS, settings).run(parts=2)
    assert (account["cached"], account["resumed"], account["encoded"]) == (0, 64, 86)


def test_a_full_disk_keeps_the_blocks_that_were_written(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Stage(tmp_path / "run", PAPERS, settings)
    run.lookup()
    write = TextVectors.write
    written: list[Path] = []

    def full(self: TextVectors, path: Path) -> None:
        if len(written) == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, path)
        written.append(path)

    with monkeypatch.context() as patch:
        patch.setattr(TextVectors, "write", full)
        with pytest.raises(OSError, match="No space left"):
            run.encode()
    run.encode()
    assert run.gather()["resumed"] == 64


def test_saved_blocks_are_read_by_encoder_and_left_out_when_damaged(
    tmp_path: Path, settings: EmbedSettings, caplog: pytest.LogCaptureFixture
) -> None:
    encoder = make_encoder(settings)
    encode_texts(["a", "b"], encoder, tmp_path / "saved")
    assert saved_vectors(tmp_path / "saved", "another", {text_id("a")}).text_ids.size == 0
    found = saved_vectors(tmp_path / "saved", encoder.fingerprint, {text_id("a")})
    assert found.text_ids.tolist() == [text_id("a")]
    (block,) = (tmp_path / "saved").iterdir()
    block.write_bytes(block.read_bytes()[:100])
    assert saved_vectors(tmp_path / "saved", encoder.fingerprint, {text_id("a")}).text_ids.size == 0
    assert str(block) in caplog.text
    again = encode_texts(["a", "b"], encoder, tmp_path / "saved")
    assert (again.resumed, again.vectors.text_ids.size) == (0, 2)


# ---- refused ----


def test_a_machine_that_computes_other_vectors_is_refused(
    tmp_path: Path, settings: EmbedSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Stage(tmp_path / "run", PAPERS, settings)
    run.lookup()
    monkeypatch.setattr(BertEncoder, "fingerprint", "another")
    with pytest.raises(UserError, match="would compute other vectors here"):
        run.encode()


def test_values_that_are_no_numbers_are_refused_and_not_kept(tmp_path: Path) -> None:
    weights = tiny_weights()
    weights["encoder.layer.0.output.dense.bias"][3] = np.nan
    model = write_tiny_bert(tmp_path / "nan", weights=weights)
    settings = EmbedSettings(encoder="bert-fp32", model=str(model), max_tokens=32)
    with pytest.raises(UserError, match="values that are no numbers"):
        Stage(tmp_path / "run", PAPERS, settings).run()
    assert not (tmp_path / "run/saved").exists()


def test_texts_without_a_vector_are_noticed() -> None:
    with pytest.raises(ValueError, match="150 texts have no vector"):
        stage.embed(PAPERS, TextVectors.none("f"), "{title}")


# ---- parts ----


def test_vectors_of_another_encoder_are_not_joined() -> None:
    one = TextVectors("f1", np.array(["a" * 64]), np.ones((1, 2), np.float16), np.array([False]))
    assert TextVectors.joined("f1", [one, one]).text_ids.tolist() == ["a" * 64]
    with pytest.raises(ValueError, match="among those of f2"):
        TextVectors.joined("f2", [one])


def test_texts_are_divided_evenly() -> None:
    ids = [f"{number:03}" for number in range(10)]
    parts = divide(ids, 3, per_text=True)
    assert sorted(one for part in parts for one in part) == ids
    assert sorted(map(len, parts)) == [3, 3, 4]
    assert [len(part) for part in divide(ids, 3, per_text=False)] == [10, 0, 0]
    assert [len(part) for part in divide(ids[:1], 3, per_text=True)] == [1, 0, 0]


def test_vectors_files_come_back(tmp_path: Path) -> None:
    vectors = Vectors(np.array(["a", "b"]), np.eye(2, 3, dtype=np.float16))
    vectors.write(tmp_path / "x.npz")
    back = Vectors.read(tmp_path / "x.npz")
    assert back.paper_ids.tolist() == ["a", "b"]
    assert back.matrix.tobytes() == vectors.matrix.tobytes()


def test_progress_is_logged_with_rate_and_time_left(
    tmp_path: Path,
    settings: EmbedSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
    capsys: Any,
) -> None:
    monkeypatch.setattr(progress, "_LOG_SECONDS", 0)
    with caplog.at_level(logging.INFO):
        encode_texts(texts_of(PAPERS), make_encoder(settings), tmp_path / "saved")
    lines = [record.getMessage() for record in caplog.records if "a second" in record.getMessage()]
    assert [line.split(",")[0] for line in lines] == [
        "64 of 150 texts",
        "128 of 150 texts",
        "150 of 150 texts",
    ]
    assert all("a second" in line and "s left" in line for line in lines)
    assert capsys.readouterr().err == "".join(f"embed: {line}\n" for line in lines)


def test_a_terminal_shows_a_bar_and_no_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress.Progress(100, done=20) as shown:
        shown.advance(80)
    said = capsys.readouterr().err
    assert "embed: 100%" in said
    assert "100/100" in said
    assert "s left" not in said
