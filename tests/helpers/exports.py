"""The inputs of step export as files."""

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import Vectors
from paperthemes.files import write_json
from paperthemes.report.inputs import Results


def write_tables(results: Results, folder: Path) -> dict[str, str]:
    """Write the inputs of step export, and return their paths; no paper uses any terms."""
    names = ("papers", "assignments", "topics", "themes")
    paths = {name: folder / f"{name}-in.parquet" for name in names}
    for name, path in paths.items():
        tables.write(getattr(tables, name.upper()), getattr(results, name), path)
    ids = results.papers.paper_id.to_numpy(dtype=str)
    paths |= {name: folder / f"{name}-in.npz" for name in ("vectors", "terms")}
    Vectors(ids, np.ones((ids.size, 2), np.float16)).write(paths["vectors"])
    no_counts = csr_array((ids.size, 0), dtype=np.float32)
    Terms(paper_ids=ids, keys=(), spellings=(), counts=no_counts).write(paths["terms"])
    paths["changes"] = folder / "changes-in.json"
    write_json(paths["changes"], results.changes)
    return {name: str(path) for name, path in paths.items()}
