"""The command `paperthemes cache`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from paperthemes import cli
from paperthemes.describe.name_cache import names_folder
from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.text_vectors import TextVectors, hash_text


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    cache = VectorCache(tmp_path)
    vectors = TextVectors(
        fingerprint="f1",
        text_ids=np.array([hash_text(str(number)) for number in range(50)]),
        matrix=np.ones((50, 8), np.float16),
        truncated=np.zeros(50, np.bool_),
    )
    cache.put("toy", vectors)
    return cache


def test_vectors_are_listed_and_pruned(
    cache: VectorCache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache.damaged_path.write_bytes(b"x" * 2_000_000)
    assert cli.main(["cache", "--folder", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert str(cache.path) in shown
    assert re.search(r"50 vectors,      0\.0 MB, last used 20\d\d-\d\d-\d\d: toy \(f1\)", shown)
    assert "damaged, 2.0 MB: vectors.sqlite.damaged" in shown
    assert cli.main(["cache", "--folder", str(tmp_path), "--prune", "0"]) == 0
    assert "Removed 50 vectors.\n" in capsys.readouterr().out
    assert not cache.damaged_path.exists()


def test_names_from_language_models_are_listed_and_pruned(
    cache: VectorCache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["cache", "--folder", str(tmp_path)]
    new, old = (names_folder(tmp_path) / f"{name}.json" for name in ("new", "old"))
    new.parent.mkdir()
    for path in (new, old):
        path.write_text("{}")
    os.utime(old, (0, 0))
    assert cli.main(command) == 0
    assert "2 names from language models" in capsys.readouterr().out
    assert cli.main([*command, "--prune", "30"]) == 0
    shown = capsys.readouterr().out
    assert "Removed 0 vectors not used for 30 days." in shown
    assert "Removed 1 name from language models created more than 30 days ago." in shown
    assert [new.exists(), old.exists()] == [True, False]
    assert cli.main([*command, "--prune", "0"]) == 0
    assert not new.exists()


def test_errors_name_the_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "vectors.sqlite").mkdir()
    assert cli.main(["cache", "--folder", str(tmp_path)]) == 1
    assert "paperthemes: cannot use the vector cache" in capsys.readouterr().err
    assert cli.main(["cache", "--folder", str(tmp_path / "typo")]) == 1
    assert f"no such folder: {tmp_path / 'typo'}" in capsys.readouterr().err
    for days in ("-1", "soon"):
        with pytest.raises(SystemExit):
            cli.main(["cache", "--prune", days])
        assert "is not a whole number of days" in capsys.readouterr().err


def test_the_command_is_installed() -> None:
    program = Path(sys.executable).with_name("paperthemes")
    result = subprocess.run([program, "cache"], capture_output=True, text=True, check=True)
    assert "vectors.sqlite: " in result.stdout
