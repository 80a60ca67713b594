"""What `make` runs: Snakemake, after clearing away the lock of a run that was killed.

Snakemake's lock outlives a SIGKILL. It is stale when the run that holds it was on this computer
(the Snakefile notes which, in .snakemake/run.json) and no Snakemake is at work in this folder.
"""

import json
import platform
import subprocess
import sys
from pathlib import Path

import psutil
import yaml

SNAKEMAKE = [str(Path(sys.executable).with_name("snakemake"))]
LOCKS = Path(".snakemake/locks")
LAST_RUN = Path(".snakemake/run.json")
PATIENCE = 10  # seconds


def main() -> int:
    """Run the workflow in the working directory and say where its reports are."""
    if LOCKS.is_dir() and any(LOCKS.iterdir()):
        if holder := lock_holder():
            say(f"Another run is at work in {Path.cwd()}: {holder}.")
            return 1
        say("The last run was killed: clearing its lock and going on where it stopped.")
        end_orphans()
        if status := subprocess.run([*SNAKEMAKE, "--unlock"], check=False).returncode:
            return status
    status = subprocess.run([*SNAKEMAKE, *sys.argv[1:]], check=False).returncode
    if status == 0:
        sys.stdout.write(f"All results: {Path('results/index.html').absolute().as_uri()}\n")
        clusterings = yaml.safe_load(Path("config.yaml").read_text("utf-8"))["clusterings"]
        for name in (str(name) for name, settings in clusterings.items() if settings is not None):
            sys.stdout.write(
                f"Report: {Path('results', name, 'report.html').absolute().as_uri()}\n"
            )
    return status


def lock_holder() -> str | None:
    """Describe the run that holds the lock, or return `None` if it is dead."""
    host = last_host()
    if host not in (None, platform.node()):
        return f"it was started on {host}; if it is dead, run: snakemake --unlock"
    for process in psutil.process_iter(["pid", "cmdline", "cwd", "username"]):
        if not is_snakemake(process.info["cmdline"] or []):
            continue
        if process.info["cwd"] == str(Path.cwd()):
            return f"process {process.info['pid']}; wait for it to end"
        if process.info["cwd"] is None:
            who = f"process {process.info['pid']} of {process.info['username']}"
            return f"perhaps {who}; if it works elsewhere, run: snakemake --unlock"
    return None


def last_host() -> str | None:
    """Return the name of the computer the last run was on, if it is known."""
    try:
        return str(json.loads(LAST_RUN.read_text("utf-8"))["host"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_snakemake(command: list[str]) -> bool:
    """Tell whether this is Snakemake itself, not a job it has started."""
    return any(Path(word).name == "snakemake" for word in command[:3]) and not is_job(command)


def is_job(command: list[str]) -> bool:
    """Tell whether this is a job that a Snakemake has started."""
    return "subprocess" in command or any(".snakemake/scripts/" in word for word in command)


def end_orphans() -> None:
    """End the jobs of the killed run: one that goes on could overwrite newer results."""
    orphans = [
        process
        for process in psutil.process_iter(["cmdline", "cwd"])
        if process.info["cwd"] == str(Path.cwd()) and is_job(process.info["cmdline"] or [])
    ]
    for process in orphans:
        say(f"Ending process {process.pid}, a job of the killed run.")
        process.terminate()
    _, stubborn = psutil.wait_procs(orphans, timeout=PATIENCE)
    for process in stubborn:
        process.kill()


def say(message: str) -> None:
    """Write a line to the terminal."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
