"""Settings of step cluster."""

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from paperthemes.settings import Section

EngineName = Literal["consensus", "bertopic-classic", "leiden", "kmeans"]
Granularity = Literal["broad", "medium", "fine"]
AtLeastTwo = Annotated[int, Field(ge=2)]
SeedWord = Annotated[str, Field(pattern=r"[^\W_]", description="a word or phrase")]
PaperId = Annotated[
    str, Field(pattern=r"^[0-9a-f]{12}$(?!\n)", description="12 hex digits, in quotes")
]
TopicName = Annotated[
    str,
    Field(
        pattern=r"^(?!(?i:unassigned)$)\S(.*\S)?$(?!\n)",
        description="the topic's name: one line of text (in quotes if it looks like a number or "
        "yes/no) without spaces around it, and not 'unassigned'",
    ),
]

# The smallest topic of a corpus of n papers has factor * n^(2/3) papers, and never less than the
# minimum. Thus eight times as many papers make about twice as many topics.
_SIZE_FACTORS: dict[Granularity, float] = {"broad": 0.27, "medium": 0.2, "fine": 0.15}
_MIN_SIZES: dict[Granularity, int] = {"broad": 4, "medium": 3, "fine": 2}
_TYPICAL_SIZE = 3  # size of a typical topic, as a multiple of that of the smallest topic


class SeededTopic(Section):
    """Words that papers of the topic have, or ids of papers (paper_id in assignments.csv)."""

    words: list[SeedWord] = []
    """words or phrases: a paper supports the topic with one in its title, or two in its abstract"""
    papers: list[PaperId] = []
    """ids of papers that belong to it"""

    @model_validator(mode="after")
    def _require_evidence(self) -> "SeededTopic":
        """Check that the topic has at least one word or paper."""
        if not self.words and not self.papers:
            raise PydanticCustomError("no_evidence", "is empty; give at least one")
        return self


class HdbscanSettings(Section):
    """HDBSCAN's parameters, for consensus and bertopic-classic."""

    min_samples: Annotated[int, Field(ge=1)] | None = None
    """higher values give denser and fewer cores; null is 3, for bertopic-classic the smallest topic
    size"""
    cluster_selection_method: Literal["leaf", "eom"] | None = None
    """the smallest dense clusters (leaf), or the most persistent (eom); null is leaf, for
    bertopic-classic eom"""
    cluster_selection_epsilon: float = Field(0.0, ge=0)
    """distance in the layout below which clusters are not split, 0 or more"""
    max_cluster_size: int = Field(0, ge=0)
    """with eom, largest number of papers in a cluster; 0 is no limit"""
    allow_single_cluster: bool = False
    """with eom, whether all papers may be one cluster"""
    metric: Literal["euclidean", "manhattan", "chebyshev"] = "euclidean"
    """distance in the layout"""


class ClusterSettings(Section):
    """Settings that decide the clusters of one clustering."""

    engine: EngineName = "consensus"
    """how topics are found: agreement of many layouts (consensus), BERTopic's own recipe in one
    layout (bertopic-classic), communities of the neighbour graph (leiden), or k-means in one layout
    (kmeans)"""
    granularity: Granularity = "medium"
    """how large topics are for a corpus of n papers: the smallest has 0.27 (broad), 0.2 (medium) or
    0.15 (fine) times n to the power of 2/3"""
    min_topic_size: AtLeastTwo | None = None
    """papers in the smallest topic, 2 or more; null leaves it to granularity"""
    n_topics: AtLeastTwo | None = None
    """how many topics to look for, 2 or more (bertopic-classic derives only the size from it); null
    leaves it to the data or, for leiden and kmeans, to the smallest topic size"""
    max_unassigned: float = Field(0.1, ge=0, le=1)
    """largest share of papers that may stay without a topic, 0 to 1; 0 assigns all, unless they are
    too few for any topic"""
    seeded_topics: dict[TopicName, SeededTopic] = {}
    """topics to make in addition to those found: a name for each, with words or papers that define
    it"""
    hdbscan: HdbscanSettings = HdbscanSettings()
    """HDBSCAN's parameters, for consensus and bertopic-classic"""

    def min_size(self, paper_count: int) -> int:
        """Return the minimum size of a topic in a corpus of `paper_count` papers, 2 or more.

        It is `min_topic_size`. Without this setting, it is derived from `n_topics` or, without this
        too, from `granularity`.
        """
        if self.min_topic_size is not None:
            return self.min_topic_size
        if self.n_topics is not None:
            return max(2, round(paper_count / (_TYPICAL_SIZE * self.n_topics)))
        size = _SIZE_FACTORS[self.granularity] * math.cbrt(paper_count) ** 2
        return max(_MIN_SIZES[self.granularity], round(size))

    def expected_topics(self, paper_count: int) -> int:
        """Return the number of topics for engines that cannot derive it from the data, 1 or more.

        It is `n_topics` or, without this setting, the number of topics if each has
        `_TYPICAL_SIZE` times the minimum size.
        """
        if self.n_topics is not None:
            return self.n_topics
        return max(1, round(paper_count / (_TYPICAL_SIZE * self.min_size(paper_count))))
