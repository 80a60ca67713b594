"""Step identify: give topics their permanent ids and apply curation."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from pathlib import Path

    from paperthemes.identify import stage

    stage.run(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        Path(snakemake.params.history, snakemake.wildcards.clustering),
        stage.IdentifySettings.from_params(snakemake.params.settings),
    )
