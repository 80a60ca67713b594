"""A service of language models on this machine that answers as a test scripts it."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from helpers import stand_in_server
from helpers.stand_in_server import StandInServer, serving

# The client library waits this long before it repeats a request, unless a test says otherwise.
_HEADERS = {"Content-Type": "application/json", "Retry-After-Ms": "1"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response of the server: a chat completion with `text`, or `body`, after `seconds`."""

    text: str | None = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    seconds: float = 0


@dataclass(frozen=True)
class Request:
    """A request; names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        """The instructions."""
        (message,) = [each for each in self.body["messages"] if each["role"] == "system"]
        return message["content"]

    @property
    def user(self) -> str:
        """The user's message, the second of two."""
        _, message = self.body["messages"]
        assert message["role"] == "user"
        return message["content"]

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object in the user's message."""
        return json.loads(self.user)


Script = Callable[[Request], Answer | str]


class StandInModel(StandInServer):
    """Answers each request by `script`, which a test may change in between."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self.script = script
        self.requests: list[Request] = []

    @property
    def address(self) -> str:
        """The setting `base_url` for this service."""
        return f"{super().address}/v1"

    def respond(
        self, path: str, headers: Mapping[str, str], content: bytes
    ) -> stand_in_server.Answer:
        """Return what the script answers, as the service writes it."""
        request = Request(path, headers, json.loads(content))
        self.requests.append(request)
        answer = self.script(request)
        answer = Answer(text=answer) if isinstance(answer, str) else answer
        body = make_completion(answer.text) if answer.body is None else answer.body
        return stand_in_server.Answer(
            body=body,
            status=answer.status,
            headers={**_HEADERS, **answer.headers},
            seconds=answer.seconds,
        )


def stand_in_model(script: Script) -> AbstractContextManager[StandInModel]:
    """Run the service for the duration of the block."""
    return serving(StandInModel(script))


def make_embeddings(vectors: Sequence[Sequence[float]]) -> Answer:
    """Return an answer with vectors, the last one first: their order must not matter."""
    entries = [{"index": place, "embedding": [*row]} for place, row in enumerate(vectors)]
    return Answer(body=json.dumps({"object": "list", "data": entries[::-1]}).encode())


def make_completion(text: str | None) -> bytes:
    """Return the body of a response in which the model answers `text`."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    return json.dumps(answer | {"choices": [choice]}).encode()
