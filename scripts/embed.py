"""Stage 3: papers in, their vectors out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.embed import stage
    from paperthemes.embed.encoder import EmbedSettings

    stage.run(
        snakemake.input.papers,
        snakemake.output.vectors,
        EmbedSettings(**snakemake.params.settings),
        threads=snakemake.threads,
    )
