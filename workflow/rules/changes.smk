"""Described topics -> an archived run in `history/`, and what changed since an earlier one."""


rule changes:
    input:
        papers=rules.dedupe.output.papers,
        vectors=VECTORS,
        neighbours=lambda wildcards: SETUP.neighbours_path(wildcards.clustering),
        clusters=CLUSTERS,
        identities=rules.identify.output.identities,
        assignments=rules.describe.output.assignments,
        topics=rules.describe.output.topics,
        map=rules.identify.output.map,
    output:
        json="results/{clustering}/changes.json",
        trends="results/{clustering}/trends.csv",
    log:
        "results/logs/changes/{clustering}.log",
    localrule: True  # history/ belongs to the working directory, not to the machine of a job
    conda:
        "../../environment.yml"
    params:
        settings=lambda wildcards: SETUP.changes_settings(wildcards.clustering),
        history=str(SETUP.history),
        lost=lambda wildcards: is_run_lost(wildcards.clustering, SETUP.history),
        code=CODE["changes"],
    message:
        "Archiving the run and comparing it with an earlier one: {wildcards.clustering}"
    script:
        "../../scripts/changes.py"
