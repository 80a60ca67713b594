"""YAML that users write: its content, or an error that says what to mend.

All settings and edits of users are read here. They may come from anybody: only plain values are
made, no objects, and no expression is evaluated.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from snakemake.exceptions import WorkflowError

from paperthemes.workflow.config_errors import make_error

MAX_BYTES = 1_000_000  # 20,000 pinned papers, which take some ten seconds to read
MAX_DEPTH = 30  # of nested lists and mappings; no setting is deeper than 6
MAX_VALUES = 100_000  # keys count, too
MAX_INT = 2**63 - 1  # larger numbers fit into no table
_TAG = "tag:yaml.org,2002:"
# Types of plain values, and what messages call those that a text may not fit.
_KINDS = {
    **{"bool": "true or false", "int": "whole number", "float": "number", "timestamp": "date"},
    **{"null": "null", "str": "text", "seq": "list", "map": "mapping", "merge": "merge"},
}
_TOO_DEEP = f"values are nested more than {MAX_DEPTH} deep"
_TOO_MANY = f"there are more than {MAX_VALUES:,} values; what an alias repeats counts again"
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # no path and no file can have them
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16 and UTF-32


def read_yaml(path: str | Path) -> dict[str, Any]:
    """Read a YAML file with a mapping; a file of comments and blank lines only gives {}.

    Raises
    ------
    WorkflowError
        If the file cannot be read; as `parse_yaml`.
    """
    return parse_yaml(read_text(path), str(path))


def read_text(path: str | Path) -> str:
    """Read a text file of a user, with its line ends and byte order mark.

    Raises
    ------
    WorkflowError
        If the file cannot be read, is larger than `MAX_BYTES`, or is not UTF-8.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _make_error(str(path), error.strerror or str(error)) from error
    return decode(content, str(path))


def decode(content: bytes, source: str) -> str:
    """Return the text of a file, with its byte order mark if it has one.

    Parameters
    ----------
    content
        The bytes of the file.
    source
        Name of the file, for messages.

    Raises
    ------
    WorkflowError
        If there are more than `MAX_BYTES`, or they are not UTF-8.
    """
    if len(content) > MAX_BYTES:
        raise _make_error(source, f"it is larger than {MAX_BYTES / 1e6:g} MB")
    if content.startswith(_BYTE_ORDER_MARKS):
        raise _make_error(source, "it is UTF-16 text; save it as UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"line {line} is not UTF-8 text (byte {content[error.start]:#04x})"
        raise _make_error(source, f"{problem}; save it as UTF-8") from error


def parse_yaml(text: str, source: str) -> dict[str, Any]:
    """Return the mapping in a YAML text; {} if it has no content.

    Parameters
    ----------
    text
        The YAML text.
    source
        Name of the file, for messages.

    Raises
    ------
    WorkflowError
        If the text is no YAML or no mapping; has values that are not plain, more than `MAX_VALUES`
        of them, or nested more than `MAX_DEPTH` deep, all counted again wherever an alias repeats
        them; or has a key twice in one mapping. The message lists all repeated keys.
    """
    try:
        loader = _Loader(text)
        document = loader.get_single_node()
        nodes = [] if document is None else [*_walk(document, set())]
        _check_nodes(nodes)
        content = loader.construct_document(document) if nodes else {}
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = f"line {line}: the character U+{error.character:04X} is not allowed"
        raise _make_error(source, problem) from error
    except yaml.MarkedYAMLError as error:
        raise _make_error(source, _describe(error)) from error
    except (ValueError, OverflowError) as error:
        raise _make_error(source, r"\U is followed by the number of no character") from error
    if not isinstance(content, dict | None):
        raise _make_error(source, "it has no keys at top level")
    if duplicates := sorted(_find_duplicate_keys(nodes)):
        raise make_error(duplicates, source)
    return content or {}


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # has no types
    """Loader that stops at its limits, and names the line of a wrong value."""

    depth = count = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node:  # noqa: ANN401
        """Return the next node; raise an error if it is nested too deeply, or one too many."""
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > MAX_DEPTH or self.count > MAX_VALUES:
            problem = _TOO_DEEP if self.depth > MAX_DEPTH else _TOO_MANY
            raise _make_problem(problem, self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: ANN401
        """Return the value of a node; raise an error if its text is not of its type."""
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, int) and abs(value) > MAX_INT:
                raise ValueError
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            kind = _KINDS[node.tag.removeprefix(_TAG)]
            problem = f"{str(node.value)[:80]} is no {kind}; for text, use quotes"
            raise _make_problem(problem, node.start_mark) from error
        return value


def _walk(node: yaml.Node, seen: set[int]) -> Iterator[yaml.Node]:
    """Yield each node below a node once, then the node; `seen` has the `id` of earlier ones."""
    if id(node) in seen:
        return
    seen.add(id(node))
    for child in _list_children(node):
        yield from _walk(child, seen)
    yield node


def _list_children(node: yaml.Node) -> Sequence[yaml.Node]:
    """Return the nodes directly below a node: items of a list, keys and values of a mapping."""
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _check_nodes(nodes: Sequence[yaml.Node]) -> None:
    """Raise an error if a node is no plain value, or if aliases make the content too large.

    Children come before their parents, except where an alias is inside what it stands for.
    """
    sizes: dict[int, tuple[int, int]] = {}  # number of values and depth, by `id` of the node
    for node in nodes:
        problem = None
        children = [sizes.get(id(child)) for child in _list_children(node)]
        known = [size for size in children if size is not None]
        count = 1 + sum(size[0] for size in known)
        depth = 1 + max((size[1] for size in known), default=0)
        sizes[id(node)] = count, depth
        if node.tag.removeprefix(_TAG) not in _KINDS:
            tag = node.tag.replace(_TAG, "!!")
            problem = f"{tag} is not allowed, only plain values; for text, use quotes"
        elif isinstance(node, yaml.ScalarNode) and (wrong := _NO_TEXT.search(node.value)):
            problem = f"the character U+{ord(wrong[0]):04X} is not allowed"
        elif len(known) < len(children):
            problem = "an alias is inside the value that it stands for"
        elif depth > MAX_DEPTH:
            problem = _TOO_DEEP
        elif count > MAX_VALUES:
            problem = _TOO_MANY
        if problem:
            raise _make_problem(problem, node.start_mark)


def _find_duplicate_keys(nodes: Sequence[yaml.Node]) -> Iterator[str]:
    """Yield an error for each key that a mapping repeats; YAML would silently use the last one."""
    for node in nodes:
        if not isinstance(node, yaml.MappingNode):
            continue
        lines: dict[str, list[int]] = {}
        for key, _ in node.value:
            lines.setdefault(str(key.value), []).append(key.start_mark.line + 1)
        for name, numbers in lines.items():
            if len(numbers) > 1:
                places = " and ".join(f"line {number}" for number in dict.fromkeys(numbers))
                yield f"{name} occurs more than once ({places}); combine them"


def _make_problem(problem: str, mark: Any) -> yaml.MarkedYAMLError:  # noqa: ANN401 - a place in YAML
    """Return an error of YAML at a place."""
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _describe(error: yaml.MarkedYAMLError) -> str:
    """Return the message about an error of YAML on one line."""
    line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
    begin = f" from line {error.context_mark.line + 1}" if error.context_mark else ""
    context = f"{error.context}{begin}: " if error.context else ""
    hint = "; indent with spaces, not tabs" if r"\t" in (error.problem or "") else ""
    return f"{line}{context}{error.problem}{hint}"


def _make_error(source: str, problem: str) -> WorkflowError:
    """Return an exception about a file that cannot be read."""
    return WorkflowError(f"{source} cannot be read; nothing was run: {problem}")
