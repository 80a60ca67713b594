"""Dumps unlike papers of one science in English, as rows of titles and abstracts."""

import json
import random
import tomllib
from pathlib import Path

from helpers.workflow import REPOSITORY

Texts = list[tuple[str, str]]

LANGUAGES: dict[str, dict[str, list]] = tomllib.loads(
    (REPOSITORY / "tests/data/languages.toml").read_text("utf-8")
)


def make_foreign_papers(language: str, per_theme: int = 20) -> Texts:
    """Make papers of the four themes of a language, one theme after the other."""
    parts = LANGUAGES[language]
    draw = random.Random(language)
    papers: dict[str, str] = {}
    for number, theme in enumerate(parts["themes"], start=1):
        while len(papers) < number * per_theme:
            a, b, c = draw.sample(theme, 3)
            title = draw.choice(parts["titles"]).format(a=a, b=b)
            sentences = draw.sample(parts["sentences"], 4)
            papers[title] = " ".join(text.format(a=a, b=b, c=c) for text in sentences)
    return [*papers.items()]


def make_odd_corpora() -> dict[str, Texts]:
    """Return papers unlike a usual corpus, by what is odd about them."""
    usual = make_english_papers(100)
    same = ("Herons of the pond", "We count the herons of the pond at dusk and at dawn.")
    corpora = {f"{count} papers": usual[:count] for count in (0, 1, 2, 3, 5, 10, 31)}
    words = ["graph", "protein", "galaxy", "market", "poetry"]
    emoji = ["🦆🌊", "🔋⚡", "❤️🩺", "🌾🚜"]
    formulas = [r"\alpha", r"\beta_{ij}", r"\sum_{k=1}^n", r"\int_0^1", r"\mathbb{R}^d"]
    return {
        **corpora,
        "identical": [same] * 60,
        "titles only": [(title, "") for title, _ in usual],
        "one-word abstracts": [(f"{words[n % 5].title()} {n}", words[n % 5]) for n in range(90)],
        "an abstract of 1 MB": [*usual, (same[0], f"{same[1]} " * 20_000)],
        "a Chinese abstract of 1 MB": [
            *make_foreign_papers("chinese"),
            ("湖水", "我们研究湖" * 70_000),
        ],
        "400 of 500 identical": [*[same] * 400, *usual],
        "emoji": [(f"{emoji[n % 4] * 3} {n}", emoji[n % 4] * (n % 7 + 2)) for n in range(80)],
        "numbers": [(f"{n} {n * n} {n**3}", f"{n / 7} {n % 5} " * 9) for n in range(1, 80)],
        "LaTeX only": [
            (f"${formulas[n % 5]} = {n}$", f"${formulas[n % 5]}$ \\cite{{a{n}}} " * 6)
            for n in range(80)
        ],
        **{language: make_foreign_papers(language) for language in LANGUAGES},
    }


def make_english_papers(count: int) -> Texts:
    """Make papers of five themes."""
    themes = {
        "herons": ["pond", "reed beds", "nests", "dusk counts"],
        "batteries": ["cathodes", "fast charging", "heat", "electrolytes"],
        "translation": ["parallel texts", "rare languages", "grammar", "word vectors"],
        "arteries": ["blood pressure", "ultrasound", "stents", "old patients"],
        "wheat": ["leaf rust", "soil moisture", "drones", "yield"],
    }
    draw = random.Random(0)
    papers: dict[str, str] = {}
    while len(papers) < count:
        theme = [*themes][len(papers) % len(themes)]
        a, b, c = draw.sample(themes[theme], 3)
        title = f"{a.capitalize()} and {b} of {theme}: part {len(papers) // 5 + 1}"
        papers[title] = (
            f"We study {a} of {theme} and compare them with {b}. The {c} of {theme} matter most, "
            f"and {draw.randint(20, 99)} of {draw.randint(100, 999)} {theme} show it."
        )
    return [*papers.items()]


def write_dump(path: Path, papers: Texts) -> None:
    """Write papers as a dump of JSON lines."""
    lines = (json.dumps({"title": title, "abstract": text}) for title, text in papers)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
