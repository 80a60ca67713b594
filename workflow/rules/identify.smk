"""Clusters, history and curation -> topics with permanent ids, edited, on a map that stays in place."""


rule identify:
    input:
        papers=rules.dedupe.output.papers,
        vectors=VECTORS,
        neighbours=lambda wildcards: SETUP.neighbours_path(wildcards.clustering),
        clusters=CLUSTERS,
        terms=rules.terms.output.terms,
    output:
        clusters="results/{clustering}/clusters_curated.npz",
        identities="results/{clustering}/identities.json",
        map="results/{clustering}/map.parquet",
    log:
        "results/logs/identify/{clustering}.log",
    localrule: True  # on a compute cluster, submitting it would take longer
    conda:
        "../../environment.yml"
    params:
        settings=lambda wildcards: SETUP.identify_settings(wildcards.clustering),
        history=str(SETUP.history),
        lost=lambda wildcards: is_run_lost(wildcards.clustering, SETUP.history),
        code=CODE["identify"],
    message:
        "Matching topics with earlier runs: {wildcards.clustering}"
    script:
        "../../scripts/identify.py"
