"""The tables of all clusterings -> a page that compares them, and the index of all pages."""


rule overview:
    input:
        papers=rules.dedupe.output.papers,
        assignments=collect(rules.describe.output.assignments, clustering=SETUP.clusterings),
        topics=collect(rules.describe.output.topics, clustering=SETUP.clusterings),
        metrics=collect(rules.describe.output.metrics, clustering=SETUP.clusterings),
        changes=collect(rules.changes.output.json, clustering=SETUP.clusterings),
        suggestions=rules.suggest.output.json,
        exports=collect(rules.export.output, clustering=SETUP.clusterings),  # linked only
        reports=collect(rules.report.output.html, clustering=SETUP.clusterings),
    output:
        compare=report(
            "results/compare.html",
            caption="../report/compare.rst",
            category="Comparison",
            labels={"clusterings": ", ".join(SETUP.clusterings)},
        ),
        index="results/index.html",
    log:
        "results/logs/overview/overview.log",
    localrule: True  # on a compute cluster, submitting it would take longer
    conda:
        "../../environment.yml"
    params:
        settings=SETUP.page_settings,
        clusterings=SETUP.config["clusterings"],
        dumps=list(SETUP.dumps),
        encoder=SETUP.encoder,
        neighbours=list(SETUP.neighbours),
        exports=[*SETUP.export_files, *list_feed(SETUP.config["export"])],
        figures=list(FIGURES),
        sweeps=list(SETUP.config["sweep"]),
        code=CODE["overview"],
    message:
        "Comparing the clusterings and writing the index"
    script:
        "../../scripts/overview.py"
