"""`paperthemes fetch` as users call it: options, config, errors, kills, and a run afterwards."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.services import arxiv, huggingface
from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, StandInService, make_titles, stand_in_service
from helpers.workflow import run_command
from paperthemes import tables
from paperthemes.cli import main
from paperthemes.fetch.sources import SOURCES
from paperthemes.parse.stage import parse

DAYS = "--since=2026-11-26", "--until=2026-11-29"
DUMPS = Path("data/dumps")


@pytest.fixture
def server() -> Iterator[StandInService]:
    with stand_in_service(huggingface.answer) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run_command(tmp_path, "init", "corpus")
    return tmp_path / "corpus"


def set_config(folder: Path, text: str) -> None:
    """Add settings to those of a folder."""
    (folder / "config.local.yaml").write_text(text, "utf-8")


def list_dumps(folder: Path) -> list[str]:
    """Return the names of all files in the folder of dumps."""
    return sorted(path.name for path in (folder / DUMPS).iterdir())


def test_new_files_are_listed_as_they_come(folder: Path, server: StandInService) -> None:
    address = f"--base-url={server.address}"
    output = run_command(folder, "fetch", "hf-daily", *DAYS, address)
    assert output.splitlines() == [
        "data/dumps/hf-daily-2026-11-26.json: 50 papers",
        "data/dumps/hf-daily-2026-11-26-page-2.json: 10 papers",
        "data/dumps/hf-daily-2026-11-27.json: 3 papers",
        "3 new files with 63 papers in data/dumps",
        "To read them: paperthemes run",
    ]
    requests = len(server.requests)
    output = run_command(folder, "fetch", "hf-daily", *DAYS, address, "--dry-run")
    assert "data/dumps/hf-daily-2026-11-28.json is new\n" in output
    assert f"{server.address}/api/daily_papers?date=2026-11-28&limit=100&p=0" in output
    assert len(server.requests) == requests
    assert run_command(folder, "fetch", "hf-daily", DAYS[1], address) == "Nothing new.\n"


def test_the_sources_of_the_config_are_fetched_one_after_another(
    folder: Path, server: StandInService
) -> None:
    with stand_in_service(lambda _: Answer(status=404, body=b"no such page")) as broken:
        set_config(
            folder,
            f"""
            sources:
              - {{source: arxiv, query: "cat:cs.LG", since: 2026-11-01, base_url: {broken.address}}}
              - {{source: hf-daily, since: 2026-W48, until: 2026-11-29,
                  base_url: {server.address}}}
            """,
        )
        errors = run_command(folder, "fetch", status=1)
    assert "arxiv: 127.0.0.1" in errors
    assert "404 Not Found: “no such page”" in errors
    assert len(list_dumps(folder)) == 3


def test_a_limit_ends_a_fetch_and_the_next_one_goes_on(
    folder: Path, server: StandInService
) -> None:
    arguments = "fetch", "hf-daily", DAYS[1], f"--base-url={server.address}", "--limit=20"
    run_command(folder, *arguments, DAYS[0])
    assert list_dumps(folder) == ["hf-daily-2026-11-26.json"]
    run_command(folder, *arguments)
    assert len(list_dumps(folder)) == 3


def test_files_that_the_config_does_not_read_are_warned_of(
    folder: Path,
    server: StandInService,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    address = f"--base-url={server.address}"
    assert main(["fetch", "hf-daily", *DAYS, address, "--into=other"]) == 0
    assert "WARNING: `dumps` does not match other/hf-daily-" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("hf-daily", "--since=soon"), "since: 'soon' is not of the form 2026-11-20"),
        (("hf-daily", "--since=2026-12", "--until=2026-11"), "`since` is after `until`"),
        (("hf-daily", "--base-url=http://example.org"), "base_url: the address must begin with"),
        (("arxiv",), "query: missing; search in arXiv's notation"),
        (("openalex", "--query=fruit"), "OPENALEX_API_KEY is not set"),
        ((), "there are no `sources` in the config"),
    ],
)
def test_mistakes_are_explained(
    folder: Path, arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    assert message in run_command(folder, "fetch", *arguments, status=1)
    assert list_dumps(folder) == []


def test_offline_means_offline(folder: Path, server: StandInService) -> None:
    set_config(folder, "offline: true")
    errors = run_command(folder, "fetch", "hf-daily", status=1)
    assert "hf-daily: the network is switched off" in errors
    run_command(folder, "fetch", "hf-daily", *DAYS, f"--base-url={server.address}")


def test_the_self_check_says_whether_each_answer_is_as_documented(
    folder: Path, server: StandInService
) -> None:
    arguments = "fetch", "hf-daily", "--self-check", f"--base-url={server.address}"
    assert "hf-daily: the answer is as documented" in run_command(folder, *arguments)
    server.script = lambda _: Answer(body=b'{"papers": []}')
    errors = run_command(folder, *arguments, status=1)
    assert list_dumps(folder) == []
    assert errors == ""  # what is wrong is the result, on standard output


def test_the_help_names_every_source_and_key(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fetch", "--help"])
    text = capsys.readouterr().out
    for model in SOURCES:
        assert model.summary.split(":")[0] in " ".join(text.split())
        assert model.key is None or model.key.variable in text


def test_output_whose_reader_has_ended_is_no_traceback(folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "paperthemes",
        "fetch",
        "hf-daily",
        "--dry-run",
        "--since=2024",
    ]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout and run.stderr
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 1


def test_after_kills_nothing_is_missing_twice_or_torn(folder: Path, server: StandInService) -> None:
    titles = make_titles(60)
    days = {f"2026-11-{day:02}": titles[(day - 1) * 3 : day * 3] for day in range(1, 21)}

    def answer_slowly(request: Request) -> Answer:
        time.sleep(0.03)
        day = request.parameters["date"]
        return huggingface.make_answer(days[day], day)

    server.script = answer_slowly
    command = [sys.executable, "-m", "paperthemes", "fetch", "hf-daily", "--until=2026-11-20"]
    command += [f"--base-url={server.address}"]
    first = ["--since=2026-11-01"]
    for count in (3, 8, 14):
        process = subprocess.Popen([*command, *first], cwd=folder, stdout=subprocess.DEVNULL)
        first = []
        while len(server.requests) < count:
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
    run_command(folder, *command[3:])
    assert list_dumps(folder) == [f"hf-daily-{day}.json" for day in days]
    paths = [folder / DUMPS / name for name in list_dumps(folder)]
    records = [title for path in paths for title in parse(path, path.name)[0]["title"]]
    assert sorted(records) == sorted(titles)
    assert len(server.requests) <= len(days) + 3  # a kill loses one answer at most


def test_a_run_finds_the_papers_that_were_fetched(folder: Path, server: StandInService) -> None:
    run_command(folder, "fetch", "hf-daily", *DAYS, f"--base-url={server.address}")
    server.script = arxiv.answer
    run_command(
        *(folder, "fetch", "arxiv", "--query=cat:cs.LG", "--since=2026-10-29"),
        *("--until=2026-11-03", f"--base-url={server.address}"),
    )
    command = [sys.executable, "-m", "paperthemes", "run", "--", "results/papers.parquet"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    papers = tables.read(tables.PAPERS, folder / "results/papers.parquet")
    expected = {*huggingface.SERVICE.titles, *arxiv.SERVICE.titles, make_titles(1)[0]}
    assert sorted(papers["title"]) == sorted(expected)
    assert {dump for dumps in papers["dumps"] for dump in dumps} == {*list_dumps(folder)}
