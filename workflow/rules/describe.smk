"""Papers -> their terms, once -> named topics and themes, once per clustering."""


rule vocabulary:
    input:
        papers=rules.dedupe.output.papers,
    output:
        vocabulary="results/vocabulary.npz",
    log:
        "results/logs/describe/_vocabulary.log",  # no clustering's name begins so
    benchmark:
        "results/benchmarks/describe/_vocabulary.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code_version("vocabulary"),
    message:
        "Collecting the terms of all papers"
    script:
        "../../scripts/vocabulary.py"


rule describe:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.neighbours.input.vectors,
        partition=rules.cluster.output.partition,
        vocabulary=rules.vocabulary.output.vocabulary,
        metrics=rules.cluster.output.metrics,
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
        embed=EMBED,
        model=MODEL,
        code=code_version("describe"),
    message:
        "Naming topics and themes: {wildcards.clustering}"
    script:
        "../../scripts/describe.py"
