"""`paperthemes fetch`: get new dumps from services that publish listings of papers."""

import argparse
import glob
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter
from snakemake.exceptions import WorkflowError

from paperthemes.commands.options import add_config_option
from paperthemes.errors import UserError
from paperthemes.fetch.source import CONTACT_VARIABLE, Source
from paperthemes.fetch.sources import SOURCES, AnySource
from paperthemes.openai_service import is_local
from paperthemes.workflow.config_errors import strip_optional, unwrap, validate
from paperthemes.workflow.config_layers import read_layers

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
    add_config_option(shared, "default: none")
    parser = commands.add_parser(
        "fetch",
        usage="paperthemes fetch [SOURCE] [OPTION ...]",
        parents=[shared],
        help="get new dumps from Hugging Face and others",
        description=_DESCRIPTION,
        epilog=_EPILOG.format(variables="\n".join(_list_variables())),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(start=start, model=None)
    sources = parser.add_subparsers(
        title="sources",
        metavar="SOURCE",
        prog="paperthemes fetch",
        description="Options of a source: paperthemes fetch SOURCE --help",
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
    # Lazy: all this takes a third of a second, and the other commands do not need it.
    from paperthemes.fetch import console
    from paperthemes.fetch.client import Client
    from paperthemes.workflow.config import read_config

    try:
        config, _ = read_config(*read_layers(arguments.configfiles))
        sources = _choose_sources(arguments, config)
    except WorkflowError as error:
        raise UserError(str(error)) from error
    folder: Path = getattr(arguments, "into", None) or _find_folder(config["dumps"])
    # An explicit first day means just that; otherwise go on after the newest file.
    is_continuing = arguments.model is None or "since" not in arguments
    if hasattr(arguments, "dry_run"):
        return console.list_requests(sources, folder, is_continuing=is_continuing)
    if config["offline"] and (distant := [each for each in sources if not is_local(each.address)]):
        raise UserError(
            f"{distant[0].source}: the network is switched off (offline: true in the config)"
        )
    with Client(notify=console.write_error) as client:
        if hasattr(arguments, "self_check"):
            return console.check_sources(sources, client)
        paths, status = console.fetch_sources(sources, folder, client, is_continuing=is_continuing)
    if paths and (unread := _find_unread(paths, config["dumps"])):
        console.write_error(f"WARNING: `dumps` does not match {unread[0]}; add {folder}/* to it")
    elif paths:
        console.write("To read them: paperthemes run")
    return status


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


def _find_folder(dumps: Sequence[Mapping[str, Any]]) -> Path:
    """Return the first folder of which the config reads all files, as in `data/dumps/*`."""
    for pattern in (Path(entry["path"]) for entry in dumps):
        if pattern.name == "*" and glob.escape(str(pattern.parent)) == str(pattern.parent):
            return pattern.parent.expanduser()
    return DEFAULT_FOLDER


def _find_unread(paths: Sequence[Path], dumps: Sequence[Mapping[str, Any]]) -> list[Path]:
    """Return the files that no entry of `dumps` in the config matches."""
    from paperthemes.workflow.dumps import find_dumps

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
