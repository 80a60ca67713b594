"""What became of a dump: counts, places that made no record, and what a reader should look at."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from paperthemes.parse.checks import Repair, repaired, suspicions
from paperthemes.parse.format import (
    Columns,
    Ignored,
    ParseWarning,
    ReaderItem,
    Record,
    Rejected,
    Unit,
    excerpt,
)
from paperthemes.text.parse_report_text import describe_places

MOST_LISTED = 10_000  # rejected places, and repairs, of one dump
MOST_PLACES = 20  # of one doubt
_LONGEST_TITLE, _LONGEST_ABSTRACT = 20_000, 200_000  # characters
_FIELDS = ("title", "abstract", "url", "arxiv_id", "doi", "ids", "published", "authors")
NO_ABSTRACT = "no abstract, kept with the title alone"


@dataclass
class Places:
    """How often something was seen, and where first."""

    count: int = 0
    starts: list[int] = field(default_factory=list)
    example: str = ""

    def add(self, start: int, example: str = "") -> None:
        """Count one more; 0 is no place."""
        self.count += 1
        self.example = self.example or example
        if start and len(self.starts) < MOST_PLACES:
            self.starts.append(start)


class Account:
    """Counts all that a reader finds in a dump; memory is bounded, whatever the dump."""

    def __init__(self, unit: Unit) -> None:
        self.records = 0
        self.rejected_count = 0
        self._unit: Unit = unit
        self._used = 0
        self._last = 0
        self._rejected: list[Rejected] = []
        self._doubts: dict[str, Places] = {}
        self._suspicions: dict[str, Places] = {}
        self._repairs: list[Repair] = []
        self._repair_count = 0
        self._fields: Counter[str] = Counter()
        self._extra: Counter[str] = Counter()
        self._dates: list[str] = []
        self._columns: dict[str, str] = {}

    def take(self, find: ReaderItem) -> Record | None:
        """Count what was found, and return the record to keep, if it is one."""
        if isinstance(find, ParseWarning):
            self._doubts.setdefault(find.message, Places()).add(find.start)
            return None
        if isinstance(find, Columns):
            self._columns.update(find.taken)
            return None
        self._last = max(self._last, find.end)
        if isinstance(find, Record):
            reason = _too_long(find)
            if reason is None:
                return self._record(find)
            find = Rejected(find.start, find.end, reason, excerpt(find.title))
        if not isinstance(find, Ignored):
            self._used += find.end - find.start + 1
            self.rejected_count += 1
            if len(self._rejected) < MOST_LISTED:
                self._rejected.append(find)
        return None

    def report(self, line_count: int) -> dict[str, Any]:
        """Return the part of the parse report that comes of the finds.

        `line_count` is how many lines the dump has, for formats whose unit is the line.
        """
        units = line_count if self._unit == "line" else self._last
        found = {
            "unit": self._unit,
            "units": units,
            "records": self.records,
            "boilerplate": units - self._used,
            "rejected": [asdict(span) for span in self._rejected],
            "rejected_count": self.rejected_count,
            "fields": {name: self._fields[name] for name in _FIELDS if self._fields[name]},
            "extra": dict(self._extra.most_common()),
            "columns": self._columns,
            "dates": {"first": self._dates[0], "last": self._dates[-1]} if self._dates else {},
            "suspicious": [
                {"what": what, **asdict(places)} for what, places in self._suspicions.items()
            ],
            "repaired": [asdict(repair) for repair in self._repairs],
            "repaired_count": self._repair_count,
        }
        return found | {"warnings": self._warnings(found)}

    def _record(self, given: Record) -> Record:
        record, repairs = repaired(given)
        self.records += 1
        self._used += record.end - record.start + 1
        self._repair_count += len(repairs)
        self._repairs += repairs[: MOST_LISTED - len(self._repairs)]
        self._fields.update(name for name in _FIELDS if getattr(record, name))
        self._extra.update(record.extra.keys())
        if record.published:
            self._dates = sorted({*self._dates, record.published})
            self._dates = [self._dates[0], self._dates[-1]]
        if not record.abstract:
            self._doubts.setdefault(NO_ABSTRACT, Places()).add(record.start)
        for what in suspicions(record):
            self._suspicions.setdefault(what, Places()).add(record.start, excerpt(record.title))
        return record

    def _warnings(self, report: Mapping[str, Any]) -> list[str]:
        warnings = []
        for message, places in self._doubts.items():
            where = describe_places(report, asdict(places))
            warnings.append(f"{message}: {where}" if where else message)
        if self._repair_count:
            texts = "1 text" if self._repair_count == 1 else f"{self._repair_count:,} texts"
            warnings.append(
                f"letters that a wrong encoding had garbled were put right in {texts}; the parse "
                "report lists them, and `extra` keeps them as they were"
            )
        return warnings


def _too_long(record: Record) -> str | None:
    parts: Mapping[str, tuple[str, int]] = {
        "title": (record.title, _LONGEST_TITLE),
        "abstract": (record.abstract, _LONGEST_ABSTRACT),
    }
    for name, (text, longest) in parts.items():
        if len(text) > longest:
            return f"its {name} has {len(text):,} characters: is it one paper?"
    return None
