"""Runner for `paperthemes run`: run Snakemake with a display, after clearing a stale lock.

The whole run holds the lock of the folder (`run_lock.py`), so it is the only one. Snakemake has a
lock of its own, which stays if Snakemake is killed. Such a lock is stale. It is recognised by two
things: the run was on this computer (the Snakefile writes the name of the computer to
`.snakemake/run.json`), and no Snakemake process works in this folder.
"""

import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from paperthemes.errors import UserError
from paperthemes.files import read_record
from paperthemes.workflow.run_lock import DESCRIPTOR_VARIABLE, hold_lock

SNAKEMAKE = str(Path(sys.executable).with_name("snakemake"))
DISPLAYED_RUN = "paperthemes.workflow.displayed_run"  # runs Snakemake in its process
LOCKS = Path(".snakemake/locks")
LAST_RUN = Path(".snakemake/run.json")
TERMINATE_TIMEOUT = 10  # seconds before a job that does not end is killed


def main(arguments: Sequence[str], options: Sequence[str] = ()) -> int:
    """Run Snakemake in the working directory and return its exit status: 0 if all went well.

    `arguments` are arguments for Snakemake. `options` are its options that name the Snakefile and
    the config files, which it also needs to clear a lock.

    If another run is (or may be) in progress, nothing is run, and the status is 1. If the last run
    was killed, its jobs are ended and its lock is cleared first; if clearing fails, nothing else is
    run, and its status is returned.

    Raises
    ------
    UserError
        If another process holds the lock of the folder, or the folder cannot be written.
    """
    with hold_lock() as descriptor:
        if is_locked():
            if holder := lock_holder():
                _print_error(f"Another run is in progress in {Path.cwd()}: {holder}.")
                return 1
            _print_error("The last run was killed: clearing its lock and resuming.")
            _end_orphans()
            unlocked = subprocess.run(
                [SNAKEMAKE, *options, "--unlock"], stderr=subprocess.PIPE, text=True, check=False
            )
            if unlocked.returncode:
                _print_error(unlocked.stderr)
                return unlocked.returncode
        # `-P`: as in scripts, modules in the working directory are not found. `options` are last,
        # as `--configfile` would take targets for names of files.
        command = [sys.executable, "-P", "-m", DISPLAYED_RUN, *arguments, *options]
        environment = os.environ | {DESCRIPTOR_VARIABLE: str(descriptor)}
        # Ctrl-C also reaches Snakemake, which ends its jobs; this process waits for it.
        handler = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return subprocess.run(
                command, env=environment, pass_fds=[descriptor], check=False
            ).returncode
        finally:
            signal.signal(signal.SIGINT, handler)


def is_locked() -> bool:
    """Return whether the working directory has a lock of Snakemake, stale or not."""
    return LOCKS.is_dir() and any(LOCKS.iterdir())


def lock_holder() -> str | None:
    """Return a description of the run that holds, or may hold, Snakemake's lock in this folder.

    There must be a lock (see `is_locked`). It may be held by a run on another computer, or by a
    Snakemake process whose folder is unknown. Return `None` if the lock is stale: its run is no
    longer alive.
    """
    host = read_record(LAST_RUN).get("host")
    # Processes of another computer cannot be seen from here. `None`: the host was not recorded.
    if host not in (None, platform.node()):
        return f"it was started on {host}; if it is no longer running, use: snakemake --unlock"
    for process in psutil.process_iter(["pid", "cmdline", "cwd", "username"]):
        if not _is_snakemake(process.info["cmdline"] or []):
            continue
        if process.info["cwd"] == str(Path.cwd()):
            return f"process {process.info['pid']}; wait for it to end"
        if process.info["cwd"] is None:  # this user may not see it
            owner = f"process {process.info['pid']} of {process.info['username']}"
            return f"perhaps {owner}; if it works in another folder, use: snakemake --unlock"
    return None


def _is_snakemake(command: list[str]) -> bool:
    """Return whether a command, as a list of words, runs Snakemake itself, not a job of it."""
    # Words before the program's name may be the interpreter and its options.
    names = {Path(word).name for word in command[:4]}
    return not names.isdisjoint({"snakemake", DISPLAYED_RUN}) and not _is_job(command)


def _is_job(command: list[str]) -> bool:
    """Return whether a command, as a list of words, is a job that Snakemake started."""
    # Snakemake starts jobs with `--mode subprocess`, and scripts from copies in its own folder.
    return "subprocess" in command or any(".snakemake/scripts/" in word for word in command)


def _end_orphans() -> None:
    """End the jobs that a killed run left behind in the working directory.

    Otherwise they could overwrite newer results. Jobs that do not end in time are killed. No other
    run may be in progress in this directory, because its jobs would be ended, too.
    """
    orphans = [
        process
        for process in psutil.process_iter(["cmdline", "cwd"])
        if process.info["cwd"] == str(Path.cwd()) and _is_job(process.info["cmdline"] or [])
    ]
    for process in orphans:
        _print_error(f"Ending process {process.pid}, a job of the killed run.")
        process.terminate()
    _, alive = psutil.wait_procs(orphans, timeout=TERMINATE_TIMEOUT)
    for process in alive:
        process.kill()


def _print_error(message: str) -> None:
    """Write a message to standard error at once, before the output of a child process."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UserError as error:
        sys.exit(f"paperthemes: {error}")
