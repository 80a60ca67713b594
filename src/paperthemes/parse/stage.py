"""The stage itself: recognise the format, read, and write records and parse report."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import write_json
from paperthemes.parse import hf_text, tabular
from paperthemes.parse.reading import Dump, Format, Reading, account

logger = logging.getLogger(__name__)

# In the order they are tried: the surest marks first.
FORMATS: tuple[Format, ...] = (tabular.PARQUET, hf_text.FORMAT, tabular.CSV)

_EMPTY = Format("empty", lambda dump: dump.is_blank, lambda dump: account(len(dump.lines), [], []))
# A page with so many rejected places for each record is not what it looks like, and its records
# are page furniture.
_HOPELESS = 5


def recognise(dump: Dump) -> Format:
    """Find the format of `dump` by its content.

    Raises
    ------
    UserError
        If it is none of `FORMATS`; the message names the byte offset and what was seen.
    """
    for known in (_EMPTY, *FORMATS):
        if known.recognises(dump):
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise UserError(
        f"byte offset 0: begins with {dump.text.lstrip()[:60]!r}, which is none of the "
        f"formats paperthemes reads ({names}); a CSV file needs a header with title and abstract"
    )


def parse(
    path: str | Path, name: str, on_bad_dump: Literal["skip", "fail"] = "skip"
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Read the dump file at `path`.

    Parameters
    ----------
    path
        The dump file.
    name
        What the workflow calls it.
    on_bad_dump
        For a file that is unrecognised, binary or not decodable: `"skip"` gives 0 records and a
        warning, `"fail"` raises.

    Returns
    -------
    records : pandas.DataFrame
        A `tables.RECORDS`, in the order of the dump.
    report : dict
        The parse report: `dump`, `path`, `sha256`, `format` (`None` if not recognised), `records`,
        `boilerplate` and `lines` (counts), `rejected` (spans with reason), `warnings`. Lines of
        records and rejected spans plus boilerplate make up all lines.

    Raises
    ------
    UserError
        See `on_bad_dump`; also if the file cannot be opened.
    """
    path = Path(path)
    try:
        dump = Dump(path, path.read_bytes())
    except OSError as error:
        raise UserError(f"{path}: cannot be opened: {error.strerror}") from error
    found, reading = _read(dump, on_bad_dump)
    for warning in reading.warnings:
        logger.warning("%s: %s", path, warning)
    logger.info("%s: %s, %d records", path, found, len(reading.records))
    report = {
        "dump": name,
        "path": str(path),
        "sha256": hashlib.sha256(dump.data).hexdigest(),
        "format": found,
        "records": len(reading.records),
        "boilerplate": reading.boilerplate,
        "lines": reading.lines,
        "rejected": [asdict(span) for span in reading.rejected],
        "warnings": reading.warnings,
    }
    return _table(name, reading), report


def run(
    dump_path: str | Path,
    name: str,
    records_path: str | Path,
    report_path: str | Path,
    *,
    on_bad_dump: Literal["skip", "fail"],
) -> None:
    """Read one dump and write its records and its parse report."""
    records, report = parse(dump_path, name, on_bad_dump)
    tables.write(tables.RECORDS, records, records_path)
    write_json(report_path, report)


def _read(dump: Dump, on_bad_dump: Literal["skip", "fail"]) -> tuple[str | None, Reading]:
    """Return the format's name, or `None`, and what it made of the dump, doubts included."""
    try:
        format_ = recognise(dump)
        reading = format_.read(dump)
        if len(reading.rejected) > _HOPELESS * len(reading.records) > 0:
            raise UserError(
                f"looks like {format_.name}, but {_count(reading)}: it must be another format"
            )
    except UserError as error:
        if on_bad_dump == "fail":
            raise UserError(f"{dump.path}: {error}") from error
        return None, Reading([], [], 0, 0, [f"skipped, no records taken: {error}"])
    return format_.name, replace(reading, warnings=[*reading.warnings, *_doubts(format_, reading)])


def _doubts(format_: Format, reading: Reading) -> Iterator[str]:
    if not reading.records:
        yield "the file is empty" if format_ is _EMPTY else f"no papers in this {format_.name} dump"
    if len(reading.rejected) > len(reading.records):
        yield f"read as {format_.name}, but {_count(reading)}: is it another format?"


def _count(reading: Reading) -> str:
    return f"{len(reading.rejected)} places made no record against {len(reading.records)} that did"


def _table(name: str, reading: Reading) -> pd.DataFrame:
    return tables.make(
        tables.RECORDS,
        (
            (
                name,
                position,
                record.start,
                record.end,
                record.title,
                record.abstract,
                record.url,
                record.arxiv_id,
                record.doi,
                list(record.ids),
                record.published,
                list(record.authors),
                json.dumps(record.extra, ensure_ascii=False, sort_keys=True),
            )
            for position, record in enumerate(reading.records)
        ),
    )
