"""The stage itself: the results of one clustering in, its report out."""

from pathlib import Path

from paperthemes.files import write_text
from paperthemes.report.inputs import Sources, read_results
from paperthemes.report.page import Context, report_page


def run(sources: Sources, html_path: str | Path, context: Context) -> None:
    """Read the results of one clustering and write its report.

    Raises
    ------
    ValueError
        If they are not all of the same papers.
    """
    write_text(html_path, report_page(read_results(sources), context))
