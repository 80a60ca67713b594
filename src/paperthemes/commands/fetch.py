"""`paperthemes fetch`: get new dumps from services that publish listings of papers."""

import argparse
import glob
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

from pydantic import TypeAdapter
from snakemake.exceptions import WorkflowError
from tqdm import tqdm

from paperthemes.commands.options import add_config_option
from paperthemes.errors import UserError
from paperthemes.fetch.client import CONTACT_VARIABLE, Client
from paperthemes.fetch.download import Download, check_source, download_span, plan_spans
from paperthemes.fetch.source import Source
from paperthemes.fetch.sources import SOURCES, AnySource
from paperthemes.fetch.spans import Span
from paperthemes.openai_service import is_local
from paperthemes.text.plurals import count_of
from paperthemes.workflow.config import read_config
from paperthemes.workflow.config_errors import strip_optional, unwrap, validate
from paperthemes.workflow.config_layers import read_layers
from paperthemes.workflow.dumps import find_dumps

DEFAULT_FOLDER = Path("data/dumps")
_DESCRIPTION = """\
Ask services that publish listings of papers for what is new, and write their answers, as they are,
into the folder of dumps. Then `paperthemes run` reads them. Nothing is sent but the request.
"""
_EPILOG = """\
what is asked for
  Without --since: what appeared since the newest file of this source and query; if there is none,
  in the last week. The names of the files say what is there: hf-daily-2026-W47.json. Today is not
  asked for, because it is not over.
  Stopped or killed, run the same command again: it goes on where it was.

environment
{variables}

examples
  paperthemes fetch                                     all `sources` of the config
  paperthemes fetch hf-daily --since 2026-10            October, and November up to yesterday
  paperthemes fetch hf-daily --by week --since 2026-W45
  paperthemes fetch --self-check                        do the services still answer as expected?

More: docs/fetch.md
"""


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `fetch`, with a subcommand for each source, to the subcommands of `paperthemes`."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--dry-run", action="store_true", help="list the requests; ask nothing")
    check_help = "ask for one paper, write nothing, and say whether the answer is as documented"
    shared.add_argument("--self-check", action="store_true", help=check_help)
    folder_help = f"folder of the new files (default: that of `dumps`, or {DEFAULT_FOLDER})"
    shared.add_argument("--into", type=Path, metavar="DIR", help=folder_help)
    parser = commands.add_parser(
        "fetch",
        parents=[shared],
        help="get new dumps from Hugging Face and others",
        description=_DESCRIPTION,
        epilog=_EPILOG.format(variables="\n".join(_list_variables())),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_config_option(parser, "default: none")
    parser.set_defaults(start=start, model=None)
    sources = parser.add_subparsers(
        title="sources",
        metavar="SOURCE",
        description="paperthemes fetch SOURCE --help: its options",
    )
    for model in SOURCES:
        add_source(sources, model, shared)


def add_source(
    sources: "argparse._SubParsersAction[Any]",
    model: type[Source],
    shared: argparse.ArgumentParser,
) -> None:
    """Add a source to the subcommands of `fetch`; its options are the fields of its model."""
    name = model.model_fields["source"].default
    parser = sources.add_parser(
        name,
        parents=[shared],
        argument_default=argparse.SUPPRESS,
        help=model.summary,
        description=f"Get {model.summary}.",
    )
    for field_name, field in model.model_fields.items():
        if field_name == "source":
            continue
        inner = unwrap(strip_optional(unwrap(field.annotation)[0])[0])[0]
        parser.add_argument(
            f"--{field_name.replace('_', '-')}",
            dest=field_name,
            type=int if inner is int else str,
            choices=get_args(inner) or None,
            metavar=None if get_args(inner) else field_name.rpartition("_")[2].upper(),
            required=field.is_required(),
            help=" ".join((field.description or "").split()).replace("%", "%%"),
        )
    parser.set_defaults(model=model)


def start(arguments: argparse.Namespace) -> int:
    """Ask the sources, show what comes, and return the exit status: 1 if one of them failed.

    Raises
    ------
    UserError
        If the config or the options have mistakes, or the network is switched off.
    """
    try:
        config, _ = read_config(*read_layers(arguments.configfiles))
        sources = _choose_sources(arguments, config)
    except WorkflowError as error:
        raise UserError(str(error)) from error
    dumps = config["dumps"]
    folder: Path = getattr(arguments, "into", None) or _find_folder(dumps)
    if hasattr(arguments, "dry_run"):
        return _list_requests(sources, folder, arguments)
    if config["offline"] and (distant := [each for each in sources if not is_local(each.address)]):
        raise UserError(
            f"{distant[0].source}: the network is switched off (offline: true in the config)"
        )
    with Client(notify=_write_error) as client:
        if hasattr(arguments, "self_check"):
            return _check_sources(sources, client)
        return _fetch_all(sources, folder, client, dumps, is_continuing=_continues(arguments))


def _choose_sources(arguments: argparse.Namespace, config: Mapping[str, Any]) -> Sequence[Source]:
    """Return the source that the options describe; otherwise those of the config.

    Without a source in the options, `--self-check` is about all sources that there are.
    """
    model: type[Source] | None = arguments.model
    if model is not None:
        given = {name: getattr(arguments, name) for name in model.model_fields if name in arguments}
        if hasattr(arguments, "self_check"):
            given = {**model.example, **given}
        return [validate(model, given, f"paperthemes fetch {model.model_fields['source'].default}")]
    if hasattr(arguments, "self_check"):
        return [each.model_validate(each.example) for each in SOURCES]
    if not config["sources"]:
        raise UserError(
            "there are no `sources` in the config; list some (docs/fetch.md), or name a source: "
            "paperthemes fetch --help"
        )
    return TypeAdapter(list[AnySource]).validate_python(config["sources"])


def _continues(arguments: argparse.Namespace) -> bool:
    """Return whether to go on after the newest file: unless the options give the first day."""
    return arguments.model is None or "since" not in arguments


def _list_requests(sources: Sequence[Source], folder: Path, arguments: argparse.Namespace) -> int:
    """Print the first request for each span."""
    for source in sources:
        for span in plan_spans(source, folder, _today(), is_continuing=_continues(arguments)):
            request = source.begin(span)
            parameters = urlencode(request.parameters)
            address = request.address + (f"?{parameters}" if parameters else "")
            is_there = (folder / source.name_file(request)).exists()
            state = "there; its next page, if there is one" if is_there else "new"
            _write(f"{folder / source.name_file(request)}  ({state})\n  {address}")
    return 0


def _check_sources(sources: Sequence[Source], client: Client) -> int:
    """Print for each source whether its answer is as documented."""
    status = 0
    for source in sources:
        try:
            papers = check_source(source, _today(), client)
            _write(f"{source.source}: the answer is as documented ({count_of(papers, 'paper')})")
        except UserError as error:
            _write(str(error))
            status = 1
    return status


def _fetch_all(
    sources: Sequence[Source],
    folder: Path,
    client: Client,
    dumps: Sequence[Mapping[str, Any]],
    *,
    is_continuing: bool,
) -> int:
    """Fetch all sources, and print each new file and, at the end, how many there are.

    If a source fails, the others are fetched all the same.
    """
    new_paths: list[Path] = []
    papers, status = 0, 0
    for source in sources:
        try:
            for download in _show_progress(
                source,
                folder,
                client,
                plan_spans(source, folder, _today(), is_continuing=is_continuing),
            ):
                if download.path is not None:
                    new_paths.append(download.path)
                    papers += download.papers
        except UserError as error:
            _write_error(f"paperthemes: {error}")
            status = 1
    if not new_paths:
        _write("Nothing new.")
        return status
    _write(f"{count_of(len(new_paths), 'new file')}, {count_of(papers, 'paper')}, in {folder}")
    if unread := _find_unread(new_paths, dumps):
        _write_error(f"WARNING: `dumps` in the config does not match {unread[0]}; add {folder}/*")
    else:
        _write("To read them: paperthemes run")
    return status


def _show_progress(
    source: Source, folder: Path, client: Client, spans: Sequence[Span]
) -> Iterator[Download]:
    """Download spans until the limit is reached; print the new files, below them a bar."""
    papers = 0
    with tqdm(spans, desc=source.source, unit=source.period, leave=False, disable=None) as bar:
        for span in bar:
            for download in download_span(source, span, folder, client):
                if download.path is not None:
                    papers += download.papers
                    with bar.external_write_mode(file=sys.stdout):
                        _write(f"{download.path}: {count_of(download.papers, 'paper')}")
                yield download
                if source.limit is not None and papers >= source.limit:
                    return


def _find_folder(dumps: Sequence[Mapping[str, Any]]) -> Path:
    """Return the first folder of which the config reads all files, as in `data/dumps/*`."""
    for pattern in (Path(entry["path"]) for entry in dumps):
        if pattern.name == "*" and glob.escape(str(pattern.parent)) == str(pattern.parent):
            return pattern.parent.expanduser()
    return DEFAULT_FOLDER


def _find_unread(paths: Sequence[Path], dumps: Sequence[Mapping[str, Any]]) -> list[Path]:
    """Return the files that no entry of `dumps` in the config matches."""
    try:
        read = {Path(path).resolve() for path in find_dumps(dumps).paths.values()}
    except WorkflowError:  # no file matches
        read = set()
    return [path for path in paths if path.resolve() not in read]


def _list_variables() -> Iterator[str]:
    """Yield a line for each environment variable that is read."""
    keys = {model.key.variable: model for model in SOURCES if model.key}
    texts = {
        variable: f"key for {model.model_fields['source'].default}, from {model.key.address}"
        for variable, model in keys.items()
        if model.key
    }
    texts[CONTACT_VARIABLE] = "your mail address, which services like to know"
    texts["HTTPS_PROXY"] = "proxy to use"
    return (f"  {variable:<24} {text}" for variable, text in texts.items())


def _today() -> date:
    """Return the present day in UTC, which the services go by."""
    return datetime.now(UTC).date()


def _write(line: str) -> None:
    """Write a line to standard output at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _write_error(line: str) -> None:
    """Write a line to standard error."""
    tqdm.write(line, file=sys.stderr)
