"""An earlier run and this one -> what changed between them, as a page, as JSON and as a table."""


def compared_with(clustering):
    """Name the run that this one is compared with: that of the config, or the one before."""
    before, wanted = baseline_of(clustering), config["baseline"]
    if wanted is None or not before:
        return before
    valid = {run["name"] for run in registry_of(clustering).get("runs", [])}
    kept = {
        int(name.partition("-")[0]): name
        for name in kept_runs(clustering)
        if name <= before and (name in valid or not valid)
    }
    if wanted in kept:
        return kept[wanted]
    numbers = ", ".join(map(str, sorted(kept))) or "none"
    raise WorkflowError(
        f"baseline: {wanted} is no earlier run of the clustering {clustering} that is kept in "
        f"history/; nothing was run. Kept are {numbers}: name one of them, or write `baseline: null` "
        "for the run before"
    )


rule changes:
    input:
        papers=rules.dedupe.output.papers,
        partition=rules.cluster.output.partition,
        identities=rules.identify.output.identities,
        assignments=rules.describe.output.assignments,
        topics=rules.describe.output.topics,
        # Only so that `history/` is at rest: the result is the same before and after.
        recorded=ancient(str(rules.record.output.recorded)),
    output:
        html=report(
            "results/{clustering}/changes.html",
            caption="../report/changes.rst",
            category="What changed",
            labels={"clustering": "{clustering}"},
        ),
        json="results/{clustering}/changes.json",
        trends="results/{clustering}/trends.csv",
    log:
        "results/logs/changes/{clustering}.log",
    benchmark:
        "results/benchmarks/changes/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=lambda wildcards: {
            "title": config["report"]["title"],
            "baseline": compared_with(wildcards.clustering),
            "encoder": encoder_of_run(),
            "dumps": list(DUMPS),
        },
        code=code_version("changes"),
    message:
        "Telling what changed: {wildcards.clustering}"
    script:
        "../../scripts/changes.py"
