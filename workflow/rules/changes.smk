"""An earlier run and this one -> what changed between them, as a page, as JSON and as a table."""


rule changes:
    input:
        papers=rules.dedupe.output.papers,
        partition=rules.cluster.output.partition,
        identities=rules.identify.output.identities,
        assignments=rules.describe.output.assignments,
        topics=rules.describe.output.topics,
        # Only so that `history/` is at rest: the result is the same before and after.
        recorded=ancient(str(rules.record.output.recorded)),
    output:
        html=report(
            "results/{clustering}/changes.html",
            caption="../report/changes.rst",
            category="What changed",
            labels={"clustering": "{clustering}"},
        ),
        json="results/{clustering}/changes.json",
        trends="results/{clustering}/trends.csv",
    log:
        "results/logs/changes/{clustering}.log",
    benchmark:
        "results/benchmarks/changes/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=lambda wildcards: {
            "title": config["report"]["title"],
            "baseline": compared_with(wildcards.clustering),
            "encoder": encoder_of_run(),
            "curation": CURATION["clusterings"].get(wildcards.clustering, {}),
            "dumps": list(DUMPS),
        },
        code=code_version("changes"),
    message:
        "Telling what changed: {wildcards.clustering}"
    script:
        "../../scripts/changes.py"
