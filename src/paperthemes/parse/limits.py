"""Limits that stop a dump which would take unbounded time or memory; papers stay far below them.

A place beyond a limit is rejected, and reading goes on behind it. `stop_after` stops what no limit
foresaw: it interrupts the reader, and the whole dump is skipped.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

MAX_RECORD_LENGTH = 10_000_000
"""Characters of a line, a row or an entry; the full text of a long book has as many."""
TOO_LONG = f"more than {MAX_RECORD_LENGTH:,} characters: is it one paper?"
"""Reason why a longer place is rejected."""
MAX_TEXT_LENGTH = 100_000_000
"""Characters of a text that is read into memory as a whole."""
MAX_PAGE_LENGTH, MAX_PAGE_LINES, MAX_PAGE_TAGS = 50_000_000, 150_000, 300_000
"""Characters, lines and tags of a page; 2,000 papers on arxiv.org take 4 million characters and
120,000 tags. A line takes 0.7 to 1.2 kB of memory, a tag 0.4 to 0.7 kB, so a page takes 200 MB at
most."""
MAX_DEPTH = 100
"""Levels of nesting in JSON; no catalogue has more than 20."""
_SIGNAL_INTERVAL = 1.0  # seconds until an interrupt that code has caught comes again


class TimeLimitError(Exception):
    """Raised when a single record takes too long. No `ValueError`, which readers handle."""


@contextmanager
def stop_after(seconds: float) -> Iterator[Callable[[], None]]:
    """Raise `TimeLimitError` in the block once it has computed for so long without a restart.

    The block gets a function that restarts the clock, which counts CPU time. Only the main thread
    can be interrupted; in others there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise TimeLimitError

    def restart() -> None:
        signal.setitimer(signal.ITIMER_PROF, seconds, _SIGNAL_INTERVAL)

    previous = signal.signal(signal.SIGPROF, interrupt)
    try:
        restart()
        yield restart
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
