"""Dates as people and catalogues write them, in many languages; `dates.toml` lists the names."""

import re
import tomllib
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files

# Forms of dates.
_MONTH, _YEAR = r"(?P<month>[A-Za-z]{3,12})\.?", r"(?:,? (?P<year>\d{4}))?"
_MONTH_FIRST = re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}", re.ASCII)
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})\.? {_MONTH}{_YEAR}", re.ASCII)
_YEAR_FIRST = re.compile(  # most dates
    r"(\d{4})(?:[./-](\d{1,2})?(?:[./-](\d{1,2})?(?:[/ .T].*)?)?)?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)  # 20240801
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?: .*)?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
_TIMESTAMP = re.compile(r"(\d{10})(?:\d{3})?", re.ASCII)  # seconds, or milliseconds, since 1970
_CJK_UNITS = str.maketrans({**dict.fromkeys("年月년월", "/"), **dict.fromkeys("日일", " ")})
_TIME = re.compile(r",? \d{1,2}:\d{2}.*?(?= \d{4}$|$)")  # and what follows it, but not the year
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re)\b", re.IGNORECASE)
_GAP = re.compile(r"(?<=[./]) (?=\d)")  # as in `2024. 8. 1`
_DOTLESS_I = "\u0131"
_SPELLED_OUT = re.compile(r"[\w .,/\u2013\u2014-]+")
_DATE_WORD = re.compile(r"\d+|[^\W\d_]+")
_SEASON = re.compile(r"spr(?:ing)?|sum(?:mer)?|aut(?:umn)?|fall?|win(?:ter)?")
_MAX_DATE_LENGTH = 60  # characters; longer texts are prose
_LEAP_YEAR = 2000  # stands for an unknown year, so that `--02-29` is valid


def _fold(text: str) -> str:
    """Return a text in small letters without accents: `marz` for `März`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace(_DOTLESS_I, "i"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)  # the syllables of Korean again


_NAMES = tomllib.loads(files(__package__).joinpath("dates.toml").read_text("utf-8"))
_MONTHS: list[list[str]] = [_fold(names).split() for names in _NAMES["months"]]
_IGNORED = frozenset(_fold(_NAMES["ignored"]).split())


def parse_date(text: str) -> str:
    """Return a date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, or as `--MM-DD` if it has no year.

    These forms are understood: ISO 8601 (the time is cut off), the same with slashes
    (`2019/05/01/`), `Aug 1`, `Aug 1, 2024`, `1 Aug 2024`, `Aug 2024`, `2024 Aug 1`,
    `Thu, 1 Aug 2024 10:00:00 GMT`, `1.8.2024`, `2024.8.1`, `20240801`, a timestamp in seconds or
    milliseconds since 1970, `2024年8月1日`, and `1. März 2024` with the months of many languages.
    Other texts, and days that no calendar has, give `""`.

    `1/8/2024` may be in January or in August, so only the year is kept. A range, such as
    `24-27 Sept. 2019` or `Jan.-Feb. 2019`, gives its beginning, with the first year in the text. A
    season gives its year.
    """
    text = text.strip()
    if not text or len(text) > _MAX_DATE_LENGTH:
        return ""
    if not text.isascii():
        text = _fold(text).translate(_CJK_UNITS).strip()
    if " " in text and not any(map(str.isalpha, text)):
        text = _GAP.sub("", text)
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _format_valid_date(*match.groups())
    if match := _TIMESTAMP.fullmatch(text):
        return datetime.fromtimestamp(int(match[1]), UTC).date().isoformat()
    if match := _YEAR_LAST.fullmatch(text):
        return _parse_year_last(*match.groups())
    if match := _MONTH_YEAR.fullmatch(text):
        return _format_valid_date(match[2], match[1], None)
    if match := _MONTH_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        month = _find_month_number(match["month"])
        return _format_valid_date(match["year"], month, match["day"]) if month else ""
    begin, slash, _ = text.partition("/")  # a range, such as "2019-05-01/2019-05-03"
    if slash and (match := _YEAR_FIRST.fullmatch(begin.strip())):
        return _format_valid_date(*match.groups())
    return _parse_spelled_out(text)


def _parse_spelled_out(text: str) -> str:
    """Return the date in a text such as "Thu, 1 Aug 2024 10:00", "24-27 Sept. 2019" or "Fall 2020".

    The text must have a year, and the name of a month or season. Apart from these, it may only have
    weekdays and the like (`_IGNORED`), numbers of one or two digits (`1` or `1st`), and
    punctuation. Any other text gives `""`, and so does a day that no calendar has. A time, such as
    `10:00`, and what follows it are ignored, but for a year at the end.

    The first year and the first month are used. The day is the first number of one or two digits
    that stands before the first month or directly after it. A text without a month gives the year
    only.
    """
    text = _TIME.sub("", _ORDINAL.sub("", text.lower()), count=1)
    words = [word for word in _DATE_WORD.findall(text) if word not in _IGNORED]
    names = [word for word in words if word.isalpha()]
    years = [word for word in words if len(word) == 4 and word.isdecimal()]
    months = [month for name in names if (month := _find_month_number(name))]
    seasons = [name for name in names if _SEASON.fullmatch(name)]
    # The last condition: there are other names.
    if not _SPELLED_OUT.fullmatch(text) or not years or len(months) + len(seasons) != len(names):
        return ""
    # Numbers other than years may have one or two digits.
    if any(len(word) > 2 and word not in years for word in words if word.isdecimal()):
        return ""
    if not months:
        return _format_valid_date(years[0], None, None) if seasons else ""
    month_index = next(index for index, word in enumerate(words) if _find_month_number(word))
    candidates = words[:month_index] + words[month_index + 1 : month_index + 2]
    # Names and years are longer than two characters.
    day = next((word for word in candidates if len(word) <= 2), None)
    return _format_valid_date(years[0], months[0], day)


@lru_cache(maxsize=1 << 10)
def _find_month_number(name: str) -> str:
    """Return the number of a month, such as "8" for "Aug" or "august"; `""` for other names.

    An abbreviation has three letters or more. If months of several languages begin with it, it is
    that of the English one.
    """
    name = _fold(name)
    numbers = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
    if len(name) < 3 or name in numbers:
        return str(numbers.get(name, ""))
    english = [n for n, names in enumerate(_MONTHS, 1) if names[0].startswith(name)]
    others = {number for month, number in numbers.items() if month.startswith(name)}
    return str(english[0]) if english else "".join(map(str, others)) if len(others) == 1 else ""


def _parse_year_last(first_number: str, separator: str, second_number: str, year: str) -> str:
    """Return the date in a text such as `1.8.2024` or `31/8/2024`, given as its parts.

    With full stops, the day comes first. With slashes, the number above 12 must be the day. If
    neither number is above 12 (`1/8/2024`), their order is unknown, and only the year is returned.
    A day that no calendar has gives `""`.
    """
    if separator == "." or int(first_number) > 12:
        return _format_valid_date(year, month=second_number, day=first_number)
    is_month_first = int(second_number) > 12
    return _format_valid_date(year, first_number, second_number) if is_month_first else year


def _format_valid_date(year: str | None, month: str | None, day: str | None) -> str:
    """Return a date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; without a year, as `--MM-DD`.

    Parts that are `None` or 0 are not known. A date without a year must have a month and a day. If
    the calendar has no such day, return `""`.
    """
    month_number, day_number = int(month or 0), int(day or 0)
    try:
        date(int(year or _LEAP_YEAR), month_number or 1, day_number or 1)
    except ValueError:
        return ""
    if not month_number:
        return year or ""
    # A missing year is "-": with the separator after it, it makes "--".
    month_text = f"{year or '-'}-{month_number:02d}"
    return f"{month_text}-{day_number:02d}" if day_number else month_text
