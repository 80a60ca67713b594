"""Changes step: archive the current run, then compare it with an earlier one."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.identities import Identities
from paperthemes.changes.archive import ChangesSettings, RunInputs, build_run
from paperthemes.changes.compare import compare_runs
from paperthemes.changes.events import (
    MIN_KEPT_JACCARD,
    MIN_PAPERS,
    MIN_PART_SHARE,
    MIN_SIZE_CHANGE,
)
from paperthemes.changes.growth import MIN_EMERGING_RATIO, SIGNIFICANCE, compare_months
from paperthemes.changes.moves import MIN_CLEAR_MARGIN
from paperthemes.changes.new_papers import MIN_SUBGROUP_PAPERS
from paperthemes.changes.timeline import MAX_PERIODS, fill_months, make_timeline
from paperthemes.changes.trends import Trends, compute_trends
from paperthemes.files import write_json
from paperthemes.history.store import History
from paperthemes.spreadsheet import write_csv

logger = logging.getLogger(__name__)

THRESHOLDS = {
    "min_part_share": MIN_PART_SHARE,
    "min_papers": MIN_PAPERS,
    "min_size_change": MIN_SIZE_CHANGE,
    "min_kept_jaccard": MIN_KEPT_JACCARD,
    "close_call_margin": MIN_CLEAR_MARGIN,
    "significance": SIGNIFICANCE,
    "min_emerging_ratio": MIN_EMERGING_RATIO,
    "min_subgroup_papers": MIN_SUBGROUP_PAPERS,
}


def run(
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    history_folder: str | Path,
    settings: ChangesSettings,
) -> None:
    """Archive the current run, and write its changes since an earlier run and its trends.

    For a first run, `baseline` and `changes` in the JSON file are `null`.

    Parameters
    ----------
    inputs
        Paths of `papers`, `vectors`, `neighbours`, `clusters` (before curation), `identities`,
        `assignments`, `topics` and `map`.
    outputs
        Paths to write: `json` and `trends` (CSV).
    history_folder
        Folder with the history of the clustering.
    settings
        Settings of the step.

    Raises
    ------
    ValueError
        If assignments, map or clusters have other papers than `papers`, or another order of them.
    UserError
        If the history is damaged, or another run was archived meanwhile.
    """
    results = RunInputs.read(inputs)
    identities = results.identities
    history = History(Path(history_folder))
    # The current run is compared with the run `baseline_name`, which may be older than `previous`.
    baseline_name = choose_baseline(history, identities, settings)
    current = build_run(results, history, settings)
    run_name = history.archive(current, max_runs=settings.max_runs, protected=baseline_name)
    previous = history.run_or_none(identities.baseline)  # `None` for a first run
    earlier_runs = [run for run in history.registry().runs if run.number < identities.number]
    baseline = next((run for run in earlier_runs if run.name == baseline_name), None)
    # If a topic is in both tables, its name in the current results counts, because it comes last.
    known_topics = pd.concat(([previous.topics] if previous else []) + [results.topics])
    trends = compute_trends(
        earlier_runs,
        number=identities.number,
        topic_ids=results.assignments.topic_id.tolist(),
        published=results.papers.published.tolist(),
        names=dict(zip(known_topics.topic_id, known_topics.name, strict=True)),
    )
    # For a first run, both `baseline` and `previous` are `None`, and so are `changes`.
    changes = previous and compare_runs(
        history.run(baseline_name), current, results, settings.curation, previous.about.encoder
    )
    content = {
        "clustering": settings.clustering,
        "sample": settings.is_sample,
        "run": run_name,
        "number": identities.number,
        "clusters_digest": identities.clusters_digest,
        "recorded": history.registry().runs[-1].recorded,
        "baseline": baseline
        and {"number": baseline.number, "name": baseline_name, "recorded": baseline.recorded},
        "changes": changes and asdict(changes),
        **describe_trends(trends),
        "thresholds": THRESHOLDS,
    }
    write_json(outputs["json"], content)
    write_csv(tables.TRENDS, trends.table(), outputs["trends"])


def describe_trends(trends: Trends) -> dict[str, Any]:
    """Return the objects `trends`, `growth` and `timeline` of `changes.json`."""
    months = fill_months(trends.months, 12 * MAX_PERIODS)
    growth, timeline = compare_months(months), make_timeline(months)
    return {
        "trends": asdict(trends),
        "growth": growth and asdict(growth),
        "timeline": timeline and asdict(timeline),
    }


def choose_baseline(history: History, identities: Identities, settings: ChangesSettings) -> str:
    """Return the name of the run to compare the current one with; empty for a first run.

    This is the run with the number `settings.baseline`. If that is `None`, or if the history does
    not keep an earlier run of this number (then with a warning), it is the previous run.
    """
    if settings.baseline is None or not identities.baseline:
        return identities.baseline
    stored_names = {*history.names()}
    names_by_number = {
        run.number: run.name
        for run in history.registry().runs
        if run.name in stored_names and run.number < identities.number
    }
    if settings.baseline not in names_by_number:
        logger.warning(
            "baseline: history/ has no earlier run %d of the clustering %s (it has %s). This run "
            "is compared with the previous one",
            settings.baseline,
            settings.clustering,
            ", ".join(map(str, names_by_number)),
        )
    return names_by_number.get(settings.baseline, identities.baseline)
