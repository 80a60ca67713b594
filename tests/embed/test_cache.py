"""The cache of vectors: what is put in comes out, whatever happens to the file."""

import logging
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as some

from paperthemes import cli
from paperthemes.artifacts.vectors import TextVectors, text_id
from paperthemes.describe.name_cache import names_folder
from paperthemes.embed import cache as module
from paperthemes.embed import cache_table
from paperthemes.embed.cache import CacheUnusable, VectorCache, open_cache


def vectors_of(texts: list[str], fingerprint: str = "f1", dimension: int = 8) -> TextVectors:
    """Make a vector per text that its SHA-256 gives."""
    text_ids = sorted({text_id(text) for text in texts})
    matrix = [[int(one[place], 16) / 16 for place in range(dimension)] for one in text_ids]
    return TextVectors(
        fingerprint,
        np.array(text_ids),
        np.array(matrix, np.float16),
        np.array([one[0] < "8" for one in text_ids]),
    )


def same(left: TextVectors, right: TextVectors) -> bool:
    return (
        left.fingerprint == right.fingerprint
        and left.text_ids.tolist() == right.text_ids.tolist()
        and left.matrix.tobytes() == right.matrix.tobytes()
        and left.truncated.tolist() == right.truncated.tolist()
    )


def within(part: TextVectors, whole: TextVectors) -> bool:
    """Tell whether all vectors of `part` are those of `whole`."""
    rows = {
        text: row.tobytes() for text, row in zip(whole.text_ids.tolist(), whole.matrix, strict=True)
    }
    return all(
        rows[text] == row.tobytes()
        for text, row in zip(part.text_ids.tolist(), part.matrix, strict=True)
    )


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "cache")


@pytest.fixture
def filled(cache: VectorCache) -> VectorCache:
    cache.put("toy", vectors_of([f"text {number}" for number in range(500)]))
    return cache


SOME = vectors_of([f"text {number}" for number in range(500)])


# ---- in and out ----


def test_nothing_is_made_before_something_is_kept(cache: VectorCache) -> None:
    assert cache.get("f1", [text_id("a")]).text_ids.size == 0
    assert cache.contents() == []
    assert cache.prune(0) == 0
    assert not cache.folder.exists()


def test_vectors_come_back_by_encoder_and_text(cache: VectorCache) -> None:
    first, other = vectors_of(["a", "b", "c"]), vectors_of(["a", "d"], "f2", dimension=3)
    cache.put("toy", first)
    cache.put("other", other)
    wanted = sorted(map(text_id, "abcde"))
    assert same(cache.get("f1", wanted), first)
    assert same(VectorCache(cache.folder).get("f2", wanted), other)
    assert cache.get("f1", [text_id("b")]).text_ids.tolist() == [text_id("b")]
    assert same(cache.get("f3", wanted), TextVectors.none("f3"))
    cache.put("toy", TextVectors("f1", first.text_ids, first.matrix * 0, first.truncated))
    assert same(cache.get("f1", wanted), first)  # what is there is not written over


@given(some.arrays(np.float16, st.tuples(st.integers(1, 4), st.integers(0, 5))))
def test_any_numbers_come_back_bit_for_bit(matrix: np.ndarray) -> None:
    text_ids = np.array(sorted(text_id(str(row)) for row in range(len(matrix))))
    kept = TextVectors("f1", text_ids, matrix, np.zeros(len(matrix), np.bool_))
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        cache.put("toy", kept)
        assert same(cache.get("f1", text_ids.tolist()), kept)


def test_settings_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_cache(None) is None
    named = open_cache("~/mine")
    usual = open_cache("auto")
    assert named is not None
    assert usual is not None
    assert named.folder == tmp_path / "mine"
    assert usual.folder.name == "paperthemes"
    assert usual.folder.parent == Path(os.environ["XDG_CACHE_HOME"])


# ---- damage ----


def flip_a_vector(path: Path) -> None:
    content = bytearray(path.read_bytes())
    place = content.index(SOME.matrix[7].astype("<f2").tobytes())
    content[place] ^= 1
    path.write_bytes(content)


def tear_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)


DAMAGES = {
    "a flipped bit": flip_a_vector,
    "torn pages": tear_pages,
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "not SQLite": lambda path: path.write_text("I am a diary. " * 1000),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_set_aside_and_rebuilt(
    filled: VectorCache, damage, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = SOME.text_ids.tolist()
    assert same(filled.get("f1", wanted), SOME)
    damage(filled.path)
    damaged = filled.path.read_bytes()
    with caplog.at_level(logging.WARNING):
        found = filled.get("f1", wanted)
    assert within(found, SOME)
    assert found.text_ids.size < 500
    (aside,) = filled.damaged_files()
    assert aside.read_bytes() == damaged
    assert "the cache of vectors is damaged" in caplog.text
    assert aside.name in caplog.text
    filled.put("toy", SOME)
    assert same(filled.get("f1", wanted), SOME)


def test_damage_is_noticed_when_vectors_are_put_in_too(filled: VectorCache) -> None:
    filled.path.write_text("I am a diary. " * 1000)
    filled.put("toy", SOME)
    assert len(filled.damaged_files()) == 1
    assert same(filled.get("f1", SOME.text_ids.tolist()), SOME)


@pytest.mark.parametrize("column", ["vector", "truncated", "checksum"])
def test_a_value_of_another_type_is_damage(filled: VectorCache, column: str) -> None:
    with closing(sqlite3.connect(filled.path)) as connection, connection:
        connection.execute(f"UPDATE vector SET {column} = 'text' WHERE rowid = 9")
    found = filled.get("f1", SOME.text_ids.tolist())
    assert found.text_ids.size == 499
    assert within(found, SOME)
    assert len(filled.damaged_files()) == 1


@pytest.mark.parametrize("day", [0, -5, 10**7])
def test_an_impossible_day_of_use_is_damage(filled: VectorCache, day: int) -> None:
    with closing(sqlite3.connect(filled.path)) as connection, connection:
        connection.execute("UPDATE vector SET used = ? WHERE rowid = 9", [day])
    (kept,) = filled.contents()
    assert kept.vectors == 499
    assert len(filled.damaged_files()) == 1


def test_one_torn_page_costs_only_what_was_on_it(filled: VectorCache) -> None:
    content = bytearray(filled.path.read_bytes())
    place = content.index(SOME.matrix[7].astype("<f2").tobytes()) // 4096 * 4096
    content[place : place + 4096] = os.urandom(4096)
    filled.path.write_bytes(content)
    found = filled.get("f1", SOME.text_ids.tolist())
    assert within(found, SOME)
    assert 400 < found.text_ids.size < 500


@given(st.data())
@settings(max_examples=150)
def test_no_flipped_bit_gives_a_wrong_vector_or_stops_a_run(data: st.DataObject) -> None:
    first, other = vectors_of(list("abcdef")), vectors_of(list("abxyz"), "f2")
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder), seconds=1)
        cache.put("toy", first)
        cache.put("other", other)
        content = bytearray(cache.path.read_bytes())
        place = data.draw(st.integers(0, len(content) * 8 - 1))
        content[place // 8] ^= 1 << place % 8
        cache.path.write_bytes(content)
        for right in (first, other):
            with suppress(CacheUnusable):  # another layout, or a lock that is none
                assert within(cache.get(right.fingerprint, right.text_ids.tolist()), right)
        with suppress(CacheUnusable):
            cache.contents()
            cache.put("toy", first)
            assert same(cache.get("f1", first.text_ids.tolist()), first)


def test_a_text_that_is_there_twice_is_damage() -> None:
    tables = cache_table.TABLES.replace(",\n  PRIMARY KEY (encoder, text)", "")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(tables)
        rows = cache_table.rows_of("toy", vectors_of(["a"]))
        connection.execute("INSERT INTO encoder VALUES (1, 'f1', 'toy')")
        for row in rows * 2:
            connection.execute("INSERT INTO vector VALUES (1, ?, ?, ?, ?, ?)", row[2:])
        with pytest.raises(cache_table.Damaged, match="there twice"):
            cache_table.select(connection, "f1", [text_id("a")])


def test_an_empty_file_is_begun_anew(cache: VectorCache) -> None:
    cache.folder.mkdir()
    cache.path.touch()
    assert cache.get("f1", SOME.text_ids.tolist()).text_ids.size == 0
    cache.put("toy", SOME)
    assert same(cache.get("f1", SOME.text_ids.tolist()), SOME)


def test_an_old_journal_is_not_played_into_a_new_file(filled: VectorCache) -> None:
    journal = filled.path.with_name(filled.path.name + "-journal")
    filled.path.write_text("I am a diary. " * 1000)
    journal.write_text("and this is its journal")
    filled.put("toy", SOME)
    assert not journal.exists()
    assert same(filled.get("f1", SOME.text_ids.tolist()), SOME)


# ---- several processes ----

WRITER = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_cache import vectors_of
from paperthemes.embed.cache import VectorCache
folder, start = Path(sys.argv[1]), int(sys.argv[2])
for number in range(20):
    VectorCache(folder).put("toy", vectors_of([f"{{start + number}} {{n}}" for n in range(30)]))
print("done")
"""


def test_two_runs_at_once_both_keep_their_vectors(cache: VectorCache) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, cache.folder, str(start)])
        for start in (0, 10)  # half of the texts are the same
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    texts = [f"{number} {n}" for number in range(30) for n in range(30)]
    assert same(cache.get("f1", sorted(map(text_id, texts))), vectors_of(texts))
    assert cache.damaged_files() == []


KILLED = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")  # so that pages reach the disk before the end
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE vector SET vector = zeroblob(16)")
print("writing", flush=True)
sys.stdin.read()
"""


def test_a_writer_killed_in_the_middle_leaves_the_cache_as_it_was(filled: VectorCache) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, filled.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"writing\n"
    waiting = VectorCache(filled.folder, seconds=0.1)
    with pytest.raises(CacheUnusable, match="database is locked"):
        waiting.get("f1", SOME.text_ids.tolist())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert filled.path.with_name(filled.path.name + "-journal").exists()
    assert same(filled.get("f1", SOME.text_ids.tolist()), SOME)
    assert filled.damaged_files() == []


# ---- no permission, no room ----


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
    """Return a folder that is not below one of root's alone, as pytest's are."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_still_read(readable_by_all: Path) -> None:
    cache = VectorCache(readable_by_all)
    cache.put("toy", SOME)
    readable_by_all.chmod(0o555)
    cache.path.chmod(0o444)
    before = cache.path.read_bytes()
    with ordinary_user():
        assert same(cache.get("f1", SOME.text_ids.tolist()), SOME)
        with pytest.raises(CacheUnusable, match=r"readonly database; make room or give permission"):
            cache.put("toy", vectors_of(["another"]))
        with pytest.raises(CacheUnusable, match="cannot be used"):
            VectorCache(readable_by_all / "new").put("toy", SOME)
    assert cache.path.read_bytes() == before


def test_a_damaged_file_that_cannot_be_set_aside_is_said_to_be(readable_by_all: Path) -> None:
    cache = VectorCache(readable_by_all)
    cache.put("toy", SOME)
    flip_a_vector(cache.path)
    (readable_by_all / "damaged-1.sqlite").touch()
    readable_by_all.chmod(0o555)
    with ordinary_user():
        for use in (
            lambda: cache.get("f1", SOME.text_ids.tolist()),
            lambda: cache.prune(0),
        ):
            with pytest.raises(CacheUnusable, match="cannot be used"):
                use()


def test_damage_that_stays_is_said_to_be(
    filled: VectorCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise cache_table.Damaged("still wrong")

    monkeypatch.setattr(module, "select", damaged)
    with pytest.raises(CacheUnusable, match="still wrong"):
        filled.get("f1", [text_id("a")])


def test_a_file_of_another_release_is_left_alone(filled: VectorCache) -> None:
    with closing(sqlite3.connect(filled.path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    before = filled.path.read_bytes()
    for use in (lambda: filled.put("toy", SOME), filled.contents):
        with pytest.raises(CacheUnusable, match="made by another release"):
            use()
    assert filled.path.read_bytes() == before


def test_what_another_process_has_set_aside_is_not_set_aside_again(filled: VectorCache) -> None:
    flip_a_vector(filled.path)
    quicker = VectorCache(filled.folder)

    def meanwhile(connection: sqlite3.Connection) -> None:
        if not filled.damaged_files():
            assert quicker.get("f1", SOME.text_ids.tolist()).text_ids.size == 499
            raise sqlite3.DatabaseError("what this process still sees of the damaged file")

    filled._do(meanwhile)
    assert len(filled.damaged_files()) == 1
    assert filled.get("f1", SOME.text_ids.tolist()).text_ids.size == 499


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_cache_as_it_was(filled: VectorCache) -> None:
    before = filled.path.read_bytes()
    many = vectors_of([f"new {number}" for number in range(5000)])
    with (
        files_of_at_most(len(before) + 8192),
        pytest.raises(CacheUnusable, match="the cache of vectors cannot be used"),
    ):
        filled.put("toy", many)
    assert same(filled.get("f1", SOME.text_ids.tolist()), SOME)
    assert filled.get("f1", many.text_ids.tolist()).text_ids.size == 0
    filled.put("toy", many)
    assert same(filled.get("f1", many.text_ids.tolist()), many)


# ---- looking and pruning ----


class Days(date):
    """A calendar that can be set forward."""

    ahead = 0
    max = date.max

    @classmethod
    def today(cls) -> date:
        """Return the day so far ahead."""
        return date.today() + timedelta(days=cls.ahead)


def test_what_no_run_uses_any_more_is_pruned(
    cache: VectorCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "date", Days)
    monkeypatch.setattr(cache_table, "date", Days)
    cache.put("toy", vectors_of(["a", "b"]))
    cache.put("old", vectors_of(["a"], "f2"))
    monkeypatch.setattr(Days, "ahead", 100)
    cache.put("toy", vectors_of(["b", "c"]))
    toy, old = cache.contents()
    assert (toy.name, toy.vectors, toy.size) == ("toy", 3, 48)
    assert toy.latest_use - toy.oldest_use == timedelta(days=100)
    assert (old.name, old.fingerprint) == ("old", "f2")
    assert cache.prune(101) == 0
    assert cache.prune(10**20) == 0
    assert cache.prune(100) == 2
    assert [(kept.name, kept.vectors) for kept in cache.contents()] == [("toy", 2)]
    assert cache.prune(0) == 2
    assert cache.contents() == []


def test_command_shows_and_prunes(filled: VectorCache, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--folder", str(filled.folder)]
    (filled.folder / "damaged-20260101-000000-1.sqlite").write_bytes(b"x" * 2_000_000)
    assert cli.main(["cache", *folder]) == 0
    shown = capsys.readouterr().out
    assert str(filled.path) in shown
    assert f"500 vectors,      0.0 MB, last used {date.today()}: toy (f1)" in shown
    assert "set aside because damaged, 2.0 MB: damaged-20260101" in shown
    assert cli.main(["cache", *folder, "--prune", "0"]) == 0
    assert "Removed 500 vectors.\n" in capsys.readouterr().out
    assert filled.damaged_files() == []
    for wrong in (["--prune", "-1"], ["--prune", "soon"]):
        with pytest.raises(SystemExit):
            cli.main(["cache", *folder, *wrong])
        assert "is not a number of days" in capsys.readouterr().err


def test_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "vectors.sqlite").mkdir()
    assert cli.main(["cache", "--folder", str(tmp_path)]) == 1
    assert "paperthemes: the cache of vectors cannot be used" in capsys.readouterr().err
    assert cli.main(["cache", "--folder", str(tmp_path / "typo")]) == 1
    assert f"there is no folder {tmp_path / 'typo'}" in capsys.readouterr().err


def test_command_is_installed() -> None:
    program = Path(sys.executable).with_name("paperthemes")
    done = subprocess.run([program, "cache"], capture_output=True, text=True, check=True)
    assert "vectors.sqlite: " in done.stdout


def test_names_of_language_models_are_shown_and_pruned(
    filled: VectorCache, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(filled.folder)]
    names = [names_folder(filled.folder) / f"{name}.json" for name in ("new", "old")]
    names[0].parent.mkdir()
    for path in names:
        path.write_text("{}")
    os.utime(names[1], (0, 0))
    assert cli.main(["cache", *folder]) == 0
    assert "2 names of language models" in capsys.readouterr().out
    assert cli.main(["cache", *folder, "--prune", "30"]) == 0
    assert "Removed 1 names of language models not used for 30 days." in capsys.readouterr().out
    assert [path.exists() for path in names] == [True, False]
    assert cli.main(["cache", *folder, "--prune", "0"]) == 0
    assert not names[0].exists()
