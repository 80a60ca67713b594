"""Step cluster in `mode: assign`: place new papers into the topics of the latest run."""

from typing import TYPE_CHECKING

from paperthemes.job import record_job
from paperthemes.preloaded import run_preloaded

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

run_preloaded(numeric=True)

with record_job(snakemake.log[0]):
    from pathlib import Path

    from paperthemes.cluster import assign

    assign.run(
        dict(snakemake.input.items()),
        snakemake.output.clusters,
        Path(snakemake.params.history, snakemake.wildcards.clustering),
        assign.AssignSettings(**snakemake.params.settings),
    )
