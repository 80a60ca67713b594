"""Names of dumps as readers see them: the name of the file, and its date."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.pages.wording import shorten_dump
from paperthemes.text.dates import format_date


def label_dumps(reports: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what readers see instead of the name of each dump, given the parse reports.

    The dates of its records follow its name: `daily.txt (1 August)`. A checksum in a long name is
    shortened (`shorten_dump`), unless two names would then be equal.
    """
    labels = {report["dump"]: _label(report) for report in reports}
    counts = Counter(labels.values())
    return {name: label if counts[label] == 1 else name for name, label in labels.items()}


def _label(report: Mapping[str, Any]) -> str:
    """Return the name of a dump, and its dates if it has any."""
    name, dates = shorten_dump(str(report["dump"])), report["dates"]
    days = dict.fromkeys([dates["first"], dates["last"]]) if dates else ()  # without a repeated one
    return f"{name} ({' to '.join(map(format_date, days))})" if days else name
