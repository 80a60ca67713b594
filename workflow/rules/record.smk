"""Named topics -> an accepted run in `history/`."""


rule record:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.neighbours.input.vectors,
        found=rules.cluster.output.partition,
        identities=rules.identify.output.identities,
        assignments=rules.describe.output.assignments,
        topics=rules.describe.output.topics,
        map=rules.identify.output.map,
    output:
        recorded="results/{clustering}/recorded.json",
    log:
        "results/logs/identify/{clustering}-record.log",
    benchmark:
        "results/benchmarks/identify/{clustering}-record.tsv"
    localrule: True  # one folder of the user's, not of the machine that a job runs on
    conda:
        "../../environment.yml"
    params:
        settings=identify_settings,
        dumps=list(DUMPS),
        key=lambda wildcards: run_key(wildcards.clustering),
        kept=config["keep_runs"],
        lost=lambda wildcards: is_lost(wildcards.clustering),
        # The rule `changes` reads it after this one.
        spared=lambda wildcards: compared_with(wildcards.clustering),
        code=code_version("record"),
    message:
        "Keeping the run in history/: {wildcards.clustering}"
    script:
        "../../scripts/record.py"
