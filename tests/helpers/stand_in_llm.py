"""A language model on this machine: answers OpenAI's chat interface as a test says it should."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the server does when it is asked.

    Attributes
    ----------
    text
        What the model says.
    body
        What is sent instead of a chat completion.
    seconds
        To wait before it.
    drip
        Whether a byte is sent every now and then, and never the last.
    """

    text: str | None = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    seconds: float = 0
    drip: bool = False


@dataclass(frozen=True)
class Asked:
    """A request; names of headers are in small letters."""

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
        """The rest: there are two messages."""
        _, message = self.body["messages"]
        assert message["role"] == "user"
        return message["content"]

    @property
    def data(self) -> dict[str, Any]:
        """What the user's message holds."""
        return json.loads(self.user)


class StandInModel(ThreadingHTTPServer):
    """Answers each request by `script`, which may be changed meanwhile."""

    def __init__(self, script: Callable[[Asked], Answer | str]) -> None:
        super().__init__(("127.0.0.1", 0), _Reply)
        self.script = script
        self.asked: list[Asked] = []
        self.over = Event()

    @property
    def address(self) -> str:
        """What to set as `base_url`."""
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def stand_in_model(script: Callable[[Asked], Answer | str]) -> Iterator[StandInModel]:
    """Serve a model while the block lasts."""
    with StandInModel(script) as model:
        thread = Thread(target=model.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield model
        finally:
            model.over.set()
            model.shutdown()
            thread.join()


class _Reply(BaseHTTPRequestHandler):
    server: StandInModel

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer by the script."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, json.loads(content))
        self.server.asked.append(asked)
        answer = self.server.script(asked)
        answer = Answer(answer) if isinstance(answer, str) else answer
        self.server.over.wait(answer.seconds)
        with suppress(OSError):  # who asked may have gone
            self.send(answer, completion(answer.text) if answer.body is None else answer.body)

    def send(self, answer: Answer, body: bytes) -> None:
        """Send an answer."""
        self.send_response(answer.status)
        for name, value in ({"Content-Type": "application/json"} | answer.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + 1000 * answer.drip))
        self.end_headers()
        self.wfile.write(body)
        while answer.drip and not self.server.over.wait(0.02):
            self.wfile.write(b" ")


def completion(text: str | None) -> bytes:
    """Return the body of a response in which the model says `text`."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    return json.dumps(answer | {"choices": [choice]}).encode()
