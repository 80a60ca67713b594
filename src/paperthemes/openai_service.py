"""Services with OpenAI's protocol: whether one may be asked, its client, and its errors in words.

A key is only read from the environment variable OPENAI_API_KEY, and only sent to the address that
the user gave. Messages never contain it, nor what a service answers, which may repeat it.
"""

import os
import re
from contextlib import suppress
from http.client import responses
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:  # an optional library, which takes long to import
    import openai

API_KEY = "OPENAI_API_KEY"


def is_local(address: str) -> bool:
    """Return whether the host of an address is `localhost` or a loopback IP address.

    An address that is not valid, or has any other host name, counts as not local.
    """
    with suppress(ValueError):  # raised for other names and for invalid addresses
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    return False


def find_obstacle(address: str, *, offline: bool) -> str | None:
    """Return the reason why a service must not or cannot be asked; `None` if it can be asked.

    Only a service on this machine is asked offline, without a key, or without https.
    """
    if not is_local(address):
        if offline:
            return "the workflow runs offline"
        if not os.environ.get(API_KEY):
            return f"the environment variable {API_KEY} is not set"
        if not address.lower().startswith("https:"):
            return "the key must not be sent unencrypted; use https"
    if find_spec("openai") is None:
        return 'its library is missing; run: pip install "paperthemes[llm]"'
    return None


def open_client(address: str, *, timeout: float, max_retries: int) -> "openai.OpenAI":
    """Return the client of a service, to be closed after use.

    It repeats requests that fail for a reason that may pass, such as status 429, with growing
    pauses or after those that the service asks for.

    Parameters
    ----------
    address
        The address before `/chat/completions` or `/embeddings`.
    timeout
        Seconds to wait for an answer.
    max_retries
        How often a request is repeated.
    """
    import openai

    return openai.OpenAI(
        api_key=os.environ.get(API_KEY) or "none",  # a local service needs no key
        base_url=address,
        timeout=timeout,
        max_retries=max_retries,
        # No proxy for a local service, and no redirects: texts go only to `address`.
        http_client=openai.DefaultHttpxClient(
            trust_env=not is_local(address), follow_redirects=False
        ),
    )


def hide_secrets(address: str) -> str:
    """Return an address without user name, password, query and fragment."""
    return re.sub(r"(?<=//)[^/]*@|[?#].*", "", address)


def describe_error(error: Exception, expected: str) -> str:
    """Return a short description of an error, such as "429 Too Many Requests" or "timed out".

    The message of the error is left out, because it may repeat what was sent. `expected` is what
    the answer should have been, such as "a chat completion".
    """
    if status := getattr(error, "status_code", None):
        return f"{status} {responses.get(status, '')}".strip()
    error_name = type(error).__name__.removeprefix("API")  # such as openai.APIConnectionError
    reasons = {"ConnectionError": "no connection", "TimeoutError": "timed out"}
    return reasons.get(error_name, f"not {expected} ({error_name})")
