"""XML formats other than arXiv's: exports of databases, feeds and OAI-PMH harvests.

`formats.toml` lists how each is recognised and where the fields of a paper are. Two need more:

Feeds of journals and preprint servers (Atom, RSS) have much else in their descriptions; see
`descriptions`. OAI-PMH harvests have the metadata of a paper in one of several formats::

    <record>
      <header><identifier>oai:example.org:1</identifier></header>
      <metadata><oai_dc:dc><dc:title>Sorting Apples</dc:title> … </oai_dc:dc></metadata>
    </record>
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.resources import files

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, Ignored, ReaderItem, Rejected, excerpt
from paperthemes.parse.xml.entries import Rules, read_entry
from paperthemes.parse.xml_entries import Element, iter_entries, local_name, text_of

_RULES: dict[str, Rules] = tomllib.loads(
    files(__package__).joinpath("formats.toml").read_text("utf-8")
)
# Formats of the metadata in harvests, by the name of their element.
_METADATA_RULES = {name: rules for rules in _RULES.values() for name in rules.get("metadata", ())}
_ReadEntry = Callable[[int, Element], Iterator[ReaderItem]]
_HEAD_LENGTH = 20_000  # characters in which the root element begins, after comments and the like
_NO_ELEMENT = re.compile(r"<!--.{0,5000}?-->|<\?.{0,5000}?\?>", re.DOTALL)
_START_TAG = re.compile(r"<(?:[\w.-]{1,50}:)?([A-Za-z_][\w.-]{0,50})[\s/>]")


def _detect(dump: Dump, rules: Rules) -> float:
    """Return 1 if the root element of a dump and its beginning are of a format, otherwise 0."""
    text = dump.head_text
    if not text.lstrip().startswith("<"):
        return 0.0
    root = _START_TAG.search(_NO_ELEMENT.sub("", text[:_HEAD_LENGTH]))
    has_root = root is not None and root[1] in rules["roots"]
    return float(has_root and re.search(rules.get("sign", ""), text) is not None)


def make_format(name: str, rules: Rules, read_entry: _ReadEntry) -> Format:
    """Return a format, given its table and a function that reads an entry with its number."""

    def read(dump: Dump, _: object) -> Iterator[ReaderItem]:
        """Yield the records, rejections, ignored places and warnings of all entries of a dump."""
        for item in iter_entries(dump, *rules["entries"]):  # only entries come as tuples
            yield from read_entry(*item) if isinstance(item, tuple) else (item,)

    return Format(name, partial(_detect, rules=rules), read, "entry")


def read_harvested(
    number: int, record: Element, rules_by_name: Mapping[str, Rules] = _METADATA_RULES
) -> Iterator[ReaderItem]:
    """Yield the items of a `<record>` of a harvest.

    A record that was deleted in the repository is ignored. One without metadata, or with metadata
    that are not read, is rejected.

    Parameters
    ----------
    number
        Place of the record in the dump.
    record
        The element.
    rules_by_name
        Tables of the formats of metadata that are read, by the name of their element.
    """
    header, metadata = (
        next(record.iterchildren(f"{{*}}{name}"), None) for name in ("header", "metadata")
    )
    is_deleted = header is not None and header.get("status") == "deleted"
    if is_deleted or [*record.iterancestors("{*}metadata")]:  # the latter in MARC
        yield Ignored(number, number)
        return
    for element in () if metadata is None else metadata.iter("{*}*"):
        if rules := rules_by_name.get(local_name(element)):
            yield from read_entry(number, element, rules)
            return
    reason = "record without metadata"
    if metadata is not None and len(metadata):
        kind = local_name(metadata[0])
        reason = f"metadata in the format {kind}, not oai_dc: harvest with metadataPrefix=oai_dc"
    yield Rejected(number, number, reason, excerpt("" if header is None else text_of(header)))


FORMATS = tuple(
    make_format(
        name, rules, read_harvested if name == "oai-pmh" else partial(read_entry, rules=rules)
    )
    for name, rules in _RULES.items()
)
