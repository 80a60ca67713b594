"""Research themes in dumps of paper listings: parse -> dedupe -> embed -> cluster -> identify -> describe -> report."""

from snakemake.utils import min_version

min_version("9.20")


# The defaults stand beside this file, wherever it is run; `--configfile` is merged over them.
configfile: workflow.current_basedir.join("config.yaml").get_path_or_uri(secret_free=True)


report: "workflow/report/workflow.rst"


include: "workflow/rules/config.smk"
include: "workflow/rules/common.smk"
include: "workflow/rules/dumps.smk"
include: "workflow/rules/parse.smk"
include: "workflow/rules/dedupe.smk"
include: "workflow/rules/embed.smk"
include: "workflow/rules/cluster.smk"
include: "workflow/rules/curation.smk"
include: "workflow/rules/history.smk"
include: "workflow/rules/identify.smk"
include: "workflow/rules/assign.smk"
include: "workflow/rules/describe.smk"
include: "workflow/rules/record.smk"
include: "workflow/rules/changes.smk"
include: "workflow/rules/report.smk"


rule all:
    input:
        collect(rules.parse.output, dump=DUMPS),
        rules.dedupe.output,
        collect(rules.embed.output, encoder=config["embed"]["encoder"]),
        collect(rules.neighbours.output, key=NEIGHBOURS),
        collect(rules.cluster.output, clustering=CLUSTERINGS),
        rules.vocabulary.output,
        collect(rules.identify.output, clustering=CLUSTERINGS),
        collect(rules.describe.output, clustering=CLUSTERINGS),
        collect(rules.record.output, clustering=CLUSTERINGS),
        collect(rules.changes.output, clustering=CLUSTERINGS),
        collect(rules.report.output, clustering=CLUSTERINGS),
        rules.compare.output,
        rules.index.output,
    localrule: True


# So that `make` can tell a lock whose holder is dead from one held on another computer, and reports
# can say how they were made.
onstart:
    Path(".snakemake/run.json").write_text(
        json.dumps({"host": platform.node(), "command": command_of_run()})
    )


onsuccess:
    for line in dump_warnings():
        print(f"WARNING: {line}", file=sys.stderr)
