"""Step neighbours: find the neighbours of each paper, and the layouts."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0], numeric=True):
    from paperthemes.neighbours import stage
    from paperthemes.neighbours.settings import NeighbourSettings

    stage.run(
        dict(snakemake.input.items()),
        snakemake.output.neighbours,
        NeighbourSettings.model_construct(**snakemake.params.settings),
        threads=snakemake.threads,
    )
