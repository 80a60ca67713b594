"""Stage 4 if `mode: assign`: papers and an accepted run in, its topics with new papers out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.cluster import assign
    from paperthemes.files import HISTORY

    assign.run(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        HISTORY / snakemake.wildcards.clustering,
        assign.AssignSettings(**snakemake.params.settings),
    )
