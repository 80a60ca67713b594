"""The manners of the client: repeats, pauses, limits, keys, and which addresses it asks."""

import gzip
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.services import huggingface
from helpers.stand_in_server import Answer
from helpers.stand_in_services import StandInService, stand_in_service
from paperthemes.errors import UserError
from paperthemes.fetch.client import MAX_ATTEMPTS, Client
from paperthemes.fetch.source import Key, Source
from paperthemes.fetch.sources.huggingface import HuggingFace
from paperthemes.fetch.spans import parse_span

DAY = parse_span("2026-11-27")
GOOD = huggingface.make_answer(huggingface.SERVICE.titles[:3], "2026-11-27")
SECRET = "s3cr3t-key"


class WithKey(HuggingFace):
    """A source whose service needs a key."""

    key = Key(variable="THE_KEY", place="api_key", is_required=True, address="https://example.org")


@pytest.fixture
def server() -> Iterator[StandInService]:
    with stand_in_service(lambda _: GOOD) as server:
        yield server


def save(source: Source, path: Path, **options: object) -> list[float]:
    """Ask for a day, write the answer to a file, and return the pauses before repeats."""
    pauses: list[float] = []
    with Client(**{"sleep": pauses.append, **options}) as client:
        client.fetch_page(source, source.begin(DAY), path)
    return pauses


def answer_in_turn(*answers: Answer) -> Callable[[object], Answer]:
    """Return a script that gives each answer once, then the last one."""
    following = itertools.chain(answers, itertools.repeat(answers[-1]))
    return lambda _: next(following)


@pytest.mark.parametrize(
    "failure",
    [
        Answer(status=500),
        Answer(status=503, body=b"busy"),
        Answer(status=429),
        Answer(body=b"[", headers={"Content-Length": "99"}),  # cut
    ],
)
def test_requests_that_fail_are_repeated_after_growing_pauses(
    server: StandInService, failure: Answer, tmp_path: Path
) -> None:
    server.script = answer_in_turn(failure, failure, GOOD)
    assert save(HuggingFace(base_url=server.address), tmp_path / "a", backoff=2.0) == [2, 4]
    assert (tmp_path / "a").read_bytes() == GOOD.body


def test_repeats_end_after_a_while(server: StandInService, tmp_path: Path) -> None:
    server.script = lambda _: Answer(status=502)
    with pytest.raises(UserError, match=r"502 Bad Gateway, 5 times; run this again later"):
        save(HuggingFace(base_url=server.address), tmp_path / "a")
    assert len(server.requests) == MAX_ATTEMPTS


def test_a_slow_answer_is_given_up(server: StandInService, tmp_path: Path) -> None:
    server.script = answer_in_turn(Answer(seconds=5), GOOD)
    source = HuggingFace(base_url=server.address)
    assert save(source, tmp_path / "a", backoff=1.0, timeout=0.1) == [1]


@pytest.mark.parametrize(
    ("asked", "pauses"),
    [("30", [30]), ("0", [2]), ("soon", [2]), ("Mon, 02 Nov 2020 00:00:00 GMT", [2])],
)
def test_the_pause_that_a_service_asks_for_is_kept(
    server: StandInService, asked: str, pauses: list[float], tmp_path: Path
) -> None:
    limited = Answer(status=429, headers={"Retry-After": asked})
    server.script = answer_in_turn(limited, GOOD)
    assert save(HuggingFace(base_url=server.address), tmp_path / "a") == pauses


def test_a_long_pause_is_the_users_to_decide(server: StandInService, tmp_path: Path) -> None:
    server.script = lambda _: Answer(status=429, headers={"Retry-After": "7200"})
    with pytest.raises(UserError, match="429 Too Many Requests, and asks to wait 7200 s; run this"):
        save(HuggingFace(base_url=server.address), tmp_path / "a")
    assert len(server.requests) == 1


def test_a_host_is_asked_at_the_rate_of_its_service(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    pauses: list[float] = []
    client = Client(sleep=pauses.append, clock=lambda: now)
    for address in ("https://a.org/1", "https://b.org/1", "https://a.org/2", "http://127.0.0.1/"):
        client._wait_turn(HuggingFace(), address)
        now += 0.25
    assert pauses == [0.5]


def test_the_proxy_of_the_user_is_used_but_not_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example.org:3128")
    monkeypatch.setenv("no_proxy", "near.example.org")
    client = Client()
    proxies = [
        getattr(client._pool_for(address).proxy, "host", None)
        for address in ("https://a.org/", "https://near.example.org/", "http://127.0.0.1:8/")
    ]
    assert proxies == ["proxy.example.org", None, None]


def test_compressed_answers_are_expanded(server: StandInService, tmp_path: Path) -> None:
    server.script = lambda _: Answer(
        body=gzip.compress(GOOD.body), headers={"Content-Encoding": "gzip"}
    )
    save(HuggingFace(base_url=server.address), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == GOOD.body


def test_large_answers_are_refused(server: StandInService, tmp_path: Path) -> None:
    bomb = gzip.compress(b"[" + b" " * 30_000_000)  # 30 kB
    server.script = lambda _: Answer(body=bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(UserError, match="the answer has more than 20 MB"):
        save(HuggingFace(base_url=server.address), tmp_path / "a", max_bytes=20_000_000)
    assert (tmp_path / "a").stat().st_size <= 20_000_000


def test_redirects_are_followed_on_the_same_host_only(
    server: StandInService, tmp_path: Path
) -> None:
    source = HuggingFace(base_url=server.address)
    server.script = answer_in_turn(Answer(status=308, headers={"Location": "/elsewhere"}), GOOD)
    save(source, tmp_path / "a")
    assert server.requests[-1].path == "/elsewhere"
    with stand_in_service(lambda _: GOOD) as other:
        for target in (other.address, "http://example.org/", "https://user@example.org/a?key=b"):
            server.script = answer_in_turn(Answer(status=302, headers={"Location": target}))
            with pytest.raises(UserError, match="which is not followed"):
                save(source, tmp_path / "a")
        assert not other.requests
    server.script = lambda _: Answer(status=302, headers={"Location": "/again"})
    with pytest.raises(UserError, match="again and again"):
        save(source, tmp_path / "a")


@pytest.mark.parametrize("address", ["http://example.org", "ftp://127.0.0.1.example.org", "x"])
def test_other_machines_are_only_asked_by_https(address: str) -> None:
    with pytest.raises(ValueError, match="the address must begin with https://"):
        HuggingFace(base_url=address)


def test_a_key_is_sent_and_never_shown(
    server: StandInService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_KEY", SECRET)
    source = WithKey(base_url=server.address)
    said: list[str] = []
    refusal = json.dumps({"error": f"the key {SECRET} is not known"}).encode()
    server.script = answer_in_turn(Answer(status=500), Answer(status=403, body=refusal))
    with pytest.raises(UserError) as caught:
        save(source, tmp_path / "a", notify=said.append)
    assert server.requests[0].parameters["api_key"] == SECRET
    assert "is the key in THE_KEY right?" in str(caught.value)
    assert SECRET not in f"{caught.value} {said} {source!r} {source.begin(DAY)!r}"
    server.server_close()
    with pytest.raises(UserError, match="no connection, 5 times") as caught:
        save(WithKey(base_url="http://127.0.0.1:9"), tmp_path / "a")
    assert SECRET not in str(caught.value)


def test_an_answer_with_the_key_in_it_is_not_kept(
    server: StandInService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_KEY", SECRET)
    server.script = lambda _: Answer(body=json.dumps([{"you": f"sent {SECRET}"}]).encode())
    with pytest.raises(UserError, match="the answer repeats the key") as caught:
        save(WithKey(base_url=server.address), tmp_path / "a")
    assert SECRET not in str(caught.value)


def test_a_missing_key_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="environment variable THE_KEY is not set; https://example"):
        save(WithKey(), tmp_path / "a")


def test_the_contact_is_in_the_user_agent(
    server: StandInService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTHEMES_CONTACT", "ada@example.org")
    save(HuggingFace(base_url=server.address), tmp_path / "a")
    assert "(mailto:ada@example.org)" in server.requests[0].headers["user-agent"]
