"""Terms of a corpus: which phrases qualify, and how often papers use them."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from helpers.corpora import corpus
from helpers.odd_corpora import LANGUAGES, make_foreign_papers
from helpers.papers import make_papers
from helpers.topics import make_abstracts
from paperthemes import tables
from paperthemes.artifacts.terms import Terms, contains_any
from paperthemes.terms import stage
from paperthemes.terms.stage import collect_terms, run


def uses(terms: Terms, key: str) -> list[int]:
    """Return how often papers use a term, highest first, without papers that do not."""
    counts = terms.counts[:, [terms.keys.index(key)]].toarray().ravel().astype(int)
    return sorted(filter(None, counts.tolist()), reverse=True)


def test_a_use_in_a_title_counts_three_times() -> None:
    texts = [("Robot grasping", "On robot grasping, and soft robot grasping.")]
    texts += [("Robot grasping again", ""), ("Tides", "For robot grasping.")]
    terms = collect_terms([make_papers(texts)])
    assert uses(terms, "robot grasping") == [5, 3, 1]
    assert (terms.presence.toarray() == (terms.counts.toarray() > 0)).all()


@pytest.mark.parametrize(("papers", "fewest"), [(19, 1), (20, 2), (15_000, 3)])
def test_a_term_occurs_in_enough_papers(papers: int, fewest: int) -> None:
    texts = [*["On tides."] * (fewest - 1), *["On storms."] * fewest]
    terms = collect_terms([make_abstracts(*texts, *["."] * (papers - len(texts)))])
    assert terms.keys == ("storm",)


def test_a_phrase_that_usually_continues_is_no_term() -> None:
    longer = "We study weakly supervised object detection."
    assert collect_terms([make_abstracts(longer)]).keys == ("weakly supervised object detection",)
    whole = "We study object detection."
    assert "object detection" not in collect_terms([make_abstracts(*[longer] * 3, whole)]).keys
    assert "object detection" in collect_terms([make_abstracts(*[longer] * 3, *[whole] * 2)]).keys


@pytest.mark.parametrize(("longer", "is_term"), [(7, False), (6, True)])
def test_a_phrase_that_is_mostly_part_of_a_longer_one_is_no_term(
    longer: int, is_term: bool
) -> None:
    texts = ["On soft robot grasping."] * longer + ["On robot grasping."] * (10 - longer)
    assert ("robot grasping" in collect_terms([make_abstracts(*texts)]).keys) == is_term


def test_german_terms_are_shown_without_the_endings_of_cases() -> None:
    texts = ["Wir lernen mit neuronalen Netzen und mit der Sonne."] * 4
    texts += ["Das sind neuronale Netze für die Sonne."]
    terms = collect_terms([make_abstracts(*texts)])
    assert "neuronale Netze" in terms.spellings
    assert uses(terms, terms.keys[terms.spellings.index("neuronale Netze")]) == [1] * 5
    assert "neuronale Netze" not in terms.without(["Neuronale Netze"]).spellings


DEFINITION = "We train graph neural networks (GNNs)."


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_words_in_any_script(language: str) -> None:
    terms = collect_terms([make_papers(make_foreign_papers(language))])
    spellings = {spelling.lower() for spelling in terms.spellings}
    for theme in LANGUAGES[language]["themes"]:
        assert len(spellings.intersection(map(str.lower, theme))) >= len(theme) / 2


def test_an_acronym_counts_as_its_expansion() -> None:
    texts = [DEFINITION, "Each GNN is fast.", "With a graph neural network and a GNN."]
    terms = collect_terms([make_abstracts(*texts)])
    assert terms.spellings == ("graph neural networks",)
    assert uses(terms, "graph neural network") == [2, 2, 1]


def test_the_expansion_counts_as_the_acronym_where_few_papers_use_it() -> None:
    definition = "By contrastive language-image pretraining (CLIP)."
    terms = collect_terms([make_abstracts(definition, *["We use CLIP."] * 3)])
    assert terms.spellings == ("CLIP",) and uses(terms, "clip") == [2, 1, 1, 1]
    terms = collect_terms([make_abstracts(definition, *["We use CLIP."] * 2)])
    assert terms.spellings == ("contrastive language-image pretraining",)


def test_an_acronym_whose_expansion_is_no_term_remains() -> None:
    texts = [f"{DEFINITION} Now graph neural network pruning."] * 4 + ["We train a GNN."] * 6
    assert {"gnn", "graph neural network"} & set(collect_terms([make_abstracts(*texts)]).keys)


@pytest.mark.parametrize(
    ("spellings", "chosen"),
    [
        (["zero-shot parsing", "zero-shot parsing", "Zero Shot Parsing"], "zero-shot parsing"),
        (["protein graph", "protein graphs", "Protein Graphs"], "protein graphs"),
        (["state–space trees", "state-space trees", "state space tree"], "state-space trees"),
    ],
)
def test_spellings_of_a_term_are_merged(spellings: list[str], chosen: str) -> None:
    terms = collect_terms([make_abstracts(*(f"We study {spelling}." for spelling in spellings))])
    assert chosen in terms.spellings
    assert uses(terms, chosen.replace("-", " ").removesuffix("s")) == [1, 1, 1]


def test_german_nouns_keep_the_capitals_of_titles() -> None:
    papers = make_papers([("Erkennung von Objekten", ""), ("On Tides", "")])
    assert set(collect_terms([papers]).spellings) == {"Erkennung", "Objekten", "tides"}


def test_terms_are_read_as_they_were_written(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(stage, "CHUNK", 3)
    texts = ["Robot grasping", "图像分割", "Tides", "Storms", "Robots", "Robot arms", "Tidal waves"]
    papers = make_papers([(title, "On robot grasping.") for title in texts])
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    run(tmp_path / "papers.parquet", tmp_path / "terms.npz")
    written, collected = Terms.read(tmp_path / "terms.npz"), collect_terms([papers])
    assert (written.keys, written.spellings) == (collected.keys, collected.spellings)
    assert written.paper_ids.tolist() == papers.paper_id.tolist()
    assert (written.counts.toarray() == collected.counts.toarray()).all()


@pytest.mark.parametrize(
    "papers", [make_abstracts(), make_abstracts("", "It is."), make_papers([("???", "!!!")])]
)
def test_there_may_be_no_terms(papers: pd.DataFrame) -> None:
    terms = collect_terms([papers])
    assert (terms.keys, terms.spellings) == ((), ())
    assert terms.presence.shape == (len(papers), 0)


def test_stop_words_remove_terms_in_any_spelling() -> None:
    terms = collect_terms([make_abstracts("On soft robots, on tides, on robotic hands.")])
    assert terms.without(["Robot"]).keys == ("robotic hand", "tide")
    assert terms.without([]) is terms
    assert contains_any("Soft Robots", ["robot"]) and not contains_any("Robotics", ["robot"])


def test_chunks_and_processes_do_not_change_the_terms(tmp_path: Path) -> None:
    papers = corpus(12)
    collect_terms([papers]).write(tmp_path / "one.npz")
    collect_terms([papers[:7], papers[7:9], papers[9:]], threads=2).write(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


# A copy of a server ends in this way, too.
COPY = """
import os
from helpers.corpora import corpus
from paperthemes.terms.stage import collect_terms

papers = corpus(4)
collect_terms([papers[:6], papers[6:]], threads=2)
os._exit(0)
"""


def test_no_process_is_left_when_the_terms_are_collected() -> None:
    command = [sys.executable, "-c", COPY]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    # Processes that are left keep the output open for five minutes.
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=600)
