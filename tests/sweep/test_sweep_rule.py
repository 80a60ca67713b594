"""A run with a sweep: one point fails, the others go on, and nothing else changes."""

import pandas as pd

from helpers.workflow import Workflow, run_command
from paperthemes.files import read_json

# The largest learning rate sends the papers to infinity, where no cluster can be found.
SWEEP = """
sweep:
  fine:
    max_unassigned: [0, 0.1]
    neighbours.learning_rate: [1, 1.0e+300]
"""


def test_a_run_makes_the_points_that_work_and_changes_no_other_result(
    copy_of_finished: Workflow,
) -> None:
    before = copy_of_finished.results()
    config = (copy_of_finished.folder / "run.yaml").read_text()
    copy_of_finished.write_config(config + SWEEP)
    output = copy_of_finished.run()
    assert "sweep of fine: 2 of 4 points failed" in output
    results = copy_of_finished.folder / "results"
    content = read_json(results / "sweep/fine/points.json")
    errors = {point["point"]: point["error"] for point in content["points"]}
    assert [name for name in errors if errors[name]] == [
        "max_unassigned=0,neighbours.learning_rate=1e+300",
        "max_unassigned=0.1,neighbours.learning_rate=1e+300",
    ]
    labels = pd.read_parquet(results / "sweep/fine/labels.parquet")
    assert labels[content["current"]].tolist() == labels.current.tolist()  # the settings are equal
    assert (labels["max_unassigned=0,neighbours.learning_rate=1"] >= 0).all()
    metrics = {point["point"]: point["metrics"] for point in content["points"]}
    assert metrics[content["current"]].items() <= read_json(results / "fine/metrics.json").items()
    after = copy_of_finished.results()
    assert {name for name in before if after[name] != before[name]} <= {"results/index.html"}
    assert copy_of_finished.planned() == {}

    copy_of_finished.write_config(config)
    removed = run_command(copy_of_finished.folder, "clean", "--configfile", "run.yaml", "--yes")
    assert "Kept (not created by this workflow)" not in removed
    assert "sweep fine/points: 1 file" in removed
    assert not (results / "sweep").exists()
    assert not (results / "sweep.csv").exists()
