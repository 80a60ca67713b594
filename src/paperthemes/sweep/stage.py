"""Step sweep: collect the points of all sweeps into tables and a page."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes import tables
from paperthemes.files import read_json, write_json, write_text
from paperthemes.spreadsheet import write_csv
from paperthemes.sweep.combinations import format_value
from paperthemes.sweep.page import render
from paperthemes.sweep.points import labels_table
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

CURRENT = "current"  # column of the labels: the topics of the clustering itself


def run(
    inputs: Mapping[str, Sequence[str]],
    outputs: Mapping[str, Any],
    sweeps: Mapping[str, Mapping[str, Any]],
    page: Mapping[str, Any],
) -> None:
    """Collect the points of all sweeps, and write them, their labels and the page.

    Parameters
    ----------
    inputs
        Paths of `points` and `labels`, one of each for a batch of points, as `points.run` wrote
        them; and of the `assignments` and the `changes` of each clustering with a sweep, in the
        order of `sweeps`.
    outputs
        Paths to write: `points` and `labels`, one of each for a sweep; `csv` and `html`.
    sweeps
        The `parameters`, the names of the `points`, and the `current` point of each sweep, by the
        name of the clustering.
    page
        Further arguments of `render`.
    """
    batches = [*zip(map(read_json, inputs["points"]), inputs["labels"], strict=True)]
    contents, all_labels = {}, {}
    for index, (name, sweep) in enumerate(sweeps.items()):
        own = [(batch, path) for batch, path in batches if batch["clustering"] == name]
        assignments = tables.read(tables.ASSIGNMENTS, inputs["assignments"][index])
        content = _collect_points(name, sweep, [batch for batch, _ in own], len(assignments))
        labels = _collect_labels(assignments, [path for _, path in own], sweep["points"])
        write_json(outputs["points"][index], content)
        tables.write(labels_table([*labels][1:]), labels, outputs["labels"][index])
        contents[name], all_labels[name] = content, labels
    write_points(contents.values(), outputs["csv"])
    changes = dict(zip(sweeps, map(read_json, inputs["changes"]), strict=True))
    run_day = max(each["recorded"] for each in changes.values())[:10]
    runs = {name: each["number"] for name, each in changes.items()}
    html = render(contents, all_labels, run_day=run_day, runs=runs, **page)
    write_text(outputs["html"], html)


def write_points(sweeps: Iterable[Mapping[str, Any]], path: str) -> None:
    """Write the points of sweeps as CSV: a row for each, with its settings and its metrics.

    A metric with the name of a setting has a column such as `metrics.min_topic_size`.
    """
    points = [{"clustering": each["clustering"], **p} for each in sweeps for p in each["points"]]
    settings = dict.fromkeys(key for point in points for key in point["settings"])
    keys = dict.fromkeys(key for point in points for key in point["metrics"])
    metrics = {key: f"metrics.{key}" if key in settings else key for key in keys}
    columns = [
        *(tables.Column(name, pa.string(), "text") for name in ("clustering", "point", *settings)),
        *(tables.Column(name, pa.float64(), "number") for name in (*metrics.values(), "seconds")),
        tables.Column("error", pa.string(), "text"),
    ]
    rows = [
        {key: format_value(value) for key, value in point["settings"].items()}
        | {metrics[key]: value for key, value in point["metrics"].items()}
        | {key: point[key] for key in ("clustering", "point", "seconds", "error")}
        for point in points
    ]
    table = tables.Table("sweep", None, tuple(columns))
    # As objects, whole numbers stay such beside missing ones.
    write_csv(table, pd.DataFrame(rows, columns=table.names, dtype=object), path)


def _collect_points(
    clustering: str, sweep: Mapping[str, Any], batches: Iterable[Mapping[str, Any]], papers: int
) -> dict[str, Any]:
    """Return all that is known of a sweep, given the batches of its points."""
    made = {point["point"]: point for batch in batches for point in batch["points"]}
    points = [made[name] for name in sweep["points"]]
    readings = [point.pop("readings") for point in points]  # those of all metrics are the same
    if failed := [point for point in points if point["error"]]:
        reasons = "; ".join(dict.fromkeys(point["error"] for point in failed))
        count = f"{len(failed)} of {count_of(len(points), 'point')}"
        logger.warning("sweep of %s: %s failed: %s", clustering, count, reasons)
    return {
        "clustering": clustering,
        "papers": papers,
        "parameters": sweep["parameters"],
        "current": sweep["current"],
        "readings": max(readings, key=len),
        "points": points,
    }


def _collect_labels(
    assignments: pd.DataFrame, paths: Iterable[str], points: Iterable[str]
) -> pd.DataFrame:
    """Return the topic of each paper in the clustering itself, and in each point that has topics.

    Raises
    ------
    ValueError
        If a file has other papers than the assignments, or another order.
    """
    columns: dict[str, pd.Series[int]] = {}
    for path in paths:
        labels = pq.read_table(path).to_pandas()
        tables.check_same_ids(assignments.paper_id, labels.paper_id, path)
        columns |= {name: labels[name] for name in labels.columns[1:]}
    made = {name: columns[name] for name in points if name in columns}
    return pd.DataFrame({"paper_id": assignments.paper_id, CURRENT: assignments.topic, **made})
