"""The display of a run: a line per finished job, a progress bar, errors, a summary."""

import logging
import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from snakemake_interface_logger_plugins.common import LogEvent

from paperthemes.logs import PROGRESS
from paperthemes.text.plurals import count_of
from paperthemes.workflow.job_logs import (
    format_clock,
    format_duration,
    read_last_messages,
    read_progress,
)
from paperthemes.workflow.messages import shorten_error
from paperthemes.workflow.terminal import Terminal

TARGETS = ("all", "parse")  # rules without a script
INDENT = " " * 10  # of lines that belong to that of a job
# What Snakemake and its plugins, which are Python modules, say below the level of a warning is in
# the log of the run, except what begins with one of these. What a Snakefile says is shown.
NOTABLE_MESSAGES = ("Trying to restart job", "Will exit after finishing")
# Errors that only repeat that a job failed.
REPEATED_ERRORS = (
    "CalledProcessError",
    "At least one job did not complete",
    "Exiting because a job execution failed",
)
# What Snakemake writes before each run that has a profile.
_PROFILE_LINE = re.compile(r"Using .*profile .* for setting default command line arguments")

# A `logging.LogRecord` with the attributes of its event.
Record = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job that runs: its message, its log files, and its start in seconds since the epoch."""

    message: str
    logs: Sequence[str]
    started: float

    def describe(self) -> str:
        """Return how far the job is, or else its time so far, and its message."""
        progress = read_progress(self.logs[0]) if self.logs else ""
        return f"{progress or format_clock(time.time() - self.started)}: {self.message}"


class RunDisplay:
    """The display of a run, changed by the messages of Snakemake.

    Attributes
    ----------
    is_run
        Whether Snakemake runs jobs; it also has other tasks, such as `--unlock`.
    """

    def __init__(self, *, has_colours: bool) -> None:
        self.is_run = False
        self._started = time.time()
        self._jobs: dict[int, Job] = {}
        self._total = self._done = self._failed = self._warnings = 0
        self._cores = ""
        self._run_log = ""
        self._is_interrupted = False
        self._notes: list[str] = []  # messages before it is known whether this is a run
        self._shown: set[str] = set()  # errors and warnings of jobs
        self._terminal = Terminal(self._show_line, self._describe_jobs, has_colours=has_colours)
        self._actions = {
            LogEvent.WORKFLOW_STARTED: self._start,
            LogEvent.RESOURCES_INFO: self._note_cores,
            LogEvent.RUN_INFO: self._announce,
            LogEvent.JOB_INFO: self._start_job,
            LogEvent.JOB_FINISHED: self._finish_job,
            LogEvent.JOB_ERROR: self._fail_job,
            LogEvent.ERROR: self._show_error,
            None: self._show_message,
        }

    def show(self, record: Record) -> None:
        """Show a message of Snakemake, as far as it is of use."""
        if action := self._actions.get(getattr(record, "event", None)):
            action(record)

    def close(self) -> None:
        """Give the terminal back."""
        self._terminal.close()

    def show_end(self, *, is_success: bool) -> None:
        """Show the end of a run, after `close`: a summary, or why it ended early."""
        elapsed = format_duration(time.time() - self._started)
        if not self.is_run:
            sys.stderr.write("".join(f"{note}\n" for note in self._notes))
        elif is_success:
            # Lazy import: takes a tenth of a second, and is only needed now.
            from paperthemes.workflow.summary import address_of_index, summarise_run

            lines = ["Nothing to do: all results are up to date", *address_of_index()]
            if self._total:
                lines = [f"Done: {count_of(self._done, 'job')} in {elapsed}", *summarise_run()]
                if self._warnings:
                    lines.append(f"{count_of(self._warnings, 'warning')}: see above")
            sys.stdout.write("".join(f"{line}\n" for line in lines))
        elif self._total:
            reason = f"{count_of(self._failed, 'job')} failed, " if self._failed else ""
            reason = "interrupted, " if self._is_interrupted else reason
            sys.stderr.write(
                f"Stopped after {elapsed}: {reason}"
                f"{self._done} of {count_of(self._total, 'job')} done\n"
                "Finished results are kept; the next run goes on from there. "
                f"Log of the run: {self._run_log}\n"
            )

    def _start(self, _: Record) -> None:
        """Note that this is a run."""
        self.is_run = True

    def _note_cores(self, record: Record) -> None:
        """Note the number of cores; other messages about resources do not have it."""
        if cores := getattr(record, "cores", None):
            self._cores = f" on {count_of(cores, 'core')}"

    def _announce(self, record: Record) -> None:
        """Show how many jobs are to be run."""
        counts = record.stats
        self._total = counts["total"] - sum(counts.get(target, 0) for target in TARGETS)
        self._terminal.write(f"Running {count_of(self._total, 'job')}{self._cores}")
        self._terminal.show_progress(self._done, self._total)

    def _start_job(self, record: Record) -> None:
        """Note a job that starts."""
        if record.rule_name not in TARGETS:
            message = record.rule_msg or record.rule_name
            self._jobs[record.jobid] = Job(message=message, logs=record.log, started=record.created)

    def _finish_job(self, record: Record) -> None:
        """Show a job that is done, and its time."""
        if job := self._jobs.pop(record.job_id, None):
            self._done += 1
            duration = format_duration(record.created - job.started)
            self._terminal.write(f"{duration:>8}  {job.message}")
            self._terminal.show_progress(self._done, self._total)

    def _fail_job(self, record: Record) -> None:
        """Show a job that failed, with the last messages and the path of its log."""
        if self._is_interrupted:
            return
        not_started = Job(message=record.rule_name, logs=(), started=record.created)
        job = self._jobs.pop(record.jobid, not_started)
        self._failed += 1
        duration = format_duration(record.created - job.started)
        self._terminal.write(f"FAILED after {duration}: {job.message}")
        messages = [line for path in record.log for line in read_last_messages(path)]
        for line in [record.rule_msg, *messages]:
            if line and line not in self._shown:
                self._shown.add(line)
                self._terminal.write(f"{INDENT}{line}")
        self._terminal.write(f"{INDENT}Log: {', '.join(record.log)}")

    def _show_error(self, record: Record) -> None:
        """Show an error, unless it only repeats that a job failed."""
        message = record.getMessage()
        if not any(text in message for text in REPEATED_ERRORS):
            self._notes.clear()
            self._terminal.write(f"ERROR: {shorten_error(message)}")

    def _show_message(self, record: Record) -> None:
        """Show a message without an event, if it is a warning or comes from the workflow."""
        message = record.getMessage()
        if record.levelno >= logging.ERROR:
            self._show_error(record)
        elif record.levelno >= logging.WARNING:
            self._warn(f"WARNING: {message}")
        elif not record.pathname.endswith(".py") or message.startswith(NOTABLE_MESSAGES):
            self._terminal.write(message)
        elif message.startswith("Complete log(s): "):
            self._run_log = os.path.relpath(message.partition(": ")[2])
        elif message.startswith("Terminating processes on user request"):
            self._is_interrupted = True
        elif not self.is_run:
            self._notes.append(message)

    def _show_line(self, line: str) -> None:
        """Show a line that this process, or a job, wrote to standard error."""
        if PROGRESS.search(line) or _PROFILE_LINE.match(line):  # the bar shows the progress
            return
        if line.startswith("WARNING: "):
            self._warn(line)
        elif (error := line.removeprefix("ERROR: ")) not in self._shown:
            self._shown.add(error)
            self._terminal.write(line)

    def _warn(self, line: str) -> None:
        """Show a warning once; those about dumps are repeated at the end of a run."""
        if line not in self._shown:
            self._shown.add(line)
            self._warnings += 1
            self._terminal.write(line)

    def _describe_jobs(self) -> str:
        """Return what the running jobs do, those that started first in front."""
        return "; ".join(job.describe() for job in [*self._jobs.values()])
