"""Stage 3, last third: the vectors of all shards in, those of all papers out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.embed import stage
    from paperthemes.encoders.settings import EmbedSettings

    stage.run_embed(
        stage.Made(**dict(snakemake.input.items())),
        snakemake.output.vectors,
        snakemake.output.account,
        EmbedSettings(**snakemake.params.settings),
        cache=snakemake.config["embed"]["cache"],
    )
