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
        map=rules.identify.output.map,
        metrics=rules.describe.output.metrics,
        changes=rules.changes.output.json,
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


rule compare:
    input:
        papers=rules.dedupe.output.papers,
        assignments=collect(rules.describe.output.assignments, clustering=CLUSTERINGS),
        topics=collect(rules.describe.output.topics, clustering=CLUSTERINGS),
        metrics=collect(rules.describe.output.metrics, clustering=CLUSTERINGS),
    output:
        html=report(
            "results/compare.html",
            caption="../report/compare.rst",
            category="Comparison",
            labels={"clusterings": ", ".join(CLUSTERINGS)},
        ),
    log:
        "results/logs/report/_compare.log",  # no clustering's name begins so
    benchmark:
        "results/benchmarks/report/_compare.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=config["report"],
        clusterings=CLUSTERINGS,
        code=code_version("compare"),
    message:
        "Comparing the clusterings"
    script:
        "../../scripts/compare.py"


rule index:
    input:
        # The pages only so that no link is dead.
        reports=collect(rules.report.output.html, clustering=CLUSTERINGS),
        changes=collect(rules.changes.output.html, clustering=CLUSTERINGS),
        comparison=rules.compare.output.html,
        metrics=collect(rules.describe.output.metrics, clustering=CLUSTERINGS),
    output:
        html="results/index.html",
    log:
        "results/logs/report/_index.log",
    benchmark:
        "results/benchmarks/report/_index.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=config["report"],
        clusterings=list(CLUSTERINGS),
        dumps=list(DUMPS),
        encoder=config["embed"]["encoder"],
        neighbours=list(NEIGHBOURS),
        code=code_version("index"),
    message:
        "Writing the page that leads to all results"
    script:
        "../../scripts/index.py"
