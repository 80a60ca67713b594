"""Parsing of dumps given as text, with a check that every line, row or entry is counted once."""

from pathlib import Path

import pandas as pd

from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.stage import parse


def read(folder: Path, content: str | bytes, name: str = "dump.txt", **options):
    """Write a dump and parse it; `options` are those of `parse` and of `ReaderOptions`."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reader_options = {key: options.pop(key) for key in ("format", "columns") if key in options}
    records, report = parse(path, name, options=ReaderOptions(**reader_options), **options)
    check_account(records, report)
    return records, report


def check_account(records: pd.DataFrame, report: dict) -> None:
    """Check that each place is in one record, in one rejected place, or boilerplate."""
    spans = [*zip(records.start, records.end, strict=True)]
    spans += [(rejected["start"], rejected["end"]) for rejected in report["rejected"]]
    places = [place for start, end in spans for place in range(start, end + 1)]
    assert len(places) == len(set(places))
    assert all(1 <= place <= report["units"] for place in places)
    assert len(places) + report["boilerplate"] == report["units"]
    assert report["boilerplate"] >= 0
    assert report["rejected_count"] == len(report["rejected"])
    assert report["records"] == len(records)
    assert records.title.str.len().gt(0).all()
    assert records.position.tolist() == [*range(len(records))]
