"""What the documents show and lead to is there."""

import re
from pathlib import Path

import pytest

from helpers.workflow import REPOSITORY

DOCUMENTS = [
    *REPOSITORY.glob("*.md"),
    *REPOSITORY.glob("docs/*.md"),
    REPOSITORY / "benchmarks/README.md",
    REPOSITORY / "config/README.md",
    REPOSITORY / "results/README.md",
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+://", target):
            path, _, anchor = target.partition("#")
            found = document.parent / path if path else document
            assert found.exists(), target
            if anchor:
                titles = re.findall(r"^#+ (.*)$", found.read_text("utf-8"), re.MULTILINE)
                anchors = {re.sub(r"[^\w -]", "", t).lower().replace(" ", "-") for t in titles}
                assert anchor in anchors, target


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_the_files_that_guides_name_exist(name: str) -> None:
    text = (REPOSITORY / name).read_text("utf-8")
    folders = (".", "src/paperthemes", "src/paperthemes/dedupe", "benchmarks", "tests/parse")
    places = [REPOSITORY / folder for folder in folders]
    named = set(re.findall(r"`([\w/.-]+\.(?:py|smk|toml|md|js|yaml|yml))`", text))
    of_any_step = {"stage.py", "settings.py", "curation.yaml"}
    assert [
        path
        for path in sorted(named - of_any_step)
        if not any((place / path).exists() for place in places)
    ] == []


def test_the_symbols_that_the_architecture_names_exist() -> None:
    text = (REPOSITORY / "docs/architecture.md").read_text("utf-8")
    pairs = re.findall(r"`(?:\w+\.)?(\w+)` in `((?:\w+/)*\w+\.py)`", text)
    assert len(pairs) > 5
    for symbol, path in pairs:
        source = (REPOSITORY / "src/paperthemes" / path).read_text("utf-8")
        assert re.search(rf"\b{symbol}\b", source), (symbol, path)
