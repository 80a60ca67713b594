"""Settings of clusterings, tried side by side: topics and metrics of each combination, a page of all."""

if SWEEPS.sweeps:

    # Of settings that no clustering has; a failure is written into the file, and fails only points.
    rule sweep_neighbours:
        input:
            papers=rules.dedupe.output.papers,
            vectors=VECTORS,
        output:
            neighbours="results/sweep/neighbours/{key}.npz",
        log:
            "results/logs/sweep/neighbours/{key}.log",
        conda:
            "../../environment.yml"
        threads: 8
        params:
            settings=lambda wildcards: SWEEPS.neighbours[wildcards.key],
            code=CODE["sweep_neighbours"],
        message:
            "Finding similar papers for a sweep (neighbour settings {wildcards.key})"
        script:
            "../../scripts/sweep_neighbours.py"

    rule sweep_point:
        input:
            papers=rules.dedupe.output.papers,
            vectors=VECTORS,
            neighbours=SWEEPS.neighbours_path,
            terms=rules.terms.output.terms,
        output:
            points="results/sweep/{clustering}/{point}.json",
            labels="results/sweep/{clustering}/{point}.parquet",
        log:
            "results/logs/sweep/{clustering}/{point}.log",
        conda:
            "../../environment.yml"
        params:
            settings=SWEEPS.cluster_settings,
            points=lambda wildcards: SWEEPS.find_batch(wildcards).values,
            describe=lambda wildcards: SWEEPS.describe_settings(wildcards.clustering),
            embed=SETUP.embed,
            model=SETUP.model_digest,
            code=CODE["sweep_point"],
        message:
            "Trying settings: {wildcards.clustering}, {wildcards.point}"
        script:
            "../../scripts/sweep_point.py"

    rule sweep:
        input:
            points=collect("{batch}.json", batch=SWEEPS.files),
            labels=collect("{batch}.parquet", batch=SWEEPS.files),
            assignments=collect(rules.describe.output.assignments, clustering=SWEEPS.sweeps),
            changes=collect(rules.changes.output.json, clustering=SWEEPS.sweeps),
        output:
            points=expand("results/sweep/{clustering}/points.json", clustering=SWEEPS.sweeps),
            labels=expand("results/sweep/{clustering}/labels.parquet", clustering=SWEEPS.sweeps),
            csv="results/sweep.csv",
            html=report("results/sweep.html", caption="../report/sweep.rst", category="Sweep"),
        log:
            "results/logs/sweep/sweep.log",
        localrule: True  # on a compute cluster, submitting it would take longer
        conda:
            "../../environment.yml"
        params:
            sweeps=SWEEPS.summaries,
            clusterings=SETUP.config["clusterings"],
            defaults=SWEEPS.defaults,
            settings=SETUP.page_settings,
            code=CODE["sweep"],
        message:
            "Comparing the settings of sweeps"
        script:
            "../../scripts/sweep.py"
