"""Log files hold everything; the terminal shows warnings and errors."""

import errno
import logging
import warnings
from pathlib import Path

import pytest

from paperthemes.errors import UserError
from paperthemes.logs import log_to


def test_the_log_holds_everything_and_the_terminal_only_warnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with log_to(tmp_path / "stage" / "x.log"):
        logging.getLogger("paperthemes.stage").info("read 3 papers")
        logging.getLogger("paperthemes.stage").warning("a line is odd")
        warnings.warn("a library is worried", stacklevel=1)
    log = (tmp_path / "stage" / "x.log").read_text()
    assert "read 3 papers" in log
    assert "a line is odd" in log
    assert "a library is worried" in log
    assert capsys.readouterr().err == "WARNING: a line is odd\n"


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (UserError("dump.txt: line 3 is odd"), "ERROR: dump.txt: line 3 is odd\n"),
        (KeyError("column"), "ERROR: KeyError: 'column' (traceback in "),
        (
            FileNotFoundError(2, "No such file", "x"),
            "ERROR: [Errno 2] No such file: 'x' (traceback",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            f"ERROR: [Errno 28] No space left on device; free disk space in {Path.cwd()} and rerun",
        ),
    ],
)
def test_a_traceback_is_in_the_log_and_not_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: Exception, shown: str
) -> None:
    with pytest.raises(SystemExit, match="1"), log_to(tmp_path / "x.log"):
        raise error
    assert "Traceback (most recent call last)" in (tmp_path / "x.log").read_text()
    errors = capsys.readouterr().err
    assert errors.startswith(shown)
    assert "Traceback" not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_log_on_a_full_disk_adds_nothing_to_the_message(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit), log_to("/dev/full"):
        raise OSError(errno.ENOSPC, "No space left on device")
    message = capsys.readouterr().err
    assert message.startswith("ERROR: [Errno 28] No space left on device; free disk space in ")
    assert message.count("\n") == 1


def test_a_log_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message = "ERROR: no log can be written: "
    with pytest.raises(SystemExit, match=message), log_to(tmp_path / "file/x.log"):
        pass
