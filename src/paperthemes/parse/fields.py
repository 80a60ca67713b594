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
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DATES = tuple(
    map(
        re.compile,
        (
            r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ].*)?)?)?",
            r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?",
            r"(?P<day>\d{1,2}) (?P<name>[A-Za-z]{3,9})\.?(?:,? (?P<year>\d{4}))?",
            r"(?P<name>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})",
            r"(?P<year>\d{4}) (?P<name>[A-Za-z]{3,9})\.?(?: (?P<day>\d{1,2}))?",
            r"(?P<year>\d{4})/(?P<month>\d{1,2})(?:/(?P<day>\d{1,2})(?: .*)?)?",
            r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
            r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?: .*)?",
            r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{1,2})/(?P<year>\d{4})(?: .*)?",
            r"(?P<month>\d{1,2})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d{4})(?: .*)?",
            r"\d{1,2}/\d{1,2}/(?P<year>\d{4})(?: .*)?",
        ),
    )
)
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

    Understands ISO 8601 (a time of day is cut off), `Aug 1`, `Aug 1, 2024`, `1 Aug 2024`,
    `Aug 2024`, `2024 Aug 1`, `2024/8/1`, `1.8.2024` and `20240801`. Of `1/8/2024`, which is a day
    in January or in August, the year is taken.
    """
    text = text.strip()
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            month = found.get("month")
            if name := found.get("name"):
                month = _month(name)
                if not month:
                    return ""
            return _checked(found["year"], month, found.get("day"))
    return ""


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
    parts = [year or "-", *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)
