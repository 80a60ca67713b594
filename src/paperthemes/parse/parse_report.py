"""The parse report of a dump: counts, rejected places, warnings, oddities and repairs.

Mojibake is repaired before a record is counted; oddities are reported and change nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from paperthemes.parse import format as items
from paperthemes.parse.cleaning import TEXT_FIELDS, clean_record, repair_encoding
from paperthemes.parse.format import Record, Rejected, excerpt
from paperthemes.parse.notices import is_volume, mark_part_of_book, remove_withdrawal_notice
from paperthemes.parse.settings import OnVolumes
from paperthemes.text.language import ENGLISH, detect_language
from paperthemes.text.parse_report_text import describe_places
from paperthemes.text.plurals import count_of

MAX_LISTED = 10_000  # rejected places of one dump in the report, and also repairs
MAX_PLACES = 20  # places that are listed for one warning or oddity
# Characters. Longer texts are those of several papers in one.
_MAX_LENGTHS = {"title": 20_000, "abstract": 200_000}
_FIELDS = ("title", "abstract", "url", "arxiv_id", "doi", "ids", "published", "authors")
_MIN_ABSTRACT, _MAX_ABSTRACT = 120, 5_000  # characters of a usual abstract
_MIN_SENTENCE_WORDS = 8  # shorter titles are never reported as sentences
_FIRST_PERSON = re.compile(r"\b(?:we|our|in this (?:paper|work|study|article)|this paper)\b", re.I)
_TWO_SENTENCES = re.compile(r"[a-z)]{3,}[.!?] [A-Z][a-z]+ [a-z]+ ")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d[\d,]*")
_SENTENCE_END = ".!?)\u3002\u2026\u201d"
_MAX_REASONS = 3  # most frequent reasons for rejections that a warning gives


@dataclass
class Occurrences:
    """The number of occurrences of a warning or oddity, their first places, and an example.

    A place is given by its first line, row or entry in the dump. `starts` has the first
    `MAX_PLACES` of them. `example` is `""` if there is none.
    """

    count: int = 0
    starts: list[int] = field(default_factory=list)
    example: str = ""

    def add(self, start: int, example: str = "") -> None:
        """Count an occurrence that begins at `start`; 0 means that its place is not known.

        The first `MAX_PLACES` known places are kept, but only one example: the first that is not
        empty.
        """
        self.count += 1
        self.example = self.example or example
        if start and len(self.starts) < MAX_PLACES:
            self.starts.append(start)


class ReportBuilder:
    """Builder of the parse report; it counts the items of a reader in bounded memory.

    `unit` is the unit in which the places of items are counted: lines, rows or entries of the dump.
    `on_volumes` is the setting of the config.
    """

    def __init__(self, unit: items.Unit, on_volumes: OnVolumes = "skip") -> None:
        """Start without any items, and with all counts at 0."""
        self._skips_volumes = on_volumes == "skip"
        self.record_count = self.rejected_count = self._repair_count = 0
        self.sure_count = 0  # records that are papers even if the format were wrong
        self._unit: items.Unit = unit
        # The number of units in records and rejected places, and the highest number of a unit in
        # any item.
        self._used_count = self._last_unit = 0
        self._rejected: list[Rejected] = []  # the first `MAX_LISTED`
        # Warnings about places, and oddities of records, by message.
        self._warnings: defaultdict[str, Occurrences] = defaultdict(Occurrences)
        self._oddities: defaultdict[str, Occurrences] = defaultdict(Occurrences)
        # Rejected places by reason; reasons that differ in their numbers alone are one.
        self._reasons: defaultdict[str, Occurrences] = defaultdict(Occurrences)
        # The first `MAX_LISTED` repairs: place, field, and text before and after.
        self._repairs: list[dict[str, Any]] = []
        self._fields: Counter[str] = Counter()  # records that have each field
        self._extra: Counter[str] = Counter()  # records that have each key of `extra`
        self._dates: tuple[str, str] | None = None  # the earliest and the latest date
        self._columns: dict[str, str] = {}  # of a table, by what they hold

    def add(self, item: items.ReaderItem) -> Record | None:
        """Count an item of a reader. If it is a record to keep, return it, otherwise `None`.

        The returned record is cleaned and repaired (see `cleaning`), and a withdrawal notice is no
        abstract. A record whose title or abstract is too long for one paper is not kept, but
        counted as a rejected place. Unless the config says otherwise, a volume of proceedings is
        left out, and a part of a book marked, with a warning.
        """
        if isinstance(item, items.ParseWarning):
            self._warnings[item.message].add(item.start)
            return None
        if isinstance(item, items.Columns):
            self._columns.update(item.used)
            return None
        # The other items have a place in the dump, from `start` to `end`.
        self._last_unit = max(self._last_unit, item.end)
        if isinstance(item, items.Ignored):
            return None
        if isinstance(item, Record):
            item = _clean_if_one_paper(item)
        if isinstance(item, Record) and self._skips_volumes and is_volume(item):
            self._warnings["volumes of proceedings are no papers, left out"].add(item.start)
            return None
        self._used_count += item.end - item.start + 1
        if isinstance(item, Record):
            return self._add_record(item)
        self.rejected_count += 1
        self._reasons[_NUMBER.sub("0", item.reason)].add(item.start, item.reason)
        if len(self._rejected) < MAX_LISTED:
            self._rejected.append(item)
        return None

    def report(self, line_count: int) -> dict[str, Any]:
        """Return the part of the parse report that describes the content of the dump.

        `line_count` is the number of lines in the dump. It is used only if places are counted in
        lines. The number of rows or entries is the highest in any item so far.
        """
        units = line_count if self._unit == "line" else self._last_unit
        return {
            "unit": self._unit,
            "units": units,
            "records": self.record_count,
            "boilerplate": units - self._used_count,
            "rejected": [asdict(rejected) for rejected in self._rejected],
            "rejected_count": self.rejected_count,
            "fields": {name: self._fields[name] for name in _FIELDS if self._fields[name]},
            "extra": dict(self._extra.most_common()),
            "columns": self._columns,
            "dates": dict(zip(("first", "last"), self._dates or (), strict=False)),
            "suspicious": [{"what": key, **asdict(value)} for key, value in self._oddities.items()],
            "repaired": self._repairs,
            "repaired_count": self._repair_count,
            "warnings": self._list_warnings(),
        }

    def describe_reasons(self) -> str:
        """Return the most frequent reasons for rejections, each with its first place.

        An example is "row without a title (2 places, from line 3)". Reasons that differ in
        their numbers alone count as one; without rejections, return `""`.
        """
        frequent = sorted(self._reasons.values(), key=lambda places: -places.count)
        return "; ".join(
            f"{places.example} ({count_of(places.count, 'place')}, from {self._unit} "
            f"{places.starts[0]})"
            for places in frequent[:_MAX_REASONS]
        )

    def _add_record(self, cleaned: Record) -> Record:
        """Repair a record and return it; count it, its repairs, its values and its oddities."""
        record = repair_encoding(cleaned)
        self.record_count += 1
        self.sure_count += _is_surely_paper(record)
        for name in TEXT_FIELDS if record is not cleaned else ():
            texts = {"given": getattr(cleaned, name), "repaired": getattr(record, name)}
            if texts["given"] != texts["repaired"]:
                self._repair_count += 1
                if len(self._repairs) < MAX_LISTED:
                    self._repairs.append({"start": record.start, "field": name, **texts})
        has_abstract = bool(record.abstract)
        record = remove_withdrawal_notice(record)
        if self._skips_volumes and (marked := mark_part_of_book(record)) is not record:
            record = marked
            self._warnings["parts of books, kept as papers without a topic"].add(record.start)
        self._fields.update([name for name in _FIELDS if getattr(record, name)])
        self._extra.update([*record.extra])
        if record.published:
            first, last = self._dates or (record.published, record.published)
            self._dates = min(first, record.published), max(last, record.published)
        if not record.abstract:
            what = "a withdrawal notice in place of an abstract" if has_abstract else "no abstract"
            self._warnings[f"{what}, kept with the title alone"].add(record.start)
        for oddity in find_oddities(record):
            self._oddities[oddity].add(record.start, excerpt(record.title))
        return record

    def _list_warnings(self) -> list[str]:
        """Return the warnings, each with the places that are known: "no abstract: lines 3, 8".

        If texts were repaired, a last warning has their number.
        """
        warnings = []
        for message, places in self._warnings.items():
            where = describe_places({"unit": self._unit}, asdict(places))
            warnings.append(f"{message}: {where}" if where else message)
        if self._repair_count:
            warnings.append(
                "characters garbled by a wrong encoding were repaired in "
                f"{count_of(self._repair_count, 'text')}; the parsing report lists them, and "
                "`extra` keeps the originals"
            )
        return warnings


def _clean_if_one_paper(record: Record) -> Record | Rejected:
    """Return a record cleaned; a rejection if it is too long for one paper, or has no title."""
    for name, limit in _MAX_LENGTHS.items():
        if (length := len(getattr(record, name))) > limit:
            reason = f"its {name} has {length:,} characters: is it one paper?"
            return Rejected(record.start, record.end, reason, excerpt(record.title))
    cleaned = clean_record(record)
    if not cleaned.title:
        return Rejected(record.start, record.end, "record without a title", excerpt(record.title))
    return cleaned


def _is_surely_paper(record: Record) -> bool:
    """Return true for a record with an id, or with a title and a complete abstract of usual length.

    A title has no full stop at its end; a complete abstract has one, or a similar sign.
    """
    if record.arxiv_id or record.doi or record.ids:
        return True
    is_usual = _MIN_ABSTRACT <= len(record.abstract) <= _MAX_ABSTRACT
    return is_usual and record.abstract[-1] in _SENTENCE_END and not record.title.endswith(".")


def find_oddities(record: Record) -> Iterator[str]:
    """Yield a message for each oddity of a record, for the user to check.

    Oddities are an unusual length of the abstract, an abstract that is cut off, a title that reads
    like a sentence, and a language other than English (of the abstract, or without one, of the
    title). A missing abstract is not an oddity.
    """
    abstract = record.abstract
    if 0 < len(abstract) < _MIN_ABSTRACT:
        yield f"abstract shorter than {_MIN_ABSTRACT} characters"
    if len(abstract) > _MAX_ABSTRACT:
        yield f"abstract longer than {_MAX_ABSTRACT:,} characters"
    if abstract.endswith(("…", "...")):
        yield "abstract ends in “…”"
    if _is_sentence(record.title):
        yield "title reads like a sentence"
    language = detect_language(abstract or record.title)
    if language != ENGLISH:
        yield f"not in English ({language})"


def _is_sentence(title: str) -> bool:
    """Return true if a title reads like a sentence of an abstract.

    Such a title has at least `_MIN_SENTENCE_WORDS` words, and ends in a full stop. This is not
    enough, because PubMed ends all titles with one: the title must also have words of the authors
    about themselves or their paper ("we", "our", "this paper"), or a full stop or the like within
    it, after which a new sentence begins.
    """
    if len(_WORD.findall(title)) < _MIN_SENTENCE_WORDS or not title.endswith("."):
        return False
    return bool(_FIRST_PERSON.search(title) or _TWO_SENTENCES.search(title))
