"""Step suggest: write what to change, from the results of all clusterings."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.cluster.settings import ClusterSettings
    from paperthemes.suggest import stage

    stage.run(
        dict(snakemake.input.items()),
        snakemake.output.json,
        snakemake.params.clusterings,
        ClusterSettings().min_size,
        **{name: snakemake.params[name] for name in ("embed", "near_duplicates", "curation")},
    )
