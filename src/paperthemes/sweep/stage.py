"""Step sweep: collect the points of all sweeps into tables and a page."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import read_json, write_json
from paperthemes.spreadsheet import write_csv
from paperthemes.sweep.points import labels_table
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

CURRENT = "current"  # column of the labels: the topics of the clustering itself


def run(
    inputs: Mapping[str, Sequence[str]],
    outputs: Mapping[str, Any],
    sweeps: Mapping[str, Mapping[str, Any]],
) -> None:
    """Collect the points of all sweeps, and write a table and the labels of each sweep.

    Parameters
    ----------
    inputs
        Paths of `points` and of `labels`, as `points.run` wrote them, in the same order; and of the
        `assignments` of each clustering with a sweep, in the order of `sweeps`.
    outputs
        Paths to write: `points` and `labels`, one for each sweep, and `csv`.
    sweeps
        The `parameters`, the names of the `points` and the `current` point of each sweep, by the
        name of its clustering.

    Raises
    ------
    UserError
        If all points of a sweep failed.
    """
    made = _read_points(inputs["points"], inputs["labels"])
    rows = []
    for index, (name, sweep) in enumerate(sweeps.items()):
        points = [made[name, point][0] for point in sweep["points"]]
        _report_failures(name, points)
        assignments = tables.read(tables.ASSIGNMENTS, inputs["assignments"][index])
        content = {
            "clustering": name,
            "papers": len(assignments),
            "parameters": sweep["parameters"],
            "current": sweep["current"],
            "points": points,
        }
        write_json(outputs["points"][index], content)
        labels = {"paper_id": assignments.paper_id, CURRENT: assignments.topic}
        for point in (each["point"] for each in points if not each["error"]):
            _, batch = made[name, point]
            tables.check_same_ids(assignments.paper_id, batch.paper_id, f"the labels of {point}")
            labels[point] = batch[point]
        table = labels_table([*labels][1:])
        tables.write(table, pd.DataFrame(labels), outputs["labels"][index])
        rows += [{"clustering": name, **point} for point in points]
    write_points(rows, outputs["csv"])


def write_points(points: Sequence[Mapping[str, Any]], path: str) -> None:
    """Write points as CSV: a row for each, with its settings, as in YAML, and its metrics."""
    settings = dict.fromkeys(key for point in points for key in point["settings"])
    metrics = dict.fromkeys(key for point in points for key in point["metrics"])
    columns = [
        *(tables.Column(name, pa.string(), "text") for name in ("clustering", "point", *settings)),
        *(tables.Column(name, pa.float64(), "number") for name in (*metrics, "seconds")),
        tables.Column("error", pa.string(), "text"),
    ]
    rows = [
        {key: _format_value(value) for key, value in point["settings"].items()}
        | point["metrics"]
        | {key: point[key] for key in ("clustering", "point", "seconds", "error")}
        for point in points
    ]
    table = tables.Table("sweep", None, tuple(columns))
    # Without a type of their own, whole numbers stay what they are beside missing ones.
    write_csv(table, pd.DataFrame(rows, columns=table.names, dtype=object), path)


def _format_value(value: Any) -> str:  # noqa: ANN401 - any single value of a config
    """Return the value of a setting as it is written in YAML."""
    return value if isinstance(value, str) else json.dumps(value)


def _read_points(
    points_paths: Iterable[str], labels_paths: Iterable[str]
) -> dict[tuple[str, str], tuple[dict[str, Any], pd.DataFrame]]:
    """Return each point and the labels of its batch, by the names of clustering and point."""
    made: dict[tuple[str, str], tuple[dict[str, Any], pd.DataFrame]] = {}
    for points_path, labels_path in zip(points_paths, labels_paths, strict=True):
        batch, labels = read_json(points_path), pq.read_table(labels_path).to_pandas()
        made |= {(batch["clustering"], each["point"]): (each, labels) for each in batch["points"]}
    return made


def _report_failures(clustering: str, points: Sequence[Mapping[str, Any]]) -> None:
    """Log a warning about the points of a sweep that failed, if there are any.

    Raises
    ------
    UserError
        If all failed.
    """
    failed = [point for point in points if point["error"]]
    if not failed:
        return
    message = (
        f"{len(failed)} of {count_of(len(points), 'point')} of the sweep of {clustering} failed"
    )
    reasons = dict.fromkeys(point["error"] for point in failed)
    message += f": {'; '.join(reasons)}"
    if len(failed) == len(points):
        raise UserError(message)
    logger.warning("%s", message)
