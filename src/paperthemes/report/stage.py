"""Report step: render the pages of one clustering from its results."""

from collections.abc import Mapping
from typing import Any

from paperthemes.files import write_text
from paperthemes.report.inputs import read_results
from paperthemes.report.page import Context, report_page


def run(inputs: Mapping[str, Any], outputs: Mapping[str, str], context: Context) -> None:
    """Write the report of one clustering.

    Parameters
    ----------
    inputs
        Paths of its results by name, see `read_results`.
    outputs
        Path of the page `html`.
    context
        Title, settings and costs.

    Raises
    ------
    ValueError
        If the files do not hold the same papers.
    """
    write_text(outputs["html"], report_page(read_results(inputs), context))
