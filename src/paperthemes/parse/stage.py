"""The stage itself: recognise the format, read, and write records and parse report."""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
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

_EMPTY = Format(
    "empty", lambda dump: not dump.data.strip(), lambda dump: account(len(dump.lines), [], [])
)
_NOTHING = Reading([], [], 0, 0, [])


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
        dump = Dump(path, name, path.read_bytes())
    except OSError as error:
        raise UserError(f"{path}: cannot be opened: {error.strerror}") from error
    found: str | None = None
    try:
        format_ = recognise(dump)
        found = format_.name
        reading = format_.read(dump)
        warnings = reading.warnings
    except UserError as error:
        if on_bad_dump == "fail":
            raise UserError(f"{path}: {error}") from error
        reading, found = _NOTHING, None
        warnings = [f"skipped, no records taken: {error}"]
    else:
        warnings = [*warnings, *_doubts(format_, reading)]
    for warning in warnings:
        logger.warning("%s: %s", path, warning)
    report = {
        "dump": name,
        "path": str(path),
        "sha256": hashlib.sha256(dump.data).hexdigest(),
        "format": found,
        "records": len(reading.records),
        "boilerplate": reading.boilerplate,
        "lines": reading.lines,
        "rejected": [asdict(span) for span in reading.rejected],
        "warnings": warnings,
    }
    logger.info("%s: %s, %d records", path, found, len(reading.records))
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


def _doubts(format_: Format, reading: Reading) -> Iterator[str]:
    if not reading.records:
        yield "the file is empty" if format_ is _EMPTY else f"no papers in this {format_.name} dump"
    if len(reading.rejected) > len(reading.records):
        yield (
            f"read as {format_.name}, but {len(reading.rejected)} places made no record against "
            f"{len(reading.records)} that did: is it another format?"
        )


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
                record.published,
                list(record.authors),
                json.dumps(record.extra, ensure_ascii=False, sort_keys=True),
            )
            for position, record in enumerate(reading.records)
        ),
    )
