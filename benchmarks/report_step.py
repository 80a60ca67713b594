"""The step that report.py measures, in a process that imports nothing else.

Its argument is the clustering; `inputs.json` in the current folder has the paths of its inputs.
"""

import sys
from pathlib import Path

from paperthemes.cluster.settings import ClusterSettings
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import read_json
from paperthemes.report import stage
from paperthemes.report.page import Context
from paperthemes.report.provenance import installed_versions

OUTPUTS = {"html": "report.html", "changes_html": "changes.html", "digest": "digest.md"}


def main() -> None:
    """Write the pages of the clustering that the command line names."""
    clustering = sys.argv[1]
    settings = {
        "clustering": ClusterSettings(granularity=clustering).model_dump(),
        "embed": EmbedSettings().model_dump(),
    }
    context = Context(
        clustering=clustering, title="Report", settings=settings, versions=installed_versions()
    )
    stage.run(read_json(Path("inputs.json")), OUTPUTS, context)


if __name__ == "__main__":
    main()
