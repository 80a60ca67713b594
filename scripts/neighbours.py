"""Step neighbours: find the neighbours of each paper, and the layouts."""

from typing import TYPE_CHECKING

from paperthemes.job import record_job
from paperthemes.preloaded import run_preloaded

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

run_preloaded(numeric=True)

with record_job(snakemake.log[0]):
    from paperthemes.neighbours import stage
    from paperthemes.neighbours.settings import NeighbourSettings

    stage.run(
        dict(snakemake.input.items()),
        snakemake.output.neighbours,
        NeighbourSettings.model_construct(**snakemake.params.settings),
        threads=snakemake.threads,
    )
