"""Count the lines of code in folders, without blank lines, comments and docstrings.

python benchmarks/code_lines.py [FOLDER ...]
"""

import ast
import sys
import tokenize
from collections import Counter
from pathlib import Path

IGNORED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def count_code_lines(path: Path) -> int:
    """Count the lines of a Python file that have code."""
    lines: set[int] = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type not in IGNORED:
                lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def main(folders: list[str]) -> None:
    """Print the lines of code of the subfolders of each folder, and their sum."""
    for folder in map(Path, folders):
        counts: Counter[str] = Counter()
        for path in sorted(folder.rglob("*.py")):
            subfolder, *rest = path.relative_to(folder).parts
            counts[subfolder if rest else "(top)"] += count_code_lines(path)
        for name, count in counts.items():
            sys.stdout.write(f"{folder / name}: {count}\n")
        sys.stdout.write(f"{folder}: {counts.total()}\n")


if __name__ == "__main__":
    main(sys.argv[1:] or ["src"])
