"""Rules of style that no linter knows: docstrings, calls, lengths, and words that are not ours."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from helpers.workflow import REPOSITORY

SOURCES = sorted((REPOSITORY / "src").rglob("*.py"))
DOCUMENTED = [*SOURCES, *sorted((REPOSITORY / "scripts").glob("*.py"))]
PAGES = sorted(
    path
    for path in (REPOSITORY / "src/paperthemes/pages/templates").rglob("*")
    if path.suffix in (".js", ".j2", ".css")
)
TEXTS = [
    *(REPOSITORY / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *(REPOSITORY / name for name in ("config.yaml", "Makefile", "Snakefile")),
    *sorted((REPOSITORY / "docs").glob("*.md")),
    *sorted((REPOSITORY / "workflow").rglob("*.smk")),
    REPOSITORY / "results/README.md",
]
INDIRECT = re.compile(r"(?:What|Which|Whether|Who|Whose|How|Where|When|Why|Tell|Say)\b")
# Names of earlier layouts, and words that stand for something else in this project.
OLD_WORDS = re.compile(
    r"found\.npz|partition\.npz|recorded\.json|vocabulary\.npz|changed company|come about|"
    r"came about|are told of|is told of|without more ado|as against|\bnought\b",
    re.IGNORECASE,
)
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
MAX_POSITIONAL = 5


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text("utf-8")))


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def test_docstrings_begin_with_what_the_thing_does() -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    assert [
        f"{name_of(path)}: {text.splitlines()[0]}"
        for path in DOCUMENTED
        for node in nodes(path)
        if isinstance(node, documented)
        if (text := ast.get_docstring(node)) and INDIRECT.match(text)
    ] == []


def test_calls_name_their_arguments_when_there_are_many() -> None:
    assert [
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node.func)}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Call) and len(node.args) > MAX_POSITIONAL
    ] == []


def test_files_and_functions_are_short() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE_LINES} == {}
    assert [
        f"{name_of(path)}: {node.name}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and body_lines(node) > MAX_FUNCTION_LINES
    ] == []


def body_lines(function: ast.FunctionDef) -> int:
    """Return the number of lines of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_rules_are_short() -> None:
    rules = (REPOSITORY / "workflow/rules").glob("*.smk")
    assert sum(len(path.read_text("utf-8").splitlines()) for path in rules) <= 550


def test_no_words_of_earlier_layouts_remain() -> None:
    assert [
        f"{name_of(path)}: {word}"
        for path in (*DOCUMENTED, *PAGES, *TEXTS)
        for word in OLD_WORDS.findall(path.read_text("utf-8"))
    ] == []
