"""The runs in `history/` that jobs go on from, and how what they make of them is set.

`history/` is no output of a rule: a run that is forced or killed must not lose it. What a job reads
of it is the run that its params name, and a run that was accepted stands there under its own name.
"""

@functools.cache
def run_key(clustering):
    """Digest all that decides which topics are found: dumps, settings and code."""
    settings = CLUSTERINGS[clustering]
    dumps = {name: [content_version(path), DUMP_OPTIONS[name]] for name, path in DUMPS.items()}
    chosen = [config[key] for key in ("on_bad_dump", "parse", "dedupe")]
    stages = (
        "parse",
        "dedupe",
        "lookup",
        "encode",
        "embed",
        "neighbours",
        config["mode"],
        "identify",
    )
    decides = [dumps, *chosen, EMBED, MODEL, config["mode"], grouping(settings)]
    return digest(json.dumps(decides, sort_keys=True), *map(code_version, stages))[:16]


@functools.cache
def registry_of(clustering):
    """Read what `history/` says of a clustering; empty if that is nothing."""
    path = Path("history", clustering, "registry.json")
    try:
        content = json.loads(path.read_bytes())
        if isinstance(content["accepted"], dict) and isinstance(content["latest"], str):
            return content
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        pass
    raise WorkflowError(
        f"{path} is damaged; nothing was run. Put it back from a copy, or remove it: it is made again "
        "from the runs beside it."
    )


def kept_runs(clustering):
    """List the names of the runs that `history/` keeps of a clustering, the latest last."""
    return sorted(
        path.name
        for path in Path("history", clustering).glob("*-*")
        if re.fullmatch("[0-9]{4,}-[0-9a-f]{12}", path.name)
    )


@functools.cache  # or it would change once the run is recorded
def baseline_of(clustering):
    """Name the run that topics get their ids from: the latest, or, to repeat that, the one before."""
    registry = registry_of(clustering)
    kept = kept_runs(clustering)
    accepted = registry.get("accepted", {}).get(run_key(clustering))
    if accepted in ("", *kept):  # one that was damaged may have been moved away
        return accepted
    latest = registry.get("latest")
    return latest if latest in kept else (kept or [""])[-1]


def is_lost(clustering):
    """Tell whether the run that the results were recorded as is gone from `history/`."""
    recorded = Path("results", clustering, "recorded.json")
    return recorded.exists() and json.loads(recorded.read_text())["run"] not in kept_runs(
        clustering
    )


def encoder_of_run():
    """Name what the vectors are made with; nothing, if those of two corpora cannot be compared."""
    encoder = config["embed"]["encoder"]
    chosen = json.dumps([EMBED, MODEL], sort_keys=True)
    return "" if encoder == "lsa" else f"{encoder}-{digest(chosen)[:8]}"


def identify_settings(wildcards):
    """Return what topics of a clustering are identified by."""
    settings = CLUSTERINGS[wildcards.clustering]
    return {
        "baseline": baseline_of(wildcards.clustering),
        "encoder": encoder_of_run(),
        "naming": config["naming"]["model"] or "",
        "map_min_dist": settings["neighbours"]["map_min_dist"],
        "curation": CURATION["clusterings"].get(wildcards.clustering, {}),
        "mode": config["mode"],
        "grouping": grouping_version(settings),
    }


def assign_settings(wildcards):
    """Return what papers of a clustering are placed by."""
    settings = CLUSTERINGS[wildcards.clustering]
    return {
        "baseline": baseline_of(wildcards.clustering),
        "encoder": encoder_of_run(),
        "grouping": grouping_version(settings),
        "seeded": sorted(settings["seeded_topics"]),
        "max_unassigned": settings["max_unassigned"],
    }


def earlier_runs(clustering):
    """Return the names of the runs that this one can be compared with, by number."""
    before = baseline_of(clustering)
    valid = {run["name"] for run in registry_of(clustering).get("runs", [])}
    return {
        int(name.partition("-")[0]): name
        for name in kept_runs(clustering)
        if name <= before and (name in valid or not valid)
    }


@functools.cache  # or it would warn for each job, and change once runs are removed
def compared_with(clustering):
    """Name the run that this one is compared with: that of the config, or the one before.

    Clusterings have runs of other numbers: a change of settings is a run of those that it changes.
    """
    before, wanted = baseline_of(clustering), config["baseline"]
    if wanted is None or not before:
        return before
    kept = earlier_runs(clustering)
    if wanted in kept:
        return kept[wanted]
    numbers = ", ".join(map(str, sorted(kept))) or "none"
    missing = (
        f"baseline: {wanted} is no earlier run of the clustering {clustering} that is kept in "
        f"history/; kept are {numbers}"
    )
    if any(wanted in earlier_runs(name) for name in CLUSTERINGS):
        logger.warning(f"{missing}. It is compared with the run before.")
        return before
    raise WorkflowError(
        f"{missing}, and no other clustering has it; nothing was run. Name one that is kept, or "
        "write `baseline: null` for the run before"
    )


def stop_without_runs():
    """Stop where new papers shall be placed into topics that no run has found."""
    without_run = [name for name in CLUSTERINGS if ASSIGNING and not baseline_of(name)]
    if without_run:
        raise WorkflowError(
            f"mode: assign needs an accepted run; history/ has none of {', '.join(without_run)}; "
            "nothing was run. Run once with mode: cluster."
        )


stop_without_runs()
