"""Model of the config; the mistakes in a config are reported together."""

import copy
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from paperthemes.cluster.settings import ClusterSettings
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.describe.settings import NamingSettings
from paperthemes.encoders.settings import EmbedSection
from paperthemes.export.settings import ExportFormat
from paperthemes.fetch.sources import AnySource
from paperthemes.figures.settings import FigureFormat
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.parse.settings import NonEmpty, OnBadDump, OnVolumes, ParseSettings, ReaderOptions
from paperthemes.report.settings import ReportSettings
from paperthemes.settings import Section
from paperthemes.workflow.config_checks import find_contradictions
from paperthemes.workflow.config_errors import format_value, make_error, validate
from paperthemes.workflow.config_layers import NO_LAYERS, ConfigLayers
from paperthemes.workflow.sweep_checks import check_sweeps

# Folders of results/ that belong to no clustering.
RESERVED_NAMES = (
    *("parsed", "embeddings", "neighbours", "logs", "benchmarks", "history", "figures"),
    *("sweep",),
)
# Keys of earlier versions, with the keys that replace them.
OLD_KEYS = {
    "keep_runs": "history.max_runs",
    "dedupe.same": "dedupe.must_link",
    "dedupe.keep_apart": "dedupe.cannot_link",
}


def _refuse_reserved(name: str) -> str:
    """Return the name of a clustering unchanged; raise an error if it is in `RESERVED_NAMES`."""
    if name in RESERVED_NAMES:
        raise PydanticCustomError(
            "reserved_name", f'"{name}" cannot name a clustering: results/{name} is already in use'
        )
    return name


ClusteringName = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9_-]*$(?!\n)",
        description="the name becomes a folder: lower-case letters, digits, - and _, beginning "
        "with a letter or digit",
    ),
    AfterValidator(_refuse_reserved),
]


class Dump(ReaderOptions):
    """Files to read, and how."""

    path: NonEmpty
    """a path or glob pattern"""

    @model_validator(mode="before")
    @classmethod
    def _expand_path(cls, entry: object) -> object:
        """Return an entry of `dumps` as a mapping: a text is a path and becomes `{"path": text}`.

        A mapping is returned unchanged. Any other entry raises an error.
        """
        if not isinstance(entry, str | dict):
            value = format_value(entry)
            raise PydanticCustomError("dump", f"{value} is not a path or a mapping with `path`")
        return {"path": entry} if isinstance(entry, str) else entry


class Clustering(ClusterSettings):
    """Settings of one clustering."""

    n_themes: Annotated[int, Field(ge=1)] | None = None
    """how many themes the topics are grouped into, at most one per topic; null joins topics that
    share a field or phrase, and leaves others alone"""
    neighbours: NeighbourSettings = NeighbourSettings()
    """how the neighbours of papers are found; clusterings with equal settings share this work"""


SweepLists = Annotated[
    dict[str, Annotated[list[Any], Field(min_length=1, description="values of the setting")]],
    Field(min_length=1),
]


class HistorySettings(Section):
    """Settings for archived runs."""

    max_runs: int = Field(20, ge=2)
    """how many runs of a clustering are kept in history/ in full, 2 or more; ids and sizes are kept
    for ever"""


class Config(Section):
    """Everything that `config.yaml` may set."""

    dumps: list[Dump] = Field(min_length=1)
    """the dump files: paths or glob patterns, relative to the working directory; or mappings with
    `path` and how to read these files"""
    sources: list[AnySource] = []
    """services that `paperthemes fetch` gets dumps from, with their settings (docs/fetch.md)"""
    sample: NonEmpty | None = None
    """path or glob pattern of the sample data, which is read while no file matches `dumps`; null:
    then nothing is run"""
    on_bad_dump: OnBadDump = "skip"
    """what to do with a file that is unrecognised, binary or undecodable: skip it with a warning,
    or fail"""
    on_volumes: OnVolumes = "skip"
    """what to do with volumes of proceedings and parts of books, such as "Preface" or "Index": skip
    them (volumes are left out, parts are papers without a topic), with a warning, or keep them like
    other papers"""
    parse: ParseSettings = ParseSettings()
    """how dumps are read"""
    dedupe: DedupeSettings = DedupeSettings()
    """which records are one paper"""
    embed: EmbedSection = EmbedSection()
    """how papers become vectors"""
    offline: bool = False
    """never use the network, not even for a model that is not on this machine"""
    clusterings: dict[ClusteringName, Clustering] = Field(min_length=1)
    """the name of each clustering with its settings; {} takes the defaults, null switches it
    off"""
    sweep: dict[str, SweepLists] = {}
    """settings to try side by side: for each clustering, a list of values of each setting, such as
    `neighbours.lexical_weight: [0, 0.6]`; every combination is one point of results/sweep.html"""
    mode: Literal["cluster", "assign"] = "cluster"
    """find topics (cluster), or place new papers into those of the latest run (assign), which takes
    seconds"""
    naming: NamingSettings = NamingSettings()
    """names by a language model instead of those from the papers' own words; its key is read from
    the environment variable OPENAI_API_KEY"""
    curation: NonEmpty = "curation.yaml"
    """path of the file with your own names, merges and pins of topics; it need not exist"""
    history: HistorySettings = HistorySettings()
    """how archived runs are kept"""
    baseline: Annotated[int, Field(ge=1)] | None = None
    """number of the earlier run to compare with; null is the previous run, which is also used where
    a clustering has no run of that number"""
    export: list[ExportFormat] | None = ["csv"]
    """files of the papers with their topics, per clustering, for spreadsheets (csv, xlsx),
    reference managers (ris, bibtex, csl) and reading (markdown), the topics as a model of BERTopic
    (bertopic), and a feed of new papers (atom); null or []: none of these"""
    figures: list[FigureFormat] | None = ["svg", "png"]
    """files of the map of each clustering: svg for slides, png (300 dpi) for all programs, pdf for
    LaTeX; null or []: none"""
    report: ReportSettings = ReportSettings()
    """the HTML pages"""


def read_config(
    raw_config: Mapping[str, Any], layers: ConfigLayers = NO_LAYERS
) -> tuple[dict[str, Any], list[str]]:
    """Check a config and fill in the defaults.

    Parameters
    ----------
    raw_config
        The content of the config files, merged.
    layers
        Its layers, so that messages can name the file with the mistake.

    Returns
    -------
    config : dict[str, Any]
        The config with all defaults, without clusterings that are switched off. The keys of
        mappings are sorted, because Snakemake compares params as text, and the order of keys must
        not matter.
    warnings : list[str]
        A warning for each key of an earlier version that was renamed.

    Raises
    ------
    WorkflowError
        If the config has mistakes. The message lists all that the model `Config` finds. If it finds
        none, the message lists seeded topics with nearly equal names, contradicting pairs, services
        that must not be asked, and mistakes in sweeps.
    """
    renamed, warnings = rename_old_keys(raw_config)
    for key in ("clusterings", "sweep"):
        if isinstance(entries := renamed.get(key), Mapping):
            # YAML reads a name such as 2024 as a number. Null switches a clustering off.
            renamed[key] = {str(name): each for name, each in entries.items() if each is not None}
    config = validate(Config, renamed, "The configuration", layers.locate)
    sweep, errors = check_sweeps(config.sweep, config.clusterings, layers.locate)
    errors += find_contradictions(config)
    if sweep and config.mode == "assign":
        errors.append("sweep: finds topics, which `mode: assign` does not; remove one of the two")
    if errors:
        raise make_error(sorted(errors), "The configuration")
    return sort_keys(config.model_dump() | {"sweep": sweep}), warnings


def rename_old_keys(raw_config: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return a copy of a config in which each old key of `OLD_KEYS` has its new name, and warnings.

    There is a warning for each key that was renamed. If a config has both the old and the new key,
    the old one stays, so that it is reported later as unknown. It also stays if its section, or the
    section of the new key, is not a mapping.
    """
    config, warnings = copy.deepcopy(dict(raw_config)), []
    for old, new in OLD_KEYS.items():
        *old_sections, old_key = old.split(".")  # an old key may stand outside all sections
        new_section, new_key = new.split(".")
        source: Any = config.get(old_sections[0]) if old_sections else config
        target: Any = config.get(new_section, {})
        # Sections that are not mappings are reported later.
        are_mappings = isinstance(source, dict) and isinstance(target, dict)
        if are_mappings and old_key in source and new_key not in target:
            config[new_section] = target | {new_key: source.pop(old_key)}
            # If both keys are in one section, `target` was copied while it had the old key.
            config[new_section].pop(old_key, None)
            warnings.append(f"config: {old} is now called {new}; please rename it")
    return config, warnings


def sort_keys(node: Any) -> Any:  # noqa: ANN401 - any value of a config
    """Return a copy of a value in which the keys of every mapping, at any depth, are sorted."""
    if isinstance(node, dict):
        return {key: sort_keys(node[key]) for key in sorted(node)}
    return [sort_keys(item) for item in node] if isinstance(node, list) else node
