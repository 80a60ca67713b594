"""Dump files -> the records of each, and a report on each that accounts for every line."""

RECORDS = "results/parsed/{dump}.parquet"
PARSE_REPORT = "results/parsed/{dump}.report.json"

# One rule per batch of dumps, because the files that a rule writes must be known as a list.
for batch, dumps in SETUP.batches.items():

    rule:
        name:
            f"parse_{digest(*dumps)[:8]}"
        input:
            dumps=[SETUP.dumps[dump] for dump in dumps],
        output:
            records=expand(RECORDS, dump=dumps),
            reports=expand(PARSE_REPORT, dump=dumps),
        log:
            f"results/logs/parse/{batch}.log",
        localrule: True  # on a compute cluster, submitting it would take longer
        conda:
            "../../environment.yml"
        params:
            dumps=dumps,
            settings=[SETUP.parse_settings(dump) for dump in dumps],
            code=CODE["parse"],
        message:
            f"Reading {count_of(len(dumps), 'dump')}: {SETUP.dumps[batch]}{', ...' if dumps[1:] else ''}"
        script:
            "../../scripts/parse.py"


# All batches: `snakemake parse`.
rule parse:
    input:
        expand(PARSE_REPORT, dump=SETUP.dumps),
    localrule: True
