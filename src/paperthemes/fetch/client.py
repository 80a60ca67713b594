"""The manners of a client: pauses, repeats, limits, and which addresses are asked at all."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from http.client import responses
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

# urllib3 rather than httpx or requests: it is there already, because Snakemake needs it, it expands
# and counts an answer chunk by chunk, follows redirects only if asked to, and parses Retry-After.
import urllib3
from urllib3.exceptions import (
    HTTPError,
    InvalidHeader,
    NewConnectionError,
    ProtocolError,
    SSLError,
    TimeoutError,
)

from paperthemes.errors import UserError
from paperthemes.fetch.answers import shorten
from paperthemes.fetch.source import CONTACT_VARIABLE, IncompleteError, Page, Request, Source
from paperthemes.openai_service import is_local
from paperthemes.version import __version__

MAX_ATTEMPTS = 5  # of one request
MAX_PAUSE = 120.0  # seconds before a request is repeated
MAX_REDIRECTS = 3
MAX_BYTES = 1_000_000_000  # of an answer, expanded
MAX_SECONDS = 600.0  # for an answer
_CHUNK_BYTES = 1 << 16
_MAX_ERROR_BYTES = 4096  # of an answer that is shown in a message
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses of reasons that may pass
_KEY_REFUSED = frozenset({401, 403})


class RefusedError(UserError):
    """Raised when a service refuses a request for good."""


class _TemporaryError(Exception):
    """Raised when a request may succeed if it is repeated, `pause` seconds later or more."""

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.pause = pause


@dataclass(kw_only=True)
class Client:
    """A client for all sources of one run.

    Parameters
    ----------
    backoff
        Seconds before a request is repeated the first time; twice as many before each later time.
    max_bytes
        Bytes that an answer may expand to.
    timeout
        Seconds to wait for a connection, and for the next bytes of an answer.
    notify
        Called with a sentence before a longer pause.
    sleep, clock
        Functions that pause for some seconds, and that return seconds.
    """

    backoff: float = 2.0
    max_bytes: int = MAX_BYTES
    timeout: float = 60.0
    notify: Callable[[str], None] = lambda _: None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _pools: dict[str, urllib3.PoolManager] = field(default_factory=dict, init=False)
    _last_requests: dict[str, float] = field(default_factory=dict, init=False)  # by host

    def __enter__(self) -> Self:
        # Messages of urllib3 have the whole address, which may have a key in it.
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools.values():
            pool.clear()

    def fetch_page(
        self, source: Source, request: Request, path: Path, last_time: float | None = None
    ) -> Page:
        """Ask a service, write its answer to a file, check it, and return what it holds.

        Requests that fail for a reason that may pass are repeated, after a pause that grows or that
        the service asks for. If nothing has changed since `last_time`, in seconds since 1970, the
        page has no papers, and there may be no file.

        Raises
        ------
        AnswerError
            If the answer is not of the documented shape, or reports an error.
        RefusedError
            If the service refuses the request.
        UserError
            If the key is missing; or if there is no complete answer after all repeats.
        """
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return self._try(source, request, path, last_time)
            except _TemporaryError as error:
                pause = max(self.backoff * 2 ** (attempt - 1), error.pause)
                host = urlsplit(request.address).netloc
                if pause > MAX_PAUSE or attempt == MAX_ATTEMPTS:
                    wait = f"and asks to wait {pause:.0f} s" if pause > MAX_PAUSE else ""
                    raise UserError(
                        f"{host}: {error}, {wait or f'{attempt} times'}; run this again later, it "
                        "goes on from here"
                    ) from None
                self.notify(f"{host}: {error}; asking again in {pause:.0f} s")
                self.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _try(self, source: Source, request: Request, path: Path, last_time: float | None) -> Page:
        """Send a request once; raise `_TemporaryError` if it may be repeated."""
        address, key = request.address, _read_key(source)
        headers, parameters = _make_headers(), dict(request.parameters)
        if source.key and key:
            (headers if source.key.is_header else parameters)[source.key.place] = key
        if last_time is not None:
            headers["If-Modified-Since"] = formatdate(last_time, usegmt=True)
        if parameters:
            address += ("&" if "?" in address else "?") + urlencode(parameters)
        self._wait_turn(source, address)
        try:
            with self._open(address, headers) as response:
                if response.status == HTTPStatus.NOT_MODIFIED and last_time is not None:
                    return Page(papers=0)
                _check_status(source, response, key)
                self._write(response, path)
            if key and _contains(path, key.encode()):
                raise UserError("the answer repeats the key; nothing was written")
            return source.read(request, path)
        except IncompleteError as error:
            raise _TemporaryError(str(error)) from error
        except SSLError as error:
            raise UserError(
                f"{urlsplit(address).netloc}: no safe connection; check the clock and the "
                "certificates of this machine"
            ) from error
        except HTTPError as error:
            raise _TemporaryError(_describe_failure(error)) from error

    @contextmanager
    def _open(
        self, address: str, headers: dict[str, str]
    ) -> Iterator[urllib3.response.BaseHTTPResponse]:
        """Send a request, follow redirects on the same host, and yield the response."""
        for _ in range(MAX_REDIRECTS + 1):
            response = self._pool_for(address).request(
                "GET",
                address,
                headers=headers,
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=self.timeout,
            )
            location = response.get_redirect_location()
            if not location:
                break
            response.close()
            host, target = urlsplit(address).netloc, urlsplit(urljoin(address, location))
            is_safe = target.scheme == "https" or is_local(target.geturl())
            if target.netloc != host or not is_safe:
                raise RefusedError(
                    f"{host} redirects to {target.scheme}://{target.hostname}, which is not "
                    "followed; if the service has moved there, set base_url"
                )
            address = target.geturl()
        else:
            raise RefusedError(f"{host} redirects again and again")
        try:
            yield response
        except BaseException:
            response.close()  # the rest of the answer must not be taken for the next one
            raise
        response.release_conn()

    def _write(self, response: urllib3.response.BaseHTTPResponse, path: Path) -> None:
        """Write the expanded answer to a file, in constant memory.

        Raises
        ------
        UserError
            If it is larger than allowed.
        """
        size, start = 0, self.clock()
        with path.open("wb") as file:
            for chunk in response.stream(_CHUNK_BYTES, decode_content=True):
                size += len(chunk)
                if size > self.max_bytes:
                    raise UserError(f"the answer has more than {self.max_bytes / 1e6:,.0f} MB")
                if self.clock() - start > MAX_SECONDS:
                    raise _TemporaryError("the answer took too long")
                file.write(chunk)

    def _wait_turn(self, source: Source, address: str) -> None:
        """Wait until the host may be asked again; this machine may be asked at any time."""
        host = urlsplit(address).netloc
        last = self._last_requests.get(host)
        if last is not None and not is_local(address):
            self.sleep(max(0.0, last + source.interval - self.clock()))
        self._last_requests[host] = self.clock()

    def _pool_for(self, address: str) -> urllib3.PoolManager:
        """Return the connections for an address: through the proxy of the user, if there is one."""
        host = urlsplit(address).hostname or ""
        proxy = "" if proxy_bypass(host) or is_local(address) else getproxies().get("https", "")
        if proxy not in self._pools:
            self._pools[proxy] = urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()
        return self._pools[proxy]


def _read_key(source: Source) -> str:
    """Return the key for a source; "" if there is none, and none is needed."""
    key = source.key
    value = os.environ.get(key.variable, "") if key else ""
    if key and key.is_required and not value and not is_local(source.address):
        raise UserError(
            f"the environment variable {key.variable} is not set; {key.address} says how to get a "
            "key, which is free"
        )
    return value


def _make_headers() -> dict[str, str]:
    """Return the headers of every request: who asks, and that answers may be compressed."""
    contact = os.environ.get(CONTACT_VARIABLE)
    agent = f"paperthemes/{__version__}" + (f" (mailto:{contact})" if contact else "")
    return {"User-Agent": agent, "Accept-Encoding": "gzip, deflate"}


def _check_status(source: Source, response: urllib3.response.BaseHTTPResponse, key: str) -> None:
    """Raise an error unless the status of an answer is 200; the error never shows the key."""
    status = response.status
    if status == HTTPStatus.OK:
        return
    reason = f"{status} {responses.get(status, '')}".strip()
    if status in _TEMPORARY:
        raise _TemporaryError(reason, _read_retry_after(response))
    content = response.read(_MAX_ERROR_BYTES, decode_content=True)
    text = content.decode("utf-8", "replace")
    message = shorten(text.replace(key, "***") if key else text)
    hint = ""
    if source.key and status in _KEY_REFUSED:
        hint = f"; is the key in {source.key.variable} right?"
    host = urlsplit(source.address).netloc
    raise RefusedError(f"{host} answers {reason}: “{message}”{hint}")


def _contains(path: Path, text: bytes) -> bool:
    """Return whether a file, of any size, has a text in it."""
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(text) >= 0


def _describe_failure(error: HTTPError) -> str:
    """Return what went wrong; the message of the error itself may have the key in it."""
    if isinstance(error, NewConnectionError):
        return "no connection"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return "the connection was cut" if isinstance(error, ProtocolError) else type(error).__name__


def _read_retry_after(response: urllib3.response.BaseHTTPResponse) -> float:
    """Return the seconds that a service asks to wait; 0 if it does not say."""
    try:
        return urllib3.Retry().get_retry_after(response) or 0.0
    except InvalidHeader:
        return 0.0
