"""Names by the default encoder for corpora that are unlike papers of one science."""

from collections.abc import Sequence

import numpy as np
import pytest

from helpers.papers import make_papers
from helpers.topics import describe_topics
from paperthemes.artifacts.vectors import Vectors
from paperthemes.describe.stage import Description
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.text.paper_text import texts_of

Texts = Sequence[tuple[str, str]]

CAKES = [
    (
        f"{kind} cake with {what}",
        f"Beat butter and sugar, fold in flour and {what}, and bake the cake until golden. "
        f"Let it cool on a rack before you spread the {what} icing.",
    )
    for kind, what in zip(
        ("Lemon", "Carrot", "Marble", "Apple", "Plum", "Sponge"),
        ("poppy seeds", "walnuts", "cocoa", "cinnamon", "almonds", "berries"),
        strict=True,
    )
]
BREADS = [
    (
        f"{kind} bread with {what}",
        f"Knead the dough of flour and {what}, let it rise overnight, and bake the loaf in a hot "
        "oven until the crust is brown. A sourdough starter gives the bread its taste.",
    )
    for kind, what in zip(
        ("Rye", "Wheat", "Spelt", "Barley", "Oat", "Corn"),
        ("caraway", "olives", "seeds", "honey", "raisins", "chilli"),
        strict=True,
    )
]
CHINESE = [
    (f"用于{what}的目标检测", f"我们研究{what}图像中的目标检测。")
    for what in ("汽车", "船舶", "飞机", "房屋", "道路", "桥梁")
]
DETECTORS = [
    (
        f"Object detection of {what}",
        f"We train a detector of {what} on few photographs. Small {what} remain hard to detect.",
    )
    for what in ("ships", "cars", "birds", "apples", "cracks", "signs")
]
RETRIEVAL = [
    (
        f"Image retrieval for {what}",
        f"Content-based image retrieval finds pictures of {what}. We index descriptors of {what}.",
    )
    for what in ("fashion", "landmarks", "logos", "paintings", "plants", "coins")
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return make_encoder(EmbedSettings(), threads=1)


def describe(encoder: Encoder, *topics: Texts) -> Description:
    """Describe topics of papers with these titles and abstracts."""
    papers = make_papers([text for texts in topics for text in texts])
    numbers = {title: number for number, texts in enumerate(topics) for title, _ in texts}
    matrix = encoder.encode(texts_of(papers)).astype(np.float16)
    vectors = Vectors(papers.paper_id.to_numpy(dtype=str), matrix)
    labels = [numbers[title] for title in papers.title]
    return describe_topics(papers, labels, vectors=vectors, encoder=encoder)


def test_texts_outside_every_field_are_named_by_phrases(encoder: Encoder) -> None:
    topics = describe(encoder, CAKES, BREADS).topics
    assert topics.name_source.tolist() == ["phrase", "phrase"]
    assert topics.field.tolist() == ["", ""]
    assert "ake" in topics.name[0]
    assert any(word in topics.name[1].lower() for word in ("bread", "dough", "loaf"))


def test_a_topic_in_chinese_is_named_by_its_words(encoder: Encoder) -> None:
    topics = describe(encoder, CHINESE, CAKES).topics
    assert topics.name[0] in " ".join(f"{title} {abstract}" for title, abstract in CHINESE)
    assert topics.field[0] == ""


def test_topics_of_one_field_are_told_apart(encoder: Encoder) -> None:
    topics = describe(encoder, DETECTORS, RETRIEVAL, BREADS).topics
    assert topics.field[:2].tolist() == ["object detection", "image retrieval"]
    assert topics.field_path[0].tolist() == [
        *("artificial intelligence", "computer vision", "object detection")
    ]


def test_a_corpus_of_one_topic_has_a_name(encoder: Encoder) -> None:
    result = describe(encoder, RETRIEVAL)
    assert result.topics.name.tolist() == ["Image retrieval"]
    assert len(result.themes) == 0
