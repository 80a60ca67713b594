"""Step terms: collect the phrases of all papers."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.terms import stage

    stage.run(snakemake.input.papers, snakemake.output.terms, snakemake.threads)
