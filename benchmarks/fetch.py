"""Fetching: time for a year of Daily Papers, kills at random moments, memory for a large answer.

    python benchmarks/fetch.py [--write benchmarks/results]

The service is a stand-in on this machine, in this process, without a limit of requests. Whole
processes of `paperthemes fetch` are measured:

- *a year*: 365 answers of 30 papers each, one after another
- *kills*: the same year, killed (SIGKILL) at 20 random moments and started again each time
- *memory*: the peak for an answer of 200 MB, compared with one of 2 MB
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import ijson
from measure import (
    REPOSITORY,
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_command,
    write_result,
)

sys.path.append(str(REPOSITORY / "tests"))
from helpers.services.huggingface import make_answer
from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, StandInService, stand_in_service

FIRST_DAY, DAYS, PAPERS = date(2025, 11, 20), 365, 30
KILLS = 20
LARGE_BYTES, SMALL_BYTES = 200_000_000, 2_000_000
MAX_SECONDS = 60  # for a year
MAX_GROWTH = 1.1  # of the memory
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)


def answer_day(request: Request) -> Answer:
    """Answer with the papers of a day."""
    day = request.parameters["date"]
    return make_answer([f"Paper {number} of {day}" for number in range(PAPERS)], day)


def answer_with(size: int) -> Answer:
    """Return an answer of about so many bytes, which is made while it is sent."""
    paper = make_answer(["A Paper"], "2026-11-20").body[1:-1]

    def make_chunks() -> Iterator[bytes]:
        """Yield an array of papers."""
        yield b"[" + paper
        for _ in range(size // len(paper) // 100):
            yield (b"," + paper) * 100
        yield b"]"

    return Answer(body=make_chunks())


def _answer_once(size: int, request: Request) -> Answer:
    """Answer with so many bytes, and nothing on the second page."""
    return answer_with(size) if request.parameters["p"] == "0" else Answer(body=b"[]")


def make_command(server: StandInService, first: date, last: date) -> list[str]:
    """Return the command that fetches some days from a server into the folder `dumps`."""
    return [
        *(sys.executable, "-m", "paperthemes", "fetch", "hf-daily", "--into", "dumps"),
        *(f"--since={first}", f"--until={last}", f"--base-url={server.address}"),
    ]


def measure_year(server: StandInService, folder: Path) -> dict[str, Any]:
    """Measure a year in one go."""
    usage = measure_command(make_command(server, FIRST_DAY, LAST_DAY), folder)
    return {"seconds": usage.seconds, "cpu_seconds": usage.cpu_seconds, **count(folder)}


def kill_at_random(server: StandInService, folder: Path) -> dict[str, Any]:
    """Fetch a year with kills on the way: after a random request each, and up to 10 ms later."""
    command = make_command(server, FIRST_DAY, LAST_DAY)
    moments = random.Random(0)
    server.requests.clear()
    torn = 0
    for number in sorted(moments.sample(range(1, DAYS), KILLS)):
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        while len(server.requests) < number and process.poll() is None:
            time.sleep(0.0005)
        time.sleep(moments.uniform(0, 0.01))
        process.kill()
        process.wait()
        torn += sum(not is_whole(path) for path in (folder / "dumps").glob("[!.]*"))
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return {"kills": KILLS, "torn": torn, "requests": len(server.requests), **count(folder)}


def count(folder: Path) -> dict[str, int]:
    """Return the numbers of files and of papers that are there, missing, or there twice."""
    paths = [*(folder / "dumps").iterdir()]
    titles: Counter[str] = Counter()
    for path in paths:
        with path.open("rb") as file:
            titles.update(ijson.items(file, "item.title"))
    return {
        "files": len(paths),
        "papers": len(titles),
        "missing": DAYS * PAPERS - len(titles),
        "twice": sum(number > 1 for number in titles.values()),
    }


def is_whole(path: Path) -> bool:
    """Return whether a file is complete JSON."""
    try:
        with path.open("rb") as file:
            return sum(1 for _ in ijson.items(file, "item")) == PAPERS
    except ijson.JSONError:
        return False


def measure_memory(server: StandInService, folder: Path) -> dict[str, float]:
    """Return the peak memory, in MB, for a small and for a large answer."""
    peaks = {}
    for name, size in (("small", SMALL_BYTES), ("large", LARGE_BYTES)):
        server.script = partial(_answer_once, size)
        (folder / name).mkdir()
        usage = measure_command(make_command(server, LAST_DAY, LAST_DAY), folder / name)
        peaks[name] = round(usage.peak_gb * 1000)
    return peaks


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    arguments = make_parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name, stand_in_service(answer_day) as server:
        folders = [Path(name) / each for each in ("year", "kills", "memory")]
        for folder in folders:
            folder.mkdir()
        log("a year")
        year = measure_year(server, folders[0])
        log("kills")
        kills = kill_at_random(server, folders[1])
        log("memory")
        memory = measure_memory(server, folders[2])
    machine = describe_machine()
    result = {"machine": machine, "year": year, "kills": kills, "memory_mb": memory}
    write_result("fetch", result, arguments.write, format_result(result))


def format_result(result: dict[str, Any]) -> str:
    """Return the result as Markdown."""
    machine, year, kills = result["machine"], result["year"], result["kills"]
    memory = result["memory_mb"]
    rows = [
        {
            "": f"a year: {year['files']} answers of {PAPERS} papers, {year['papers']:,} in all",
            "measured": f"{year['seconds']} s (CPU {year['cpu_seconds']} s)",
            "goal": f"{MAX_SECONDS} s",
            "met": year["seconds"] <= MAX_SECONDS and not year["missing"],
        },
        {
            "": f"the same, killed {kills['kills']} times",
            "measured": f"{kills['missing']} papers missing, {kills['twice']} twice, "
            f"{kills['torn']} torn files, {kills['requests'] - DAYS} answers asked for again",
            "goal": "none missing, twice or torn",
            "met": not (kills["missing"] or kills["twice"] or kills["torn"]),
        },
        {
            "": f"peak memory for an answer of {LARGE_BYTES / 1e6:.0f} MB",
            "measured": f"{memory['large']} MB; {memory['small']} MB for one of "
            f"{SMALL_BYTES / 1e6:.0f} MB",
            "goal": f"at most {MAX_GROWTH} times as much",
            "met": memory["large"] <= MAX_GROWTH * memory["small"],
        },
    ]
    table = format_table([row | {"met": "yes" if row["met"] else "NO"} for row in rows])
    return f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}\n\n{table}"


if __name__ == "__main__":
    main()
