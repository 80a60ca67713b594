"""Step overview: write the page that compares all clusterings, and the index."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.overview import stage

    stage.run(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        snakemake.params.clusterings,
        snakemake.params.settings,
        {
            name: snakemake.params[name]
            for name in ("dumps", "encoder", "neighbours", "exports", "figures", "sweeps")
        },
    )
