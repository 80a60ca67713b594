"""Stage 7: everything about one clustering in, one HTML page out."""

from typing import TYPE_CHECKING

from paperthemes.logs import log_to

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with log_to(snakemake.log[0]):
    from paperthemes.report import provenance, stage
    from paperthemes.report.inputs import Sources
    from paperthemes.report.page import Context

    stage.run(
        Sources(**dict(snakemake.input.items())),
        snakemake.output.html,
        Context(
            clustering=snakemake.wildcards.clustering,
            title=snakemake.params.settings["title"],
            settings={"clustering": snakemake.params.clustering, "embed": snakemake.params.embed},
            costs=provenance.costs(snakemake.params.benchmarks),
            command=provenance.last_command(".snakemake/run.json"),
            versions=provenance.versions(),
        ),
    )
