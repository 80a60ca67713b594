"""Step describe: name topics and themes, and measure the clustering."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from pathlib import Path

    from paperthemes.describe import stage
    from paperthemes.describe.settings import NamingSettings
    from paperthemes.encoders.settings import EmbedSettings

    settings = snakemake.params.settings
    stage.run(
        dict(snakemake.input.items()),
        Path(snakemake.output.assignments).parent,
        EmbedSettings(**snakemake.params.embed),
        stage.DescribeSettings(
            n_themes=settings["n_themes"],
            stop_words=settings["stop_words"],
            # Not params: what of these decides names is in `settings["naming"]`.
            naming=NamingSettings(**snakemake.config["naming"]),
            offline=snakemake.config["offline"],
        ),
        cache=snakemake.config["embed"]["cache"],
        threads=snakemake.threads,
    )
