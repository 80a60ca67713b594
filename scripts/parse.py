"""Step parse: read each dump of a batch into records and a report that accounts for every line."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.errors import UserError
    from paperthemes.parse import stage
    from paperthemes.parse.settings import ParseSettings, ReaderOptions

    files = (snakemake.input.dumps, snakemake.output.records, snakemake.output.reports)
    dumps = zip(snakemake.params.dumps, snakemake.params.settings, *files, strict=True)
    mistakes = []  # of all dumps of the batch
    for name, settings, dump_path, records_path, report_path in dumps:
        try:
            stage.run(
                dump_path,
                name,
                records_path,
                report_path,
                on_bad_dump=settings["on_bad_dump"],
                on_volumes=settings["on_volumes"],
                settings=ParseSettings(**settings["settings"]),
                options=ReaderOptions(**settings["options"]),
            )
        except UserError as error:
            mistakes.append(str(error))
    if mistakes:
        raise UserError("\n".join(mistakes))
