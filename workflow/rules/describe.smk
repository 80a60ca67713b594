"""Topics and the terms of their papers -> names, keywords, themes, tables and metrics."""


rule describe:
    input:
        papers=rules.dedupe.output.papers,
        vectors=VECTORS,
        neighbours=lambda wildcards: SETUP.neighbours_path(wildcards.clustering),
        clusters=rules.identify.output.clusters,
        identities=rules.identify.output.identities,
        terms=rules.terms.output.terms,
    output:
        assignments="results/{clustering}/assignments.parquet",
        assignments_csv=report(
            "results/{clustering}/assignments.csv",
            category="Topic assignments",
            labels={"clustering": "{clustering}"},
        ),
        topics="results/{clustering}/topics.parquet",
        topics_json="results/{clustering}/topics.json",
        themes="results/{clustering}/themes.parquet",
        themes_json="results/{clustering}/themes.json",
        related_terms="results/{clustering}/related_terms.parquet",
        metrics="results/{clustering}/metrics.json",
    log:
        "results/logs/describe/{clustering}.log",
    localrule: True  # on a compute cluster, submitting it would take longer
    conda:
        "../../environment.yml"
    params:
        settings=lambda wildcards: SETUP.describe_settings(wildcards.clustering),
        embed=SETUP.embed,
        model=SETUP.model_digest,
        code=CODE["describe"],
    message:
        "Naming topics and themes: {wildcards.clustering}"
    script:
        "../../scripts/describe.py"
