"""Cards of topics, themes and topics that stand alone."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from helpers.pages import with_topic
from paperthemes.report.cards import (
    count_by_dump,
    find_related_topics,
    list_start,
    make_subject_cards,
)
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
            own = sample.assignments.grade[topics == card.row.topic]
            assert card.core_share == pytest.approx((own == "core").mean())


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
    assert {topic: card.origin for topic, card in cards.items() if card.origin} == {1: (6, "Topic")}
    assert set(cards) == {*rerun.topics.topic} - {2}
    assert all(related.other != 2 for card in cards.values() for related in card.related)
    sizes = rerun.topics["size"]
    assert sum(theme.size for theme in make_subject_cards(rerun)) == sizes.sum() - sizes[2]


def test_a_theme_whose_topics_are_all_hidden_has_no_card(sample: Results) -> None:
    hidden = sample.topics.assign(hidden=sample.topics.theme == 0)
    cards = make_subject_cards(dataclasses.replace(sample, topics=hidden))
    assert [card.row.theme for card in cards] == [*sample.themes.theme][1:]


def test_topics_that_stand_alone_are_beside_the_themes(partly_alone: Results) -> None:
    cards = make_subject_cards(partly_alone)
    assert [card.is_theme for card in cards] == [True, True, False, False]
    assert [card.address for card in cards] == ["#theme-0", "#theme-1", "#topic-0", "#topic-1"]
    assert [card.row.name for card in cards[2:]] == ["Topic a", "Topic b"]
    assert len({card.colour for card in cards}) == len(cards)
    for card in cards:
        assert {topic.colour for topic in card.topics} == {card.colour}


def test_a_hidden_topic_that_stands_alone_has_no_card(without_themes: Results) -> None:
    cards = make_subject_cards(with_topic(without_themes, 1, hidden=True))
    assert [card.row.topic for card in cards] == [0, 2, 3, 4, 5]
    assert [card.number for card in cards] == [0, 2, 3, 4, 5]  # the others keep their colours


def test_a_card_has_the_sentences_of_the_summary_with_their_papers(sample: Results) -> None:
    ids, titles = sample.papers.paper_id[:2].tolist(), sample.papers.title[:2].tolist()
    changed = with_topic(sample, 3, summary=["One.", "Two."], summary_papers=ids)
    topics = {card.row.topic: card for each in make_subject_cards(changed) for card in each.topics}
    sentences = [(each.text, each.paper_id, each.title) for each in topics[3].summary]
    assert sentences == [("One.", ids[0], titles[0]), ("Two.", ids[1], titles[1])]
    assert topics[2].summary == []


def test_a_theme_does_not_repeat_what_its_cards_begin_with(sample: Results) -> None:
    ids = sample.papers.paper_id[:2].tolist()
    topic = sample.topics.topic[sample.topics.theme == 0].iloc[0]
    changed = with_topic(sample, topic, summary=["One."], summary_papers=ids[:1])
    count = len(changed.themes)
    themes = changed.themes.assign(summary=[["One.", "Two."]] * count, summary_papers=[ids] * count)
    theme = make_subject_cards(dataclasses.replace(changed, themes=themes))[0]
    assert [sentence.text for sentence in theme.summary] == ["Two."]


def test_papers_to_read_first_come_before_other_exemplars(sample: Results) -> None:
    titles = {"a": "A", "b": "B", "c": "C"}
    start = list_start({"c": "survey", "a": "most central"}, ["a", "b"], titles)
    assert start == [("c", "C", "survey"), ("a", "A", "most central"), ("b", "B", "")]
    (card,) = make_subject_cards(sample)[0].topics[:1]
    assert [paper_id for paper_id, _, _ in card.start] == [*card.row.exemplars]


def test_cards_say_with_what_repeats_mix_a_topic_unless_it_is_hidden(sample: Results) -> None:
    for hidden, mixes in ((False, [(1, "Topic b", 0.25)]), (True, [])):
        cards = make_subject_cards(with_topic(sample, 1, hidden=hidden))
        (card,) = (card for each in cards for card in each.topics if card.row.topic == 2)
        assert card.mixes == mixes
