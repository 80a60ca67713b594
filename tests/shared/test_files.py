"""Result files are complete or absent."""

from pathlib import Path

import numpy as np
import pytest

from paperthemes import files


def test_a_failing_writer_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "result.json"
    files.write_json(path, {"run": 1})
    with pytest.raises(RuntimeError), files.atomic_write(path) as partial:
        partial.write_text("half a resu")
        raise RuntimeError
    assert files.read_json(path) == {"run": 1}
    assert [*path.parent.iterdir()] == [path]


def test_the_next_writer_removes_files_of_a_killed_one(tmp_path: Path) -> None:
    path = tmp_path / "result.txt"
    dead, alive = tmp_path / ".result.txt.99999999.partial", tmp_path / ".result.txt.1.partial"
    dead.touch()
    alive.touch()
    files.write_text(path, "whole")
    assert path.read_text() == "whole"
    assert not dead.exists()
    assert alive.exists()


def test_values_that_are_not_json_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(tmp_path / "x.json", float("nan"))
    assert not (tmp_path / "x.json").exists()


def test_arrays_come_back_and_equal_arrays_give_equal_bytes(tmp_path: Path) -> None:
    arrays = {"ids": np.array(["a", "é"]), "numbers": np.arange(6.0).reshape(2, 3)}
    files.write_arrays(tmp_path / "one.npz", **arrays)
    files.write_arrays(tmp_path / "two.npz", **arrays)
    back = files.read_arrays(tmp_path / "one.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert back.keys() == arrays.keys()
    assert all(np.array_equal(back[name], arrays[name]) for name in arrays)
    with pytest.raises(ValueError, match="Object arrays"):
        files.write_arrays(tmp_path / "pickle.npz", thing=np.array([{}], dtype=object))
