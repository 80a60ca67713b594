"""Dates in words."""

from calendar import month_name


def format_date(published: str) -> str:
    """Return a date in words: `2026-03-03` as `3 March 2026`, and `--03-03` as `3 March`.

    Unknown parts are left out, and so is the time of `2026-03-03T04:59:12Z`; an empty date gives
    "". The date must be empty or valid.
    """
    published = published.partition("T")[0]
    # A missing year, month or day becomes "". `month_name[0]` is "" too.
    year, month, day, *_ = [*published.replace("--", "-", 1).split("-"), "", ""]
    return " ".join(filter(None, (day.lstrip("0"), month_name[int(month or 0)], year)))
