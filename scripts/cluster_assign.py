"""Step cluster in `mode: assign`: place new papers into the topics of the latest run."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0], numeric=True):
    from pathlib import Path

    from paperthemes.cluster import assign

    assign.run(
        dict(snakemake.input.items()),
        snakemake.output.clusters,
        Path(snakemake.params.history, snakemake.wildcards.clustering),
        assign.AssignSettings(**snakemake.params.settings),
    )
