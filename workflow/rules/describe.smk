"""Topics and the terms of their papers -> named topics and themes, once per clustering."""


rule describe:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.neighbours.input.vectors,
        partition=rules.identify.output.partition,
        identities=rules.identify.output.identities,
        vocabulary=rules.vocabulary.output.vocabulary,
        metrics=rules.identify.output.metrics,
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
        metrics="results/{clustering}/metrics.json",
    log:
        "results/logs/describe/{clustering}.log",
    benchmark:
        "results/benchmarks/describe/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        n_themes=lambda wildcards: CLUSTERINGS[wildcards.clustering]["n_themes"],
        naming=naming(config["naming"]),
        stop_words=CURATION["stop_words"],
        embed=EMBED,
        model=MODEL,
        code=code_version("describe"),
    message:
        "Naming topics and themes: {wildcards.clustering}"
    script:
        "../../scripts/describe.py"
