"""Stage 3, second third: the texts of one shard in, their vectors out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.embed import stage
    from paperthemes.encoders.settings import EmbedSettings

    stage.run_encode(
        snakemake.input.plan,
        snakemake.input.todo,
        snakemake.output.vectors,
        snakemake.output.account,
        EmbedSettings(**snakemake.params.settings),
        threads=snakemake.threads,
        offline=snakemake.config["offline"],
    )
