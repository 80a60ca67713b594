"""Stage 7, before the report: an earlier run and this one in, what changed between them out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.changes import stage
    from paperthemes.files import HISTORY

    stage.run(
        stage.Sources(**dict(snakemake.input.items())),
        dict(snakemake.output.items()),
        HISTORY / snakemake.wildcards.clustering,
        stage.ChangesSettings.from_params(
            snakemake.wildcards.clustering, snakemake.params.settings
        ),
    )
