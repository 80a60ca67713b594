"""Page that shows sweeps: which settings give which topics, and which to take."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from paperthemes.pages.html import BASE_SCRIPTS
from paperthemes.pages.html import render as render_page
from paperthemes.pages.stability import NOISE
from paperthemes.sweep.combinations import name_value
from paperthemes.sweep.effects import MIN_SHARE, describe_effects
from paperthemes.sweep.entry import make_entry, propose_name
from paperthemes.sweep.results import Json, SweepResults

MAX_DRAWN = 40  # points in the diagram of agreement
MAX_KEYWORDS = 3  # of a topic
NEAREST = 5  # most similar points that are listed for each point
STYLES = ("base", "forms", "cards", "table", "sweep", "print")
SCRIPTS = (
    *BASE_SCRIPTS,
    "scheme",
    *(
        "page_address",
        "sweeps",
        "sweep_axes",
        "sweep_tooltip",
        "sweep_plot",
        "sweep_table",
        "sweep_agreement",
    ),
    *("sweep_details", "sweep_choice", "sweep"),
)


def render(
    sweeps: Mapping[str, Json],
    labels: Mapping[str, pd.DataFrame],
    clusterings: Mapping[str, Json],
    *,
    defaults: Json,
    run_day: str,
    runs: Mapping[str, int],
    title: str,
    own_dumps: str = "",
) -> str:
    """Return the page of all sweeps as a self-contained HTML page.

    Parameters
    ----------
    sweeps
        The content of `points.json`, by the name of the clustering whose settings were varied.
    labels
        The content of `labels.parquet`, by the same names.
    clusterings
        All settings of each clustering in the config, also of those without a sweep.
    defaults
        The defaults of all settings of a clustering.
    run_day
        Day of the run, as `2026-11-30`.
    runs
        Number of the run of each clustering with a sweep, by name.
    title
        Heading of the page.
    own_dumps
        Where the user's dumps belong, if the page shows the sample data; otherwise "".
    """
    all_results = [
        SweepResults(content=content, labels=labels[name]) for name, content in sweeps.items()
    ]
    values = {
        "title": title,
        "run_day": run_day,
        "runs": runs,
        "own_dumps": own_dumps,
        "sweeps": [(results, describe_effects(results)) for results in all_results],
        "name_value": name_value,
        "min_share": MIN_SHARE,
        "noise": NOISE["stability"],
        "max_drawn": MAX_DRAWN,
    }
    data = {
        f"sweep-{results.clustering}": collect_page_data(results, clusterings, defaults)
        for results in all_results
    }
    return render_page("sweep.html.j2", values, styles=STYLES, scripts=SCRIPTS, data=data)


def collect_page_data(
    results: SweepResults, clusterings: Mapping[str, Json], defaults: Json
) -> dict[str, Any]:
    """Return the data of a sweep for the scripts of the page.

    `settings` has the key and the values of each setting, and `metrics` the readings of all metrics
    of `points`; these are the entries of `_describe_point`. `matrix` has the agreement of each two
    points, unless there are more than `MAX_DRAWN`. `current` and `knee` are indices of points, or
    `None`; `now` is the number of topics of the clustering itself, `share` its unassigned share.
    """
    current = results.current_labels
    settings = [
        {"key": key, "values": [name_value(value) for value in values]}
        for key, values in results.parameters.items()
    ]
    is_drawn = 1 < len(results.points) <= MAX_DRAWN
    return {
        "clustering": results.clustering,
        "settings": settings,
        "metrics": results.metrics,
        "main": [metric["key"] for metric in results.main_metrics],
        "points": [
            _describe_point(results, index, clusterings, defaults)
            for index in range(len(results.points))
        ],
        "matrix": _as_rows(results.pairwise) if is_drawn else None,
        "current": results.current,
        "knee": results.knee,
        "noise": NOISE["stability"],
        "now": int(current.max(initial=-1)) + 1,
        "share": float((current < 0).mean()) if current.size else 0.0,
    }


def _describe_point(
    results: SweepResults, index: int, clusterings: Mapping[str, Json], defaults: Json
) -> dict[str, Any]:
    """Return the data of a point for the scripts of the page.

    `levels` has the value of each setting, as an index into its values, and `acts` whether it has
    an effect there. `largest` has the name, the size and keywords of each of the largest topics,
    and `nearest` the index and the agreement of the most similar points; `equal` is the first point
    with the same topics. A failed point has `error`, and no metrics.
    """
    point, agreement = results.points[index], results.agreements[index]
    acts = {setting: results.acts(setting)[index] for setting in results.parameters}
    described: dict[str, Any] = {
        "levels": [results.levels[setting][index] for setting in results.parameters],
        "acts": [*acts.values()],
        "error": point["error"],
        "seconds": point["seconds"],
    }
    if agreement is None:
        return described
    keys = ["topics", *(metric["key"] for metric in results.metrics)]
    name = propose_name(results.clustering, point["metrics"]["topics"], clusterings)
    settings = clusterings[results.clustering]
    # A setting that another one leaves without effect stays as it is in the clustering.
    acting = {key: value for key, value in point["settings"].items() if acts[key]}
    return described | {
        "metrics": {key: point["metrics"].get(key) for key in keys},
        "agreement": asdict(agreement),
        "largest": [
            (topic["name"], topic["size"], topic["keywords"][:MAX_KEYWORDS])
            for topic in point["topics"]
        ],
        "nearest": _find_nearest(results, index),
        "equal": results.equal[index],
        "entry": make_entry(name, settings, acting, defaults),
    }


def _find_nearest(results: SweepResults, index: int) -> list[tuple[int, float]]:
    """Return the index and the agreement of the points most similar to a point."""
    agreement = results.pairwise[index].copy()
    agreement[index] = np.nan
    order = np.argsort(-agreement, kind="stable")[:NEAREST]  # NaN comes last
    return [(int(i), round(float(agreement[i]), 2)) for i in order if not np.isnan(agreement[i])]


def _as_rows(agreement: np.ndarray) -> list[list[float | None]]:
    """Return the agreement of each two points for JSON: `None` where one failed."""
    return [
        [None if np.isnan(value) else round(float(value), 2) for value in row] for row in agreement
    ]
