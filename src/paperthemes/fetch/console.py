"""Output of `paperthemes fetch`: new files as they come, a progress bar, and errors."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

from tqdm import tqdm

from paperthemes.errors import UserError
from paperthemes.fetch.client import Client
from paperthemes.fetch.download import Download, check_source, download_span, plan_spans
from paperthemes.fetch.source import Source
from paperthemes.text.plurals import count_of


def fetch_sources(
    sources: Sequence[Source], folder: Path, client: Client, *, is_continuing: bool
) -> tuple[list[Path], int]:
    """Fetch all sources, and print each new file and, at the end, how many there are.

    If a source fails, its error is printed, and the others are fetched all the same.

    Returns
    -------
    paths : list[Path]
        The new files.
    status : int
        1 if a source failed, otherwise 0.
    """
    paths: list[Path] = []
    papers, status = 0, 0
    for source in sources:
        try:
            for download in _download(source, folder, client, is_continuing=is_continuing):
                if download.path is not None:
                    paths.append(download.path)
                    papers += download.papers
        except UserError as error:
            write_error(f"paperthemes: {error}")
            status = 1
    if paths:
        write(f"{count_of(len(paths), 'new file')} with {count_of(papers, 'paper')} in {folder}")
    else:
        write("Nothing new.")
    return paths, status


def list_requests(sources: Sequence[Source], folder: Path, *, is_continuing: bool) -> int:
    """Print the file and the first request of each span, and return 0."""
    for source in sources:
        for span in plan_spans(source, folder, _today(), is_continuing=is_continuing):
            request = source.begin(span)
            parameters = urlencode(request.parameters)
            path = folder / source.name_file(request)
            state = "is there; asked for is what may follow it" if path.exists() else "is new"
            write(f"{path} {state}")
            write(f"  {request.address}" + (f"?{parameters}" if parameters else ""))
    return 0


def check_sources(sources: Sequence[Source], client: Client) -> int:
    """Print for each source whether its answer is as documented; return 1 if one is not."""
    status = 0
    for source in sources:
        try:
            papers = check_source(source, _today(), client)
            write(f"{source.source}: the answer is as documented ({count_of(papers, 'paper')})")
        except UserError as error:
            write(str(error))
            status = 1
    return status


def write(line: str) -> None:
    """Write a line to standard output, above the bar."""
    tqdm.write(line, file=sys.stdout)
    sys.stdout.flush()


def write_error(line: str) -> None:
    """Write a line to standard error, above the bar."""
    tqdm.write(line, file=sys.stderr)


def _download(
    source: Source, folder: Path, client: Client, *, is_continuing: bool
) -> Iterator[Download]:
    """Download what is missing of a source, until its limit is reached; print the new files."""
    papers = 0
    spans = plan_spans(source, folder, _today(), is_continuing=is_continuing)
    with tqdm(
        spans, desc=source.source, unit=f" {source.period}", leave=False, disable=None
    ) as bar:
        for span in bar:
            for download in download_span(source, span, folder, client):
                if download.path is not None:
                    papers += download.papers
                    write(f"{download.path}: {count_of(download.papers, 'paper')}")
                yield download
                if source.limit is not None and papers >= source.limit:
                    return


def _today() -> date:
    """Return the present day in UTC, which the services go by."""
    return datetime.now(UTC).date()
