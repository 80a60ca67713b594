"""With `mode: assign`: papers and an accepted run -> that run's topics, with the new papers in them."""


rule assign:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.neighbours.input.vectors,
        neighbours=neighbours_of,
    output:
        partition=rules.cluster.output.partition,
        metrics=rules.cluster.output.metrics,
    log:
        "results/logs/assign/{clustering}.log",
    benchmark:
        "results/benchmarks/assign/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=assign_settings,
        code=code_version("assign"),
    message:
        "Placing new papers: {wildcards.clustering}"
    script:
        "../../scripts/assign.py"


if ASSIGNING:

    ruleorder: assign > cluster

else:

    ruleorder: cluster > assign
