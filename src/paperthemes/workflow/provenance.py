"""The command that repeats a run, as its reports show it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from snakemake.workflow import Workflow


def command_of_run(workflow: Workflow) -> list[str]:
    """Return a command that makes the same results again, as a list of words.

    The command is to be run in the working directory, which holds `results/` and, if there is one,
    `config.local.yaml`. It names only the Snakefile and the config. Other options (targets, cores,
    accounts, keys) are left out: they change no result, and some are private, while reports are
    shared with others.
    """
    # The first included file is the Snakefile of the run: a path or a web address.
    snakefile = next(iter(workflow.included)).get_path_or_uri(secret_free=True)
    program, settings = Path(sys.argv[0]).absolute(), workflow.config_settings
    # A Snakemake that is installed in the Snakefile's folder, as in `.venv`, is named by its path.
    is_in_project = Path(snakefile).absolute().parent in program.parents
    words = [os.path.relpath(program) if is_in_project else "snakemake"]
    # Snakemake needs no option for the file `Snakefile` in the working directory.
    if "://" in snakefile:
        words += ["--snakefile", snakefile]
    elif os.path.abspath(snakefile) != os.path.abspath("Snakefile"):
        words += ["--snakefile", os.path.relpath(snakefile)]
    if settings.configfiles:
        words += ["--configfile", *(os.path.relpath(path) for path in settings.configfiles)]
    if settings.config:
        values = (f"{key}={_format_value(value)}" for key, value in settings.config.items())
        words += ["--config", *values]
    return [*words, "--replace-workflow-config"] if settings.replace_workflow_config else words


def _format_value(value: Any) -> str:  # noqa: ANN401 - any value of a config
    """Return a value of a config in the form that Snakemake's option `--config` reads.

    `None` becomes "", and booleans become `True` and `False`. Other values become JSON.
    """
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    return json.dumps(value, ensure_ascii=False)
