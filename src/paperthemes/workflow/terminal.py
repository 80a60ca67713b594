"""The terminal during a run: whole lines and, below them, a progress bar."""

import os
import select
import threading
from collections.abc import Callable
from typing import Any

REFRESH_SECONDS = 0.5
# The text is last, because what does not fit into the terminal is cut off.
BAR_FORMAT = "{n_fmt}/{total_fmt} jobs {elapsed} |{bar:12}| {desc}"
RED, YELLOW = 31, 33  # codes of terminals
COLOURS = {"ERROR": RED, "FAILED": RED, "WARNING": YELLOW}  # of a line, by its first word


class Terminal:
    """Standard error: lines and, if it is a terminal, a progress bar below them.

    Until it is closed, all that this process and its child processes write to standard error is
    caught, because it would run into the bar. It must be written with `write`, line by line.

    Parameters
    ----------
    on_line
        Called with each line that was caught.
    status
        Returns the text at the right of the bar.
    has_colours
        Whether lines may have colours.
    """

    def __init__(
        self, on_line: Callable[[str], None], status: Callable[[], str], *, has_colours: bool
    ) -> None:
        self._stream = os.fdopen(os.dup(2), "w", errors="replace")
        self._is_live = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        # See https://no-color.org.
        self._has_colours = self._is_live and has_colours and not os.environ.get("NO_COLOR")
        self._on_line, self._status = on_line, status
        self._bar: Any = None  # tqdm has no types
        self._is_closing = threading.Event()
        reader, writer = os.pipe()
        os.dup2(writer, 2)
        os.close(writer)
        self._catcher = threading.Thread(target=self._catch_lines, args=(reader,), daemon=True)
        self._catcher.start()

    def write(self, line: str) -> None:
        """Write a line, above the bar if there is one."""
        colour = COLOURS.get(line.split(maxsplit=1)[0].rstrip(":")) if line.strip() else None
        if colour and self._has_colours:
            line = f"\033[{colour}m{line}\033[0m"
        if self._bar:
            self._bar.write(line, file=self._stream)
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def show_progress(self, done: int, total: int) -> None:
        """Show in the bar how many jobs are done; there is no bar if this is not a terminal."""
        if not self._is_live:
            return
        if self._bar is None:
            # Lazy import: only terminals need it.
            from tqdm import tqdm

            tqdm.set_lock(threading.RLock())  # the default is also for processes, and slow to make
            tqdm.monitor_interval = 0  # no thread that would refresh the bar: this class does
            self._bar = tqdm(
                file=self._stream,
                bar_format=BAR_FORMAT,
                dynamic_ncols=True,
                leave=False,
                total=total,
            )
        self._bar.total, self._bar.n = total, done
        self._refresh()

    def close(self) -> None:
        """Remove the bar, and let standard error be what it was; closing twice is allowed."""
        if self._is_closing.is_set():
            return
        self._is_closing.set()
        os.write(2, b"\n")  # wakes the thread that waits for lines
        os.dup2(self._stream.fileno(), 2)
        self._catcher.join()
        if self._bar:
            self._bar.close()
            self._bar = None

    def _catch_lines(self, reader: int) -> None:
        """Pass on the lines that come out of a pipe, and refresh the bar, until this is closed."""
        rest = b""
        while True:
            # What was written before closing is in the pipe, so it is read until it is empty.
            is_closing = self._is_closing.is_set()
            if select.select([reader], [], [], 0 if is_closing else REFRESH_SECONDS)[0]:
                if not (data := os.read(reader, 2**16)):  # all that could write have ended
                    break
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    # Only what follows the last carriage return would remain on a terminal.
                    text = line.rstrip().rpartition(b"\r")[2].decode(errors="replace")
                    if text:
                        self._on_line(text)
            elif is_closing:
                break
            self._refresh()
        os.close(reader)

    def _refresh(self) -> None:
        """Draw the bar with the current text."""
        if self._bar:
            self._bar.set_description_str(self._status(), refresh=False)
            self._bar.refresh()
