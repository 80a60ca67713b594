"""How topics are identified."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from paperthemes.curation.edits import Curation


@dataclass(frozen=True, slots=True)
class IdentifySettings:
    """How topics are identified.

    Attributes
    ----------
    baseline
        The name of the run to go on from; empty for none.
    encoder
        What the vectors were made with; empty if those of two corpora cannot be compared.
    naming
        The language model that names topics; empty for none.
    map_min_dist
        UMAP's `min_dist` of the map.
    curation
        What readers want.
    mode
        Whether topics were found anew (cluster), or are those of the baseline (assign).
    grouping
        Digest of the settings by which topics are found.
    """

    baseline: str = ""
    encoder: str = ""
    naming: str = ""
    map_min_dist: float = 0.1
    curation: Curation = field(default_factory=Curation)
    mode: Literal["cluster", "assign"] = "cluster"
    grouping: str = ""

    @classmethod
    def from_params(cls, given: Mapping[str, Any]) -> "IdentifySettings":
        """Make them from the params of a rule, where curation is as the file has it."""
        return cls(**{**given, "curation": Curation.of(given["curation"])})
