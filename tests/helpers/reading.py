"""Reads what a test wrote, and holds that every line, row or entry is accounted for."""

from pathlib import Path

import pandas as pd

from paperthemes.parse.format import ReaderOptions
from paperthemes.parse.stage import parse


def read(folder: Path, content: str | bytes, name: str = "dump.txt", **options):
    """Write a dump and parse it; `options` are those of `parse`, and `format` and `columns`."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = {key: options.pop(key) for key in ("format", "columns") if key in options}
    records, report = parse(path, name, options=ReaderOptions(**said), **options)
    check_account(records, report)
    return records, report


def check_account(records: pd.DataFrame, report: dict) -> None:
    """Check that each place is in one record, in one rejected span, or boilerplate."""
    spans = [*zip(records.start, records.end, strict=True)]
    spans += [(span["start"], span["end"]) for span in report["rejected"]]
    places = [place for start, end in spans for place in range(start, end + 1)]
    assert len(places) == len(set(places))
    assert all(1 <= place <= report["units"] for place in places)
    assert len(places) + report["boilerplate"] == report["units"]
    assert report["boilerplate"] >= 0
    assert report["rejected_count"] == len(report["rejected"])
    assert report["records"] == len(records)
    assert records.title.str.len().gt(0).all()
    assert records.position.tolist() == [*range(len(records))]
