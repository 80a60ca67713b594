"""Report step: render the pages of one clustering from its results."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paperthemes.files import write_text
from paperthemes.report.changes_page import render_changes_page
from paperthemes.report.changes_summary import summarise
from paperthemes.report.digest import format_digest
from paperthemes.report.feed import format_feed
from paperthemes.report.inputs import read_results, read_siblings
from paperthemes.report.new_papers import list_new_papers
from paperthemes.report.page import Context, render_report
from paperthemes.report.settings import FEED
from paperthemes.report.siblings import describe_siblings


def run(inputs: Mapping[str, Any], outputs: Mapping[str, str], context: Context) -> None:
    """Write the report, the changes page, the digest and the feed of one clustering.

    Parameters
    ----------
    inputs
        Paths of the clustering's results by name, see `read_results` and `read_siblings`.
    outputs
        Paths of the pages `html` and `changes_html`, and of the digest. If the path `feed` is
        missing, a feed beside the digest is removed, because it would grow old.
    context
        Values on the report that are not results, such as its title.

    Raises
    ------
    ValueError
        If a table does not have its columns, or if the files do not hold the same papers in the
        same order.
    """
    results = read_results(inputs)
    others = read_siblings(
        inputs, context.all_clusterings, context.clustering, results.papers.paper_id
    )
    siblings = describe_siblings(results.assignments, others)
    write_text(outputs["html"], render_report(results, context, siblings))
    summary = summarise(results.changes, results.papers, results.dumps)
    page = render_changes_page(
        results.changes,
        results.papers,
        results.topics,
        title=context.title,
        summary=summary,
        own_dumps=context.own_dumps,
    )
    write_text(outputs["changes_html"], page)
    new_papers = list_new_papers(results.changes, results.papers)
    digest = format_digest(results.changes, results.topics, new_papers, summary, context.title)
    write_text(outputs["digest"], digest)
    if "feed" in outputs:
        write_text(outputs["feed"], format_feed(results.changes, new_papers, context.title))
    else:
        Path(outputs["digest"]).with_name(FEED).unlink(missing_ok=True)
