"""Models of a service with OpenAI's protocol, on this machine or elsewhere: OpenAI, vLLM, Ollama.

A vector is stored in the cache as soon as its block of texts is complete, so no text is sent twice.
"""

import functools
import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError
from paperthemes.openai_service import API_KEY, describe_error, find_obstacle, open_client
from paperthemes.text.plurals import count_of

if TYPE_CHECKING:
    import openai

MAX_BATCH_TEXTS = 32  # per request; some services accept no more
CHARACTERS_PER_TOKEN = 4  # of English, because the tokens of the service are not known
MAX_ANSWER = 50_000_000  # bytes; 32 vectors of 16,000 numbers take 11 million
MAX_RETRIES = 5  # of a request, with pauses that grow up to 8 seconds
_TIMEOUT = 60.0  # seconds to wait for an answer
_ADVICE = {
    400: "the texts may be too long for the model (lower embed.max_tokens), or it may not offer "
    "embed.dimensions",
    401: f"check the key in the environment variable {API_KEY}",
    403: f"check the key in the environment variable {API_KEY}, and which models it may use",
    404: "check embed.base_url and embed.model",
    413: "lower embed.max_tokens",
    429: "wait, or check the limits of your account",
}


class _Embedding(BaseModel):
    """The vector of a text in an answer; `index` is the place of the text in the request."""

    index: int
    embedding: Annotated[list[float], Field(min_length=1)]


class _Answer(BaseModel):
    """An answer of a service."""

    data: list[_Embedding]


class OpenAIEncoder:
    """A model of a service, which gets the texts of the papers in batches.

    Of a text, the first `max_tokens` times `CHARACTERS_PER_TOKEN` characters are sent.

    Parameters
    ----------
    settings
        Settings of step embed.
    threads
        Number of requests at the same time.
    offline
        Whether only a service on this machine may be asked.
    """

    name = "openai"
    per_text = True

    def __init__(self, settings: EmbedSettings, *, threads: int = 1, offline: bool = False) -> None:
        self._settings = settings
        self._max_characters = settings.max_tokens * CHARACTERS_PER_TOKEN
        self._threads = threads
        self._offline = offline
        self._dimension = settings.dimensions  # `None` until the first answer, if not in the config
        self._lock = threading.Lock()  # of `_dimension`

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of what decides the vector of a text, see `Encoder.fingerprint`.

        This is the address of the service, the model, the dimension, and how much of a text is
        sent. If the service changes a model without changing its name, that cannot be noticed.
        """
        settings = self._settings
        service = [settings.base_url.rstrip("/"), settings.model, settings.dimensions]
        parts = [self.name, *service, self._max_characters]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each text, shape `(len(texts), dimension)`.

        Raises
        ------
        UserError
            If the service must not be asked, cannot be reached or refuses the request, or its
            answer is not one vector per text, all of the same length.
        """
        if not texts:
            return np.empty((0, self._dimension or 0), np.float32)
        if obstacle := find_obstacle(self._settings.base_url, offline=self._offline):
            raise self._make_error(f"is not asked for vectors: {obstacle}")
        sent = [text[: self._max_characters] for text in texts]
        starts = range(0, len(sent), MAX_BATCH_TEXTS)
        batches = [sent[start : start + MAX_BATCH_TEXTS] for start in starts]
        address = self._settings.base_url
        with (
            open_client(address, timeout=_TIMEOUT, max_retries=MAX_RETRIES) as client,
            ThreadPoolExecutor(self._threads) as pool,
        ):
            return np.concatenate([*pool.map(functools.partial(self._request, client), batches)])

    def is_truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return for each text whether only its start is sent, shape `(len(texts),)`."""
        return np.array([len(text) > self._max_characters for text in texts], np.bool_)

    def _request(self, client: "openai.OpenAI", texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of a batch of texts, shape `(len(texts), dimension)`.

        Raises
        ------
        UserError
            If the service cannot be reached or refuses the request, or its answer is not one vector
            per text, all of the same length.
        """
        request: dict[str, Any] = {"model": self._settings.model, "input": texts}
        if self._settings.dimensions is not None:
            request["dimensions"] = self._settings.dimensions
        create = client.embeddings.with_streaming_response.create
        try:
            with create(**request, encoding_format="float") as response:
                answer = _Answer.model_validate_json(b"".join(self._read(response.iter_bytes())))
        except UserError:
            raise
        except ValidationError:
            problem = "answers with something else than vectors; check embed.base_url and the model"
            raise self._make_error(problem) from None
        except Exception as error:  # of any kind: the service may answer anything
            advice = _ADVICE.get(getattr(error, "status_code", 0), "run again to go on from here")
            problem = f"gives no vectors: {describe_error(error, 'a list of vectors')}; {advice}"
            # `None`: the message of the error may repeat the key.
            raise self._make_error(problem) from None
        return self._check(answer, len(texts))

    def _read(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the parts of an answer; raise a `UserError` if it is longer than `MAX_ANSWER`."""
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_ANSWER:
                raise self._make_error(
                    f"sends more than {MAX_ANSWER:,} bytes for {MAX_BATCH_TEXTS} texts; check "
                    "embed.base_url"
                )
            yield chunk

    def _check(self, answer: _Answer, text_count: int) -> NDArray[np.float32]:
        """Return the vectors of an answer in the order of the texts.

        Raises
        ------
        UserError
            If there is not one vector per text, or a vector has not the length of all others.
        """
        if len(answer.data) != text_count:
            raise self._make_error(
                f"answers with {count_of(len(answer.data), 'vector')} for "
                f"{count_of(text_count, 'text')}; use another model"
            )
        rows = [entry.embedding for entry in sorted(answer.data, key=lambda entry: entry.index)]
        with self._lock:
            self._dimension = self._dimension or len(rows[0])
        if lengths := {len(row) for row in rows} - {self._dimension}:
            raise self._make_error(
                f"gives a vector of {min(lengths)} numbers instead of {self._dimension}; if its "
                f"model has changed, set embed.dimensions to {min(lengths)}, and all papers are "
                "embedded anew"
            )
        return np.array(rows, np.float32)

    def _make_error(self, problem: str) -> UserError:
        """Return the exception for a problem, the end of a sentence about the service."""
        return UserError(
            f"embed.encoder openai: {self._settings.model} at {self._settings.base_url} {problem}"
        )
