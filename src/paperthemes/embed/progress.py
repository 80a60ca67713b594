"""How far the encoding is: a bar on a terminal, plain lines elsewhere, and lines in the log."""

import logging
import sys
from time import monotonic
from typing import Any

from tqdm import tqdm

logger = logging.getLogger(__name__)

_LOG_SECONDS = 10


class Progress:
    """Shows how many of `total` texts are done, how fast, and how long the rest takes.

    Parameters
    ----------
    total
        Texts to do.
    done
        Texts that were done before; they do not count for the rate.
    """

    def __init__(self, total: int, done: int = 0) -> None:
        self._total = total
        self._done = self._before = done
        self._started = self._told = monotonic()
        self._bar: tqdm[Any] = tqdm(
            total=total, initial=done, desc="embed", unit="text", disable=not sys.stderr.isatty()
        )

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    @property
    def rate(self) -> float:
        """Texts a second."""
        return (self._done - self._before) / max(monotonic() - self._started, 1e-9)

    def advance(self, texts: int) -> None:
        """Note that so many more texts are done; tell every ten seconds, and at the end."""
        self._done += texts
        self._bar.update(texts)
        now = monotonic()
        if now - self._told < _LOG_SECONDS and self._done < self._total:
            return
        self._told = now
        rate = self.rate
        line = (
            f"{self._done} of {self._total} texts, {rate:.1f} a second, "
            f"{(self._total - self._done) / max(rate, 1e-9):.0f} s left"
        )
        logger.info("%s", line)
        if self._bar.disable:
            sys.stderr.write(f"embed: {line}\n")
            sys.stderr.flush()
