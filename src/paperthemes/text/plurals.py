"""Counts with a noun in the singular or plural."""


def count_of(number: int, noun: str) -> str:
    """Return a number and a noun, such as `1 paper` or `25,000 papers`.

    `noun` is a noun in the singular whose plural ends in an added "s".
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
