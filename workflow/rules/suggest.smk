"""The results of all clusterings -> what to change, and the evidence for it."""


rule suggest:
    input:
        papers=rules.dedupe.output.papers,
        embedding=ancient(EMBED_REPORT),  # as for report
        neighbours=[SETUP.neighbours_path(name) for name in SETUP.clusterings],
        assignments=collect(rules.describe.output.assignments, clustering=SETUP.clusterings),
        topics=collect(rules.describe.output.topics, clustering=SETUP.clusterings),
        metrics=collect(rules.describe.output.metrics, clustering=SETUP.clusterings),
        sweeps=expand("results/sweep/{clustering}/points.json", clustering=SWEEPS.sweeps),
    output:
        json="results/suggestions.json",
    log:
        "results/logs/suggest/suggest.log",
    localrule: True  # on a compute cluster, submitting it would take longer
    conda:
        "../../environment.yml"
    params:
        embed=SETUP.embed,
        near_duplicates=SETUP.config["dedupe"]["near_duplicates"],
        # Topics of the sample data have no permanent ids, so they cannot be edited.
        curation="" if SETUP.is_sample else SETUP.config["curation"],
        clusterings=SETUP.config["clusterings"],
        code=CODE["suggest"],
    message:
        "Looking for what to change"
    script:
        "../../scripts/suggest.py"
