"""A service of language models on this machine that answers as a test scripts it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

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


class StandInModel(ThreadingHTTPServer):
    """Answers each request by `script`, which a test may change in between."""

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.requests: list[Request] = []
        self.stopping = Event()

    @property
    def address(self) -> str:
        """The setting `base_url` for this service."""
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def stand_in_model(script: Script) -> Iterator[StandInModel]:
    """Run the service for the duration of the block."""
    with StandInModel(script) as model:
        thread = Thread(target=model.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield model
        finally:
            model.stopping.set()
            model.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: StandInModel

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""

    def do_POST(self) -> None:
        """Answer by the script."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, json.loads(content))
        self.server.requests.append(request)
        answer = self.server.script(request)
        answer = Answer(text=answer) if isinstance(answer, str) else answer
        self.server.stopping.wait(answer.seconds)
        body = make_completion(answer.text) if answer.body is None else answer.body
        with suppress(OSError):  # the client may have given up
            self.send_response(answer.status)
            for name, value in ({**_HEADERS, "Content-Length": len(body)} | answer.headers).items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)


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
