"""Single fields as people write them: dates, arXiv ids, DOIs, author lists."""

import re
from datetime import date

_ARXIV = re.compile(
    r"(?:^|arxiv(?:\.org)?[:/]\s*(?:abs/|pdf/|html/)?|huggingface\.co/papers/|10\.48550/arxiv\.)"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
    r"(?:\.pdf)?(?=$|[?#/\s])",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:^|doi\.org/|doi:\s*)(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_DAY_FIRST = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9})\.?(?:,? (\d{4}))?")
_INVERTED = re.compile(r"\s*[^\s,]+,")
_LEAP_YEAR = 2000


def arxiv_id(text: str) -> str:
    """Return the arXiv id in `text` (an id, or an address or DOI that holds one), or `""`."""
    match = _ARXIV.search(text.strip())
    return match[1].lower() if match else ""


def doi(text: str) -> str:
    """Return the DOI in `text` in lower case without its resolver, or `""`."""
    match = _DOI.search(text.strip())
    return match[1].lower() if match else ""


def iso_date(text: str) -> str:
    """Return a date as `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or, without a year, `--MM-DD`; or `""`.

    Understands ISO 8601 (a time of day is cut off), `Aug 1`, `Aug 1, 2024` and `1 Aug 2024`.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    else:
        if match := _MONTH_FIRST.fullmatch(text):
            name, day, year = match.groups()
        elif match := _DAY_FIRST.fullmatch(text):
            day, name, year = match.groups()
        else:
            return ""
        month = _month(name)
        if not month:
            return ""
    return _checked(year, month, day)


def authors(text: str) -> tuple[str, ...]:
    """Split a list of names at semicolons, or else at "and" and commas.

    Commas inside a name are known by their look: "Smith, John and Doe, Jane", or one comma after a
    single word.
    """
    if ";" in text:
        parts = text.split(";")
    else:
        parts = text.split(" and ")
        inverted = all(part.count(",") == 1 and _INVERTED.match(part) for part in parts)
        if not inverted:
            parts = [name for part in parts for name in part.split(",")]
    return tuple(name for part in parts if (name := part.strip()))


def _month(name: str) -> str:
    """Return the month of a name of three letters or more, as two digits, or `""`."""
    name = {"sept": "sep"}.get(name.lower(), name.lower())
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    return f"{found[0]:02d}" if found else ""


def _checked(year: str | None, month: str | None, day: str | None) -> str:
    try:
        date(int(year or _LEAP_YEAR), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    parts = [part for part in (year or "-", month, day and f"{int(day):02d}") if part]
    return "-".join(parts)
