"""The command that repeats a run, as its reports show it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from snakemake.workflow import Workflow


def command_of_run(workflow: Workflow) -> list[str]:
    """Return a command that makes the same results again, as a list of words.

    It is to be run in the folder that holds `results/`. It has only the workflow and its config.
    Other options (targets, cores, accounts, keys) are left out, because they change no result, and
    because reports are shared with others.
    """
    snakefile = next(iter(workflow.included)).get_path_or_uri(secret_free=True)
    program, settings = Path(sys.argv[0]).absolute(), workflow.config_settings
    # An installation within the folder of the Snakefile, such as `.venv`, is named by its path.
    is_beside = Path(snakefile).absolute().parent in program.parents
    words = [os.path.relpath(program) if is_beside else "snakemake"]
    if "://" in snakefile:
        words += ["--snakefile", snakefile]
    elif os.path.abspath(snakefile) != os.path.abspath("Snakefile"):
        words += ["--snakefile", os.path.relpath(snakefile)]
    if settings.configfiles:
        words += ["--configfile", *(os.path.relpath(path) for path in settings.configfiles)]
    if settings.config:
        values = (f"{key}={_format_value(value)}" for key, value in settings.config.items())
        words += ["--config", *values]
    return words + ["--replace-workflow-config"] * settings.replace_workflow_config


def _format_value(value: Any) -> str:  # noqa: ANN401 - any value of a config
    """Return a value in the form that Snakemake's `--config` accepts; `None` becomes ""."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    return json.dumps(value, ensure_ascii=False)
