"""Research themes in dumps of paper listings: parse -> dedupe -> embed -> cluster -> report.

The steps, their files and how reruns work: docs/architecture.md
"""

import json
import platform
import sys
from importlib.util import find_spec
from pathlib import Path

import snakemake.persistence
from snakemake.utils import min_version

min_version("9.20")


# The package is beside this file, or installed, if this file is read from a repository in the web.
FOLDER = workflow.current_basedir
REPOSITORY = (
    f"git+https://{FOLDER.host}/{FOLDER.repo}@{FOLDER.ref}" if hasattr(FOLDER, "repo") else ""
)
sys.path.insert(0, FOLDER.join("src").get_path_or_uri(secret_free=True))
if not find_spec("paperthemes"):
    sys.exit(
        "paperthemes must be installed beside Snakemake: "
        f"{sys.executable} -m pip install {REPOSITORY or 'paperthemes'}"
    )

from paperthemes.figures.settings import list_figure_files
from paperthemes.preloaded import start_server
from paperthemes.report.settings import list_feed
from paperthemes.text.plurals import count_of
from paperthemes.workflow.config_layers import merge_local_config
from paperthemes.workflow.digests import code_digest, digest
from paperthemes.workflow.dumps import dump_warnings
from paperthemes.workflow.history_state import (
    check_latest_runs,
    describe_old_results,
    is_run_lost,
)
from paperthemes.workflow.installation import check_installation
from paperthemes.workflow.provenance import command_of_run
from paperthemes.workflow.run_lock import lock_run
from paperthemes.workflow.run_setup import RunSetup
from paperthemes.workflow.shell_word import ShellWord
from paperthemes.workflow.slurm import check_threads
from paperthemes.workflow.snapshot import (
    take_snapshot,
    write_requested_snapshot,
    write_snapshot,
)
from paperthemes.workflow.sweep_setup import SweepSetup
from paperthemes.workflow.yaml_file import read_yaml

# The defaults are beside this file, wherever it is run; `config.local.yaml` of the working folder and
# `--configfile` are merged over them.
DEFAULTS = FOLDER.join("config.yaml").get_path_or_uri(secret_free=True)
if Path(DEFAULTS).is_file():
    read_yaml(DEFAULTS)  # its errors name the line; those of Snakemake do not


configfile: DEFAULTS


SCRIPTS = (
    *("parse", "dedupe", "embed_shard", "embed", "neighbours", "terms", "cluster"),
    *("cluster_assign", "identify", "describe", "changes", "export", "figures"),
    *("suggest", "report", "sweep_neighbours", "sweep_point", "sweep", "overview"),
)
check_installation(workflow, FOLDER, REPOSITORY)
# Snakemake puts the path of Python into the commands of scripts as it is, with its spaces and quotes.
sys.executable = ShellWord(sys.executable)
# To see which params are tables (none is), Snakemake would import pandas: a fifth of the time to plan a run.
for store in vars(snakemake.persistence).values():
    if hasattr(store, "_serialize_param_pandas"):
        store._serialize_param_pandas = store._serialize_param_builtin
LAYERS = merge_local_config(config, workflow)
SETUP = RunSetup.from_config(config, LAYERS)
SWEEPS = SweepSetup.from_setup(SETUP)
CODE = {name: code_digest(Path(workflow.source_path(f"scripts/{name}.py"))) for name in SCRIPTS}
FIGURES = list_figure_files(SETUP.config["figures"] or ())
config.update(SETUP.config)
write_requested_snapshot(take_snapshot(SETUP, CODE))
if workflow.is_main_process:
    check_latest_runs(SETUP.clusterings, SETUP.history)
    for line in (*LAYERS.describe(), *describe_old_results()):
        logger.info(line)


report: "workflow/report/workflow.rst"


wildcard_constraints:
    encoder=SETUP.encoder,
    key="|".join([*SETUP.neighbours, *SWEEPS.neighbours]),
    point=".*~[^~]*",
    clustering="|".join(SETUP.clusterings),


include: "workflow/rules/parse.smk"
include: "workflow/rules/dedupe.smk"
include: "workflow/rules/embed.smk"
include: "workflow/rules/neighbours.smk"
include: "workflow/rules/terms.smk"
include: "workflow/rules/cluster.smk"
include: "workflow/rules/identify.smk"
include: "workflow/rules/describe.smk"
include: "workflow/rules/changes.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/suggest.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/sweep.smk"
include: "workflow/rules/overview.smk"


rule all:
    input:
        expand(PARSE_REPORT, dump=SETUP.dumps),
        rules.dedupe.output,
        collect(rules.embed.output, encoder=SETUP.encoder),
        collect(rules.neighbours.output, key=SETUP.neighbours),
        rules.terms.output,
        collect(CLUSTERS, clustering=SETUP.clusterings),
        collect(rules.identify.output, clustering=SETUP.clusterings),
        collect(rules.describe.output, clustering=SETUP.clusterings),
        collect(rules.changes.output, clustering=SETUP.clusterings),
        collect(rules.export.output, clustering=SETUP.clusterings),
        expand(FIGURES.values(), clustering=SETUP.clusterings),
        rules.suggest.output,
        collect(rules.report.output, clustering=SETUP.clusterings),
        rules.sweep.output if SWEEPS.sweeps else [],
        rules.overview.output,
    localrule: True


# `make` recognises by it a lock whose run is dead; reports show the command.
onstart:
    lock_run()
    # Only where jobs run: on this computer, in this environment.
    if not (workflow.non_local_exec or workflow.deployment_settings.deployment_method):
        rules_to_run = [job.rule.name for job in workflow.dag.needrun_jobs()]
        is_numeric = not {"neighbours", "sweep_neighbours", "sweep_point"}.isdisjoint(
            rules_to_run
        )
        if len(rules_to_run) > 3:  # fewer have ended before a server has imported anything
            start_server(numeric=is_numeric and not SETUP.is_assigning)
        # The limit of jobs per second makes a run wait for a second at its end.
        workflow.scheduler.job_rate_limiter = None
    if workflow.executor_plugin.name == "slurm":
        check_threads(workflow.dag.needrun_jobs())
    Path(".snakemake/run.json").write_text(
        json.dumps({"host": platform.node(), "command": command_of_run(workflow)})
    )


onsuccess:
    write_snapshot(take_snapshot(SETUP, CODE))
    for line in dump_warnings(expand(PARSE_REPORT, dump=SETUP.dumps)):
        print(f"WARNING: {line}", file=sys.stderr)
