"""Step figures: draw the map of one clustering for slides and papers."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.figures import stage

    stage.run(dict(snakemake.input.items()), dict(snakemake.output.items()), snakemake.params.title)
