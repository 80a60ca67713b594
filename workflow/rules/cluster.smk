"""Papers and vectors -> neighbours, once per neighbour settings -> groups, once per clustering."""


rule neighbours:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.embed.output.vectors.format(encoder=config["embed"]["encoder"]),
    output:
        neighbours="results/neighbours/{key}.npz",
    log:
        "results/logs/cluster/neighbours-{key}.log",
    benchmark:
        "results/benchmarks/cluster/neighbours-{key}.tsv"
    conda:
        "../../environment.yml"
    threads: 1 if ASSIGNING else 8  # layouts at a time; the result is the same for any number
    params:
        settings=lambda wildcards: NEIGHBOURS[wildcards.key],
        code=code_version("neighbours"),
    message:
        "Finding each paper's neighbours ({wildcards.key})"
    script:
        "../../scripts/neighbours.py"


rule cluster:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.neighbours.input.vectors,
        neighbours=neighbours_of,
    output:
        partition="results/{clustering}/found.npz",
        metrics="results/{clustering}/found.json",
    log:
        "results/logs/cluster/{clustering}.log",
    benchmark:
        "results/benchmarks/cluster/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=lambda wildcards: grouping(CLUSTERINGS[wildcards.clustering]),
        code=code_version("cluster"),
    message:
        "Finding topics: {wildcards.clustering}"
    script:
        "../../scripts/cluster.py"
