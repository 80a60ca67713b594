"""One dump file -> its records, and an account of every line."""


rule parse:
    input:
        dump=lambda wildcards: DUMPS[wildcards.dump],
    output:
        records="results/parsed/{dump}.parquet",
        report="results/parsed/{dump}.report.json",
    log:
        "results/logs/parse/{dump}.log",
    benchmark:
        "results/benchmarks/parse/{dump}.tsv"
    conda:
        "../../environment.yml"
    params:
        on_bad_dump=config["on_bad_dump"],
        settings=config["parse"],
        options=lambda wildcards: DUMP_OPTIONS[wildcards.dump],
        content=lambda wildcards: content_version(DUMPS[wildcards.dump]),
        code=code_version("parse"),
    message:
        "Reading {input.dump}"
    script:
        "../../scripts/parse.py"
