"""Stage 4, second half: papers, vectors and neighbours in, groups of papers out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.cluster import stage
    from paperthemes.cluster.settings import ClusterSettings

    stage.run(
        snakemake.input.papers,
        snakemake.input.vectors,
        snakemake.input.neighbours,
        snakemake.output.partition,
        snakemake.output.metrics,
        ClusterSettings.from_config(snakemake.params.settings),
    )
