"""Step parse: read one dump file into records and a report that accounts for every line."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.parse import stage
    from paperthemes.parse.settings import ParseSettings, ReaderOptions

    settings = snakemake.params.settings
    stage.run(
        snakemake.input.dump,
        snakemake.wildcards.dump,
        snakemake.output.records,
        snakemake.output.report,
        on_bad_dump=settings["on_bad_dump"],
        settings=ParseSettings(**settings["settings"]),
        options=ReaderOptions(**settings["options"]),
    )
