"""Stage 6, first half: groups of papers and terms in, named topics and themes out."""

from pathlib import Path
from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.describe import stage
    from paperthemes.describe.language_model import LanguageModelSettings
    from paperthemes.encoders.settings import EmbedSettings

    stage.run(
        stage.Sources(**dict(snakemake.input.items())),
        Path(snakemake.output.assignments).parent,
        EmbedSettings(**snakemake.params.embed),
        stage.DescribeSettings(
            n_themes=snakemake.params.n_themes,
            stop_words=snakemake.params.stop_words,
            # No params: what of these decides names is in `params.naming`.
            naming=LanguageModelSettings(**snakemake.config["naming"]),
            offline=snakemake.config["offline"],
        ),
        cache=snakemake.config["embed"]["cache"],
        threads=snakemake.threads,
    )
