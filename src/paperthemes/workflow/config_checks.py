"""Checks of a config that concern several settings, or the files that they name."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snakemake.exceptions import WorkflowError

from paperthemes.describe.settings import NamingSettings
from paperthemes.errors import UserError
from paperthemes.lexicon.lexicon import DEFAULT, read_lexicon
from paperthemes.openai_service import is_local

if TYPE_CHECKING:
    from paperthemes.workflow.config import Config


def find_contradictions(config: "Config") -> Iterator[str]:
    """Yield an error for each setting that contradicts another."""
    yield from _find_clashing_seeds(config)
    yield from _find_contradicting_pairs(config)
    yield from _find_offline(config)


def check_files(config: Mapping[str, Any]) -> None:
    """Check the tables of fields and the model that a config names.

    Raises
    ------
    WorkflowError
        If a table cannot be read or has mistakes, or the folder of the model does not exist.
    """
    _check_lexicon(NamingSettings(**config["naming"]).field_tables)
    _check_model(config["embed"], offline=config["offline"])


def _check_lexicon(tables: Sequence[str]) -> None:
    """Raise a `WorkflowError` if a table of fields cannot be read, or has mistakes."""
    if set(tables) <= {DEFAULT}:
        return
    try:
        read_lexicon(tables)
    except UserError as error:
        raise WorkflowError(f"naming.fields: {error}") from None


def _check_model(embed: Mapping[str, Any], *, offline: bool) -> None:
    """Raise a `WorkflowError` if `embed.model` is neither a folder nor a name on the model hub.

    A name without a commit is left to step embed, which asks the hub for the latest.
    """
    model, is_minilm = embed["model"], embed["encoder"].startswith("minilm-")
    if model is None or embed["encoder"] in ("openai", "lsa") or Path(model).expanduser().is_dir():
        return
    is_name = re.fullmatch(r"[\w.-]+/[\w.-]+", model) and not model.startswith(".")
    if is_minilm or not is_name or (offline and embed["revision"] is None):
        other = "or null for the installed model" if is_minilm else "or a name on the model hub"
        raise WorkflowError(
            f"embed.model: there is no folder {model} (relative to {Path.cwd()}); nothing was run. "
            f"{embed['encoder']} takes the folder of a model, {other}."
        )


def _find_clashing_seeds(config: "Config") -> Iterator[str]:
    """Yield an error for each seeded topic whose name differs only in case from an earlier one.

    Seeded topics are those that the user gave in the config, by name. Only names in the same
    clustering are compared, each with the first that it equals except for case.
    """
    for name, settings in config.clusterings.items():
        first_spellings: dict[str, str] = {}  # by the name in lower case
        for topic in settings.seeded_topics:
            first_spelling = first_spellings.setdefault(topic.casefold(), topic)
            if first_spelling != topic:
                yield (
                    f"clusterings.{name}.seeded_topics: {first_spelling} and {topic} differ only "
                    "in case; use another name"
                )


def _find_contradicting_pairs(config: "Config") -> Iterator[str]:
    """Yield an error for each pair of papers that is in both `must_link` and `cannot_link`.

    These two settings are lists of groups of references: the papers of a group in `must_link` are
    all duplicates of each other, those of a group in `cannot_link` are all different. So a group
    stands for all pairs in it. Case and outer spaces of references are ignored. A pair is not found
    if the two lists have different references to the same paper, such as an id and a title.
    """
    linked_pairs, separated_pairs = (
        {
            pair
            for group in groups
            for pair in itertools.combinations(sorted(key.strip().casefold() for key in group), 2)
        }
        for groups in (config.dedupe.must_link, config.dedupe.cannot_link)
    )
    for paper, other_paper in sorted(linked_pairs & separated_pairs):
        yield (
            f"dedupe: {paper} and {other_paper} are in must_link and in cannot_link; remove them "
            "from one of the two"
        )


def _find_offline(config: "Config") -> Iterator[str]:
    """Yield an error if vectors would come from another machine although `offline` forbids it."""
    embed = config.embed
    if config.offline and embed.encoder == "openai" and not is_local(embed.base_url):
        yield (
            f"embed.encoder: openai would send texts to {embed.base_url}, but the network is "
            "switched off (offline); use a service on this machine, or another encoder"
        )
