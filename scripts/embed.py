"""Step embed: gather the vectors of all shards."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.embed import stage
    from paperthemes.encoders.settings import EmbedSettings

    stage.run(
        {"papers": snakemake.input.papers, "shards": list(snakemake.input.shards)},
        dict(snakemake.output.items()),
        EmbedSettings(**snakemake.params.settings),
        cache=snakemake.config["embed"]["cache"],
    )
