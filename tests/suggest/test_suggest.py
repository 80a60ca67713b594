"""What to change after a run: the right advice, with its evidence, and none without reason."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from helpers.pages import make_results
from helpers.papers import make_papers
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.suggest.inputs import Clustering, Corpus, list_alternatives
from paperthemes.suggest.stage import MAX_SUGGESTIONS, suggest
from paperthemes.suggest.suggestion import Suggestion
from paperthemes.workflow.curation_file import CurationFile

PAPERS = 70
CORPUS = {
    **{"papers": PAPERS, "without_abstract": 0, "embed": {"max_tokens": 256}},
    **{"embedding": {"truncated_share": 0.9}, "merges_near_duplicates": True},
    "curation": "curation.yaml",
}
NOTHING = Suggestion(title="", evidence="", effect="")
GOOD = {"largest_share": 0.2, "unassigned_share": 0.1, "stability": 0.8}


def make_clustering(
    name: str = "mine",
    *,
    smallest: int = 3,
    uncertain: float = 0.3,
    near_duplicates: int = 0,
    **changes: Any,
) -> Clustering:
    """Return a clustering with six topics; `changes` are settings, metrics or columns of topics."""
    results = make_results(make_papers([(f"Paper {number}", "It is.") for number in range(PAPERS)]))
    settings = ClusterSettings().model_dump() | {"neighbours": {"layouts": None}}
    columns = {key: value for key, value in changes.items() if key in results.topics}
    papers = results.assignments[["paper_id", "topic"]].assign(
        confidence=np.where(np.arange(PAPERS) < uncertain * PAPERS, 0.4, 0.9),
        dumps=changes.pop("dumps", [["a.txt"]] * PAPERS),
    )
    return Clustering(
        name=name,
        settings=settings | {key: value for key, value in changes.items() if key in settings},
        metrics={**results.metrics, **GOOD, **changes, "min_topic_size": smallest},
        topics=results.topics.assign(**columns),
        papers=papers,
        near_duplicates=near_duplicates,
        usual_size=ClusterSettings().min_size(PAPERS),
    )


def suggest_for(
    clustering: Clustering, *others: Clustering, **corpus: Any
) -> tuple[list[str], Suggestion]:
    """Return the titles of all suggestions, and the first of them, if there are any."""
    alternatives = list_alternatives(clustering, others, corpus.pop("sweeps", ()))
    found = suggest(clustering, alternatives, Corpus(**CORPUS | corpus))
    return [suggestion.title for suggestion in found], next(iter(found), NOTHING)


def change_of(suggestion: Suggestion, clustering: str = "mine") -> dict:
    """Return the settings of a clustering that a suggestion changes."""
    entry = suggestion.to_json()
    assert entry["file"] == "config.local.yaml"
    return yaml.safe_load(entry["change"])["clusterings"][clustering]


def test_nothing_is_suggested_for_a_good_run() -> None:
    unusual = {"near_duplicates": 60, "stability": None}
    for clustering in (make_clustering(), make_clustering(**unusual)):
        assert suggest_for(clustering) == ([], NOTHING)


@pytest.mark.parametrize(
    ("settings", "change"),
    [
        ({"granularity": "broad"}, {"granularity": "medium"}),
        ({"granularity": "fine"}, {"min_topic_size": 10}),
        ({"n_topics": 2}, {"n_topics": None}),
        ({"min_topic_size": 20, "granularity": "broad"}, {"min_topic_size": None}),
    ],
)
def test_one_large_topic_asks_for_smaller_ones(settings: dict, change: dict) -> None:
    bad = {"largest_share": 0.5, "smallest": 20, "topics": 2} | settings
    clustering = make_clustering(**bad)
    titles, first = suggest_for(clustering)
    assert titles == ["Use smaller topics"]
    assert change_of(first) == change
    assert first.evidence == "One topic, Topic a, has 50% of the papers; there are only 2 topics."
    assert first.topics == ("T0001",)


def test_another_clustering_is_cited_only_if_it_is_better() -> None:
    coarse = make_clustering("coarse", largest_share=0.5, smallest=20, topics=2)
    fine = make_clustering("fine", topics=9)
    _, first = suggest_for(coarse, make_clustering("many", topics=12), fine)
    assert "fine has 9 topics, the largest with 20% of the papers" in first.effect
    assert "stability 0.80" in first.effect
    point = {"error": None, "metrics": fine.metrics | {"topics": 8}, "point": "n_topics=8"}
    failed = {"error": "no memory", "metrics": {}, "point": "n_topics=7"}
    sweep = {"clustering": "coarse", "points": [failed, point]}
    other_sweep = {"clustering": "fine", "points": [point]}
    assert "the sweep's n_topics=8 has 8" in suggest_for(coarse, fine, sweeps=[sweep])[1].effect
    assert "fine has 9" in suggest_for(coarse, fine, sweeps=[other_sweep])[1].effect
    unstable = make_clustering("fine", topics=9, stability=0.3)
    coarser = make_clustering("other", topics=2, largest_share=0.1)
    for other in (unstable, coarser):
        assert "Measured" not in suggest_for(coarse, other)[1].effect


def test_smaller_topics_are_not_suggested_where_none_are_possible() -> None:
    pair = make_clustering(largest_share=0.5, smallest=2)
    assert suggest_for(pair) == ([], NOTHING)


@pytest.mark.parametrize(
    ("settings", "change"),
    [
        ({"granularity": "fine"}, {"granularity": "medium"}),
        ({"granularity": "broad", "smallest": 9}, {"min_topic_size": 18}),
        ({"min_topic_size": 2, "smallest": 2}, {"min_topic_size": None}),
        ({"n_topics": 6, "smallest": 2}, {"n_topics": None}),
    ],
)
def test_papers_between_topics_ask_for_larger_ones(settings: dict, change: dict) -> None:
    _, first = suggest_for(make_clustering(uncertain=0.6, **settings))
    assert change_of(first) == change
    assert first.evidence.startswith("60% of the papers lie between topics")
    assert "Measured" not in first.effect


def test_clearer_topics_of_another_clustering_are_cited() -> None:
    clear = make_clustering("clear", topics=4, core_share=0.4)
    same = make_clustering("same", topics=5, core_share=0.12)
    vague = make_clustering(uncertain=0.6, core_share=0.1)
    _, first = suggest_for(vague, same, clear)
    assert "clear has 4 topics" in first.effect
    assert "40% are core papers" in first.effect


def test_an_unstable_clustering_asks_for_more_layouts_or_the_consensus() -> None:
    few = make_clustering(stability=0.65, neighbours={"layouts": 4})
    titles, first = suggest_for(few)
    assert titles == ["Use more layouts"]
    assert change_of(first) == {"neighbours": {"layouts": None}}
    enough = make_clustering(stability=0.65)
    assert suggest_for(enough) == ([], NOTHING)
    titles, first = suggest_for(make_clustering(stability=0.4, engine="kmeans", uncertain=0.8))
    assert titles == ["Use the engine consensus"]
    assert change_of(first) == {"engine": "consensus"}
    giant = make_clustering(largest_share=0.5, engine="bertopic-classic", topics=2)
    assert suggest_for(giant)[0] == ["Use the engine consensus"]


def test_many_unassigned_papers_are_assigned_and_a_dump_of_another_field_is_named() -> None:
    bad = {"unassigned": 35, "unassigned_share": 0.5, "max_unassigned": 0.5}
    titles, first = suggest_for(make_clustering(**bad))
    assert titles == ["Assign more papers to topics"]
    assert change_of(first) == {"max_unassigned": 0.1}
    assert first.evidence == "35 papers (50%) are in no topic; max_unassigned allows 50%."
    # Of every seven papers, the last is unassigned.
    dumps = [["cakes.csv"] if row % 7 > 5 or row == 0 else ["a.txt"] for row in range(PAPERS)]
    _, first = suggest_for(make_clustering(**bad, dumps=dumps))
    assert (
        "91% of the papers of cakes.csv are among them, against 0% of the others" in first.evidence
    )


def test_fewer_topics_than_asked_for() -> None:
    titles, first = suggest_for(make_clustering(n_topics=9, smallest=8))
    assert titles == ["Allow smaller topics, or ask for fewer than 9"]
    assert "There are 6 topics instead of 9" in first.evidence
    assert change_of(first) == {"min_topic_size": 4}


def test_a_seeded_topic_that_was_not_made_names_the_reason() -> None:
    note = "seeded topic 'Beekeeping' was not created: supported by 0 papers"
    seeded = {"Beekeeping": {"words": ["bees"]}, "Topic a": {"words": ["a"]}}
    titles, first = suggest_for(make_clustering(seeded_topics=seeded, notes=[note]))
    assert titles == ["Give the seeded topic Beekeeping more words or papers"]
    assert "supported by 0 papers" in first.evidence
    assert (first.to_json()["change"], first.to_json()["file"]) == ("", "")


def test_topics_that_repeats_join_are_merged_by_valid_edits() -> None:
    mixed = {"mixes_with": [[1], [0, 2], [1], [], [], [4]]}
    mixed["mixing"] = [[0.48], [0.48, 0.3], [0.3], [], [], [0.95]]
    titles, first = suggest_for(make_clustering(**mixed))
    assert titles == ["Merge 1 pair of topics that hardly differ"]
    shares = "48% + 48%, the shares on their cards"
    merged, *kept = first.evidence.split(" Not among them: ")
    assert merged == f"Topic b and Topic a are one group in 96% of the repeats ({shares})."
    assert kept == [
        "Topic c and Topic b are one group in 60% of the repeats (30% + 30%), less than the 90% "
        "from which merging is suggested."
    ]
    mixed["mixing"] = [[0.48], [0.48, 0.2], [0.2], [], [], [0.95]]  # too seldom to be named
    assert "Not among" not in suggest_for(make_clustering(**mixed))[1].evidence
    assert first.topics == ("T0002", "T0001")
    assert first.file == "curation.yaml"
    edits = CurationFile.model_validate(yaml.safe_load(first.to_json()["change"]))
    assert edits.clusterings["mine"].topics["T0002"].merge_into == "T0001"
    large = make_clustering(**mixed, size=[25, 25, 5, 5, 5, 5])
    assert suggest_for(large) == ([], NOTHING)
    assert suggest_for(make_clustering(**mixed), curation="") == ([], NOTHING)


def test_new_papers_that_do_not_fit_ask_for_new_topics() -> None:
    few = make_clustering(assigned={"new": 20, "placed": 14, "far": 4, "between": 2})
    assert suggest_for(few) == ([], NOTHING)
    many = make_clustering(assigned={"new": 20, "placed": 8, "far": 9, "between": 3})
    titles, first = suggest_for(many)
    assert titles == ["Find topics anew"]
    assert first.change == {"mode": "cluster"}
    assert first.evidence.startswith("12 of 20 new papers (60%) do not fit")


def test_what_spoils_all_topics_comes_first() -> None:
    spoiled = {
        **{"embed": {"max_tokens": 8}, "without_abstract": 30, "merges_near_duplicates": False},
    }
    bad = {"largest_share": 0.5, "smallest": 20, "n_topics": 9, "unassigned_share": 0.5}
    titles, first = suggest_for(make_clustering(near_duplicates=20, **bad), **spoiled)
    assert titles[:3] == [
        "Let the encoder read more of each abstract",
        "Add a dump that has the abstracts",
        "Merge near-duplicates",
    ]
    assert len(titles) == MAX_SUGGESTIONS
    assert first.change == {"embed": {"max_tokens": 256}}


def test_an_empty_corpus_and_one_without_topics_need_no_suggestions() -> None:
    empty = make_clustering(largest_share=0.0, unassigned_share=1.0, topics=0, stability=None)
    assert suggest_for(empty) == ([], NOTHING)
    no_rows = pd.DataFrame({"topic": [], "confidence": [], "dumps": []})
    assert replace(empty, papers=no_rows).uncertain_share == 0
