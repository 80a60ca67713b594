"""Progress and errors in the logs of jobs."""

import logging
from pathlib import Path

import pytest

from paperthemes import logs
from paperthemes.logs import ProgressLog, log_to
from paperthemes.workflow.job_logs import (
    format_clock,
    format_duration,
    read_last_messages,
    read_progress,
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "job.log"


def test_progress_of_a_job_is_read_from_its_log(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_progress(log) == ""  # not yet there
    monkeypatch.setattr(logs, "PROGRESS_SECONDS", 0)
    monkeypatch.setattr(logs, "PROGRESS_SHARE", 0)
    with log_to(log):
        progress = ProgressLog(3000, "texts")
        assert read_progress(log) == ""
        assert progress.add(1500)
        assert read_progress(log) == "1,500 of 3,000 texts, 0:00 left"
        progress.add(1500)
        assert read_progress(log) == "", "another part of the job follows"
        logging.getLogger("paperthemes").info("Other")
        assert read_progress(log) == ""


def test_progress_is_logged_now_and_then_and_at_the_end(log: Path) -> None:
    with log_to(log):
        progress = ProgressLog(1000, "layouts")
        messages = [message for _ in range(1000) if (message := progress.add())]
    assert len(messages) <= 2
    assert messages[-1].startswith("1000 of 1000 layouts, ")


def test_messages_of_a_failed_job_are_its_error_without_traceback(log: Path) -> None:
    with pytest.raises(SystemExit), log_to(log):
        logging.getLogger("paperthemes").info("7 records")
        raise OSError("first line\nsecond line")
    assert read_last_messages(log) == ["first line", f"second line (traceback in {log})"]


def test_an_interrupted_job_ends_without_traceback(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit), log_to(log):
        raise KeyboardInterrupt
    assert read_last_messages(log) == ["interrupted"]
    assert capsys.readouterr().err == ""


def test_durations() -> None:
    assert [format_duration(s) for s in (0.04, 59.9, 59.96, 75, 3730)] == [
        *("0.0 s", "59.9 s", "1:00", "1:15", "1:02:10")
    ]
    assert format_clock(3.4) == "0:03"
