"""Step export: write the papers with their topics for spreadsheets and reference managers."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.export import stage

    stage.run(dict(snakemake.input.items()), dict(snakemake.output.items()), snakemake.params.title)
