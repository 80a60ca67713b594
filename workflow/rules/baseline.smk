"""Which earlier run what changed is told from."""


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
