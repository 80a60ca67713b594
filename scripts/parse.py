"""Stage 1: one dump file in, its records and an account of every line out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.parse import stage
    from paperthemes.parse.format import ReaderOptions
    from paperthemes.parse.settings import ParseSettings

    stage.run(
        snakemake.input.dump,
        snakemake.wildcards.dump,
        snakemake.output.records,
        snakemake.output.report,
        on_bad_dump=snakemake.params.on_bad_dump,
        settings=ParseSettings(**snakemake.params.settings),
        options=ReaderOptions(**snakemake.params.options),
    )
