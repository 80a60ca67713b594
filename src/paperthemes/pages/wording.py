"""Numbers, settings and summary lines as text, the same on all pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MAX_DUMP_NAME = 40  # characters; more do not fit into tables
MISSING = "\N{EN DASH}"
# Twelve hexadecimal digits or more, with letters and numbers: no word, and no date.
_DIGEST = re.compile(
    r"(?<![\da-z])(?=[a-f]*\d)(?=\d*[a-f])([\da-f]{4})[\da-f]{8,}(?![\da-z])", re.I
)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of a summary.

    Attributes
    ----------
    text
        The sentence, or its beginning if links follow.
    links
        Pairs of text and address.
    follow_up
        A further sentence; `None` if there is none.
    """

    text: str
    links: Sequence[tuple[str, str]] = ()
    follow_up: "SummaryLine | None" = None


def name_missing(known: Mapping[str, object]) -> str:
    """Return the names of what is not known, as in "authors, years or links"; "" if all is."""
    words = [name for name, is_known in known.items() if not is_known]
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def shorten_dump(name: str) -> str:
    """Shorten a digest in the name of a dump to its beginning if the name is long: `a8de….txt`."""
    if len(name) <= MAX_DUMP_NAME:
        return name
    return _DIGEST.sub("\\1\N{HORIZONTAL ELLIPSIS}", name)


def thousands(number: float | None, decimals: int = 0) -> str:
    """Format a number with commas, such as `25,000`; `None` (unknown) becomes a dash.

    It is rounded to `decimals` digits after the decimal point.
    """
    return MISSING if number is None else f"{number:,.{decimals}f}"


def percent(share: float) -> str:
    """Format a share from 0 to 1 as a percentage: with one decimal, such as `5.2%`, below 9.95%.

    From 9.95% on, it is rounded to a whole number, such as `52%`. Exactly 0 becomes `0%`.
    """
    value = 100 * share
    # With one decimal, 9.96 would become 10.0%.
    return f"{value:.1f}%" if 0 < value < 9.95 else f"{value:.0f}%"


def two_decimals(number: float) -> str:
    """Format a number with two decimals; -0.00 becomes 0.00."""
    return f"{round(number, 2) + 0.0:.2f}"  # -0.0 + 0.0 is 0.0


def metric_value(value: float | None, key: str) -> str:
    """Format a metric: a percentage if its key ends in `_share`, otherwise with two decimals.

    `None` (unknown) becomes a dash.
    """
    if value is None:
        return MISSING
    return percent(value) if key.endswith("_share") else two_decimals(value)


def flatten_settings(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested settings as one mapping with dotted keys, such as `embed.model`.

    Empty mappings are left out. `prefix` is put before each key.
    """
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        path, is_section = f"{prefix}{key}", isinstance(value, Mapping)
        flat |= flatten_settings(value, f"{path}.") if is_section else {path: value}
    return flat
