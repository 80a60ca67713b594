"""Step report: write the pages of one clustering."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.report import stage

    stage.run(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        clustering=snakemake.wildcards.clustering,
        title=snakemake.params.settings["title"],
        settings={"clustering": snakemake.params.clustering, "embed": snakemake.params.embed},
        benchmarks=snakemake.params.benchmarks,
    )
