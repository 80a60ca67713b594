"""What a run shows: on a terminal, in a pipe, when jobs fail, when there is nothing to do."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

import pytest

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COMMAND = (sys.executable, "-m", "paperthemes.workflow.run", "--cores", "2")
SNAKEFILE = '''
rule all:
    input: "results/index.html"

rule first:
    output: "first.txt"
    log: "first.log"
    message: "Making the first"
    shell:
        """
        echo "WARNING: a careful word" >&2
        echo "WARNING: a careful word" >&2
        printf "copying 10%%\\rcopying 100%%\\n" >&2
        echo "2026-11-29 12:00:00,000 INFO x: 12 of 1048 layouts, 3.0 layouts/s, 125 s left" > {log}
        echo "embed: 12 of 48 texts, 3.0 texts/s, 12 s left" >&2
        sleep 1.5; touch {output}
        """

rule second:
    input: "first.txt"
    output: "results/index.html"
    log: "second.log"
    message: "Making the second"
    shell: "cp {workflow.basedir}/second.sh {log}.sh; sh {log}.sh {log} {output}"
'''
FAILURE = """
cat > "$1" <<END
2026-11-29 12:00:00,000 INFO paperthemes.x: 7 records
2026-11-29 12:00:01,000 ERROR paperthemes: dumps/x.csv: no title
in line 3
2026-11-29 12:00:01,000 ERROR root: Traceback:
Traceback (most recent call last):
  File "x.py", line 1, in f
END
echo "ERROR: dumps/x.csv: no title" >&2
echo "in line 3" >&2
exit 1
"""


@dataclass(frozen=True)
class Shown:
    """The output of a run: all that was written, and its exit status."""

    text: str
    status: int

    @property
    def lines(self) -> list[str]:
        """The lines that stay on a terminal: not what was written over, nor escape codes."""
        lines = [ESCAPE.sub("", line.rstrip("\r")) for line in self.text.split("\n")]
        return [line.rpartition("\r")[2].rstrip() for line in lines if line.strip()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a workflow of two jobs."""
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    (tmp_path / "second.sh").write_text('touch "$2"')
    return tmp_path


def run_in_pipe(folder: Path, *arguments: str) -> Shown:
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    return Shown(done.stdout, done.returncode)


def run_on_terminal(
    folder: Path, columns: int = 100, interrupt_at: str | None = None, **environment: str
) -> Shown:
    """Run on a terminal; press Ctrl-C when it shows the text `interrupt_at`."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(COMMAND[0], COMMAND, os.environ | {"TERM": "xterm"} | environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    output = b""
    while True:
        try:
            output += os.read(terminal, 2**16)
        except OSError:  # the run has ended
            break
        if interrupt_at and interrupt_at.encode() in output:
            interrupt_at = None
            os.write(terminal, b"\x03")
    _, status = os.waitpid(pid, 0)
    return Shown(output.decode(), os.waitstatus_to_exitcode(status))


def test_a_pipe_gets_a_line_per_job_without_escape_codes(folder: Path) -> None:
    shown = run_in_pipe(folder)
    assert shown.status == 0
    assert not re.search(r"[\x1b\r]", shown.text)
    text = re.sub(r"\d+\.\d s", "9.9 s", shown.text)
    assert text.splitlines() == [
        "Running 2 jobs on 2 cores",
        "WARNING: a careful word",
        "copying 100%",
        "   9.9 s  Making the first",
        "   9.9 s  Making the second",
        "Done: 2 jobs in 9.9 s",
        f"Open: {(folder / 'results/index.html').as_uri()}",
        "1 warning: see above",
    ]


def test_with_nothing_to_do_there_are_two_lines(folder: Path) -> None:
    (folder / "first.txt").touch()
    (folder / "results").mkdir()
    (folder / "results/index.html").touch()
    shown = run_in_pipe(folder)
    assert shown.lines == [
        "Nothing to do: all results are up to date",
        f"Open: {(folder / 'results/index.html').as_uri()}",
    ]


def test_a_terminal_shows_a_bar_that_goes_away(folder: Path) -> None:
    shown = run_on_terminal(folder)
    assert shown.status == 0
    bar = r"0/2 jobs 00:0\d \| +\| 12 of 1,048 layouts, 2:05 left: Making the first"
    assert re.search(bar, shown.text)
    assert re.search(r"1/2 jobs .*█", shown.text)
    assert "\x1b[33mWARNING: a careful word" in shown.text
    assert not [line for line in shown.lines if "jobs 00:" in line]
    assert len(shown.lines) == 8


def test_a_dumb_terminal_gets_no_bar(folder: Path) -> None:
    shown = run_on_terminal(folder, TERM="dumb")
    assert shown.lines[0] == "Running 2 jobs on 2 cores"
    assert "\x1b" not in shown.text


def test_the_bar_fits_into_a_narrow_terminal_and_needs_no_colours(folder: Path) -> None:
    shown = run_on_terminal(folder, columns=30, NO_COLOR="1")
    drawn = [ESCAPE.sub("", part) for part in re.split(r"[\r\n]", shown.text)]
    # Up to its right edge: the words of a job, which come from another process, can follow at once.
    bars = [part[: part.rindex("|") + 1] for part in drawn if "/2 jobs" in part]
    assert bars
    assert max(map(len, bars)) <= 30
    assert "\x1b[3" not in shown.text


@pytest.mark.parametrize("run", [run_in_pipe, run_on_terminal])
def test_a_failure_shows_the_error_once_and_the_log_but_no_traceback(folder: Path, run) -> None:
    (folder / "second.sh").write_text(FAILURE)
    shown = run(folder)
    assert shown.status == 1
    lines = [re.sub(r"\d+\.\d s", "9.9 s", line) for line in shown.lines]
    failed = lines.index("FAILED after 9.9 s: Making the second")
    # The line of the job and that of Snakemake come from two threads.
    around = "\n".join(lines[failed - 2 : failed + 3])
    assert around.count("dumps/x.csv: no title") == around.count("in line 3") == 1
    assert "          Log: second.log" in lines
    assert lines[-2] == "Stopped after 9.9 s: 1 job failed, 1 of 2 jobs done"
    (log,) = folder.glob(".snakemake/log/*.log")
    assert lines[-1].endswith(f"Log of the run: {log.relative_to(folder)}")
    assert "Traceback" not in shown.text
    assert "7 records" not in shown.text
    assert len(lines) <= 11


def test_a_job_that_logs_no_error_shows_the_last_lines_of_its_log(folder: Path) -> None:
    (folder / "second.sh").write_text('seq 9 > "$1"; echo "Illegal instruction" >&2; exit 132')
    lines = run_in_pipe(folder).lines
    assert "Illegal instruction" in lines
    end = lines.index("          Log: second.log")
    assert [line.strip() for line in lines[end - 5 : end]] == ["5", "6", "7", "8", "9"]


def test_an_interrupted_run_says_so_without_tracebacks(folder: Path) -> None:
    (folder / "second.sh").write_text("sleep 60")
    shown = run_on_terminal(folder, interrupt_at="Making the second")
    assert shown.status == 1
    assert "interrupted, 1 of 2 jobs done" in shown.lines[-2]
    assert "FAILED" not in shown.text
    assert "Traceback" not in shown.text


def test_errors_of_the_workflow_name_no_code(folder: Path) -> None:
    (folder / "Snakefile").write_text(
        'from snakemake.exceptions import WorkflowError\nraise WorkflowError("No dump.\\n  - x")'
    )
    shown = run_in_pipe(folder)
    assert shown.status == 1
    assert shown.text == "ERROR: No dump.\n  - x\n"


def test_other_errors_have_no_traceback(folder: Path) -> None:
    shown = run_in_pipe(folder, "--configfile", "missing.yaml")
    assert shown.status == 1
    assert shown.text == (
        "ERROR: FileNotFoundError: [Errno 2] No such file or directory: 'missing.yaml' "
        "(details: --verbose)\n"
    )


def test_errors_in_the_code_name_the_place(folder: Path) -> None:
    (folder / "Snakefile").write_text("y = 0\nx = 1 / y")
    shown = run_in_pipe(folder)
    assert shown.status == 1
    assert "ZeroDivisionError in file" in shown.text


def test_messages_and_warnings_of_the_workflow_are_shown(folder: Path) -> None:
    says = (
        'from snakemake.logging import logger\nlogger.info("Two files")\nlogger.warning("Three")\n'
    )
    (folder / "Snakefile").write_text(f"{says}{SNAKEFILE}")
    expected = ["Two files", "WARNING: Three", "Running 2 jobs on 2 cores"]
    lines = run_in_pipe(folder).lines  # jobs write their own, without waiting for the display
    assert [line for line in lines if line in expected] == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("-n", "This was a dry-run"),
        ("--quiet=progress", r"Job \d: Making the first"),
        ("--logger=x", "invalid choice: 'x'"),
    ],
)
def test_options_about_messages_are_left_to_snakemake(
    folder: Path, option: str, expected: str
) -> None:
    shown = run_in_pipe(folder, option)
    assert "Running 2 jobs" not in shown.text
    assert re.search(expected, shown.text)


def test_other_tasks_of_snakemake_say_what_they_say(folder: Path) -> None:
    shown = run_in_pipe(folder, "--unlock")
    assert shown.status == 0
    assert "Unlocked working directory." in shown.text
