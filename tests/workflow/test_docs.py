"""What the documents show, lead to and tell readers to type is there."""

import re
from pathlib import Path

import pytest

from helpers.workflow import REPOSITORY
from paperthemes.cli import main

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


def test_the_index_lists_all_documents() -> None:
    index = (REPOSITORY / "docs/README.md").read_text("utf-8")
    names = {path.name for path in (REPOSITORY / "docs").glob("*.md")} - {"README.md"}
    assert [name for name in sorted(names) if f"]({name})" not in index] == []


def test_the_readme_is_short() -> None:
    assert len((REPOSITORY / "README.md").read_text("utf-8").splitlines()) <= 120


def test_the_commands_in_documents_exist(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    code = "\n".join(re.findall(r"^```sh\n.*?^```$|`[^`\n]+`", text, re.DOTALL | re.MULTILINE))
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^    (\w+)\b", capsys.readouterr().out, re.MULTILINE))
    assert set(re.findall(r"(?:^|`|&& )make ([a-z]+)", code, re.MULTILINE)) <= targets
    assert set(re.findall(r"\bpaperthemes ([a-z]+)", code)) <= commands
