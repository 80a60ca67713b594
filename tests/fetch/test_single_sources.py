"""Protocols of single sources, beyond what all have in common."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from helpers.services import arxiv, feed, huggingface
from helpers.stand_in_server import Answer
from helpers.stand_in_services import TODAY, Request, StandInService, stand_in_service
from paperthemes.errors import UserError
from paperthemes.fetch.client import Client
from paperthemes.fetch.download import download_span, plan_spans
from paperthemes.fetch.source import Source
from paperthemes.fetch.sources.feed import Feed
from paperthemes.fetch.sources.huggingface import HuggingFace
from paperthemes.fetch.sources.oai import Oai
from paperthemes.fetch.spans import DAY


@pytest.fixture
def server() -> Iterator[StandInService]:
    with stand_in_service(feed.answer) as server:
        yield server


def fetch(source: Source, folder: Path, days: int = 0) -> list[str]:
    """Fetch from a source so many days after `TODAY`, and return the names of the new files."""
    today = TODAY + days * DAY
    with Client(backoff=0.01) as client:
        return [
            download.path.name
            for span in plan_spans(source, folder, today, is_continuing=True)
            for download in download_span(source, span, folder, client)
            if download.path is not None
        ]


def test_empty_pages_of_arxiv_are_asked_for_again(server: StandInService, tmp_path: Path) -> None:
    gaps = [3, 2]  # where a page is empty though there are papers

    def answer(request: Request) -> Answer:
        if gaps and len(server.requests) == gaps[-1]:
            gaps.pop()
            request = Request(
                path=request.path,
                headers=request.headers,
                parameters={**request.parameters, "start": "99"},
            )
        return arxiv.answer(request)

    server.script = answer
    names = fetch(arxiv.SERVICE.make_source(server.address), tmp_path)
    assert not gaps
    assert len(names) == 4


def test_a_service_that_always_answers_the_same_is_not_asked_for_ever(
    server: StandInService, tmp_path: Path
) -> None:
    page = huggingface.make_answer(huggingface.SERVICE.titles[:50], "2026-11-27")
    server.script = lambda _: page
    source = HuggingFace(base_url=server.address, since="2026-11-27")
    with pytest.raises(UserError, match="hf-daily: the answer is the page before once more"):
        fetch(source, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["hf-daily-2026-11-27.json"]


def test_a_feed_gives_a_file_a_day_if_it_has_changed(
    server: StandInService, tmp_path: Path
) -> None:
    source = Feed(base_url=f"{server.address}/?token=s3cr3t")
    (name,) = fetch(source, tmp_path)
    assert name.endswith("-2026-11-30.xml")
    assert "s3cr3t" not in name
    assert fetch(source, tmp_path) == []  # once a day
    assert len(server.requests) == 1
    assert fetch(source, tmp_path, days=1) == []  # the same as before
    asked = parsedate_to_datetime(server.requests[-1].headers["if-modified-since"])
    assert asked.timestamp() == int((tmp_path / name).stat().st_mtime)
    server.script = lambda _: Answer(status=304)
    assert fetch(source, tmp_path, days=2) == []
    changed = feed.answer(Request(path="/", headers={}, parameters={}))
    server.script = lambda _: Answer(body=changed.body.replace(b"Apples", b"Medlars"))
    assert len(fetch(source, tmp_path, days=3)) == 1
    assert len([*tmp_path.iterdir()]) == 2


def test_repositories_have_names_of_their_own() -> None:
    assert Oai().stem == "oai-arxiv"
    assert Oai(set="cs").stem == "oai-arxiv-cs"
    zenodo = Oai(base_url="https://zenodo.org/oai2d", set="user-fruit", prefix="oai_dc")
    assert zenodo.stem.startswith("oai-zenodo.org-user-fruit-oai-dc-")
