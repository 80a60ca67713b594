"""Short names of dumps whose file names hold a checksum, which readers cannot tell apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.pages.dates import format_date
from paperthemes.pages.wording import shorten_dump


def label_dumps(reports: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what readers see instead of the name of each dump, given the parse reports.

    A checksum in a name is shortened, and the date of the dump follows, if all of its records have
    the same: `001_30fc…, 1 August`. Names that would then be equal stay.
    """
    labels = {report["dump"]: _label(report) for report in reports}
    counts = Counter(labels.values())
    return {name: label if counts[label] == 1 else name for name, label in labels.items()}


def _label(report: Mapping[str, Any]) -> str:
    """Return the name of a dump without the rest of a checksum, and its date."""
    name, dates = str(report["dump"]), report["dates"]
    short = shorten_dump(name)
    if short != name and dates and dates["first"] == dates["last"]:
        return f"{short}, {format_date(dates['first'])}"
    return short
