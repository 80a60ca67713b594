"""The whole workflow on odd corpora, with each encoder that needs no download and each engine."""

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.odd_corpora import make_odd_corpora, write_dump
from helpers.workflow import Workflow
from paperthemes.cluster.stage import ENGINES

CORPORA = make_odd_corpora()
MAX_NAME_LENGTH = 60  # characters of two phrases; a clause of a script without spaces has more
# What a page must say about a corpus, by its name.
NOTES = {
    **dict.fromkeys(("1 papers", "2 papers"), "too few for a topic"),
    "3 papers": "could not be divided",
    "identical": "1 paper is too few for a topic",
    "400 of 500 identical": "duplicate",
    **dict.fromkeys(("emoji", "numbers", "LaTeX only"), "instead of words"),
    **dict.fromkeys(
        ("chinese", "japanese", "thai", "arabic", "hindi", "german"), "are not in English"
    ),
}


@pytest.mark.attack
@pytest.mark.parametrize("encoder", ["minilm-int8", "lsa"])
@pytest.mark.parametrize("name", CORPORA)
def test_any_corpus_ends_with_sensible_tables(name: str, encoder: str, workflow: Workflow) -> None:
    write_dump(workflow.folder / "dumps/papers.jsonl", CORPORA[name])
    engines = "".join(
        f"  {engine}: {{engine: {engine}, granularity: fine}}\n" for engine in ENGINES
    )
    workflow.write_config(
        f"dumps: [dumps/*]\nembed: {{encoder: {encoder}}}\nclusterings:\n  broad: null\n"
        f"  fine: null\n{engines}figures: []\nexport: []\n"
    )
    output = workflow.run()
    assert "Traceback" not in output
    texts = {
        path: path.read_text("utf-8") for path in workflow.folder.glob("results/*/report.html")
    }
    assert len(texts) == len(ENGINES)
    for engine in ENGINES:
        check_tables(workflow.folder / "results" / engine)
    note = NOTES.get(name, "")
    assert all(note in text for text in texts.values())


def check_tables(folder: Path) -> None:
    """Check that the tables of a clustering agree and that its topics are topics."""
    assignments = pd.read_parquet(folder / "assignments.parquet")
    topics = pd.read_parquet(folder / "topics.parquet")
    sizes = assignments.topic[assignments.topic >= 0].value_counts()
    assert sizes.to_dict() == dict(zip(topics.topic, topics["size"], strict=True))
    assert sizes.min() > 1 or sizes.empty
    assert topics.name.is_unique
    is_phrase = topics.name_source == "phrase"
    assert (topics.name[is_phrase].str.len() <= MAX_NAME_LENGTH).all(), topics.name.tolist()
    assert (topics.name != "").all()
    assert json.loads((folder / "metrics.json").read_text("utf-8"))
