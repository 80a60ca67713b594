"""Stage 3, first third: papers in, the vectors the cache has of them and the texts it lacks out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.embed import stage
    from paperthemes.encoders.settings import EmbedSettings

    stage.run_lookup(
        snakemake.input.papers,
        snakemake.output.plan,
        snakemake.output.known,
        snakemake.output.todo,
        EmbedSettings(**snakemake.params.settings),
        # No params: where vectors are kept and models come from decides nothing about them.
        cache=snakemake.config["embed"]["cache"],
        offline=snakemake.config["offline"],
    )
