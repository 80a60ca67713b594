"""Topics get ids that last, from run to run, and what readers want of them; accepted runs are kept.

`history/` is no output of a rule: a run that is forced or killed must not lose it. What a job reads
of it is the run that its params name, and a run that was accepted stands there under its own name.
"""


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


rule vocabulary:
    input:
        papers=rules.dedupe.output.papers,
        # Only so that it comes after: encoding takes all cores, and would wait for this to end.
        vectors=ancient(rules.neighbours.input.vectors) if ASSIGNING else [],
    output:
        vocabulary="results/vocabulary.npz",
    log:
        "results/logs/identify/_vocabulary.log",  # no clustering's name begins so
    benchmark:
        "results/benchmarks/identify/_vocabulary.tsv"
    conda:
        "../../environment.yml"
    params:
        code=code_version("vocabulary"),
    message:
        "Collecting the terms of all papers"
    script:
        "../../scripts/vocabulary.py"


rule identify:
    input:
        papers=rules.dedupe.output.papers,
        vectors=rules.neighbours.input.vectors,
        neighbours=neighbours_of,
        partition=rules.cluster.output.partition,
        vocabulary=rules.vocabulary.output.vocabulary,
        metrics=rules.cluster.output.metrics,
    output:
        partition="results/{clustering}/partition.npz",
        identities="results/{clustering}/identities.json",
        map="results/{clustering}/map.parquet",
        metrics="results/{clustering}/partition.json",
    log:
        "results/logs/identify/{clustering}.log",
    benchmark:
        "results/benchmarks/identify/{clustering}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=identify_settings,
        code=code_version("identify"),
    message:
        "Recognising topics of earlier runs: {wildcards.clustering}"
    script:
        "../../scripts/identify.py"
