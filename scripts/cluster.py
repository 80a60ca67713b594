"""Step cluster: find the topics of one clustering."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0], numeric=True):
    from paperthemes.cluster import stage
    from paperthemes.cluster.settings import ClusterSettings

    stage.run(
        dict(snakemake.input.items()),
        snakemake.output.clusters,
        ClusterSettings(**snakemake.params.settings),
        snakemake.threads,
    )
