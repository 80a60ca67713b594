"""The setup of a run: config, dumps, curation, and the settings that each rule gets."""

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
    """A checked config, and what follows from it.

    Attributes
    ----------
    config
        With all defaults.
    dumps, dump_options
        The path of each dump, and its `format` and `columns`, by name.
    curation
        The content of `curation.yaml`.
    """

    config: Settings
    dumps: Mapping[str, str]
    dump_options: Mapping[str, Settings]
    curation: Settings

    @classmethod
    def from_config(cls, given: Mapping[str, Any]) -> "RunSetup":
        """Check a config and everything that it names.

        Raises
        ------
        WorkflowError
            With all mistakes in it, in `curation.yaml`, or if dumps or archived runs are missing.
        """
        config, warnings = read_config(given)
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
        """True if new papers are placed into the topics of the latest run."""
        return bool(self.config["mode"] == "assign")

    @property
    def embed(self) -> Settings:
        """The settings that decide the vectors."""
        return {key: self.config["embed"][key] for key in sorted(EmbedSettings.model_fields)}

    @property
    def neighbours(self) -> dict[str, Settings]:
        """The settings of each neighbour graph, by key."""
        return {
            self.neighbours_key(name): self.neighbour_settings(name) for name in self.clusterings
        }

    @property
    def model_digest(self) -> str | None:
        """The digest of the model folder, if there is one."""
        return model_digest(self.embed["model"])

    @property
    def encoder_digest(self) -> str:
        """A name of what the vectors are made with; empty if two corpora cannot be compared."""
        if self.encoder == "lsa":
            return ""
        chosen = json.dumps([self.embed, self.model_digest], sort_keys=True)
        return f"{self.encoder}-{digest(chosen)[:8]}"

    def parse_settings(self, dump: str) -> Settings:
        """Return how a dump is read, with the digest of its content."""
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
        """Digest the settings that decide the clusters of a clustering."""
        settings = self.config["clusterings"][clustering]
        deciding = {key: value for key, value in settings.items() if key != "n_themes"}
        return digest(json.dumps(deciding, sort_keys=True))[:12]

    def assign_settings(self, clustering: str) -> Settings:
        """Return how new papers are placed into the topics of the latest run."""
        settings = self.config["clusterings"][clustering]
        return {
            "encoder": self.encoder_digest,
            "grouping": self.grouping_digest(clustering),
            "seeded": sorted(settings["seeded_topics"]),
            "max_unassigned": settings["max_unassigned"],
        }

    def identify_settings(self, clustering: str) -> Settings:
        """Return how topics are identified and curated."""
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
        """Return how topics are described.

        Of `naming`, only what decides the names: neither how long a name may take nor the key in
        the environment, and nothing at all if no model is asked.
        """
        naming = self.config["naming"]
        asked = {key: naming[key] for key in ("base_url", "model")}
        return {
            "n_themes": self.config["clusterings"][clustering]["n_themes"],
            "naming": asked | {"offline": self.config["offline"]} if naming["model"] else None,
            "stop_words": self.curation["stop_words"],
        }

    def changes_settings(self, clustering: str) -> Settings:
        """Return how a run is archived and compared."""
        return {
            "clustering": clustering,
            "baseline": self.config["baseline"],
            "max_runs": self.config["history"]["max_runs"],
            "dumps": list(self.dumps),
            "identify": self.identify_settings(clustering),
        }

    def benchmark_files(self, clustering: str, shards: Iterable[str]) -> dict[str, list[str]]:
        """Return the benchmark files of the jobs that a clustering rests on, by step.

        Parameters
        ----------
        clustering
            Its name.
        shards
            The names of the shards, such as `1-of-2`.
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
        """Return the file with the neighbours of a clustering."""
        return f"results/neighbours/{self.neighbours_key(clustering)}.npz"

    def neighbours_key(self, clustering: str) -> str:
        """Return the name of the neighbour graph that a clustering needs."""
        chosen = json.dumps(self.neighbour_settings(clustering), sort_keys=True)
        return f"{self.encoder}-{digest(chosen)[:8]}"

    def neighbour_settings(self, clustering: str) -> Settings:
        """Return how neighbours of a clustering are found: without layouts in `mode: assign`."""
        settings = dict(self.config["clusterings"][clustering]["neighbours"])
        if not self.is_assigning:
            return settings
        names = ("lexical_dimensions", "lexical_weight", "n_neighbors")
        return {name: settings[name] for name in names} | {"layouts": 0}
