"""Everything about one clustering -> one self-contained HTML page."""


rule report:
    input:
        papers=rules.dedupe.output.papers,
        duplicates=rules.dedupe.output.duplicates,
        parse_reports=collect(rules.parse.output.report, dump=DUMPS),
        # It tells of the last run too (seconds, share of the cache), which is no reason to rerun.
        embedding=ancient(rules.embed.output.account.format(encoder=config["embed"]["encoder"])),
        neighbours=neighbours_of,
        assignments=rules.describe.output.assignments,
        topics=rules.describe.output.topics,
        themes=rules.describe.output.themes,
        map=rules.cluster.output.map,
        metrics=rules.describe.output.metrics,
    output:
        html=report(
            "results/{clustering}/report.html",
            caption="../report/topics.rst",
            category="Topics",
            labels={"clustering": "{clustering}"},
        ),
    log:
        "results/logs/report/{clustering}.log",
    benchmark:
        "results/benchmarks/report/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=config["report"],
        clustering=lambda wildcards: CLUSTERINGS[wildcards.clustering],
        embed=EMBED,
        benchmarks=lambda wildcards: benchmarks_of(wildcards.clustering),
        code=code_version("report"),
    message:
        "Writing the report: {wildcards.clustering}"
    script:
        "../../scripts/report.py"
