"""The vector cache: stored vectors come back unchanged, whatever happens to the file."""

import logging
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from paperthemes.encoders import cache_rows
from paperthemes.encoders.cache import CacheUnavailable, VectorCache
from paperthemes.encoders.text_vectors import TextVectors, hash_text
from paperthemes.files import cache_folder


def make_vectors(texts: list[str], fingerprint: str = "f1", dimension: int = 8) -> TextVectors:
    """Make a vector per text from the digits of its SHA-256."""
    text_ids = sorted({hash_text(text) for text in texts})
    matrix = [[int(digit, 16) / 16 for digit in key[:dimension]] for key in text_ids]
    return TextVectors(
        fingerprint=fingerprint,
        text_ids=np.array(text_ids),
        matrix=np.array(matrix, np.float16),
        truncated=np.array([key[0] < "8" for key in text_ids]),
    )


def rows_of(vectors: TextVectors) -> list[tuple[str, bytes, bool]]:
    """Return ids, bytes and flags of vectors, for comparison."""
    rows = zip(vectors.text_ids, vectors.matrix, vectors.truncated, strict=True)
    return [(str(key), row.tobytes(), bool(truncated)) for key, row, truncated in rows]


def read_all(cache: VectorCache, vectors: TextVectors) -> TextVectors:
    """Ask the cache for the vectors of the same texts."""
    return cache.get(vectors.fingerprint, vectors.text_ids.tolist())


VECTORS = make_vectors([f"text {number}" for number in range(500)])


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "cache")


@pytest.fixture
def filled(cache: VectorCache) -> VectorCache:
    cache.put("toy", VECTORS)
    return cache


# ---- in and out ----


def test_reading_does_not_create_the_cache(cache: VectorCache) -> None:
    assert cache.get("f1", [hash_text("a")]).text_ids.size == 0
    assert cache.list_encoders() == []
    assert cache.prune(0) == 0
    assert not cache.path.parent.exists()


def test_vectors_are_stored_by_encoder_and_text(cache: VectorCache) -> None:
    first, other = make_vectors(["a", "b", "c"]), make_vectors(["a", "d"], "f2", dimension=3)
    cache.put("toy", first)
    cache.put("other", other)
    text_ids = sorted(map(hash_text, "abcde"))
    assert rows_of(cache.get("f1", text_ids)) == rows_of(first)
    assert rows_of(VectorCache(cache.path.parent).get("f2", text_ids)) == rows_of(other)
    assert cache.get("f1", [hash_text("b")]).text_ids.tolist() == [hash_text("b")]
    assert cache.get("f3", text_ids).text_ids.size == 0


def test_stored_vectors_are_never_overwritten(cache: VectorCache) -> None:
    cache.put("toy", make_vectors(["a"]))
    changed = make_vectors(["a"])
    changed.matrix[:] = 0
    cache.put("toy", changed)
    assert rows_of(read_all(cache, changed)) == rows_of(make_vectors(["a"]))


@given(arrays(np.float16, st.tuples(st.integers(1, 4), st.integers(1, 5))))
def test_any_numbers_come_back_bit_for_bit(matrix: np.ndarray) -> None:
    vectors = TextVectors(
        fingerprint="f1",
        text_ids=np.array(sorted(hash_text(str(row)) for row in range(len(matrix)))),
        matrix=matrix,
        truncated=np.zeros(len(matrix), np.bool_),
    )
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        cache.put("toy", vectors)
        assert rows_of(read_all(cache, vectors)) == rows_of(vectors)


def test_the_settings_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder(None) is None
    assert cache_folder("~/mine") == tmp_path / "mine"
    assert cache_folder("auto") == Path(os.environ["XDG_CACHE_HOME"]) / "paperthemes"


# ---- damage ----


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[content.index(VECTORS.matrix[7].astype("<f2").tobytes())] ^= 1
    path.write_bytes(content)


def tear_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def replace_by_text(path: Path) -> None:
    path.write_text("I am a diary. " * 1000)


def execute(statement: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        flip_a_bit,
        tear_pages,
        cut_in_half,
        replace_by_text,
        execute("UPDATE vector SET vector = 'text' WHERE rowid = 9"),
        execute("UPDATE vector SET truncated = 'text' WHERE rowid = 9"),
        execute("UPDATE vector SET checksum = 'text' WHERE rowid = 9"),
        execute("DROP TABLE vector"),
        execute("PRAGMA user_version = 2"),
    ],
)
def test_a_file_that_cannot_be_understood_is_set_aside(
    filled: VectorCache, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    damage(filled.path)
    content = filled.path.read_bytes()
    with caplog.at_level(logging.WARNING):
        assert read_all(filled, VECTORS).text_ids.size == 0
    assert filled.damaged_path.read_bytes() == content
    assert "cannot be read" in caplog.text
    assert filled.damaged_path.name in caplog.text
    filled.put("toy", VECTORS)
    assert rows_of(read_all(filled, VECTORS)) == rows_of(VECTORS)


def test_damage_is_noticed_when_storing_and_listing(filled: VectorCache) -> None:
    replace_by_text(filled.path)
    filled.put("toy", VECTORS)
    assert rows_of(read_all(filled, VECTORS)) == rows_of(VECTORS)
    execute("UPDATE vector SET used = 10000000")(filled.path)
    assert filled.list_encoders() == []
    assert filled.damaged_path.exists()


@given(st.data())
@settings(max_examples=100)
def test_no_flipped_bit_gives_a_wrong_vector_or_stops_a_run(data: st.DataObject) -> None:
    batches = make_vectors(list("abcdef")), make_vectors(list("abxyz"), "f2")
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder), timeout=1)
        for vectors in batches:
            cache.put("toy", vectors)
        content = bytearray(cache.path.read_bytes())
        position = data.draw(st.integers(0, len(content) * 8 - 1))
        content[position // 8] ^= 1 << position % 8
        cache.path.write_bytes(content)
        for vectors in batches:
            assert set(rows_of(read_all(cache, vectors))) <= set(rows_of(vectors))
        cache.put("toy", batches[0])


def test_an_empty_file_is_a_new_cache(cache: VectorCache) -> None:
    cache.path.parent.mkdir()
    cache.path.touch()
    cache.put("toy", VECTORS)
    assert rows_of(read_all(cache, VECTORS)) == rows_of(VECTORS)
    assert not cache.damaged_path.exists()


def test_the_journal_of_a_damaged_file_is_removed(filled: VectorCache) -> None:
    journal = filled.path.with_name(filled.path.name + "-journal")
    replace_by_text(filled.path)
    journal.write_text("and this is its journal")
    filled.put("toy", VECTORS)
    assert not journal.exists()
    assert rows_of(read_all(filled, VECTORS)) == rows_of(VECTORS)


# ---- several processes ----

WRITER = f"""
import sys
from pathlib import Path
sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path(__file__).parents[1])!r}]
from test_cache import make_vectors
from paperthemes.encoders.cache import VectorCache
folder, start = Path(sys.argv[1]), int(sys.argv[2])
for number in range(20):
    VectorCache(folder).put("toy", make_vectors([f"{{start + number}} {{n}}" for n in range(30)]))
"""


def test_two_runs_at_once_keep_the_vectors_of_both(cache: VectorCache) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, cache.path.parent, str(start)])
        for start in (0, 10)  # half of the texts are the same
    ]
    assert [writer.wait(timeout=600) for writer in writers] == [0, 0]
    vectors = make_vectors([f"{number} {n}" for number in range(30) for n in range(30)])
    assert rows_of(read_all(cache, vectors)) == rows_of(vectors)
    assert not cache.damaged_path.exists()


INTERRUPTED_WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")  # so that pages are written before the commit
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE vector SET vector = zeroblob(16)")
print("writing", flush=True)
sys.stdin.read()
"""


def test_a_writer_killed_in_the_middle_leaves_the_cache_as_it_was(
    filled: VectorCache, caplog: pytest.LogCaptureFixture
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED_WRITER, filled.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"writing\n"
    impatient = VectorCache(filled.path.parent, timeout=0.1)
    assert read_all(impatient, VECTORS).text_ids.size == 0
    assert "database is locked" in caplog.text
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert filled.path.with_name(filled.path.name + "-journal").exists()
    assert rows_of(read_all(filled, VECTORS)) == rows_of(VECTORS)
    assert not filled.damaged_path.exists()


# ---- no permission, no disk space ----


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Work without the rights of root, who may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def readable_by_all() -> Iterator[Path]:
    """Return a folder that other users can reach, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_cache_is_read_and_warned_about_once(
    readable_by_all: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = VectorCache(readable_by_all)
    cache.put("toy", VECTORS)
    readable_by_all.chmod(0o555)
    cache.path.chmod(0o444)
    content = cache.path.read_bytes()
    with ordinary_user():
        assert rows_of(read_all(cache, VECTORS)) == rows_of(VECTORS)
        assert not caplog.records
        for _ in range(3):
            cache.put("toy", make_vectors(["another"]))
        with pytest.raises(CacheUnavailable, match="readonly database; free some disk space"):
            cache.prune(0)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "continuing without the cache" in caplog.text
    assert cache.path.read_bytes() == content


def test_a_damaged_file_that_cannot_be_renamed_does_not_stop_a_run(
    readable_by_all: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = VectorCache(readable_by_all)
    cache.put("toy", VECTORS)
    flip_a_bit(cache.path)
    readable_by_all.chmod(0o555)
    with ordinary_user():
        assert read_all(cache, VECTORS).text_ids.size == 0
    assert "cannot use the vector cache" in caplog.text


def test_a_full_disk_leaves_the_cache_as_it_was(
    filled: VectorCache, caplog: pytest.LogCaptureFixture
) -> None:
    many = make_vectors([f"new {number}" for number in range(5000)])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (filled.path.stat().st_size + 8192, hard))
    try:
        VectorCache(filled.path.parent).put("toy", many)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "cannot use the vector cache" in caplog.text
    assert rows_of(read_all(filled, VECTORS)) == rows_of(VECTORS)
    assert read_all(filled, many).text_ids.size == 0
    filled.put("toy", many)
    assert rows_of(read_all(filled, many)) == rows_of(many)


# ---- listing and pruning ----


class ShiftedDate(date):
    """A calendar that can be set forward."""

    ahead = 0
    max = date.max

    @classmethod
    def today(cls) -> date:
        """Return today plus `ahead` days."""
        return date.today() + timedelta(days=cls.ahead)


def test_vectors_that_no_run_used_for_a_while_are_pruned(
    cache: VectorCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_rows, "date", ShiftedDate)
    cache.put("toy", make_vectors(["a", "b"]))
    cache.put("old", make_vectors(["a"], "f2"))
    monkeypatch.setattr(ShiftedDate, "ahead", 100)
    cache.put("toy", make_vectors(["b", "c"]))
    toy, old = cache.list_encoders()
    assert (toy.name, toy.vectors, toy.size) == ("toy", 3, 48)
    assert toy.last_used - old.last_used == timedelta(days=100)
    assert (old.name, old.fingerprint) == ("old", "f2")
    assert cache.prune(101) == 0
    assert cache.prune(10**20) == 0
    assert cache.prune(100) == 2
    assert [(entry.name, entry.vectors) for entry in cache.list_encoders()] == [("toy", 2)]
    assert cache.prune(0) == 2
    assert cache.list_encoders() == []
