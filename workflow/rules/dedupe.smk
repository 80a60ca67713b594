"""The records of all dumps -> papers, and the records that repeat one."""


rule dedupe:
    input:
        records=collect(rules.parse.output.records, dump=DUMPS),
    output:
        papers="results/papers.parquet",
        duplicates="results/duplicates.parquet",
        duplicates_csv="results/duplicates.csv",
    log:
        "results/logs/dedupe/dedupe.log",
    benchmark:
        "results/benchmarks/dedupe/dedupe.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=config["dedupe"],
        code=code_version("dedupe"),
    message:
        "Joining the records of all dumps"
    script:
        "../../scripts/dedupe.py"
