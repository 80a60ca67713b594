"""Step sweep: collect the points of all sweeps into tables and a page."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.sweep import stage

    params = snakemake.params
    stage.run(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        params.sweeps,
        {"clusterings": params.clusterings, "defaults": params.defaults, **params.settings},
    )
