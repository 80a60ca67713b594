"""A SLURM cluster of one node on this computer, without accounting.

The programs are those of Debian's packages slurm-wlm and munge. Their files are in a folder of
their own, except for the configuration: programs look for it in `CONFIG` only.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIG = Path("/etc/slurm/slurm.conf")
START_TIMEOUT = 30  # seconds
STOP_TIMEOUT = 15  # seconds before a program that does not end is killed
# Ports of their own, in case a cluster uses the usual ones. Memory is enforced by its measurement
# each second; real clusters use control groups, which containers often lack.
TEMPLATE = """\
ClusterName=one-node
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
MpiDefault=none
NodeName=node NodeHostname={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={megabytes}
PartitionName=main Nodes=node Default=YES MaxTime=UNLIMITED State=UP
"""


@contextmanager
def one_node(folder: Path) -> Iterator[int]:
    """Run a cluster of one node, this computer, with its files in `folder`.

    Yields
    ------
    int
        Number of CPUs of the node.

    Raises
    ------
    SystemExit
        If a program is missing, this user is not root, SLURM is configured already, or the node
        does not start.
    """
    if not all(map(shutil.which, ("munged", "slurmctld", "slurmd"))):
        sys.exit("First: apt-get install --no-install-recommends slurm-wlm munge")
    if os.geteuid() != 0:
        sys.exit("Making a SLURM cluster takes root: run this in a container or virtual machine.")
    if CONFIG.exists():
        sys.exit(f"{CONFIG} exists: this computer belongs to a SLURM cluster already.")
    cpus = os.cpu_count() or 1
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    key = folder / "munge.key"
    key.touch(mode=0o600)
    key.write_bytes(secrets.token_bytes(1024))
    page = os.sysconf("SC_PAGE_SIZE")
    megabytes = page * os.sysconf("SC_PHYS_PAGES") // 2**20 - 500
    CONFIG.write_text(
        TEMPLATE.format(host=socket.gethostname(), folder=folder, cpus=cpus, megabytes=megabytes)
    )
    daemons: list[subprocess.Popen[bytes]] = []
    try:
        for command in (
            _munged(folder),
            ["slurmctld", "-D"],
            ["slurmd", "-D", "-N", "node"],
        ):
            daemons.append(_start(command, folder))
            time.sleep(1)
        _wait_for_node(folder)
        yield cpus
    finally:
        for daemon in reversed(daemons):
            _stop(daemon)
        CONFIG.unlink()


def _munged(folder: Path) -> list[str]:
    """Return the command of munge's daemon, which signs messages; `--force`: also in /tmp."""
    paths = {
        **{"key-file": "munge.key", "socket": "munge.socket", "pid-file": "munge.pid"},
        **{"log-file": "munge.log", "seed-file": "munge.seed"},
    }
    return [
        *("munged", "--foreground", "--force"),
        *(f"--{option}={folder / name}" for option, name in paths.items()),
    ]


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a daemon in the foreground; its output goes to a file in `folder`."""
    with (folder / f"{command[0]}.output").open("wb") as output:
        return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)


def _wait_for_node(folder: Path) -> None:
    """Wait until the node is idle."""
    for _ in range(START_TIMEOUT):
        states = subprocess.run(
            ["sinfo", "--noheader", "--format=%T"], capture_output=True, text=True, check=False
        )
        if states.stdout.strip() == "idle":
            return
        time.sleep(1)
    sys.exit(f"The node did not start; see the files *.output in {folder}.")


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    """End a daemon."""
    daemon.terminate()
    try:
        daemon.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        daemon.kill()
