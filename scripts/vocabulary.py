"""Stage 5, first half: papers in, the terms they share out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.terms import vocabulary

    vocabulary.run(snakemake.input.papers, snakemake.output.vocabulary)
