"""The time that runs are archived with."""

import os
from datetime import UTC, datetime

TIME_VARIABLE = "SOURCE_DATE_EPOCH"
"""Environment variable for reproducible results (reproducible-builds.org): seconds since 1970."""


def read_clock() -> datetime:
    """Return the present time in UTC, or the one in `SOURCE_DATE_EPOCH`.

    With the same time, the same papers and settings give the same pages, byte for byte.
    """
    seconds = os.environ.get(TIME_VARIABLE, "")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdecimal() else datetime.now(UTC)
