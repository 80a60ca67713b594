"""`paperthemes fetch` that is killed at random moments, and called again: no paper is missing.

`KILLS` is the number of kills; they go through all sources in turn.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.services import SERVICES
from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, StandInService, stand_in_service
from helpers.workflow import run_command
from paperthemes.parse.stage import parse

pytestmark = pytest.mark.attack
KILLS = int(os.environ.get("KILLS", "5"))
ANSWER_TIME = 0.05  # seconds


def start_fetch(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "paperthemes", "fetch"], cwd=folder, stdout=subprocess.DEVNULL
    )


def make_corpus(folder: Path, service: Service, server: StandInService) -> Path:
    """Make a working directory whose only source is a stand-in, and return it."""
    run_command(folder.parent, "init", folder.name)
    source = service.make_source(server.address)
    settings = {"source": source.source, **source.model_dump(mode="json", exclude_unset=True)}
    (folder / "config.local.yaml").write_text(json.dumps({"sources": [settings]}), "utf-8")
    return folder


def read_dumps(folder: Path) -> tuple[dict[str, bytes], set[str]]:
    """Return the content of all dumps by name, and the titles that the readers find in them."""
    paths = [*(folder / "data/dumps").iterdir()]
    titles = {title for path in paths for title in parse(path, path.name)[0]["title"]}
    return {path.name: path.read_bytes() for path in paths}, titles


@pytest.mark.parametrize("number", range(KILLS))
def test_a_fetch_killed_at_any_moment_goes_on_to_the_same_files(
    number: int, tmp_path: Path
) -> None:
    service = SERVICES[number % len(SERVICES)]

    def answer_slowly(request: Request) -> Answer:
        time.sleep(ANSWER_TIME)
        return service.answer(request)

    with stand_in_service(answer_slowly) as server:
        unbroken = make_corpus(tmp_path / "unbroken", service, server)
        assert start_fetch(unbroken).wait() == 0
        count = len(server.requests)
        server.requests.clear()
        killed = make_corpus(tmp_path / "killed", service, server)
        run = start_fetch(killed)
        after = random.randint(1, count)
        while len(server.requests) < after and run.poll() is None:
            time.sleep(0.001)
        time.sleep(random.uniform(0, 2 * ANSWER_TIME))
        run.kill()
        run.wait()
        assert start_fetch(killed).wait() == 0
    (files, titles), (expected_files, expected_titles) = map(read_dumps, (killed, unbroken))
    assert titles == expected_titles == set(service.titles)
    # Going on asks again for the days in which papers may come late: these files are added.
    assert files | expected_files == files
