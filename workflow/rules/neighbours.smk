"""Papers and vectors -> the neighbour graph and its layouts, shared by clusterings with equal settings."""


rule neighbours:
    input:
        papers=rules.dedupe.output.papers,
        vectors=VECTORS,
    output:
        neighbours="results/neighbours/{key}.npz",
    log:
        "results/logs/neighbours/{key}.log",
    conda:
        "../../environment.yml"
    # Blocks of papers, and layouts, at a time; any number gives the same result.
    threads: 1 if SETUP.is_assigning and not SETUP.is_large else 8
    params:
        settings=lambda wildcards: SETUP.neighbours[wildcards.key],
        code=CODE["neighbours"],
    message:
        "Finding similar papers (neighbour settings {wildcards.key})"
    script:
        "../../scripts/neighbours.py"
