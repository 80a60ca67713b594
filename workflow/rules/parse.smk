"""One dump file -> its records, and a report that accounts for every line. Once per dump."""


rule parse:
    input:
        dump=lambda wildcards: SETUP.dumps[wildcards.dump],
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
        settings=lambda wildcards: SETUP.parse_settings(wildcards.dump),
        code=CODE["parse"],
    message:
        "Reading {input.dump}"
    script:
        "../../scripts/parse.py"
