"""Stage 2: the records of all dumps in, papers and duplicates out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.dedupe import stage
    from paperthemes.dedupe.settings import DedupeSettings

    stage.run(
        snakemake.input.records,
        snakemake.output.papers,
        snakemake.output.duplicates,
        snakemake.output.duplicates_csv,
        DedupeSettings(**snakemake.params.settings),
    )
