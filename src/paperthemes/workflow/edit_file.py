"""A file with edits of topics, as text and as content, and adding edits to its text."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from snakemake.exceptions import WorkflowError

from paperthemes.curation.yaml_text import KeyPath, add_items, find_lines, quote, set_value
from paperthemes.workflow.curation_file import check_curation
from paperthemes.workflow.yaml_file import parse_yaml

Edits = Mapping[KeyPath, Any]
"""The value of each edit of a clustering, by the keys that lead to it, such as
`("topics", "T0003", "name")` or `("papers", "2401.00010")`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFile:
    """A file with edits: `curation.yaml`, or one of the same form.

    Attributes
    ----------
    name
        Name of the file, for messages.
    text
        Its text.
    content
        Its content, as from `check_curation`.
    edits
        Its edits, by name of the clustering.
    places
        The line of each key, such as "curation.yaml, line 12", by the keys that lead to it from the
        top of the file.
    """

    name: str
    text: str
    content: Mapping[str, Any]
    edits: Mapping[str, Edits]
    places: Mapping[KeyPath, str]

    @classmethod
    def parse(cls, name: str, text: str) -> "EditFile":
        """Parse the text of a file; raise a `WorkflowError` if it has mistakes."""
        content = check_curation(parse_yaml(text, name), name)
        return cls(
            name=name,
            text=text,
            content=content,
            edits={key: dict(_list_edits(part)) for key, part in content["clusterings"].items()},
            places={path: f"{name}, line {line}" for path, line in find_lines(text).items()},
        )

    @property
    def stop_words(self) -> Sequence[str]:
        """Words to keep out of keywords and names, in all clusterings."""
        return list(self.content["stop_words"])

    def find_place(self, clustering: str, path: KeyPath) -> str:
        """Return where an edit of a clustering stands."""
        return self.places["clusterings", clustering, *path]


def _list_edits(node: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the value of each edit in nested mappings, with the keys that lead to it."""
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _list_edits(value, (*path, key))
        else:
            yield (*path, key), value


def add_edits(
    own: EditFile,
    added: EditFile,
    changes: Mapping[str, Edits],
    stop_words: Sequence[str],
    comments: Mapping[str, Mapping[str, str]],
) -> EditFile:
    """Return a file with further edits; all else in its text stays as it is, comments included.

    Parameters
    ----------
    own
        The file.
    added
        The file that the further edits are from.
    changes
        These edits, by clustering; they replace those of the file under the same keys.
    stop_words
        Further stop words.
    comments
        By clustering: comments for new topics and pins, by topic_id and reference to the paper.

    Raises
    ------
    WorkflowError
        If the edits cannot be together, as when merges form a circle, or if the text has parts that
        cannot be edited, such as aliases.
    """
    text, content = own.text.replace("\r\n", "\n"), copy.deepcopy(dict(own.content))
    for name, edits in changes.items():
        for path, value in edits.items():
            keys = ("clusterings", name, *path)
            text = set_value(text, keys, _format_value(path, value), comments[name])
            node = content
            for key in keys[:-1]:
                node = node.setdefault(key, {})
            node[keys[-1]] = value
    if stop_words:
        text = add_items(text, "stop_words", [*map(quote, stop_words)])
        content["stop_words"] = [*own.stop_words, *stop_words]
    together = f"{own.name} with the edits of {added.name}"
    expected = check_curation(content, together, {**own.places, **added.places})
    if "\r\n" in own.text:
        text = text.replace("\n", "\r\n")
    result = EditFile.parse(own.name, text)
    if result.content != expected:
        raise WorkflowError(
            f"{own.name} has parts that no program can edit, such as aliases of YAML; add these "
            "edits yourself"
        )
    return result


def _format_value(path: KeyPath, value: Any) -> str:  # noqa: ANN401 - text, or true or false
    """Return the value of an edit as YAML; ids of topics need no quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote(value) if path[-1] in ("name", "note") else value
