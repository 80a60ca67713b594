"""Numbers in words, the same all over the pages."""


def counted(number: int, thing: str) -> str:
    """Say how many of a thing there are: `1 paper`, `25,000 papers`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """Say a share from 0 to 1 in percent, with a decimal where it is small; it does not break."""
    value = 100 * share
    return f"{value:.1f}\u00a0%" if 0 < value < 9.95 else f"{value:.0f}\u00a0%"
