"""Step cluster: find the topics of one clustering."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.cluster import stage
    from paperthemes.cluster.settings import ClusterSettings

    stage.run(
        dict(snakemake.input.items()),
        snakemake.output.clusters,
        ClusterSettings(**snakemake.params.settings),
        snakemake.threads,
    )
