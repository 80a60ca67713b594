"""Report step: render the pages of one clustering from its results."""

from collections.abc import Mapping
from typing import Any

from paperthemes.files import write_text
from paperthemes.report.changes_page import render_changes_page
from paperthemes.report.inputs import read_clusterings, read_results
from paperthemes.report.page import Context, render_report
from paperthemes.report.siblings import describe_siblings


def run(inputs: Mapping[str, Any], outputs: Mapping[str, str], context: Context) -> None:
    """Write the report and the changes page of one clustering.

    Parameters
    ----------
    inputs
        Paths of the clustering's results by name, see `read_results` and `read_clusterings`.
    outputs
        Paths of the pages `html` and `changes_html`.
    context
        Values on the report that are not results, such as its title.

    Raises
    ------
    ValueError
        If a table does not have its columns, or if the files do not hold the same papers in the
        same order.
    """
    results = read_results(inputs)
    others = read_clusterings(inputs, context.all_clusterings, results.papers.paper_id)
    others.pop(context.clustering, None)
    siblings = describe_siblings(results.assignments, others)
    write_text(outputs["html"], render_report(results, context, siblings))
    page = render_changes_page(
        results.changes, results.topics, title=context.title, own_dumps=context.own_dumps
    )
    write_text(outputs["changes_html"], page)
