"""The folder for compiled code: chosen so that it can always be written."""

import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from paperthemes import compiled


@pytest.fixture(autouse=True)
def user_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a user's cache folder for the test."""
    folder = tmp_path / "user"
    monkeypatch.setattr(compiled.platformdirs, "user_cache_path", lambda name: folder / name)
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")  # restored at the end
    return folder


def chosen(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(folder))
    compiled.set_numba_cache()
    return Path(os.environ["NUMBA_CACHE_DIR"])


def test_a_folder_that_can_be_written_is_used(tmp_path: Path, monkeypatch) -> None:
    assert chosen(monkeypatch, tmp_path / "new") == tmp_path / "new"


def test_otherwise_the_users_cache_is_used(tmp_path: Path, monkeypatch, user_cache: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    folder = chosen(monkeypatch, tmp_path / "file" / "cache")
    assert folder == user_cache / "paperthemes" / "numba"
    assert folder.is_dir()


def test_without_any_other_it_is_a_temporary_folder(
    tmp_path: Path, monkeypatch, user_cache: Path
) -> None:
    user_cache.write_text("no folder")
    (tmp_path / "file").write_text("no folder")
    folder = chosen(monkeypatch, tmp_path / "file" / "cache")
    assert folder.is_dir()
    assert folder.name.startswith("paperthemes-")


def test_a_folder_on_a_full_disk_is_not_used(tmp_path: Path, monkeypatch) -> None:
    usage = namedtuple("usage", "free")
    full = tmp_path / "full"
    disk_usage = shutil.disk_usage
    monkeypatch.setattr(
        compiled.shutil,
        "disk_usage",
        lambda path: usage(1000) if Path(path) == full else disk_usage(path),
    )
    assert chosen(monkeypatch, full) != full
