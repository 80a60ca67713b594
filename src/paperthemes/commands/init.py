"""`paperthemes init`: make a folder for a corpus, with a config and a place for its dumps."""

import argparse
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paperthemes.errors import UserError
from paperthemes.workflow.config_layers import CONFIG
from paperthemes.workflow.location import workflow_folder

_TEMPLATE = Path(__file__).with_name("config.yaml")
_DUMPS = "data/dumps"  # as in the template


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `init` and its options to the subcommands of `paperthemes`."""
    help_text = f"make a folder for a corpus of your own: {CONFIG} and {_DUMPS}/"
    parser = commands.add_parser("init", help=help_text)
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder; it need not exist")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Write a config and make the folder of dumps; yield lines on what to do next.

    Raises
    ------
    UserError
        If the folder has a config already, or the files cannot be written.
    """
    folder: Path = arguments.folder
    config = folder / CONFIG
    content = _TEMPLATE.read_text("utf-8").replace("{folder}", str(workflow_folder()))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with config.open("x", encoding="utf-8") as file:
            file.write(content)
        (folder / _DUMPS).mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise UserError(f"{error.filename} exists already; nothing was changed") from error
    except OSError as error:
        raise UserError(f"{folder} cannot be made: {error}") from error
    yield f"Made {config}, with your settings, and {folder / _DUMPS}, for your dumps."
    yield "Put your dumps there, and then run:"
    yield f"  cd {shlex.quote(str(folder))}"
    yield f"  {_name_program()} run"


def _name_program() -> str:
    """Return `paperthemes`, or its path if the shell does not find that of this installation."""
    program = Path(sys.executable).with_name("paperthemes")
    found = shutil.which("paperthemes")
    if not program.exists() or (found is not None and program.samefile(found)):
        return "paperthemes"
    return shlex.quote(str(program))
