"""Changes of YAML text that keep everything else in it as it is: comments, order, quotes, spaces.

Libraries that write YAML move comments: those below the last topic go below one that is added after
it. So new lines are inserted at the places that the parser reports.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

KeyPath = tuple[str, ...]
"""Keys that lead to a value, such as `("clusterings", "fine")`."""

_INDENT = "  "
_LINE = re.compile(r"([ \t]*)(#?).*(?:\n|\Z)")


def quote(text: str) -> str:
    """Return a text as a quoted YAML string; unprintable characters are escaped."""
    # JSON strings are YAML strings, but some characters that JSON allows are not allowed in YAML.
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        character if character.isprintable() else f"\\U{ord(character):08X}" for character in quoted
    )


def to_one_line(text: str) -> str:
    """Return a text on one line, with single spaces between words and none at the ends.

    Line breaks and unprintable characters become spaces.
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def find_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of each key in nested mappings, by the path to the key.

    Raises
    ------
    yaml.YAMLError
        If the text is not YAML.
    """
    return dict(_walk(yaml.compose(text, yaml.SafeLoader), ()))


def _walk(node: yaml.Node | None, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    """Yield the path and the line of each key in a node, which has this path."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key.start_mark.line + 1
            yield from _walk(value, (*path, str(key.value)))


def set_value(text: str, path: KeyPath, value: str, comments: Mapping[str, str]) -> str:
    """Return a YAML text in which a value is set; mappings that are missing are added.

    Lines must end as on Linux. What is neither a mapping nor a value on one line, such as an alias,
    may come out wrong: compare the content of the result with what it should be.

    Parameters
    ----------
    text
        A document of nested mappings, or without content.
    path
        Keys that lead to the value.
    value
        The value as YAML on one line.
    comments
        Comments behind keys, by key, for keys that are added on lines of their own.
    """
    node, column = (
        yaml.compose(text, yaml.SafeLoader),
        -len(_INDENT),
    )  # of the keys of the mapping around `node`
    key_end, in_braces = None, False
    for depth, key in enumerate(path):
        if _is_empty(node):
            if in_braces:
                return _replace(text, node, _format_in_braces(path[depth:], value))
            lines = _format_lines(path[depth:], value, comments, column + len(_INDENT))
            text = text if node is None else _replace(text, node, "")
            end = len(text) if key_end is None else _find_line_end(text, key_end)
            return _insert_lines(text, end, lines)
        entry = next((pair for pair in node.value if str(pair[0].value) == key), None)
        if entry is None and node.flow_style:
            end = _find_last_end(node)
            return f"{text[:end]}, {_format_in_braces(path[depth:], value)[1:-1]}{text[end:]}"
        column = node.value[0][0].start_mark.column
        if entry is None:
            lines = _format_lines(path[depth:], value, comments, column)
            return _insert_lines(text, _skip_comments(text, _find_last_end(node), column), lines)
        key_end, in_braces, node = entry[0].end_mark.index, bool(node.flow_style), entry[1]
    return _replace(text, node, value)


def add_items(text: str, key: str, items: Sequence[str]) -> str:
    """Return a YAML text with further items in the list of a key, which may be missing.

    `items` are YAML on one line each, such as quoted strings.
    """
    root = yaml.compose(text, yaml.SafeLoader)
    pairs = [] if _is_empty(root) else root.value
    node = next((value for name, value in pairs if str(name.value) == key), None)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return set_value(text, (key,), f"[{', '.join(items)}]", {})
    end = _find_last_end(node)
    if node.flow_style:
        return f"{text[:end]}, {', '.join(items)}{text[end:]}"
    indent = " " * node.start_mark.column
    return _insert_lines(text, _find_line_end(text, end), [f"{indent}- {item}" for item in items])


def _is_empty(node: yaml.Node | None) -> bool:
    """Return whether a mapping is missing, has no value, or has no entries."""
    if isinstance(node, yaml.ScalarNode):
        return bool(node.tag == "tag:yaml.org,2002:null")
    return node is None or not node.value


def _replace(text: str, node: yaml.Node, value: str) -> str:
    """Return the text with a value in the place of a node."""
    start, end = node.start_mark.index, node.end_mark.index
    if value and start == end:  # a missing value begins right after the colon
        value = f" {value}"
    # A text over several lines ends after its last line.
    return text[:start] + value + "\n" * text[start:end].endswith("\n") + text[end:]


def _find_last_end(node: yaml.Node) -> int:
    """Return where the last entry of a mapping or list ends, not counting comments after it."""
    entry = node.value[-1]
    if isinstance(node, yaml.SequenceNode):
        return _find_end(entry)
    key, value = entry
    return max(int(key.end_mark.index), _find_end(value))  # an alias stands before its key


def _find_end(node: yaml.Node) -> int:
    """Return where a value ends, not counting comments after it."""
    is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    return _find_last_end(node) if is_block else int(node.end_mark.index)


def _find_line_end(text: str, index: int) -> int:
    """Return where the line ends that `index` is in, after its line break."""
    if index and text[index - 1] == "\n":  # a text over several lines has ended here
        return index
    return text.find("\n", index) + 1 or len(text)


def _skip_comments(text: str, index: int, column: int) -> int:
    """Return the place for a new key: after the line of `index`, and after comments on that line.

    Comments that are indented more than the keys of a mapping, which stand in this column, belong
    to its last entry.
    """
    place = position = _find_line_end(text, index)
    while position < len(text) and (line := _LINE.match(text, position)):
        position = line.end()
        if line[2] and len(line[1]) > column:
            place = position
        elif line[0].strip():
            break
    return place


def _insert_lines(text: str, index: int, lines: Iterable[str]) -> str:
    """Return the text with further lines at the beginning of a line, or at the end."""
    before = text[:index]
    if before and not before.endswith("\n"):
        before += "\n"
    return before + "".join(f"{line}\n" for line in lines) + text[index:]


def _format_lines(
    path: KeyPath, value: str, comments: Mapping[str, str], column: int
) -> Iterator[str]:
    """Yield a line for each key of a path; the value stands on the last line."""
    for depth, key in enumerate(path):
        content = f" {value}" if depth == len(path) - 1 else ""
        comment = f"  # {comments[key]}" if key in comments else ""
        yield f"{' ' * column}{_INDENT * depth}{_format_key(key)}:{content}{comment}"


def _format_in_braces(path: KeyPath, value: str) -> str:
    """Return nested mappings with one value, in braces."""
    for key in reversed(path):
        value = f"{{{_format_key(key)}: {value}}}"
    return value


def _format_key(key: str) -> str:
    """Return a key as YAML, without quotes if it is an ordinary word."""
    return key if key.isidentifier() and yaml.safe_load(key) == key else quote(key)
