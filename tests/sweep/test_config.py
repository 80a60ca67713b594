"""Sweeps in the config: every mistake is named before any job, and points are all combinations."""

from typing import Any

import pytest
import yaml
from snakemake.exceptions import WorkflowError

from paperthemes.sweep.combinations import Sweep
from paperthemes.workflow.config import read_config

CLUSTERINGS = "dumps: [x]\nclusterings: {fine: {}, sized: {min_topic_size: 5, engine: leiden}}\n"


def read(sweep: str) -> dict[str, Any]:
    """Return the config with a sweep."""
    return read_config(yaml.safe_load(f"{CLUSTERINGS}sweep: {sweep}\n"))[0]


def sweep_of_fine(lists: str) -> Sweep:
    """Return the sweep of the clustering `fine` over these values."""
    config = read(f"{{fine: {lists}}}")
    return Sweep(parameters=config["sweep"]["fine"], settings=config["clusterings"]["fine"])


@pytest.mark.parametrize(
    ("sweep", "message"),
    [
        ("{fin: {n_topics: [5]}}", "sweep.fin: no clustering has this name; did you mean fine?"),
        ("{fine: {}}", "sweep.fine: is empty; give at least one"),
        ("{fine: {n_topics: []}}", "sweep.fine.n_topics: is empty; give at least one"),
        ("{fine: {n_topics: 5}}", "sweep.fine.n_topics: 5 is not a list"),
        ("{fine: {n_topcs: [5]}}", "sweep.fine.n_topcs: unknown key; did you mean n_topics?"),
        (
            "{fine: {neighbours.lexical_wieght: [0]}}",
            "sweep.fine.neighbours.lexical_wieght: unknown key; did you mean lexical_weight?",
        ),
        (
            "{fine: {max_unassigned: [0, 2]}}",
            "sweep.fine.max_unassigned: 2 is more than 1 (largest share of papers",
        ),
        ("{fine: {granularity: [tiny]}}", 'sweep.fine.granularity: "tiny" is not one of broad'),
        ("{fine: {max_unassigned: [0, 0.0]}}", "sweep.fine.max_unassigned: 0 is there twice"),
        ("{fine: {n_themes: [3]}}", "sweep.fine.n_themes: changes nothing, because a sweep makes"),
        (
            "{sized: {granularity: [fine]}}",
            "sweep.sized.granularity: changes nothing, because the clustering has min_topic_size",
        ),
        (
            "{sized: {hdbscan.min_samples: [3]}}",
            "sweep.sized.hdbscan.min_samples: changes nothing, because the clustering has engine",
        ),
        ("{fine: {hdbscan: [{}]}}", "sweep.fine.hdbscan: a sweep takes single values, such as"),
        ("{fine: {neighbours: [1]}}", "sweep.fine.neighbours: a sweep takes single values, such"),
        (
            f"{{fine: {{n_topics: {[*range(2, 102)]}, neighbours.seed: {[*range(100)]}}}}}",
            "sweep.fine: 10,000 combinations are more than 200",
        ),
        (
            "{fine: {n_topics: [5]}}\nmode: assign",
            "sweep: finds topics, which `mode: assign` does not",
        ),
    ],
)
def test_a_mistake_in_a_sweep_is_named(sweep: str, message: str) -> None:
    with pytest.raises(WorkflowError) as caught:
        read(sweep)
    _, line = str(caught.value).splitlines()
    assert line.startswith(f"  - {message}")


def test_points_are_all_combinations_with_the_settings_of_the_clustering() -> None:
    sweep = sweep_of_fine("{neighbours.lexical_weight: [0, 0.6], max_unassigned: [0, 0.1]}")
    assert [point.name for point in sweep.points] == [
        "max_unassigned=0,neighbours.lexical_weight=0",
        "max_unassigned=0,neighbours.lexical_weight=0.6",
        "max_unassigned=0.1,neighbours.lexical_weight=0",
        "max_unassigned=0.1,neighbours.lexical_weight=0.6",
    ]
    first, *_ = sweep.points
    assert first.settings["neighbours"]["lexical_weight"] == 0
    assert first.settings["neighbours"]["n_neighbors"] == 40
    assert sweep.settings["neighbours"]["lexical_weight"] == 0.6  # as it was
    assert sweep.current == "max_unassigned=0.1,neighbours.lexical_weight=0.6"
    assert sweep_of_fine("{min_topic_size: [5, 9]}").current is None
    assert sweep_of_fine("{min_topic_size: [null, 9]}").current == "min_topic_size=null"


def test_points_that_differ_only_in_the_share_of_unassigned_papers_are_one_batch() -> None:
    sweep = sweep_of_fine("{granularity: [broad, fine], max_unassigned: [0, 0.1]}")
    assert [[*batch.values] for batch in sweep.batches] == [
        ["granularity=broad,max_unassigned=0", "granularity=broad,max_unassigned=0.1"],
        ["granularity=fine,max_unassigned=0", "granularity=fine,max_unassigned=0.1"],
    ]
    assert [batch.cells["max_unassigned"] for batch in sweep.batches] == ["0,0.1"] * 2
    assert len(sweep_of_fine("{max_unassigned: [0, 0.1]}").batches) == 1


def test_values_of_any_length_fit_into_names_of_files() -> None:
    shares = [share / 7919 for share in range(100)]
    sweep = sweep_of_fine(f"{{max_unassigned: {shares}, neighbours.learning_rate: [1.0e+300]}}")
    assert sum(len(batch.points) for batch in sweep.batches) == 100
    assert all(len(text) < 200 for batch in sweep.batches for text in batch.cells.values())
    assert sweep.points[0].name == "max_unassigned=0,neighbours.learning_rate=1e+300"
