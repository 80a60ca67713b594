"""Stage 7, at the end: the numbers of all clusterings in, a page that leads to all results out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.overview import index_page

    index_page.run(
        dict(zip(snakemake.params.clusterings, snakemake.input.metrics, strict=True)),
        index_page.Made(
            dumps=snakemake.params.dumps,
            encoder=snakemake.params.encoder,
            neighbours=snakemake.params.neighbours,
        ),
        snakemake.output.html,
        snakemake.params.settings["title"],
    )
