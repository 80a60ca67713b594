"""Stage 4, first half: papers and vectors in, their neighbours and layouts out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.neighbours import stage

    stage.run(
        snakemake.input.papers,
        snakemake.input.vectors,
        snakemake.output.neighbours,
        stage.NeighbourSettings(**snakemake.params.settings),
        snakemake.threads,
    )
