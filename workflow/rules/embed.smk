"""Papers -> those vectors the cache has -> the others, in shards -> one vector each.

The number of shards is the profile's to say (`set-scatter: embed=8`). Only `lookup` and `embed`
touch the cache of vectors, which belongs to the user who starts the run: they run where Snakemake does.
"""


scattergather:
    embed=1,


# What of the section decides the vectors; the rest says where they are kept and how they are made.
EMBED = {key: config["embed"][key] for key in config["embed"] if key not in ("cache", "threads")}
MODEL = model_version(EMBED["model"])


rule lookup:
    input:
        papers=rules.dedupe.output.papers,
    output:
        plan=temp("results/embeddings/{encoder}/plan.json"),
        known=temp("results/embeddings/{encoder}/known.npz"),
        todo=temp(scatter.embed("results/embeddings/{{encoder}}/todo-{scatteritem}.parquet")),
    log:
        "results/logs/embed/{encoder}-lookup.log",
    benchmark:
        "results/benchmarks/embed/{encoder}-lookup.tsv"
    localrule: True
    conda:
        "../../environment.yml"
    params:
        settings=EMBED,
        model=MODEL,
        code=code_version("lookup"),
    message:
        "Looking up which papers are embedded already ({wildcards.encoder})"
    script:
        "../../scripts/lookup.py"


rule encode:
    input:
        plan=rules.lookup.output.plan,
        todo="results/embeddings/{encoder}/todo-{scatteritem}.parquet",
    output:
        vectors=temp("results/embeddings/{encoder}/shard-{scatteritem}.npz"),
        account=temp("results/embeddings/{encoder}/shard-{scatteritem}.json"),
    log:
        "results/logs/embed/{encoder}-{scatteritem}.log",
    benchmark:
        "results/benchmarks/embed/{encoder}-{scatteritem}.tsv"
    conda:
        "../../environment.yml"
    threads: config["embed"]["threads"]
    params:
        settings=EMBED,
        model=MODEL,
        code=code_version("encode"),
    message:
        "Embedding what the cache lacks with {wildcards.encoder} (part {wildcards.scatteritem})"
    script:
        "../../scripts/encode.py"


rule embed:
    input:
        papers=rules.dedupe.output.papers,
        plan=rules.lookup.output.plan,
        known=rules.lookup.output.known,
        shards=gather.embed("results/embeddings/{{encoder}}/shard-{scatteritem}.npz"),
        accounts=gather.embed("results/embeddings/{{encoder}}/shard-{scatteritem}.json"),
    output:
        vectors="results/embeddings/{encoder}.npz",
        account="results/embeddings/{encoder}.report.json",
    log:
        "results/logs/embed/{encoder}.log",
    benchmark:
        "results/benchmarks/embed/{encoder}.tsv"
    localrule: True
    conda:
        "../../environment.yml"
    params:
        settings=EMBED,
        model=MODEL,
        code=code_version("embed"),
    message:
        "Gathering one vector for each paper ({wildcards.encoder})"
    script:
        "../../scripts/embed.py"
