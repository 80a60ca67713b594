"""The stage itself: recognise the format, read, and write records and parse report."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.errors import ConfigError, UserError
from paperthemes.files import write_json
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, ReaderOptions, Record
from paperthemes.parse.formats import EMPTY, recognise
from paperthemes.parse.report import MOST_PLACES, Account
from paperthemes.parse.settings import OnBadDump, ParseSettings
from paperthemes.text.parse_report_text import describe_places

logger = logging.getLogger(__name__)

_BATCH = 5_000  # records in memory at a time
# A page with so many rejected places for each record is not what it looks like, and its records
# are page furniture.
_HOPELESS = 5

Write = Callable[[pd.DataFrame], None]


def parse(
    path: str | Path,
    name: str,
    on_bad_dump: OnBadDump = "skip",
    settings: ParseSettings | None = None,
    options: ReaderOptions | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Read the dump file at `path` into memory.

    Parameters
    ----------
    path
        The dump file.
    name
        What the workflow calls it.
    on_bad_dump
        For a file that is unrecognised, binary, damaged or not decodable: `"skip"` gives 0 records
        (of a damaged one those before the damage) and a warning, `"fail"` raises.
    settings
        Settings of the stage, by default the defaults.
    options
        What the config says of this dump.

    Returns
    -------
    records : pandas.DataFrame
        A `tables.RECORDS`, in the order of the dump.
    report : dict
        The parse report; its keys are explained in results/README.md. Units of records and
        rejected places plus boilerplate make up all units.

    Raises
    ------
    UserError
        See `on_bad_dump`; also if the file cannot be opened, or there is no such format.
    """
    frames: list[pd.DataFrame] = []
    try:
        report = _parse(
            Path(path),
            name,
            on_bad_dump,
            settings or ParseSettings(),
            options or ReaderOptions(),
            frames.append,
        )
    except _Skipped as skipped:
        frames, report = [], skipped.report
    return pd.concat([tables.make(tables.RECORDS, ()), *frames], ignore_index=True), report


def run(
    dump_path: str | Path,
    name: str,
    records_path: str | Path,
    report_path: str | Path,
    *,
    on_bad_dump: OnBadDump,
    settings: ParseSettings,
    options: ReaderOptions,
) -> None:
    """Read one dump and write its records, some at a time, and its parse report; see `parse`."""
    try:
        with tables.writing(tables.RECORDS, records_path) as write:
            report = _parse(Path(dump_path), name, on_bad_dump, settings, options, write)
    except _Skipped as skipped:
        report = skipped.report
        tables.write(tables.RECORDS, tables.make(tables.RECORDS, ()), records_path)
    write_json(report_path, report)


class _Skipped(Exception):
    """A dump of which no record is taken; carries its parse report."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__()
        self.report = report


def _parse(
    path: Path,
    name: str,
    on_bad_dump: OnBadDump,
    settings: ParseSettings,
    options: ReaderOptions,
    write: Write,
) -> dict[str, Any]:
    try:
        dump = Dump(path, settings.limit)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(f"{path}: cannot be opened: {error.strerror}") from error
    about = {"dump": name, "path": str(path), "sha256": sha256, "compression": dump.compression}
    try:
        format_, confidence = recognise(dump, options)
        account = _read(dump, format_, options, name, write)
        if dump.damage and on_bad_dump == "fail":
            raise UserError(dump.damage)
    except UserError as error:
        if on_bad_dump == "fail" or isinstance(error, ConfigError):
            raise UserError(f"{path}: {error}") from error
        warning = f"skipped, no records taken: {error}"
        logger.warning("%s: %s", path, warning)
        nothing = Account("line").report(0) | {"warnings": [warning]}
        unknown = {"format": None, "confidence": 0.0, "encoding": None}
        raise _Skipped(about | unknown | nothing) from error
    found = account.report(dump.line_count)
    for warning in found["warnings"]:
        logger.warning("%s: %s", path, warning)
    logger.info("%s: %s, %d records", path, format_.name, account.records)
    encoding = dump.encoding.name if dump.line_count else None
    known = {"format": format_.name, "confidence": confidence, "encoding": encoding}
    return about | known | found


def _read(dump: Dump, format_: Format, options: ReaderOptions, name: str, write: Write) -> Account:
    """Read all of a dump, write its records in batches, and account for it."""
    account = Account(format_.unit)
    kept = filter(None, map(account.take, format_.read(dump, options)))
    written = 0
    while batch := list(islice(kept, _BATCH)):
        write(_table(name, written, batch))
        written += len(batch)
    rejected = account.rejected_count
    if rejected > _HOPELESS * account.records > 0:
        raise UserError(
            f"looks like {format_.name}, but {_count(account)}: it must be another format"
        )
    for doubt in _doubts(dump, format_, account):
        account.take(doubt)
    return account


def _doubts(dump: Dump, format_: Format, account: Account) -> Iterator[ReaderItem]:
    """Yield what is to be said of the dump as a whole."""
    if dump.damage:
        yield ParseWarning(f"{dump.damage}; the records before that are kept")
    if dump.line_count and dump.encoding.guessed:
        yield ParseWarning(f"read as {dump.encoding.name}, a guess: look at letters with accents")
    if dump.undecodable:
        places = {"count": len(dump.undecodable), "starts": dump.undecodable[:MOST_PLACES]}
        where = describe_places({"unit": "line"}, places)
        yield ParseWarning(f"bytes that do not fit the encoding became U+FFFD: {where}")
    if not account.records:
        yield ParseWarning(
            "the file is empty" if format_ is EMPTY else f"no papers in this {format_.name} dump"
        )
    if account.rejected_count > account.records:
        yield ParseWarning(f"read as {format_.name}, but {_count(account)}: is it another format?")


def _count(account: Account) -> str:
    rejected = account.rejected_count
    places = "1 place" if rejected == 1 else f"{rejected:,} places"
    return f"{places} made no record against {account.records:,} that did"


def _table(name: str, position: int, records: Sequence[Record]) -> pd.DataFrame:
    return tables.make(
        tables.RECORDS,
        (
            (
                name,
                number,
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
                json.dumps(dict(record.extra), ensure_ascii=False, sort_keys=True),
            )
            for number, record in enumerate(records, start=position)
        ),
    )
