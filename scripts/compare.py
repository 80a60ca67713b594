"""Stage 7, after the reports: all clusterings in, one page that compares them out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.overview import compare_page

    compare_page.run(
        compare_page.Sources(**dict(snakemake.input.items())),
        snakemake.output.html,
        snakemake.params.settings["title"],
        snakemake.params.clusterings,
    )
