"""Snakemake with the display of this package: `python -m paperthemes.workflow.displayed_run`.

The display is a logger plugin of Snakemake, registered here. So only runs of this module have it;
what `snakemake` itself prints does not change. The arguments are those of `snakemake`.
"""

import logging
import sys
from typing import ClassVar

from snakemake.cli import main as run_snakemake
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.registry import LoggerPluginRegistry

from paperthemes.workflow.display import RunDisplay
from paperthemes.workflow.run import SNAKEMAKE


class LogHandler(LogHandlerBase):
    """Passes Snakemake's messages to the display."""

    display: ClassVar[RunDisplay | None] = None
    needs_rulegraph = writes_to_file = False
    has_filter = has_formatter = True

    def __post_init__(self) -> None:
        """Do without the display if Snakemake itself is to print more, or fewer, messages."""
        options = self.common_settings
        if options.dryrun or options.verbose or options.debug_dag or options.quiet:
            _close_display()

    @property
    def writes_to_stream(self) -> bool:
        """True if Snakemake must not print messages itself."""
        return self.display is not None

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on a message."""
        if self.display:
            try:
                self.display.show(record)
            except Exception:  # would end the thread that calls this
                self.handleError(record)


def main() -> int:
    """Run Snakemake, show the end of the run, and return the exit status."""
    arguments = sys.argv[1:]
    sys.argv[0] = SNAKEMAKE  # the program in the log, and in the command that reports show
    if not any(word.startswith("--logger") for word in arguments):
        plugin = sys.modules[__name__]
        LoggerPluginRegistry().register_plugin("snakemake_logger_plugin_paperthemes", plugin)
        LogHandler.display = RunDisplay(has_colours="--nocolor" not in arguments)
        # With `=`, the option does not take further words.
        arguments = ["--logger=paperthemes", *arguments]
    try:
        run_snakemake(arguments)
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    except KeyboardInterrupt:
        status = 1
    if display := _close_display():
        display.show_end(is_success=status == 0)
    return status


def _close_display() -> RunDisplay | None:
    """Close the display, if there is one, and return it."""
    display, LogHandler.display = LogHandler.display, None
    if display:
        display.close()
    return display


if __name__ == "__main__":
    sys.exit(main())
