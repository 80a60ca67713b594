"""Numbers, settings and summary lines as text, the same on all pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MISSING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of a summary: text, then links (text, address), then perhaps a further sentence."""

    text: str
    links: Sequence[tuple[str, str]] = ()
    follow_up: "SummaryLine | None" = None


def thousands(number: float | None, decimals: int = 0) -> str:
    """Format a number as `25,000`, and an unknown one as a dash."""
    return MISSING if number is None else f"{number:,.{decimals}f}"


def percent(share: float) -> str:
    """Format a share from 0 to 1 as a percentage, with one decimal below 10%."""
    value = 100 * share
    return f"{value:.1f}%" if 0 < value < 9.95 else f"{value:.0f}%"


def two_decimals(number: float) -> str:
    """Round to two decimals; turn -0.00 into 0.00."""
    return f"{round(number, 2) + 0.0:.2f}"


def metric_value(value: float | None, key: str) -> str:
    """Format a metric: keys ending in `_share` are percentages, `None` is a dash."""
    if value is None:
        return MISSING
    return percent(value) if key.endswith("_share") else two_decimals(value)


def flatten_settings(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested settings as one mapping with dotted keys; empty mappings are left out."""
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        nested = isinstance(value, Mapping)
        flat |= flatten_settings(value, f"{prefix}{key}.") if nested else {f"{prefix}{key}": value}
    return flat
