"""Download of new dumps: which spans are missing, page after page, each file whole or absent."""

import filecmp
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from paperthemes.errors import UserError
from paperthemes.fetch.client import Client, RefusedError
from paperthemes.fetch.source import AnswerError, Page, Request, Source
from paperthemes.fetch.spans import DAY, Span, divide_span, enclosing_span, parse_span
from paperthemes.files import atomic_write

DEFAULT_DAYS = 7  # if there is neither a file nor a first day


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """An answer: its request, and the number of its papers.

    Attributes
    ----------
    path
        The new dump; `None` if the file was there already or no paper came.
    """

    request: Request
    path: Path | None
    papers: int


def plan_spans(source: Source, folder: Path, today: date, *, is_continuing: bool) -> list[Span]:
    """Return the spans to ask a source for, in order.

    Parameters
    ----------
    source
        The source with its settings.
    folder
        Folder of the dumps.
    today
        The present day. By default, spans end the day before, because a day that is not over would
        have to be asked for again.
    is_continuing
        Go on after the newest file; its own span comes first, because it may lack pages. Otherwise,
        and if there is no file, the spans are those of the settings.
    """
    if not source.is_dated:
        return [Span(today, today)]
    last = parse_span(source.until).last if source.until else today - DAY
    first = parse_span(source.since).first if source.since else last - (DEFAULT_DAYS - 1) * DAY
    kept = source.find_spans(folder) if is_continuing else []
    newest = max(kept, key=lambda span: span.last, default=None)
    if newest is not None:
        if newest.last >= last:
            return [newest]
        overlapping = newest.last + (1 - source.overlap) * DAY
        first = max(overlapping, first) if source.since else overlapping
    new = divide_span(Span(first, last), source.period, only_whole=source.only_whole)
    return [*dict.fromkeys([*([newest] if newest else []), *new])]


def download_span(source: Source, span: Span, folder: Path, client: Client) -> Iterator[Download]:
    """Ask for all pages of a span that are not in the folder, and yield each page.

    If a page after one that was there already is refused, the mark of the next page in that file
    has expired, and all pages are asked for again.

    Raises
    ------
    UserError
        If the source cannot be asked, or if an answer is not what it should be; nothing is left of
        this answer. The message names the source.
    """
    with _name_source(source):
        try:
            yield from _download_pages(source, span, folder, client)
        except _ExpiredError:
            yield from _download_pages(source, span, folder, client, uses_kept=False)


def check_source(source: Source, today: date, client: Client) -> int:
    """Ask a source for one paper, if it allows that, and return how many came.

    Raises
    ------
    UserError
        As `download_span`.
    """
    wednesday = today - (today.weekday() + 12) * DAY  # one day with papers in every service
    request = source.begin(enclosing_span(wednesday, source.period))
    if source.size_parameter:
        size = {source.size_parameter: 1}
        request = replace(request, parameters={**request.parameters, **size})
    with TemporaryDirectory() as folder, _name_source(source):
        path = Path(folder) / source.name_file(request)
        page = _download_page(source, request, path, client)
        while not request.page and page.next is not None:
            request = page.next
            page = _download_page(source, request, path, client)
    return page.papers


@contextmanager
def _name_source(source: Source) -> Iterator[None]:
    """Add the name of the source to messages about errors in the block."""
    try:
        yield
    except AnswerError as error:
        raise UserError(f"{source.source}: the answer is {error}; nothing was written") from error
    except UserError as error:
        raise UserError(f"{source.source}: {error}") from error


class _ExpiredError(Exception):
    """Raised when a page after a kept one is refused."""


class _EmptyError(Exception):
    """Raised when an answer is no dump."""


def _download_pages(
    source: Source, span: Span, folder: Path, client: Client, *, uses_kept: bool = True
) -> Iterator[Download]:
    """Yield the pages of a span; with `uses_kept`, those in the folder are not asked for again."""
    request: Request | None = source.begin(span)
    follows_kept = False
    previous = None if source.is_dated else source.find_newest(folder)
    while request is not None:
        path = folder / source.name_file(request)
        is_there = bool(request.page) and path.exists()
        if uses_kept and is_there:
            page = _read_kept(source, request, path)
            follows_kept = True
            yield Download(request=request, path=None, papers=page.papers)
        else:
            try:
                page = _download_page(source, request, path, client, previous)
            except (AnswerError, RefusedError) as error:
                if follows_kept:
                    raise _ExpiredError from error
                raise
            is_new = bool(request.page and page.papers) and not is_there
            yield Download(
                request=request, path=path if is_new else None, papers=is_new * page.papers
            )
        request, previous = page.next, path


def _read_kept(source: Source, request: Request, path: Path) -> Page:
    """Return what a file holds that was there already."""
    try:
        return source.read(request, path)
    except AnswerError as error:
        raise UserError(
            f"{path} is no answer of this source ({error}); rename it or move it away"
        ) from error


def _download_page(
    source: Source, request: Request, path: Path, client: Client, previous: Path | None = None
) -> Page:
    """Ask for a page, and write it to a file if there are papers in it.

    `previous` is the page before; for a source that does not know days, the file of the last time.
    If the answer equals the latter, the page has no papers. If it equals the former, the service
    would answer for ever, and `AnswerError` is raised.
    """
    with suppress(_EmptyError), atomic_write(path) as partial:
        last_time = previous.stat().st_mtime if previous and not source.is_dated else None
        page = client.fetch_page(source, request, partial, last_time)
        is_known = page.papers and previous and previous.exists()
        if previous and is_known and filecmp.cmp(previous, partial, shallow=False):
            if source.is_dated:
                raise AnswerError("the page before once more")
            page = Page(papers=0)
        if not (request.page and page.papers):
            raise _EmptyError  # so that no file is left
    return page
