"""Python imports this at the start of each job of a workflow in the tests: it lists the modules."""

import atexit
import sys
from pathlib import Path


def _list_modules() -> None:
    """Write the names of all imported modules to `.snakemake/modules/{step}`."""
    script = Path(sys.argv[0])
    if script.parent.name == "scripts" and script.parent.parent.name == ".snakemake":
        path = Path(".snakemake/modules") / script.name.split(".")[-2]
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(sys.modules))


atexit.register(_list_modules)
