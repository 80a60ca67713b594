"""YAML that users write: its content, or an error that says what to mend."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from snakemake.common.configfile import load_configfile
from snakemake.exceptions import WorkflowError

from paperthemes.workflow.config_errors import make_error


def read_yaml(path: str | Path) -> dict[str, Any]:
    """Read a YAML file with a mapping; a file of comments and blank lines only gives {}.

    Raises
    ------
    WorkflowError
        If the file cannot be read, is no mapping, or has a key twice in one mapping. The message
        lists all repeated keys.
    """
    try:
        # The nodes of the file. Unlike the content, they still have keys that are there twice.
        document = yaml.compose(Path(path).read_text("utf-8-sig"))
        content = load_configfile(path) if document is not None else {}
    except (OSError, ValueError, yaml.YAMLError, WorkflowError) as error:
        raise WorkflowError(
            f"{path} cannot be read; nothing was run: {_describe(error, path)}"
        ) from error
    if duplicates := sorted(_find_duplicate_keys(document)):
        raise make_error(duplicates, str(path))
    return dict(content)


def parse_yaml(text: str, source: str) -> dict[str, Any]:
    """Return the mapping in a YAML text that may come from anybody; {} if it has no content.

    Unlike in a config, no expressions and no tags of Python's are evaluated.

    Parameters
    ----------
    text
        The YAML text.
    source
        Name of the file, for messages.

    Raises
    ------
    WorkflowError
        As `read_yaml`.
    """
    try:
        document = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise WorkflowError(f"{source} cannot be read: {_describe(error, source)}") from error
    if not isinstance(content, dict | None):
        raise WorkflowError(f"{source} cannot be read: it has no keys at top level")
    if duplicates := sorted(_find_duplicate_keys(document)):
        raise make_error(duplicates, source)
    return content or {}


def _describe(error: Exception, source: str | Path) -> str:
    """Return the message of an error, in which a text is called by the name of its file."""
    return str(error).replace("<unicode string>", str(source))


def _find_duplicate_keys(node: yaml.Node | None) -> Iterator[str]:
    """Yield an error each time that a mapping, or a mapping nested in it, repeats a key.

    YAML would silently use the last value of the key. Mappings in lists are not searched: no
    correct file has any. `node` is `None` for an empty file.
    """
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                line = key.start_mark.line + 1
                yield f"{name} occurs twice (again on line {line}); combine the two"
            seen.add(name)
            yield from _find_duplicate_keys(value)
