"""Stage 6, second half: all results of one clustering in, an accepted run in its history out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.changes.archive import record
    from paperthemes.files import HISTORY
    from paperthemes.identify.settings import IdentifySettings

    record(
        dict(snakemake.input.items()),
        snakemake.output.recorded,
        HISTORY / snakemake.wildcards.clustering,
        IdentifySettings.from_params(snakemake.params.settings),
        dumps=snakemake.params.dumps,
        key=snakemake.params.key,
        kept=snakemake.params.kept,
        spared=snakemake.params.spared,
    )
