"""Step dedupe: join the records of all dumps into papers."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.dedupe import stage
    from paperthemes.dedupe.settings import DedupeSettings

    stage.run(
        snakemake.input.records,
        papers_path=snakemake.output.papers,
        duplicates_path=snakemake.output.duplicates,
        duplicates_csv=snakemake.output.duplicates_csv,
        settings=DedupeSettings(**snakemake.params.settings),
    )
