"""Cards of themes and topics."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from paperthemes.report.cards import count_by_dump, find_related_topics, make_subject_cards
from paperthemes.report.inputs import Results


def test_cards_count_the_papers_of_topics_and_themes(sample: Results) -> None:
    topics = sample.assignments.topic
    for theme in make_subject_cards(sample):
        assert theme.size == sum(card.row.size for card in theme.topics)
        for card in theme.topics:
            assert card.row.size == (topics == card.row.topic).sum()
            assert all(related.other != card.row.topic for related in card.related)
            counts = [row.papers for row in card.dumps]
            assert sum(counts) >= card.row.size
            assert counts == sorted(counts, reverse=True)
            assert card.is_loose == (card.core_count < 0.1 * card.row.size)


def test_related_topics_hold_the_nearest_papers() -> None:
    topics = np.array([0, 0, 1, 2, -1])
    nearest = np.array([[1, 2], [2, 3], [0, 1], [4, 2], [0, 3]], np.int32)
    rows = sorted(find_related_topics(topics, nearest).itertuples(index=False, name=None))
    assert rows == [(-1, 0, 0.5), (-1, 2, 0.5), (0, 1, 0.5), (0, 2, 0.25), (1, 0, 1.0), (2, 1, 0.5)]


def test_a_paper_counts_in_each_of_its_dumps() -> None:
    dumps = pd.Series([["x"], ["x", "y"], ["y"], ["y"]])
    counts = count_by_dump(dumps, pd.Series([0, 0, 1, -1])).set_index(["group", "dump"])
    assert counts.papers.to_dict() == {(-1, "y"): 1, (0, "x"): 2, (0, "y"): 1, (1, "y"): 1}
    assert counts.share[0, "x"] == 1.0
    assert counts.share[0, "y"] == pytest.approx(1 / 3)


def test_cards_mark_new_topics_and_leave_out_hidden_ones(rerun: Results) -> None:
    cards = {card.row.topic: card for theme in make_subject_cards(rerun) for card in theme.topics}
    assert [topic for topic, card in cards.items() if card.is_new] == [1]
    assert set(cards) == {*rerun.topics.topic} - {2}
    assert all(related.other != 2 for card in cards.values() for related in card.related)
    sizes = rerun.topics["size"]
    assert sum(theme.size for theme in make_subject_cards(rerun)) == sizes.sum() - sizes[2]


def test_a_theme_whose_topics_are_all_hidden_has_no_card(sample: Results) -> None:
    hidden = sample.topics.assign(hidden=sample.topics.theme == 0)
    cards = make_subject_cards(dataclasses.replace(sample, topics=hidden))
    assert [card.row.theme for card in cards] == [*sample.themes.theme][1:]
