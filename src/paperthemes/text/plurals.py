"""Counts in words, with the right plural."""


def count_of(number: int, thing: str) -> str:
    """Say how many of a thing there are: `1 paper`, `25,000 papers`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
