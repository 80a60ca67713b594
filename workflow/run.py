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


def main() -> int:
    """Run the workflow in the working directory and say where its reports are."""
    if LOCKS.is_dir() and any(LOCKS.iterdir()):
        if holder := lock_holder():
            sys.stderr.write(
                f"Another run is at work in {Path.cwd()}: {holder}. Wait for it to end.\n"
            )
            return 1
        sys.stderr.write(
            "The last run was killed: clearing its lock and going on where it stopped.\n"
        )
        subprocess.run([*SNAKEMAKE, "--unlock", "--quiet", "all"], check=True)
    status = subprocess.run([*SNAKEMAKE, *sys.argv[1:]], check=False).returncode
    if status == 0:
        clusterings = yaml.safe_load(Path("config.yaml").read_text("utf-8"))["clusterings"]
        for name in (name for name, settings in clusterings.items() if settings is not None):
            sys.stdout.write(
                f"Report: {Path('results', name, 'report.html').absolute().as_uri()}\n"
            )
    return status


def lock_holder() -> str | None:
    """Describe the run that holds the lock, or return `None` if it is dead."""
    if LAST_RUN.is_file():
        host = json.loads(LAST_RUN.read_text("utf-8"))["host"]
        if host != platform.node():
            return f"it was started on {host}; if it is dead, run: snakemake --unlock"
    here = str(Path.cwd())
    for process in psutil.process_iter(["pid", "cmdline", "cwd"]):
        command = process.info["cmdline"] or []
        is_snakemake = any(Path(word).name == "snakemake" for word in command[:3])
        if is_snakemake and process.info["cwd"] == here and "subprocess" not in command:
            return f"process {process.info['pid']}"
    return None


if __name__ == "__main__":
    sys.exit(main())
