"""Settings of the step identify."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from paperthemes.curation.edits import Curation


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifySettings:
    """Settings of the step identify.

    Attributes
    ----------
    encoder
        Encoder of the vectors; empty if vectors of two corpora cannot be compared.
    naming
        Language model that names topics; empty for none.
    map_min_dist
        UMAP's `min_dist` for the map.
    curation
        Edits of topics and papers.
    mode
        Whether topics were found anew (`cluster`) or are those of the baseline (`assign`).
    """

    encoder: str = ""
    naming: str = ""
    map_min_dist: float = 0.1
    curation: Curation = field(default_factory=Curation)
    mode: Literal["cluster", "assign"] = "cluster"

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "IdentifySettings":
        """Convert the params of the rule, in which curation is as in the file."""
        names = ("encoder", "naming", "map_min_dist", "mode")
        return cls(
            **{name: params[name] for name in names}, curation=Curation.of(params["curation"])
        )
