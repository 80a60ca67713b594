"""Papers -> the phrases in them, their spelling, and which papers use them. Once per corpus."""


rule terms:
    input:
        papers=rules.dedupe.output.papers,
    output:
        terms="results/terms.npz",
    log:
        "results/logs/terms/terms.log",
    conda:
        "../../environment.yml"
    threads: 8 if SETUP.is_large else 1  # processes; any number gives the same result
    params:
        code=CODE["terms"],
    message:
        "Collecting the terms of all papers"
    script:
        "../../scripts/terms.py"
