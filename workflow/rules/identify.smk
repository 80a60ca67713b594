"""Topics and terms -> the same topics with ids that last, and with what readers want of them."""


rule vocabulary:
    input:
        papers=rules.dedupe.output.papers,
        # Only so that it comes after: encoding takes all cores, and would wait for this to end.
        vectors=ancient(rules.neighbours.input.vectors) if ASSIGNING else [],
    output:
        vocabulary="results/vocabulary.npz",
    log:
        "results/logs/identify/_vocabulary.log",  # no clustering's name begins so
    benchmark:
        "results/benchmarks/identify/_vocabulary.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code_version("vocabulary"),
    message:
        "Collecting the terms of all papers"
    script:
        "../../scripts/vocabulary.py"


rule identify:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.neighbours.input.vectors,
        neighbours=neighbours_of,
        partition=rules.cluster.output.partition,
        vocabulary=rules.vocabulary.output.vocabulary,
        metrics=rules.cluster.output.metrics,
    output:
        partition="results/{clustering}/partition.npz",
        identities="results/{clustering}/identities.json",
        map="results/{clustering}/map.parquet",
        metrics="results/{clustering}/partition.json",
    log:
        "results/logs/identify/{clustering}.log",
    benchmark:
        "results/benchmarks/identify/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=identify_settings,
        code=code_version("identify"),
    message:
        "Recognising topics of earlier runs: {wildcards.clustering}"
    script:
        "../../scripts/identify.py"
