"""Every source against the stand-in for its service."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.services import SERVICES
from helpers.stand_in_server import Answer
from helpers.stand_in_services import TODAY, Service, StandInService, stand_in_service
from paperthemes.errors import UserError
from paperthemes.fetch.client import Client
from paperthemes.fetch.download import check_source, download_span, plan_spans
from paperthemes.fetch.source import Source
from paperthemes.fetch.sources import SOURCES
from paperthemes.parse.stage import parse

HTML = b"<!DOCTYPE html><html><head><title>Wartung</title></head><body>Bitte warten</body></html>"


@pytest.fixture(params=SERVICES, ids=lambda service: service.model.__name__)
def service(request: pytest.FixtureRequest) -> Service:
    return request.param


@pytest.fixture
def server(service: Service) -> Iterator[StandInService]:
    with stand_in_service(service.answer) as server:
        yield server


def fetch(source: Source, folder: Path, *, is_continuing: bool = False) -> list[Path]:
    """Fetch from a source and return the new files."""
    with Client(backoff=0.01) as client:
        return [
            download.path
            for span in plan_spans(source, folder, TODAY, is_continuing=is_continuing)
            for download in download_span(source, span, folder, client)
            if download.path is not None
        ]


def read_titles(folder: Path) -> list[str]:
    """Return the titles that the readers find in all files of a folder, sorted."""
    return sorted(
        title for path in folder.iterdir() for title in parse(path, path.name)[0]["title"]
    )


def test_all_papers_come_and_the_readers_find_them(
    service: Service, server: StandInService, tmp_path: Path
) -> None:
    source = service.make_source(server.address)
    paths = fetch(source, tmp_path)
    assert read_titles(tmp_path) == sorted(service.titles)
    assert sorted(paths) == sorted(tmp_path.iterdir())  # no other file is left
    assert paths
    for request in server.requests:
        assert request.headers["user-agent"].startswith("paperthemes/")
        assert "gzip" in request.headers["accept-encoding"]


def test_what_is_there_is_not_asked_for_again(
    service: Service, server: StandInService, tmp_path: Path
) -> None:
    source = service.make_source(server.address)
    *kept, last = fetch(source, tmp_path)
    count = len(server.requests)
    last.unlink()
    server.requests.clear()
    assert fetch(source, tmp_path) == [last]
    assert len(server.requests) == count - len(kept)
    assert read_titles(tmp_path) == sorted(service.titles)


def test_all_is_asked_for_again_if_the_mark_of_the_next_page_has_expired(
    service: Service, server: StandInService, tmp_path: Path
) -> None:
    source = service.make_source(server.address)
    later_pages = [path for path in fetch(source, tmp_path) if "-page-" in path.name]
    span = plan_spans(source, tmp_path, TODAY, is_continuing=False)[0]
    if not later_pages or not source.begin(span).page:
        pytest.skip("the service has no pages, or a new mark each time")
    later_pages[-1].unlink()
    server.requests.clear()
    refusals = [Answer(status=400, body=b"expired")]
    server.script = lambda request: refusals.pop() if refusals else service.answer(request)
    assert fetch(source, tmp_path) == later_pages[-1:]
    assert read_titles(tmp_path) == sorted(service.titles)


@pytest.mark.parametrize("kind", ["html", "half", "charset", "error", "nothing", "other"])
def test_an_answer_of_another_shape_leaves_no_file(
    service: Service, server: StandInService, kind: str, tmp_path: Path
) -> None:
    whole = get_first_answer(service, server, tmp_path)
    bodies = {
        "html": HTML,
        "half": whole[: len(whole) // 2],
        "charset": b"\xff\xfe" + whole.decode().encode("utf-16-le")[:-3],
        "error": service.failure.body,
        "nothing": b"",
        "other": b'{"a": 1}' if service.model.suffix == ".xml" else b"<a/>",
    }
    server.script = lambda _: Answer(body=bodies[kind])
    folder = tmp_path / "dumps"
    source = service.make_source(server.address)
    with pytest.raises(UserError) as caught:
        fetch(source, folder)
    assert str(caught.value).startswith(source.source)
    assert [*folder.iterdir()] == []
    if kind == "html":
        assert "an HTML page, “Wartung”" in str(caught.value)


def get_first_answer(service: Service, server: StandInService, folder: Path) -> bytes:
    """Return the first answer with papers."""
    path = fetch(service.make_source(server.address), folder / "first")[0]
    return path.read_bytes()


def test_the_self_check_asks_for_one_paper(
    service: Service, server: StandInService, tmp_path: Path
) -> None:
    source = service.make_source(server.address)
    with Client(backoff=0.01) as client:
        papers = check_source(source, TODAY, client)
        assert papers or source.period == "day"  # that day has none
        if source.size_parameter is not None:
            assert papers <= 1
            assert server.requests[-1].parameters[source.size_parameter] == "1"
        server.script = lambda _: Answer(body=HTML)
        with pytest.raises(UserError, match="an HTML page"):
            check_source(source, TODAY, client)


def test_every_source_has_a_stand_in() -> None:
    assert {service.model for service in SERVICES} == {*SOURCES}
