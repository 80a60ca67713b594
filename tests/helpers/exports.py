"""The inputs of step export as files."""

from pathlib import Path

from paperthemes import tables
from paperthemes.report.inputs import Results


def write_tables(results: Results, folder: Path) -> dict[str, str]:
    """Write the inputs of step export, and return their paths."""
    names = ("papers", "assignments", "topics", "themes")
    paths = {name: folder / f"{name}-in.parquet" for name in names}
    for name, path in paths.items():
        tables.write(getattr(tables, name.upper()), getattr(results, name), path)
    return {name: str(path) for name, path in paths.items()}
