"""The tables of one clustering -> its report and the page of its changes, and a digest of these."""


rule report:
    input:
        papers=rules.dedupe.output.papers,
        duplicates=rules.dedupe.output.duplicates,
        parse_reports=expand(PARSE_REPORT, dump=SETUP.dumps),
        embedding=ancient(EMBED_REPORT),  # also about the last run, which is no reason to rerun
        neighbours=lambda wildcards: SETUP.neighbours_path(wildcards.clustering),
        assignments=rules.describe.output.assignments,
        topics=rules.describe.output.topics,
        themes=rules.describe.output.themes,
        related_terms=rules.describe.output.related_terms,
        map=rules.identify.output.map,
        metrics=rules.describe.output.metrics,
        changes=rules.changes.output.json,
        suggestions=rules.suggest.output.json,
        # Of all clusterings: the report links to the others.
        all_assignments=collect(rules.describe.output.assignments, clustering=SETUP.clusterings),
        all_topics=collect(rules.describe.output.topics, clustering=SETUP.clusterings),
    output:
        **list_feed(SETUP.config["export"]),
        html=report(
            "results/{clustering}/report.html",
            caption="../report/topics.rst",
            category="Topics",
            labels={"clustering": "{clustering}"},
        ),
        changes_html=report(
            "results/{clustering}/changes.html",
            caption="../report/changes.rst",
            category="What changed",
            labels={"clustering": "{clustering}"},
        ),
        digest="results/{clustering}/digest.md",
    log:
        "results/logs/report/{clustering}.log",
    localrule: True  # on a compute cluster, submitting it would take longer
    conda:
        "../../environment.yml"
    params:
        settings=SETUP.page_settings,
        feed=list(list_feed(SETUP.config["export"])),  # without it, a rerun removes the file
        columns=SETUP.config["report"]["columns"],
        clustering=lambda wildcards: SETUP.config["clusterings"][wildcards.clustering],
        clusterings=list(SETUP.clusterings),
        embed=SETUP.embed,
        figures=list(FIGURES),
        workbook=SETUP.export_files.get("xlsx", "").rpartition("/")[2],
        benchmarks=lambda w: SETUP.benchmark_files(w.clustering, gather.embed("{scatteritem}")),
        code=CODE["report"],
    message:
        "Writing the report: {wildcards.clustering}"
    script:
        "../../scripts/report.py"
