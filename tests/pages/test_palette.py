"""The palette: visible on both backgrounds, distinguishable for all readers."""

import re
from itertools import combinations

import numpy as np
import pytest

from paperthemes.pages.palette import COLOURS, GRADES, SEQUENCE, SYMBOLS, UNASSIGNED, assign_looks

BACKGROUNDS = {"light": ("#ffffff", "#f5f6f8"), "dark": ("#14181e", "#1d232b")}
MODES = tuple(enumerate(BACKGROUNDS))
# Machado, Oliveira & Fernandes (2009), severity 1.0, for linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# The smallest distance among the first 2, 4, 6, 8 and all colours (with the grey), rounded
# down. A distance of 2 is just noticeable side by side; scattered dots need a few times as much.
DISTANCES = {
    ("light", "normal"): (34.9, 25.8, 15.6, 15.1, 11.7),
    ("light", "deuteranopia"): (34.5, 11.5, 8.8, 8.8, 6.8),
    ("light", "protanopia"): (30.2, 9.5, 8.6, 8.6, 6.8),
    ("light", "tritanopia"): (27.2, 13.4, 8.4, 8.4, 5.4),
    ("dark", "normal"): (30.7, 22.0, 14.9, 14.0, 11.8),
    ("dark", "deuteranopia"): (30.0, 9.6, 8.8, 8.8, 7.0),
    ("dark", "protanopia"): (26.9, 12.0, 11.3, 8.1, 7.4),
    ("dark", "tritanopia"): (27.0, 7.2, 7.2, 7.2, 7.2),
}


def linear(colours) -> np.ndarray:
    """Turn '#rrggbb' into linear RGB, a row per colour."""
    parts = [[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] for colour in colours]
    rgb = np.array(parts)
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(colour: str, background: str) -> float:
    """Return the contrast of WCAG 2."""
    dark, light = sorted(linear([colour, background]) @ [0.2126, 0.7152, 0.0722])
    return (light + 0.05) / (dark + 0.05)


def oklab(colours, vision: str = "normal") -> np.ndarray:
    """Return OKLab (Ottosson 2020) times 100, as readers with this vision see the colours."""
    seen = np.clip(linear(colours) @ VISIONS[vision].T, 0, 1)
    to_cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return 100 * np.cbrt(seen @ np.transpose(to_cones)) @ np.transpose(to_lab)


def smallest_distance(colours, vision: str) -> float:
    """Return the smallest distance between two colours."""
    return min(np.linalg.norm(a - b) for a, b in combinations(oklab(colours, vision), 2))


def all_colours(mode: int) -> list[str]:
    """Return all colours of a mode, grey last."""
    return [pair[mode] for pair in (*COLOURS, UNASSIGNED)]


def test_the_palette_has_twelve_colours():
    assert len(COLOURS) == 12
    for colour in (*all_colours(0), *all_colours(1), *SEQUENCE[0], *SEQUENCE[1]):
        assert re.fullmatch("#[0-9a-f]{6}", colour)


@pytest.mark.parametrize(("mode", "name"), MODES)
def test_every_colour_is_visible_on_its_backgrounds(mode, name):
    for background in BACKGROUNDS[name]:
        assert min(contrast(colour, background) for colour in all_colours(mode)) >= 3


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("mode", "name"), MODES)
def test_the_first_colours_are_distinguishable(mode, name, vision):
    limits = DISTANCES[name, vision]
    colours = all_colours(mode)[:-1]
    for limit, count in zip(limits, (2, 4, 6, 8, 12), strict=True):
        assert smallest_distance(colours[:count], vision) >= limit
    assert smallest_distance(all_colours(mode), vision) >= limits[-1]


@pytest.mark.parametrize(("mode", "name"), MODES)
def test_grey_is_less_prominent_than_any_group(mode, name):
    chroma = np.hypot(*oklab(all_colours(mode)).T[1:])
    assert chroma[-1] < 2 < 6 < chroma[:-1].min()
    background = BACKGROUNDS[name][0]
    contrasts = [contrast(colour, background) for colour in all_colours(mode)]
    assert contrasts[-1] < 1.1 * min(contrasts)


def test_light_and_dark_colours_have_the_same_hue():
    light, dark = (oklab(all_colours(mode)[:-1]) for mode in (0, 1))
    hues = [np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) for lab in (light, dark)]
    assert np.abs((hues[0] - hues[1] + 180) % 360 - 180).max() < 12
    assert (light[:, 0] < dark[:, 0]).all()


def test_grades_have_colours_of_the_palette():
    assert list(GRADES) == ["core", "fringe", "unassigned"]
    assert GRADES["unassigned"] == UNASSIGNED
    assert {GRADES["core"], GRADES["fringe"]} <= set(COLOURS)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("mode", "name"), MODES)
def test_the_sequence_is_even_and_visible(mode, name, vision):
    stops = SEQUENCE[mode]
    assert len(stops) == 9
    assert (
        min(contrast(stop, background) for stop in stops for background in BACKGROUNDS[name]) >= 2
    )
    lab = oklab(stops, vision)
    steps = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    assert (np.diff(lab[:, 0]) > 2).all()  # lighter at each step, for every reader
    assert steps.min() > 3.5
    if vision == "normal":
        assert steps.max() < 1.1 * steps.min()


def ids(*numbers: int) -> list[str]:
    return [f"T{number:04d}" for number in numbers]


def test_sixty_topics_look_different_and_the_first_have_different_colours():
    looks = assign_looks(ids(*range(1, 61)))
    assert len(set(looks)) == 60 == len(COLOURS) * len(SYMBOLS)
    assert [look.colour for look in looks[:13]] == [*range(12), 0]
    assert {look.symbol for look in looks[::12]} == {*range(5)}
    assert len(assign_looks(ids(*range(1, 301)))) == 300


def test_colours_differ_as_long_as_they_suffice_whatever_the_ids():
    looks = assign_looks(ids(1, 13, 25, 40, 41, 42, 43, 44, 45, 99, 111, 123))
    assert len({look.colour for look in looks}) == 12


def test_topics_with_similar_colours_have_different_symbols():
    light = all_colours(0)[:-1]
    pairs = combinations(assign_looks(ids(*range(1, 20))), 2)
    alike = [(light[a.colour], light[b.colour]) for a, b in pairs if a.symbol == b.symbol]
    distances = [smallest_distance(pair, "normal") for pair in alike]
    assert min(distances) > 15 > smallest_distance(light, "normal")


def test_violet_and_deep_blue_differ_in_their_symbols():
    looks = assign_looks(ids(*range(1, 31)))  # by CIEDE2000, these colours are the most similar
    violet, blue = ({look.symbol for look in looks if look.colour == colour} for colour in (4, 7))
    assert violet.isdisjoint(blue)


def test_topics_keep_their_looks_whatever_their_order_and_though_others_come_and_go():
    before, after = ids(*range(1, 16)), ids(9, 4, 7, 1, 2, 3, 5, 6, 8, 10, 11, 12, 14, 15, 17)
    looks = dict(zip(before, assign_looks(before), strict=True))
    later = dict(zip(after, assign_looks(after), strict=True))
    kept = looks.keys() & later.keys()
    assert len(kept) == 14
    assert [topic_id for topic_id in kept if looks[topic_id] != later[topic_id]] == []
