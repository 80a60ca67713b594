"""Settings of step neighbours."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paperthemes.layouts import LayoutSettings


@dataclass(frozen=True, slots=True)
class NeighbourSettings:
    """The key `neighbours` of a clustering; defaults and meaning as in the config schema.

    `layouts` of 0, which no config gives, is for `mode: assign`: no layouts, and no map.
    """

    lexical_weight: float = 0.6
    lexical_dimensions: int = 100
    n_neighbors: int = 40
    n_components: int = 5
    min_dist: float = 0.0
    spread: float = 1.0
    n_epochs: int = 200
    learning_rate: float = 1.0
    repulsion_strength: float = 1.0
    negative_sample_rate: int = 5
    set_op_mix_ratio: float = 1.0
    local_connectivity: float = 1.0
    layouts: int | None = None
    edge_sample: float = 0.5
    map_min_dist: float = 0.1
    seed: int = 0

    def near(self, papers: int) -> int:
        """Return how many of so many papers are near one: `n_neighbors`, fewer among few."""
        most = max(_FEWEST_NEAR, round(_NEAR_ROOTS * math.sqrt(papers)))
        return min(self.n_neighbors, most, papers)

    def seeds(self, papers: int) -> range:
        """Return the seed of each layout of so many papers: more layouts where they cost little."""
        usual = _LAYOUTS if papers > _FEW_PAPERS else 2 * _LAYOUTS
        return range(self.seed, self.seed + (usual if self.layouts is None else self.layouts))

    def layout(self) -> "LayoutSettings":
        """Return how the layouts to find topics in are made."""
        from paperthemes.layouts import LayoutSettings

        return LayoutSettings(
            self.n_components,
            self.min_dist,
            self.spread,
            self.n_epochs,
            self.learning_rate,
            self.repulsion_strength,
            self.negative_sample_rate,
            self.edge_sample,
        )


_FEWEST_NEAR = 5  # neighbours, itself included, however small the corpus


_NEAR_ROOTS = 1.5  # neighbours at most, as roots of the papers


_LAYOUTS, _FEW_PAPERS = 24, 1000
