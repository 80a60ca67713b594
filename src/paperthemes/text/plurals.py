"""Counts in words."""


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun in the right form: `1 paper`, `25,000 papers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
