"""Step report: write the pages of one clustering."""

from typing import TYPE_CHECKING

from paperthemes.job import run_job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

with run_job(snakemake.log[0]):
    from paperthemes.report import provenance, stage
    from paperthemes.report.page import Context

    stage.run(
        dict(snakemake.input.items()),
        dict(snakemake.output.items()),
        Context(
            clustering=snakemake.wildcards.clustering,
            all_clusterings=snakemake.params.clusterings,
            **snakemake.params.settings,
            figures=snakemake.params.figures,
            workbook=snakemake.params.workbook,
            columns=snakemake.params.columns,
            settings={"clustering": snakemake.params.clustering, "embed": snakemake.params.embed},
            costs=provenance.read_costs(snakemake.params.benchmarks),
            command=provenance.read_command(".snakemake/run.json"),
            versions=provenance.installed_versions(),
        ),
    )
