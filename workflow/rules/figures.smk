"""The map of one clustering -> figures for slides and papers."""

if FIGURES:

    rule figures:
        input:
            map=rules.identify.output.map,
            assignments=rules.describe.output.assignments,
            topics=rules.describe.output.topics,
            changes=rules.changes.output.json,
        output:
            **FIGURES,
        log:
            "results/logs/figures/{clustering}.log",
        localrule: True  # on a compute cluster, submitting it would take longer
        conda:
            "../../environment.yml"
        params:
            title=SETUP.page_settings["title"],
            code=CODE["figures"],
        message:
            "Drawing the map: {wildcards.clustering}"
        script:
            "../../scripts/figures.py"
