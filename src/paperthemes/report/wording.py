"""Numbers and lists in words, the same all over the pages."""

from collections.abc import Sequence


def counted(number: int, thing: str) -> str:
    """Say how many of a thing there are: `1 paper`, `25,000 papers`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """Say a share from 0 to 1 in percent, with a decimal where it is small."""
    value = 100 * share
    return f"{value:.1f} %" if 0 < value < 9.95 else f"{value:.0f} %"


def listed(parts: Sequence[str]) -> str:
    """Join parts as a sentence does: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
