"""Stage 6: everything about one clustering in, one HTML page out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.report import stage

    stage.run(
        stage.Sources(**dict(snakemake.input.items())),
        snakemake.output.html,
        stage.Context(
            clustering=snakemake.wildcards.clustering,
            title=snakemake.params.settings["title"],
            settings={"clustering": snakemake.params.clustering, "embed": snakemake.params.embed},
        ),
    )
