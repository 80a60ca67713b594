"""Papers -> one vector each."""


rule embed:
    input:
        papers=rules.dedupe.output.papers,
    output:
        vectors="results/embeddings/{encoder}.npz",
    log:
        "results/logs/embed/{encoder}.log",
    benchmark:
        "results/benchmarks/embed/{encoder}.tsv"
    conda:
        "../../environment.yml"
    threads: 8
    params:
        settings=config["embed"],
        code=code_version("embed"),
    message:
        "Embedding the papers with {wildcards.encoder}"
    script:
        "../../scripts/embed.py"
