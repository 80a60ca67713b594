"""Fields as people and catalogues write them: dates, author lists, mark-up, JSON values, ids."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from paperthemes.parse.format import excerpt
from paperthemes.text.titles import collapse_whitespace

# Forms of dates.
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.ASCII)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH, _YEAR = r"(?P<month>[A-Za-z]{3,9})\.?", r"(?:,? (?P<year>\d{4}))?"
_MONTH_FIRST = re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}", re.ASCII)
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}}) {_MONTH}{_YEAR}", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[/ ].*)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)  # 20240801
_YEAR_LAST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?: .*)?", re.ASCII)
_SLASHES = re.compile(r"(\d{4})/(\d{1,2})?(?:/(\d{1,2})?(?:/.*)?)?", re.ASCII)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? ", re.IGNORECASE)
_TIME = re.compile(r",? \d{1,2}:\d{2}.*")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"[\w .,/\u2013\u2014-]+", re.ASCII)
_DATE_WORD = re.compile(r"\d+|[^\W\d_]+", re.ASCII)
_SEASON = re.compile(r"spr(?:ing)?|sum(?:mer)?|aut(?:umn)?|fall?|win(?:ter)?")
_MAX_DATE_LENGTH = 60  # characters; longer texts are prose
_INLINE_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|scp|italic|bold|(?:jats|mml):[a-z-]{1,20})"
    r"(?: [a-z:-]{1,20}=[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_INVERTED_NAME = re.compile(r"\s*[^\s,]+,")
_CATALOGUE_IDS = {  # see `find_catalogue_ids`
    "s2": re.compile(r"semanticscholar\.org/paper/(?:[^/\s]+/)?([0-9a-f]{40})\b"),
    "corpusid": re.compile(r"CorpusI[Dd]:\s?(\d+)"),
    "eid": re.compile(r"\beid=(2-s2\.0-\d+)"),
    "pmid": re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|nih\.gov/pubmed/|PMID:?\s?)(\d+)"),
    "pmcid": re.compile(r"nih\.gov/(?:pmc/)?articles/(PMC\d+)|PMCID:\s?(PMC\d+)"),
    "openalex": re.compile(r"openalex\.org/(?:works/)?(W\d+)"),
    "acl": re.compile(
        r"(?:aclanthology\.org|aclweb\.org/anthology)/(?:papers/\w/\w+/)?"
        r"([A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+)"
    ),
    "dblp": re.compile(r"dblp\.(?:org|uni-trier\.de)/rec/(?:bib\d?/|html/)?([\w./-]+)"),
}
_PAGE_ENDING = re.compile(r"\.(?:bib|html|xml|rdf)$")
_LEAP_YEAR = 2000  # stands for an unknown year, so that `--02-29` is valid


def parse_date(text: str) -> str:
    """Return a date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, or as `--MM-DD` if it has no year.

    These forms are understood: ISO 8601 (the time is cut off), the same with slashes
    (`2019/05/01/`), `Aug 1`, `Aug 1, 2024`, `1 Aug 2024`, `Aug 2024`, `2024 Aug 1`,
    `Thu, 1 Aug 2024 10:00:00 GMT`, `1.8.2024`, `2024.8.1` and `20240801`. Other texts, and days
    that no calendar has, give `""`.

    `1/8/2024` may be in January or in August, so only the year is kept. A range, such as
    `24-27 Sept. 2019` or `Jan.-Feb. 2019`, gives its beginning, with the first year in the text. A
    season gives its year.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _format_valid_date(*match.groups())
    if len(text) > _MAX_DATE_LENGTH:
        return ""
    if match := _YEAR_LAST.fullmatch(text):
        return _parse_year_last(*match.groups())
    if match := _YEAR_FIRST.fullmatch(text) or _SLASHES.fullmatch(text):
        # An unknown month or day may be left out or written as 0.
        year, month, day = (group if group and int(group) else None for group in match.groups())
        return _format_valid_date(year, month, day if month else None)
    if match := _MONTH_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        month = _find_month_number(match["month"])
        return _format_valid_date(match["year"], month, match["day"]) if month else ""
    begin, slash, _ = text.partition("/")  # a range, such as "2019-05-01/2019-05-03"
    if slash and (match := _ISO.fullmatch(begin.strip())):
        return _format_valid_date(*match.groups())
    return _parse_spelled_out(text)


def split_authors(text: str) -> tuple[str, ...]:
    """Return the names in a list of authors, such as "John Smith, Jane Doe and Li Wei".

    If the list has a semicolon, it is split at semicolons only. Otherwise it is split at "and" and
    at commas. But if the names are inverted ("Smith, John and Doe, Jane"), it is split at "and"
    only. They count as inverted if each part between "and"s has exactly one comma, after a single
    word. Inverted names are returned as they are; `given_name_first` reorders them.
    """
    parts = text.split(";" if ";" in text else " and ")
    is_inverted = all(part.count(",") == 1 and _INVERTED_NAME.match(part) for part in parts)
    if ";" not in text and not is_inverted:
        parts = [name for part in parts for name in part.split(",")]
    return tuple(name for part in parts if (name := part.strip()))


def given_name_first(name: str) -> str:
    """Return `John Smith` for `Smith, John`, and `John Smith Jr.` for `Smith, John, Jr.`.

    A name that has one part, or more than three, between commas is not reordered.
    """
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if not 2 <= len(parts) <= 3:
        return name.strip().rstrip(",")
    family_name, given_name, *suffix = parts
    return " ".join((given_name, family_name, *suffix))


def scalar_text(value: object) -> str:
    """Return a JSON text or number as text with collapsed white space; `""` for another value.

    A whole number loses its decimal point (`2` for `2.0`). NaN and booleans count as other values.
    """
    # Only NaN is not equal to itself.
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = collapse_whitespace(str(value))
    # JSON may contain halves of surrogate pairs, which cannot be encoded: they become "?".
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def get_text(value: object, *paths: str) -> str:
    """Return the text at the first of `paths` that leads to a text or number; `""` if none does.

    A path, such as `author.name`, consists of the keys of nested JSON objects in `value`; the empty
    path leads to `value` itself. A blank text counts as none.
    """
    for path in paths:
        inner = value
        for key in path.split(".") if path else ():
            inner = inner.get(key) if isinstance(inner, dict) else None
        if text := scalar_text(inner):
            return text
    return ""


def get_texts(value: Mapping[str, Any], key: str, *paths: str) -> list[str]:
    """Return the text of each item of the list under `key` of a JSON object.

    The text of an item is at the first of `paths` that leads to one (see `get_text`). Items without
    a text are left out. If there is no list under `key`, the result is empty.
    """
    return [text for item in get_list(value, key) if (text := get_text(item, *paths))]


def get_list(value: Mapping[str, Any], key: str) -> list[object]:
    """Return the list under a key of a JSON object; an empty list if there is none."""
    values = value.get(key)
    return values if isinstance(values, list) else []


def strip_markup(text: str) -> str:
    """Return a text without the inline tags that catalogues copy from publishers.

    Tags such as `<i>` and `</sub>` are removed; the text between them stays.
    """
    return _INLINE_TAG.sub("", text) if "<" in text else text


def preview(value: Mapping[str, Any]) -> str:
    """Return the texts and numbers in a JSON object as `key: text, …`, cut off for a report.

    Nested objects and lists are left out.
    """
    texts = ((key, scalar_text(value[key])) for key in value)
    return excerpt(", ".join(f"{key}: {text}" for key, text in texts if text))


def find_catalogue_ids(*texts: str) -> tuple[str, ...]:
    """Return the catalogue ids in texts, which are web addresses or notes, as `scheme:value`.

    Each id is returned once. They are in the order of the schemes below; in each text, only the
    first id of a scheme is found.

    ::

        https://www.semanticscholar.org/paper/A-Title/<40 hex digits>    s2:<40 hex digits>
        https://api.semanticscholar.org/CorpusID:123                     corpusid:123
        https://www.scopus.com/record/display.uri?eid=2-s2.0-123         eid:2-s2.0-123
        https://pubmed.ncbi.nlm.nih.gov/123/  or  PMID: 123              pmid:123
        https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/  or  PMCID: PMC12    pmcid:PMC12
        https://openalex.org/W123                                        openalex:W123
        https://aclanthology.org/2024.acl-demos.4/                       acl:2024.acl-demos.4
        https://dblp.org/rec/journals/corr/abs-2405-01234.bib            dblp:journals/corr/...
    """
    ids = (
        f"{scheme}:{_PAGE_ENDING.sub('', match[match.lastindex or 0])}"  # the group that matched
        for scheme, pattern in _CATALOGUE_IDS.items()
        for text in texts
        if (match := pattern.search(text))
    )
    return tuple(dict.fromkeys(ids))


def _parse_spelled_out(text: str) -> str:
    """Return the date in a text such as "Thu, 1 Aug 2024 10:00", "24-27 Sept. 2019" or "Fall 2020".

    The text must have a year, and the name of a month or season. Apart from these, it may only have
    a weekday, numbers of one or two digits (`1` or `1st`), and punctuation. Any other text gives
    `""`, and so does a day that no calendar has. A time, such as `10:00`, and everything after it
    are ignored.

    The first year and the first month are used. The day is the first number of one or two digits
    that stands before the first month or directly after it. A text without a month gives the year
    only.
    """
    text = _TIME.sub("", _ORDINAL.sub("", _WEEKDAY.sub("", text, count=1)), count=1)
    words = _DATE_WORD.findall(text)
    names = [word.lower() for word in words if word.isalpha()]
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


def _find_month_number(name: str) -> str:
    """Return the number of a month, such as "8" for "Aug" or "august"; `""` for other names.

    An abbreviation of fewer than three letters, such as "Ma", gives `""`.
    """
    if len(name) < 3:
        return ""
    months = enumerate(_MONTHS, start=1)
    return next((str(number) for number, month in months if month.startswith(name.lower())), "")


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

    Parts that are `None` are not known. A date without a year must have a month and a day, and one
    without a month must have no day. If the calendar has no such day, return `""`.
    """
    try:  # with 1 for an unknown month or day
        date(int(year or _LEAP_YEAR), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    # A missing year is "-": with the separator after it, it makes "--". A missing month or day is
    # `None`, and left out.
    parts = (year or "-", month and f"{int(month):02d}", day and f"{int(day):02d}")
    return "-".join(filter(None, parts))
