"""The encoder openai: what is sent to a service, and what happens if its answer is not usable."""

import json
import socket
from collections.abc import Iterator

import numpy as np
import pytest
from snakemake.exceptions import WorkflowError

from helpers.stand_in_llm import Answer, Request, StandInModel, make_embeddings, stand_in_model
from paperthemes.encoders import openai
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.text_vectors import encode_texts
from paperthemes.errors import UserError
from paperthemes.workflow.config import read_config

SECRET = "sk-a-secret-of-the-user"
TEXTS = ["a" * length for length in range(1, 71)]


def answer_well(request: Request) -> Answer:
    return make_embeddings([[len(text), 0.5, -1] for text in request.body["input"]])


@pytest.fixture
def service() -> Iterator[StandInModel]:
    """Return a service that answers well."""
    with stand_in_model(answer_well) as model:
        yield model


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)


def encoder_of(service: StandInModel, *, threads: int = 1, **settings: object) -> Encoder:
    given = {"encoder": "openai", "model": "m", "base_url": service.address} | settings
    return make_encoder(EmbedSettings(**given), threads=threads, offline=True)


# ---- requests ----


@pytest.mark.parametrize("threads", [1, 3])
def test_texts_are_sent_in_batches_and_vectors_come_back_in_order(
    service: StandInModel, threads: int
) -> None:
    encoder = encoder_of(service, threads=threads)
    vectors = encoder.encode(TEXTS)
    assert (vectors.dtype, vectors[:, 0].tolist()) == (np.float32, [*range(1, 71)])
    assert sorted(len(request.body["input"]) for request in service.requests) == [6, 32, 32]
    for request in service.requests:
        assert request.path == "/v1/embeddings"
        assert request.body.keys() == {"model", "input", "encoding_format"}
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        assert SECRET not in json.dumps(request.body)
    assert encoder.encode([]).shape == (0, 3)
    assert encoder.per_text


def test_long_texts_are_cut(service: StandInModel) -> None:
    encoder = encoder_of(service, max_tokens=8)
    assert encoder.encode(["a" * 99, "b" * 32])[:, 0].tolist() == [32, 32]
    assert encoder.is_truncated(["a" * 99, "b" * 32]).tolist() == [True, False]


def test_the_dimension_is_sent_if_it_is_set(service: StandInModel) -> None:
    assert encoder_of(service, dimensions=3).encode(["a"]).shape == (1, 3)
    assert service.requests[-1].body["dimensions"] == 3
    with pytest.raises(UserError, match=r"a vector of 3 numbers instead of 2"):
        encoder_of(service, dimensions=2).encode(["a"])


def test_the_fingerprint_depends_on_all_that_decides_a_vector(service: StandInModel) -> None:
    same = encoder_of(service, base_url=f"{service.address}/", text="{title}")
    assert encoder_of(service).fingerprint == same.fingerprint
    changes = [{"model": "n"}, {"base_url": "http://localhost/v1"}, {"dimensions": 3}]
    changes += [{"max_tokens": 128}, {}]
    assert len({encoder_of(service, **change).fingerprint for change in changes}) == 5


# ---- services that fail ----


def test_a_request_that_fails_for_the_moment_is_repeated(service: StandInModel) -> None:
    answers = iter([Answer(status=429), Answer(status=503), make_embeddings([[1, 2]])])
    service.script = lambda _: next(answers)
    assert encoder_of(service).encode(["a"]).tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(status=401, body=SECRET.encode()), "401 Unauthorized; check the key in"),
        (Answer(status=404), "404 Not Found; check embed.base_url and embed.model"),
        (Answer(status=400), "400 Bad Request; the texts may be too long"),
        (Answer(status=429), "429 Too Many Requests; wait, or check the limits"),
        (Answer(status=307, headers={"Location": "http://localhost/"}), "307 Temporary Redirect"),
        (Answer(body=b"<html>Sign in</html>"), "something else than vectors; check embed.base_url"),
        (Answer(body=b'{"data": [{"index": 0, "embedding": [null]}]}'), "something else than"),
        (Answer(body=b'{"data": [{"index": 0, "embedding": []}]}'), "something else than vectors"),
        (make_embeddings([[1, 2]]), "1 vector for 2 texts"),
        (make_embeddings([[1, 2], [1, 2, 3]]), "a vector of 3 numbers instead of 2"),
        (make_embeddings([[1, 2], [1, float("nan")]]), "not finite in float16, first for the text"),
        (make_embeddings([[1e9, 2], [1, 2]]), "not finite in float16, first for the text"),
        (make_embeddings([[1] * 900, [2] * 900]), "more than 2,000 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unusable_answers_are_errors_that_keep_secrets(
    service: StandInModel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
    message: str,
) -> None:
    monkeypatch.setattr(openai, "MAX_ANSWER", 2_000)
    service.script = lambda _: answer
    with pytest.raises(UserError) as raised:
        encode_texts({"1": "pears", "2": "plums"}, encoder_of(service))
    assert message in str(raised.value)
    assert SECRET not in str(raised.value) + caplog.text
    assert raised.value.__cause__ is None and (
        raised.value.__context__ is None or raised.value.__suppress_context__
    )


def test_a_service_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "MAX_RETRIES", 0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
    settings = EmbedSettings(encoder="openai", model="m", base_url=address)
    with pytest.raises(UserError, match=f"m at {address} gives no vectors: no connection; run"):
        make_encoder(settings).encode(["a"])


# ---- what must not be asked ----


@pytest.mark.parametrize(
    ("offline", "key", "problem"),
    [(True, SECRET, "the workflow runs offline"), (False, "", "OPENAI_API_KEY is not set")],
)
def test_other_machines_are_asked_only_online_and_with_a_key(
    monkeypatch: pytest.MonkeyPatch, offline: bool, key: str, problem: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.setattr(openai, "open_client", None)
    encoder = make_encoder(EmbedSettings(encoder="openai", model="m"), offline=offline)
    with pytest.raises(UserError, match=f"is not asked for vectors: .*{problem}"):
        encoder.encode(["a"])


@pytest.mark.parametrize(
    ("embed", "message"),
    [
        ({"model": None}, "openai needs the name of a model"),
        ({"base_url": "http://example.org/v1"}, "is not encrypted (use https"),
        ({"base_url": f"https://me:{SECRET}@example.org/v1"}, "must have no password, query"),
        ({"base_url": f"https://example.org/v1?key={SECRET}"}, "must have no password, query"),
        ({"base_url": "example.org"}, "is not valid"),
        ({"dimensions": 0}, "0 is less than 1"),
        ({}, "would send texts to https://api.openai.com/v1, but the network is switched off"),
    ],
)
def test_the_config_is_checked_before_anything_runs(embed: dict[str, object], message: str) -> None:
    given = {"encoder": "openai", "model": "m"} | embed
    config = {"dumps": ["x"], "clusterings": {"a": {}}, "offline": True, "embed": given}
    with pytest.raises(WorkflowError) as raised:
        read_config(config)
    assert message in str(raised.value)
    assert SECRET not in str(raised.value)
