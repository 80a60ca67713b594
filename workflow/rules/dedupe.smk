"""The records of all dumps -> one row per paper, and the duplicates."""


rule dedupe:
    input:
        records=expand(RECORDS, dump=SETUP.dumps),
    output:
        papers="results/papers.parquet",
        duplicates="results/duplicates.parquet",
        duplicates_csv="results/duplicates.csv",
    log:
        "results/logs/dedupe/dedupe.log",
    conda:
        "../../environment.yml"
    params:
        settings=SETUP.config["dedupe"],
        code=CODE["dedupe"],
    message:
        "Finding duplicate records"
    script:
        "../../scripts/dedupe.py"
