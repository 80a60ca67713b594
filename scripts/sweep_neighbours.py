"""Step sweep, neighbours: find those that only points of sweeps need."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0], numeric=True):
    from functools import partial

    from paperthemes.neighbours import stage
    from paperthemes.neighbours.settings import NeighbourSettings
    from paperthemes.sweep.points import run_neighbours

    path, threads = snakemake.output.neighbours, snakemake.threads
    settings = NeighbourSettings.model_construct(**snakemake.params.settings)
    find = partial(stage.run, dict(snakemake.input.items()), path, settings, threads)
    run_neighbours(find, path)
