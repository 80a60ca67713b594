"""Single fields as people write them: dates, arXiv ids, DOIs, author lists."""

import re
from collections.abc import Mapping
from datetime import date

from paperthemes.parse.format import excerpt
from paperthemes.text.titles import collapse_whitespace

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.ASCII)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9})\.?(?:,? (\d{4}))?", re.ASCII)
_NUMBERS = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[/ ].*)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?: .*)?", re.ASCII)
_SLASHES = re.compile(r"(\d{4})/(\d{1,2})?(?:/(\d{1,2})?(?:/.*)?)?", re.ASCII)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? ", re.IGNORECASE)
_TIME = re.compile(r",? \d{1,2}:\d{2}.*")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"[\w .,/\u2013\u2014-]+", re.ASCII)
_DATE_WORD = re.compile(r"\d+|[^\W\d_]+", re.ASCII)
_SEASONS = frozenset(
    (
        *("spring", "summer", "autumn", "fall", "winter"),
        *("spr", "sum", "aut", "fal", "win"),
    )
)
_LONGEST_DATE, _LONGEST_ADDRESS = 60, 2_000  # characters
_INLINE_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|scp|italic|bold|(?:jats|mml):[a-z-]{1,20})"
    r"(?: [a-z:-]{1,20}=[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"\s*[^\s,]+,")
_LEAP_YEAR = 2000


def parse_date(text: str) -> str:
    """Return a date as `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or, without a year, `--MM-DD`; or `""`.

    Understands ISO 8601 (a time of day is cut off), the same with slashes (`2019/05/01/`),
    `Aug 1`, `Aug 1, 2024`, `1 Aug 2024`, `Aug 2024`, `2024 Aug 1`, `Thu, 1 Aug 2024 10:00:00 GMT`,
    `1.8.2024` and `20240801`. Of `1/8/2024`, a day in January or in August, it is the year.
    Of a span (`24-27 Sept. 2019`, `Jan.-Feb. 2019`) it is the beginning, of a season the year.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return _checked(*match.groups())
    if len(text) > _LONGEST_DATE:
        return ""
    if match := _COMPACT.fullmatch(text):
        return _checked(*match.groups())
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(*match.groups())
    if match := _NUMBERS.fullmatch(text) or _SLASHES.fullmatch(text):
        year, month, day = (group if group and int(group) else None for group in match.groups())
        return _checked(year, month and f"{int(month):02d}", day if month else None)
    if match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, name, year = match.groups()
    else:
        begin, slash, _ = text.partition("/")
        if slash and (match := _ISO.fullmatch(begin.strip())):
            return _checked(*match.groups())
        return _spelled_out(text)
    return _checked(year, month, day) if (month := _month(name)) else ""


def split_authors(text: str) -> tuple[str, ...]:
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


def given_name_first(name: str) -> str:
    """Return a name with the first name in front: `Smith, John` or `Smith, John, Jr.`."""
    parts = [part for raw in name.split(",") if (part := raw.strip())]
    if not 2 <= len(parts) <= 3:
        return name.strip().rstrip(",")
    return " ".join((parts[1], parts[0], *parts[2:]))


def scalar_text(value: object) -> str:
    """Return a text or number of a JSON object as folded text that can be written; else `""`."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value != value:
        return ""  # NaN is not equal to itself
    text = collapse_whitespace(
        str(int(value) if isinstance(value, float) and value.is_integer() else value)
    )
    # JSON can hold half of a surrogate pair, which is no character.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def strip_markup(text: str) -> str:
    """Drop tags of inline mark-up (`<i>`, `<sub>`), which catalogues take over from publishers."""
    return _INLINE_TAG.sub("", text) if "<" in text else text


def preview(value: Mapping[str, object]) -> str:
    """Return the beginning of a JSON object, its texts and numbers, for a report."""
    return excerpt(
        ", ".join(f"{key}: {text}" for key in value if (text := scalar_text(value[key])))
    )


def _spelled_out(text: str) -> str:
    """Return the date in `text` with a year and the name of a month or season, or `""`."""
    text = _TIME.sub("", _ORDINAL.sub("", _WEEKDAY.sub("", text, count=1)), count=1)
    words = _DATE_WORD.findall(text)
    names = [word.lower() for word in words if word.isalpha()]
    years = [word for word in words if len(word) == 4 and word.isdecimal()]
    months = [month for name in names if (month := _month(name))]
    seasons = [name for name in names if name in _SEASONS]
    if not _SPELLED_OUT.fullmatch(text) or not years or len(months) + len(seasons) != len(names):
        return ""
    if any(len(word) > 2 and word not in years for word in words if word.isdecimal()):
        return ""
    if not months:
        return _checked(years[0], None, None) if seasons else ""
    place = next(index for index, word in enumerate(words) if _month(word))
    around = [*words[:place], *words[place + 1 : place + 2]]
    day = next((word for word in around if len(word) <= 2), None)
    return _checked(years[0], months[0], day)


def _month(name: str) -> str:
    """Return the month of a name of three letters or more, as two digits, or `""`."""
    name = {"sept": "sep"}.get(name.lower(), name.lower())
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    return f"{found[0]:02d}" if found and len(name) >= 3 else ""


def _year_last(first: str, sign: str, second: str, year: str) -> str:
    """Write a date with the year at the end: the day is first, unless slashes divide it."""
    if sign == "." or int(first) > 12:
        return _checked(year, f"{int(second):02d}", first)
    if int(second) > 12:
        return _checked(year, f"{int(first):02d}", second)
    return year


def _checked(year: str | None, month: str | None, day: str | None) -> str:
    try:
        date(int(year or _LEAP_YEAR), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    parts = [part for part in (year or "-", month, day and f"{int(day):02d}") if part]
    return "-".join(parts)
