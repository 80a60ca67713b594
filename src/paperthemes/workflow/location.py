"""The place of the workflow: a clone of the repository, or the installed package."""

from pathlib import Path

from paperthemes.workflow.digests import PACKAGE


def workflow_folder() -> Path:
    """Return the folder with the Snakefile and the shipped `config.yaml`.

    In a clone, `bundle/` holds links to the files of the repository, so this is its root. A wheel
    has the files themselves there, so this is `bundle/` in the installed package.
    """
    return (PACKAGE / "bundle" / "Snakefile").resolve().parent
