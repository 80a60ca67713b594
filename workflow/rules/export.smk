"""The tables of one clustering -> its papers as files for spreadsheets and other programs."""


rule export:
    input:
        papers=rules.dedupe.output.papers,
        vectors=VECTORS,
        terms=rules.terms.output.terms,
        assignments=rules.describe.output.assignments,
        topics=rules.describe.output.topics,
        themes=rules.describe.output.themes,
        changes=rules.changes.output.json,
    output:
        **SETUP.export_files,
    log:
        "results/logs/export/{clustering}.log",
    localrule: True  # on a compute cluster, submitting it would take longer
    conda:
        "../../environment.yml"
    params:
        title=SETUP.page_settings["title"] if "markdown" in SETUP.export_files else "",
        formats=list(SETUP.export_files),  # a rerun removes the files of others
        code=CODE["export"],
    message:
        "Exporting the papers with their topics: {wildcards.clustering}"
    script:
        "../../scripts/export.py"
