"""Numbers in words, the same all over the pages."""

MISSING = "\N{EN DASH}"


def thousands(number: float | None, decimals: int = 0) -> str:
    """Write a number as `25,000`; `None` is one that is not known."""
    return MISSING if number is None else f"{number:,.{decimals}f}"


def percent(share: float) -> str:
    """Say a share from 0 to 1 in percent, with a decimal where it is small; it does not break."""
    value = 100 * share
    return f"{value:.1f}\u00a0%" if 0 < value < 9.95 else f"{value:.0f}\u00a0%"


def two_decimals(number: float) -> str:
    """Round, without a sign before nought."""
    return f"{round(number, 2) + 0.0:.2f}"


def reading(value: float | None, key: str) -> str:
    """Say a number of the metrics, whose key tells whether it is a share; `None` is not known."""
    if value is None:
        return MISSING
    return percent(value) if key.endswith("_share") else two_decimals(value)
