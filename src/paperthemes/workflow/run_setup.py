"""The setup of a run: config, dumps and curation, and the settings of each rule."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.logging import logger

from paperthemes.cluster.settings import ClusterSettings
from paperthemes.describe.settings import NamingSettings
from paperthemes.encoders.settings import select_settings
from paperthemes.export.settings import list_files
from paperthemes.files import HISTORY, SAMPLE_HISTORY
from paperthemes.lexicon.lexicon import DEFAULT
from paperthemes.workflow.config import read_config
from paperthemes.workflow.config_checks import check_files
from paperthemes.workflow.config_layers import NO_LAYERS, ConfigLayers
from paperthemes.workflow.curation_file import leave_out_ids, read_curation
from paperthemes.workflow.digests import content_digest, digest, model_digest
from paperthemes.workflow.dumps import divide_dumps, find_dumps
from paperthemes.workflow.history_state import check_history

Settings = dict[str, Any]

LARGE_BYTES = 5_000_000  # of all dumps together: some 3,000 abstracts


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSetup:
    """A checked config, its dumps and its curation, and the settings of each rule.

    Attributes
    ----------
    config
        The config with all defaults.
    dumps
        Path of each dump, by the name of the dump.
    dump_options
        The `format` and `columns` of each dump, by the name of the dump.
    curation
        The content of `curation.yaml`.
    history
        The folder with the archived runs; topics of the sample data take no permanent ids.
    """

    config: Settings
    dumps: Mapping[str, str]
    dump_options: Mapping[str, Settings]
    curation: Settings
    history: Path = HISTORY

    @classmethod
    def from_config(
        cls, raw_config: Mapping[str, Any], layers: ConfigLayers = NO_LAYERS
    ) -> "RunSetup":
        """Return the setup for a config, after checking the config and the files that it needs.

        `layers` are those of the config, so that messages can name the file with the mistake.

        Raises
        ------
        WorkflowError
            If the config or a file that it names has mistakes, or is missing; no dump is found; or
            `history/` is damaged or lacks required runs. Only the first problems are reported.
        """
        config, warnings = read_config(raw_config, layers)
        for warning in warnings:
            logger.warning(warning)
        dumps = find_dumps(config["dumps"], config["sample"])
        curation = read_curation(Path(config["curation"]).expanduser(), config["clusterings"])
        if dumps.is_sample:
            config, curation = leave_out_ids(config, curation)
        history = SAMPLE_HISTORY if dumps.is_sample else HISTORY
        check_history(config, history)
        check_files(config)
        return cls(
            config=config,
            dumps=dumps.paths,
            dump_options=dumps.options,
            curation=curation,
            history=history,
        )

    @property
    def is_sample(self) -> bool:
        """True if the dumps are the sample data, because the user has none."""
        return self.history == SAMPLE_HISTORY

    @property
    def batches(self) -> dict[str, list[str]]:
        """The names of the dumps that each job of step parse reads, by the first of them."""
        return divide_dumps(self.dumps)

    @property
    def is_large(self) -> bool:
        """True if the dumps are so large that single jobs had better use several cores."""
        return sum(map(os.path.getsize, self.dumps.values())) > LARGE_BYTES

    @property
    def clusterings(self) -> list[str]:
        """The names of the clusterings."""
        return list(self.config["clusterings"])

    @property
    def encoder(self) -> str:
        """The name of the encoder."""
        return str(self.config["embed"]["encoder"])

    @property
    def is_assigning(self) -> bool:
        """True if new papers are placed into topics of an archived run (`mode: assign`)."""
        return bool(self.config["mode"] == "assign")

    @property
    def embed(self) -> Settings:
        """The settings of step embed that decide the vectors."""
        return select_settings(self.config["embed"])

    @property
    def neighbours(self) -> dict[str, Settings]:
        """The settings of each neighbour graph, by the name that `neighbours_key` returns."""
        return {
            self.neighbours_key(name): self.neighbour_settings(name) for name in self.clusterings
        }

    @property
    def model_digest(self) -> str | None:
        """Digest of the files in the model folder; `None` if `embed.model` is not a folder."""
        return None if self.encoder == "openai" else model_digest(self.embed["model"])

    @property
    def encoder_digest(self) -> str:
        """The name of the encoder, and a digest of its settings and its model; `""` for `lsa`.

        Runs in which this text is equal, and not `""`, have comparable vectors. The encoder `lsa`
        is fitted to each corpus, so its vectors are never comparable between runs.
        """
        if self.encoder == "lsa":
            return ""
        settings = json.dumps([self.embed, self.model_digest], sort_keys=True)
        return f"{self.encoder}-{digest(settings)[:8]}"

    def parse_settings(self, dump: str) -> Settings:
        """Return the settings for reading a dump, with the `content_digest` of its file.

        `settings` are those of all dumps; `options` are those of this dump.
        """
        return {
            "on_bad_dump": self.config["on_bad_dump"],
            "on_volumes": self.config["on_volumes"],
            "settings": self.config["parse"],
            "options": self.dump_options[dump],
            "content": content_digest(self.dumps[dump]),
        }

    def cluster_settings(self, clustering: str) -> Settings:
        """Return the settings of step cluster: those of a clustering that find its clusters.

        These are all but `n_themes` and `neighbours`, which other steps use.
        """
        settings = self.config["clusterings"][clustering]
        return {key: settings[key] for key in sorted(ClusterSettings.model_fields)}

    def grouping_digest(self, clustering: str) -> str:
        """Return a digest of all settings of a clustering except `n_themes`.

        It serves to notice that the topics of an archived run were found with other settings. Those
        of step embed are not part of it.
        """
        settings = self.config["clusterings"][clustering]
        # `n_themes` changes no topic, because themes are made from finished topics.
        topic_settings = {key: value for key, value in settings.items() if key != "n_themes"}
        return digest(json.dumps(topic_settings, sort_keys=True))[:12]

    def assign_settings(self, clustering: str) -> Settings:
        """Return the settings for placing new papers into the topics of an archived run.

        The two digests, `encoder` and `grouping`, are compared with those of the archived run.
        `seeded` has the names of the seeded topics.
        """
        settings = self.config["clusterings"][clustering]
        return {
            "encoder": self.encoder_digest,
            "grouping": self.grouping_digest(clustering),
            "seeded": sorted(settings["seeded_topics"]),
            "max_unassigned": settings["max_unassigned"],
        }

    def identify_settings(self, clustering: str) -> Settings:
        """Return the settings of step identify, which gives topics permanent ids and applies edits.

        The edits, in `curation`, are those of `curation.yaml` for this clustering. `naming` is the
        name of the language model that names topics; "" if none is used. `encoder` and `grouping`
        are digests.
        """
        settings = self.config["clusterings"][clustering]
        return {
            "encoder": self.encoder_digest,
            "naming": self.config["naming"]["model"] or "",
            "map_min_dist": settings["neighbours"]["map_min_dist"],
            "curation": self.curation["clusterings"].get(clustering, {}),
            "mode": self.config["mode"],
            "grouping": self.grouping_digest(clustering),
        }

    def describe_settings(self, clustering: str) -> Settings:
        """Return the settings of step describe, which names topics and groups them into themes.

        `fields` are the tables of fields, each with the `content_digest` of its file. `naming` has
        the address and name of the language model that names topics, and `offline`, which forbids
        the network. It is `None` if no language model is used.
        """
        naming = self.config["naming"]
        tables = NamingSettings(**naming).field_tables
        paths = [Path(table).expanduser() for table in tables if table != DEFAULT]
        digests = [content_digest(str(path)) for path in paths]
        endpoint = {key: naming[key] for key in ("base_url", "model")}
        return {
            "n_themes": self.config["clusterings"][clustering]["n_themes"],
            "fields": [tables, digests],
            "naming": endpoint | {"offline": self.config["offline"]} if naming["model"] else None,
            "stop_words": self.curation["stop_words"],
        }

    def changes_settings(self, clustering: str) -> Settings:
        """Return the settings of step changes, which archives a run and compares it with another.

        `baseline` is the number of that earlier run; `None` for the previous run. `identify`, the
        settings of that step, is stored with the archived run.
        """
        return {
            "clustering": clustering,
            "baseline": self.config["baseline"],
            "max_runs": self.config["history"]["max_runs"],
            "dumps": list(self.dumps),
            "is_sample": self.is_sample,
            "identify": self.identify_settings(clustering),
        }

    @property
    def export_files(self) -> dict[str, str]:
        """The file of each format that step export writes, with a wildcard; see `list_files`."""
        return list_files(self.config["export"] or ())

    @property
    def page_settings(self) -> Settings:
        """The settings of all pages; `own_dumps` is "" unless they show the sample data."""
        patterns = [dump["path"] for dump in self.config["dumps"]] if self.is_sample else []
        name = "Sample papers" if self.is_sample else Path.cwd().name or "Papers"
        return {"title": self.config["report"]["title"] or name, "own_dumps": ", ".join(patterns)}

    def benchmark_files(self, clustering: str, shards: Iterable[str]) -> dict[str, list[str]]:
        """Return the benchmark files of all jobs that the report of a clustering needs, by step.

        Parameters
        ----------
        clustering
            Name of the clustering.
        shards
            Names of the shards of step embed, such as `1-of-2`.
        """
        jobs = {
            "parse": list(self.batches),
            "dedupe": ["dedupe"],
            "embed": [*(f"{self.encoder}-{shard}" for shard in shards), self.encoder],
            "neighbours": [self.neighbours_key(clustering)],
            "terms": ["terms"],
            **{step: [clustering] for step in ("cluster", "identify", "describe", "changes")},
        }
        return {
            step: [f"results/benchmarks/{step}/{name}.tsv" for name in names]
            for step, names in jobs.items()
        }

    def neighbours_path(self, clustering: str) -> str:
        """Return the path of the file with the neighbour graph of a clustering."""
        return f"results/neighbours/{self.neighbours_key(clustering)}.npz"

    def neighbours_key(self, clustering: str) -> str:
        """Return the name of the neighbour graph of a clustering."""
        return self.make_neighbours_key(self.neighbour_settings(clustering))

    def make_neighbours_key(self, settings: Settings) -> str:
        """Return the name of the neighbour graph with these settings, which others may share."""
        return f"{self.encoder}-{digest(json.dumps(settings, sort_keys=True))[:8]}"

    def neighbour_settings(self, clustering: str) -> Settings:
        """Return the settings for finding the nearest neighbours of papers, for one clustering.

        In `mode: assign`, the UMAP layouts in which topics are found are not needed, so `layouts`
        is 0, and the settings of the layouts are left out.
        """
        settings = dict(self.config["clusterings"][clustering]["neighbours"])
        if not self.is_assigning:
            return settings
        names = ("lexical_dimensions", "lexical_weight", "n_neighbors")
        return {name: settings[name] for name in names} | {"layouts": 0}
