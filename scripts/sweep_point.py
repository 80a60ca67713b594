"""Step sweep, points: find and measure the topics of some settings of a clustering."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0], numeric=True):
    from functools import partial

    from paperthemes.cluster.settings import ClusterSettings
    from paperthemes.cluster.stage import cluster_each
    from paperthemes.describe.outline import make_outliner
    from paperthemes.encoders.settings import EmbedSettings
    from paperthemes.sweep import points

    params = snakemake.params
    points.run(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        snakemake.wildcards.clustering,
        params.points,
        cluster=partial(cluster_each, variants=[ClusterSettings(**v) for v in params.settings]),
        outline=make_outliner(
            EmbedSettings(**params.embed),
            params.describe["fields"][0],
            params.describe["stop_words"],
            cache=snakemake.config["embed"]["cache"],
            offline=snakemake.config["offline"],
        ),
    )
