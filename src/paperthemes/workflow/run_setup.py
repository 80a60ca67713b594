"""The setup of a run: config, dumps and curation, and the settings of each rule."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.logging import logger

from paperthemes.cluster.settings import ClusterSettings
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.workflow.config import read_config
from paperthemes.workflow.curation_file import read_curation
from paperthemes.workflow.digests import content_digest, digest, model_digest
from paperthemes.workflow.dumps import find_dumps
from paperthemes.workflow.history_state import check_history

Settings = dict[str, Any]


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
    """

    config: Settings
    dumps: Mapping[str, str]
    dump_options: Mapping[str, Settings]
    curation: Settings

    @classmethod
    def from_config(cls, raw_config: Mapping[str, Any]) -> "RunSetup":
        """Check a config, and the dumps, the curation and the archived runs that it names.

        Raises
        ------
        WorkflowError
            If the config or `curation.yaml` has mistakes (the message lists all of them), or dumps
            or archived runs are missing.
        """
        config, warnings = read_config(raw_config)
        for warning in warnings:
            logger.warning(warning)
        dumps, options = find_dumps(config["dumps"])
        curation = read_curation(Path(config["curation"]).expanduser(), config["clusterings"])
        check_history(config)
        return cls(config=config, dumps=dumps, dump_options=options, curation=curation)

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
        """The settings that decide the vectors."""
        return {key: self.config["embed"][key] for key in sorted(EmbedSettings.model_fields)}

    @property
    def neighbours(self) -> dict[str, Settings]:
        """The settings of each neighbour graph, by its `neighbours_key`."""
        return {
            self.neighbours_key(name): self.neighbour_settings(name) for name in self.clusterings
        }

    @property
    def model_digest(self) -> str | None:
        """Digest of the files in the model folder; `None` if `embed.model` is not a folder."""
        return model_digest(self.embed["model"])

    @property
    def encoder_digest(self) -> str:
        """Digest of the encoder, its settings and its model.

        Runs with equal values have comparable vectors. It is empty for LSA: this is fitted to each
        corpus, so its vectors are never comparable between runs.
        """
        if self.encoder == "lsa":
            return ""
        settings = json.dumps([self.embed, self.model_digest], sort_keys=True)
        return f"{self.encoder}-{digest(settings)[:8]}"

    def parse_settings(self, dump: str) -> Settings:
        """Return the settings for reading a dump, with the `content_digest` of the file."""
        return {
            "on_bad_dump": self.config["on_bad_dump"],
            "settings": self.config["parse"],
            "options": self.dump_options[dump],
            "content": content_digest(self.dumps[dump]),
        }

    def cluster_settings(self, clustering: str) -> Settings:
        """Return the settings that decide the clusters of a clustering."""
        settings = self.config["clusterings"][clustering]
        return {key: settings[key] for key in sorted(ClusterSettings.model_fields)}

    def grouping_digest(self, clustering: str) -> str:
        """Return a digest of the settings that decide the topics of a clustering."""
        settings = self.config["clusterings"][clustering]
        # Themes are made from finished topics.
        topic_settings = {key: value for key, value in settings.items() if key != "n_themes"}
        return digest(json.dumps(topic_settings, sort_keys=True))[:12]

    def assign_settings(self, clustering: str) -> Settings:
        """Return the settings for placing new papers into the topics of an archived run."""
        settings = self.config["clusterings"][clustering]
        return {
            "encoder": self.encoder_digest,
            "grouping": self.grouping_digest(clustering),
            "seeded": sorted(settings["seeded_topics"]),
            "max_unassigned": settings["max_unassigned"],
        }

    def identify_settings(self, clustering: str) -> Settings:
        """Return the settings for identifying and curating topics."""
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
        """Return the settings for describing topics.

        `naming` has only settings that decide the names, so not the timeout. It is `None` if no
        language model is used.
        """
        naming = self.config["naming"]
        endpoint = {key: naming[key] for key in ("base_url", "model")}
        return {
            "n_themes": self.config["clusterings"][clustering]["n_themes"],
            "naming": endpoint | {"offline": self.config["offline"]} if naming["model"] else None,
            "stop_words": self.curation["stop_words"],
        }

    def changes_settings(self, clustering: str) -> Settings:
        """Return the settings for archiving a run and comparing it with an earlier one."""
        return {
            "clustering": clustering,
            "baseline": self.config["baseline"],
            "max_runs": self.config["history"]["max_runs"],
            "dumps": list(self.dumps),
            "identify": self.identify_settings(clustering),
        }

    def benchmark_files(self, clustering: str, shards: Iterable[str]) -> dict[str, list[str]]:
        """Return the benchmark files of all jobs that a clustering needs, by step.

        Parameters
        ----------
        clustering
            Name of the clustering.
        shards
            Names of the shards of step embed, such as `1-of-2`.
        """
        encoder = self.encoder
        jobs = {
            "parse": list(self.dumps),
            "dedupe": ["dedupe"],
            "embed": [*(f"{encoder}-{shard}" for shard in shards), encoder],
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
        """Return a name for the neighbour graph of a clustering.

        Clusterings with equal neighbour settings have the same name, so they share the graph.
        """
        settings = json.dumps(self.neighbour_settings(clustering), sort_keys=True)
        return f"{self.encoder}-{digest(settings)[:8]}"

    def neighbour_settings(self, clustering: str) -> Settings:
        """Return the settings for finding the neighbours of the papers of a clustering.

        In `mode: assign` there are no layouts, because no topics are searched for.
        """
        settings = dict(self.config["clusterings"][clustering]["neighbours"])
        if not self.is_assigning:
            return settings
        names = ("lexical_dimensions", "lexical_weight", "n_neighbors")
        return {name: settings[name] for name in names} | {"layouts": 0}
