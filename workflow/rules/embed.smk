"""Papers -> shards of vectors, from the cache or newly encoded -> one vector per paper.

The number of shards is set in the profile (`set-scatter: embed=8`).
"""


scattergather:
    embed=1,


rule embed_shard:
    input:
        papers=rules.dedupe.output.papers,
    output:
        shard=temp("results/embeddings/{encoder}/shard-{scatteritem}.npz"),
    log:
        "results/logs/embed/{encoder}-{scatteritem}.log",
    priority: 1  # start before `terms`: it takes all cores, and everything else waits for it
    conda:
        "../../environment.yml"
    threads: SETUP.config["embed"]["threads"]
    params:
        settings=SETUP.embed,
        model=SETUP.model_digest,
        code=CODE["embed_shard"],
    message:
        "Embedding papers with {wildcards.encoder} (part {wildcards.scatteritem})"
    script:
        "../../scripts/embed_shard.py"


rule embed:
    input:
        papers=rules.dedupe.output.papers,
        shards=gather.embed("results/embeddings/{{encoder}}/shard-{scatteritem}.npz"),
    output:
        vectors="results/embeddings/{encoder}.npz",
        report="results/embeddings/{encoder}.report.json",
    log:
        "results/logs/embed/{encoder}.log",
    localrule: True  # the cache of vectors belongs to the user who starts the run
    conda:
        "../../environment.yml"
    params:
        settings=SETUP.embed,
        model=SETUP.model_digest,
        code=CODE["embed"],
    message:
        "Collecting the vectors of all papers ({wildcards.encoder})"
    script:
        "../../scripts/embed.py"


VECTORS = rules.embed.output.vectors.format(encoder=SETUP.encoder)
EMBED_REPORT = rules.embed.output.report.format(encoder=SETUP.encoder)
