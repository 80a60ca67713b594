"""Neighbours -> the cluster of each paper: found anew, or (`mode: assign`) those of the latest run."""

CLUSTERS = "results/{clustering}/clusters.npz"


if SETUP.is_assigning:

    rule cluster_assign:
        input:
            papers=rules.dedupe.output.papers,
            neighbours=lambda wildcards: SETUP.neighbours_path(wildcards.clustering),
        output:
            clusters=CLUSTERS,
        log:
            "results/logs/cluster/{clustering}.log",
        localrule: True  # on a compute cluster, submitting it would take longer
        conda:
            "../../environment.yml"
        params:
            settings=lambda wildcards: SETUP.assign_settings(wildcards.clustering),
            history=str(SETUP.history),
            code=CODE["cluster_assign"],
        message:
            "Placing new papers into topics: {wildcards.clustering}"
        script:
            "../../scripts/cluster_assign.py"

else:

    rule cluster:
        input:
            papers=rules.dedupe.output.papers,
            neighbours=lambda wildcards: SETUP.neighbours_path(wildcards.clustering),
        output:
            clusters=CLUSTERS,
        log:
            "results/logs/cluster/{clustering}.log",
        conda:
            "../../environment.yml"
        # Several clusterings use the cores better than several threads of one. Any number gives the same result.
        # The number of cores is unknown if other machines run the jobs.
        threads: max(1, (workflow.resource_settings.cores or 8) // len(SETUP.clusterings))
        params:
            settings=lambda wildcards: SETUP.cluster_settings(wildcards.clustering),
            code=CODE["cluster"],
        message:
            "Finding topics: {wildcards.clustering}"
        script:
            "../../scripts/cluster.py"
