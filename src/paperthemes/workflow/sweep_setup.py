"""The setup of the sweeps of a run: their points, files, and the settings of their rules."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from paperthemes.cluster.settings import ClusterSettings
from paperthemes.sweep.combinations import Batch, Sweep
from paperthemes.workflow.config import Clustering, sort_keys
from paperthemes.workflow.run_setup import RunSetup, Settings


@dataclass(frozen=True, kw_only=True)
class SweepSetup:
    """The sweeps of a run.

    Attributes
    ----------
    setup
        The setup of the run.
    sweeps
        The sweep of each clustering that has one, by the name of the clustering.
    """

    setup: RunSetup
    sweeps: dict[str, Sweep]

    @classmethod
    def from_setup(cls, setup: RunSetup) -> "SweepSetup":
        """Return the sweeps of the config of a run."""
        sweeps = {
            name: Sweep(parameters=parameters, settings=setup.config["clusterings"][name])
            for name, parameters in setup.config["sweep"].items()
        }
        return cls(setup=setup, sweeps=sweeps)

    @cached_property
    def batches(self) -> dict[str, dict[str, Batch]]:
        """The points of each job, by clustering and by the wildcard: `granularity~broad/...`."""
        if not self.sweeps:
            return {}
        import pandas as pd  # lazy: not needed to plan a run without a sweep
        from snakemake.utils import Paramspace

        batches = {name: sweep.batches for name, sweep in self.sweeps.items()}
        spaces = {
            name: Paramspace(pd.DataFrame(batch.cells for batch in own))
            for name, own in batches.items()
        }
        return {
            name: dict(zip(spaces[name].instance_patterns, own, strict=True))
            for name, own in batches.items()
        }

    @property
    def files(self) -> list[str]:
        """The paths of the results of each job, without extension."""
        return [
            f"results/sweep/{name}/{point}" for name, own in self.batches.items() for point in own
        ]

    def find_batch(self, wildcards: Any) -> Batch:  # noqa: ANN401 - Snakemake's are untyped
        """Return the points of the job with these wildcards."""
        return self.batches[wildcards.clustering][wildcards.point]

    @property
    def neighbours(self) -> dict[str, Settings]:
        """The settings of each neighbour graph that only sweeps need, by its name."""
        batches = (batch for sweep in self.sweeps.values() for batch in sweep.batches)
        graphs = {self._get_key(batch): batch.settings["neighbours"] for batch in batches}
        return {key: graphs[key] for key in graphs if key not in self.setup.neighbours}

    def neighbours_path(self, wildcards: Any) -> str:  # noqa: ANN401
        """Return the path of the file with the neighbour graph of a job."""
        key = self._get_key(self.find_batch(wildcards))
        folder = "neighbours" if key in self.setup.neighbours else "sweep/neighbours"
        return f"results/{folder}/{key}.npz"

    def cluster_settings(self, wildcards: Any) -> list[Settings]:  # noqa: ANN401
        """Return the settings of step cluster for each point of a job."""
        names, points = sorted(ClusterSettings.model_fields), self.find_batch(wildcards).points
        return [{name: point.settings[name] for name in names} for point in points]

    def describe_settings(self, clustering: str) -> Settings:
        """Return the settings of step describe for a sweep, in which no language model is asked."""
        settings = self.setup.describe_settings(clustering)
        return {key: settings[key] for key in ("fields", "stop_words")}

    @property
    def defaults(self) -> Settings:
        """The defaults of all settings of a clustering."""
        return dict(sort_keys(Clustering().model_dump()))

    @property
    def summaries(self) -> dict[str, dict[str, Any]]:
        """The parameters, the current point and the points of each sweep, for step sweep."""
        return {
            name: {
                "parameters": dict(sweep.parameters),
                "current": sweep.current,
                "points": [point.name for point in sweep.points],
            }
            for name, sweep in self.sweeps.items()
        }

    def _get_key(self, batch: Batch) -> str:
        """Return the name of the neighbour graph of some points."""
        return self.setup.make_neighbours_key(batch.settings["neighbours"])
