"""Settings of step neighbours."""

from typing import Annotated

from pydantic import Field

from paperthemes.settings import Section

NonNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
_MAX_SEED = 4_294_900_000  # seeds are 32-bit, and layouts count up from the first


class NeighbourSettings(Section):
    """Settings for finding the neighbours of papers."""

    lexical_weight: NonNegative = 0.6
    """weight of the words relative to the encoder's vector, 0 or more"""
    lexical_dimensions: int = Field(100, ge=1)
    """dimensions to which the words are reduced"""
    n_neighbors: int = Field(40, ge=2)
    """UMAP's n_neighbors: neighbours of each paper, itself included; at most 1.5 times the square
    root of the number of papers, or 5"""
    n_components: int = Field(5, ge=2)
    """UMAP's n_components: dimensions of the layouts in which topics are found"""
    min_dist: Share = 0.0
    """UMAP's min_dist: 0 packs clusters most tightly"""
    spread: float = Field(1.0, ge=1)
    """UMAP's spread: how far apart clusters lie, 1 or more"""
    n_epochs: int = Field(200, ge=1)
    """UMAP's n_epochs: optimisation steps of a layout; more take longer and did not improve
    topics"""
    learning_rate: Positive = 1.0
    """UMAP's learning_rate, more than 0"""
    repulsion_strength: NonNegative = 1.0
    """UMAP's repulsion_strength, 0 or more"""
    negative_sample_rate: int = Field(5, ge=1)
    """UMAP's negative_sample_rate: papers pushed away for each one pulled near"""
    set_op_mix_ratio: Share = 1.0
    """UMAP's set_op_mix_ratio: 1 keeps neighbour pairs in which only one has the other as a
    neighbour, 0 does not"""
    local_connectivity: float = Field(1.0, ge=1)
    """UMAP's local_connectivity: nearest papers to which each is fully connected, 1 or more"""
    layouts: Annotated[int, Field(ge=1, le=1000)] | None = None
    """layouts in which topics are found, each with its own seed; more make the consensus more
    stable; null is 48 up to 1,000 papers and 24 above"""
    edge_sample: float = Field(0.5, gt=0, le=1)
    """share of the neighbour graph, drawn at random, that each layout uses: below 1 topics depend
    less on single papers"""
    map_min_dist: Share = 0.1
    """UMAP's min_dist for the map in the report"""
    seed: int = Field(0, ge=0, le=_MAX_SEED)
    """random seed of the first layout, and of all other random choices"""
