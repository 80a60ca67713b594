"""Subjects of a clustering: its themes, and its topics that stand alone, at the same level."""

from collections import Counter

import pandas as pd

from paperthemes.pages.palette import Look, assign_looks, id_number
from paperthemes.text.plurals import count_of


def number_subjects(topics: pd.DataFrame) -> list[int]:
    """Return the number of the subject of each topic; subject 0 has most papers.

    The topics of a theme have the same subject, which is their theme. A topic that stands alone is
    a subject of its own. Among subjects of the same size, themes come first, in order of number.

    Parameters
    ----------
    topics
        A table with the columns `topic`, `size` and `theme` of `tables.TOPICS`.
    """
    subjects = [
        (theme < 0, topic if theme < 0 else theme)
        for topic, theme in zip(topics.topic, topics.theme, strict=True)
    ]
    sizes: Counter[tuple[bool, int]] = Counter()
    for subject, size in zip(subjects, topics["size"], strict=True):
        sizes[subject] += size
    ranked = sorted(sizes, key=lambda subject: (-sizes[subject], subject))
    numbers = {subject: number for number, subject in enumerate(ranked)}
    return [numbers[subject] for subject in subjects]


def choose_looks(topics: pd.DataFrame) -> list[Look]:
    """Return the colour and symbol of each subject, in order of its number; the same on all pages.

    It follows from the oldest topic of a subject, the one with the smallest permanent id, so that
    themes keep their colours from run to run, too.

    Parameters
    ----------
    topics
        A table with the columns `topic_id`, `topic`, `size` and `theme` of `tables.TOPICS`.
    """
    ids: dict[int, list[str]] = {}
    for subject, topic_id in zip(number_subjects(topics), topics.topic_id, strict=True):
        ids.setdefault(subject, []).append(topic_id)
    return assign_looks([min(own, key=id_number) for _, own in sorted(ids.items())])


def count_topics(topics: pd.DataFrame) -> str:
    """Return the numbers of topics and themes in words.

    Examples are "9 topics in 3 themes", "9 topics, 5 of them in 2 themes" and "9 topics and no
    themes". `topics` is a table with the column `theme` of `tables.TOPICS`.
    """
    in_themes = topics.theme[topics.theme >= 0]
    total, themes = count_of(len(topics), "topic"), count_of(in_themes.nunique(), "theme")
    if in_themes.empty:
        return f"{total} and no themes"
    if len(in_themes) == len(topics):
        return f"{total} in {themes}"
    return f"{total}, {len(in_themes):,} of them in {themes}"
