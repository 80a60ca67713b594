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


def write_dump(path: Path, papers: Texts) -> None:
    """Write papers as a dump of JSON lines."""
    lines = (json.dumps({"title": title, "abstract": text}) for title, text in papers)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
