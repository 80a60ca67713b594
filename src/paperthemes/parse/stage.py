"""The parse step: detect the format of a dump, read the dump, write its records and report."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.errors import ConfigError, UserError
from paperthemes.files import write_json
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record
from paperthemes.parse.formats import EMPTY, detect_format
from paperthemes.parse.limits import MAX_RECORD_LENGTH, TimeLimitError, stop_after
from paperthemes.parse.parse_report import MAX_PLACES, ReportBuilder
from paperthemes.parse.settings import OnBadDump, OnVolumes, ParseSettings, ReaderOptions
from paperthemes.text.parse_report_text import describe_places
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

_BATCH_SIZE = 5_000  # records in memory at once
# If there are more rejected places for each record, the format was misdetected, and even the
# records are no papers, unless some surely are.
_MAX_REJECTED_PER_RECORD = 5

_Write = Callable[[pd.DataFrame], None]


def parse(
    path: str | Path,
    name: str,
    on_bad_dump: OnBadDump = "skip",
    settings: ParseSettings | None = None,
    options: ReaderOptions | None = None,
    on_volumes: OnVolumes = "skip",
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Read a dump file; return the table of its records, and its parse report.

    Parameters
    ----------
    path
        The dump file.
    name
        Name of the dump in the workflow.
    on_bad_dump
        Reaction to a bad file: one that is damaged, is not decodable, has no known format, or turns
        out not to have the detected format. `"skip"` returns no records and a report with a
        warning; of a damaged file, the records before the damage. `"fail"` raises an error.
    settings
        Settings of the step; the defaults if `None`.
    options
        Settings for this dump; the defaults if `None`.
    on_volumes
        `"skip"` leaves out volumes of proceedings, and marks parts of books, which get no topic
        then, with a warning. `"keep"` treats them like other records.

    Returns
    -------
    records : pandas.DataFrame
        A table with the columns of `tables.RECORDS`, in the order of the dump.
    report : dict
        The parse report; results/README.md explains its keys. If the dump is skipped, `format` is
        `None`. The units of records, of rejected places and of boilerplate add up to all units.

    Raises
    ------
    UserError
        If the file cannot be opened, if the config does not fit the file, or if the file is bad and
        `on_bad_dump` is `"fail"`.
    """
    frames: list[pd.DataFrame] = []
    report = _parse(
        Path(path),
        name,
        frames.append,
        on_bad_dump=on_bad_dump,
        settings=settings or ParseSettings(),
        options=options or ReaderOptions(),
        on_volumes=on_volumes,
    )
    # A dump may be skipped after some records were read; they are dropped then.
    kept = frames if report["format"] else []
    # The empty table gives the columns if there are no records.
    return pd.concat([_make_table(name, 0, ()), *kept], ignore_index=True), report


def run(
    dump_path: str | Path,
    dump_name: str,
    records_path: str | Path,
    report_path: str | Path,
    **settings: Any,  # noqa: ANN401 - as in `parse`
) -> None:
    """Read a dump in batches; write its records as Parquet and its parse report as JSON.

    The keywords in `settings` are `on_bad_dump`, `settings`, `options` and `on_volumes`. They are
    the parameters of `parse`, but all are required, and none may be `None`. The table of a skipped
    dump is empty.
    """
    with tables.open_writer(tables.RECORDS, records_path) as write:
        report = _parse(Path(dump_path), dump_name, write, **settings)
    # A skipped dump gets an empty table, because some records may have been written before.
    if report["format"] is None:
        tables.write(tables.RECORDS, _make_table(dump_name, 0, ()), records_path)
    write_json(report_path, report)


def _parse(
    path: Path,
    name: str,
    write: _Write,
    *,
    on_bad_dump: OnBadDump,
    settings: ParseSettings,
    options: ReaderOptions,
    on_volumes: OnVolumes,
) -> dict[str, Any]:
    """Read a dump, pass tables of its records to `write`, and return its parse report.

    If `on_bad_dump` is `"skip"`, a damaged dump is read up to the damage, and another bad dump is
    skipped: the `format` in its report is `None`, but records may have been written before. The
    other parameters are those of `parse`.

    Raises
    ------
    UserError
        In the cases that `parse` names.
    """
    try:
        dump = Dump(path, int(settings.max_expanded_gb * 1e9))
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(f"{path}: cannot be opened: {error.strerror}") from error
    try:
        with _explain_failures(settings), stop_after(settings.max_seconds_per_record) as restart:
            format_, confidence = detect_format(dump, options)
            builder = ReportBuilder(format_.unit, on_volumes)
            items = _restart_with_each(format_.read(dump, options), restart)
            _read(dump, format_, items, builder, lambda *batch: write(_make_table(name, *batch)))
        if dump.damage and on_bad_dump == "fail":
            raise UserError(dump.damage)
    except UserError as error:
        # A wrong config is never skipped.
        if on_bad_dump == "fail" or isinstance(error, ConfigError):
            raise UserError(f"{path}: {error}") from error
        detected: dict[str, Any] = {"format": None, "confidence": 0.0, "encoding": None}
        content = ReportBuilder("line").report(line_count=0)
        content["warnings"] = [f"skipped, no records taken: {error}"]
    else:
        # Readers of binary formats read no lines, and so use no encoding.
        encoding = dump.encoding.name if dump.line_count else None
        detected = {"format": format_.name, "confidence": confidence, "encoding": encoding}
        content = builder.report(dump.line_count)
        logger.info("%s: %s, %d records", path, format_.name, builder.record_count)
    for warning in content["warnings"]:
        logger.warning("%s: %s", path, warning)
    source = {"dump": name, "path": str(path), "sha256": sha256, "compression": dump.compression}
    return source | detected | content


@contextmanager
def _explain_failures(settings: ParseSettings) -> Iterator[None]:
    """Raise a `UserError` in place of the errors that a reader should not raise.

    These are the ends of time, memory or stack that no limit foresaw, and mistakes in a reader. The
    log has the traceback.
    """
    try:
        yield
    except UserError:
        raise
    except TimeLimitError as error:
        raise UserError(
            f"a single record takes longer than {settings.max_seconds_per_record:g} seconds to "
            "read; if that is intended, raise parse.max_seconds_per_record in the config"
        ) from error
    except (MemoryError, RecursionError) as error:
        what = "memory" if isinstance(error, MemoryError) else "nesting"
        raise UserError(f"too much {what} for its reader; split or simplify the file") from error
    except Exception as error:
        logger.debug("the reader failed", exc_info=True)
        raise UserError(
            f"its reader failed ({type(error).__name__}: {error}); this is a mistake in "
            "paperthemes: please report it with the file"
        ) from error


def _restart_with_each(
    items: Iterator[ReaderItem], restart: Callable[[], None]
) -> Iterator[ReaderItem]:
    """Yield the items, and restart the clock with each."""
    for item in items:
        restart()
        yield item


def _read(
    dump: Dump,
    format_: Format,
    items: Iterator[ReaderItem],
    builder: ReportBuilder,
    write: Callable[[int, Sequence[Record]], None],
) -> None:
    """Count the items of a dump with the builder, and write its records in batches.

    Each batch is written with the position of its first record. Warnings about the dump as a whole
    are added to the builder.

    Raises
    ------
    UserError
        If the reader finds that the dump does not have the format, or if there are records, none of
        them surely a paper, but so many rejected places that the dump must have another format.
    """
    # `builder.add` counts all items, and returns those that are records to keep.
    records = filter(None, map(builder.add, items))
    position = 0
    while batch := list(islice(records, _BATCH_SIZE)):
        write(position, batch)
        position += len(batch)
    rejected = count_of(builder.rejected_count, "rejected place")
    counts = f"{rejected} and only {count_of(builder.record_count, 'record')}"
    reasons = f"most frequent reasons: {builder.describe_reasons()}"
    # `> 0`: a dump without any record is no error; it gets a warning below.
    limit = _MAX_REJECTED_PER_RECORD * builder.record_count
    if builder.rejected_count > limit > 0 and not builder.sure_count:
        raise UserError(
            f"looks like {format_.name}, but has {counts}: it must be another format; {reasons}"
        )
    for warning in _find_dump_warnings(dump, format_, builder.record_count):
        builder.add(ParseWarning(warning))
    if builder.rejected_count > builder.record_count:
        message = f"read as {format_.name}, with {counts}: is it another format? {reasons}"
        builder.add(ParseWarning(message))


def _find_dump_warnings(dump: Dump, format_: Format, record_count: int) -> Iterator[str]:
    """Yield warnings about a dump as a whole.

    They say that it is damaged, that its encoding is a guess, that bytes in it do not fit the
    encoding, that lines are too long, or that it has no papers.
    """
    if dump.damage:
        yield f"{dump.damage}; the records before that are kept"
    if dump.line_count and dump.encoding.guessed:
        yield f"read as {dump.encoding.name}, a guess: check accented letters"
    for message, lines in (
        ("bytes that do not fit the encoding became U+FFFD", dump.undecodable_lines),
        ("zero bytes were removed", dump.zero_lines),
        (f"only the first {MAX_RECORD_LENGTH:,} characters were read", dump.long_lines),
    ):
        if lines:  # only the first places are listed
            places = {"count": len(lines), "starts": lines[:MAX_PLACES]}
            yield f"{message}: {describe_places({'unit': 'line'}, places)}"
    if not record_count:
        yield "the file is empty" if format_ is EMPTY else f"no papers in this {format_.name} dump"


def _make_table(name: str, position: int, records: Sequence[Record]) -> pd.DataFrame:
    """Return a table of records with the columns of `tables.RECORDS`.

    `name` is the name of their dump. `position` is the position of the first of the records among
    all records of the dump, from 0.
    """
    # The first two columns are `dump` and `position`, the last is `extra`.
    _, _, *fields, _ = tables.RECORDS.names
    rows = []
    for number, record in enumerate(records, start=position):
        extra = json.dumps(dict(record.extra), ensure_ascii=False, sort_keys=True)
        rows.append((name, number, *(getattr(record, field) for field in fields), extra))
    return tables.make(tables.RECORDS, rows)
