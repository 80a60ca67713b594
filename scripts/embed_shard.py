"""Step embed, one shard: take the vectors of its papers from the cache or encode them."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.embed import stage
    from paperthemes.encoders.settings import EmbedSettings

    number, _, shards = snakemake.wildcards.scatteritem.partition("-of-")
    stage.run_shard(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        EmbedSettings(**snakemake.params.settings),
        shard_index=int(number) - 1,
        shard_count=int(shards),
        # Not params: where vectors are kept and models come from changes no result.
        cache=snakemake.config["embed"]["cache"],
        offline=snakemake.config["offline"],
        threads=snakemake.threads,
    )
