"""The server behind the stand-ins of services: it listens on this machine only."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TypeVar


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response with `body`, whole or in chunks, after `seconds`.

    Without a header Content-Length, that of the body is sent, unless it is in chunks.
    """

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0


class StandInServer(ThreadingHTTPServer, ABC):
    """A server whose answers a subclass makes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stopping = Event()

    @property
    def address(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self.server_port}"

    @abstractmethod
    def respond(self, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        """Return the response to a request; names of headers are in lower case."""


S = TypeVar("S", bound=StandInServer)


@contextmanager
def serving(server: S) -> Iterator[S]:
    """Run a server for the duration of the block."""
    with server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: StandInServer

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        """Answer by the script."""
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.respond(self.path, headers, content)
        self.server.stopping.wait(answer.seconds)
        is_whole = isinstance(answer.body, bytes)
        length = {"Content-Length": str(len(answer.body))} if is_whole else {}
        with suppress(OSError):  # the client may have given up
            self.send_response(answer.status)
            for name, value in (length | {**answer.headers}).items():
                self.send_header(name, value)
            self.end_headers()
            for chunk in [answer.body] if is_whole else answer.body:
                self.wfile.write(chunk)

    do_POST = do_GET
