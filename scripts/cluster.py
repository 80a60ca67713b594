"""Step cluster: find the topics of one clustering."""

from typing import TYPE_CHECKING

from paperthemes.job import record_job
from paperthemes.preloaded import run_preloaded

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

run_preloaded(numeric=True)

with record_job(snakemake.log[0]):
    from paperthemes.cluster import stage
    from paperthemes.cluster.settings import ClusterSettings

    stage.run(
        dict(snakemake.input.items()),
        snakemake.output.clusters,
        ClusterSettings(**snakemake.params.settings),
        snakemake.threads,
    )
